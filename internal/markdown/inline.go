package markdown

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	ext "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"planblanc/internal/diag"
)

// inlines writes the text of a block from a node on.
func (r *renderer) inlines(from ast.Node) {
	r.typo = typesetter{french: r.parser.french}
	r.run(from)
}

// run writes siblings; neighbouring texts are set as one.
func (r *renderer) run(n ast.Node) {
	for n != nil {
		if t, ok := n.(*ast.Text); ok {
			n = r.texts(t)
			continue
		}
		r.inline(n)
		n = n.NextSibling()
	}
}

func (r *renderer) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Emphasis:
		if n.Level == 2 {
			r.element("strong", n)
		} else {
			r.element("em", n)
		}
	case *ext.Strikethrough:
		r.element("del", n)
	case *ast.CodeSpan:
		r.codeSpan(n)
	case *ast.Link:
		r.link(n)
	case *ast.AutoLink:
		r.autoLink(n)
	case *ast.Image:
		r.image(n, true)
	case *ast.RawHTML:
		r.rawHTML(n.Segments.At(0))
	case *ext.TaskCheckBox:
		r.checkBox(n)
	case *ext.FootnoteLink:
		r.footnoteLink(n)
	case *ext.FootnoteBacklink:
		r.footnoteBacklink(n)
	case *fill:
		r.inlineFill(n)
	case *sample:
		if _, taken := n.PreviousSibling().(*fill); !taken || !r.isForm {
			r.example(n)
		}
	}
}

func (r *renderer) element(tag string, n ast.Node) {
	r.write("<" + tag + ">")
	r.run(n.FirstChild())
	r.write("</" + tag + ">")
}

// solid tells the typesetter that something with a width stands here.
func (r *renderer) solid() {
	r.typo.prev = 'x'
	r.shown = true
}

func (r *renderer) codeSpan(n *ast.CodeSpan) {
	r.write("<code>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		value := r.span(c.(*ast.Text).Segment.Value(r.source.text))
		if line, ok := bytes.CutSuffix(value, []byte("\n")); ok {
			r.out = append(appendEscaped(r.out, line), ' ')
		} else {
			r.out = appendEscaped(r.out, value)
		}
	}
	r.write("</code>")
	r.solid()
}

// texts writes a text and those that follow it, and returns what comes next.
func (r *renderer) texts(t *ast.Text) ast.Node {
	r.plain = r.plain[:0]
	from := t.Segment.Start
	for {
		if segment := t.Segment; segment.Stop > r.skip {
			if segment.Start < r.skip {
				segment = text.NewSegment(r.skip, segment.Stop)
			}
			r.plain = appendPlain(r.plain, segment.Value(r.source.text))
			switch {
			case t.HardLineBreak():
				r.text(r.plain, from)
				r.write("<br>\n")
				r.typo.prev = '\n'
				r.plain, from = r.plain[:0], segment.Stop
			case t.SoftLineBreak():
				r.plain = append(r.plain, '\n')
			}
		}
		next, ok := t.NextSibling().(*ast.Text)
		if !ok {
			r.text(r.plain, from)
			return t.NextSibling()
		}
		t = next
	}
}

// text writes characters that begin at an offset of the source, with the bare
// addresses among them as links.
func (r *renderer) text(s []byte, at int) {
	for !r.linked && len(s) > 0 {
		from, to, scheme := findAddress(s)
		if to == 0 {
			break
		}
		r.words(s[:from])
		r.address(string(s[from:to]), scheme, at)
		s = s[to:]
	}
	r.words(s)
}

// words typesets characters and writes them.
func (r *renderer) words(s []byte) {
	if len(s) == 0 {
		return
	}
	inWord := r.typo.prev != 0 && wordLen(utf8.AppendRune(make([]byte, 0, utf8.UTFMax), r.typo.prev)) > 0
	r.set = r.typo.append(r.set[:0], s)
	r.shown = r.shown || len(bytes.TrimSpace(s)) > 0
	set := r.set
	if r.still > 0 || len(r.parser.glossary.byWord) == 0 {
		r.out = appendEscaped(r.out, set)
		return
	}
	if inWord {
		n := wordLen(set)
		r.out = appendEscaped(r.out, set[:n])
		set = set[n:]
	}
	r.abbreviate(set)
}

// appendPlain appends Markdown text as characters: back slashes and character
// references undone (CommonMark 0.31.2 §2.4, §2.5).
func appendPlain(dst, s []byte) []byte {
	for {
		n := bytes.IndexAny(s, `\&`)
		if n < 0 {
			return append(dst, s...)
		}
		dst = append(dst, s[:n]...)
		s = s[n:]
		if s[0] == '\\' && len(s) > 1 && util.IsPunct(s[1]) {
			dst = append(dst, s[1])
			s = s[2:]
			continue
		}
		if char, length := reference(s); length > 0 {
			dst = append(dst, char...)
			s = s[length:]
			continue
		}
		dst = append(dst, s[0])
		s = s[1:]
	}
}

// reference returns the character reference that s begins with, and its
// length, or 0.
func reference(s []byte) (char string, length int) {
	end := bytes.IndexByte(s[:min(len(s), 40)], ';')
	if s[0] != '&' || end < 2 {
		return "", 0
	}
	name := string(s[1:end])
	if name[0] != '#' {
		if entity, ok := util.LookUpHTML5EntityByName(name); ok {
			return string(entity.Characters), end + 1
		}
		return "", 0
	}
	digits, base, most := name[1:], 10, 7
	if digits != "" && digits[0]|0x20 == 'x' {
		digits, base, most = digits[1:], 16, 6
	}
	value, err := strconv.ParseUint(digits, base, 32)
	if err != nil || len(digits) > most || digits[0] == '+' {
		return "", 0
	}
	return string(util.ToValidRune(rune(value))), end + 1
}

// rawHTML reports HTML, which is not passed through.
func (r *renderer) rawHTML(segment text.Segment) {
	value := segment.Value(r.source.text)
	if isWaiver(string(value)) {
		return
	}
	indent := len(value) - len(bytes.TrimLeft(value, " "))
	tag := string(value[indent:])
	if end := strings.IndexByte(tag, '>'); end >= 0 {
		tag = tag[:end+1]
	}
	r.report(segment.Start+max(0, indent-segment.Padding), diag.RawHTML, shorten(tag))
}

// shorten returns the beginning of an author's text, fit for a message.
func shorten(s string) string {
	const most = 60
	s = strings.TrimSpace(s)
	if line, _, ok := strings.Cut(s, "\n"); ok {
		s = line + "…"
	}
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return s
}

func (r *renderer) checkBox(n *ext.TaskCheckBox) {
	if !n.IsChecked {
		r.write(`<span class="box"></span> `)
		return
	}
	r.write(`<span class="box checked" role="img" aria-label="`)
	r.slot(slotWord, 0, "done")
	r.write(`"></span> `)
}

func (r *renderer) inlineFill(n *fill) {
	size := "s"
	switch {
	case n.length >= 20:
		size = "l"
	case n.length >= 8:
		size = "m"
	}
	value := ""
	if e, ok := r.exampleOf(n.NextSibling()); ok {
		r.body.Examples = true
		value = string(appendEscaped(nil, r.caption(e.value.Value(r.source.text))))
	}
	r.fill("fill fill-"+size, value)
	r.solid()
}

package markdown

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	ext "github.com/yuin/goldmark/extension/ast"
	gm "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"planblanc/internal/diag"
)

// zone is a callout that draws a place to write on: [!IDENTITE], [!LIGNES 8].
type zone struct {
	draw func(r *renderer, n ast.Node, marker, size int)
	most int // largest size; 0 for a zone without one
}

// zoneOf returns the zone that a callout's marker asks for, with its size.
func zoneOf(kind string) (z zone, size int, ok bool) {
	name, number, sized := strings.Cut(kind, " ")
	switch diag.Fold(name) {
	case "identite", "identity":
		z = zone{draw: (*renderer).identity}
	case "signature":
		z = zone{draw: (*renderer).signature}
	case "lignes", "lines":
		z = zone{(*renderer).ruled, 40}
	case "cases", "boxes":
		z = zone{(*renderer).checks, 6}
	case "etiquettes", "labels":
		z = zone{(*renderer).labels, 24}
	case "grille", "grid":
		z = zone{(*renderer).grid, 60}
	default:
		return zone{}, 0, false
	}
	if sized != (z.most > 0) {
		return zone{}, 0, false
	}
	if sized {
		var err error
		if size, err = strconv.Atoi(number); err != nil || size < 1 || size > z.most {
			return zone{}, 0, false
		}
	}
	return z, size, true
}

// zoneNames are the zones shown to authors.
const zoneNames = "IDENTITE, ETIQUETTES 12, SIGNATURE, LIGNES 8, CASES 3, GRILLE 12"

// identity draws the place of a patient's label beside the lines that stand in
// for one, then what the author adds.
func (r *renderer) identity(n ast.Node, marker, _ int) {
	r.write(`<div class="identity"><p class="identity-label">`)
	r.slot(slotWord, 0, "form.label")
	r.write("</p>\n" + `<div class="identity-lines"><p>`)
	r.fields("name", "first-name", "birth", "sex", "number", "place")
	r.write("</p>\n")
	r.content(n, marker)
	r.write("</div></div>\n")
	r.shown = true
}

// labels draws handwritten labels to cut out.
func (r *renderer) labels(n ast.Node, marker, size int) {
	r.content(n, marker)
	r.write(`<ul class="labels">` + "\n")
	for range size {
		r.write("<li>")
		r.fields("name", "first-name", "birth", "sex", "number")
		r.write("</li>\n")
	}
	r.write("</ul>\n")
	r.shown = true
}

// fields draws lines to write on, each with its name.
func (r *renderer) fields(keys ...string) {
	for i, key := range keys {
		if i > 0 {
			r.write(" ")
		}
		r.write(`<span class="field field-` + key + `">`)
		r.slot(slotWord, 0, "form."+key)
		r.write(" ")
		r.fill("fill", exampleWord+"form.sample-"+key)
		r.write("</span>")
	}
}

// signature draws a strip to date and sign, with the author's words for who
// signs.
func (r *renderer) signature(n ast.Node, marker, _ int) {
	r.write(`<div class="signoff"><div class="signoff-who">`)
	r.content(n, marker)
	r.write("</div>\n")
	for _, key := range []string{"who", "date", "time", "sign"} {
		r.write(`<p class="signoff-` + key + `">`)
		r.slot(slotWord, 0, "form."+key)
		r.write(" ")
		r.fill("fill", exampleWord+"form.sample-"+key)
		r.write("</p>\n")
	}
	r.write("</div>\n")
	r.shown = true
}

// ruled draws lines to write on under the author's words.
func (r *renderer) ruled(n ast.Node, marker, size int) {
	r.write(`<div class="ruled">` + "\n")
	r.content(n, marker)
	r.write(strings.Repeat(`<div class="ruled-line"></div>`+"\n", size))
	r.write("</div>\n")
	r.shown = true
}

// checks sets the items of a list in columns.
func (r *renderer) checks(n ast.Node, marker, size int) {
	r.write(`<div class="checks checks-` + strconv.Itoa(size) + `">` + "\n")
	r.content(n, marker)
	r.write("</div>\n")
}

// grid gives a table as many rows as asked, the last ones empty.
func (r *renderer) grid(n ast.Node, marker, size int) {
	outer := r.rows
	r.rows = size
	r.content(n, marker)
	r.rows = outer
}

// emptyRows ends a table that has fewer rows than its grid asks for; their first
// cells are numbered on from the author's last where that is a
// number.
func (r *renderer) emptyRows(have int, columns []ext.Alignment, last string) {
	width := len(last)
	number, err := strconv.Atoi(last)
	for ; have < r.rows; have++ {
		r.write("<tr>\n")
		for c, a := range columns {
			r.write("<td" + alignment(a) + ">")
			if c == 0 && err == nil {
				number++
				digits := strconv.Itoa(number)
				r.write(strings.Repeat("0", max(0, width-len(digits))) + digits)
			}
			r.write("</td>\n")
		}
		r.write("</tr>\n")
	}
}

var kindSample = ast.NewNodeKind("Sample")

// sample is a value in braces: what the filled-in copy of a form shows where
// the blank one has room.
type sample struct {
	ast.BaseInline
	value text.Segment // without the braces
}

func (*sample) Kind() ast.NodeKind           { return kindSample }
func (n *sample) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

type sampleParser struct{}

func (sampleParser) Trigger() []byte { return []byte{'{'} }

func (sampleParser) Parse(_ ast.Node, block text.Reader, _ gm.Context) ast.Node {
	line, segment := block.PeekLine()
	end := bytes.IndexByte(line, '}')
	if end < 2 || bytes.IndexByte(line[1:end], '{') >= 0 {
		return nil
	}
	block.Advance(end + 1)
	return &sample{value: text.NewSegment(segment.Start+1, segment.Start+end)}
}

// exampleWord begins an example that is an interface word.
const exampleWord = "\x01"

// exampleOf returns the value that follows a place to write on, in a form.
func (r *renderer) exampleOf(n ast.Node) (*sample, bool) {
	e, ok := n.(*sample)
	return e, ok && r.isForm
}

// example writes a value that stands alone: nothing on the blank form, and in
// another document the braces as they were typed.
func (r *renderer) example(n *sample) {
	value := n.value.Value(r.source.text)
	if !r.isForm {
		r.words(append(append([]byte("{"), appendPlain(nil, value)...), '}'))
		return
	}
	r.body.Examples = true
	r.slot(slotExample, 0, string(appendEscaped(nil, r.caption(value))))
}

// fill writes a place to write on, with the value that the filled-in copy has
// there, "" for none.
func (r *renderer) fill(class, value string) {
	r.slot(slotFill, 0, class+"\x00"+value)
}

// filled reports whether a page shows examples.
func filled(r Resolver) bool {
	f, ok := r.(Filler)
	return ok && f.Filled()
}

// fill writes a place to write on, blank or filled in.
func (s slot) fill(b *bytes.Buffer, r Resolver) {
	class, value, _ := strings.Cut(s.text, "\x00")
	if filled(r) && value != "" {
		b.WriteString(`<span class="` + class + ` filled">`)
		if key, word := strings.CutPrefix(value, exampleWord); word {
			escape(b, r.Word(key))
		} else {
			b.WriteString(value)
		}
		b.WriteString("</span>")
		return
	}
	b.WriteString(`<span class="` + class + `" role="img" aria-label="`)
	escape(b, r.Word("fill"))
	b.WriteString(`"></span>`)
}

func (s slot) example(b *bytes.Buffer, r Resolver) {
	if filled(r) {
		b.WriteString(`<span class="example">` + s.text + `</span>`)
	}
}

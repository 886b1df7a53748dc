package imports

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"
)

// The converter escapes what would be Markdown in a text. What is to be
// Markdown of ours goes through it as private characters, which printable
// removes from all that is read.
const (
	firstMark   = '\ue900'
	markTodo    = '\ue900'
	markDone    = '\ue901'
	markFill    = '\ue902'
	markNote    = '\ue903'
	markNoteEnd = '\ue904'
	markBox     = '\ue905'
	markBoxEnd  = '\ue906'
	markEscape  = '\ue907'
	markDefine  = '\ue908'
	lastMark    = '\ue90f'
)

var unmark = strings.NewReplacer(
	string(markTodo), "[ ] ", string(markDone), "[x] ", string(markFill), "_",
	string(markNote), "[^", string(markNoteEnd), "]", string(markBox), "[!", string(markBoxEnd), "]",
	string(markEscape), `\`, string(markDefine), "\n: ",
)

// render writes a tree as Markdown.
func render(body *html.Node) ([]byte, error) {
	conv := converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(),
		commonmark.NewCommonmarkPlugin(commonmark.WithListEndComment(false)), // else HTML
		strikethrough.NewStrikethroughPlugin(),
		table.NewTablePlugin(table.WithHeaderPromotion(true), table.WithCellPaddingBehavior(table.CellPaddingBehaviorMinimal), table.WithSkipEmptyRows(true)),
	))
	out, err := conv.ConvertNode(body)
	if err != nil {
		return nil, err
	}
	out = []byte(unmark.Replace(blanks.ReplaceAllString(string(out), "$1")))
	return append(bytes.TrimSpace(out), '\n'), nil
}

// blanks are the spaces of lines that hold nothing else; the two that end a line
// of text break it.
var blanks = regexp.MustCompile(`(?m)^((?:[ \t]*>)*)[ \t]+$`)

var dots = regexp.MustCompile(`_{3,}|\.{5,}|…{2,}|(?:\. ){5,}`)

// marks writes the boxes of tasks, the places to write on and the names of
// callouts into the texts.
func (s *shaper) marks(n *html.Node) {
	for _, c := range children(n) {
		switch {
		case c.Type == html.TextNode:
			if !inside(c, "pre", "code") {
				s.mark(c)
			}
			continue
		case is(c, "pre", "code"):
			continue
		case is(c, "dl"):
			definitions(c)
		case headingLevel(c) > 0:
			for _, br := range children(c) {
				if is(br, "br") {
					replace(br, text(" "))
				}
			}
		}
		s.marks(c)
		if task := attr(c, taskAttr); task != "" && is(c, "li") {
			sign := string(markTodo)
			if task == "done" && !s.place.Card {
				sign = string(markDone)
			}
			at := c
			if is(c.FirstChild, "p") {
				at = c.FirstChild
			}
			if first := firstText(at); first != nil {
				first.Data = strings.TrimLeft(first.Data, " \n\t")
			}
			at.InsertBefore(text(sign), at.FirstChild)
		}
		if name := attr(c, calloutAttr); name != "" {
			c.InsertBefore(el("p", text(string(markBox)+name+string(markBoxEnd))), c.FirstChild)
		}
		if number := attr(c, noteAttr); number != "" && is(c, "sup") {
			replace(c, text(string(markNote)+number+string(markNoteEnd)))
		}
	}
}

// mark changes one text.
func (s *shaper) mark(n *html.Node) {
	n.Data = dots.ReplaceAllStringFunc(n.Data, func(run string) string {
		if run[0] == '_' {
			return strings.Repeat(string(markFill), len(run))
		}
		return strings.Repeat(string(markFill), 20)
	})
	begins := n.PrevSibling == nil && is(n.Parent, "p", "li", "td", "th", "blockquote", "body", "div", "dd", "dt") || is(n.PrevSibling, "br")
	if trimmed := strings.TrimLeft(n.Data, " \t\n"); begins && strings.HasPrefix(trimmed, ":") {
		n.Data = string(markEscape) + trimmed // else it would define the line above
	}
}

// inside reports whether a node stands in an element of one of these names.
func inside(n *html.Node, tags ...string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if is(p, tags...) {
			return true
		}
	}
	return false
}

// definitions writes a list of definitions as paragraphs, each a term with what
// it means.
func definitions(dl *html.Node) {
	var p *html.Node
	for _, c := range children(dl) {
		switch {
		case is(c, "dt"):
			c.Data, c.DataAtom = "p", 0
			p = c
		case is(c, "dd") && p != nil:
			p.AppendChild(text(string(markDefine)))
			for _, line := range linesOf(c, new(bool)) {
				for _, n := range line {
					p.AppendChild(n)
				}
				p.AppendChild(text(" "))
			}
			dl.RemoveChild(c)
		}
	}
	dl.Data, dl.DataAtom = "div", 0
}

// notes writes the notes at the end of the text.
func (s *shaper) notes() {
	for _, n := range children(s.doc.body) {
		number := attr(n, noteAttr)
		if number == "" {
			continue
		}
		if _, err := strconv.Atoi(number); err != nil {
			continue
		}
		p := el("p", text(string(markNote)+number+string(markNoteEnd)+": "))
		for i, line := range linesOf(n, new(bool)) {
			if i > 0 {
				p.AppendChild(text(" "))
			}
			for j, c := range line {
				if i == 0 && j == 0 && c.Type == html.TextNode {
					c.Data = strings.TrimLeft(c.Data, " \u00a0")
				}
				p.AppendChild(c)
			}
		}
		replace(n, p)
	}
}

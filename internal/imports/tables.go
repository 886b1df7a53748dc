package imports

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// tables makes each table one that Markdown can write: a row of heads, and one
// line of text in each cell.
func (s *shaper) tables(n *html.Node) {
	for _, c := range children(n) {
		if !is(c, "table") {
			s.tables(c)
			continue
		}
		t := el("table")
		merged, inner, several := false, false, false
		for _, tr := range rowsOf(c) {
			row := el("tr")
			for _, cell := range children(tr) {
				if !is(cell, "td", "th") {
					continue
				}
				tag := "td"
				if t.FirstChild == nil {
					tag = "th"
				}
				lines := linesOf(cell, &inner)
				several = several || len(lines) > 1
				out := el(tag)
				for i, line := range lines {
					if i > 0 {
						out.AppendChild(text(" ; "))
					}
					for _, n := range line {
						out.AppendChild(n)
					}
				}
				for _, span := range []string{"colspan", "rowspan"} {
					if n := number(attr(cell, span)); n > 1 {
						merged = true
						setAttr(out, span, attr(cell, span))
						if n > 1000 {
							setAttr(out, span, "1000")
						}
					}
				}
				row.AppendChild(out)
			}
			if row.FirstChild != nil {
				t.AppendChild(row)
			}
		}
		if words(t) == "" && !hasImage(children(t)) {
			n.RemoveChild(c)
			continue
		}
		said := words(t)
		setAttr(t, blockAttr, attr(c, blockAttr))
		replace(c, t)
		for _, l := range []struct {
			lost bool
			kind Kind
		}{{merged, MergedCells}, {inner, InnerTable}, {several, CellBlocks}} {
			if l.lost {
				s.lose(l.kind, t, said)
			}
		}
	}
}

// rowsOf lists the rows of a table, those of tables in it aside.
func rowsOf(n *html.Node) []*html.Node {
	var all []*html.Node
	for _, c := range children(n) {
		switch {
		case is(c, "tr"):
			all = append(all, c)
		case is(c, "thead", "tbody", "tfoot"):
			all = append(all, rowsOf(c)...)
		}
	}
	return all
}

// linesOf lists what a cell says, a line a block, without the blocks.
func linesOf(cell *html.Node, inner *bool) [][]*html.Node {
	lines := [][]*html.Node{nil}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for _, c := range children(n) {
			block := is(c, "p", "li", "ul", "ol", "div", "table", "tbody", "thead", "tr", "td", "th", "blockquote", "pre", "dl", "dt", "dd", "hr") || headingLevel(c) > 0
			switch {
			case is(c, "br"):
				lines = append(lines, nil)
			case block:
				if is(c, "table") {
					*inner = true
				}
				lines = append(lines, nil)
				if attr(c, taskAttr) != "" {
					lines[len(lines)-1] = append(lines[len(lines)-1], text("☐ "))
				}
				walk(c)
				lines = append(lines, nil)
			case c.Type == html.ElementNode && holdsBlock(c):
				walk(c)
			default:
				n.RemoveChild(c)
				lines[len(lines)-1] = append(lines[len(lines)-1], c)
			}
		}
	}
	walk(cell)
	return slices.DeleteFunc(lines, func(line []*html.Node) bool {
		said := ""
		for _, n := range line {
			said += words(n)
		}
		return strings.TrimSpace(said) == "" && !hasImage(line)
	})
}

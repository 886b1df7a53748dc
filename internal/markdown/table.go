package markdown

import (
	"bytes"
	"strconv"

	"github.com/yuin/goldmark/ast"
	ext "github.com/yuin/goldmark/extension/ast"
)

// table writes a table in a box that scrolls sideways, by keyboard too. Tables
// are numbered because regions of a page need names of their own.
func (r *renderer) table(n *ext.Table) {
	r.tables++
	r.write(`<section class="table" tabindex="0" aria-label="`)
	r.slot(slotWord, 0, "table")
	r.write(" " + strconv.Itoa(r.tables) + "\">\n<table>\n")
	body, number := 0, ""
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		if row.Kind() == ext.KindTableHeader {
			r.write("<thead>\n")
			r.row(row, true)
			r.write("</thead>\n")
			continue
		}
		if body == 0 {
			r.write("<tbody>\n")
		}
		r.row(row, false)
		body++
		number = ""
		if t, ok := row.FirstChild().FirstChild().(*ast.Text); ok {
			number = string(t.Segment.Value(r.source.text))
		}
	}
	if body == 0 && r.rows > 0 {
		r.write("<tbody>\n")
	}
	r.emptyRows(body, n.Alignments, number)
	if max(body, r.rows) > 0 {
		r.write("</tbody>\n")
	}
	r.write("</table>\n</section>\n")
}

func (r *renderer) row(row ast.Node, header bool) {
	var cells []Fragment // of an event
	r.write("<tr>\n")
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		tag, attributes := "td", ""
		if header && c.FirstChild() != nil {
			tag, attributes = "th", ` scope="col"`
		}
		r.write("<" + tag + attributes + alignment(c.(*ext.TableCell).Alignment) + ">")
		r.cell = true
		start := r.mark()
		r.inlines(c.FirstChild())
		r.cell = false
		if r.inject != nil {
			cells = append(cells, r.since(start))
		}
		r.write("</" + tag + ">\n")
	}
	r.write("</tr>\n")
	if r.inject != nil && !header {
		r.takeInject(row, cells)
	}
}

// span returns the characters of a code span. In a table a pipe of its own is
// written with a back slash (GFM 0.29 §4.10); goldmark's way to take that out looks
// at each one of a text for each other.
func (r *renderer) span(value []byte) []byte {
	if r.cell {
		return bytes.ReplaceAll(value, []byte(`\|`), []byte("|"))
	}
	return value
}

// alignment is the class of a cell.
func alignment(a ext.Alignment) string {
	switch a {
	case ext.AlignLeft:
		return ` class="align-left"`
	case ext.AlignCenter:
		return ` class="align-center"`
	case ext.AlignRight:
		return ` class="align-right"`
	}
	return ""
}

package markdown

import (
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
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		if row.Kind() == ext.KindTableHeader {
			r.write("<thead>\n")
			r.row(row, true)
			r.write("</thead>\n")
			if row.NextSibling() != nil {
				r.write("<tbody>\n")
			}
			continue
		}
		r.row(row, false)
		if row.NextSibling() == nil {
			r.write("</tbody>\n")
		}
	}
	r.write("</table>\n</section>\n")
}

func (r *renderer) row(row ast.Node, header bool) {
	r.write("<tr>\n")
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		tag, attributes := "td", ""
		if header && c.FirstChild() != nil {
			tag, attributes = "th", ` scope="col"`
		}
		switch c.(*ext.TableCell).Alignment {
		case ext.AlignLeft:
			attributes += ` class="align-left"`
		case ext.AlignCenter:
			attributes += ` class="align-center"`
		case ext.AlignRight:
			attributes += ` class="align-right"`
		}
		r.write("<" + tag + attributes + ">")
		r.inlines(c.FirstChild())
		r.write("</" + tag + ">\n")
	}
	r.write("</tr>\n")
}

package markdown

import (
	"strconv"

	ext "github.com/yuin/goldmark/extension/ast"
)

// The ids of footnotes hold a colon, which Slug never writes: they cannot meet
// those of headings.

func noteID(index int) string { return "fn:" + strconv.Itoa(index) }

// callID is the id of the place that calls a note; a note may be called again.
func callID(index, again int) string {
	id := "fnref:" + strconv.Itoa(index)
	if again > 0 {
		id += ":" + strconv.Itoa(again+1)
	}
	return id
}

func (r *renderer) footnoteLink(n *ext.FootnoteLink) {
	r.write(`<sup class="footnote-ref" id="`)
	r.slot(slotID, 0, callID(n.Index, n.RefIndex))
	r.write(`">`)
	if !r.linked {
		r.write(`<a href="#`)
		r.slot(slotID, 0, noteID(n.Index))
		r.write(`" role="doc-noteref">`)
	}
	r.write(strconv.Itoa(n.Index))
	if !r.linked {
		r.write("</a>")
	}
	r.write("</sup>")
	r.solid()
}

// footnoteBacklink writes the way back; its sup keeps the arrow out of Text.
func (r *renderer) footnoteBacklink(n *ext.FootnoteBacklink) {
	r.write(` <sup><a href="#`)
	r.slot(slotID, 0, callID(n.Index, n.RefIndex))
	r.write(`" role="doc-backlink" aria-label="`)
	r.slot(slotWord, 0, "footnote.back")
	r.write(" " + strconv.Itoa(n.Index))
	if n.RefIndex > 0 {
		r.write("-" + strconv.Itoa(n.RefIndex+1))
	}
	r.write(`">↩</a></sup>`)
}

func (r *renderer) footnotes(n *ext.FootnoteList) {
	r.write("<div class=\"footnotes\">\n<ol>\n")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.write(`<li id="`)
		r.slot(slotID, 0, noteID(c.(*ext.Footnote).Index))
		r.write("\">\n")
		r.blocks(c)
		r.write("</li>\n")
	}
	r.write("</ol>\n</div>\n")
}

package imports

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// openList is a list that may go on.
type openList struct {
	depth int
	list  *html.Node
	last  *html.Node // item
	item  item
}

// blocks reads the blocks of a body, a cell, a note or a text box.
func (w *word) blocks(e *element) {
	for _, c := range e.children {
		switch c.name {
		case "", "w:sectPr", "w:bookmarkStart", "w:bookmarkEnd", "w:proofErr", "w:permStart", "w:permEnd", "w:tcPr", "w:sdtPr", "w:sdtEndPr",
			"w:commentRangeStart", "w:commentRangeEnd", "w:moveFromRangeStart", "w:moveFromRangeEnd", "w:moveToRangeStart", "w:moveToRangeEnd":
		case "w:p":
			w.paragraph(c)
		case "w:tbl":
			w.table(c)
		case "w:sdt":
			if strings.Contains(c.child("w:sdtPr").child("w:docPartObj").val("w:docPartGallery"), "Table of Contents") {
				w.lose(Contents, "")
				continue
			}
			w.blocks(c.child("w:sdtContent"))
		case "w:customXml", "w:smartTag", "w:moveTo":
			w.blocks(c)
		case "w:ins":
			w.lose(Insertion, c.words())
			w.blocks(c)
		case "w:del", "w:moveFrom":
			w.lose(Deletion, c.words())
		case "mc:AlternateContent":
			w.blocks(choice(c))
		case "m:oMathPara":
			w.block++
			w.lose(Equation, c.words())
			w.add(el("p", text(c.words())))
		default:
			w.block++
			w.lose(Unsupported, c.name+" "+c.words())
		}
	}
}

// choice is what to read of alternatives: the first, which is the richest.
func choice(e *element) *element {
	if c := e.child("mc:Choice"); c.name != "" {
		return c
	}
	return e.child("mc:Fallback")
}

// add puts a block at its place and ends the lists above it.
func (w *word) add(n *html.Node) {
	w.closeLists()
	setAttr(n, blockAttr, strconv.Itoa(w.block))
	w.parent.AppendChild(n)
}

func (w *word) closeLists() { w.lists = nil }

// into reads blocks into a node, with lists of its own.
func (w *word) into(n *html.Node, read func()) {
	parent, lists := w.parent, w.lists
	w.parent, w.lists = n, nil
	read()
	w.parent, w.lists = parent, lists
}

func (w *word) paragraph(p *element) {
	w.block++
	id := p.child("w:pPr").val("w:pStyle")
	if names := w.chain(id); len(names) > 0 && strings.HasPrefix(names[0].name, "toc ") || w.styled(id, "toc heading") {
		w.once(Contents)
		return
	}
	if mark := p.child("w:pPr").child("w:rPr"); mark.has("w:del") && p.words() == "" {
		w.lose(Deletion, "")
	}
	r := runs{word: w, heading: w.headingOf(p)}
	r.read(p)
	line := r.nodes()
	said := ""
	for _, n := range line {
		said += words(n) + " "
	}
	said = strings.Join(strings.Fields(said), " ")
	pictures := hasImage(line)
	switch it, listed := w.itemOf(p); {
	case said == "" && !pictures:
	case w.doc.Title == "" && w.parent == w.doc.body && w.styled(id, "title") && !pictures:
		w.doc.Title = said
	case r.heading > 0 && w.parent == w.doc.body:
		w.under = short(said)
		w.add(heading(r.heading, line...))
	case listed:
		w.listItem(it, line)
	case len(w.lists) > 0 && w.styled(id, "list paragraph", "list continue", "list continue 2"):
		w.lists[len(w.lists)-1].last.AppendChild(el("p", line...))
	case w.styled(id, "quote", "intense quote"):
		w.add(el("blockquote", el("p", line...)))
	case w.fallback && w.parent == w.doc.body && r.allBold() && titled(said):
		w.under = short(said)
		w.add(heading(2, text(said)))
	default:
		w.add(el("p", line...))
	}
	for _, box := range r.after {
		w.parent.AppendChild(box)
	}
}

// once notes a loss that comes a line at a time.
func (w *word) once(k Kind) {
	if n := len(w.doc.losses); n == 0 || w.doc.losses[n-1].Kind != k {
		w.lose(k, "")
	}
}

// titled reports whether a line of bold words can be a heading.
func titled(s string) bool {
	return utf8.RuneCountInString(s) <= 80 && !strings.ContainsAny(s[len(s)-1:], ".,;")
}

func hasImage(nodes []*html.Node) bool {
	for _, n := range nodes {
		if is(n, "img") || hasImage(children(n)) {
			return true
		}
	}
	return false
}

// listItem adds an item to the open list of its level, or begins one. A list
// that goes on after a text keeps its count.
func (w *word) listItem(it item, line []*html.Node) {
	for len(w.lists) > 0 {
		top := w.lists[len(w.lists)-1]
		if top.depth < it.depth || top.depth == it.depth && top.item.ordered == it.ordered && top.item.key == it.key {
			break
		}
		w.lists = w.lists[:len(w.lists)-1]
	}
	count, begun := w.counts[it.key]
	if !begun {
		count = it.start - 1
	}
	count++
	w.counts[it.key] = count
	for key := range w.counts { // deeper levels of the list begin again
		if name, depth, ok := cutLast(key); ok && strings.HasPrefix(it.key, name+" ") && depth > it.depth {
			delete(w.counts, key)
		}
	}
	if len(w.lists) == 0 || w.lists[len(w.lists)-1].depth < it.depth {
		list := el("ul")
		if it.ordered {
			list = el("ol")
			if count > 1 {
				setAttr(list, "start", strconv.Itoa(count))
			}
		}
		parent := w.parent
		if len(w.lists) > 0 {
			parent = w.lists[len(w.lists)-1].last
		}
		parent.AppendChild(list)
		w.lists = append(w.lists, openList{it.depth, list, nil, it})
	}
	top := &w.lists[len(w.lists)-1]
	top.last = el("li", line...)
	setAttr(top.last, blockAttr, strconv.Itoa(w.block))
	if it.box {
		setAttr(top.last, taskAttr, "todo")
	}
	top.list.AppendChild(top.last)
}

func cutLast(key string) (name string, depth int, ok bool) {
	i := strings.LastIndexByte(key, ' ')
	if i < 0 {
		return "", 0, false
	}
	return key[:i], number(key[i+1:]), true
}

// table reads a table; its cells hold blocks. A table of one cell is a frame
// around a text.
func (w *word) table(e *element) {
	w.block++
	block := w.block
	t := el("table")
	spans := map[int]*html.Node{} // cells that go on below, by column
	rows, cells := 0, 0
	var only *html.Node
	var row func(*element)
	row = func(e *element) {
		for _, c := range e.children {
			switch c.name {
			case "w:tr":
				tr := el("tr")
				rows++
				column := 0
				w.cells(c, tr, spans, &column)
				for _, td := range children(tr) {
					cells++
					only = td
				}
				t.AppendChild(tr)
			case "w:sdt":
				row(c.child("w:sdtContent"))
			case "w:customXml", "w:ins", "w:moveTo":
				row(c)
			case "w:del", "w:moveFrom":
				w.lose(Deletion, c.words())
			}
		}
	}
	row(e)
	switch {
	case cells == 0:
	case rows == 1 && cells == 1:
		quote := el("blockquote")
		move(only, quote)
		w.add(quote)
	default:
		w.add(t)
		setAttr(t, blockAttr, strconv.Itoa(block))
	}
}

// cells reads the cells of a row.
func (w *word) cells(e *element, tr *html.Node, spans map[int]*html.Node, column *int) {
	for _, c := range e.children {
		switch c.name {
		case "w:tc":
			td := el("td")
			properties := c.child("w:tcPr")
			span := min(max(number(properties.val("w:gridSpan")), 1), 60)
			if span > 1 {
				setAttr(td, "colspan", strconv.Itoa(span))
			}
			goesOn := properties.has("w:vMerge") && properties.val("w:vMerge") != "restart"
			w.into(td, func() { w.blocks(c) })
			if above := spans[*column]; goesOn && above != nil {
				setAttr(above, "rowspan", strconv.Itoa(max(number(attr(above, "rowspan")), 1)+1))
				move(td, above) // almost always nothing
			} else {
				spans[*column] = td
				tr.AppendChild(td)
			}
			*column += span
		case "w:sdt":
			w.cells(c.child("w:sdtContent"), tr, spans, column)
		case "w:customXml", "w:ins", "w:moveTo":
			w.cells(c, tr, spans, column)
		case "w:trPr":
			if c.has("w:del") {
				w.lose(Deletion, e.words())
			}
		}
	}
}

// footnotes adds the notes that the text cites, at its end.
func (w *word) footnotes() {
	for i := 0; i < len(w.cited); i++ { // a note may cite another
		note := el("div")
		setAttr(note, noteAttr, strconv.Itoa(i+1))
		w.into(note, func() { w.blocks(w.notes[w.cited[i]]) })
		w.doc.body.AppendChild(note)
	}
}

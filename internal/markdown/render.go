package markdown

import (
	"slices"
	"strconv"

	"github.com/yuin/goldmark/ast"
	ext "github.com/yuin/goldmark/extension/ast"

	"planblanc/internal/diag"
)

// renderer turns one tree into HTML. Its buffers outlive a text; nothing of a
// Body points into them.
type renderer struct {
	parser *Parser
	source source
	body   *Body
	of     *rendered
	ds     []diag.Diagnostic

	out   []byte
	slots []slot
	plain []byte // a run of text, as characters
	set   []byte // the same, typeset
	typo  typesetter
	ids   map[string]int // id taken → number to try for the next of that name

	refs     []Ref // memory for the body's, which get a copy of the right size
	headings []Heading

	section int   // counts sections over the renderer's life
	seen    []int // by term: the section it was last seen in
	cell    bool  // inside a cell of a table
	still   int   // above 0 in headings and links: no abbreviations
	linked  bool  // inside a link: no other link
	skip    int   // text before this offset is a callout's marker
	tables  int
	shown   bool
	isCard  bool
	isForm  bool
	rows    int     // that the grid around asks of a table
	inject  *events // the callout around, of a table of events
	boxes   []box   // boxes of a card, still to be rendered
}

// mark is a place in the output.
type mark struct{ at, slot int }

func (r *renderer) mark() mark { return mark{len(r.out), len(r.slots)} }

// since returns the output from a mark on, without the line end unless a slot
// follows it.
func (r *renderer) since(m mark) Fragment {
	to := len(r.out)
	slotted := len(r.slots) > m.slot && int(r.slots[len(r.slots)-1].at) == to
	if to > m.at && r.out[to-1] == '\n' && !slotted {
		to--
	}
	return Fragment{r.of, int32(m.at), int32(to), int32(m.slot), int32(len(r.slots))}
}

func (r *renderer) begin(s Source) {
	lines := r.source.lines
	r.of = &rendered{}
	r.body = &Body{Refs: r.refs[:0], Headings: r.headings[:0], html: r.of}
	r.source, r.body.Includes, r.ds = expand(s)
	r.source.lines = lines
	r.source.index()
	r.out, r.slots, r.boxes, r.ids = r.out[:0], r.slots[:0], r.boxes[:0], nil
	r.tables, r.skip, r.shown, r.isCard, r.isForm, r.rows, r.inject = 0, 0, false, s.Card, s.Form, 0, nil
	r.section++
}

func (r *renderer) finish() (*Body, []diag.Diagnostic) {
	body, ds := r.body, diag.Sort(r.ds)
	r.of.html, r.of.slots = string(r.out), slices.Clone(r.slots)
	r.refs, r.headings = body.Refs, body.Headings
	body.Refs, body.Headings = slices.Concat(r.refs), slices.Concat(r.headings)
	body.Empty = !r.shown
	r.body, r.of, r.ds, r.source.text, r.source.spans = nil, nil, nil, nil, nil
	clear(r.boxes) // they hold the tree
	return body, ds
}

func (r *renderer) write(s string) { r.out = append(r.out, s...) }

func (r *renderer) slot(kind slotKind, ref int, text string) {
	r.slots = append(r.slots, slot{int32(len(r.out)), int32(ref), text, kind})
}

func (r *renderer) report(at int, rule diag.Rule, args ...any) {
	r.ds = append(r.ds, diag.New(r.source.locate(at), rule, args...))
}

func (r *renderer) blocks(parent ast.Node) {
	for c := parent.FirstChild(); c != nil; c = c.NextSibling() {
		r.block(c)
	}
}

func (r *renderer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph:
		r.paragraph(n)
	case *ast.TextBlock:
		r.inlines(n.FirstChild())
		if n.NextSibling() != nil {
			r.write("\n")
		}
	case *ast.Heading:
		r.heading(n)
	case *ast.List:
		r.list(n, n.FirstChild(), nil)
	case *ast.Blockquote:
		r.blockquote(n)
	case *ast.FencedCodeBlock:
		r.codeBlock(n, string(n.Language(r.source.text)))
	case *ast.CodeBlock:
		r.codeBlock(n, "")
	case *ast.HTMLBlock:
		r.rawHTML(n.Lines().At(0))
	case *ast.ThematicBreak:
		r.write("<hr>\n")
	case *ast.LinkReferenceDefinition:
	case *ext.Table:
		r.table(n)
	case *ext.DefinitionList:
		r.definitions(n)
	case *ext.FootnoteList:
		r.footnotes(n)
	case *fillLine:
		r.shown = true
		r.write(`<p class="fill-line">`)
		r.fill("fill fill-line", "")
		r.write("</p>\n")
	default:
		r.inline(n)
	}
}

// paragraph writes a paragraph, or the figure that a titled image alone in it
// makes. What is wholly left out leaves no empty element.
func (r *renderer) paragraph(n *ast.Paragraph) {
	if image, ok := n.FirstChild().(*ast.Image); ok && image == n.LastChild() && len(image.Title) > 0 {
		r.figure(image)
		return
	}
	start := r.mark()
	r.write("<p>")
	from := r.mark()
	r.inlines(n.FirstChild())
	if r.mark() == from {
		r.out = r.out[:start.at]
		return
	}
	r.write("</p>\n")
}

func (r *renderer) heading(n *ast.Heading) {
	if n.Level == 2 {
		r.section++
	}
	level := "0123456"[n.Level : n.Level+1]
	r.write("<h" + level + ` id="`)
	id := len(r.slots)
	r.slot(slotID, 0, "")
	r.write(`">`)
	r.slots[id].text, _ = r.title(n)
	r.write("</h" + level + ">\n")
}

// title writes the words of a heading, records it, and returns its id and the
// slug that this was made of.
func (r *renderer) title(n *ast.Heading) (id, slug string) {
	from := len(r.out)
	r.still++
	r.inlines(n.FirstChild())
	r.still--
	text := string(appendWords(nil, r.out[from:]))
	slug = Slug(text)
	id = r.id(slug)
	r.body.Headings = append(r.body.Headings, Heading{n.Level, id, text, r.source.locate(n.Pos())})
	return id, slug
}

// id returns an id that the body has not used yet.
func (r *renderer) id(wanted string) string {
	if wanted == "" {
		wanted = "section"
	}
	if r.ids == nil {
		r.ids = map[string]int{}
	}
	id := wanted
	for n := r.ids[wanted]; r.ids[id] > 0; n++ {
		id = wanted + "-" + strconv.Itoa(n)
		r.ids[wanted] = n + 1
	}
	r.ids[id] = 2
	return id
}

// list writes the items of a list from one to another, exclusive.
func (r *renderer) list(n *ast.List, from, to ast.Node) {
	tag := "ul"
	if n.IsOrdered() {
		tag = "ol"
	}
	r.write("<" + tag)
	if n.IsOrdered() && n.Start != 1 && from == n.FirstChild() {
		r.write(` start="` + strconv.Itoa(n.Start) + `"`)
	}
	r.write(">\n")
	for item := from; item != to; item = item.NextSibling() {
		if isTask(item) {
			r.write(`<li class="task">`)
		} else {
			r.write("<li>")
		}
		if first := item.FirstChild(); first != nil && first.Kind() != ast.KindTextBlock {
			r.write("\n")
		}
		r.blocks(item)
		r.write("</li>\n")
	}
	r.write("</" + tag + ">\n")
}

// isTask reports whether a list item begins with a box to tick.
func isTask(item ast.Node) bool {
	first := item.FirstChild()
	if first == nil || first.FirstChild() == nil {
		return false
	}
	return first.FirstChild().Kind() == ext.KindTaskCheckBox
}

func (r *renderer) codeBlock(n ast.Node, language string) {
	r.shown = true
	language = string(appendPlain(nil, []byte(language)))
	r.write(`<pre class="chroma" tabindex="0"><code`)
	if language != "" {
		r.write(` class="language-`)
		r.out = appendEscaped(r.out, language)
		r.write(`"`)
	}
	r.write(">")
	r.code(language, n.Lines().Value(r.source.text))
	r.write("</code></pre>\n")
}

func (r *renderer) definitions(n ast.Node) {
	r.write("<dl>\n")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ext.DefinitionTerm:
			r.write("<dt>")
			r.inlines(c.FirstChild())
			r.write("</dt>\n")
		case *ext.DefinitionDescription:
			r.write("<dd>")
			r.blocks(c)
			r.write("</dd>\n")
		}
	}
	r.write("</dl>\n")
}

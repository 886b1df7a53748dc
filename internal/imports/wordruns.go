package imports

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// format is how a run of characters looks.
type format struct {
	bold, italic, struck bool
	link                 string
}

// segment is a part of a line in one format.
type segment struct {
	format
	nodes []*html.Node
}

// runs reads the content of a paragraph.
type runs struct {
	*word
	heading  int
	segments []segment
	after    []*html.Node // what stands in boxes of its own
	fields   []field      // open complex fields, the innermost last
	link     string
}

// field is a complex field (ECMA-376-1, §17.16.18).
type field struct {
	instruction string
	shown       bool // past the separator
	link        string
}

// read reads runs and what holds runs.
func (r *runs) read(e *element) {
	for _, c := range e.children {
		switch c.name {
		case "w:r":
			r.run(c)
		case "w:hyperlink":
			r.linked(r.address(c), func() { r.read(c) })
		case "w:fldSimple":
			r.linked(r.fieldLink(c.attrs["w:instr"]), func() { r.read(c) })
		case "w:smartTag", "w:customXml", "w:bdo", "w:dir", "w:moveTo":
			r.read(c)
		case "w:sdt":
			r.read(c.child("w:sdtContent"))
		case "w:ins":
			if said := c.words(); said != "" {
				r.lose(Insertion, said)
			}
			r.read(c)
		case "w:del", "w:moveFrom":
			r.lose(Deletion, c.words())
		case "m:oMath", "m:oMathPara":
			r.lose(Equation, c.words())
			r.put(format{}, text(c.words()))
		case "mc:AlternateContent":
			r.read(choice(c))
		}
	}
}

// linked reads something that is a link.
func (r *runs) linked(link string, read func()) {
	outer := r.link
	if link != "" {
		r.link = link
	}
	read()
	r.link = outer
}

// address is where a hyperlink leads.
func (r *runs) address(e *element) string {
	if rel, ok := r.relations[e.attrs["r:id"]]; ok {
		if rel.external {
			return rel.target
		}
		return "file:" + rel.target
	}
	if anchor := e.attrs["w:anchor"]; anchor != "" {
		return r.toHeading(anchor)
	}
	return ""
}

// toHeading is a link to a bookmark when it stands in a heading.
func (r *runs) toHeading(bookmark string) string {
	if strings.HasPrefix(bookmark, "_Toc") && r.bookmarks[bookmark] == "" {
		return ""
	}
	if said := r.bookmarks[bookmark]; said != "" {
		r.doc.anchor[bookmark] = said
	}
	return "#" + bookmark
}

// fieldLink is where a field leads when it is a link.
func (r *runs) fieldLink(instruction string) string {
	rest, ok := strings.CutPrefix(strings.TrimSpace(instruction), "HYPERLINK")
	if !ok {
		return ""
	}
	local := strings.Contains(rest, `\l`)
	parts := strings.Split(rest, `"`)
	if len(parts) < 2 || parts[1] == "" {
		return ""
	}
	if local && strings.Contains(parts[0], `\l`) {
		return r.toHeading(parts[1])
	}
	return parts[1]
}

// run reads characters of one format.
func (r *runs) run(e *element) {
	properties := e.child("w:rPr")
	f := r.format(properties)
	hidden := properties.on("w:vanish")
	for _, c := range e.children {
		switch c.name {
		case "w:fldChar":
			r.fieldMark(c.attrs["w:fldCharType"])
			continue
		case "w:instrText":
			if n := len(r.fields); n > 0 {
				for _, t := range c.children {
					r.fields[n-1].instruction += t.text
				}
			}
			continue
		}
		if !hidden && r.visible() {
			r.char(c, f)
		}
	}
}

// visible reports whether what comes is not the code of a field.
func (r *runs) visible() bool {
	return !slices.ContainsFunc(r.fields, func(f field) bool { return !f.shown })
}

func (r *runs) fieldMark(kind string) {
	n := len(r.fields)
	switch {
	case kind == "begin":
		r.fields = append(r.fields, field{})
	case kind == "separate" && n > 0:
		f := &r.fields[n-1]
		f.shown, f.link = true, r.fieldLink(f.instruction)
	case kind == "end" && n > 0:
		r.fields = r.fields[:n-1]
	}
}

// format joins the run's own format to that of its character style.
func (r *runs) format(properties *element) format {
	f := format{struck: properties.on("w:strike") || properties.on("w:dstrike"), link: r.link}
	for _, open := range r.fields {
		if open.link != "" {
			f.link = open.link
		}
	}
	for _, s := range r.chain(properties.val("w:rStyle")) {
		f.bold, f.italic = f.bold || s.bold, f.italic || s.italic
	}
	if properties.has("w:b") {
		f.bold = properties.on("w:b")
	}
	if properties.has("w:i") {
		f.italic = properties.on("w:i")
	}
	if r.heading > 0 {
		f.bold, f.italic = false, false
	}
	return f
}

// char reads one part of a run.
func (r *runs) char(c *element, f format) {
	switch c.name {
	case "w:t":
		for _, t := range c.children {
			r.put(f, text(printable(t.text)))
		}
	case "w:tab", "w:ptab":
		r.put(f, text(" "))
	case "w:br", "w:cr":
		if kind := c.attrs["w:type"]; kind == "" || kind == "textWrapping" {
			r.put(format{link: f.link}, el("br"))
		}
	case "w:noBreakHyphen":
		r.put(f, text("\u2011"))
	case "w:sym":
		r.put(f, text(printable(symbol(c.attrs["w:char"]))))
	case "w:footnoteReference", "w:endnoteReference":
		r.note(strings.TrimSuffix(strings.TrimPrefix(c.name, "w:"), "noteReference") + c.attrs["w:id"])
	case "w:drawing", "w:pict", "w:object":
		r.drawing(c)
	case "mc:AlternateContent":
		for _, inner := range choice(c).children {
			r.char(inner, f)
		}
	case "w:ruby":
		r.read(c.child("w:rubyBase"))
	}
}

// symbol is a sign of Word's fonts of symbols as a letter: boxes are what a
// procedure has.
func symbol(code string) string {
	n, err := strconv.ParseInt(code, 16, 32)
	switch {
	case err != nil:
		return ""
	case strings.ContainsRune(boxes, rune(n)):
		return "☐"
	case n == 0xf0fe || n == 0xf052:
		return "☑"
	case n == 0xf0e0 || n == 0xf0e8:
		return "→"
	case n >= 0xe000:
		return "•"
	}
	return string(rune(n))
}

// note cites a note.
func (r *runs) note(key string) {
	if r.notes[key] == nil {
		return
	}
	i := slices.Index(r.cited, key)
	if i < 0 {
		r.cited = append(r.cited, key)
		i = len(r.cited) - 1
	}
	mark := el("sup")
	setAttr(mark, noteAttr, strconv.Itoa(i+1))
	r.put(format{}, mark)
}

// drawing reads images, and puts the text of text boxes after the paragraph.
func (r *runs) drawing(e *element) {
	known := false
	box := func(b *element) {
		known = true
		said := b.words()
		if said == "" {
			return
		}
		r.lose(TextBox, said)
		if r.depth >= 8 {
			return
		}
		quote := el("blockquote")
		r.depth++
		block := r.block
		r.into(quote, func() { r.blocks(b) })
		r.block = block
		r.depth--
		r.after = append(r.after, quote)
	}
	alt := ""
	if p := e.first("wp:docPr"); p != nil {
		alt = p.attrs["descr"]
	}
	var walk func(*element)
	walk = func(e *element) {
		for _, c := range e.children {
			switch c.name {
			case "w:txbxContent":
				box(c)
			case "a:blip":
				known = true
				r.image(c.attrs["r:embed"], alt)
			case "v:imagedata":
				known = true
				r.image(c.attrs["r:id"], alt)
			case "c:chart", "dgm:relIds":
				known = true
				r.lose(Drawing, alt)
			case "o:OLEObject":
				known = true
				r.lose(Object, c.attrs["ProgID"])
			case "v:shape":
				if alt == "" {
					alt = c.attrs["alt"]
				}
				walk(c)
			case "mc:AlternateContent":
				walk(choice(c))
			default:
				walk(c)
			}
		}
	}
	walk(e)
	if kind := map[bool]Kind{true: Object, false: Drawing}[e.name == "w:object"]; !known {
		r.lose(kind, alt)
	}
}

// image adds an image of the package.
func (r *runs) image(id, alt string) {
	rel, ok := r.relations[id]
	if !ok || rel.external {
		r.lose(ImageFormat, path.Base(rel.target))
		return
	}
	if _, have := r.doc.files[rel.target]; !have {
		bytes, err := r.word.reader.read(rel.target)
		if err != nil || extension(bytes) == "" {
			r.lose(ImageFormat, path.Base(rel.target))
			return
		}
		r.doc.files[rel.target] = bytes
	}
	img := el("img")
	setAttr(img, "src", rel.target)
	setAttr(img, "alt", alt)
	r.put(format{}, img)
}

// put adds nodes to the line; neighbours of one format are joined.
func (r *runs) put(f format, n *html.Node) {
	if last := len(r.segments) - 1; last >= 0 && r.segments[last].format == f {
		r.segments[last].nodes = append(r.segments[last].nodes, n)
		return
	}
	r.segments = append(r.segments, segment{f, []*html.Node{n}})
}

// nodes is the line as HTML.
func (r *runs) nodes() []*html.Node {
	var out []*html.Node
	for _, s := range r.segments {
		line := s.nodes
		wrap := func(on bool, tag string) {
			if on {
				line = []*html.Node{el(tag, line...)}
			}
		}
		wrap(s.struck, "del")
		wrap(s.italic, "em")
		wrap(s.bold, "strong")
		if s.link != "" {
			a := el("a", line...)
			setAttr(a, "href", s.link)
			line = []*html.Node{a}
		}
		out = append(out, line...)
	}
	return out
}

// allBold reports whether every word of the line is bold.
func (r *runs) allBold() bool {
	for _, s := range r.segments {
		if s.bold {
			continue
		}
		for _, n := range s.nodes {
			if words(n) != "" || is(n, "img") {
				return false
			}
		}
	}
	return true
}

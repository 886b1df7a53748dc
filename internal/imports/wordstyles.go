package imports

import (
	"slices"
	"strconv"
	"strings"
)

// style is a style of paragraphs or characters. Word translates the ids of
// styles (« Titre1 »), not their names ("heading 1").
type style struct {
	name, basedOn string
	outline       int // 1 to 9, 0 for a text
	numID, level  string
	bold, italic  bool
}

func (w *word) readStyles(root *element) {
	root.find("w:style", func(e *element) {
		p, r := e.child("w:pPr"), e.child("w:rPr")
		s := &style{
			name: strings.ToLower(e.val("w:name")), basedOn: e.val("w:basedOn"),
			numID: p.child("w:numPr").val("w:numId"), level: p.child("w:numPr").val("w:ilvl"),
			bold: r.on("w:b"), italic: r.on("w:i"),
		}
		if level, err := strconv.Atoi(p.val("w:outlineLvl")); err == nil && level >= 0 && level < 9 {
			s.outline = level + 1
		}
		if rest, ok := strings.CutPrefix(s.name, "heading "); ok {
			s.outline = number(rest)
		}
		w.styles[e.attrs["w:styleId"]] = s
	})
}

// chain lists a style and those it is based on, itself first.
func (w *word) chain(id string) []*style {
	var all []*style
	for s := w.styles[id]; s != nil && !slices.Contains(all, s); s = w.styles[s.basedOn] {
		all = append(all, s)
	}
	return all
}

// styled reports whether a style, or one that it is based on, has one of these
// names.
func (w *word) styled(id string, names ...string) bool {
	return slices.ContainsFunc(w.chain(id), func(s *style) bool { return slices.Contains(names, s.name) })
}

// headingOf is the level of a paragraph that is a heading, else 0.
func (w *word) headingOf(p *element) int {
	properties := p.child("w:pPr")
	if level, err := strconv.Atoi(properties.val("w:outlineLvl")); err == nil && level >= 0 && level < 9 {
		return level + 1
	}
	for _, s := range w.chain(properties.val("w:pStyle")) {
		if s.outline > 0 && s.outline < 10 {
			return s.outline
		}
	}
	return 0
}

// numbering is a list's definition.
type numbering struct {
	abstract string // shares its count with the others of the same
	levels   map[string]level
}

// level is how one level of a list is written.
type level struct {
	ordered, box, none bool
	start              int
}

// boxes are the signs of an empty box, as such or in Word's fonts of symbols.
const boxes = "☐□❏❑❒▢◻\uf06f\uf071\uf072\uf0a8\uf0a3"

func readLevel(e *element) level {
	l := level{start: 1}
	if s := e.val("w:start"); s != "" {
		l.start = number(s)
	}
	mark := e.val("w:lvlText")
	font := e.child("w:rPr").child("w:rFonts").attrs["w:ascii"]
	switch e.val("w:numFmt") {
	case "none":
		l.none = true
	case "bullet":
		l.box = mark != "" && (strings.ContainsAny(mark, boxes) || strings.HasPrefix(font, "Wingdings") && strings.ContainsAny(mark, "oqr¨£"))
	default:
		l.ordered = true
	}
	return l
}

func (w *word) readNumbering(root *element) {
	abstracts := map[string]*numbering{}
	root.find("w:abstractNum", func(e *element) {
		n := &numbering{e.attrs["w:abstractNumId"], map[string]level{}}
		for _, c := range e.children {
			if c.name == "w:lvl" {
				n.levels[c.attrs["w:ilvl"]] = readLevel(c)
			}
		}
		abstracts[n.abstract] = n
	})
	root.find("w:num", func(e *element) {
		id := e.attrs["w:numId"]
		base := abstracts[e.val("w:abstractNumId")]
		if base == nil {
			return
		}
		n := &numbering{base.abstract, map[string]level{}}
		for k, l := range base.levels {
			n.levels[k] = l
		}
		for _, c := range e.children {
			if c.name != "w:lvlOverride" {
				continue
			}
			ilvl := c.attrs["w:ilvl"]
			if own := c.child("w:lvl"); own.name != "" {
				n.levels[ilvl] = readLevel(own)
			}
			if start := c.val("w:startOverride"); start != "" {
				l := n.levels[ilvl]
				l.start = number(start)
				n.levels[ilvl] = l
				n.abstract = "num " + id // counts by itself
			}
		}
		w.levels[id] = n
	})
}

// item is the place of a paragraph in a list.
type item struct {
	level
	depth int
	key   string // of its count
}

// itemOf says whether a paragraph is an item of a list. A numbering of its own
// goes before that of its style; number 0 takes it out of any list.
func (w *word) itemOf(p *element) (item, bool) {
	own := p.child("w:pPr").child("w:numPr")
	id, ilvl := own.val("w:numId"), own.val("w:ilvl")
	for _, s := range w.chain(p.child("w:pPr").val("w:pStyle")) {
		if id == "" {
			id = s.numID
		}
		if ilvl == "" {
			ilvl = s.level
		}
	}
	if ilvl == "" {
		ilvl = "0"
	}
	n := w.levels[id]
	if n == nil {
		return item{}, false
	}
	l, known := n.levels[ilvl]
	depth := min(max(number(ilvl), 0), 8)
	if !known || l.none {
		return item{}, false
	}
	return item{l, depth, n.abstract + " " + strconv.Itoa(depth)}, true
}

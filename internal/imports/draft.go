package imports

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"planblanc/internal/markdown"
	"planblanc/internal/output"
)

// Placing says where a document goes and what it becomes.
type Placing struct {
	// Path is that of the draft in the content folder; the document's files are
	// put beside it.
	Path string
	// Card gives the text the anatomy of a card: steps are action rows in
	// stages, and the fixed sections are found by their headings.
	Card bool
	// Pages are the paths of the drafts imported together, by their files in the
	// source: links between them are kept.
	Pages map[string]string
}

// Draft is a document as this base writes it.
type Draft struct {
	Body []byte // Markdown, without front matter
	// Files are the images and annexes, with their paths in the content folder.
	Files []output.File
	// Losses are what could not be carried over, in the order of the text.
	Losses []Loss
}

// Draft writes the document. It can be called once: the tree is used up.
func (d *Document) Draft(p Placing) (Draft, error) {
	s := &shaper{doc: d, place: p, names: map[string]string{}, losses: d.losses}
	s.tables(d.body)
	s.typed(d.body)
	s.levels()
	if p.Card {
		s.boxes()
		s.steps()
	}
	s.marks(d.body)
	s.addresses()
	s.notes()
	slices.SortStableFunc(s.losses, func(a, b Loss) int { return cmp.Compare(a.Block, b.Block) })
	body, err := render(d.body)
	return Draft{Body: body, Files: s.files, Losses: s.losses}, err
}

// shaper changes the tree of one document on its way to Markdown.
type shaper struct {
	doc    *Document
	place  Placing
	names  map[string]string // of the files, by their paths in the source
	files  []output.File
	losses []Loss
}

// lose notes a loss at a node: the place is that of its block in the source.
func (s *shaper) lose(k Kind, at *html.Node, detail string) {
	l := Loss{Kind: k, Detail: short(detail)}
	for n := at; n != nil && n != s.doc.body; n = n.Parent {
		if l.Block == 0 {
			l.Block = number(attr(n, blockAttr))
		}
		if l.Under == "" {
			l.Under = attr(n, calloutAttr)
		}
		at = n
	}
	for n := at; n != nil && l.Under == ""; n = n.PrevSibling {
		if headingLevel(n) > 0 && n != at {
			l.Under = short(words(n))
		}
	}
	s.losses = append(s.losses, l)
}

// finish gives a document its title: its own, a first heading above all others,
// what the file says of itself, or the file's name.
func (d *Document) finish(property string) {
	var first *html.Node
	alone := true
	for _, n := range children(d.body) {
		switch level := headingLevel(n); {
		case first == nil && level == 0:
			alone = false
		case first == nil:
			first = n
		case level > 0 && level <= headingLevel(first):
			alone = false
		}
	}
	if first != nil {
		said := words(first)
		if d.Title == "" && alone && said != "" {
			d.Title = said
		}
		if markdown.Slug(said) == markdown.Slug(d.Title) && first == d.body.FirstChild {
			d.body.RemoveChild(first)
		}
	}
	for _, title := range []string{d.Title, property, fileTitle(d.From)} {
		if title = strings.Join(strings.Fields(printable(title)), " "); markdown.Slug(title) != "" {
			d.Title = title
			return
		}
	}
	d.Title = "Document"
}

// fileTitle makes a title of a file's name.
func fileTitle(name string) string {
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	if base == "index" || base == "README" {
		base = path.Base(path.Dir(name))
	}
	base = strings.Join(strings.FieldsFunc(base, func(r rune) bool { return r == '_' || unicode.IsSpace(r) }), " ")
	if !strings.Contains(base, " ") {
		base = strings.ReplaceAll(base, "-", " ")
	}
	first, size := utf8.DecodeRuneInString(base)
	return string(unicode.ToUpper(first)) + base[size:]
}

// levels moves the headings so that the highest is of level two: the title of a
// page is not in its text.
func (s *shaper) levels() {
	highest := 7
	for n := range s.doc.body.Descendants() {
		if level := headingLevel(n); level > 0 {
			highest = min(highest, level)
		}
	}
	for n := range s.doc.body.Descendants() {
		if level := headingLevel(n); level > 0 {
			setLevel(n, level-highest+2)
		}
	}
}

// addresses gives files their names and keeps the links that the site allows.
func (s *shaper) addresses() {
	anchors := map[string]bool{}
	var links, images []*html.Node
	for n := range s.doc.body.Descendants() {
		switch {
		case headingLevel(n) > 0:
			anchors[markdown.Slug(words(n))] = true
		case is(n, "a"):
			links = append(links, n)
		case is(n, "img"):
			images = append(images, n)
		}
	}
	for _, img := range images {
		alt := strings.Join(strings.Fields(printable(attr(img, "alt"))), " ")
		src := attr(img, "src")
		name := s.file(src, "image")
		if alt == "" {
			alt = "Image à décrire"
			s.lose(NoAlt, img, path.Base(name))
		}
		img.Attr = nil
		setAttr(img, "src", name)
		setAttr(img, "alt", alt)
	}
	for _, a := range links {
		href := s.address(a, anchors)
		if href == "" {
			if attr(a, "href") != "" {
				s.lose(LinkTarget, a, words(a)+" → "+attr(a, "href"))
			}
			unwrap(a)
			continue
		}
		a.Attr = nil
		setAttr(a, "href", href)
		if words(a) == "" && !hasImage(children(a)) && !strings.HasSuffix(href, ".md") {
			a.AppendChild(text(href))
		}
	}
}

// address is where a link leads from the draft, or "".
func (s *shaper) address(a *html.Node, anchors map[string]bool) string {
	href := strings.TrimSpace(attr(a, "href"))
	if file := attr(a, fileAttr); file != "" {
		return s.file(file, "document")
	}
	if name, ok := strings.CutPrefix(href, "#"); ok {
		for _, anchor := range []string{markdown.Slug(s.doc.anchor[name]), name} {
			if anchor != "" && anchors[anchor] {
				return "#" + anchor
			}
		}
		return ""
	}
	if page := s.place.Pages[target(s.doc.From, href)]; page != "" {
		return relative(s.place.Path, page)
	}
	if markdown.AllowsOutside(href) {
		return href
	}
	return ""
}

// file gives a file its name beside the draft.
func (s *shaper) file(source, word string) string {
	if name := s.names[source]; name != "" {
		return name
	}
	body := s.doc.files[source]
	count := 1
	for _, f := range s.files {
		if strings.HasPrefix(path.Base(f.Path), word+"-") {
			count++
		}
	}
	name := fmt.Sprintf("%s-%d%s", word, count, extension(body))
	s.names[source] = name
	s.files = append(s.files, output.File{Path: path.Join(path.Dir(s.place.Path), name), Body: body})
	return name
}

// relative is a content path as a link from another file.
func relative(from, to string) string {
	up, down := strings.Split(path.Dir(from), "/"), strings.Split(to, "/")
	for len(up) > 0 && len(down) > 1 && up[0] == down[0] {
		up, down = up[1:], down[1:]
	}
	return strings.Repeat("../", len(up)) + strings.Join(down, "/")
}

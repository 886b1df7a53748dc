package imports

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// word reads the parts of one Word document (ECMA-376-1, §11 and §17).
type word struct {
	*reader
	doc       *Document
	styles    map[string]*style
	levels    map[string]*numbering // by w:numId
	relations map[string]relation
	notes     map[string]*element // "foot" or "end", and an id
	cited     []string            // notes in the order of their marks
	bookmarks map[string]string   // of headings, and their words

	parent   *html.Node // where blocks go
	lists    []openList
	counts   map[string]int // items so far, by numbering and level
	block    int            // of the last block
	under    string         // the heading above
	depth    int            // of text boxes in text boxes
	fallback bool           // no heading style: bold lines are headings
	reported map[string]bool
}

// relation is what a document refers to by an id.
type relation struct {
	target   string
	external bool
}

// Word reads a Word document (.docx, .docm). From is its name, for reports and,
// when nothing else gives one, for its title. The error is a ReadError.
func Word(from string, r io.ReaderAt, size int64) (*Document, error) {
	doc, err := readWord(from, r, size)
	if err != nil {
		return nil, &ReadError{from, err}
	}
	return doc, nil
}

// oldOffice begins a compound file: an old .doc, or an encrypted .docx.
var oldOffice = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}

func readWord(from string, r io.ReaderAt, size int64) (*Document, error) {
	magic := make([]byte, len(oldOffice))
	if n, err := r.ReadAt(magic, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	} else if bytes.Equal(magic[:n], oldOffice) {
		return nil, ErrOldWord
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, ErrNotWord
	}
	if len(z.File) > MaxFiles {
		return nil, ErrTooLarge
	}
	w := &word{
		reader: newReader(z), doc: newDocument(from),
		styles: map[string]*style{}, levels: map[string]*numbering{}, relations: map[string]relation{}, notes: map[string]*element{},
		bookmarks: map[string]string{}, counts: map[string]int{}, reported: map[string]bool{},
	}
	w.parent = w.doc.body
	main, err := w.mainPart()
	if err != nil {
		return nil, err
	}
	root, err := w.part(main)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotWord
	} else if err != nil {
		return nil, err
	}
	if !root.child("w:document").has("w:body") {
		return nil, ErrNotWord
	}
	if err := w.companions(main); err != nil {
		return nil, err
	}
	body := root.child("w:document").child("w:body")
	w.prepare(body)
	w.blocks(body)
	w.closeLists()
	w.footnotes()
	w.frames()
	w.doc.finish(w.coreTitle())
	return w.doc, nil
}

// part reads one XML part; its error wraps fs.ErrNotExist when there is none.
func (w *word) part(name string) (*element, error) {
	text, err := w.read(name)
	if err != nil {
		return nil, err
	}
	return parseXML(text)
}

// optional reads a part that a document may lack.
func (w *word) optional(name string) (*element, error) {
	e, err := w.part(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return &element{}, nil
	}
	return e, err
}

// relationsOf reads the relations of a part, with targets from the top.
func (w *word) relationsOf(part string) (map[string]relation, map[string][]string, error) {
	dir, base := path.Split(part)
	root, err := w.optional(path.Join(dir, "_rels", base+".rels"))
	if err != nil {
		return nil, nil, err
	}
	all, kinds := map[string]relation{}, map[string][]string{}
	root.find("Relationship", func(e *element) {
		r := relation{e.attrs["Target"], e.attrs["TargetMode"] == "External"}
		if !r.external {
			if rest, top := strings.CutPrefix(r.target, "/"); top {
				r.target = rest
			} else {
				r.target = path.Join(dir, r.target)
			}
		}
		all[e.attrs["Id"]] = r
		kind := path.Base(e.attrs["Type"])
		kinds[kind] = append(kinds[kind], r.target)
	})
	return all, kinds, nil
}

// mainPart is the name of the part that holds the text.
func (w *word) mainPart() (string, error) {
	_, kinds, err := w.relationsOf("")
	if err != nil {
		return "", err
	}
	if of := kinds["officeDocument"]; len(of) > 0 {
		return of[0], nil
	}
	return "word/document.xml", nil
}

// companions reads styles, numbering, notes, and what a report must tell.
func (w *word) companions(main string) error {
	var kinds map[string][]string
	var err error
	if w.relations, kinds, err = w.relationsOf(main); err != nil {
		return err
	}
	parts := map[string]*element{}
	for _, kind := range []string{"styles", "numbering", "footnotes", "endnotes", "comments"} {
		parts[kind] = &element{}
		if of := kinds[kind]; len(of) > 0 {
			if parts[kind], err = w.optional(of[0]); err != nil {
				return err
			}
		}
	}
	w.readStyles(parts["styles"])
	w.readNumbering(parts["numbering"])
	for _, kind := range []string{"foot", "end"} {
		parts[kind+"notes"].find("w:"+kind+"note", func(e *element) {
			if e.attrs["w:type"] == "" || e.attrs["w:type"] == "normal" {
				w.notes[kind+e.attrs["w:id"]] = e
			}
		})
	}
	parts["comments"].find("w:comment", func(e *element) {
		w.lose(Comment, strings.TrimPrefix(e.attrs["w:author"]+" : ", " : ")+e.words())
	})
	if len(kinds["vbaProject"]) > 0 {
		w.lose(Macro, "")
	}
	for _, target := range slices.Concat(kinds["header"], kinds["footer"]) {
		e, err := w.optional(target)
		if err != nil {
			return err
		}
		if said := e.words(); said != "" {
			w.reported[said] = true
		}
	}
	return nil
}

// frames reports the headers and footers of pages, once each.
func (w *word) frames() {
	w.block, w.under = 0, ""
	for _, said := range slices.Sorted(maps.Keys(w.reported)) {
		w.lose(PageFrame, said)
	}
}

// lose notes a loss here.
func (w *word) lose(k Kind, detail string) {
	w.doc.losses = append(w.doc.losses, Loss{k, w.block, w.under, short(detail)})
}

func (w *word) coreTitle() string {
	root, err := w.optional("docProps/core.xml")
	if err != nil {
		return ""
	}
	if e := root.first("dc:title"); e != nil && len(e.children) > 0 {
		return strings.Join(strings.Fields(e.children[0].text), " ")
	}
	return ""
}

// prepare looks at the whole text before it is read: bookmarks of headings, and
// whether a style marks any heading.
func (w *word) prepare(body *element) {
	w.fallback = true
	body.find("w:p", func(p *element) {
		if w.headingOf(p) == 0 {
			return
		}
		w.fallback = false
		p.find("w:bookmarkStart", func(b *element) { w.bookmarks[b.attrs["w:name"]] = p.words() })
	})
}

// number reads a decimal attribute, 0 when there is none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

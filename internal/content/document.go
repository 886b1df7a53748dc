package content

import (
	"bytes"
	"errors"
	"io"
	"math"
	"path"
	"reflect"
	"slices"

	"github.com/adrg/frontmatter"
	"go.yaml.in/yaml/v4"

	"planblanc/internal/diag"
)

const fence = "---"

// parseDocument splits a file into front matter and body and decodes the first.
// Of a document whose front matter has no end, the body is not known either.
func parseDocument(name string, text []byte) (*Document, []diag.Diagnostic) {
	dec := &decoder{file: name}
	var head []byte
	reader := &headReader{text: text}
	keep := func(data []byte, _ any) error {
		head, reader.found = data, true
		return nil
	}
	rest, err := frontmatter.MustParse(reader, nil, frontmatter.NewFormat(fence, fence, keep))
	if errors.Is(err, frontmatter.ErrNotFound) {
		rule := diag.MissingFrontMatter
		if first, _, _ := bytes.Cut(bytes.TrimLeft(text, "\n\t "), []byte("\n")); string(bytes.TrimSpace(first)) == fence {
			rule = diag.UnclosedFrontMatter
		}
		doc := &Document{Path: name, Line: 1, Section: isSection(name), Unread: true}
		doc.complete()
		return doc, []diag.Diagnostic{diag.New(diag.Position{File: name, Line: 1, Column: 1}, rule)}
	}
	end := reader.read - len(rest)
	before := bytes.Count(text[:end], []byte("\n"))
	doc := &Document{Path: name, body: text[end:], Line: before + 1, Section: isSection(name)}
	if len(head) > maxHead {
		doc.Unread = true
		doc.complete()
		matter := diag.Text{FR: "en-tête", EN: "front matter"}
		return doc, []diag.Diagnostic{diag.New(diag.Position{File: name, Line: 1, Column: 1}, diag.TooLarge, matter, kilobytes(len(head)), kilobytes(maxHead))}
	}
	// The lines of the front matter end just above the closing fence.
	dec.line = before - 1 - bytes.Count(head, []byte("\n"))
	if !bytes.HasSuffix(text[:end], []byte("\n")) {
		dec.line++
	}
	dec.note = func(key string, item int, n *yaml.Node) {
		doc.places = append(doc.places, place{keyIndex(key), int16(min(item, math.MaxInt16)), int32(n.Line + dec.line), int32(n.Column)})
	}
	root, read := dec.parse(head)
	if root != nil {
		read = root.Kind == yaml.MappingNode
		doc.places = make([]place, 0, len(root.Content))
		doc.faulty = dec.fields("", root, reflect.ValueOf(&doc.Meta).Elem())
	}
	doc.Unread = !read
	doc.complete()
	return doc, dec.diags
}

// headReader gives a text in small pieces until its front matter is found: the
// parser copies all that it is given, and the body, a tail of the text, needs no
// copy.
type headReader struct {
	text  []byte
	read  int // bytes given
	found bool
}

func (r *headReader) Read(p []byte) (int, error) {
	if r.found || r.read == len(r.text) {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), 512)], r.text[r.read:])
	r.read += n
	return n, nil
}

func isSection(name string) bool { return path.Base(name) == "_index.md" }

// place is where a key, or one item of its list, stood. It is small, without
// pointers, and in a slice, not a map: there are thirty a document.
type place struct {
	key          int16 // field of Meta
	item         int16 // -1 for the key itself
	line, column int32
}

func keyIndex(key string) int16 { return int16(fieldByKey(metaKeys, key)) }

// At returns the place of a front-matter key's value, or the top of the file
// when the key is absent.
func (d *Document) At(key string) diag.Position {
	if p, ok := d.find(key, whole); ok {
		return p
	}
	return diag.Position{File: d.Path, Line: 1, Column: 1}
}

// AtItem returns the place of one item of a key's list; a single value stands
// for its list.
func (d *Document) AtItem(key string, item int) diag.Position {
	if p, ok := d.find(key, item); ok {
		return p
	}
	return d.At(key)
}

func (d *Document) find(key string, item int) (diag.Position, bool) {
	index := keyIndex(key)
	for _, p := range d.places {
		if p.key == index && int(p.item) == item {
			return diag.Position{File: d.Path, Line: int(p.line), Column: int(p.column)}, true
		}
	}
	return diag.Position{}, false
}

// TakeBody hands over the document's Markdown, LF only, to be read. It is there
// once, unless a Reader keeps the document: what parses it is its only reader,
// and the texts of a large site are a third of its memory.
func (d *Document) TakeBody() []byte {
	body := d.body
	if !d.kept {
		d.body = nil
	}
	return body
}

// Faulty reports whether a key of the front matter has a value or a spelling
// that was reported already.
func (d *Document) Faulty(key string) bool { return d.Unread || slices.Contains(d.faulty, key) }

// complete fills in the defaults of the front-matter table. A section is
// structure, not a procedure: it needs no approval to appear.
func (d *Document) complete() {
	m := &d.Meta
	if m.Status == "" {
		m.Status = Draft
		if d.Section {
			m.Status = Valid
		}
	}
	if m.Audience == "" {
		m.Audience = Internal
		if d.Section {
			m.Audience = Public
		}
	}
	if d.Section && m.Type == "" {
		m.Type = Reference
	}
	if m.Pages == 0 && m.Type == ActionCard {
		m.Pages = 1
	}
}

package content

import (
	"bytes"
	"errors"
	"path"
	"reflect"
	"slices"

	"github.com/adrg/frontmatter"

	"planblanc/internal/diag"
)

const fence = "---"

// parseDocument splits a file into front matter and body and decodes the first.
// A document whose front matter cannot be read is returned nil.
func parseDocument(name string, text []byte) (*Document, []diag.Diagnostic) {
	dec := &decoder{file: name, keep: true, places: make([]place, 0, 32)}
	var head []byte
	keep := func(data []byte, _ any) error {
		head = data
		return nil
	}
	body, err := frontmatter.MustParse(bytes.NewReader(text), nil, frontmatter.NewFormat(fence, fence, keep))
	if errors.Is(err, frontmatter.ErrNotFound) {
		rule := diag.MissingFrontMatter
		if first, _, _ := bytes.Cut(bytes.TrimLeft(text, "\n\t "), []byte("\n")); string(bytes.TrimSpace(first)) == fence {
			rule = diag.UnclosedFrontMatter
		}
		return nil, []diag.Diagnostic{diag.New(diag.Position{File: name, Line: 1, Column: 1}, rule)}
	}
	before := bytes.Count(text[:len(text)-len(body)], []byte("\n"))
	// The body is a tail of the text: slicing it frees the parser's copy.
	doc := &Document{Path: name, Body: text[len(text)-len(body):], Line: before + 1, Section: path.Base(name) == "_index.md"}
	// The lines of the front matter end just above the closing fence.
	dec.line = before - 1 - bytes.Count(head, []byte("\n"))
	if !bytes.HasSuffix(text[:len(text)-len(body)], []byte("\n")) {
		dec.line++
	}
	if root := dec.parse(head); root != nil {
		dec.fields("", root, reflect.ValueOf(&doc.Meta).Elem())
	}
	doc.places = slices.Clip(dec.places)
	doc.complete()
	return doc, dec.diags
}

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

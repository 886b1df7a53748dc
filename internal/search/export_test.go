package search

import (
	"slices"

	"planblanc/internal/site"
)

// Text is a document as the index reads it, for other libraries to index.
type Text struct {
	URL, Code                 string
	Summary, Version          string
	Title, Keywords, Headings []string
	Body                      []string
}

// TextsOf returns what the index reads of a site, document by document.
func TextsOf(s *site.Site) []Text {
	docs := documentsOf(s)
	out := make([]Text, len(docs))
	for i := range docs {
		d := &docs[i]
		d.read(s)
		t := Text{Code: d.row.code, Summary: d.row.summary, Version: d.row.version, Title: d.title[:1], Keywords: slices.Concat(d.keywords, d.terms), Headings: slices.Concat(d.lead, d.contacts)}
		switch {
		case d.page != nil:
			t.URL = d.page.URL
		case d.contact != nil:
			t.URL = site.DirectoryURL + "#" + d.contact.ID
		default:
			t.URL = site.GlossaryURL + "#" + d.definition.Anchor
		}
		for i, p := range d.passages {
			if i > 0 {
				t.Headings = append(t.Headings, p.Heading)
			}
			t.Body = append(t.Body, p.Text)
		}
		out[i] = t
	}
	return out
}

// IsFunction reports whether a word, as typed, decides nothing in a language.
func IsFunction(language, word string) bool {
	return languageOf(language).function[string(fold(nil, word))]
}

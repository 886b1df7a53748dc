package markdown

import (
	"bytes"
	"os"
	"testing"
)

// BenchmarkParse parses a card of 450 words with five links, a table and action
// rows, in French, with a glossary.
func BenchmarkParse(b *testing.B) {
	text, err := os.ReadFile("testdata/bench.md")
	if err != nil {
		b.Fatal(err)
	}
	terms := []Term{{"DPI", "dossier patient informatisé"}, {"SAMU", "service d'aide médicale urgente"}, {"CERT Santé", "équipe de réponse"}}
	for c := 'A'; c <= 'Z'; c++ {
		terms = append(terms, Term{string(c) + "QX", "expansion"}, Term{string(c) + "RS", "expansion"})
	}
	p := New(Config{Language: "fr", Terms: terms})
	source := Source{File: "fiches/urgences/page.md", Text: text, Line: 30, Card: true}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		p.Parse(source)
	}
}

func BenchmarkRender(b *testing.B) {
	text, err := os.ReadFile("testdata/bench.md")
	if err != nil {
		b.Fatal(err)
	}
	body, _ := New(Config{Language: "fr"}).Parse(Source{File: "page.md", Text: text, Line: 1})
	var page bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		page.Reset()
		body.Flow.Render(&page, echo{body})
	}
}

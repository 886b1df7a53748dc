package markdown

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"planblanc/internal/diag"
)

var goldenTerms = []Term{{"DPI", "dossier patient informatisé"}, {"CERT Santé", "équipe d'appui"}, {"CERT", "équipe"}}

func kit(file string) ([]byte, int, bool) {
	return []byte("1. [ ] **Ouvrir** le kit : [](guide.md).\n"), 1, file == "fragments/kit.md"
}

// TestGolden compares whole texts with their goldens; UPDATE=1 rewrites these.
func TestGolden(t *testing.T) {
	for _, name := range []string{"card", "reference", "form"} {
		text, err := os.ReadFile("testdata/" + name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		for _, language := range []string{"fr", "en"} {
			p := New(Config{Language: language, Terms: goldenTerms})
			b, ds := p.Parse(Source{File: "fiches/urgences/" + name + ".md", Text: text, Line: 10, Card: name == "card", Include: kit})
			compare(t, "testdata/"+name+"."+language+".golden", describe(b, ds))
		}
	}
}

func compare(t *testing.T, golden, got string) {
	t.Helper()
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", golden, got)
	}
}

// describe writes all of a body for people to compare.
func describe(b *Body, ds []diag.Diagnostic) string {
	var w bytes.Buffer
	show := func(name string, f Fragment) {
		if !f.Empty() {
			fmt.Fprintf(&w, "== %s\n%s\n-- %s\n", name, marked(render(b, f)), marked(f.Text(echo{b})))
		}
	}
	show("flow", b.Flow)
	show("lead", b.Lead)
	for i, name := range []string{"not to do", "who decides", "no phone", "end"} {
		show(name, b.Boxes[Box(i)])
	}
	for _, s := range b.Stages {
		show(fmt.Sprintf("stage %s [%s]", s.ID, marked(s.Duration)), s.Title)
		for _, p := range s.Parts {
			show("prose", p.Prose)
			for _, a := range p.Actions {
				show(fmt.Sprintf("action %d %s:%d:%d", a.Number, a.Position.File, a.Position.Line, a.Position.Column), a.Text)
			}
		}
	}
	for i, name := range []string{"material", "escalation", "recovery"} {
		show(name+" "+b.FixedIDs[Fixed(i)], b.Fixed[Fixed(i)])
	}
	fmt.Fprintln(&w, "== headings")
	for _, h := range b.Headings {
		fmt.Fprintf(&w, "%d %d %s | %s\n", h.Position.Line, h.Level, h.ID, marked(h.Text))
	}
	fmt.Fprintln(&w, "== refs")
	for _, r := range b.Refs {
		fmt.Fprintf(&w, "%s:%d:%d %s %q %q %v\n", r.Position.File, r.Position.Line, r.Position.Column, kindNames[r.Kind], r.Target, r.Anchor, r.HasText)
	}
	fmt.Fprintf(&w, "== includes %s, empty %v\n", strings.Join(b.Includes, " "), b.Empty)
	for _, d := range ds {
		fmt.Fprintf(&w, "%s:%d:%d %s\n", d.File, d.Line, d.Column, d.Rule)
	}
	return w.String()
}

var kindNames = []string{"page", "anchor", "card", "contact", "term", "file", "external", "image"}

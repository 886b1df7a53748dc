package markdown

import (
	"bytes"
	"testing"

	"planblanc/internal/diag"
)

// echo is a page that writes each link with its target, and words as their keys.
type echo struct{ body *Body }

func (e echo) Link(ref int) Link {
	r := e.body.Refs[ref]
	l := Link{Href: r.Target, Text: r.Target}
	if r.Anchor != "" || r.Kind == LinkAnchor {
		l.Href += "#" + r.Anchor
	}
	return l
}

func (echo) Word(key string) string { return key }

func render(b *Body, f Fragment) string {
	var out bytes.Buffer
	f.Render(&out, echo{b})
	return out.String()
}

// flow parses a text that is not a card.
func flow(t testing.TB, language, text string) (string, []diag.Diagnostic) {
	t.Helper()
	b, ds := New(Config{Language: language}).Parse(Source{File: "dossier/page.md", Text: []byte(text), Line: 1})
	return render(b, b.Flow), ds
}

package markdown

import (
	"strings"
	"testing"
)

// A waiver is no HTML of the author's and is not shown; another comment is both.
func TestWaiversAreNotShown(t *testing.T) {
	p := New(Config{Language: "fr"})
	for text, mistakes := range map[string]int{
		"Un mot <!-- admis : exemple -->\n\nUn autre\n": 0,
		"<!-- admis : exemple -->\nUn mot\n":            0,
		"- Un mot <!-- allowed: sample -->\n":           0,
		"Un mot <!-- exemple -->\n":                     1,
		"<!-- exemple -->\n":                            1,
		"Un mot <b onclick=\"# admis : x\">\n":          1,
		"<b># admis : raison</b>\n":                     2,
		"<!-- admis : a --> <script>b</script>\n":       1,
		"<!-- admis : a\nonclick\n":                     1,
		"<!-- admis : a --><!-- exemple -->\n":          1,
	} {
		body, ds := p.Parse(Source{File: "a.md", Text: []byte(text), Line: 1})
		if len(ds) != mistakes {
			t.Errorf("%q: %v", text, ds)
		}
		if html := describe(body, nil); strings.Contains(html, "<!--") || strings.Contains(html, "exemple") || strings.Contains(html, "onclick") {
			t.Errorf("%q: %s", text, html)
		}
	}
}

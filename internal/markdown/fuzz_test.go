package markdown

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

var fuzzTerms = []Term{{"DPI", "dossier <patient>"}, {"CERT Santé", `l'"équipe"`}, {"PC", "poste"}}

// FuzzParse checks that whatever an author writes comes out as balanced HTML
// with no script, style or unsafe address, and that Text is its text.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.md")
	if err != nil || len(files) == 0 {
		f.Fatal("no seeds: ", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, true)
		f.Add(text, false)
	}
	for _, seed := range []string{
		"<script>alert(1)</script>", `[a](javascript:x "b\"c")`, "![a\x00b](c.png 'd')", "a\x00b `\x00`", "[^1]\n\n[^1]: x[^1]", "- [ ] a\n  [](fiche:B)\n- [x]\n-",
		"> [!NOTE]\n> ![](x.md)", "1. [ ] a\n2. b\n3. [x] c", "[a <https://b.c> www.d.ef](g)", "&lt;b&gt; &#0; \\< &amp;lt;",
		"| a | |\n|:-|-:|\n| `\\|` | ____ |", "```bash\nif [ <\n```", "# a\n# a\n# A-2\n# fn:1", "[a![b[c](d)](e)](f)",
	} {
		f.Add([]byte(seed), false)
		f.Add([]byte("## Étape (1 h)\n\n"+seed), true)
	}
	p := New(Config{Language: "fr", Terms: fuzzTerms})
	f.Fuzz(func(t *testing.T, text []byte, card bool) {
		include := func(file string) ([]byte, int, bool) { return []byte("- [ ] inclus\n"), 1, len(file)%2 == 0 }
		b, ds := p.Parse(Source{File: "a/b.md", Text: text, Line: 1, Card: card, Form: !card, Include: include})
		for _, d := range ds {
			if d.Line < 1 || d.Column < 1 {
				t.Errorf("%v is nowhere", d)
			}
		}
		ids := map[string]bool{}
		for _, fragment := range fragments(b) {
			checkHTML(t, render(b, fragment), fragment.Text(echo{b}), ids)
		}
	})
}

// fragments returns all parts of a body, in any order.
func fragments(b *Body) []Fragment {
	all := []Fragment{b.Flow, b.Lead}
	for _, f := range b.Boxes {
		all = append(all, f)
	}
	for _, f := range b.Fixed {
		all = append(all, f)
	}
	for _, s := range b.Stages {
		all = append(all, s.Title)
		for _, p := range s.Parts {
			all = append(all, p.Prose)
			for _, a := range p.Actions {
				all = append(all, a.Text)
			}
		}
	}
	return all
}

func checkHTML(t *testing.T, out, text string, ids map[string]bool) {
	t.Helper()
	if strings.Contains(out, "<script") || strings.ContainsRune(out, 0) {
		t.Errorf("unsafe: %q", out)
	}
	var open []string
	var words strings.Builder
	for z := html.NewTokenizer(strings.NewReader(out)); z.Next() != html.ErrorToken; {
		token := z.Token()
		switch token.Type {
		case html.StartTagToken:
			checkAttributes(t, token, ids)
			if !slices.Contains([]string{"br", "hr", "img"}, token.Data) {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> closes %v in %q", token.Data, open, out)
			}
			open = open[:len(open)-1]
		case html.TextToken:
			if !slices.Contains(open, "sup") {
				words.WriteString(token.Data)
			}
		default:
			t.Errorf("%v in %q", token, out)
		}
	}
	if len(open) > 0 {
		t.Errorf("%v left open in %q", open, out)
	}
	if want := strings.Fields(words.String()); strings.Join(strings.Fields(text), "") != strings.Join(want, "") {
		t.Errorf("Text is %q, the page says %q", text, want)
	}
}

func checkAttributes(t *testing.T, token html.Token, ids map[string]bool) {
	t.Helper()
	for _, a := range token.Attr {
		switch {
		case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
			t.Errorf("attribute %s", a.Key)
		case a.Key == "id" && ids[a.Val]:
			t.Errorf("id %s twice", a.Val)
		case a.Key == "id":
			ids[a.Val] = true
		case a.Key == "href" && (strings.HasPrefix(a.Val, "//") || strings.ContainsRune(a.Val, '\\') || strings.HasPrefix(strings.ToLower(a.Val), "javascript:")):
			t.Errorf("address %q", a.Val)
		}
	}
}

func FuzzTypeset(f *testing.F) {
	for _, c := range typesetCases {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, language := range []string{"fr", "en"} {
			once := Typeset(language, s)
			if twice := Typeset(language, once); twice != once {
				t.Errorf("%s: %q becomes %q, then %q", language, s, once, twice)
			}
		}
	})
}

func FuzzSlug(f *testing.F) {
	f.Add("Matériel à prévoir")
	f.Add("Œdème — l’eau")
	f.Fuzz(func(t *testing.T, s string) {
		slug := Slug(s)
		if strings.ContainsAny(slug, " :\"<>&#%/") || Slug(slug) != slug {
			t.Errorf("Slug(%q) = %q, again %q", s, slug, Slug(slug))
		}
	})
}

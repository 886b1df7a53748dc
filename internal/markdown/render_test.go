package markdown

import (
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestTypographyAcrossElements checks that a sentence is set as one, whatever
// elements it holds.
func TestTypographyAcrossElements(t *testing.T) {
	for text, want := range map[string]string{
		"**Nom** : a":             "<strong>Nom</strong>_: a",
		"**10** min":              "<strong>10</strong>~min",
		"«**a**»":                 "«_<strong>a</strong>_»",
		"\"**a**\"":               "«_<strong>a</strong>_»",
		"\"*a* `b`\" et":          "«_<em>a</em> <code>b</code>_» et",
		"`a :` : b":               "<code>a :</code>_: b",
		"d'*a* l'`b`":             "d’<em>a</em> l’<code>b</code>",
		"a  \n; b":                "a<br>\n; b",
		"[a : b](c.md \"d : e\")": `<a href="dossier/c.md" title="d_: e">a_: b</a>`,
		"&quot;a&quot; &amp; b":   "«_a_» &amp; b",
		`\*a\* \&amp; \: b`:       "*a* &amp;amp;_: b",
	} {
		got, _ := flow(t, "fr", text)
		if got := marked(got); got != "<p>"+want+"</p>" {
			t.Errorf("%q gives %s, want %s", text, got, want)
		}
	}
}

func TestGlossary(t *testing.T) {
	p := New(Config{Language: "fr", Terms: []Term{
		{"DPI", "dossier"}, {"PC", "poste"}, {"PC de crise", "poste de crise"}, {"Main d'œuvre", "gens"}, {"R&D", `a "b"`}, {"vide", ""},
	}})
	abbr := strings.NewReplacer(`<abbr title="dossier">DPI</abbr>`, "(DPI)", `<abbr title="poste">PC</abbr>`, "(PC)",
		`<abbr title="poste de crise">PC de crise</abbr>`, "(PC de crise)", `<abbr title="gens">Main d’œuvre</abbr>`, "(Main d’œuvre)",
		`<abbr title="a «`+narrowNoBreak+`b`+narrowNoBreak+`»">R&amp;D</abbr>`, "(R&D)")
	for text, want := range map[string]string{
		"Le DPI, puis le DPI":           "<p>Le (DPI), puis le DPI</p>",
		"l'DPI DPIs xDPI dpi É-DPI-x":   "<p>l’(DPI) DPIs xDPI dpi É-DPI-x</p>",
		"PC de crise, PC, PC de crise":  "<p>(PC de crise), (PC), PC de crise</p>",
		"PC de crises":                  "<p>(PC) de crises</p>",
		"Main d'œuvre R&D vide":         "<p>(Main d’œuvre) (R&D) vide</p>",
		"[DPI](a.md) `DPI` **DPI**":     `<p><a href="a.md">DPI</a> <code>DPI</code> <strong>(DPI)</strong></p>`,
		"x**DPI** **DPI**s":             "<p>x<strong>DPI</strong> <strong>(DPI)</strong>s</p>",
		"DPI\n\n## DPI\n\nDPI\n\n### b": `<p>(DPI)</p>` + "\n" + `<h2 id="dpi">DPI</h2>` + "\n<p>(DPI)</p>\n" + `<h3 id="b">b</h3>`,
	} {
		for range 2 { // what one text saw, the next has not
			b, _ := p.Parse(Source{File: "a.md", Text: []byte(text), Line: 1})
			if got := abbr.Replace(render(b, b.Flow)); got != want {
				t.Errorf("%q gives %s, want %s", text, got, want)
			}
		}
	}
}

func TestHeadingIDs(t *testing.T) {
	b, _ := New(Config{}).Parse(Source{File: "a.md", Text: []byte("# A\n## A\n## A 2\n## A\n# —\n# À\n"), Line: 1})
	var ids []string
	for _, h := range b.Headings {
		ids = append(ids, h.ID)
	}
	if want := []string{"a", "a-2", "a-2-2", "a-3", "section", "a-4"}; !slices.Equal(ids, want) {
		t.Errorf("got %v, want %v", ids, want)
	}
}

func TestIncludes(t *testing.T) {
	text := "![](../f/suite.md)\n\n![](../f/bon.md)\n\n![](../f/bon.md)"
	b, _ := New(Config{}).Parse(Source{File: "d/page.md", Text: []byte(text), Line: 1, Include: include})
	if want := []string{"f/bon.md", "f/faux.md", "f/suite.md"}; !slices.Equal(b.Includes, want) {
		t.Errorf("got %v, want %v", b.Includes, want)
	}
}

func TestDuration(t *testing.T) {
	for text, want := range map[string][2]string{
		"Tout (0–5 min)":         {"Tout", "0–5 min"},
		"Tout (a) (< 1 h)":       {"Tout (a)", "< 1 h"},
		"Tout (a) b":             {"Tout (a) b", ""},
		"(0–5 min)":              {"(0–5 min)", ""},
		"Tout (**1 h**)":         {"Tout (1 h)", ""},
		"Tout ([](fiche:A))":     {"Tout (A)", ""},
		"[](fiche:A) *b* (1 h) ": {"A b", "1 h"},
	} {
		b, _ := New(Config{}).Parse(Source{File: "a.md", Text: []byte("## " + text), Line: 1, Card: true})
		got := [2]string{b.Stages[0].Title.Text(echo{b}), b.Stages[0].Duration}
		if got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

func TestFixedSections(t *testing.T) {
	text := "## Equipment\n\na\n\n## Matériel\n\nb\n\n## ESCALADE\n\n## Reprise : suite\n\nc"
	b, _ := New(Config{}).Parse(Source{File: "a.md", Text: []byte(text), Line: 1, Card: true})
	if got := render(b, b.Fixed[Material]); got != "<p>a</p>" || !b.Fixed[Escalation].Empty() {
		t.Errorf("got %q and %v", got, b.Fixed[Escalation])
	}
	if len(b.Stages) != 2 || b.Stages[0].ID != "materiel" || b.FixedIDs != [...]string{"equipment", "escalade", ""} {
		t.Errorf("got %v, %v", b.Stages, b.FixedIDs)
	}
}

// TestSlotAfterLineEnd checks a fragment whose last words are all a page's.
func TestSlotAfterLineEnd(t *testing.T) {
	b, _ := New(Config{}).Parse(Source{File: "a.md", Text: []byte("## s\n\n- [ ] a\n  [](fiche:B)\n"), Line: 1, Card: true})
	if got := render(b, b.Stages[0].Parts[0].Actions[0].Text); got != "a\n<a href=\"B\">B</a>" {
		t.Errorf("got %q", got)
	}
}

func TestSharedParser(t *testing.T) {
	p := New(Config{Language: "fr", Terms: goldenTerms})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			text := strings.Repeat("Le DPI : [](fiche:A)\n\n```bash\nexit 1\n```\n\n## a\n\n", i+1)
			b, _ := p.Parse(Source{File: "a.md", Text: []byte(text), Line: 1})
			if got := strings.Count(render(b, b.Flow), `<abbr title="dossier patient informatisé">DPI</abbr>`+narrowNoBreak+`: <a href="A">A</a>`); got != i+1 {
				t.Errorf("%d sections give %d links", i+1, got)
			}
		})
	}
	wg.Wait()
}

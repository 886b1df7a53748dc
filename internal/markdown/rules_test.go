package markdown

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"planblanc/internal/diag"
)

// The fragments that the cases below include.
var fragmentFiles = map[string]string{
	"f/bon.md":     "1. [ ] **Faire** ceci.\n",
	"f/faux.md":    "Un mot.\n\nÀ côté <b>gras</b> et [x](smb:y).\n",
	"f/boucle.md":  "a\n\n![](boucle2.md)\n",
	"f/boucle2.md": "![](boucle.md)\n",
	"f/suite.md":   "![](faux.md)\n\n[y](file:z)\n",
}

func include(file string) ([]byte, int, bool) {
	text, ok := fragmentFiles[file]
	return []byte(text), 3, ok
}

// ruleCases give, for each rule, texts that break it and texts that nearly do.
var ruleCases = []struct {
	name, text, want string
	card             bool
}{
	{name: "inline HTML", text: "Un <b>mot</b>.", want: "1:4 raw-html <b>; 1:10 raw-html </b>"},
	{name: "block HTML", text: "a\n\n  <div class=\"x\">\nb\n</div>", want: `3:3 raw-html <div class="x">`},
	{name: "comment", text: "- <!-- à revoir -->", want: "1:3 raw-html <!-- à revoir -->"},
	{name: "long HTML", text: "<img src=\"" + strings.Repeat("é", 80) + "\">", want: `1:1 raw-html <img src="` + strings.Repeat("é", 50) + "…"},
	{name: "no HTML", text: "a < b, `<b>`, <https://exemple.org>, <a@exemple.org>, \\<b>\n\n    <i>\n\n```html\n<p>\n```"},

	{name: "script", text: "é [a](javascript:alert)", want: "1:7 disallowed-link javascript:alert"},
	{name: "reference", text: "ab [c][d]\n\n[d]: //hôte/x", want: "1:4 disallowed-link //hôte/x"},
	{name: "autolink", text: "voir <smb://x/y>", want: "1:7 disallowed-link smb://x/y"},
	{name: "remote image", text: "![a](https://exemple.org/a.png)", want: "1:6 disallowed-link https://exemple.org/a.png"},
	{name: "empty", text: "[a]()", want: "1:1 disallowed-link (empty)"},
	{name: "allowed", text: "[a](b.md) [b](../c.pdf) [c](tel:15) [d](mailto:a@b.fr) [e](http://x.fr) [](fiche:A) [](contact:b) [](glossaire:c) [](card:d) [f](#g)"},

	{name: "no alternative", text: "a ![](b.png)", want: "1:7 missing-alt b.png"},
	{name: "blank alternative", text: "![ ](b.png)", want: "1:6 missing-alt b.png"},
	{name: "alternative", text: "![*b*](b.png)"},

	{name: "unknown callout", text: "> [!NOT]\n> a", want: "1:3 unknown-callout NOT"},
	{name: "nested unknown callout", text: "- > [!A FAIRE]\n  > a", want: "1:5 unknown-callout A FAIRE"},
	{name: "known callouts", text: "> [!note]\n> a\n\n> [!Tip] b\n\n> [!]\n\n> [a!NOTE]\n\n> [!DO-NOT]\n\n> [!DO-NOT]\n\n[!AUTRE]"},

	{name: "repeated box", card: true, text: "> [!FIN]\n> a\n\n## b\n\n- > [!END]\n  > c", want: "6:5 repeated-box END"},
	{name: "four boxes", card: true, text: "> [!FIN]\n\n> [!QUI-DECIDE]\n\n> [!NO-PHONE]\n\n> [!NE-PAS-FAIRE]\n\n> [!NOTE]\n\n> [!NOTE]"},

	{name: "events", text: "> [!EVENEMENTS]\n> | M | E | A |\n> |---|---|---|\n> | 0 | a | b |\n> | 0:35 | a | b |\n> | 95 | a | b |\n\n> [!ÉVÉNEMENTS 22:00]\n> | H | E | A |\n> |---|---|---|\n> | 00:10 | a | b |"},
	{name: "no table of events", text: "> [!EVENTS]\n> a", want: "1:3 invalid-event the callout needs one table: the moment, the event, what is expected"},
	{name: "empty table of events", text: "> [!EVENTS]\n> | M | E | A |\n> |---|---|---|", want: "1:3 invalid-event the callout needs one table: the moment, the event, what is expected"},
	{name: "moments", text: "> [!EVENTS]\n> | M | E | A |\n> |---|---|---|\n> | 8 h | a | b |\n> | 10 | a | b |\n> | 9 | a | b |\n> | **9** | a | b |\n> | 12 | | b |", want: "4:3 invalid-event this moment cannot be read; 6:3 invalid-event this moment is before that of the row above; 7:3 invalid-event this moment cannot be read; 8:3 invalid-event a row has three cells, none empty: the moment, the event, what is expected"},
	{name: "watch", text: "> [!EVENTS 22:00]\n> | M | E | A |\n> |---|---|---|\n> | 23:10 | a | b |\n> | 1:10 | a | b |\n> | 24:10 | a | b |\n> | 15 | a | b |\n> | 23:50 | a | b |\n> | 21:59 | a | b |", want: "6:3 invalid-event this moment cannot be read; 7:3 invalid-event this moment cannot be read; 8:3 invalid-event this moment is before that of the row above"},
	{name: "no hour of events", text: "> [!EVENTS 22h]\n> a", want: "1:3 unknown-callout EVENTS 22h"},

	{name: "missing fragment", text: "a\n\n![](../f/rien.md)", want: "3:5 broken-include ../f/rien.md"},
	{name: "remote fragment", text: "![](//h/x.md)", want: "1:5 disallowed-link //h/x.md"},
	{name: "fragment in a list", text: "- ![](../f/bon.md)", want: "1:7 misplaced-include ../f/bon.md"},
	{name: "fragment in a text", text: "a ![](../f/bon.md)", want: "1:7 misplaced-include ../f/bon.md"},
	{name: "indented fragment", text: " ![](../f/bon.md)", want: "1:6 misplaced-include ../f/bon.md"},
	{name: "fragment in code", text: "```\n![](../f/rien.md)\n```\n~~~~ x\n~~~\n![](../f/rien.md)\n~~~~"},
	{name: "fragment", text: "a\n![](../f/bon.md)\nb"},
	{name: "after code", text: "```\n```\n![](../f/rien.md)", want: "3:5 broken-include ../f/rien.md"},

	{name: "cycle", text: "![](../f/boucle.md)", want: "f/boucle2.md 3:5 include-cycle f/boucle.md → f/boucle2.md → f/boucle.md"},
	{name: "itself", text: "é\n\n![x](page.md)", want: "3:6 include-cycle d/page.md → d/page.md"},
	{name: "twice", text: "![](../f/bon.md)\n![](../f/bon.md)"},

	{name: "mistakes of a fragment", text: "a\n![](../f/faux.md)\n<i>",
		want: "3:1 raw-html <i>; f/faux.md 5:8 raw-html <b>; f/faux.md 5:15 raw-html </b>; f/faux.md 5:27 disallowed-link smb:y"},
	{name: "after an inner fragment", text: "![](../f/suite.md)\n\n![](b.png)",
		want: "3:5 missing-alt b.png; f/faux.md 5:8 raw-html <b>; f/faux.md 5:15 raw-html </b>; f/faux.md 5:27 disallowed-link smb:y; f/suite.md 5:5 disallowed-link file:z"},
}

// TestRules checks the cases, where a diagnostic is line:column rule value, with its file when it is another.
func TestRules(t *testing.T) {
	for _, c := range ruleCases {
		t.Run(c.name, func(t *testing.T) {
			_, ds := New(Config{Language: "fr"}).Parse(Source{File: "d/page.md", Text: []byte(c.text), Line: 1, Card: c.card, Include: include})
			var got []string
			for _, d := range ds {
				place := fmt.Sprintf("%d:%d", d.Line, d.Column)
				if d.File != "d/page.md" {
					place = d.File + " " + place
				}
				value := d.Args[0]
				if text, ok := value.(diag.Text); ok {
					value = text.EN
				}
				got = append(got, fmt.Sprint(place, " ", d.Rule, " ", value))
			}
			if got := strings.Join(got, "; "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestCalloutSuggestion(t *testing.T) {
	_, ds := flow(t, "fr", "> [!NE-PAS-FAIR]\n> a")
	if len(ds) != 1 || ds[0].Suggestion != "NE-PAS-FAIRE" {
		t.Errorf("got %v", ds)
	}
}

func TestIncludesOff(t *testing.T) {
	_, ds := flow(t, "fr", "![](autre.md)")
	if len(ds) != 1 || ds[0].Rule != diag.MisplacedInclude {
		t.Errorf("got %v", ds)
	}
}

func TestEmpty(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, " \n\n": true, "[a]: b": true, "<!-- a -->": true, "> [!NOTE]": true, "- ": true,
		"a": false, "![a](b.png)": false, "[](fiche:A)": false, "`a`": false, "____": false, "    a": false,
	} {
		b, _ := New(Config{}).Parse(Source{File: "a.md", Text: []byte(text), Line: 1})
		if b.Empty != want {
			t.Errorf("Empty of %q is %v", text, b.Empty)
		}
	}
}

// Fragments that double, or that all include one another, are cut short: one
// remark for the document, one for each include that closes a cycle.
func TestIncludesAreBounded(t *testing.T) {
	for name, c := range map[string]struct {
		include func(file string) ([]byte, int, bool)
		want    int
		rule    diag.Rule
	}{
		"doubling": {func(file string) ([]byte, int, bool) {
			next := strings.Replace(file, ".md", "x.md", 1)
			return []byte("![](" + next[2:] + ")\n\n![](" + next[2:] + ")\n"), 1, len(file) < 60
		}, 1, diag.IncludeTooLarge},
		"all to all": {func(string) ([]byte, int, bool) {
			var b strings.Builder
			for i := range 9 {
				b.WriteString("![](f" + strconv.Itoa(i) + ".md)\n\n")
			}
			return []byte(b.String()), 1, true
		}, 1, diag.IncludeTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			_, ds := New(Config{}).Parse(Source{File: "d/page.md", Text: []byte("a\n\n![](../f/f0.md)\n"), Line: 1, Include: c.include})
			found := 0
			for _, d := range ds {
				if d.Rule == c.rule {
					found++
				}
			}
			if found != c.want || len(ds) > 1+9*9 {
				t.Errorf("%d remarks, %d of %s, want %d", len(ds), found, c.rule, c.want)
			}
		})
	}
}

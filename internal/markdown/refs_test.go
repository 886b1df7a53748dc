package markdown

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"planblanc/internal/diag"
)

// Of each link and image: the address and the place that are recorded, and what is
// written. What is refused is recorded nowhere and leads nowhere.
func TestRefsOfATextAreWhatItWrites(t *testing.T) {
	for _, c := range []struct{ text, refs, remarks, html string }{
		{"[x](b.md)", "1:5 dossier/b.md true", "",
			"<p><a href=\"dossier/b.md\">x</a></p>"},
		{"[x](<b.md>)", "1:6 dossier/b.md true", "",
			"<p><a href=\"dossier/b.md\">x</a></p>"},
		{"[ ](b.md)", "1:5 dossier/b.md false", "",
			"<p><a href=\"dossier/b.md\">dossier/b.md</a></p>"},
		{"[](b.md).", "1:4 dossier/b.md false", "",
			"<p><a href=\"dossier/b.md\">dossier/b.md</a>.</p>"},
		{"Voir [](b.md)", "1:9 dossier/b.md false", "",
			"<p>Voir <a href=\"dossier/b.md\">dossier/b.md</a></p>"},
		{"![](b.md)x [x](b.md)", "1:16 dossier/b.md true", "1:5 misplaced-include",
			"<p>x <a href=\"dossier/b.md\">x</a></p>"},
		{"[x](javascript:alert(1)) [y](b.md)", "1:30 dossier/b.md true", "1:5 disallowed-link",
			"<p>x <a href=\"dossier/b.md\">y</a></p>"},
		{"<https://exemple.fr>", "1:2 https://exemple.fr true", "",
			"<p><a href=\"https://exemple.fr\">https://exemple.fr</a></p>"},
		{"<a@exemple.fr>", "1:2 mailto:a@exemple.fr true", "",
			"<p><a href=\"mailto:a@exemple.fr\">a@exemple.fr</a></p>"},
		{"a https://exemple.fr b", "1:3 https://exemple.fr true", "",
			"<p>a <a href=\"https://exemple.fr\">https://exemple.fr</a> b</p>"},
		{"<javascript:alert(1)>", "", "1:2 disallowed-link",
			"<p>javascript:alert(1)</p>"},
		{"[a <https://exemple.fr> b](b.md)", "1:28 dossier/b.md true", "",
			"<p><a href=\"dossier/b.md\">a https://exemple.fr b</a></p>"},
		{"[a ![i](i.png) b](b.md 'Titre : t')", "1:19 dossier/b.md true, 1:9 dossier/i.png true", "",
			"<p><a href=\"dossier/b.md\" title=\"Titre\u202f: t\">a <img src=\"dossier/i.png\" alt=\"i\" loading=\"lazy\" decoding=\"async\"> b</a></p>"},
		{"a ![un `code&` et\n*deux*\\\ntrois](i.png 'Titre : t') b", "3:8 dossier/i.png true", "",
			"<p>a <img src=\"dossier/i.png\" alt=\"un code&amp; et\ndeux\ntrois\" loading=\"lazy\" decoding=\"async\" title=\"Titre\u202f: t\"> b</p>"},
		{"a ![ ](i.png) b", "1:8 dossier/i.png false", "1:8 missing-alt",
			"<p>a <img src=\"dossier/i.png\" alt=\"\" loading=\"lazy\" decoding=\"async\"> b</p>"},
		{"![x](javascript:alert(1)) b", "", "1:6 disallowed-link",
			"<p>x b</p>"},
		{"![x](javascript:alert(1) 't')", "", "1:6 disallowed-link",
			"<figure>x<figcaption>t</figcaption></figure>"},
		{"![x](i.png 'Titre : t')", "1:6 dossier/i.png true", "",
			"<figure><img src=\"dossier/i.png\" alt=\"x\" loading=\"lazy\" decoding=\"async\"><figcaption>Titre\u202f: t</figcaption></figure>"},
		{"![x](https://exemple.fr/i.png)", "", "1:6 disallowed-link",
			"<p>x</p>"},
		{"[x][r]\n\n[r]: b.md", "1:1 dossier/b.md true", "",
			"<p><a href=\"dossier/b.md\">x</a></p>"},
		{"[x]()", "", "1:1 disallowed-link",
			"<p>x</p>"},
		{"« [](b.md) » ![i](i.png) : a <https://exemple.fr> ! [](b.md) ?", "1:6 dossier/b.md false, 1:19 dossier/i.png true, 1:31 https://exemple.fr true, 1:56 dossier/b.md false", "",
			"<p>«\u202f<a href=\"dossier/b.md\">dossier/b.md</a>\u202f» <img src=\"dossier/i.png\" alt=\"i\" loading=\"lazy\" decoding=\"async\">\u202f: a <a href=\"https://exemple.fr\">https://exemple.fr</a>\u202f! <a href=\"dossier/b.md\">dossier/b.md</a>\u202f?</p>"},
	} {
		b, ds := New(Config{Language: "fr"}).Parse(Source{File: "dossier/page.md", Text: []byte(c.text + "\n"), Line: 1})
		var refs, remarks []string
		for _, r := range b.Refs {
			refs = append(refs, fmt.Sprintf("%d:%d %s %v", r.Position.Line, r.Position.Column, r.Target, r.HasText))
		}
		for _, d := range ds {
			remarks = append(remarks, fmt.Sprintf("%d:%d %s", d.Line, d.Column, d.Rule))
		}
		if got := strings.Join(refs, ", "); got != c.refs {
			t.Errorf("%s: refers to %s, want %s", c.text, got, c.refs)
		}
		if got := strings.Join(remarks, ", "); got != c.remarks {
			t.Errorf("%s: remarks %s, want %s", c.text, got, c.remarks)
		}
		if got := strings.TrimSpace(render(b, b.Flow)); got != c.html {
			t.Errorf("%s: writes\n%s\nwant\n%s", c.text, got, c.html)
		}
		if b.Empty && len(refs) > 0 {
			t.Errorf("%s shows nothing", c.text)
		}
	}
}

// A table has no limit of its own but those of its lines; what looks a little like
// one is a paragraph, which has.
func TestTablesAloneMayBeLong(t *testing.T) {
	for text, long := range map[string]bool{
		"a|b\n---|---\n" + strings.Repeat("un|deux\n", 1000): false,
		"a|b\n" + strings.Repeat("a - b | c\n", 1000):        true,
		strings.Repeat("||||||||\n", 1000):                   true,
	} {
		_, ds := flow(t, "fr", text)
		if got := slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Rule == diag.TooLarge }); got != long {
			t.Errorf("%.30q: too large is %v", text, got)
		}
	}
}

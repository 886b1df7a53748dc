package site_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"planblanc/internal/content"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// card is a card's text with front-matter lines and a body of one's own.
func card(name, front, body string) string {
	if !strings.Contains(front, "title:") {
		front = "title: " + name + "\n" + front
	}
	if !strings.Contains(front, "status:") {
		front += "\nstatus: valide"
	}
	return "-- " + name + " --\n---\ntype: procedure-degradee\nrole: ide\nsummary: Résumé.\nversion: \"1\"\n" +
		front + "\n---\n\n" + body + "\n\n"
}

// catalog loads a folder for an audience, with dates of last change.
func catalog(t *testing.T, fsys fs.FS, audience string, changed map[string]time.Time) *site.Catalog {
	t.Helper()
	var over []content.Override
	if audience != "" {
		over = append(over, content.Override{Key: "audience", Value: audience, Origin: content.FromFlag, Name: "--audience"})
	}
	l, ds, err := content.Load(fsys, over)
	if err != nil {
		t.Fatal(err)
	}
	if len(ds) > 0 {
		t.Fatalf("diagnostics: %v", ds)
	}
	return site.NewCatalog(l, changed)
}

func paths(pages []*site.Page) []string {
	out := []string{}
	for _, p := range pages {
		out = append(out, p.Path)
	}
	return out
}

func codes(pages []*site.Page) string {
	var out []string
	for _, p := range pages {
		out = append(out, p.Meta.Code)
	}
	return strings.Join(out, " ")
}

func TestPageURLs(t *testing.T) {
	archive := ""
	urls := map[string]string{
		"guide.md":                       "guide.html",
		"fiches/pui/stock.md":            "fiches/pui/stock.html",
		"fiches/pui/plan/index.md":       "fiches/pui/plan.html", // a page with its images keeps its address
		"organisation/_index.md":         "organisation/index.html",
		"organisation/cellule/_index.md": "organisation/cellule/index.html",
		"été/procédure.md":               "été/procédure.html",
	}
	for file := range urls {
		archive += "-- " + file + " --\n---\ntitle: T\ntype: reference\n---\n\nTexte.\n"
	}
	c := sitetest.Catalog(t, sitetest.Folder(archive))
	for file, want := range urls {
		if p := c.ByPath[file]; p == nil || p.URL != want {
			t.Errorf("%s: %v, want %s", file, p, want)
		}
	}
}

func TestAliasURL(t *testing.T) {
	for old, want := range map[string]string{
		"fiches/ancien.md":        "fiches/ancien.html",
		"fiches/ancien.html":      "fiches/ancien.html",
		"/fiches/ancien":          "fiches/ancien.html",
		"fiches/ancien/index.md":  "fiches/ancien.html",
		"guide/_index.md":         "guide/index.html",
		"fiches/../guide/a.md":    "guide/a.html",
		"fiches/./a.md":           "fiches/a.html",
		"../dehors.md":            "",
		"fiches/../../dehors.md":  "",
		"":                        "",
		"/":                       "",
		"v1.2/fiche-longue-nom.x": "v1.2/fiche-longue-nom.x.html",
	} {
		if got := site.AliasURL(old); got != want {
			t.Errorf("AliasURL(%q) = %q, want %q", old, got, want)
		}
	}
}

func TestReserved(t *testing.T) {
	for url, want := range map[string]bool{
		"index.html": true, "annuaire.html": true, "services/urgences.html": true, "assets/x.html": true, "verifier.html": true,
		"guide.html": false, "fiches/index.html": false, "fiches/annuaire.html": false, "service/urgences.html": false, "services.html": false,
	} {
		if got := site.Reserved(url); got != want {
			t.Errorf("Reserved(%q) = %v", url, got)
		}
	}
}

func TestEveryDirectlyMadePageIsReserved(t *testing.T) {
	for _, url := range []string{site.HomeURL, site.NotFoundURL, site.DirectoryURL, site.GlossaryURL, site.FormsURL, site.AlphabetURL,
		site.MapURL, site.VersionsURL, site.AccessibilityURL} {
		if !site.Reserved(url) {
			t.Errorf("%s is not reserved", url)
		}
	}
}

const sections = `
-- guide/_index.md --
---
title: Guide
priority: 2
---
-- guide/a.md --
---
title: A
type: reference
status: valide
---
Texte.
-- guide/b.md --
---
title: B
type: reference
status: valide
priority: 1
---
Texte.
-- guide/fond/c.md --
---
title: C
type: reference
status: valide
---
Texte.
-- guide/deep/_index.md --
---
title: Profond
---
-- guide/deep/d.md --
---
title: D
type: reference
status: valide
---
Texte.
-- audit/_index.md --
---
title: Audit
priority: 1
---
-- libre.md --
---
title: Libre
type: reference
status: valide
---
Texte.
`

func TestSectionsHoldTheirOwnPages(t *testing.T) {
	c := sitetest.Catalog(t, sitetest.Folder(sections))
	s := c.Select(site.Selection{})
	var got []string
	for _, sec := range s.Sections {
		line := sec.Dir + ":"
		for _, child := range sec.Children {
			line += " [" + child.Dir + "]"
			if child.Parent != sec {
				t.Errorf("%s has another parent than %s", child.Dir, sec.Dir)
			}
		}
		got = append(got, line+" "+strings.Join(paths(sec.Pages), " "))
	}
	want := []string{
		"audit: ", // by priority, then those without one
		"guide: [guide/deep] guide/b.md guide/a.md guide/fond/c.md",
		"fiches: fiches/urgences/ecrans-bloques.md",
		"guide/deep: guide/deep/d.md",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if p := c.ByPath["guide/fond/c.md"]; s.SectionOf(p) == nil || s.SectionOf(p).Dir != "guide" {
		t.Error("guide/fond/c.md is not in guide")
	}
	if p := c.ByPath["libre.md"]; s.SectionOf(p) != nil {
		t.Error("libre.md is in a section")
	}
}

// A link leads where readers of this build may go, and is plain text elsewhere.
func TestLink(t *testing.T) {
	archive := card("fiches/urgences/a.md", "code: URG-05\nservice: urgences\nscenario: tous\nphase: alerte",
		"## Appeler\n\nVoir [](fiche:URG-01), [](ecrans-bloques.md#tout-de-suite), [](b.md), [](contact:astreinte),\n"+
			"[](contact:rssi), [](glossaire:DPI), [aide](https://exemple.fr/), [](fiche:PUI-05), [](<../100%25 été %231.md#a>) ![x](<a%23b c.png>), [](#appeler).") +
		card("fiches/100% été #1.md", "title: Titre\ncode: URG-07\nservice: urgences\nscenario: tous\nphase: alerte", "## A") + "-- fiches/urgences/a#b c.png --\nx\n" +
		card("fiches/urgences/b.md", "title: Brouillon\ncode: URG-06\nservice: urgences\nscenario: tous\nphase: alerte\nstatus: brouillon", "Texte.") +
		card("fiches/pui/c.md", "title: Cachée\ncode: PUI-05\nservice: pui\nscenario: tous\nphase: alerte\naudience: restreint", "Texte.")
	c := catalog(t, sitetest.Folder(archive), "", nil)
	s := c.Select(site.Selection{})
	p := c.ByPath["fiches/urgences/a.md"]
	want := []string{
		"../../fiches/urgences/ecrans-bloques.html URG-01 ref",
		"../../fiches/urgences/ecrans-bloques.html#tout-de-suite Écrans bloqués ",
		" Brouillon ", // not published: no address; a path takes the title
		"../../annuaire.html#astreinte 7112 number",
		" 06 39 98 00 01 ", // not for this audience
		"../../glossaire.html#dpi DPI ",
		"https://exemple.fr/ https://exemple.fr/ external",
		" PUI-05 ", // nor this
		"../../fiches/100%25%20%C3%A9t%C3%A9%20%231.html#a Titre ",
		"../../fiches/urgences/a%23b%20c.png  ",
		"../../fiches/urgences/a.html#appeler Appeler ",
	}
	var got []string
	for i := range p.Body.Refs {
		l := s.Link(p, i, "../../")
		got = append(got, l.Href+" "+l.Text+" "+l.Class)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// A link to another document has its code beside it, unless it reads so already.
func TestLinksShowCodes(t *testing.T) {
	c := catalog(t, sitetest.Folder(card("fiches/urgences/a.md", "code: URG-05\nservice: urgences\nscenario: tous\nphase: alerte",
		"[](fiche:URG-01) [URG-01](fiche:URG-01) [écrans](fiche:URG-01) [](ecrans-bloques.md) [moi](a.md) [](contact:astreinte)")), "", nil)
	s, p := c.Select(site.Selection{}), c.ByPath["fiches/urgences/a.md"]
	var got []string
	for i := range p.Body.Refs {
		got = append(got, s.Link(p, i, "").Code)
	}
	if want := []string{"", "URG-01", "URG-01", "URG-01", "", ""}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEscapePath(t *testing.T) {
	for path, want := range map[string]string{
		"fiches/urgences/AZaz09_x-y.html": "fiches/urgences/AZaz09_x-y.html",
		"a b.pdf":                         "a%20b.pdf", "a#b": "a%23b", "a?b": "a%3Fb", "100%.png": "100%25.png", "é.pdf": "%C3%A9.pdf",
		"[": "%5B", "`": "%60", "{": "%7B", "<>": "%3C%3E", "\\h": "%5Ch",
	} {
		if got := site.EscapePath(path); got != want {
			t.Errorf("%q gives %q, want %q", path, got, want)
		}
	}
}

// No address of a page reads as a scheme, whatever a file is named: the rule
// illegal-name is not the only door.
func TestAddressHasNoScheme(t *testing.T) {
	for _, c := range []struct{ prefix, path, want string }{
		{"", "fiches/a.html", "fiches/a.html"}, {"../", "guide.html", "../guide.html"}, {"", "100% été.html", "100%25%20%C3%A9t%C3%A9.html"},
		{"", "javascript:alert(1).html", "./javascript:alert%281%29.html"}, {"", "a:b/c d.html", "./a:b/c%20d.html"}, {"", ":a", "./:a"},
		{"../", "a:b/c.html", "../a:b/c.html"}, {"", "fiches/a:b.html", "fiches/a:b.html"},
	} {
		if got := site.Address(c.prefix, c.path); got != c.want {
			t.Errorf("%q of %q gives %q, want %q", c.path, c.prefix, got, c.want)
		}
	}
}

// A page and an image whose names begin like addresses are reached from beside them.
func TestLinksToNamesWithColons(t *testing.T) {
	c := catalog(t, sitetest.Folder(card("data:x.md", "title: Titre\ncode: URG-05\nservice: urgences\nscenario: tous\nphase: alerte", "![x](<./b:c.png>)")+"-- b:c.png --\nx\n"+
		card("a.md", "title: Autre\ncode: URG-06\nservice: urgences\nscenario: tous\nphase: alerte", "[](fiche:URG-05)")), "", nil)
	s := c.Select(site.Selection{})
	for path, want := range map[string]string{"a.md": "./data:x.html", "data:x.md": "./b:c.png"} {
		if got := s.Link(c.ByPath[path], 0, "").Href; got != want {
			t.Errorf("%s leads to %s, want %s", path, got, want)
		}
	}
}

func TestRelative(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"a.md", "b.md", "b.md"}, {"a.md", "d/b.md", "d/b.md"}, {"d/a.md", "b.md", "../b.md"}, {"d/a.md", "d/b.md", "b.md"},
		{"d/e/a.md", "d/f/b.md", "../f/b.md"}, {"d/e/f/a.md", "d/b.md", "../../b.md"}, {"d/a.md", "d/e/b.md", "e/b.md"}, {"d/a.md", "e/d/b.md", "../e/d/b.md"},
		{"d/d/a.md", "d", "../../d"},
	} {
		if got := site.Relative(c.from, c.to); got != c.want {
			t.Errorf("from %s to %s: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

package site_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"planblanc/internal/content"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// levels holds a card, a contact and a section of each audience; whatever is
// not public has SECRET in its words.
func levels() fstest.MapFS {
	archive := `
-- data/directory.yaml --
- {id: accueil, function: Accueil, external: 01 99 00 00 01, services: tous, audience: public}
- {id: astreinte, function: SECRET astreinte, internal: "7112", services: tous}
- {id: rssi, function: SECRET RSSI, mobile: 06 39 98 00 01, audience: restreint}
-- fiches/urgences/ecrans-bloques.md --
-- reserve/_index.md --
---
title: SECRET réserve
audience: restreint
---
`
	for i, audience := range content.Audiences() {
		title := "Ouverte"
		if i > 0 {
			title = "SECRET " + audience
		}
		digit := string(rune('1' + i))
		archive += card("fiches/"+audience+".md", "title: "+title+"\ncode: URG-0"+digit+"\naudience: "+audience+
			"\nservice: urgences\nscenario: rancongiciel\nphase: alerte\nkeywords: ["+title+" mot]\napproved: 2026-0"+digit+"-15\nreview_by: 2027-01-01",
			"![](../fragments/"+audience+".md)\n\n![Plan]("+audience+".png)")
		archive += "-- fragments/" + audience + ".md --\nTexte.\n-- fiches/" + audience + ".png --\nimage\n"
	}
	return sitetest.Folder(archive)
}

// words gathers what a site's lists show.
func words(s *site.Site) string {
	var b strings.Builder
	pages := func(of ...[]*site.Page) {
		for _, list := range of {
			for _, p := range list {
				b.WriteString(p.Title + "\n")
			}
		}
	}
	pages(s.Pages, s.Coded)
	for _, sec := range s.Sections {
		b.WriteString(sec.Title + "\n")
		pages(sec.Pages)
	}
	for _, a := range content.Axes() {
		for _, t := range s.Terms[a] {
			pages(t.Own, t.General)
			for _, pair := range t.Pairs {
				pages(pair.Now, pair.Own, pair.General)
			}
		}
	}
	for _, c := range s.Contacts {
		b.WriteString(c.Function + "\n")
	}
	for _, letter := range s.Alphabet() {
		for _, e := range letter.Entries {
			b.WriteString(e.Word + "\n")
			pages(e.Pages)
		}
	}
	return b.String()
}

func TestSelectCarriesItsAudienceAndBelow(t *testing.T) {
	for _, c := range []struct {
		audience, codes string
		contacts        int
		built           string
	}{
		{"public", "URG-01", 1, "2026-01-15"},
		{"interne", "URG-01 URG-02", 2, "2026-02-15"},
		{"", "URG-01 URG-02", 2, "2026-02-15"},
		{"restreint", "URG-01 URG-02 URG-03", 3, "2026-03-15"},
	} {
		s := catalog(t, levels(), c.audience, nil).Select(site.Selection{})
		if got := codes(s.Coded); got != c.codes {
			t.Errorf("%s: %s, want %s", c.audience, got, c.codes)
		}
		if len(s.Contacts) != c.contacts {
			t.Errorf("%s: %d contacts, want %d", c.audience, len(s.Contacts), c.contacts)
		}
		if got := s.Built.Format(time.DateOnly); got != c.built {
			t.Errorf("%s: built %s, want %s", c.audience, got, c.built)
		}
		if s.Number != c.built[:4]+"."+c.built[5:7] || s.Date.String() != c.built {
			t.Errorf("%s: edition %s of %s", c.audience, s.Number, s.Date)
		}
	}
}

func TestPublicListsSayNothingElse(t *testing.T) {
	if text := words(catalog(t, levels(), "public", nil).Select(site.Selection{})); strings.Contains(text, "SECRET") || !strings.Contains(text, "Ouverte") {
		t.Errorf("a public site shows:\n%s", text)
	}
	if text := words(catalog(t, levels(), "interne", nil).Select(site.Selection{})); strings.Contains(text, "SECRET restreint") ||
		strings.Contains(text, "SECRET RSSI") || strings.Contains(text, "SECRET réserve") {
		t.Errorf("an interne site shows:\n%s", text)
	}
}

// When another audience's document changed must not show in a date.
func TestBuildDateComesFromOwnFiles(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 9, 30, 0, 0, time.FixedZone("", 3600)) }
	base := map[string]time.Time{"fiches/public.md": day(2), "site.yaml": day(1)}
	for _, c := range []struct {
		file     string
		public   int
		internal int
	}{
		{"fiches/public.md", 20, 20},
		{"fiches/interne.md", 2, 20},
		{"fiches/interne.png", 2, 20},
		{"fragments/interne.md", 2, 20},
		{"fiches/restreint.md", 2, 2},
		{"fiches/restreint.png", 2, 2},
		{"fragments/public.md", 20, 20},
		{"fiches/public.png", 20, 20},
		{"reserve/_index.md", 2, 2},
		{"fiches/_index.md", 20, 20},
		{"data/services.yaml", 20, 20},
		{"site.yaml", 20, 20},
		{"brouillons/note.txt", 2, 2},
	} {
		changed := map[string]time.Time{c.file: day(20)}
		for file, when := range base {
			if file != c.file {
				changed[file] = when
			}
		}
		for audience, want := range map[string]int{"public": c.public, "interne": c.internal} {
			if got := catalog(t, levels(), audience, changed).Select(site.Selection{}).Built; !got.Equal(day(want)) {
				t.Errorf("%s changed on the 20th: %s built %s, want the %d", c.file, audience, got, want)
			}
		}
	}
}

func TestDates(t *testing.T) {
	given := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	c := catalog(t, levels(), "", map[string]time.Time{"fiches/public.md": given.AddDate(0, 1, 0)})
	s := c.Select(site.Selection{Date: given})
	if !s.Built.Equal(given) || s.Number != "2026.11" || s.Date.String() != "2026-11-23" || s.ValidUntil.String() != "2027-02-21" {
		t.Errorf("given: built %s, edition %s of %s, until %s", s.Built, s.Number, s.Date, s.ValidUntil)
	}
	fsys := levels()
	fsys["site.yaml"] = &fstest.MapFile{Data: []byte("title: E\norganization: O\nedition: {number: 7 bis, date: 2026-10-01}\nfreshness: {copy: 8}\n")}
	s = catalog(t, fsys, "", nil).Select(site.Selection{Date: given})
	if s.Number != "7 bis" || s.Date.String() != "2026-10-01" || s.ValidUntil.String() != "2026-12-01" {
		t.Errorf("settings: edition %s of %s, until %s", s.Number, s.Date, s.ValidUntil)
	}
	empty := sitetest.Catalog(t, sitetest.Folder("-- fiches/urgences/ecrans-bloques.md --\n")).Select(site.Selection{})
	if empty.Built.Unix() != 0 {
		t.Errorf("no date anywhere: built %s, want a constant", empty.Built)
	}
}

func TestDraftsAreAskedFor(t *testing.T) {
	archive := ""
	for i, status := range []string{"brouillon", "relecture", "valide", "archive"} {
		archive += card("d/"+status+".md", "code: URG-1"+string(rune('1'+i))+"\nservice: urgences\nscenario: tous\nphase: alerte\nstatus: "+status, "Texte.")
	}
	c := sitetest.Catalog(t, sitetest.Folder(archive+card("d/rien.md", "code: URG-15\nservice: urgences\nscenario: tous\nphase: alerte\nstatus:", "Texte.")))
	if got := codes(c.Select(site.Selection{}).Coded); got != "URG-01 URG-13" {
		t.Errorf("without drafts: %s", got)
	}
	if got := codes(c.Select(site.Selection{Drafts: true}).Coded); got != "URG-01 URG-11 URG-12 URG-13 URG-14 URG-15" {
		t.Errorf("with drafts: %s", got)
	}
}

// What a copy of the sources would give to those who may not read it.
func TestAboveNamesEveryRow(t *testing.T) {
	fsys := sitetest.Folder("-- data/services.yaml --\n- {id: urgences, label: Urgences}\n- {id: coffre, label: Coffre, audience: restreint}\n" +
		"-- data/glossary.yaml --\n- {term: DPI, expansion: dossier}\n- {term: CODEX, expansion: nom, audience: interne}\n" +
		"-- data/synonyms.yaml --\ngroups:\n  - [a, b]\n  - {words: [c, d], audience: restreint}\noneway:\n  - {from: e, to: f, audience: interne}\n")
	c := sitetest.Catalog(t, fsys)
	for audience, want := range map[content.Audience]string{
		content.Restricted: "",
		content.Internal:   "data/directory.yaml: rssi, data/services.yaml: coffre, data/synonyms.yaml:3",
		content.Public: "fiches/urgences/ecrans-bloques.md, data/directory.yaml: astreinte, data/directory.yaml: rssi, data/services.yaml: coffre, " +
			"data/glossary.yaml: CODEX, data/synonyms.yaml:3, data/synonyms.yaml:5",
	} {
		if got := strings.Join(c.Above(audience), ", "); got != want {
			t.Errorf("%s: %s, want %s", audience, got, want)
		}
	}
}

// Pages stand in the order of their addresses, which is not that of their files.
func TestPagesStandByAddress(t *testing.T) {
	s := catalog(t, sitetest.Folder(card("plan/annexe.md", "code: URG-05", "Texte.")+card("plan/index.md", "code: URG-06", "Texte.")), "", nil).Select(site.Selection{})
	var urls []string
	for _, p := range s.Pages {
		if strings.HasPrefix(p.URL, "plan") {
			urls = append(urls, p.URL)
		}
	}
	if got := strings.Join(urls, " "); got != "plan.html plan/annexe.html" {
		t.Errorf("got %s", got)
	}
}

package theme_test

import (
	"path"
	"strings"
	"testing"

	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

const notices = `
-- data/notices.yaml --
- {number: 1, at: 2026-11-20 22:05, text: Le premier, by: "Directeur : crise"}
- {number: 2, at: 2026-11-21 03:10, text: "<b>Le dernier</b> : salle A012, 01 99 00 00 00", until: 2026-12-02}
- {number: 3, at: 2026-11-20 23:00, text: Le deuxième}
`

// Every page shows the newest notice in full, the others folded; sheets carry
// the newest, but for those that are copied or hang on a wall.
func TestNoticesAreOnEveryPage(t *testing.T) {
	th := load(t, nil)
	plain := render(t, th, sitetest.Folder(hospital))
	files := render(t, th, sitetest.Folder(hospital+notices))
	newest := "&lt;b&gt;Le dernier&lt;/b&gt;\u202f: salle A012, 01\u00a099\u00a000\u00a000\u00a000"
	pages := 0
	for url, text := range files {
		if strings.Contains(plain[url], `class="crisis`) {
			t.Errorf("%s has a band and no notice", url)
		}
		if path.Ext(url) != ".html" || url == site.VerifierURL || strings.Contains(text, `http-equiv="refresh"`) {
			continue
		}
		pages++
		band, rest, found := strings.Cut(text, `<section class="crisis"`)
		shown, folded, _ := strings.Cut(rest, "<details")
		if !found || strings.Contains(band, "<main") || !strings.Contains(shown, newest) || strings.Contains(shown, "Le premier") || !strings.Contains(folded, "2 messages plus anciens") || !strings.Contains(folded, "Directeur\u202f: crise") {
			t.Errorf("%s: not one band above the page, with the newest notice, then the others", url)
		}
	}
	if pages < 30 {
		t.Errorf("only %d pages", pages)
	}
	for url, want := range map[string]int{"fiches/urgences/tenir.html": 1, "formulaires/registre.html": 0, site.DirectoryURL: 1} {
		if got := strings.Count(files[url], "crisis--sheet"); got != want {
			t.Errorf("%s: %d sheets carry the notice, want %d", url, got, want)
		}
	}
	if contents, _, _ := strings.Cut(files["classeurs/service-urgences.html"], `id="p_calls"`); strings.Count(contents, `<p class="crisis__text">Le premier</p>`) != 3 {
		t.Error("the contents of the binder do not print the older notices")
	}
	if binder := files["classeurs/service-urgences.html"]; strings.Count(binder, "crisis--sheet") < 5 || strings.Contains(sheetIn(binder, "for-01"), "crisis--sheet") {
		t.Error("the sheets of the binder do not carry the notice, or its forms do")
	}
	if !strings.Contains(files[site.ReadMeURL], "\r\nMessage de la cellule de crise\r\n  le 21\u00a0novembre 2026 à 03\u00a0h\u00a010\u202f: <b>Le dernier</b>") {
		t.Errorf("%s", files[site.ReadMeURL])
	}
}

// sheetIn is a binder's text from a sheet on, to the next.
func sheetIn(binder, id string) string {
	_, from, found := strings.Cut(binder, `id="`+id+`"`)
	if !found {
		return "crisis--sheet: no sheet " + id
	}
	sheet, _, _ := strings.Cut(from, "</article>")
	return sheet
}

package theme_test

import (
	"path"
	"strings"
	"sync"
	"testing"

	"planblanc/internal/output"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
	"planblanc/internal/theme"
)

const withAnnex = `
-- fiches/urgences/ecrans-bloques.md --
---
title: Écrans bloqués
code: URG-01
type: fiche-reflexe
service: urgences
scenario: rancongiciel
role: ide
phase: alerte
summary: Premiers gestes.
trigger: Message de rançon
version: "1.0"
status: valide
annexes: [plans/niveau-0.pdf]
---

## Tout de suite (0–5 min)

1. [ ] **Débrancher** le câble réseau.
-- fiches/urgences/plans/niveau-0.pdf --
PDF
`

func collect(t *testing.T, make func(add func(output.File) error) error) map[string]string {
	t.Helper()
	var mu sync.Mutex
	files := map[string]string{}
	err := make(func(f output.File) error {
		mu.Lock()
		defer mu.Unlock()
		files[f.Path] = string(f.Body)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Pages lead to the PDFs that there are, and to no other.
func TestPDFLinks(t *testing.T) {
	s, th := sitetest.Catalog(t, sitetest.Folder(withAnnex)).Select(edition), load(t, nil)
	with := collect(t, func(add func(output.File) error) error {
		return th.Render(s, theme.Printed{"service-urgences": true}, add)
	})
	without := collect(t, func(add func(output.File) error) error { return th.Render(s, nil, add) })
	for url, link := range map[string]string{"services/urgences.html": `href="../classeurs/service-urgences.pdf"`, site.PaperURL: `href="classeurs/service-urgences.pdf"`} {
		if !strings.Contains(with[url], link) || strings.Contains(without[url], link) {
			t.Errorf("%s: %s is there %v with the PDF, %v without", url, link, strings.Contains(with[url], link), strings.Contains(without[url], link))
		}
	}
	for url, page := range with {
		if path.Dir(url) == "classeurs" && page != without[url] {
			t.Errorf("%s: a binder says whether it was printed", url)
		}
	}
}

// An annex is copied, its card leads to it, and its binder keeps it a line for
// the page where a PDF has it.
func TestAnnexes(t *testing.T) {
	files := render(t, load(t, nil), sitetest.Folder(withAnnex))
	if files["fiches/urgences/plans/niveau-0.pdf"] != "PDF\n" {
		t.Error("the annex is not copied")
	}
	for url, want := range map[string]string{
		"fiches/urgences/ecrans-bloques.html": `href="../../fiches/urgences/plans/niveau-0.pdf"`,
		"classeurs/service-urgences.html":     `<a href="../fiches/urgences/plans/niveau-0.pdf">niveau-0</a></th><td></td><td></td><td></td><td class="contents__page" data-sheet="annexe-1"></td>`,
	} {
		if !strings.Contains(files[url], want) {
			t.Errorf("%s has no %s", url, want)
		}
	}
	if strings.Contains(files["classeurs/service-pui.html"], "annexe-1") {
		t.Error("a binder lists an annex of a card that it does not hold")
	}
}

// Binders can be made alone, with all that they load.
func TestBindersAlone(t *testing.T) {
	s, th := sitetest.Catalog(t, sitetest.Folder(hospital)).Select(edition), load(t, nil)
	whole := collect(t, func(add func(output.File) error) error { return th.Render(s, nil, add) })
	alone := collect(t, func(add func(output.File) error) error { return th.Binders(s, s.Binders(), add) })
	if alone["assets/print.css"] == "" || alone["classeurs/service-pui.html"] == "" || alone["reference/plan.png"] == "" || alone["services/pui.html"] != "" {
		t.Errorf("%d files", len(alone))
	}
	for url, page := range alone {
		if page != whole[url] {
			t.Errorf("%s differs from the site's", url)
		}
	}
}

package site_test

import (
	"slices"
	"strings"
	"testing"

	"planblanc/internal/content"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// bound is a site with every kind of binder.
func bound(t *testing.T, kinds string) *site.Site {
	t.Helper()
	folder := sitetest.Folder(ordered() + `
-- data/directory.yaml --
- {id: tous, function: Cellule, internal: "7000", services: tous}
- {id: pui, function: Pharmacien, internal: "7300", services: pui}
- {id: urg, function: Cadre, internal: "7211", services: urgences}
-- fiches/note.md --
---
title: Sans code
type: reference
service: urgences
status: valide
---

Texte.
-- formulaires/b.md --
---
title: Registre
code: FOR-02
type: formulaire
service: tous
status: valide
---

Nom : ____
-- formulaires/a.md --
---
title: Prescription
code: FOR-01
type: formulaire
service: urgences
scenario: perte-dpi
status: valide
---

Nom : ____
`)
	c := sitetest.Catalog(t, folder, content.Override{Key: "paper.binders", Value: kinds, Origin: content.FromFlag, Name: "--binders"})
	return c.Select(site.Selection{})
}

func TestBinders(t *testing.T) {
	var got []string
	for _, b := range bound(t, "service, scenario, complet").Binders() {
		line := b.URL + ":"
		for _, tab := range b.Tabs {
			name := "rest"
			if tab.General {
				name = "general"
			} else if tab.Phase != nil {
				name = tab.Phase.ID
			}
			line += " " + name + " " + codes(tab.Pages) + " |"
		}
		line += " forms " + codes(b.Forms) + " | calls"
		for _, c := range b.Contacts {
			line += " " + c.ID
		}
		got = append(got, line)
	}
	want := []string{
		"classeurs/service-urgences.html: general GEN-01 GEN-02 | alerte URG-10 URG-11 URG-12 | duree URG-20 URG-30 | forms FOR-01 FOR-02 | calls urg tous",
		"classeurs/service-pui.html: general GEN-01 GEN-02 URG-11 | alerte PUI-01 | forms FOR-02 | calls pui tous",
		"classeurs/scenario-rancongiciel.html: general GEN-01 | alerte URG-10 URG-11 URG-12 | duree URG-20 URG-30 | forms  | calls tous",
		"classeurs/scenario-perte-dpi.html: general GEN-01 URG-11 | alerte PUI-01 | duree GEN-02 | forms FOR-01 | calls tous",
		"classeurs/complet.html: general GEN-01 GEN-02 URG-11 | alerte PUI-01 URG-10 URG-12 | duree URG-20 URG-30 | forms FOR-01 FOR-02 | calls tous pui urg",
	}
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || strings.TrimSpace(got[i]) != want[i] {
			t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// A page says that it is in a binder when, and only when, the binder has it.
func TestBindersOfAgreesWithBinders(t *testing.T) {
	for _, kinds := range []string{"service", "scenario", "role", "complet", "service, scenario, role, complet"} {
		s := bound(t, kinds)
		holds := map[*site.Page][]string{}
		for _, b := range s.Binders() {
			for _, p := range b.Pages() {
				holds[p] = append(holds[p], b.ID)
			}
		}
		for _, p := range s.Pages {
			if got := s.BindersOf(p); !slices.Equal(got, holds[p]) && len(got)+len(holds[p]) > 0 {
				t.Errorf("%s: %s is in %q, says %q", kinds, p.Path, holds[p], got)
			}
		}
	}
}

// Any binder can be had by its id, whatever the settings ask for.
func TestBinderByID(t *testing.T) {
	s := bound(t, "role")
	for id, found := range map[string]bool{
		"service-urgences": true, "service-pui": true, "complet": true, "formulaires": true, "service-rien": false, "urgences": false, "scenario-": false, "": false,
	} {
		b := s.Binder(id)
		if (b != nil) != found || b != nil && (b.ID != id || b.URL != site.BinderURL(id) || len(b.Pages()) == 0) {
			t.Errorf("%q: %+v", id, b)
		}
	}
	for _, b := range s.Binders() {
		if again := s.Binder(b.ID); again == nil || !slices.Equal(again.Pages(), b.Pages()) {
			t.Errorf("%s: %+v", b.ID, again)
		}
	}
}

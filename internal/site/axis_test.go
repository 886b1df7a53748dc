package site_test

import (
	"slices"
	"strings"
	"testing"

	"planblanc/internal/content"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// ordered are cards whose names say why they stand where they do.
func ordered() string {
	files := map[string]string{
		"code: URG-20\nservice: urgences\nscenario: rancongiciel\nphase: duree":                  "own, later phase",
		"code: URG-10\nservice: urgences\nscenario: rancongiciel\nphase: alerte":                 "own, first phase",
		"code: URG-11\nservice: [urgences, tous]\nscenario: [tous, rancongiciel]\nphase: alerte": "named and for all",
		"code: URG-12\nservice: [urgences, urgences]\nscenario: rancongiciel\nphase: alerte":     "named twice",
		"code: URG-30\nservice: urgences\nscenario: rancongiciel\nphase: duree\npriority: 1":     "priority before phase",
		"code: GEN-01\nservice: tous\nscenario: tous\nphase: alerte":                             "general",
		"code: GEN-02\nservice: tous\nscenario: perte-dpi\nphase: duree":                         "general for one scenario",
		"code: PUI-01\nservice: pui\nscenario: perte-dpi\nphase: alerte":                         "another service",
	}
	archive := "-- fiches/urgences/ecrans-bloques.md --\n"
	for front, why := range files {
		code := front[6:12]
		archive += card("fiches/"+code+".md", "title: "+why+"\n"+front, "Texte.")
	}
	return archive
}

// In a phase its cards come first, then those of the first minutes; the
// service's own before general ones.
func TestFirstFor(t *testing.T) {
	s := sitetest.Catalog(t, sitetest.Folder(ordered())).Select(site.Selection{})
	for _, c := range []struct{ service, scenario, phase, want string }{
		{"urgences", "rancongiciel", "", "URG-10 URG-11 URG-12"},
		{"urgences", "rancongiciel", "duree", "URG-30 URG-20 URG-10"},
		{"pui", "perte-dpi", "duree", "GEN-02 PUI-01 GEN-01"},
		{"", "perte-dpi", "", "GEN-01 URG-11 GEN-02"},
		{"", "perte-dpi", "duree", "GEN-02 GEN-01 URG-11"},
		{"", "rancongiciel", "duree", "URG-11 GEN-01"},
	} {
		got := codes(s.FirstFor(s.Term(content.ByService, c.service), s.Term(content.ByScenario, c.scenario), s.Term(content.ByPhase, c.phase)))
		if got != c.want {
			t.Errorf("%s, %s, %s: %s, want %s", c.service, c.scenario, c.phase, got, c.want)
		}
	}
	alone := sitetest.Catalog(t, sitetest.Folder(strings.ReplaceAll(ordered(), "scenario: tous", "scenario: rancongiciel"))).Select(site.Selection{})
	for _, service := range alone.Terms[content.ByService] {
		for _, scenario := range alone.Terms[content.ByScenario] {
			if has, first := service.Has(scenario), alone.FirstFor(service, scenario, nil); has != (first != nil) {
				t.Errorf("%s, %s: has a page %t, first %s", service.ID, scenario.ID, has, codes(first))
			}
		}
	}
}

func TestAxesAndPairs(t *testing.T) {
	s := sitetest.Catalog(t, sitetest.Folder(ordered())).Select(site.Selection{})
	for _, c := range []struct {
		axis                 content.Axis
		id, own, general, to string
	}{
		{content.ByService, "urgences", "URG-30 URG-10 URG-11 URG-12 URG-20", "GEN-01 GEN-02", "services/urgences.html"},
		{content.ByService, "pui", "PUI-01", "GEN-01 URG-11 GEN-02", "services/pui.html"},
		{content.ByScenario, "rancongiciel", "URG-30 URG-10 URG-11 URG-12 URG-20", "GEN-01", "scenarios/rancongiciel.html"},
		{content.ByScenario, "perte-dpi", "PUI-01 GEN-02", "GEN-01 URG-11", "scenarios/perte-dpi.html"},
		{content.ByPhase, "duree", "URG-30 GEN-02 URG-20", "", "phases/duree.html"},
	} {
		term := s.Term(c.axis, c.id)
		if got := codes(term.Own); got != c.own {
			t.Errorf("%s %s: own %s, want %s", c.axis, c.id, got, c.own)
		}
		if got := codes(term.General); got != c.general {
			t.Errorf("%s %s: general %s, want %s", c.axis, c.id, got, c.general)
		}
		if term.URL != c.to {
			t.Errorf("%s %s: at %s, want %s", c.axis, c.id, term.URL, c.to)
		}
	}
	var got []string
	for _, service := range s.Terms[content.ByService] {
		for _, pair := range service.Pairs {
			got = append(got, pair.URL+" | "+codes(pair.Now)+" | "+codes(pair.Own)+" | "+codes(pair.General))
		}
	}
	want := []string{
		"services/urgences/rancongiciel.html | URG-10 URG-11 URG-12 | URG-30 URG-10 URG-11 URG-12 URG-20 | GEN-01",
		"services/urgences/perte-dpi.html | URG-11 GEN-01 GEN-02 | URG-11 | GEN-01 GEN-02",
		"services/pui/rancongiciel.html | GEN-01 URG-11 |  | GEN-01 URG-11",
		"services/pui/perte-dpi.html | PUI-01 GEN-01 URG-11 | PUI-01 | GEN-01 URG-11 GEN-02",
	}
	if !slices.Equal(got, want) {
		t.Errorf("pairs:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, scenario := range s.Terms[content.ByScenario] {
		for _, pair := range scenario.Pairs {
			if pair.Scenario != scenario || !slices.Contains(pair.Service.Pairs, pair) {
				t.Errorf("%s: the scenario's pair is not the service's", pair.URL)
			}
		}
	}
}

func TestNoPairWithoutACard(t *testing.T) {
	s := sitetest.Catalog(t, sitetest.Folder("")).Select(site.Selection{})
	if pairs := s.Term(content.ByService, "pui").Pairs; len(pairs) != 0 {
		t.Errorf("pui has %d pairs and no card", len(pairs))
	}
	if pairs := s.Term(content.ByService, "urgences").Pairs; len(pairs) != 1 || pairs[0].URL != "services/urgences/rancongiciel.html" {
		t.Errorf("urgences: %v", pairs)
	}
}

func TestTermsKeepTheirOrder(t *testing.T) {
	s := sitetest.Catalog(t, sitetest.Folder("-- data/phases.yaml --\n- {id: c, label: C, order: 3}\n- {id: a, label: A, order: 1}\n"+
		"- {id: z, label: Z, order: 1}\n- {id: alerte, label: Alerte}\n")).Select(site.Selection{})
	var got []string
	for _, term := range s.Terms[content.ByPhase] {
		got = append(got, term.ID)
	}
	if want := []string{"alerte", "a", "z", "c"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPhaseOfIsTheFirst(t *testing.T) {
	c := sitetest.Catalog(t, sitetest.Folder(card("a.md", "code: URG-02\nservice: urgences\nscenario: tous\nphase: [duree, alerte]", "T")+
		"-- b.md --\n---\ntitle: B\ntype: reference\nstatus: valide\n---\nT\n"))
	s := c.Select(site.Selection{})
	if got := s.PhaseOf(c.ByPath["a.md"]); got == nil || got.ID != "alerte" {
		t.Errorf("a.md: %v", got)
	}
	if got := s.PhaseOf(c.ByPath["b.md"]); got != nil {
		t.Errorf("b.md: %v", got.ID)
	}
}

// The first minutes are those of the phases whose row says so, whatever their ids.
func TestUrgent(t *testing.T) {
	s := sitetest.Catalog(t, sitetest.Folder("-- data/phases.yaml --\n- {id: alerte, label: Alerte}\n- {id: choc, label: Choc, urgent: true}\n"+
		card("fiches/PUI-01.md", "title: T\ncode: PUI-01\nservice: pui\nscenario: perte-dpi\nphase: [alerte, choc]", "Texte.")+
		card("fiches/PUI-02.md", "title: T\ncode: PUI-02\nservice: pui\nscenario: perte-dpi\nphase: alerte", "Texte.")+
		"-- fiches/note.md --\n---\ntitle: T\ntype: reference\nstatus: valide\nphase: choc\n---\n\nTexte.\n")).Select(site.Selection{})
	var urgent []*site.Page
	for _, p := range s.Pages {
		if s.Urgent(p) {
			urgent = append(urgent, p)
		}
	}
	if got := codes(urgent); got != "PUI-01" {
		t.Errorf("urgent: %s, want PUI-01", got)
	}
}

// A card belongs to the first term that it names: there it stands before those
// that are shared, whatever their priority.
func TestOwnCardsStandFirst(t *testing.T) {
	card := func(code, service, scenario string) string {
		return "-- fiches/x/" + strings.ToLower(code) + ".md --\n---\ntitle: Fiche " + code + "\ncode: " + code + "\ntype: fiche-reflexe\nservice: " + service + "\nscenario: " + scenario +
			"\nrole: ide\nphase: alerte\nsummary: S.\ntrigger: T\nversion: \"1.0\"\nstatus: valide\npriority: PRIORITY\n---\n\n## Faire (1 min)\n\n1. [ ] **Faire**.\n"
	}
	shared := strings.Replace(card("PUI-01", "[pui, urgences]", "[perte-dpi, rancongiciel]"), "PRIORITY", "1", 1)
	own := strings.Replace(card("URG-01", "[urgences, pui]", "[rancongiciel, perte-dpi]"), "PRIORITY", "5", 1)
	s := sitetest.Catalog(t, sitetest.Folder(shared+own)).Select(site.Selection{})
	for _, c := range []struct {
		axis content.Axis
		id   string
		want string
	}{{content.ByService, "urgences", "URG-01"}, {content.ByService, "pui", "PUI-01"}, {content.ByScenario, "rancongiciel", "URG-01"}, {content.ByScenario, "perte-dpi", "PUI-01"}} {
		if got := codes(s.Term(c.axis, c.id).Own); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s, want %s first", c.id, got, c.want)
		}
	}
}

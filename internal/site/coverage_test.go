package site_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"planblanc/internal/content"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

var coverageDay = content.Date{Time: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}

func coverageCard(code, front string) string {
	return fmt.Sprintf("-- fiches/%s.md --\n---\ntitle: %s\ncode: %s\ntype: procedure-degradee\nrole: ide\nphase: duree\nsummary: S\nversion: '1'\n%s---\n\nTexte.\n", code, code, code, front)
}

// ready is a card in order.
const ready = "status: valide\nowner: Cadre\napproved: 2026-01-01\nreview_by: 2027-01-15\nexercised: 2026-05-05\n"

// wards is a hospital with a case of each kind.
var wards = "-- fiches/urgences/ecrans-bloques.md --\n-- data/scenarios.yaml --\n- {id: s1, label: S1}\n- {id: s2, label: S2}\n- {id: s3, label: S3}\n" +
	"-- data/services.yaml --\n- {id: a, label: A}\n- {id: b, label: B}\n- {id: c, label: C}\n" +
	"-- data/register.yaml --\n- {code: AAA-03, version: '1', fingerprint: 0000-0000, date: 2026-01-01}\n" +
	coverageCard("AAA-01", "service: a\nscenario: s1\n"+ready) +
	coverageCard("AAA-02", "service: [a, b]\nscenario: tous\n"+strings.Replace(ready, "2027-01-15", "2026-11-22", 1)) +
	coverageCard("AAA-03", "service: b\nscenario: s2\n"+strings.Replace(ready, "exercised: 2026-05-05\n", "", 1)) +
	coverageCard("AAA-04", "service: tous\nscenario: s3\n"+ready) +
	coverageCard("AAA-05", "service: tous\nscenario: tous\n"+ready) +
	coverageCard("AAA-06", "service: c\nscenario: s1\nstatus: brouillon\nowner: ''\n") +
	strings.Replace(strings.Replace(coverageCard("FOR-01", "service: c\nscenario: s2\n"+ready), "procedure-degradee", "formulaire", 1), "role: ide\n", "", 1)

func coverage(t *testing.T, archive string) *site.Coverage {
	t.Helper()
	c := sitetest.Catalog(t, sitetest.Folder(archive))
	pages := slices.DeleteFunc(slices.Clone(c.Pages), func(p *site.Page) bool { return p.Section })
	return c.Coverage(pages, coverageDay)
}

// picture shows a matrix: own and general cards, approved, overdue, never
// exercised; a dot where none is expected, an exclamation mark at a hole.
func picture(o *site.Coverage) string {
	var b strings.Builder
	for i, s := range o.Services {
		b.WriteString(s.ID)
		for _, c := range o.Cells[i] {
			fmt.Fprintf(&b, " %d+%d,%d,%d,%d", c.Own, c.General, c.Approved, c.Overdue, c.NeverExercised)
			if !c.Expected {
				b.WriteString(".")
			}
			if c.Hole {
				b.WriteString("!")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func tasks(o *site.Coverage) (all []string) {
	for _, t := range o.Tasks {
		name := ""
		if t.Page != nil {
			name = t.Page.Meta.Code
		} else {
			name = t.Service.ID + "×" + t.Scenario.ID
		}
		all = append(all, fmt.Sprintf("%d %s %d", t.Score, name, t.Wants))
	}
	return all
}

func TestCoverage(t *testing.T) {
	o := coverage(t, wards)
	want := "a 2+0,2,1,0 1+0,1,1,0 1+1,2,1,0\n" +
		"b 1+0,1,1,0 2+0,1,1,1 1+1,2,1,0\n" +
		"c 1+0,0,0,0! 0+0,0,0,0! 0+1,1,0,0\n"
	if got := picture(o); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if o.Expected != 9 || o.Holes != 2 || o.Undated != 1 || o.Total != (site.Tally{Cards: 7, Approved: 5, Overdue: 1, NeverExercised: 1}) {
		t.Errorf("expected %d, holes %d, undated %d, total %+v", o.Expected, o.Holes, o.Undated, o.Total)
	}
	wantTasks := []string{"10 c×s1 [0]", "10 c×s2 [0]", "6 AAA-02 [1]", "6 AAA-03 [3 4]", "4 AAA-06 [2]"}
	if got := tasks(o); !slices.Equal(got, wantTasks) {
		t.Errorf("tasks %q, want %q", got, wantTasks)
	}
	if got := fmt.Sprint(o.Owners); got != "[{{6 5 1 1} Cadre 2026-11-22} {{1 0 0 0}  }]" {
		t.Errorf("owners %s", got)
	}
	if got := fmt.Sprint(o.Months); got != "[{2026-11-01 1 1} {2027-01-01 5 0}]" {
		t.Errorf("months %s", got)
	}
}

// An author chooses rows, columns, the expected pairs and the weights.
func TestCoverageSettings(t *testing.T) {
	o := coverage(t, wards+"-- site.yaml --\ntitle: T\norganization: O\nstatus:\n  services: [c, a]\n  scenarios: [s2, s1]\n  expected:\n    c: s1\n    a: tous\n"+
		"  weights: {hole: 3, overdue: 0, modified: 1, unapproved: 7, never_exercised: 0}\n")
	if got, want := picture(o), "c 0+0,0,0,0. 1+0,0,0,0!\na 1+0,1,1,0 2+0,2,1,0\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got, want := tasks(o), []string{"7 AAA-06 [2]", "3 c×s1 [0]", "1 AAA-03 [3]"}; !slices.Equal(got, want) {
		t.Errorf("tasks %q, want %q", got, want)
	}
}

// Without a choice: the guide's services that the hospital has, the scenarios
// of the home page.
func TestCoverageDefaults(t *testing.T) {
	var scenarios strings.Builder
	for i := range 10 {
		fmt.Fprintf(&scenarios, "- {id: s%d, label: S, order: %d}\n", i, 10-i)
	}
	o := coverage(t, "-- fiches/urgences/ecrans-bloques.md --\n-- data/services.yaml --\n- {id: dsi, label: D}\n- {id: pui, label: P}\n- {id: sas, label: S}\n-- data/scenarios.yaml --\n"+scenarios.String())
	ids := func(terms []*content.Term) (all []string) {
		for _, t := range terms {
			all = append(all, t.ID)
		}
		return all
	}
	if got := ids(o.Services); !slices.Equal(got, []string{"sas", "pui"}) {
		t.Errorf("services %q", got)
	}
	if got := ids(o.Scenarios); !slices.Equal(got, []string{"s9", "s8", "s7", "s6", "s5", "s4", "s3", "s2"}) {
		t.Errorf("scenarios %q", got)
	}
}

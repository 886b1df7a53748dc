package site_test

import (
	"strings"
	"testing"

	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

const phones = `
-- data/directory.yaml --
- {id: all, function: Cellule, internal: "7000", mobile: "06 39", external: "01 99", backup: salle A}
- {id: out, function: Dehors, internal: "7001", external: "01 98"}
- {id: in, function: Dedans, internal: "7002"}
-- data/scenarios.yaml --
- {id: virus, label: V, cuts: [mail]}
- {id: telephone, label: T, cuts: [telephone]}
- {id: reseau, label: R, cuts: [network, telephone]}
-- data/services.yaml --
- {id: urgences, label: U}
`

func phoneCard(code, scenario string) string {
	return "-- fiches/" + strings.ToLower(code) + ".md --\n---\ntitle: Fiche " + code + "\ncode: " + code + "\ntype: fiche-reflexe\nservice: urgences\nscenario: " + scenario +
		"\nstatus: valide\ncontacts: [all, out, in]\n---\n\n## Appeler (0–5 min)\n\n1. [ ] **Appeler** [](contact:all), [](contact:out), [](contact:in), [](contact:all#internal), [](contact:all#external).\n"
}

func TestTheNumberThatWorksComesFirst(t *testing.T) {
	c := sitetest.Catalog(t, sitetest.Folder(phones+phoneCard("URG-01", "virus")+phoneCard("URG-02", "[virus, telephone]")+phoneCard("URG-03", "[telephone, reseau]")+phoneCard("URG-04", "tous")))
	for code, want := range map[string][]string{
		"URG-01": {"Appeler 7000, 7001, 7002, 7000, 01 99.", "Cellule, 7000, 06 39, salle A, 01 99", "Dehors, 7001, 01 98", "Dedans, 7002"},
		"URG-02": {"Appeler 06 39, 01 98, 7002, 7000, 01 99.", "Cellule, 06 39, 01 99, 7000, salle A", "Dehors, 01 98, 7001", "Dedans, 7002"},
		"URG-03": {"Appeler 06 39, 01 98, Dedans, 7000, 01 99.", "Cellule, 06 39, 01 99, salle A", "Dehors, 01 98", "Dedans"},
		"URG-04": {"Appeler 7000, 7001, 7002, 7000, 01 99.", "Cellule, 7000, 06 39, salle A, 01 99", "Dehors, 7001, 01 98", "Dedans, 7002"},
	} {
		var got []string
		for _, part := range c.ByCode[code].Parts {
			got = append(got, part.Text)
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s says\n%s\nwant\n%s", code, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	for scenario, want := range map[string]site.Telephone{"virus": site.TelephoneWorks, "telephone": site.TelephoneDown, "tous": site.TelephoneWorks} {
		if got := c.Telephone(scenario); got != want {
			t.Errorf("telephone in %s: %v, want %v", scenario, got, want)
		}
	}
}

// What a scenario cuts is part of what its cards say.
func TestCutsChangeTheFingerprint(t *testing.T) {
	archive := phones + phoneCard("URG-01", "virus")
	before := sitetest.Catalog(t, sitetest.Folder(archive)).ByCode["URG-01"].Fingerprint
	after := sitetest.Catalog(t, sitetest.Folder(strings.Replace(archive, "cuts: [mail]", "cuts: [mail, telephone]", 1))).ByCode["URG-01"].Fingerprint
	if before == after {
		t.Errorf("fingerprint %s both times", before)
	}
}

package site_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

func TestStanding(t *testing.T) {
	const register = `-- data/register.yaml --
- {code: URG-01, version: "1.0", fingerprint: 1111-1111, date: 2026-01-01}
- {code: URG-01, version: "1.1", fingerprint: 2222-2222, date: 2026-02-01}
- {code: PUI-01, version: "1.0", fingerprint: 3333-3333, date: 2026-02-01}
- {code: PUI-01, version: "1.0", fingerprint: 4444-4444, date: 2026-02-02}
`
	a := sitetest.Catalog(t, sitetest.Folder(register)).Approvals
	for name, c := range map[string]struct {
		code, version, fingerprint string
		want                       site.Standing
		other                      string
	}{
		"as approved":             {"URG-01", "1.1", "2222-2222", site.AsApproved, ""},
		"put back":                {"URG-01", "1.0", "1111-1111", site.AsApproved, ""},
		"number alone changed":    {"URG-01", "1.2", "2222-2222", site.AsApproved, ""},
		"changed":                 {"URG-01", "1.1", "9999-9999", site.Modified, "2222-2222"},
		"changed and renumbered":  {"URG-01", "1.2", "9999-9999", site.Modified, ""},
		"old text, new number":    {"URG-01", "1.2", "1111-1111", site.Modified, ""},
		"new text, old number":    {"URG-01", "1.0", "2222-2222", site.Modified, "1111-1111"},
		"two texts of one number": {"PUI-01", "1.0", "3333-3333", site.AsApproved, "4444-4444"},
		"not in the register":     {"PUI-02", "1.0", "3333-3333", site.Unregistered, ""},
	} {
		if got := a.Standing(c.code, c.version, c.fingerprint); got != c.want {
			t.Errorf("%s: standing %d, want %d", name, got, c.want)
		}
		other := ""
		if row := a.Other(c.code, c.version, c.fingerprint); row != nil {
			other = row.Fingerprint
		}
		if other != c.other {
			t.Errorf("%s: other text %q, want %q", name, other, c.other)
		}
	}
	if a.Last("PUI-01").Fingerprint != "4444-4444" || a.Last("PUI-02") != nil {
		t.Error("wrong last approval")
	}
}

func TestFormer(t *testing.T) {
	archive := `-- data/register.yaml --
- {code: URG-01, version: "0.9", fingerprint: 1111-1111, date: 2026-01-01}
- {code: PUI-07, version: "1.0", fingerprint: 2222-2222, date: 2026-02-01}
- {code: PUI-01, version: "1.0", fingerprint: 3333-3333, date: 2026-02-01}
- {code: PUI-02, version: "1.0", fingerprint: 4444-4444, date: 2026-02-02}
- {code: PUI-03, version: "1.0", fingerprint: 5555-5555, date: 2026-02-02}
- {code: PUI-04, version: "1.0", fingerprint: 6666-6666, date: 2026-02-02}
` + coded("PUI-01", "archive", "interne") + coded("PUI-02", "archive", "restreint") + coded("PUI-03", "relecture", "interne") + coded("PUI-04", "valide", "restreint")
	for audience, want := range map[string]string{
		"public": "", "interne": "URG-01 PUI-07 PUI-01", "restreint": "URG-01 PUI-07 PUI-01 PUI-02 PUI-04",
	} {
		s := catalog(t, sitetest.Folder(archive), audience, nil).Select(site.Selection{})
		var got []string
		for _, a := range s.Former() {
			got = append(got, a.Code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", audience, got, want)
		}
	}
}

// The number alone may change, and the text alone too.
func TestFormerNumbersAndTexts(t *testing.T) {
	folder := func(register string) fstest.MapFS { return sitetest.Folder("-- data/register.yaml --\n" + register) }
	now := sitetest.Catalog(t, folder("[]\n")).ByCode["URG-01"]
	for name, c := range map[string]struct {
		version, fingerprint string
		want                 int
	}{
		"in force":     {now.Meta.Version, now.Fingerprint, 0},
		"other number": {"0.9", now.Fingerprint, 1},
		"other text":   {now.Meta.Version, "1111-1111", 1},
	} {
		register := fmt.Sprintf("- {code: URG-01, version: %q, fingerprint: %s, date: 2026-01-01}\n", c.version, c.fingerprint)
		if got := sitetest.Catalog(t, folder(register)).Select(site.Selection{}).Former(); len(got) != c.want {
			t.Errorf("%s: %d rows, want %d", name, len(got), c.want)
		}
	}
}

func coded(code, status, audience string) string {
	return "-- fiches/pui/" + strings.ToLower(code) + ".md --\n---\ntitle: Fiche " + code + "\ncode: " + code + "\ntype: procedure-degradee\nservice: pui\nscenario: tous\nrole: tous\nphase: duree\nsummary: Une fiche.\nversion: \"1.0\"\nstatus: " + status + "\naudience: " + audience + "\n---\n\n## Faire (1 min)\n\n1. [ ] **Faire**.\n"
}

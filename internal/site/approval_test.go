package site_test

import (
	"testing"

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

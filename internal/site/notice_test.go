package site_test

import (
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"planblanc/internal/site"
)

const given = `- {number: 1, at: 2026-11-20 08:00, audience: public, text: Pour tous}
- {number: 2, at: 2026-11-21 03:10, text: Interne, until: 2026-11-25}
- {number: 3, at: 2026-11-21 03:10, text: Le même moment}
- {number: 4, at: 2026-11-22 09:00, audience: restreint, text: Réservé}
- {number: 5, at: 2026-11-19 09:00, text: Retiré}
- {withdraws: 5, at: 2026-11-24 10:00}
`

// An audience reads its own notices, the newest first, until their last day, and
// its build date tells of no other.
func TestNoticesOfAnAudience(t *testing.T) {
	folder := levels()
	folder["data/notices.yaml"] = &fstest.MapFile{Data: []byte(given)}
	changed := map[string]time.Time{"fiches/public.md": at("2026-11-01"), "data/notices.yaml": at("2026-11-30")}
	for _, c := range []struct{ audience, date, numbers, built string }{
		{"public", "", "[1]", "2026-11-20T08:00"},
		{"interne", "", "[3 2 1]", "2026-11-24T10:00"},
		{"restreint", "", "[4 3 2 1]", "2026-11-24T10:00"},
		{"interne", "2026-11-25", "[3 2 1]", "2026-11-25T00:00"},
		{"interne", "2026-11-26", "[3 1]", "2026-11-26T00:00"},
		{"interne", "2026-11-02", "[3 2 1]", "2026-11-02T00:00"},
	} {
		var sel site.Selection
		if c.date != "" {
			sel.Date = at(c.date)
		}
		s := catalog(t, folder, c.audience, changed).Select(sel)
		var numbers []int
		for _, n := range s.Notices {
			numbers = append(numbers, n.Number)
		}
		if got := fmt.Sprint(numbers); got != c.numbers || s.Built.Format("2006-01-02T15:04") != c.built {
			t.Errorf("%s, date %q: notices %s, built %s; want %s, %s", c.audience, c.date, got, s.Built, c.numbers, c.built)
		}
	}
}

// What is newer than the last notice dates the site, and no notice touches a
// fingerprint.
func TestNoticesLeaveCardsAlone(t *testing.T) {
	folder := levels()
	changed := map[string]time.Time{"fiches/public.md": at("2026-11-28")}
	before := catalog(t, folder, "restreint", changed).Select(site.Selection{})
	folder["data/notices.yaml"] = &fstest.MapFile{Data: []byte(given)}
	after := catalog(t, folder, "restreint", changed).Select(site.Selection{})
	if !after.Built.Equal(at("2026-11-28")) || len(before.Notices) > 0 {
		t.Errorf("built %s, %d notices before", after.Built, len(before.Notices))
	}
	for i, p := range after.Coded {
		if p.Fingerprint != before.Coded[i].Fingerprint || p.Standing != before.Coded[i].Standing {
			t.Errorf("%s is another card", p.Meta.Code)
		}
	}
}

func at(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t
}

package theme

import (
	"strings"
	"testing"
	"testing/fstest"
)

// A site is declared not conformant while nobody judged a criterion, whatever the
// others say; criteria of WCAG alone do not count.
func TestConformity(t *testing.T) {
	for results, want := range map[string]conformity{
		"":                    notConformant,
		"kept kept open":      notConformant,
		"kept absent":         fullyConformant,
		"kept kept broken":    partlyConformant,
		"kept broken":         partlyConformant,
		"kept broken broken":  notConformant,
		"absent":              notConformant,
		"kept absent broken ": partlyConformant,
	} {
		f := &findings{Criteria: []criterion{{WCAG: "3.3.7", Result: unasked}}}
		for _, result := range strings.Fields(results) {
			f.Criteria = append(f.Criteria, criterion{RGAA: "1.1", Result: verdict(result)})
		}
		if got := f.conformity(); got != want {
			t.Errorf("%q: %d, want %d", results, got, want)
		}
	}
}

func TestFindingsAreChecked(t *testing.T) {
	for text, wrong := range map[string]bool{
		`{"audited": "2026-11-29", "criteria": [{"rgaa": "1.1", "result": "kept"}]}`: false,
		`{"audited": "2026-11-29", "criteria": [{"rgaa": "1.1", "result": "good"}]}`: true,
		`{"audited": "yesterday"}`: true,
		`{`:                        true,
	} {
		_, err := Load(fstest.MapFS{"accessibility.json": {Data: []byte(text)}})
		if (err != nil) != wrong {
			t.Errorf("%s: %v", text, err)
		}
	}
}

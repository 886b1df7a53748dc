package theme_test

import (
	"strings"
	"testing"

	editions "planblanc/internal/edition"
	"planblanc/internal/output"
	"planblanc/internal/sitetest"
)

// A slip with each kind of change, two binders and the doubts, in each language.
func TestSlip(t *testing.T) {
	part := func(kind, text string) output.Part { return output.Part{Kind: kind, Text: text} }
	urg, pui := []string{"service-urgences"}, []string{"service-pui"}
	old := output.Manifest{
		Site: "Plan blanc", Audience: "interne", Edition: "2026.10", Number: 2, Built: "2026-10-05",
		Binders: []output.Binder{{ID: "service-urgences", Title: "Urgences"}},
		Cards: []output.Card{
			{Code: "URG-01", Title: "Écrans noirs", Version: "1.0", Fingerprint: "AAAA-AAAA", Binders: urg, ReviewBy: "2027-01-01",
				Parts: []output.Part{part("action", "Appeler le cadre."), part("action", "Débrancher le câble réseau du poste."), part("contact", "Astreinte informatique : 7112")}},
			{Code: "URG-02", Title: "Retirée <b>", Version: "1.0", Fingerprint: "BBBB-BBBB", Binders: urg},
			{Code: "URG-03", Title: "Prolongée", Version: "1.0", Fingerprint: "CCCC-CCCC", Binders: urg, ReviewBy: "2026-12-01"},
			{Code: "URG-04", Title: "Changée de classeur", Version: "1.0", Fingerprint: "DDDD-DDDD", Binders: urg},
		},
	}
	next := output.Manifest{
		Site: "Plan blanc", Audience: "interne", Edition: "2026.11", Number: 3, Built: "2026-11-23",
		Binders: []output.Binder{{ID: "service-urgences", Title: "Urgences"}, {ID: "service-pui", Title: "Pharmacie"}},
		Cards: []output.Card{
			{Code: "URG-01", Title: "Écrans bloqués", Version: "1.1", Fingerprint: "EEEE-EEEE", Binders: urg, ReviewBy: "2028-01-01",
				Parts: []output.Part{part("action", "Débrancher le câble réseau bleu du poste."), part("action", "Appeler le cadre."), part("contact", "Astreinte informatique : 7113")}},
			{Code: "URG-03", Title: "Prolongée", Version: "1.1", Fingerprint: "CCCC-CCCC", Binders: urg, ReviewBy: "2028-01-01"},
			{Code: "URG-04", Title: "Changée de classeur", Version: "1.0", Fingerprint: "DDDD-DDDD", Binders: pui},
			{Code: "PUI-01", Title: "Nouvelle", Version: "1.0", Fingerprint: "FFFF-FFFF", Binders: pui},
		},
	}
	th := load(t, nil)
	for _, language := range []string{"fr", "en"} {
		for name, c := range map[string]editions.Comparison{
			"slip": editions.Compare(old, next), "slip-doubts": editions.Compare(next, output.Manifest{Site: "Autre", Audience: "public", Edition: "2026.09", Number: 1, Built: "2026-09-01"}), "slip-none": editions.Compare(old, old),
		} {
			page, err := th.Slip(language, c)
			if err != nil {
				t.Fatal(err)
			}
			if found := noise.FindString(string(page)); found != "" || strings.Contains(string(page), "Retirée <b>") {
				t.Errorf("%s, %s: %q", language, name, found)
			}
			sitetest.Golden(t, language+"/"+name+".html", []byte(mainOf(t, string(page))))
		}
	}
}

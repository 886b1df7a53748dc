package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"planblanc/internal/check"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// A card may have ten actions of fifteen words, and asks for no calculation in
// any of its places; what it forbids is no request.
func TestCardsAreEasyToFollow(t *testing.T) {
	const place = "fiches/urgences/ecrans-bloques.md:"
	act := func(n int) string {
		return "## A (5 min)\n\n" + strings.Repeat("1. [ ] **Appeler** le cadre.\n", n)
	}
	words := func(n int) string { return "## A (5 min)\n\n1. [ ] **Appeler**" + strings.Repeat(" a", n-1) + ".\n" }
	rest := "\n\n## Escalade\n\n%s\n\n## Reprise\n\n%s\n"
	for name, c := range map[string]struct{ body, want string }{
		"ten actions":            {act(10), ""},
		"eleven actions":         {act(11), place + "20:1 too-many-actions*"},
		"more, one remark":       {act(13), place + "20:1 too-many-actions*"},
		"fifteen words":          {words(15), ""},
		"sixteen words":          {words(16), place + "10:1 long-action*"},
		"a stage without a time": {act(1) + "\n## B\n\n1. [ ] **Appeler** le cadre.\n", place + "12:1 stage-without-duration*"},
		"what not to do":         {act(1) + "\n> [!NE-PAS-FAIRE]\n> Calculer\n", ""},
		"who decides":            {act(1) + "\n> [!QUI-DECIDE]\n> Calculer\n", place + "0:0 arithmetic*"},
		"without a telephone":    {act(1) + "\n> [!SANS-TELEPHONE]\n> Calculer\n", place + "0:0 arithmetic*"},
		"the end":                {act(1) + "\n> [!FIN]\n> Calculer\n", place + "0:0 arithmetic*"},
		"equipment":              {act(1) + "\n## Matériel\n\nCalculer" + fmt.Sprintf(rest, "x", "x"), place + "0:0 arithmetic*"},
		"whom to call then":      {act(1) + "\n## Matériel\n\nx" + fmt.Sprintf(rest, "Calculer", "x"), place + "0:0 arithmetic*"},
		"back to normal":         {act(1) + "\n## Matériel\n\nx" + fmt.Sprintf(rest, "x", "Calculer"), place + "0:0 arithmetic*"},
		"nothing to calculate":   {act(1) + "\n## Matériel\n\nx" + fmt.Sprintf(rest, "x", "x"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			c0, _ := cardOf(t, "T", "", c.body)
			found, _ := check.Run(c0, check.Options{Today: today})
			got := []string{}
			for _, d := range diag.Sort(found) {
				if d.Rule != diag.MissingKey {
					star := ""
					if d.Severity == diag.Warning {
						star = "*"
					}
					got = append(got, fmt.Sprintf("%s:%d:%d %s%s", d.File, d.Line, d.Column, d.Rule, star))
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A remark names what its reader knows, and suggests what there is.
func TestWhatRemarksSay(t *testing.T) {
	for name, c := range map[string]struct {
		archive string
		has     []string
	}{
		"key of every document":  {"-- fiches/a.md --\n---\nstatus: valide\n---\n\nT\n", []string{"“type”", "every document"}},
		"key of a type":          {page("fiches/a.md", "", "T") + strings.Replace(page("fiches/b.md", "", "T"), "reference", "formulaire", 1), []string{"“code”", "formulaire"}},
		"a code above":           {page("fiches/a.md", "audience: public\n", "[](fiche:URG-01)"), []string{"URG-01"}},
		"a page above":           {page("fiches/a.md", "audience: public\n", "[x](b.md)") + page("fiches/b.md", "", "T"), []string{"fiches/b.md"}},
		"a file that is near":    {page("fiches/a.md", "", "[x](plna.pdf)") + "-- fiches/plan.pdf --\nx\n", []string{"→ plan.pdf"}},
		"a number that there is": {page("fiches/a.md", "", "[](contact:astreinte#interna)"), []string{"→ internal"}},
	} {
		t.Run(name, func(t *testing.T) {
			l, _, err := content.Load(sitetest.Folder(c.archive), nil)
			if err != nil {
				t.Fatal(err)
			}
			found, _ := check.Run(site.NewCatalog(l, nil), check.Options{Today: today})
			said := ""
			for _, d := range diag.Sort(found) {
				said += d.Message(diag.English) + " → " + d.Suggestion + "\n"
			}
			for _, want := range c.has {
				if !strings.Contains(said, want) {
					t.Errorf("%q does not say %q", said, want)
				}
			}
		})
	}
}

// What a variable of the machine sets has no line in site.yaml, but stands for it.
func TestSettingsOfTheMachine(t *testing.T) {
	l, ds, err := content.Load(sitetest.Folder(""), []content.Override{{Key: "status.services", Value: "pharma", Origin: content.FromEnvironment, Name: "PLANBLANC_STATUS__SERVICES"}})
	if err != nil || len(ds) > 0 {
		t.Fatal(err, ds)
	}
	found, _ := check.Run(site.NewCatalog(l, nil), check.Options{Today: today})
	if !slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Rule == diag.UnknownTerm && d.File == content.SettingsFile }) {
		t.Errorf("got %v", found)
	}
}

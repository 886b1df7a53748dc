package check_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"planblanc/internal/check"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// line is how high a line of text is, in millimetres.
func line(points, leading float64) float64 { return points * leading * 25.4 / 72 }

// letters is a word that is broken only where a line ends.
func letters(n int) string { return strings.Repeat("a", n) }

// long is a title of four lines, which make a head higher than the mark beside
// it: nine words of four letters are 141 mm wide, ten 157, and 149 are free.
var long = strings.TrimSpace(strings.Repeat("aaaa ", 36))

// cardOf is a page with nothing on it but what is given.
func cardOf(t *testing.T, title, front, body string) (*site.Catalog, *site.Page) {
	t.Helper()
	l, _, err := content.Load(sitetest.Folder("-- data/services.yaml --\n- {id: large, label: "+letters(60)+"}\n"+
		"-- data/roles.yaml --\n- {id: large, label: "+letters(60)+"}\n"+
		"-- data/directory.yaml --\n- {id: one, function: F, internal: \"7112\"}\n- {id: wide, function: "+letters(26)+", internal: \"7112\"}\n"+
		"- {id: two, function: F, internal: \"7112\", mobile: 06 39 98 00 01}\n"+
		"-- fiches/urgences/ecrans-bloques.md --\n---\ntitle: "+title+"\ncode: URG-01\ntype: fiche-reflexe\nstatus: valide\n"+front+"---\n\n"+body+"\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	c := site.NewCatalog(l, nil)
	for _, p := range c.Pages {
		if p.Meta.Code == "URG-01" {
			return c, p
		}
	}
	t.Fatal("no card")
	return nil, nil
}

// A card is as high as its parts, each from the theme's print styles: that these
// are right is shown with a browser, by TestEstimateAgainstBrowser. The words are
// as long as the room of each part, or a letter longer.
func TestHeightOfEachPart(t *testing.T) {
	const signature, mark = 10.2, 26.2
	head := 8.1 + .8 + 4*line(18, 1.15)
	box := 1.5 + 2.5 + 4.7 + line(9.5, 1.17)
	contact := line(8.5, 1.15) + line(15, 1.1) + 5.7
	fixed := "## Matériel\n\n%s\n\n## Escalade\n\nx\n\n## Reprise\n\nx"
	stage := "## %s\n\n1. [ ] **%s** %s"
	for name, c := range map[string]struct {
		title, front, body string
		want               float64
	}{
		"beside the mark":                   {"T", "", "", mark},
		"a title":                           {long, "", "", head},
		"a summary":                         {long, "summary: S\n", "", head + .4 + line(10.5, 1.2)},
		"services that take a line":         {long, "service: large\n", "", head + .6 + line(11, 1.3)},
		"roles that take one too":           {long, "service: large\nrole: large\n", "", head + .6 + line(11, 1.3) + .6 + line(9.5, 1.3)},
		"a box":                             {"T", "trigger: x\n", "", mark + box},
		"two boxes side by side":            {"T", "trigger: x\n", "> [!NE-PAS-FAIRE]\n> - x", mark + box},
		"three, of a line":                  {"T", "", fmt.Sprintf(fixed, letters(27)+"i"), mark + box},
		"three, one of them of two lines":   {"T", "", fmt.Sprintf(fixed, letters(28)), mark + box + line(9.5, 1.17)},
		"a paragraph":                       {"T", "", "x", mark + 2 + line(11, 1.3)},
		"an end of two lines":               {"T", "", "> [!FIN]\n> " + letters(80), mark + 2.6 + 2*line(10.5, 1.17)},
		"a stage":                           {"T", "", fmt.Sprintf(stage, "S", "Agir", "x"), mark + 2.8 + line(12.5, 1.15) + 8.3},
		"a stage with a title of two lines": {"T", "", fmt.Sprintf(stage, letters(65), "Agir", "x"), mark + 2.8 + 2*line(12.5, 1.15) + 8.3},
		"an action that its verb makes longer": {"T", "", fmt.Sprintf(stage, "S", strings.Repeat("b", 20), letters(37)),
			mark + 2.8 + line(12.5, 1.15) + 1 + 2*line(11.5, 1.1)},
		"a contact":                        {"T", "contacts: one\n", "", mark + 2.2 + contact},
		"one with a function of two lines": {"T", "contacts: wide\n", "", mark + 2.2 + contact + line(8.5, 1.15)},
		"one with two numbers":             {"T", "contacts: two\n", "", mark + 2.2 + contact + line(8.5, 1.15)},
		"five contacts in two rows":        {"T", "contacts: [one, one, one, one, one]\n", "", mark + 2.2 + 2*contact},
	} {
		catalog, p := cardOf(t, c.title, c.front, c.body)
		if got, want := check.Height(catalog, p), c.want+signature; math.Abs(got-want) > 1e-6 {
			t.Errorf("%s: %.2f mm instead of %.2f", name, got, want)
		}
	}
}

// A card is reported when its height exceeds its pages by more than the estimate
// may be wrong, with the pages that it takes and the lines that are too many.
func TestLongCards(t *testing.T) {
	for paragraphs, want := range map[int]string{
		33: "",                                                             // 268.9 mm: on a page of 261.3 mm but for less than 13
		34: "URG-01 takes 2 pages, aim 1: remove about 4 lines (estimate)", // 275.9 mm
		72: "URG-01 takes 3 pages, aim 1: remove about 64 lines (estimate)",
	} {
		c, _ := cardOf(t, "T", "pages: 1\n", strings.Repeat("x\n\n", paragraphs))
		got := ""
		found, _ := check.Run(c, check.Options{Today: today})
		for _, d := range found {
			if d.Rule == diag.PageOverflow {
				got = d.Message(diag.English)
			}
		}
		if got != want {
			t.Errorf("%d paragraphs: %q instead of %q", paragraphs, got, want)
		}
	}
}

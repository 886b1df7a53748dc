package theme_test

import (
	"strings"
	"testing"

	"planblanc/internal/sitetest"
)

// Where the telephone is cut, the number to dial is one that rings: in the text,
// in the contacts box, beside the card and on the pages of the situation.
func TestTheNumberToDialRings(t *testing.T) {
	const calls = `<b class="call__number">06 39 98 71 12</b> <span class="call__other">`
	for cuts, want := range map[string]string{
		"[mail]":            `<b class="call__number">7112</b> <span class="call__other">06` + "\u00a039\u00a098\u00a071\u00a012 · bip\u00a0112</span>",
		"[mail, telephone]": calls + "bip\u00a0112</span>",
	} {
		pages := render(t, load(t, nil), sitetest.Folder(strings.NewReplacer("cuts: [mail]", "cuts: "+cuts, "bip 112", "bip\u00a0112").Replace(hospital)))
		for _, url := range []string{"fiches/urgences/ecrans-bloques.html", "classeurs/service-urgences.html", "scenarios/rancongiciel.html", "services/urgences/rancongiciel.html"} {
			if !strings.Contains(pages[url], want) {
				t.Errorf("cuts %s: no %s in %s", cuts, want, url)
			}
		}
		if home := pages["index.html"]; !strings.Contains(home, `<b class="call__number">7112</b>`) {
			t.Errorf("cuts %s: another first number at home", cuts)
		}
	}
	mixed := strings.NewReplacer("cuts: [mail]", "cuts: [telephone]", "scenario: rancongiciel", "scenario: [rancongiciel, perte-dpi]").Replace(hospital)
	if page := render(t, load(t, nil), sitetest.Folder(mixed))["fiches/urgences/ecrans-bloques.html"]; !strings.Contains(page, calls+"Intérieur\u00a07112 · ") {
		t.Errorf("the internal number has gone, or is not named\n%s", page[strings.Index(page, "calls--sheet"):])
	}
}

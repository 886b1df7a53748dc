package theme_test

import (
	"strings"
	"testing"

	"planblanc/internal/sitetest"
)

// What papier.html knows: each sheet in force, and the former ones.
func TestListOfSheets(t *testing.T) {
	const register = "-- data/register.yaml --\n- {code: URG-01, version: '1.1', fingerprint: 0000-0000, date: 2026-10-02}\n- {code: PUI-09, version: '1.0', fingerprint: 1111-1111, date: 2026-10-03}\n"
	files := render(t, load(t, nil), sitetest.Folder(hospital+register))
	list := files["assets/sheets.js"]
	for _, want := range []string{
		`self.planblancSheets={"now":[[`, `["URG-01","Écrans bloqués aux urgences","1.2","8QCB-SNN8","fiches/urgences/ecrans-bloques.html"]`,
		`"then":[["URG-01","1.1","0000-0000","02/10/2026"],["PUI-09","1.0","1111-1111","03/10/2026"]]`,
	} {
		if !strings.Contains(list, want) {
			t.Errorf("no %s in\n%s", want, list)
		}
	}
	if !strings.Contains(files["papier.html"], `<script src="assets/sheets.js" defer></script>`) {
		t.Error("papier.html does not read the list of sheets")
	}
}

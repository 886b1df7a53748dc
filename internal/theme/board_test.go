package theme_test

import (
	"encoding/json"
	"strings"
	"testing"

	"planblanc/internal/content"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// The script of a declared crisis names every term and card by a page that
// exists, and gives for each pair what the site puts first.
func TestBoardFacts(t *testing.T) {
	s := sitetest.Catalog(t, sitetest.Folder(hospital)).Select(edition)
	files := renderSite(t, load(t, nil), s)
	text := strings.TrimSuffix(strings.TrimPrefix(files["assets/board.js"], "self.planblancBoard="), ";\n")
	var facts struct {
		Scenarios, Phases, Services, Cards [][]string
		Sets                               [][]int
		First                              [][][]int
	}
	if err := json.Unmarshal([]byte(text), &facts); err != nil {
		t.Fatal(err)
	}
	for _, rows := range [][][]string{facts.Scenarios, facts.Phases, facts.Services, facts.Cards} {
		if len(rows) == 0 {
			t.Error("an empty list")
		}
		for _, row := range rows {
			if files[row[2]] == "" {
				t.Errorf("%v: no such page", row)
			}
		}
	}
	codes := func(set int) string {
		var all []string
		for _, n := range facts.Sets[set] {
			all = append(all, facts.Cards[n][0])
		}
		return strings.Join(all, " ")
	}
	services := append([]*site.Term{nil}, s.Terms[content.ByService]...)
	phases := append([]*site.Term{nil}, s.Terms[content.ByPhase]...)
	compared := 0
	for i, scenario := range s.Terms[content.ByScenario] {
		for j, service := range services {
			row := facts.First[i][j]
			if wanted := service == nil || service.Has(scenario); wanted != (row != nil) {
				t.Errorf("%s, service %d: %v", scenario.ID, j, row)
			}
			for k := range row {
				var want []string
				for _, p := range s.FirstFor(service, scenario, phases[k]) {
					want = append(want, p.Meta.Code)
				}
				if got := codes(row[k]); got != strings.Join(want, " ") {
					t.Errorf("%s, service %d, phase %d: %s, want %v", scenario.ID, j, k, got, want)
				}
				compared++
			}
		}
	}
	if compared < 10 {
		t.Errorf("%d sets compared", compared)
	}
}

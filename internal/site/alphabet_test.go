package site_test

import (
	"slices"
	"strings"
	"testing"

	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// Accents sort after their letters and count for nothing before; ligatures are
// two letters; words that differ by accents only are one entry; 3 comes before 12.

func TestAlphabetInFrench(t *testing.T) {
	archive := "-- fiches/urgences/ecrans-bloques.md --\n" +
		"-- data/services.yaml --\n- {id: urgences, label: Urgences, synonyms: [SAU, Éclats]}\n- {id: pui, label: Pharmacie}\n" +
		"-- data/scenarios.yaml --\n- {id: rancongiciel, label: Œuvre malveillante}\n- {id: perte-dpi, label: Perte du DPI}\n"
	for i, title := range []string{"Zéro papier", "Éclairage", "Eclair", "Eau", "cote", "côté", "Côte", "Coté", "coeur", "cœur battant",
		"112 appels", "« Ordre » donné", "Ça brûle", "caisse", "12. Où partir", "3. Qui appeler"} {
		archive += "-- d/" + string(rune('a'+i)) + ".md --\n---\ntitle: " + title + "\ntype: reference\nstatus: valide\nkeywords: [Serveurs, SERVEURS]\n---\nTexte.\n"
	}
	s := sitetest.Catalog(t, sitetest.Folder(archive)).Select(site.Selection{})
	var got []string
	for _, letter := range s.Alphabet() {
		var words []string
		for _, e := range letter.Entries {
			words = append(words, strings.ReplaceAll(e.Word, "\u202f", " "))
			if e.Word == "Serveurs" && len(e.Pages) != 16 {
				t.Errorf("Serveurs leads to %d pages, want 16, each once", len(e.Pages))
			}
		}
		got = append(got, letter.Name+": "+strings.Join(words, ", "))
	}
	want := []string{
		"#: « Ordre » donné, 3. Qui appeler, 12. Où partir, 112 appels",
		"C: Ça brûle, caisse, coeur, cœur battant, cote",
		"E: Eau, Eclair, Éclairage, Éclats",
		"O: Œuvre malveillante",
		"P: Perte du DPI, Pharmacie",
		"S: SAU, Serveurs",
		"U: Urgences",
		"Z: Zéro papier",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A word of a page and of a service is one entry that leads to both.
func TestAlphabetJoins(t *testing.T) {
	s := sitetest.Catalog(t, sitetest.Folder("-- a.md --\n---\ntitle: pharmacie\ntype: reference\nstatus: valide\n---\nT\n")).Select(site.Selection{})
	for _, letter := range s.Alphabet() {
		for _, e := range letter.Entries {
			if strings.EqualFold(e.Word, "pharmacie") {
				if len(e.Pages) != 1 || len(e.Terms) != 1 {
					t.Errorf("%s: %d pages and %d terms", e.Word, len(e.Pages), len(e.Terms))
				}
				return
			}
		}
	}
	t.Error("no entry for pharmacie")
}

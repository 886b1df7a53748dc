package spelling

import (
	"maps"
	"os"
	"slices"
	"testing"
)

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"L’IDE note l'heure.":            {"IDE", "note", "heure"},
		"rendez-vous, URG-01 : et/ou":    {"rendez-vous", "et", "ou"},
		"10 mg/kg à 8h30":                {"mg", "kg"},
		"site.yaml a@b.fr le_code a=b":   nil,
		"fin.Début":                      nil, // as a file's name
		"« Hémorragie » (grave) : n° 3":  {"Hémorragie", "grave"},
		"he\u0301morragie":               {"he\u0301morragie"},
		"https://example.org/page":       nil,
		"aujourd’hui jusqu’à presqu'île": {"aujourd'hui", "île"},
	} {
		if got := Words(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestUnknown(t *testing.T) {
	words := []string{"hôpital", "aujourd'hui", "IADE", "iade", "Valmont", "ordonance", "rendez-vous", "brancard-ambulance", "brancar-ambulance", "zzgrx"}
	got, err := Unknown(words, []string{"IADE : infirmier anesthésiste", "valmont"}, "fr")
	if err != nil {
		t.Fatalf("NON EXÉCUTÉ : %v (paquets hunspell, hunspell-fr-classical)", err)
	}
	if want := []string{"brancar-ambulance", "ordonance", "zzgrx"}; !slices.Equal(slices.Sorted(maps.Keys(got)), want) {
		t.Errorf("%q", got)
	}
	if near := got["ordonance"]; len(near) == 0 || near[0] != "ordonnance" {
		t.Errorf("ordonance: %q", near)
	}
	if got, err := Unknown(nil, nil, "fr"); err != nil || len(got) > 0 {
		t.Errorf("%q %v", got, err)
	}
}

// Any text is cut into words of which hunspell is asked one a line.
func FuzzWords(f *testing.F) {
	f.Add("L’IDE, rendez-vous")
	f.Fuzz(func(t *testing.T, text string) {
		for _, w := range Words(text) {
			for _, p := range append(pieces(w), w) {
				if p == "" || wordForm.FindString(p) != p {
					t.Fatalf("%q: %q", w, p)
				}
			}
		}
	})
}

// hunspell looks for dictionaries where it is started: that is not the folder of
// the content, which would choose the words that pass.
func TestADictionaryInTheFolderOfTheContentIsNotRead(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"fr_FR", "fr"} {
		for ext, text := range map[string]string{".aff": "SET UTF-8\n", ".dic": "1\nzzgrx\n"} {
			if err := os.WriteFile(name+ext, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, err := Unknown([]string{"zzgrx"}, nil, "fr")
	if err != nil {
		t.Fatalf("NON EXÉCUTÉ : %v (paquets hunspell, hunspell-fr-classical)", err)
	}
	if _, unknown := got["zzgrx"]; !unknown {
		t.Error("the folder's dictionary was read")
	}
}

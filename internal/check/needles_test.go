package check

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// What needles and digits pass over is what the detector itself does not find.
func TestNoDetectorIsPassedOver(t *testing.T) {
	text, err := os.ReadFile("testdata/secrets.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	lines = append(lines, "Mot de paſſe : Urg3nces!", "le \u212aey du wifi : Urg3nces", "ACCÈS : cadre / Urg3nces2", "MOTS DE PASSE: Urg3nces", "PIN 1234 5", "Wi-Fi, code 12345678")
	k := &known{}
	found := make([]int, len(detectors))
	for _, line := range lines {
		for _, line := range []string{line, strings.ToUpper(line), strings.ToLower(line)} {
			folded := appendFolded(nil, line)
			for i, d := range detectors {
				if d.find(k, line) < 0 {
					continue
				}
				found[i]++
				if countDigits(line) < d.digits || d.words != nil && !d.words.in(folded) {
					t.Errorf("%s is passed over in %q", d.what.EN, line)
				}
			}
		}
	}
	if slices.Contains(found, 0) {
		t.Errorf("a detector was not tried: %v", found)
	}
}

// Each line with a name may have one.
func TestNamesAreNotPassedOver(t *testing.T) {
	text, err := os.ReadFile("testdata/secrets.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(text) + "Jean de La Tour\n(**Dr\u00a0O’Brien**)\nDUPONT Marie\nJ. Martin\nMme\u202fÉvrard\n") {
		if personName.MatchString(line) {
			if n++; !mayName(line) {
				t.Errorf("passed over: %s", line)
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d names", n)
	}
	if mayName("appeler le SIGLE12 au poste 7012, voir la Fiche") {
		t.Error("two capitals far apart are no name")
	}
}

func TestNeedles(t *testing.T) {
	for _, d := range detectors {
		if d.words == nil && d.digits == 0 && d.what != aNamedLine {
			t.Errorf("%s is looked for in every line", d.what.EN)
		}
		for _, word := range d.words {
			if len(word) == 0 {
				t.Errorf("%s: an empty needle is in every line", d.what.EN)
			}
		}
	}
}

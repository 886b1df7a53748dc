package markdown

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"planblanc/internal/diag"
)

// writer shows a form filled in.
type writer struct{ echo }

func (writer) Filled() bool { return true }

// The zones of a form, blank, filled in, and what its fingerprint reads.
func TestZones(t *testing.T) {
	text, err := os.ReadFile("testdata/zones.md")
	if err != nil {
		t.Fatal(err)
	}
	b, ds := New(Config{Language: "fr"}).Parse(Source{File: "formulaires/zones.md", Text: text, Line: 1, Form: true})
	if len(ds) > 0 || !b.Examples {
		t.Errorf("diagnostics %v, examples %v", ds, b.Examples)
	}
	var blank, full bytes.Buffer
	b.Flow.Render(&blank, echo{b})
	b.Flow.Render(&full, writer{echo{b}})
	for _, value := range []string{"62", "chute", "8\u00a0h 05", "appel &amp; réponse", "fait<", "form.sample-name"} {
		if strings.Contains(blank.String(), value) || !strings.Contains(full.String(), value) {
			t.Errorf("%q must stand on the filled-in copy alone", value)
		}
	}
	compare(t, "testdata/zones.golden", marked(fmt.Sprintf("== blank\n%s== filled in\n%s-- %s\n", blank.String(), full.String(), b.Flow.Text(echo{b}))))
}

// In another document braces are characters.
func TestBracesOutsideForms(t *testing.T) {
	b, _ := New(Config{Language: "fr"}).Parse(Source{File: "a.md", Text: []byte("Nom : ____{x} et {l'autre} en `{code}`.\n"), Line: 1})
	if got := b.Flow.Text(echo{b}); b.Examples || got != "Nom\u202f: {x} et {l’autre} en {code}." {
		t.Errorf("%q, examples %v", got, b.Examples)
	}
}

func TestZonesWithAWrongSize(t *testing.T) {
	for _, c := range []struct {
		marker string
		known  bool
	}{
		{"LIGNES 8", true}, {"lignes 1", true}, {"LINES 40", true}, {"IDENTITÉ", true}, {"IDENTITE", true}, {"GRID 60", true}, {"ETIQUETTES 24", true},
		{"LIGNES", false}, {"LIGNES 0", false}, {"LIGNES 41", false}, {"LIGNES -1", false}, {"LIGNES x", false}, {"IDENTITE 2", false}, {"CASES 7", false}, {"ETIQUETTES 25", false},
	} {
		_, ds := New(Config{Language: "fr"}).Parse(Source{File: "a.md", Text: []byte("> [!" + c.marker + "]\n> x\n"), Line: 1, Form: true})
		if known := len(ds) == 0; known != c.known {
			t.Errorf("%s: known %v, %v", c.marker, known, ds)
		}
		for _, d := range ds {
			if d.Rule != diag.UnknownCallout {
				t.Errorf("%s: %s", c.marker, d.Rule)
			}
		}
	}
}

package markdown

import (
	"fmt"
	"strings"
	"testing"
)

// Two tables of events are one script; past midnight a watch begins again.
func TestInjects(t *testing.T) {
	b, ds := New(Config{Language: "fr"}).Parse(Source{File: "exercice.md", Line: 1, Text: []byte(`## Nuit

> [!EVENEMENTS 22:00]
> | Heure | Événement | On attend |
> |:-----:|-----------|-----------|
> | 22:15 | Une **note** : [](fiche:GEN-01) | Poste débranché |
> | 00:10 | Patient sans identité | Bracelet |

## Matin

> [!ÉVÉNEMENTS 22:00]
> | Heure | Événement | On attend |
> |:-----:|-----------|-----------|
> | 7:00 | Relève | Debout |
`)})
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	var got []string
	for _, i := range b.Injects {
		got = append(got, fmt.Sprint(i.Position.Line, " ", i.After, " ", i.When.Text(echo{b}), " ", i.Event.Text(echo{b}), " ", i.Expected.Text(echo{b})))
	}
	want := "6 15m0s 22:15 Une note\u202f: GEN-01 Poste débranché; 7 2h10m0s 00:10 Patient sans identité Bracelet; 14 9h0m0s 7:00 Relève Debout"
	if strings.Join(got, "; ") != want {
		t.Errorf("got  %q\nwant %q", strings.Join(got, "; "), want)
	}
	if text := b.Flow.Text(echo{b}); strings.Contains(text, "EVENEMENTS") || !strings.Contains(text, "Heure Événement On attend 22:15") {
		t.Errorf("the page shows %q", text)
	}
}

package check_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"planblanc/internal/check"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// secrets returns what a folder gives away.
func secrets(t *testing.T, archive string) []diag.Diagnostic {
	t.Helper()
	l, _, err := content.Load(sitetest.Folder(archive), nil)
	if err != nil {
		t.Fatal(err)
	}
	found, err := check.Secrets(site.NewCatalog(l, nil))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// labelled are lines as authors may write them, each with the kind of what it
// gives away, in English, or none.
func labelled(t *testing.T) (kinds, lines []string) {
	t.Helper()
	text, err := os.ReadFile("testdata/secrets.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if kind, rest, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok {
			kinds, lines = append(kinds, kind), append(lines, rest)
		}
	}
	return kinds, lines
}

// Of 160 lines that give something away, at least 95 % are found, each kind at
// least at 85 %; of 40 near misses none is reported.
func TestSecretsAreFound(t *testing.T) {
	kinds, lines := labelled(t)
	if len(lines) != 200 {
		t.Fatalf("%d lines", len(lines))
	}
	all, found := map[string]int{}, map[string]int{}
	for i, line := range lines {
		kind := kinds[i]
		got := secrets(t, page("fiches/note.md", "", line))
		if kind == "none" {
			for _, d := range got {
				t.Errorf("false alarm: %s: %s", line, d.Message(diag.English))
			}
			continue
		}
		all[kind]++
		all[""]++
		rule := diag.Secret
		if kind == "nir" || kind == "mobile" || kind == "mail" || kind == "name" {
			rule = diag.PersonalData
		}
		if len(got) == 1 && got[0].Rule == rule && got[0].Line == 7 {
			found[kind]++
			found[""]++
		} else {
			t.Logf("missed: %s: %s: %v", kind, line, got)
		}
	}
	for kind, n := range all {
		t.Logf("%q: %d of %d", kind, found[kind], n)
		if least := 85; 100*found[kind] < least*n {
			t.Errorf("%s: %d of %d", kind, found[kind], n)
		}
	}
	if 100*found[""] < 95*all[""] {
		t.Errorf("%d of %d", found[""], all[""])
	}
}

// A line is admitted with a reason, on the line or alone above it; each file that
// an author writes is read.
func TestSecretsInEveryFile(t *testing.T) {
	for name, c := range map[string]struct {
		archive string
		want    []string
	}{
		"in a text, at its column": {page("fiches/note.md", "", "Salle 2. Mdp : azerty"), []string{"fiches/note.md:7:10 secret"}},
		"in the front matter":      {page("fiches/note.md", "summary: Mot de passe Urg3nces#26\n", "T"), []string{"fiches/note.md:5:10 secret"}},
		"in a fragment":            {"-- fragments/pas.md --\nDigicode : 4582\n", []string{"fragments/pas.md:1:1 secret"}},
		"in a file of data":        {"-- data/glossary.yaml --\n- {term: DPI, expansion: Écrire à a@voisin.fr}\n", []string{"data/glossary.yaml:1:35 personal-data"}},
		"in the settings":          {"-- site.yaml --\ntitle: E\norganization: O\n# mdp : azerty\n", []string{"site.yaml:3:3 secret"}},
		"one remark a line":        {page("fiches/note.md", "", "Mdp : azerty ; mdp : azerty2, 06 12 34 56 78"), []string{"fiches/note.md:7:1 secret"}},
		"known to the directory": {"-- data/directory.yaml --\n- {id: astreinte, function: Astreinte, mobile: 06 12 34 56 78, backup: garde@hopital.fr}\n" +
			"- {id: relais, function: Relais, mobile: 07 81 22 33 44, backup: garde@voisin.fr}\n" +
			page("fiches/note.md", "", "+33612345678, autre@hopital.fr\n\n+33781223344, autre@voisin.fr"), nil},
		"a person in the directory": {"-- data/directory.yaml --\n- {id: astreinte, function: Astreinte (Dr Martin)}\n", []string{"data/directory.yaml:1:40 personal-data"}},
		"a filled-in example":       {page("fiches/note.md", "", "Tenu par : {Dr Martin} 7112"), nil},
		"a street":                  {page("fiches/note.md", "", "12 rue du Docteur Roux, 87000 Valmont"), nil},
		"admitted":                  {page("fiches/note.md", "", "Mdp : azerty <!-- admis : exemple à ne pas suivre -->"), nil},
		"admitted above":            {page("fiches/note.md", "", "<!-- allowed: a bad example -->\nMdp : azerty\n\nMdp : azerty"), []string{"fiches/note.md:10:1 secret"}},
		"admitted in YAML":          {page("fiches/note.md", "# admis : exemple\nsummary: Mdp azerty12\n", "T"), nil},
		"admitted without a reason": {page("fiches/note.md", "", "Mdp : azerty <!-- admis : -->"), []string{"fiches/note.md:7:1 secret", "fiches/note.md:7:1 waiver-without-reason"}},
		"a comment of another kind": {page("fiches/note.md", "", "Mdp : azerty <!-- exemple -->"), []string{"fiches/note.md:7:1 secret"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := []string{}
			for _, d := range diag.Sort(secrets(t, c.archive)) {
				got = append(got, fmt.Sprintf("%s:%d:%d %s", d.File, d.Line, d.Column, d.Rule))
			}
			if !slices.Equal(got, append([]string{}, c.want...)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Each limit that tells a secret from a word is tried on both its sides, and a
// line is read beyond the first thing that looks like a secret and is none.
func TestSecretsAtTheirLimits(t *testing.T) {
	for line, want := range map[string]int{ // the column of the remark, 0 for none
		"://crise:Papier42@portail": 1,
		"Jeton abc12345":            1,
		"Jeton abc1234":             0,
		"Wi-Fi, code 12345678":      8,
		"Wi-Fi, code 1234567":       0,
		"Wi-Fi, code confidentiel":  0,
		"Mot de passe perdu. Le nouveau mot de passe Urg3nces2": 32,
		"mdp:azerty":                                        1,
		"Mot de passe « k12345 »":                           1,
		"Mot de passe « 12345 »":                            0,
		"Changer de mot de passe, poste 12 compris":         0,
		"Mdp : azerty; puis valider":                        1,
		"Mot de passe ab1234":                               1,
		"Mot de passe ab123":                                0,
		"Mot de passe tilleul4":                             1,
		"Mdp : lilas":                                       1,
		"Mdp : lila":                                        0,
		"Code postal 87000, code de la porte 4582":          20,
		"PUK 12345678":                                      1,
		"PUK 123456789":                                     0,
		"1 85 05 78 006 084 92, puis 1 85 05 78 006 084 91": 29,
		"1 85 12 78 006 084 09":                             1,
		"1 85 13 78 006 084 25":                             0,
		"1 85 20 78 006 084 40":                             1,
		"1 85 00 78 006 084 11":                             0,
		"06 39 98 00 01 ou 06 12 34 56 78":                  19,
		"nom@example.org ou jean.durand@gmail.com":          20,
		"Pascal Bonnet, bip 118":                            1,
		"Pascal Bonnet, bip 11":                             0,
		"Rue du Docteur Roux, chez le Dr Martin (7112)":     30,
	} {
		column := 0
		for _, d := range secrets(t, page("fiches/note.md", "", line)) {
			column = d.Column
		}
		if column != want {
			t.Errorf("%s: column %d instead of %d", line, column, want)
		}
	}
}

package site_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/unicode/norm"

	"planblanc/internal/content"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// printed is a folder whose cards share a fragment, a contact and vocabularies,
// so that an edit reaches some of them and not the others.
func printed() fstest.MapFS {
	return sitetest.Folder(`
-- fiches/urgences/ecrans-bloques.md --
---
title: Écrans bloqués à l'accueil
code: URG-01
type: fiche-reflexe
service: urgences
scenario: rancongiciel
role: ide
phase: alerte
summary: Premiers gestes.
trigger: Message de rançon
version: "1.0"
status: valide
owner: Cadre
approved: 2026-10-01
review_by: 2027-10-01
keywords: [virus]
contacts: astreinte
related: [PUI-01]
---

> [!NE-PAS-FAIRE]
> - **Ne pas éteindre** le poste

> [!FIN]
> Sur ordre de la cellule.

## Tout de suite (0–5 min)

1. [ ] **Débrancher** le câble réseau ; ne rien rallumer.

![](../../fragments/kit.md)

## Matériel

Mallette de l'accueil.
-- fiches/pui/stock.md --
---
title: Compter le stock
code: PUI-01
type: procedure-degradee
service: pui
scenario: [rancongiciel, perte-dpi]
role: ide
phase: duree
summary: Compter à la main.
version: "1.0"
status: valide
---

## Compter (15 min)

1. [ ] **Appeler** l'astreinte : [](contact:astreinte), selon [](fiche:URG-01).

![](../../fragments/kit.md)
-- fiches/bloc.md --
---
title: Travailler sans dossier
code: GEN-01
type: procedure-degradee
service: tous
scenario: perte-dpi
role: ide
phase: duree
summary: Écrire sur papier.
version: "1.0"
status: valide
---

## Écrire (10 min)

1. [ ] **Lire** [](urgences/ecrans-bloques.md).
-- formulaires/identite.md --
---
title: Fiche d'identité
code: FOR-01
type: formulaire
version: "1.0"
status: valide
copies: 20
stock: Placard
---

Nom : ____________
-- fragments/kit.md --
1. [ ] **Ouvrir** la mallette.
`)
}

func fingerprints(t *testing.T, fsys fstest.MapFS) map[string]string {
	t.Helper()
	out := map[string]string{}
	for code, p := range sitetest.Catalog(t, fsys).ByCode {
		out[code] = p.Fingerprint
	}
	return out
}

// edit replaces text in one file; the text must be there.
func edit(t *testing.T, fsys fstest.MapFS, file, old, text string) {
	t.Helper()
	before := string(fsys[file].Data)
	if !strings.Contains(before, old) {
		t.Fatalf("%s does not hold %q", file, old)
	}
	fsys[file] = &fstest.MapFile{Data: []byte(strings.Replace(before, old, text, 1))}
}

func TestFingerprintChangesWithTheMeaning(t *testing.T) {
	const urg, pui, gen, form = "fiches/urgences/ecrans-bloques.md", "fiches/pui/stock.md", "fiches/bloc.md", "formulaires/identite.md"
	before := fingerprints(t, printed())
	for name, c := range map[string]struct{ file, old, text, changed string }{
		"action":                   {urg, "le câble réseau", "le câble bleu", "URG-01"},
		"box":                      {urg, "**Ne pas éteindre** le poste", "**Ne pas toucher** au poste", "URG-01"},
		"end box":                  {urg, "la cellule", "la direction", "URG-01"},
		"a box's kind":             {urg, "[!NE-PAS-FAIRE]", "[!QUI-DECIDE]", "URG-01"},
		"title, and who shows it":  {urg, "title: Écrans bloqués", "title: Écrans noirs", "GEN-01 URG-01"},
		"summary":                  {urg, "Premiers gestes.", "Gestes d'abord.", "URG-01"},
		"trigger":                  {urg, "Message de rançon", "Demande d'argent", "URG-01"},
		"stage":                    {urg, "Tout de suite", "Maintenant", "URG-01"},
		"duration":                 {urg, "0–5 min", "0–15 min", "URG-01"},
		"material":                 {urg, "Mallette de l'accueil", "Mallette du bureau", "URG-01"},
		"a section's kind":         {urg, "## Matériel", "## Escalade", "URG-01"},
		"a service more":           {urg, "service: urgences", "service: [urgences, pui]", "URG-01"},
		"contact's number":         {"data/directory.yaml", "7112", "7113", "PUI-01 URG-01"},
		"contact's function":       {"data/directory.yaml", "function: Astreinte", "function: Astreinte informatique", "PUI-01 URG-01"},
		"contact's second number":  {"data/directory.yaml", `internal: "7112"`, `internal: "7112", backup: "7999"`, "PUI-01 URG-01"},
		"contact added":            {gen, `version: "1.0"`, "version: \"1.0\"\ncontacts: astreinte", "GEN-01"},
		"another contact":          {"data/directory.yaml", "06 39 98 00 01", "06 39 98 00 02", ""},
		"fragment":                 {"fragments/kit.md", "la mallette", "le placard", "PUI-01 URG-01"},
		"label of a service":       {"data/services.yaml", "label: Urgences", "label: Service des urgences", "URG-01"},
		"label of a scenario":      {"data/scenarios.yaml", "label: Perte du DPI", "label: Sans DPI", "GEN-01 PUI-01"},
		"label of a role":          {"data/roles.yaml", "label: IDE", "label: Infirmier", "GEN-01 PUI-01 URG-01"},
		"label of a phase":         {"data/phases.yaml", "label: Durée", "label: Plus tard", "GEN-01 PUI-01"},
		"copies":                   {form, "copies: 20", "copies: 40", "FOR-01"},
		"stock":                    {form, "stock: Placard", "stock: Réserve", "FOR-01"},
		"form's text":              {form, "Nom :", "Prénom :", "FOR-01"},
		"code where it is printed": {pui, "](fiche:URG-01)", "](fiche:FOR-01)", "PUI-01"},
		// What follows is not what a reader does or calls.
		"version":          {urg, `version: "1.0"`, `version: "2.7"`, ""},
		"approval":         {urg, "approved: 2026-10-01", "approved: 2026-11-01", ""},
		"review":           {urg, "review_by: 2027-10-01", "review_by: 2028-10-01", ""},
		"drill":            {urg, "owner: Cadre", "owner: Cadre\nexercised: 2026-06-01", ""},
		"owner":            {urg, "owner: Cadre", "owner: Direction", ""},
		"keywords":         {urg, "keywords: [virus]", "keywords: [virus, rançon]", ""},
		"related":          {urg, "related: [PUI-01]", "related: [GEN-01]", ""},
		"status":           {urg, "status: valide", "status: relecture", ""},
		"priority":         {urg, "status: valide", "status: valide\npriority: 3", ""},
		"audience":         {urg, "status: valide", "status: valide\naudience: restreint", ""},
		"apostrophe":       {urg, "Mallette de l'accueil", "Mallette de l’accueil", ""},
		"title's":          {urg, "bloqués à l'accueil", "bloqués à l’accueil", ""},
		"space before ;":   {urg, "réseau ; ne", "réseau\u202f; ne", ""},
		"spaces":           {urg, "**Débrancher** le", "**Débrancher**  le", ""},
		"emphasis":         {urg, "le câble réseau", "le *câble* réseau", ""},
		"line of a list":   {urg, "le câble réseau", "le câble\n   réseau", ""},
		"quotes of YAML":   {urg, "summary: Premiers gestes.", `summary: "Premiers gestes."`, ""},
		"comment":          {urg, "owner: Cadre", "# note\nowner: Cadre", ""},
		"order of a term":  {"data/services.yaml", "code: URG", "code: URG, order: 9", ""},
		"synonym":          {"data/services.yaml", "code: URG", "code: URG, synonyms: [SAU]", ""},
		"spoken":           {"data/scenarios.yaml", "label: Rançongiciel", "label: Rançongiciel, spoken: Écrans noirs", ""},
		"unused term":      {"data/services.yaml", "- {id: urgences", "- {id: bloc, label: Bloc}\n- {id: urgences", ""},
		"unrelated card":   {"fiches/_index.md", "title: Fiches", "title: Toutes les fiches", ""},
		"settings":         {"site.yaml", "title: Essai", "title: Autre", ""},
		"contact's review": {"data/directory.yaml", "services: tous", "services: tous, checked: 2026-11-01", ""},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := printed()
			edit(t, fsys, c.file, c.old, c.text)
			after := fingerprints(t, fsys)
			var changed []string
			for _, code := range slices.Sorted(maps.Keys(before)) {
				if before[code] != after[code] {
					changed = append(changed, code)
				}
			}
			if got := strings.Join(changed, " "); got != c.changed {
				t.Errorf("changed %q, want %q", got, c.changed)
			}
		})
	}
}

// How a file is stored is not what it says.
func TestFingerprintIgnoresEncoding(t *testing.T) {
	before := fingerprints(t, printed())
	for name, store := range map[string]func(string) string{
		"CRLF":       func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"CR":         func(s string) string { return strings.ReplaceAll(s, "\n", "\r") },
		"decomposed": norm.NFD.String,
	} {
		fsys := printed()
		for file, f := range fsys {
			text := store(string(f.Data))
			if name == "decomposed" && !strings.HasSuffix(file, ".md") {
				text = string(f.Data)
			}
			fsys[file] = &fstest.MapFile{Data: []byte(text)}
		}
		if after := fingerprints(t, fsys); !maps.Equal(before, after) {
			t.Errorf("%s: %v, want %v", name, after, before)
		}
	}
}

// The register keeps fingerprints for years: a change of the program that moves
// this one unsigns every approved card.
func TestFingerprintIsStable(t *testing.T) {
	want := map[string]string{"FOR-01": "P2D9-S723", "GEN-01": "WV4T-YE16", "PUI-01": "VK6W-1AX7", "URG-01": "PMPV-KPX5"}
	if got := fingerprints(t, printed()); !maps.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFingerprintIsReadAloud(t *testing.T) {
	form := regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$`)
	seen := map[string]string{}
	for code, f := range fingerprints(t, printed()) {
		if !form.MatchString(f) {
			t.Errorf("%s: %q", code, f)
		}
		if other, again := seen[f]; again {
			t.Errorf("%s and %s share %s", code, other, f)
		}
		seen[f] = code
	}
	c := sitetest.Catalog(t, printed())
	if f := c.ByPath["fiches/_index.md"].Fingerprint; f != "" {
		t.Errorf("a page without a code has fingerprint %s", f)
	}
}

func TestParts(t *testing.T) {
	p := sitetest.Catalog(t, printed()).ByCode["URG-01"]
	want := []site.Part{
		{Kind: "action", Text: "Débrancher le câble réseau ; ne rien rallumer."},
		{Kind: "action", Text: "Ouvrir la mallette."},
		{Kind: "contact", Text: "Astreinte, 7112"},
	}
	if !slices.Equal(p.Parts, want) {
		t.Errorf("got  %q\nwant %q", p.Parts, want)
	}
}

// Three hundred cards of one site have as many fingerprints.
func TestFingerprintsDiffer(t *testing.T) {
	fsys := fstest.MapFS{}
	for name, text := range sitetest.Corpus(300) {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	l, _, err := content.Load(fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for code, p := range site.NewCatalog(l, nil).ByCode {
		if other, again := seen[p.Fingerprint]; again {
			t.Errorf("%s and %s share %s", code, other, p.Fingerprint)
		}
		seen[p.Fingerprint] = code
	}
}

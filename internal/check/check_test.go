package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"planblanc/internal/check"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

var today = content.Date{Time: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}

// run checks a folder and returns its remarks as "file:line:column rule", a
// warning with a star.
func run(t *testing.T, fsys fstest.MapFS, o check.Options) ([]string, check.Counts) {
	t.Helper()
	l, ds, err := content.Load(fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := site.NewCatalog(l, nil)
	if form := append(ds, c.Diagnostics...); len(form) > 0 {
		t.Fatalf("mistakes of form: %v", form)
	}
	o.Today = today
	found, counts := check.Run(c, o)
	out := []string{}
	for _, d := range diag.Sort(found) {
		star := ""
		if d.Severity == diag.Warning {
			star = "*"
		}
		out = append(out, fmt.Sprintf("%s:%d:%d %s%s", d.File, d.Line, d.Column, d.Rule, star))
	}
	return out, counts
}

// prepared is a site.yaml with what it says of preparedness.
func prepared(status string) string {
	return "-- site.yaml --\ntitle: E\norganization: O\nstatus:\n  " + status + "\n"
}

func page(name, front, body string) string {
	return "-- " + name + " --\n---\ntitle: T\ntype: reference\nstatus: valide\n" + front + "---\n\n" + body + "\n"
}

// Each mistake beside its near misses, which say nothing.
func TestAddresses(t *testing.T) {
	for name, c := range map[string]struct {
		archive string
		want    []string
	}{
		"twins by case":         {page("fiches/Plan.md", "", "T") + page("fiches/plan.md", "", "T"), []string{"fiches/plan.md:1:1 name-collision"}},
		"twins by composition":  {page("fiches/\u00e9t\u00e9.md", "", "T") + page("fiches/e\u0301te\u0301.md", "", "T"), []string{"fiches/\u00e9t\u00e9.md:1:1 name-collision"}},
		"same name elsewhere":   {page("fiches/plan.md", "", "T") + page("fiches/pui/plan.md", "", "T"), nil},
		"other letters":         {page("fiches/plan.md", "", "T") + page("fiches/plân.md", "", "T"), nil},
		"device":                {page("fiches/nul.md", "", "T"), []string{"fiches/nul.md:1:1 illegal-name"}},
		"device, any extension": {page("fiches/COM1.suite.md", "", "T"), []string{"fiches/COM1.suite.md:1:1 illegal-name"}},
		"folder":                {page("fiches/lpt9/a.md", "", "T"), []string{"fiches/lpt9/a.md:1:1 illegal-name"}},
		"question mark":         {page("fiches/que faire ?.md", "", "T"), []string{"fiches/que faire ?.md:1:1 illegal-name"}},
		"space at the end":      {page("fiches/urgences /a.md", "", "T"), []string{"fiches/urgences /a.md:1:1 illegal-name"}},
		"dot inside":            {page("fiches/v1.2 bis.md", "", "T"), nil},
		"device's look-alike":   {page("fiches/nuls.md", "", "T") + page("fiches/com.md", "", "T") + page("fiches/com10.md", "", "T"), nil},
		"made by the program":   {page("annuaire.md", "role: ide\n", "T"), []string{"annuaire.md:1:1 duplicate-url"}},
		"made, in other case":   {page("Annuaire.md", "role: ide\n", "T"), []string{"Annuaire.md:1:1 duplicate-url"}},
		"folder of the program": {page("Services/a.md", "role: ide\n", "T"), []string{"Services/a.md:1:1 duplicate-url"}},
		"another's folder":      {page("fiches/services/a.md", "", "T") + page("fiches/annuaire.md", "", "T"), nil},
		"alias above the site":  {page("fiches/a.md", "aliases: [../a.md, ok.md]\n", "T"), []string{"fiches/a.md:5:11 duplicate-url"}},
		"alias of the program":  {page("fiches/a.md", "aliases: glossaire.html\n", "T"), []string{"fiches/a.md:5:10 duplicate-url"}},
		"alias of itself":       {page("fiches/a.md", "aliases: fiches/a\n", "T"), []string{"fiches/a.md:5:10 duplicate-url"}},
		"alias twice":           {page("fiches/a.md", "aliases: [x.md, x.html]\n", "T"), []string{"fiches/a.md:5:17 duplicate-url"}},
		"two aliases":           {page("fiches/a.md", "aliases: [x.md, y.md]\n", "T"), nil},
		"alias is to blame":     {page("fiches/a.md", "aliases: fiches/B.md\n", "T") + page("fiches/b.md", "", "T"), []string{"fiches/a.md:5:10 name-collision"}},
		"image over a manifest": {page("fiches/a.md", "", "![x](../Manifest.json)") + "-- Manifest.json --\n{}\n", []string{"Manifest.json:0:0 duplicate-url", "fiches/a.md:7:6 unsafe-image"}},
		"long name":             {page("fiches/"+letters(80)+"/"+letters(87)+".md", "", "T"), nil},
		"too long a name":       {page("fiches/"+letters(80)+"/"+letters(88)+".md", "", "T"), []string{"fiches/" + letters(80) + "/" + letters(88) + ".md:1:1 path-too-long"}},
		"mark before a name":    {page("\u202ea.md", "role: ide\n", "T"), []string{"\u202ea.md:1:1 hidden-character"}},
		"mark in a name":        {page("fiches/a\u202emd.exe.md", "", "T"), []string{"fiches/a\u202emd.exe.md:1:1 hidden-character"}},
		"image's illegal name":  {page("fiches/a.md", "", "![x](aux.svg)") + "-- fiches/aux.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n", []string{"fiches/aux.svg:0:0 illegal-name"}},
		"image never used":      {page("fiches/a.md", "", "T") + "-- fiches/aux.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n", nil},
		"image's twin":          {page("fiches/a.md", "", "![x](P.svg) ![y](p.svg)") + "-- fiches/P.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n-- fiches/p.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n", []string{"fiches/p.svg:0:0 name-collision"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got, _ := run(t, sitetest.Folder(c.archive), check.Options{}); !slices.Equal(got, c.want) && len(got)+len(c.want) > 0 {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestVocabulariesAndReferences(t *testing.T) {
	for name, c := range map[string]struct {
		archive string
		want    []string
	}{
		"id in capitals":            {"-- data/roles.yaml --\n- {id: ide, label: IDE}\n- {id: Cadre, label: C}\n", []string{"data/roles.yaml:2:3 wrong-type"}},
		"id with an accent":         {"-- data/roles.yaml --\n- {id: ide, label: IDE}\n- {id: médecin, label: M}\n", []string{"data/roles.yaml:2:3 wrong-type"}},
		"id kept for all":           {"-- data/roles.yaml --\n- {id: ide, label: IDE}\n- {id: tous, label: T}\n", []string{"data/roles.yaml:2:3 wrong-type"}},
		"id with a digit":           {"-- data/roles.yaml --\n- {id: ide, label: IDE}\n- {id: ide-2, label: IDE 2}\n", nil},
		"contact's id":              {"-- data/directory.yaml --\n- {id: astreinte, function: A}\n- {id: a b, function: B}\n", []string{"data/directory.yaml:2:3 wrong-type"}},
		"contact's service":         {"-- data/directory.yaml --\n- {id: astreinte, function: A, services: [pui, urgence]}\n", []string{"data/directory.yaml:1:3 unknown-term"}},
		"contact of all":            {"-- data/directory.yaml --\n- {id: astreinte, function: A, services: [pui, tous]}\n", nil},
		"phase of all":              {page("fiches/a.md", "phase: tous\n", "T"), []string{"fiches/a.md:5:8 unknown-term"}},
		"others of all":             {page("fiches/a.md", "service: tous\nscenario: tous\nrole: [tous]\n", "T"), nil},
		"annex":                     {page("fiches/a.md", "annexes: [a.pdf, b.pdf]\n", "T") + "-- fiches/a.pdf --\nx\n", []string{"fiches/a.md:5:18 broken-link"}},
		"status, unknown service":   {prepared("services: [urgences, pharma]"), []string{"site.yaml:4:3 unknown-term"}},
		"status, unknown scenario":  {prepared("scenarios: rancongiciels"), []string{"site.yaml:4:3 unknown-term"}},
		"status, unknown pair":      {prepared("expected: {urgence: perte-dpi, pui: [perte-dpi, autre]}"), []string{"site.yaml:4:3 unknown-term", "site.yaml:4:3 unknown-term"}},
		"status, all is no row":     {prepared("services: tous"), []string{"site.yaml:4:3 unknown-term"}},
		"status, weight below 0":    {prepared("weights: {hole: 2, overdue: -1}"), []string{"site.yaml:4:3 wrong-type"}},
		"status":                    {prepared("services: [pui, urgences]\n  expected: {pui: tous, urgences: []}\n  weights: {hole: 0}"), nil},
		"related above":             {page("fiches/a.md", "audience: public\nrelated: [URG-01]\n", "T"), []string{"fiches/a.md:6:11 link-above-audience"}},
		"related below":             {page("fiches/a.md", "audience: restreint\nrelated: [URG-01]\n", "T"), nil},
		"contact above":             {page("fiches/a.md", "contacts: [astreinte, rssi]\n", "T"), []string{"fiches/a.md:5:23 link-above-audience"}},
		"contact of one's level":    {page("fiches/a.md", "audience: restreint\ncontacts: [astreinte, rssi]\n", "T"), nil},
		"related is a link":         {page("divers/a.md", "code: ABC-01\n", "T") + page("fiches/b.md", "related: ABC-01\n", "T"), nil},
		"own link is none":          {page("divers/a.md", "code: ABC-01\nrelated: ABC-01\n", "[x](a.md)"), []string{"divers/a.md:1:1 orphan-page*"}},
		"section of a folder above": {page("fiches/x/y/z.md", "", "T"), nil},
		"image with an anchor":      {page("fiches/a.md", "", "[x](plan.pdf#page=2)") + "-- fiches/plan.pdf --\nx\n", nil},
		"heading below a title":     {page("fiches/a.md", "", "## A\n\n### B"), nil},
		"long summary":              {page("fiches/a.md", "summary: "+letters(160)+"\n", "T"), nil},
		"too long a summary":        {page("fiches/a.md", "summary: "+letters(161)+"\n", "T"), []string{"fiches/a.md:5:10 summary-too-long*"}},
		"missing in a draft": {"-- fiches/a.md --\n---\ntitle: T\n---\n\nT\n",
			[]string{"fiches/a.md:1:1 missing-key*"}},
		"missing in a section": {"-- guide/_index.md --\n---\nstatus: valide\n---\n", []string{"guide/_index.md:1:1 missing-key"}},
		"draft of a card": {"-- fiches/a.md --\n---\ntitle: T\ntype: procedure-degradee\ncode: PUI-01\n---\n\nT\n",
			[]string{"fiches/a.md:1:1 missing-key*", "fiches/a.md:1:1 missing-key*", "fiches/a.md:1:1 missing-key*",
				"fiches/a.md:1:1 missing-key*", "fiches/a.md:1:1 missing-key*", "fiches/a.md:1:1 missing-key*"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got, _ := run(t, sitetest.Folder(c.archive), check.Options{}); !slices.Equal(got, c.want) && len(got)+len(c.want) > 0 {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// approvedOther says that another text of the base's card was approved.
const approvedOther = "-- data/register.yaml --\n- {code: URG-01, version: \"1.0\", fingerprint: 0000-0000, date: 2026-11-01}\n"

// One mistake in a file brings one remark, whatever needs that file.
func TestOneMistakeOneRemark(t *testing.T) {
	card := "-- fiches/pui/a.md --\n---\ntitle: T\ncode: PUI-01\ntype: procedure-degradee\nservice: pui\nscenario: perte-dpi\nrole: ide\nphase: duree\nsummary: S\nversion: '1'\nstatus: valide\naudience: restreint\ncontacts: rssi\nrelated: URG-01\n---\n\n[](contact:rssi) [x](../urgences/ecrans-bloques.md#tout-de-suite-0-5-min) [](fiche:URG-01) [DPI](glossaire:dpi)\n"
	for name, c := range map[string]struct{ archive, want string }{
		"header's YAML": {card + "-- fiches/urgences/ecrans-bloques.md --\n---\ntitle: a: b\ncode: URG-01\naudience: restreint\n---\n\n[](fiche:PUI-01)\n",
			"fiches/urgences/ecrans-bloques.md:2:9 invalid-yaml"},
		"no header": {card + "-- fiches/urgences/ecrans-bloques.md --\n# URG-01\n\nTexte <b>.\n",
			"fiches/urgences/ecrans-bloques.md:1:1 missing-front-matter"},
		"header without end": {card + "-- fiches/urgences/ecrans-bloques.md --\n---\ncode: URG-01\n# note\n",
			"fiches/urgences/ecrans-bloques.md:1:1 unclosed-front-matter"},
		"section's YAML": {page("fiches/b.md", "", "T") + "-- fiches/_index.md --\n---\ntitle: a: b\n---\n", "fiches/_index.md:2:9 invalid-yaml"},
		"services":       {card + "-- data/services.yaml --\n- {id: urgences, label: Urgences}\n- {id: pui, label: P: Q}\n", "data/services.yaml:2:21 invalid-yaml"},
		"roles, no list": {card + "-- data/roles.yaml --\nide: IDE\n", "data/roles.yaml:1:1 wrong-type"},
		"no phases":      {card + "-- data/phases.yaml --\n", "data/phases.yaml:0:0 missing-file"},
		"a row's id":     {card + "-- data/roles.yaml --\n- {idd: ide, label: IDE}\n", "data/roles.yaml:1:4 unknown-key"},
		"directory":      {card + "-- data/directory.yaml --\n- {id: astreinte, function: A}\n- {id: rssi, function: [R}\n", "data/directory.yaml:2:26 invalid-yaml"},
		"glossary":       {card + "-- data/glossary.yaml --\n- {term: DPI, expansion: 'd}\n", "data/glossary.yaml:2:1 invalid-yaml"},
		"settings": {card + page("fiches/b.md", "sites: [nord]\n", "T") + "-- site.yaml --\ntitle: a: b\norganization: o\nsites: {nord: {name: N}}\n",
			"site.yaml:1:9 invalid-yaml"},
		"audience":    {card + page("fiches/b.md", "audience: restraint\n", "[](fiche:PUI-01)"), "fiches/b.md:5:11 unknown-value"},
		"status":      {card + page("fiches/b.md", "", "[](c.md)") + strings.Replace(page("fiches/c.md", "", "T"), "valide", "validé", 1), "fiches/c.md:4:9 unknown-value"},
		"required":    {strings.Replace(card, "summary: S", "sumary: S", 1), "fiches/pui/a.md:9:1 unknown-key"},
		"its value":   {strings.Replace(card, "summary: S", "summary: [S]", 1), "fiches/pui/a.md:9:10 wrong-type"},
		"its code":    {strings.Replace(card, "code: PUI-01", "code: [PUI-01]", 1) + page("fiches/b.md", "audience: restreint\nrelated: PUI-01\n", "[](fiche:PUI-01)"), "fiches/pui/a.md:3:7 wrong-type"},
		"its service": {page("divers/b.md", "service: {pui: 1}\n", "T"), "divers/b.md:5:10 wrong-type"},
		"a character": {card + "-- fragments/f.md --\nx\x01\n" + page("fiches/b.md", "", "![](../fragments/f.md)"), "fragments/f.md:1:2 invalid-text"},
		"another code": {page("fiches/b.md", "code: ABC\naudience: [public]\n", "[](fiche:URG-99)"),
			"fiches/b.md:5:7 invalid-code fiches/b.md:6:11 wrong-type fiches/b.md:9:4 unknown-code"},
		"its own code": {page("fiches/b.md", "code: [ABC-01]\n", "[](fiche:URG-99)"), "fiches/b.md:5:7 wrong-type fiches/b.md:8:4 unknown-code"},
		// What the broken file does not name is a mistake of its own.
		"approval, elsewhere": {approvedOther + "-- fiches/b.md --\n---\ntitle: a: b\n---\n",
			"fiches/b.md:2:9 invalid-yaml fiches/urgences/ecrans-bloques.md:11:10 modified-since-approval"},
		"orphan":               {page("divers/a.md", "", "T") + "-- fiches/b.md --\n---\ntitle: a: b\n---\n", "divers/a.md:1:1 orphan-page fiches/b.md:2:9 invalid-yaml"},
		"orphan that is named": {page("divers/a.md", "code: ABC-01\n", "T") + "-- fiches/b.md --\n---\ntitle: a: b\nrelated: ABC-01\n---\n", "fiches/b.md:2:9 invalid-yaml"},
		"another term": {strings.Replace(card, "role: ide", "role: aide", 1) + "-- data/roles.yaml --\n- {id: ide, label: [I}\n",
			"data/roles.yaml:1:22 invalid-yaml fiches/pui/a.md:7:7 unknown-term"},
	} {
		t.Run(name, func(t *testing.T) {
			l, ds, err := content.Load(sitetest.Folder(c.archive), nil)
			if err != nil {
				t.Fatal(err)
			}
			catalog := site.NewCatalog(l, nil)
			found, _ := check.Run(catalog, check.Options{Today: today})
			var got []string
			for _, d := range diag.Sort(slices.Concat(ds, catalog.Diagnostics, found)) {
				got = append(got, fmt.Sprintf("%s:%d:%d %s", d.File, d.Line, d.Column, d.Rule))
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

const outage = `
-- data/directory.yaml --
- {id: astreinte, function: A, internal: "7112", mobile: "06 00 00 00 00"}
- {id: poste, function: P, internal: "7113"}
-- data/scenarios.yaml --
- {id: dossier, label: D, cuts: [dpi, print]}
- {id: messagerie, label: M, cuts: [mail]}
- {id: reseau, label: R, cuts: [network]}
- {id: internet, label: I, cuts: [internet]}
- {id: telephone, label: T, cuts: [telephone]}
-- fiches/urgences/ecrans-bloques.md --
-- fiches/a.md --
---
title: T
code: PUI-01
type: procedure-degradee
service: pui
scenario: SCENARIO
role: ide
phase: alerte
summary: S
version: '1'
status: valide
FRONT
---

## A (5 min)

1. [ ] **Voir** LINK.
`

// What a card may count on in each situation.
func TestNeedsWhatIsDown(t *testing.T) {
	scenarios := []string{"dossier", "messagerie", "reseau", "internet", "telephone", "tous", "[dossier, internet]"}
	for link, when := range map[string]string{
		"[x](http://intranet/)":                                            "dossier messagerie reseau internet telephone tous [dossier, internet]",
		"[x](https://intranet.valmont.local/a)":                            "dossier messagerie reseau internet telephone tous [dossier, internet]",
		"[x](https://GED.HOPITAL.LAN/a)":                                   "dossier messagerie reseau internet telephone tous [dossier, internet]",
		"[x](http://10.1.2.3/)":                                            "dossier messagerie reseau internet telephone tous [dossier, internet]",
		"[x](http://192.168.0.1:8080/)":                                    "dossier messagerie reseau internet telephone tous [dossier, internet]",
		"[x](<http://[fe80::1]/>)":                                         "dossier messagerie reseau internet telephone tous [dossier, internet]",
		"[x](http://127.0.0.1/)":                                           "dossier messagerie reseau internet telephone tous [dossier, internet]",
		"[x](mailto:dsi@exemple.fr)":                                       "messagerie reseau internet tous [dossier, internet]",
		"<MAILTO:dsi@exemple.fr>":                                          "messagerie reseau internet tous [dossier, internet]",
		"dsi@exemple.fr":                                                   "messagerie reseau internet tous [dossier, internet]",
		"[x](https://intranet.exemple.fr/)":                                "reseau internet tous [dossier, internet]",
		"[x](https://www.local.fr/)":                                       "reseau internet tous [dossier, internet]",
		"[x](http://8.8.8.8/)":                                             "reseau internet tous [dossier, internet]",
		"[x](https://exemple.fr/?u=mailto:a@b.c)":                          "reseau internet tous [dossier, internet]",
		"[x](tel:0199001122)":                                              "telephone tous",
		"[](contact:astreinte)":                                            "telephone tous",
		"[x](TEL:0199001122) [](contact:astreinte)":                        "telephone tous",
		"[x](tel:0199001122).\n\n> [!SANS-TELEPHONE]\n> Aller à l'accueil": "",
		"le 7112, ou la page 3":                                            "",
		"[x](#a-5-min)":                                                    "",
	} {
		for _, scenario := range scenarios {
			card := strings.NewReplacer("SCENARIO", scenario, "FRONT\n", "", "LINK", link).Replace(outage)
			want := 0
			if slices.Contains(strings.Split(strings.ReplaceAll(when, "[dossier, internet]", "both"), " "), strings.ReplaceAll(scenario, "[dossier, internet]", "both")) {
				want = 1
			}
			got, _ := run(t, sitetest.Folder(card), check.Options{})
			if len(got) != want || want == 1 && !strings.HasPrefix(got[0], "fiches/a.md:16:") {
				t.Errorf("%s when %s: %q, want %d", link, scenario, got, want)
			}
		}
	}
	contacts := strings.NewReplacer("SCENARIO", "telephone", "FRONT", "contacts: [astreinte]").Replace(outage)
	if got, _ := run(t, sitetest.Folder(contacts), check.Options{}); !slices.Equal(got, []string{"fiches/a.md:12:12 needs-what-is-down*"}) {
		t.Errorf("contacts of the front matter: %q", got)
	}
}

// A number must be there, and ring in the card's situations.
func TestNumbers(t *testing.T) {
	for _, c := range []struct{ scenario, front, link, want string }{
		{"dossier", "contacts: [poste]", "[](contact:poste)", ""},
		{"telephone", "contacts: [astreinte]", "[](contact:astreinte)", ""},
		{"telephone", "contacts: [poste]", "x", "fiches/a.md:12:12 no-number-left*"},
		{"telephone", "", "[](contact:poste)", "fiches/a.md:16:20 no-number-left*"},
		{"[dossier, telephone]", "", "[](contact:poste)", "fiches/a.md:16:20 no-number-left*"},
		{"telephone", "", "[poste de sécurité](contact:poste)", ""},
		{"telephone", "", "[](contact:astreinte#mobile)", ""},
		{"telephone", "", "[](contact:astreinte#internal)", "fiches/a.md:16:20 no-number-left*"},
		{"[dossier, telephone]", "", "[](contact:astreinte#internal)", ""},
		{"tous", "", "[](contact:poste)", ""},
		{"dossier", "", "[](contact:astreinte#external)", "fiches/a.md:16:20 unknown-number"},
		{"dossier", "", "[x](contact:astreinte#mobil)", "fiches/a.md:16:21 unknown-number"},
	} {
		card := strings.NewReplacer("SCENARIO", c.scenario, "FRONT\n", c.front+"\n", "LINK", c.link+".\n\n> [!SANS-TELEPHONE]\n> Aller à l'accueil").Replace(outage)
		card = strings.Replace(card, "valide\n\n---", "valide\n---", 1)
		if got, _ := run(t, sitetest.Folder(card), check.Options{}); strings.Join(got, " ") != c.want {
			t.Errorf("%s in %s: %q, want %q", c.link+c.front, c.scenario, got, c.want)
		}
	}
}

func TestOptions(t *testing.T) {
	archive := page("fiches/a.md", "", "[x](b.md)") + strings.Replace(page("fiches/b.md", "", "T"), "valide", "relecture", 1) +
		page("fiches/c.md", "code: ABC-01\nreview_by: 2026-11-22\n", "T")
	for _, c := range []struct {
		o    check.Options
		want []string
	}{
		{check.Options{}, []string{"fiches/a.md:7:5 link-to-draft*", "fiches/c.md:6:12 overdue*"}},
		{check.Options{Drafts: true}, []string{"fiches/c.md:6:12 overdue*"}},
		{check.Options{Official: true}, []string{"fiches/a.md:7:5 link-to-draft*",
			"fiches/c.md:1:1 unapproved", "fiches/c.md:1:1 unapproved", "fiches/c.md:1:1 unapproved", "fiches/c.md:1:1 unapproved", "fiches/c.md:6:12 overdue"}},
	} {
		fsys := sitetest.Folder(archive)
		delete(fsys, "fiches/urgences/ecrans-bloques.md")
		if got, _ := run(t, fsys, c.o); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %q, want %q", c.o, got, c.want)
		}
	}
}

func TestCounts(t *testing.T) {
	archive := page("fiches/a.md", "service: [pui, urgences]\nrole: tous\ncontacts: astreinte\n",
		"[a](b.md) [b](b.md#titre) [c](#x) [d](https://exemple.fr/) [](fiche:URG-01)\n[](contact:astreinte) [DPI](glossaire:dpi) ![e](p.svg)\n\n## X") +
		page("fiches/b.md", "", "## Titre") + "-- fiches/p.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"
	got, counts := run(t, sitetest.Folder(archive), check.Options{})
	if len(got) > 0 {
		t.Errorf("remarks: %q", got)
	}
	// The base folder has two documents, one contact and four terms.
	if want := (check.Counts{Documents: 4, Links: 5, Anchors: 2, Images: 1, Contacts: 3, Terms: 8}); counts != want {
		t.Errorf("got %+v, want %+v", counts, want)
	}
}

// The order of a map must not show.
func TestSameRemarksEachTime(t *testing.T) {
	archive := page("fiches/a.md", "", "![x](P.svg) ![y](p.svg) ![z](Q.svg) ![t](q.svg)")
	for _, name := range []string{"P", "p", "Q", "q"} {
		archive += "-- fiches/" + name + ".svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"
	}
	want, _ := run(t, sitetest.Folder(archive), check.Options{})
	for range 20 {
		if got, _ := run(t, sitetest.Folder(archive), check.Options{}); !slices.Equal(got, want) {
			t.Fatalf("got %q, then %q", want, got)
		}
	}
}

// What the register approved beside what is published; only one remark a page.
func TestApproval(t *testing.T) {
	const rows = "-- data/register.yaml --\n- {code: URG-01, version: \"%s\", fingerprint: %s, date: 2026-11-01}\n"
	const same, other = "1A3N-7WKT", "0000-0000"
	unsigned := []string{}
	for range content.OfficialKeys() {
		unsigned = append(unsigned, "fiches/urgences/ecrans-bloques.md:1:1 unapproved")
	}
	for name, c := range map[string]struct {
		archive        string
		want, official []string
	}{
		"as approved":          {fmt.Sprintf(rows, "1.0", same), nil, nil},
		"number alone changed": {fmt.Sprintf(rows, "0.9", same), nil, nil},
		"changed": {fmt.Sprintf(rows, "1.0", other), []string{"fiches/urgences/ecrans-bloques.md:11:10 modified-since-approval*"},
			[]string{"fiches/urgences/ecrans-bloques.md:11:10 version-reused"}},
		"changed and renumbered": {fmt.Sprintf(rows, "0.9", other), []string{"fiches/urgences/ecrans-bloques.md:11:10 modified-since-approval*"},
			[]string{"fiches/urgences/ecrans-bloques.md:11:10 modified-since-approval"}},
		"another code": {strings.ReplaceAll(fmt.Sprintf(rows, "1.0", other), "URG-01", "URG-02"), nil, nil},
		"a number changes": {fmt.Sprintf(rows, "1.0", same) + "-- data/directory.yaml --\n- {id: astreinte, function: Astreinte, internal: \"7113\"}\n",
			[]string{"fiches/urgences/ecrans-bloques.md:11:10 modified-since-approval*"}, []string{"fiches/urgences/ecrans-bloques.md:11:10 version-reused"}},
		"an unused number changes": {fmt.Sprintf(rows, "1.0", same) + "-- data/directory.yaml --\n- {id: astreinte, function: Astreinte, internal: \"7112\"}\n- {id: rssi, function: RSSI, internal: \"1\"}\n", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, _ := run(t, sitetest.Folder(c.archive), check.Options{})
			if !slices.Equal(got, append([]string{}, c.want...)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			got, _ = run(t, sitetest.Folder(c.archive), check.Options{Official: true})
			if want := append(slices.Clone(unsigned), c.official...); !slices.Equal(got, want) {
				t.Errorf("official: got %q, want %q", got, want)
			}
		})
	}
}

// A row of a vocabulary may be for fewer people than a page or a contact that
// names it.
func TestRowsAboveAudience(t *testing.T) {
	const rows = "-- data/services.yaml --\n- {id: urgences, label: Urgences}\n- {id: coffre, label: Coffre, audience: restreint}\n" +
		"-- data/glossary.yaml --\n- {term: DPI, expansion: dossier}\n- {term: CODEX, expansion: nom de code, audience: restreint}\n"
	for name, c := range map[string]struct {
		archive string
		want    []string
	}{
		"a service":                {rows + page("fiches/note.md", "service: [urgences, coffre]\n", "T"), []string{"fiches/note.md:5:21 link-above-audience"}},
		"a word":                   {rows + page("fiches/note.md", "service: urgences\n", "[](glossaire:CODEX)"), []string{"fiches/note.md:8:4 link-above-audience"}},
		"a word that is not named": {rows + page("fiches/note.md", "service: urgences\n", "Le CODEX est ouvert."), nil},
		"of the same level":        {rows + page("fiches/note.md", "service: coffre\naudience: restreint\n", "[](glossaire:CODEX)"), nil},
		"by a contact": {rows + "-- data/directory.yaml --\n- {id: astreinte, function: Astreinte, internal: \"7112\", services: coffre}\n",
			[]string{"data/directory.yaml:1:3 link-above-audience"}},
		"by a restricted contact": {rows + "-- data/directory.yaml --\n- {id: astreinte, function: Astreinte, internal: \"7112\"}\n- {id: x, function: X, internal: \"1\", services: coffre, audience: restreint}\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got, _ := run(t, sitetest.Folder(c.archive), check.Options{}); !slices.Equal(got, append([]string{}, c.want...)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// An image must be fit to publish, and a drawing is shown, not opened.
func TestImages(t *testing.T) {
	const good = "-- fiches/p.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"
	const bad = "-- fiches/p.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>\n"
	for name, c := range map[string]struct {
		archive string
		want    []string
	}{
		"shown":                  {page("fiches/a.md", "", "![x](p.svg)") + good, nil},
		"opened":                 {page("fiches/a.md", "", "[x](p.svg)") + good, []string{"fiches/a.md:7:5 disallowed-file"}},
		"with a script, once":    {page("fiches/a.md", "", "![x](p.svg) ![y](p.svg)") + bad, []string{"fiches/a.md:7:6 unsafe-image"}},
		"with a script, unused":  {page("fiches/a.md", "", "T") + bad, nil},
		"no picture":             {page("fiches/a.md", "", "![x](p.jpg)") + "-- fiches/p.jpg --\nx\n", []string{"fiches/a.md:7:6 unsafe-image"}},
		"no picture, pointed at": {page("fiches/a.md", "", "[x](p.jpg)") + "-- fiches/p.jpg --\nx\n", []string{"fiches/a.md:7:5 unsafe-image"}},
		"a format not published": {page("fiches/a.md", "", "![x](p.bmp)") + "-- fiches/p.bmp --\nx\n", []string{"fiches/a.md:7:6 unsafe-image"}},
		"a file of another kind": {page("fiches/a.md", "", "[x](p.pdf)") + "-- fiches/p.pdf --\nx\n", nil},
		"a small picture":        {page("fiches/a.md", "", "![x](p.png)") + "-- fiches/p.png --\nx\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got, _ := run(t, sitetest.Folder(c.archive), check.Options{}); !slices.Equal(got, append([]string{}, c.want...)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

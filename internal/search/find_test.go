package search

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"planblanc/internal/content"
	"planblanc/internal/markdown"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// small is a site where each rule of the ranking has a page to show it.
func small(t testing.TB) *Index {
	t.Helper()
	archive := `
-- data/services.yaml --
- {id: urgences, label: Urgences, synonyms: [SAU, accueil des urgences]}
- {id: labo, label: Laboratoire, synonyms: [labo]}
-- data/glossary.yaml --
- {term: PCA, expansion: plan, senses: [{expansion: plan de continuité}, {expansion: pompe à morphine}]}
- {term: DPI, expansion: dossier patient informatisé}
-- data/synonyms.yaml --
groups:
  - [prise de sang, bilan]
  - [pancarte, feuille de surveillance]
oneway:
  - {from: frigo, to: [enceinte réfrigérée]}
-- data/directory.yaml --
- {id: astreinte, function: Astreinte informatique, internal: "7112", mobile: 06 39 98 71 12}
- {id: dpo, function: Délégué à la protection des données, internal: "0222"}
`
	page := func(name, meta, text string) {
		archive += "-- " + name + ".md --\n---\n" + strings.TrimSpace(meta) + "\nstatus: valide\n---\n\n" + text + "\n"
	}
	card := "type: procedure-degradee\nscenario: tous\nrole: ide\nphase: duree\nsummary: Résumé.\nversion: \"1\"\n"
	page("fiches/a", "title: Transfuser sans informatique\ncode: LAB-01\nservice: labo\n"+card, "## Prélever (5 min)\n\n1. [ ] **Noter** le groupe après une prise de sang.\n\n## Rendre\n\nHémorragie massive : appeler.")
	page("fiches/b", "title: Arrêter une hémorragie\ncode: URG-02\nservice: urgences\n"+card, "Comprimer. Bilan ensuite.")
	page("fiches/c", "title: Surveiller sur papier\ncode: URG-03\nservice: tous\n"+card, "Remplir la pancarte. Ouvrir l'enceinte réfrigérée. Le PCA est prêt. Noter toute hémorragie.")
	page("formulaires/d", "title: Demande de transfusion\ncode: FOR-01\ntype: formulaire", "Groupe, nombre, heure.")
	page("reference/e", "title: Lire une clé\ntype: reference", "Le DPI et la transfusion.\n\n## Ouvrir\n\nUne clé, une enceinte.")
	x, err := New(sitetest.Catalog(t, sitetest.Folder(archive)).Select(site.Selection{}))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// titles are the titles found, grouped: "reflexe: A, B; procedure: C".
func titles(a *Answer) string {
	var b strings.Builder
	group := Group("")
	for _, r := range a.Results {
		switch {
		case r.Group != group && group != "":
			b.WriteString("; " + string(r.Group) + ": ")
		case group == "":
			b.WriteString(string(r.Group) + ": ")
		default:
			b.WriteString(", ")
		}
		group = r.Group
		b.WriteString(r.Title)
	}
	return b.String()
}

func TestFind(t *testing.T) {
	x := small(t)
	for _, c := range []struct{ query, first, corrected string }{
		{"hémorragie", "Arrêter une hémorragie", ""},
		{"HEMORRAGIES", "Arrêter une hémorragie", ""},
		{"hemo", "Arrêter une hémorragie", ""},
		{"hemoragie", "Arrêter une hémorragie", "hemorragie"},
		{"hmeorragie", "Arrêter une hémorragie", "hemorragie"},
		{"hemoragi", "Arrêter une hémorragie", "hemorragie"},
		{"protectio donnee ", "Délégué à la protection des données", ""},
		{"bilan", "Arrêter une hémorragie", ""},
		{"la prise de sang", "Transfuser sans informatique", ""},
		{"feuille de surveillance", "Surveiller sur papier", ""},
		{"frigo", "Surveiller sur papier", ""},
		{"frgio ", "Surveiller sur papier", "frigo"},
		{"faut-il arrêter une hémorragie", "Arrêter une hémorragie", ""},
		{"LAB-01", "Transfuser sans informatique", ""},
		{"lab 1", "Transfuser sans informatique", ""},
		{"lab01 ", "Transfuser sans informatique", ""},
		{"LQB)à&", "Transfuser sans informatique", ""},
		{"lqb)à&", "Transfuser sans informatique", ""},
		{"7112", "Astreinte informatique", ""},
		{"06 39 98 71 12", "Astreinte informatique", ""},
		{"06.39.98.71.12", "Astreinte informatique", ""},
		{"06 39 98", "Astreinte informatique", ""},
		{"0222", "Délégué à la protection des données", ""},
		{"dpo", "Délégué à la protection des données", ""},
		{"astreinte informatique", "Astreinte informatique", ""},
		{"bon de transfusion", "Demande de transfusion", ""},
		{"transfuser labo", "Transfuser sans informatique", ""},
		{"PCA", "Surveiller sur papier", ""},
		{"711", "Astreinte informatique", ""},
		{"7113", "", ""}, // nothing with a digit is corrected
		{"", "", ""},
		{"de la protection", "Délégué à la protection des données", ""},
		{"zzzzzz", "", ""},
		{"<zzz>zzzz(8)</zzz>\x00\x1f", "", ""},
	} {
		a, err := x.Find(Query{Text: c.query})
		if err != nil {
			t.Fatal(err)
		}
		first := ""
		if len(a.Results) > 0 {
			first = a.Results[0].Title
		}
		if first != c.first || a.Corrected != c.corrected && !a.Exact {
			t.Errorf("%q: first %q (%q), want %q (%q); all: %s", c.query, first, a.Corrected, c.first, c.corrected, titles(a))
		}
	}
}

// Every term of the glossary finds its definition, after the first group of what
// else is found; those of other terms come last.
func TestDefinitions(t *testing.T) {
	s := ownContent(t)
	x, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	alone := 0
	for _, d := range s.Glossary {
		a, err := x.Find(Query{Text: d.Term})
		if err != nil {
			t.Fatal(err)
		}
		at, others, asked := -1, 0, 0
		for i, r := range a.Results {
			switch {
			case r.Type != definitionType:
				if others++; others+asked != i+1 {
					t.Errorf("%s: %s comes after another term's definition", d.Term, r.Title)
				}
			case r.URL == site.GlossaryURL+"#"+d.Anchor:
				if at = i; r.Group == Glossary {
					if asked++; i == 0 || a.Results[i-1].Group != a.Results[0].Group {
						t.Errorf("%s: its definition is not after the first group: %s", d.Term, titles(a))
					}
				}
				if r.Title != markdown.Typeset("fr", d.Term) || r.Summary == "" || r.State != "" || r.Version != "" {
					t.Errorf("%s: row %+v", d.Term, r)
				}
			}
		}
		switch {
		case at < 0:
			t.Errorf("%s does not find its definition: %s", d.Term, titles(a))
		case others == 0:
			alone++
			if a.Results[0].URL != site.GlossaryURL+"#"+d.Anchor || a.Results[0].Group != References {
				t.Errorf("%s: %s; its definition is not first", d.Term, titles(a))
			}
		}
		if ambiguous := len(d.Senses) > 1; ambiguous != (len(a.Senses) > 0) {
			t.Errorf("%s: senses %v", d.Term, a.Senses)
		}
	}
	if alone < 10 {
		t.Errorf("%d terms that only the glossary has, want 10 or more", alone)
	}
}

// A glossary changes nothing for the other documents: same scores, same order.
func TestDefinitionsStandAside(t *testing.T) {
	folder := fstest.MapFS{}
	if err := fs.WalkDir(os.DirFS("../../content"), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := os.ReadFile("../../content/" + name)
		folder[name] = &fstest.MapFile{Data: body}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	with, err := New(sitetest.Catalog(t, folder).Select(site.Selection{}))
	if err != nil {
		t.Fatal(err)
	}
	folder[content.GlossaryFile] = &fstest.MapFile{Data: []byte("[]\n")}
	without, err := New(sitetest.Catalog(t, folder).Select(site.Selection{}))
	if err != nil {
		t.Fatal(err)
	}
	with.Synonyms, with.Ambiguous = without.Synonyms, without.Ambiguous // the acronyms of the glossary are synonyms
	with.name()
	queries := oracleQueries(without, 300)
	for _, q := range queries {
		var lists [2][]string
		for i, x := range []*Index{with, without} {
			a, err := x.Find(Query{Text: q})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range a.Results {
				if r.Type != definitionType {
					lists[i] = append(lists[i], fmt.Sprintf("%s %s %d", r.Group, r.URL, r.Score))
				}
			}
		}
		if !slices.Equal(lists[0], lists[1]) {
			t.Errorf("%q: with a glossary\n%q, without\n%q", q, lists[0], lists[1])
		}
	}
}

// A keyword with a light word is what was meant when it is typed whole, and
// nothing more than its words when it is not.
func TestPhrases(t *testing.T) {
	card := func(name, code, title, keywords string) string {
		return "-- fiches/" + name + ".md --\n---\ntitle: " + title + "\ncode: " + code + "\ntype: fiche-reflexe\nservice: tous\nscenario: tous\nrole: tous\nphase: alerte\n" +
			"summary: Résumé.\nversion: \"1\"\nkeywords: [" + keywords + "]\nstatus: valide\n---\n\nTexte.\n"
	}
	x, err := New(sitetest.Catalog(t, sitetest.Folder(card("a", "GEN-01", "Débrancher un poste", "câble")+
		card("b", "GEN-02", "Couper le réseau", "tout débrancher, débrancher, tout débranché, rien du tout"))).Select(site.Selection{}))
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Phrases) != 2 {
		t.Errorf("phrases %+v, want two", x.Phrases)
	}
	for query, first := range map[string]string{
		"débrancher": "GEN-01", "tout débrancher": "GEN-02", "on nous a dit de TOUT debrancher": "GEN-02", "tout debrnacher ": "GEN-02",
		"débrancher tout": "GEN-01", "tout le poste": "GEN-01", "rien du tout": "GEN-02",
	} {
		a, err := x.Find(Query{Text: query})
		if err != nil || len(a.Results) == 0 || a.Results[0].Code != first {
			t.Errorf("%s: %v %s, want %s first", query, err, titles(a), first)
		}
	}
}

// What explains or announces comes after what says what to do in the same words.
func TestReferenceAfterCards(t *testing.T) {
	page := func(name, kind string) string {
		return "-- fiches/x/" + name + ".md --\n---\ntitle: Zanzibar\ntype: " + kind + "\nservice: urgences\nscenario: rancongiciel\nrole: ide\nphase: alerte\nsummary: S.\ntrigger: T\nversion: \"1.0\"\nstatus: valide\n---\n\nTexte.\n"
	}
	for _, kind := range []string{"reference", "affiche", "modele-communication"} {
		x, err := New(sitetest.Catalog(t, sitetest.Folder(page("a", kind)+page("b", "procedure-degradee"))).Select(site.Selection{}))
		if err != nil {
			t.Fatal(err)
		}
		a, err := x.Find(Query{Text: "zanzibar"})
		if err != nil || len(a.Results) != 2 || a.Results[0].URL != "fiches/x/b.html" || a.Results[1].Score*5 > a.Results[0].Score*4 {
			t.Errorf("%s: %v %+v", kind, err, a.Results)
		}
	}
}

// What other pages lead to comes before its like, and so do what is of the
// service of the best and what leads to the best.
func TestLinksAndCompany(t *testing.T) {
	page := func(name, service, title, text string) string {
		return "-- fiches/x/" + name + ".md --\n---\ntitle: " + title + "\ntype: procedure-degradee\nservice: " + service + "\nscenario: rancongiciel\nrole: ide\nphase: alerte\nsummary: S.\ntrigger: T\nversion: \"1.0\"\nstatus: valide\n---\n\n" + text + "\n"
	}
	for name, files := range map[string]string{
		"links":   page("a", "urgences", "Premier", "Zanzibar.") + page("b", "urgences", "Second", "Zanzibar.") + page("c", "urgences", "Tiers", "Voir [ici](b.md) et [là](b.md).") + page("d", "urgences", "Quart", "Voir [ici](b.md)."),
		"company": page("a", "pui", "Premier", "Zanzibar.") + page("b", "urgences", "Second", "Zanzibar.") + page("c", "urgences", "Zanzibar", "Texte."),
		"support": page("a", "urgences", "Premier", "Zanzibar.") + page("b", "urgences", "Second", "Zanzibar, [voir](c.md).") + page("c", "urgences", "Zanzibar", "Texte."),
	} {
		x, err := New(sitetest.Catalog(t, sitetest.Folder(files)).Select(site.Selection{}))
		if err != nil {
			t.Fatal(err)
		}
		if want := map[string]string{"links": "##&####", "company": "######", "support": "###%##"}[name]; x.Links != want {
			t.Errorf("%s: links %q, want %q", name, x.Links, want)
		}
		a, err := x.Find(Query{Text: "zanzibar"})
		if err != nil {
			t.Fatal(err)
		}
		var order []string
		for _, r := range a.Results {
			order = append(order, r.Title)
		}
		if at := slices.Index(order, "Second"); at < 0 || at > slices.Index(order, "Premier") {
			t.Errorf("%s: %q, want Second before Premier", name, order)
		}
	}
}

// pages is a site of procedures: title, then text.
func pages(t *testing.T, all ...[2]string) *Index {
	t.Helper()
	archive := ""
	for i, p := range all {
		archive += fmt.Sprintf("-- fiches/x/%02d.md --\n---\ntitle: %s\ntype: procedure-degradee\nservice: urgences\nscenario: rancongiciel\nrole: ide\nphase: alerte\nsummary: S.\ntrigger: T\nversion: \"1.0\"\nstatus: valide\n---\n\n%s\n", i, p[0], p[1])
	}
	x, err := New(sitetest.Catalog(t, sitetest.Folder(archive)).Select(site.Selection{}))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// Headings hold the first eight; what follows stands under the last one, as
// good as it may be.
func TestFirstAreGrouped(t *testing.T) {
	var all [][2]string
	for i := range 11 {
		all = append(all, [2]string{fmt.Sprintf("Zanzibar %c", 'a'+i), "Texte."})
	}
	a, err := pages(t, all...).Find(Query{Text: "zanzibar"})
	if err != nil || len(a.Results) != 11 {
		t.Fatalf("%v %s", err, titles(a))
	}
	for i, r := range a.Results {
		if want := map[bool]Group{true: Procedures, false: Others}[i < 8]; r.Group != want {
			t.Errorf("%d. %s: %s, want %s", i, r.Title, r.Group, want)
		}
	}
}

// Of two documents that lack a word each, the one with the rare word comes first,
// though the other has the common one in its title.
func TestRareWordCounts(t *testing.T) {
	all := [][2]string{{"Une lampe", "Zanzibar, ici."}}
	for i := range 12 {
		all = append(all, [2]string{fmt.Sprintf("Texte %d sur la porte", i), "Texte."})
	}
	a, err := pages(t, all...).Find(Query{Text: "porte zanzibar"})
	if err != nil || len(a.Results) == 0 || a.Results[0].Title != "Une lampe" {
		t.Fatalf("%v %s", err, titles(a))
	}
}

// A document that says much of every word comes before one that only has them.
func TestStrongWords(t *testing.T) {
	x := pages(t, [2]string{"Un", "Texte."})
	score := func(strong int) int {
		h := hit{matched: 2, strong: strong, score: 10_000, sections: []uint8{0, 1}}
		x.climb(&h, make([]unit, 2), 1)
		return h.score
	}
	if all, some := score(2), score(1); all*10 != some*13 {
		t.Errorf("%d with both words strong, %d with one, want 13 to 10", all, some)
	}
	// A keyword that the text has too is strong, the text alone is not.
	for text, want := range map[string]bool{"keywords: [zanzibar]\n": true, "": false} {
		folder := sitetest.Folder("-- fiches/x/a.md --\n---\ntitle: Un\ntype: procedure-degradee\nservice: urgences\nscenario: rancongiciel\nrole: ide\nphase: alerte\nsummary: S.\ntrigger: T\nversion: \"1.0\"\nstatus: valide\n" + text + "---\n\nUn zanzibar.\n")
		x, err := New(sitetest.Catalog(t, folder).Select(site.Selection{}))
		if err != nil {
			t.Fatal(err)
		}
		list, err := x.postings(x.stemOf("zanzibar"))
		if err != nil || len(list) != 1 || (list[0].impact >= strongImpact) != want {
			t.Errorf("keywords %q: %v %+v, want strong %v", text, err, list, want)
		}
	}
}

// Words of one section are worth more than the same words far apart.
func TestSectionsAgree(t *testing.T) {
	a, err := pages(t,
		[2]string{"Un", "## Début\n\nLe zanzibar est là.\n\n## Fin\n\nLe kilimandjaro est là."},
		[2]string{"Deux", "## Début\n\nLe zanzibar et le kilimandjaro.\n\n## Fin\n\nRien est là."},
	).Find(Query{Text: "zanzibar kilimandjaro"})
	if err != nil || len(a.Results) != 2 || a.Results[0].Title != "Deux" || a.Results[0].Score*100/a.Results[1].Score < 105 {
		t.Errorf("%v %+v", err, a.Results)
	}
}

// A word cut short takes the end that a sequence gives it after the words before
// it; without one, it stays as it is.
func TestFinishedWords(t *testing.T) {
	x := small(t)
	for query, want := range map[string]string{
		"prise de san": "sang", "feuille de surv": "surveillance", "noter la prise de san": "sang",
		"san": "san", "prise sans san": "san", "prise de san ": "san", "prise de sang": "sang",
	} {
		items := x.items(Query{Text: query, Literal: true})
		if got := items[len(items)-1].word; got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
	if a, err := x.Find(Query{Text: "feuille de surv"}); err != nil || a.Corrected != "" || a.Results[0].Title != "Surveiller sur papier" {
		t.Errorf("%v %q %s", err, a.Corrected, titles(a))
	}
}

// Each synonym of the content leads somewhere, and to what its group leads to.
func TestSynonymsOfContent(t *testing.T) {
	s := ownContent(t)
	x, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	found := func(phrase string) map[int]bool {
		a, err := x.Find(Query{Text: phrase + " ", Literal: true})
		if err != nil {
			t.Fatal(err)
		}
		docs := map[int]bool{}
		for _, r := range a.Results {
			if r.Type != definitionType {
				docs[r.Doc] = true
			}
		}
		if len(docs) == 0 || a.Partial || len(a.Senses) > 0 {
			t.Errorf("%s: %d documents, partial %v, senses %v", phrase, len(docs), a.Partial, a.Senses)
		}
		return docs
	}
	having := func(phrase string) list {
		l, err := x.all(strings.Split(x.key(x.language.sequence(phrase)), " "))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	groups := s.Catalog.Library.Synonyms
	if len(groups.Groups) < 90 {
		t.Errorf("%d groups, want 90 or more", len(groups.Groups))
	}
	leads := func(phrase string, others []string) {
		docs := found(phrase)
		for _, other := range others {
			for _, p := range having(other) {
				if !docs[int(p.doc)] && !x.aside(int(p.doc)) {
					t.Errorf("%s does not lead to %d, which has %s", phrase, p.doc, other)
				}
			}
		}
	}
	for _, g := range groups.Groups {
		for _, phrase := range g.Words {
			leads(phrase, g.Words)
		}
	}
	for _, o := range groups.OneWay {
		leads(o.From, o.To)
	}
}

func TestExactCode(t *testing.T) {
	x := small(t)
	for query, want := range map[string]bool{"urg-02": true, " URG 02 ": true, "URG)àé": true, "urg02 hémorragie": false, "URG-0": false, "hémorragie": false} {
		a, err := x.Find(Query{Text: query})
		if err != nil || a.Exact != want {
			t.Errorf("%q: exact %v, %v", query, a.Exact, err)
		}
	}
}

func TestGroupsAndChips(t *testing.T) {
	x := small(t)
	for query, want := range map[string]string{
		"formulaire transfusion": "formulaire: Demande de transfusion",
		"transfusion":            "formulaire: Demande de transfusion",
	} {
		a, err := x.Find(Query{Text: query})
		if err != nil || !strings.HasPrefix(titles(a), want) {
			t.Errorf("%q: %v %s, want %s", query, err, titles(a), want)
		}
	}
	a, err := x.Find(Query{Text: "transfuser au labo"})
	if err != nil || len(a.Chips) != 1 || a.Chips[0] != (Chip{content.ByService, "labo", "Laboratoire", "labo"}) {
		t.Errorf("chips %+v, %v", a.Chips, err)
	}
	a, err = x.Find(Query{Text: "transfuser au labo", Plain: []string{"labo"}})
	if err != nil || len(a.Chips) != 0 {
		t.Errorf("a removed chip is back: %+v, %v", a.Chips, err)
	}
	a, err = x.Find(Query{Text: "pca"})
	if err != nil || len(a.Senses) != 1 || a.Senses[0].Term != "PCA" || len(a.Senses[0].Senses) != 2 {
		t.Errorf("senses %+v, %v", a.Senses, err)
	}
}

func TestFilters(t *testing.T) {
	x := small(t)
	for _, c := range []struct {
		query Query
		want  int
	}{
		{Query{Text: "hémorragie"}, 3},
		{Query{Text: "hémorragie", Filters: map[content.Axis][]string{content.ByService: {"urgences"}}}, 2},
		{Query{Text: "hémorragie", Filters: map[content.Axis][]string{content.ByService: {"urgences", "labo"}}}, 3},
		{Query{Text: "hémorragie", Filters: map[content.Axis][]string{content.ByService: {"labo"}, content.ByRole: {"ide"}}}, 2},
		{Query{Text: "hémorragie", Filters: map[content.Axis][]string{content.ByScenario: {"nul"}}}, 3},
		{Query{Text: "hémorragie", Types: []string{"formulaire"}}, 0},
		{Query{Text: "transfusion", Types: []string{"formulaire"}}, 1},
	} {
		a, err := x.Find(c.query)
		if err != nil || len(a.Results) != c.want {
			t.Errorf("%+v: %v, %s, want %d", c.query, err, titles(a), c.want)
		}
	}
	a, err := x.Find(Query{Text: "hémorragie", Filters: map[content.Axis][]string{content.ByService: {"labo"}}})
	if err != nil {
		t.Fatal(err)
	}
	// A count is what choosing the term would show, whatever is chosen now.
	if n := a.Counts["service"]; n["urgences"] != 2 || n["labo"] != 2 {
		t.Errorf("counts %v", n)
	}
	if n := a.Counts["type"]["procedure-degradee"]; n != 2 {
		t.Errorf("%d procedures, want 2", n)
	}
}

func TestLocate(t *testing.T) {
	x := small(t)
	q := Query{Text: "enceinte"}
	a, err := x.Find(q)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range a.Results {
		s, err := x.Locate(&r, q)
		if err != nil || len(s.Marks) == 0 {
			t.Fatalf("%s: %v, %q without a mark", r.Title, err, s.Text)
		}
		for _, m := range s.Marks {
			if !strings.EqualFold(s.Text[m[0]:m[1]], "enceinte") {
				t.Errorf("%s: %q is marked in %q", r.Title, s.Text[m[0]:m[1]], s.Text)
			}
		}
		if r.Code == "" && r.URL != "reference/e.html#ouvrir" {
			t.Errorf("%s leads to %s", r.Title, r.URL)
		}
	}
}

// A query of any size or content ends, and its numbers hold.
func TestHugeQueries(t *testing.T) {
	x := small(t)
	for _, q := range []string{
		strings.Repeat("hémorragie ", 2000), strings.Repeat("a", 10000), strings.Repeat("a.", 5000), strings.Repeat("1 ", 5000),
		strings.Repeat("é'", 5000), strings.Repeat("transfusion prise de sang bilan ", 500), strings.Repeat("\u0301", 10000),
	} {
		a, err := x.Find(Query{Text: q})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range a.Results {
			if r.Score < 0 || r.Score > 1<<53-1 {
				t.Errorf("%.20q: score %d is not one that a script counts", q, r.Score)
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	x := small(f)
	for _, q := range []string{"hémorragie", "URG)à&", "06 39 98", "prise de sang labo", "faut-il", "bon de\x00", "a b c d e f g h"} {
		f.Add(q, true)
	}
	f.Fuzz(func(t *testing.T, text string, literal bool) {
		q := Query{Text: text, Literal: literal}
		a, err := x.Find(q)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[int]bool{}
		for _, r := range a.Results {
			if seen[r.Doc] || r.Title == "" || r.Score < 0 {
				t.Errorf("%q: %+v", text, r)
			}
			seen[r.Doc] = true
			s, err := x.Locate(&r, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range s.Marks {
				if m[0] < 0 || m[0] >= m[1] || m[1] > len(s.Text) {
					t.Errorf("%q: mark %v in %q", text, m, s.Text)
				}
			}
		}
		if again, _ := x.Find(q); titles(again) != titles(a) {
			t.Errorf("%q: another order the second time", text)
		}
	})
}

func TestEmptySite(t *testing.T) {
	folder := fstest.MapFS{}
	for name, f := range sitetest.Folder("-- data/directory.yaml --\n-- data/glossary.yaml --\n-- fiches/urgences/ecrans-bloques.md --\n") {
		folder[name] = f
	}
	x, err := New(sitetest.Catalog(t, folder).Select(site.Selection{}))
	if err != nil {
		t.Fatal(err)
	}
	if a, err := x.Find(Query{Text: "urgences"}); err != nil || len(a.Results) != 0 {
		t.Errorf("%v, %s", err, titles(a))
	}
}

// The integer logarithm is that of docs/search.md.
func TestLg(t *testing.T) {
	for n, want := range map[int]int{1: 0, 2: 16, 3: 25, 4: 32, 1000: 159, 1024: 160, 100000: 265} {
		if got := lg(n); got != want {
			t.Errorf("lg(%d) is %d, want %d", n, got, want)
		}
	}
}

// A row says of a page's approval what the page's head says.
func TestState(t *testing.T) {
	card := func(name, code, status string) string {
		return "-- fiches/" + name + ".md --\n---\ntitle: " + name + "\ncode: " + code + "\ntype: procedure-degradee\nservice: urgences\nscenario: tous\nrole: ide\nphase: duree\n" +
			"summary: Résumé.\nversion: \"1\"\napproved: 2026-01-05\nstatus: " + status + "\n---\n\nZanzibar.\n"
	}
	archive := card("a", "URG-01", "valide") + card("b", "URG-02", "brouillon") + card("c", "URG-03", "relecture") + card("d", "URG-04", "valide") +
		"-- data/register.yaml --\n- {code: URG-04, version: '1', fingerprint: 0000-0000, date: 2026-01-05}\n" +
		"-- data/directory.yaml --\n- {id: zanzibar, function: Zanzibar, internal: \"7112\", checked: 2026-01-05}\n"
	x, err := New(sitetest.Catalog(t, sitetest.Folder(archive)).Select(site.Selection{Drafts: true}))
	if err != nil {
		t.Fatal(err)
	}
	a, err := x.Find(Query{Text: "zanzibar"})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, r := range a.Results {
		got[r.Title] = string(r.State)
	}
	want := map[string]string{"a": "valide", "b": "brouillon", "c": "relecture", "d": "modifiee", "Zanzibar": ""}
	if !maps.Equal(got, want) {
		t.Errorf("states %v, want %v", got, want)
	}
}

// A synonym of several words is marked whole, never by a part of it; words that
// were typed are marked one by one.
func TestMarks(t *testing.T) {
	x := small(t)
	for _, c := range []struct{ query, text, want string }{
		{"bilan", "Une prise électrique, une prise de sang, le sang, un bilan.", "prise de sang|bilan"},
		{"prise de sang", "Une prise, du sang.", "prise|sang"},
		{"prise de sang", "Une prise de sang.", "prise|sang"},
		{"frigo", "Une enceinte, une enceinte réfrigérée.", "enceinte réfrigérée"},
		{"pancarte", "Feuille de surveillance, feuille de la surveillance, feuille, surveillance", "Feuille de surveillance|feuille de la surveillance|feuille, surveillance"},
		{"pancarte", "La feuille du bilan, sous surveillance.", ""},
	} {
		q := Query{Text: c.query}
		var got []string
		for _, m := range x.marks(c.text, x.wanted(q)) {
			got = append(got, c.text[m[0]:m[1]])
		}
		if got := strings.Join(got, "|"); got != c.want {
			t.Errorf("%s in %q: %q, want %q", c.query, c.text, got, c.want)
		}
	}
}

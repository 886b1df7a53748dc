package site_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/markdown"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// An anchor must not tell that a row of a narrower audience has the same word,
// wherever that row stands in the file.
func TestAnchorsOfAWiderAudienceComeFirst(t *testing.T) {
	rows := map[content.Audience]string{
		content.Restricted: "- {term: DPI, expansion: le plus étroit, audience: restreint}\n",
		content.Internal:   "- {term: Dpi, expansion: étroit, audience: interne}\n",
		content.Public:     "- {term: dpi, expansion: ouvert}\n- {term: dPi, expansion: ouvert aussi}\n",
	}
	want := map[string]string{"dpi": "ouvert", "dpi-2": "ouvert aussi", "dpi-3": "étroit", "dpi-4": "le plus étroit"}
	for _, order := range []string{"restreint interne public", "interne restreint public", "public interne restreint", "public restreint interne", "restreint public interne"} {
		file := "-- data/glossary.yaml --\n"
		for audience := range strings.FieldsSeq(order) {
			file += rows[content.Audience(audience)]
		}
		c := catalog(t, sitetest.Folder(file), "", nil)
		for anchor, expansion := range want {
			if d := c.Definitions[anchor]; d == nil || d.Expansion != expansion {
				t.Errorf("%s: %s is %v, want %s", order, anchor, d, expansion)
			}
		}
	}
}

// What an abbreviation means is written into the texts of those who may know it.
func TestTextsHaveTheExpansionsOfTheirAudience(t *testing.T) {
	archive := "-- data/glossary.yaml --\n- {term: AAA, expansion: mot ouvert}\n- {term: BBB, expansion: mot interne, audience: interne}\n" +
		"- {term: CCC, expansion: mot restreint, audience: restreint}\n- {term: FFF, expansion: six}\n" +
		"- {term: DDD, expansion: plusieurs, senses: [{expansion: premier sens}, {expansion: second sens}]}\n- {term: EEE, expansion: autre, senses: [{expansion: sens unique}]}\n"
	for _, audience := range content.Audiences() {
		archive += "-- " + audience + ".md --\n---\ntitle: Titre\ntype: reference\naudience: " + audience + "\n---\n\nAAA BBB CCC DDD EEE FFF\n"
	}
	c := catalog(t, sitetest.Folder(archive), "", nil)
	abbr := func(term, expansion string) string { return `<abbr title="` + expansion + `">` + term + "</abbr>" }
	for audience, want := range map[string][]string{
		"public":    {abbr("AAA", "mot ouvert"), "BBB", "CCC"},
		"interne":   {abbr("AAA", "mot ouvert"), abbr("BBB", "mot interne"), "CCC"},
		"restreint": {abbr("AAA", "mot ouvert"), abbr("BBB", "mot interne"), abbr("CCC", "mot restreint")},
	} {
		want = append(want, abbr("DDD", "premier sens / second sens"), abbr("EEE", "sens unique"), abbr("FFF", "six"))
		var got bytes.Buffer
		c.ByPath[audience+".md"].Body.Flow.Render(&got, nil) // it refers to nothing
		if got.String() != "<p>"+strings.Join(want, " ")+"</p>" {
			t.Errorf("%s reads %s", audience, got.String())
		}
	}
}

func TestSynonymsAndGlossaryOfAnAudience(t *testing.T) {
	glossary, synonyms := "-- data/glossary.yaml --\n", "-- data/synonyms.yaml --\ngroups:\n"
	for _, term := range strings.Fields("h c f a e g b d") {
		glossary += "- {term: " + term + ", expansion: mot}\n- {term: " + term + "x, expansion: mot, audience: restreint}\n"
	}
	for _, audience := range content.Audiences() {
		synonyms += "  - {words: [" + audience + ", mot], audience: " + audience + "}\n"
	}
	c := catalog(t, sitetest.Folder(glossary+synonyms), "interne", nil)
	s := c.Select(site.Selection{})
	var terms, words []string
	for _, d := range s.Glossary {
		terms = append(terms, d.Term)
	}
	for _, g := range s.Synonyms.Groups {
		words = append(words, g.Words[0])
	}
	if got := strings.Join(terms, " "); got != "a b c d e f g h" {
		t.Errorf("the glossary is %s", got)
	}
	if !slices.Equal(words, []string{"public", "interne"}) {
		t.Errorf("the synonyms are %v", words)
	}
}

// follow is a content whose pages lean on one another: on a fragment, on a title,
// on a code, on words of every audience.
func follow() fstest.MapFS {
	archive := "-- data/glossary.yaml --\n- {term: DPI, expansion: dossier patient}\n- {term: CODEX, expansion: secret, audience: restreint}\n" +
		"-- data/register.yaml --\n- {code: URG-01, version: \"1.0\", fingerprint: 0000-0000, date: 2026-01-01}\n" +
		"-- fragments/kit.md --\nOuvrir la mallette.\n-- fragments/autre.md --\nAutre.\n-- fragments/faute.md --\n<script>z</script>\n"
	for name, body := range map[string]string{
		"b.md":       "Texte de B.",
		"codex.md":   "Le CODEX et le DPI.",
		"kit.md":     "DPI.\n\n![](fragments/kit.md)",
		"manque.md":  "![](fragments/absent.md)\n\n[](b.md)\n\n<script>x</script>\n\n![](fragments/faute.md)",
		"titre.md":   "[](b.md)",
		"code.md":    "[](fiche:URG-01)",
		"autrui.md":  "[](contact:astreinte) et [](venir.md)",
		"zigzag.md":  "![](fragments/faute.md)",
		"solide.md":  "Rien.",
		"chemin.md":  "[](fiches/urgences/ecrans-bloques.md)",
		"a-suivr.md": "[](fiche:NEUF-01)",
	} {
		audience := "public"
		if name == "codex.md" {
			audience = "restreint"
		}
		archive += "-- " + name + " --\n---\ntitle: Titre de " + name + "\ntype: reference\nstatus: valide\nsummary: Résumé de " + name +
			"\ntrigger: [\"Quand : \", Ensuite !]\naudience: " + audience + "\n---\n\n" + body + "\n\n"
	}
	return sitetest.Folder(archive)
}

// facts is what a catalog says of its pages, one string a path, "" for what it says
// of the content as a whole.
func facts(c *site.Catalog) map[string]string {
	s := c.Select(site.Selection{Drafts: true})
	out := map[string]string{}
	for _, p := range c.Pages {
		var text bytes.Buffer
		p.Body.Flow.Render(&text, linked{s, p})
		out[p.Path] = fmt.Sprint(p.Title, p.Summary, p.Trigger, p.URL, p.Fingerprint, p.Standing, p.Parts, s.Passages(p), text.String(), c.ByPath[p.Path] == p)
	}
	for code, p := range c.ByCode {
		out[""] += code + " " + p.Path + "\n"
	}
	lines := strings.Split(out[""], "\n")
	slices.Sort(lines)
	out[""] = strings.Join(lines, "\n")
	for _, d := range c.Diagnostics {
		out[""] += fmt.Sprintln(d.Position, d.Message(diag.English), d.Suggestion)
	}
	for _, id := range slices.Sorted(maps.Keys(c.Contacts)) {
		out[""] += fmt.Sprintln(*c.Contacts[id])
	}
	for _, anchor := range slices.Sorted(maps.Keys(c.Definitions)) {
		out[""] += fmt.Sprintln(anchor, c.Definitions[anchor].Expansion)
	}
	return out
}

// linked resolves links as the pages of a site do.
type linked struct {
	*site.Site
	page *site.Page
}

func (l linked) Link(ref int) markdown.Link { return l.Site.Link(l.page, ref, "") }
func (linked) Word(key string) string       { return key }

// sameFacts compares what two catalogs say.
func sameFacts(t *testing.T, when string, got, want *site.Catalog) {
	t.Helper()
	g, w := facts(got), facts(want)
	for _, path := range slices.Sorted(maps.Keys(w)) {
		if g[path] != w[path] {
			t.Errorf("%s: of %q it says\n%s\na new one says\n%s", when, path, g[path], w[path])
		}
	}
	if len(g) != len(w) {
		t.Errorf("%s: %d pages, want %d", when, len(g)-1, len(w)-1)
	}
}

// After each edit the next catalog says what a new one says, and makes anew those
// pages alone that the edit touches: a page that is kept shows the text that it had.
func TestNextCatalogSaysWhatANewOneSays(t *testing.T) {
	const card = "fiches/urgences/ecrans-bloques.md"
	const all = "all"
	read := func(r *content.Reader, changed ...string) *content.Library {
		l, _, err := r.Read(changed)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	for _, c := range []struct {
		when            string
		file, old, text string // no old text: the file is put there, or taken away without a text
		pages           string // those made anew
		bodies          string // those read anew, where they are not the same
	}{
		{"nothing", "solide.md", "Rien.", "Rien.", "", ""},
		{"a text", "b.md", "Texte", "Phrase", "b.md", ""},
		{"a title", "b.md", "Titre de", "Nom de", "b.md manque.md titre.md", "b.md"},
		{"the title of a card", card, "Écrans bloqués", "Écrans noirs", "chemin.md code.md " + card, card},
		{"a code", card, "URG-01", "URG-02", "chemin.md code.md " + card, card},
		{"a code that is awaited", card, "URG-01", "NEUF-01", "a-suivr.md chemin.md code.md " + card, card},
		{"a page less", "b.md", "", "", "manque.md titre.md", "none"},
		{"a page less that nobody names", "solide.md", "", "", "", ""},
		{"a page more", "venir.md", "", "---\ntitle: Venir\ntype: reference\n---\n\nTexte.\n", "autrui.md venir.md", "venir.md"},
		{"a fragment", "fragments/kit.md", "Ouvrir", "Fermer", "kit.md manque.md zigzag.md", ""}, // a mistake may be mended by any
		{"a fragment that nobody shows", "fragments/autre.md", "Autre", "Encore", "manque.md zigzag.md", ""},
		{"a fragment less", "fragments/kit.md", "", "", "kit.md manque.md zigzag.md", ""},
		{"the fragment that was missing", "fragments/absent.md", "", "Présent.\n", "manque.md zigzag.md", ""},
		{"a word for all", "data/glossary.yaml", "dossier patient", "dossier", all, all},
		{"a word for few", "data/glossary.yaml", "secret", "caché", all, "codex.md"},
		{"a word for fewer readers", "data/glossary.yaml", "dossier patient}", "dossier patient, audience: restreint}", all, all + " but codex.md"},
		{"a number", "data/directory.yaml", "7112", "7113", "autrui.md " + card, "none"},
		{"an approval", "data/register.yaml", "0000-0000", "1111-1111", all, "none"},
		{"a situation", "data/scenarios.yaml", "cuts: [mail]", "cuts: [mail, telephone]", all, "none"},
		{"the language", "site.yaml", "title: Essai", "title: Essai\nlanguage: en", all, all},
		{"the name", "site.yaml", "title: Essai", "title: Autre", "", ""},
	} {
		files := follow()
		r := content.NewReader(files, nil)
		before := site.NewCatalog(read(r), nil)
		switch f := files[c.file]; {
		case c.old != "":
			if !bytes.Contains(f.Data, []byte(c.old)) {
				t.Fatalf("%s: %s does not say %q", c.when, c.file, c.old)
			}
			files[c.file] = &fstest.MapFile{Data: bytes.Replace(f.Data, []byte(c.old), []byte(c.text), 1)}
		case c.text != "":
			files[c.file] = &fstest.MapFile{Data: []byte(c.text)}
		default:
			delete(files, c.file)
		}
		next := before.Next(read(r, c.file), nil)
		alone, _, err := content.Load(files, nil)
		if err != nil {
			t.Fatal(err)
		}
		sameFacts(t, c.when, next, site.NewCatalog(alone, nil))
		var pages, bodies, every []string
		for _, p := range next.Pages {
			was := before.ByPath[p.Path]
			every = append(every, p.Path)
			if was != p {
				pages = append(pages, p.Path)
			}
			if was == nil || was.Body != p.Body {
				bodies = append(bodies, p.Path)
			}
		}
		expect := func(what string, got []string, want string) {
			if rest, ok := strings.CutPrefix(want, all); ok {
				but := strings.TrimPrefix(rest, " but ")
				want = strings.Join(slices.DeleteFunc(slices.Clone(every), func(path string) bool { return path == but }), " ")
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s: %s %v, want %s", c.when, what, got, want)
			}
		}
		expect("made anew are", pages, c.pages)
		switch c.bodies {
		case "":
			c.bodies = c.pages
		case "none":
			c.bodies = ""
		}
		expect("read anew are", bodies, c.bodies)
	}
}

// What establishments share is what none of them has of its own: each shows what it
// would show alone.
func TestEstablishmentsShareWhatIsCommon(t *testing.T) {
	r := content.NewReader(sitetest.Group(), nil)
	l, _, err := r.Read(nil)
	if err != nil {
		t.Fatal(err)
	}
	common := site.NewCatalog(l, nil)
	for id, want := range map[string]string{
		"est":  "fiches/_index.md, fiches/pui/dispensation.md, fiches/urgences/ecrans-bloques.md, fiches/urgences/panne-electrique.md",
		"nord": "", // it has contacts of its own
		"sud":  "fiches/_index.md, fiches/urgences/ecrans-bloques.md, fiches/urgences/panne-electrique.md",
	} {
		own, _, err := r.Library(id)
		if err != nil {
			t.Fatal(err)
		}
		alone, _, err := content.LoadFor(sitetest.Group(), nil, id)
		if err != nil {
			t.Fatal(err)
		}
		c := common.For(own, nil)
		sameFacts(t, id, c, site.NewCatalog(alone, nil))
		var shared []string
		for _, p := range c.Pages {
			if common.Common(p) != nil {
				t.Errorf("%s is shared where there is no establishment", p.Path)
			}
			switch of := c.Common(p); {
			case of == p:
				shared = append(shared, p.Path)
			case of != nil:
				shared = append(shared, p.Path+" but its numbers")
			}
		}
		if got := strings.Join(shared, ", "); got != want {
			t.Errorf("%s shares\n%s, want\n%s", id, got, want)
		}
	}
}

// The mistakes of all texts are there in the order of their places, and one of a
// fragment once, whoever shows it.
func TestCatalogHasTheMistakesOfItsTexts(t *testing.T) {
	l, _, err := content.Load(follow(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range site.NewCatalog(l, nil).Diagnostics {
		got = append(got, fmt.Sprintf("%s:%d %s %s", d.File, d.Line, d.Rule, d.Suggestion))
	}
	if want := []string{"fragments/faute.md:1 raw-html ", "manque.md:10 broken-include fragments/autre.md", "manque.md:14 raw-html "}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// A page is read as its type wants: the value in braces is for the filled-in copy of
// a form alone, and title, summary and triggers are typeset.
func TestPagesAreReadByTheirType(t *testing.T) {
	const body = "## Nom : identité\n\nNom : ____ {Jeanne}\n"
	archive := "-- forme.md --\n---\ntitle: \"Nom : a\"\ntype: formulaire\nversion: \"1\"\n---\n\n" + body +
		"-- texte.md --\n---\ntitle: \"Nom : a\"\nsummary: Vite !\ntrigger: [\"Quand : b\", Ensuite !]\ntype: reference\n---\n\n" + body +
		card("fiche.md", "code: URG-05\nservice: urgences\nscenario: tous\nphase: alerte", body)
	c := sitetest.Catalog(t, sitetest.Folder(archive))
	for path, want := range map[string]string{"forme.md": "true 0", "texte.md": "false 0", "fiche.md": "false 1"} {
		if b := c.ByPath[path].Body; fmt.Sprint(b.Examples, " ", len(b.Stages)) != want {
			t.Errorf("%s: examples %v, %d stages, want %s", path, b.Examples, len(b.Stages), want)
		}
	}
	p := c.ByPath["texte.md"]
	if got := fmt.Sprintf("%q", append([]string{p.Title, p.Summary}, p.Trigger...)); got != `["Nom\u202f: a" "Vite\u202f!" "Quand\u202f: b" "Ensuite\u202f!"]` {
		t.Errorf("typeset are %s", got)
	}
}

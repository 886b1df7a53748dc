package pack_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/output"
	"planblanc/internal/pack"
	"planblanc/internal/sitetest"
	"planblanc/internal/theme"
)

// varied has what a single file must deal with: a card of another service and one
// for all, a form that a card cites, an image, an old address, text that would
// end a script.
const varied = `
-- fiches/pui/sans-stock.md --
---
title: Plus de stock
code: PUI-01
type: procedure-degradee
service: pui
scenario: perte-dpi
role: ide
phase: duree
summary: Compter à la main.
version: "1.0"
status: valide
---

## Compter (5 min)

1. [ ] **Compter** les boîtes.
-- fiches/general/premiers-gestes.md --
---
title: Premiers gestes
code: GEN-01
type: fiche-reflexe
service: tous
scenario: tous
role: tous
phase: alerte
summary: Pour tous, « </script> » compris.
trigger: Panne
version: "1.0"
status: valide
aliases: [ancienne.html]
related: [PUI-01]
contacts: astreinte
---

## Tout de suite (0–5 min)

1. [ ] **Remplir** [](fiche:FOR-01), voir le [schéma](#schema).

## Schéma

![Un schéma](schema.svg)

Pour la pharmacie : [](fiche:PUI-01).
-- fiches/general/schema.svg --
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1"/></svg>
-- formulaires/registre.md --
---
title: Registre
code: FOR-01
type: formulaire
service: pui
scenario: tous
role: tous
phase: duree
summary: Inscrire chaque patient.
version: "1.0"
status: valide
---

Nom : ____
`

// load builds a folder and loads the site, with the theme that a folder lays over
// the standard one.
func load(t *testing.T, archive string, over fs.FS) *pack.Site {
	t.Helper()
	th, err := theme.Load(over)
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	dir := filepath.Join(t.TempDir(), "public")
	o := build.Options{Source: sitetest.Folder(archive), Date: day, Today: content.Date{Time: day}}
	l, _, err := build.Run(o, th, dir, output.Options{})
	if err != nil {
		t.Fatal(err, l.Diagnostics)
	}
	s, err := pack.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func single(t *testing.T, s *pack.Site, service string) (string, pack.Folded) {
	t.Helper()
	var b bytes.Buffer
	made, err := s.Single(&b, service)
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), made
}

var (
	sectionID = regexp.MustCompile(`<section class="folded[^"]*" id="([^"]*)"`)
	anyID     = regexp.MustCompile(` id="([^"]*)"`)
	anyHref   = regexp.MustCompile(`<a [^>]*href="([^"]*)"`)
)

func all(re *regexp.Regexp, text string) []string {
	var out []string
	for _, m := range re.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// section is a section of a single file, whole.
func section(text, id string) string {
	_, rest, _ := strings.Cut(text, `" id="`+id+`"`)
	body, _, _ := strings.Cut(rest, "\n<section class=\"folded")
	return body
}

func TestSingleHoldsTheSite(t *testing.T) {
	s := load(t, varied, nil)
	text, made := single(t, s, "")
	sections := all(sectionID, text)
	if sections[0] != "sommaire" || sections[1] != "index.html" || made.Pages != len(sections)-1 {
		t.Errorf("%d pages in %v", made.Pages, sections)
	}
	for _, e := range s.Contents.Entries {
		left := strings.HasPrefix(e.Path, "classeurs/service-") || slices.Contains([]string{"404.html", "verifier.html", "papier.html", "situation.html", "ancienne.html"}, e.Path)
		if filepath.Ext(e.Path) == ".html" && slices.Contains(sections, e.Path) == left {
			t.Errorf("%s: left out is %v", e.Path, left)
		}
	}
	if ratio := float64(len(text)) / float64(made.Parts); ratio > 1.5 {
		t.Errorf("%d bytes for parts of %d", len(text), made.Parts)
	}
	again, _ := single(t, s, "")
	if again != text {
		t.Error("two files of one site differ")
	}
	for _, bad := range []string{`src="../`, `href="../`, `<link`, ` src="assets`, "refresh", "<noscript"} {
		if strings.Contains(text, bad) {
			t.Errorf("the file holds %q", bad)
		}
	}
	if !strings.Contains(text, `src="data:image/svg+xml;base64,PHN2ZyB4`) {
		t.Error("no image")
	}
	if n := strings.Count(text, "</script"); n != 1 {
		t.Errorf("%d scripts end", n)
	}
}

func TestSingleLinksLand(t *testing.T) {
	s := load(t, varied, nil)
	for _, service := range []string{"", "urgences"} {
		text, _ := single(t, s, service)
		text, _, _ = strings.Cut(text, "<script>")
		ids := map[string]bool{"p_main": true} // which the script gives
		for _, id := range all(anyID, text) {
			if ids[id] {
				t.Errorf("%s: id %s twice", service, id)
			}
			ids[id] = true
		}
		links := all(anyHref, text)
		for _, href := range links {
			if id, ok := strings.CutPrefix(href, "#"); !ok || !ids[id] {
				t.Errorf("%q: %s leads nowhere", service, href)
			}
		}
		if len(links) < 20 {
			t.Errorf("%q: %d links", service, len(links))
		}
	}
}

func TestSingleOfAService(t *testing.T) {
	s := load(t, varied, nil)
	text, _ := single(t, s, "urgences")
	got := all(sectionID, text)
	want := []string{
		"sommaire", "services/urgences.html", "annuaire.html", "fiches/general/premiers-gestes.html", "fiches/urgences/ecrans-bloques.html",
		"formulaires/registre.html", "glossaire.html", "recherche.html", "services/urgences/perte-dpi.html", "services/urgences/rancongiciel.html",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	card := section(text, "fiches/general/premiers-gestes.html")
	if strings.Contains(card, "#fiches/pui") || !strings.Contains(card, "Pour la pharmacie") || !strings.Contains(card, `href="#formulaires/registre.html"`) ||
		!strings.Contains(card, `href="#fiches/general/premiers-gestes.html#schema"`) || !strings.Contains(card, `<a href="#services/urgences.html">Accueil</a>`) {
		t.Errorf("links of a card:\n%s", card)
	}
	if note := "Extrait\u00a0: Urgences. "; !strings.Contains(section(text, "sommaire"), note) || !strings.Contains(section(text, "recherche.html"), note) {
		t.Error("nothing says that this is an extract")
	}
	if strings.Contains(text, "#formulaires.html") || strings.Contains(text, "Classeur à imprimer") {
		t.Error("a menu or a button leads to what is not there")
	}
	sitetest.Golden(t, "single.golden", []byte(section(text, "sommaire")+section(text, "services/urgences.html")+section(text, "fiches/urgences/ecrans-bloques.html")))

	_, err := s.Single(io.Discard, "urgence")
	if e, ok := errors.AsType[*pack.ServiceError](err); !ok || !slices.Equal(e.Known, []string{"pui", "urgences"}) {
		t.Errorf("%v", err)
	}
}

// A theme may lack what a single file is made of, or load what cannot go into it.
func TestSingleNeedsAFrame(t *testing.T) {
	with := func(name, text string) fs.FS { return os.DirFS(folder(t, name, text)) }
	_, err := load(t, "", with("components/search/search.html", "<p id=\"p_search\">")).Single(io.Discard, "")
	if e, ok := errors.AsType[*pack.ThemeError](err); !ok || e.URL != "recherche.html" {
		t.Errorf("no box: %v", err)
	}
	_, err = load(t, "", with("layouts/forms.html", `{{define "main"}}<div><h1>Formulaires</h1></div>{{end}}`)).Single(io.Discard, "")
	if e, ok := errors.AsType[*pack.ThemeError](err); !ok || e.URL != "formulaires.html" {
		t.Errorf("no main part: %v", err)
	}
	_, err = load(t, "", with("layouts/forms.html", `{{define "main"}}<main><h1>Formulaires</h1><img alt="" src="assets/site.js"></main>{{end}}`)).Single(io.Discard, "")
	if e, ok := errors.AsType[*pack.FormatError](err); !ok || e.Path != "assets/site.js" {
		t.Errorf("a script as an image: %v", err)
	}
}

func folder(t *testing.T, name, text string) string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A page that needs a script of its own would be dead in the file.
func TestSingleLeavesOutWhatRunsByItself(t *testing.T) {
	over := os.DirFS(folder(t, "layouts/forms.html", `{{define "main"}}<main><h1>Formulaires</h1></main><script src="assets/mine.js" defer></script>{{end}}`))
	text, _ := single(t, load(t, "", over), "")
	if strings.Contains(text, `id="formulaires.html"`) || strings.Contains(text, `href="#formulaires.html"`) || !strings.Contains(text, `id="annuaire.html"`) {
		t.Error("the page is in the file, or linked, or others are not")
	}
}

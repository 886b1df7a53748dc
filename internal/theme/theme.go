// Package theme turns a site into pages and assets.
//
// A Theme is a folder of layouts, components, styles, scripts and words, with
// the files of another folder laid over it one by one. Load reads it once:
// words go into the templates and scripts as plain text, each layout is parsed
// into its own clone of base.html, styles and scripts are bundled. For each site, a renderer
// then fills the layouts on every processor.
//
// What many pages show alike (a list row, a contact, the frame around the page)
// is made once for each depth of folder, since only the way back to the top
// differs, and kept as HTML. A page is one execution of its layout over a
// struct of such pieces.
//
// Every link is relative and ends in a file name. No page holds a count, a hash
// or a date of the whole site, the edition aside: one edit changes only the
// pages that show it. Goroutines may share a Theme.
//
// Why not one template set for all layouts: html/template would silently use
// the last "main". Why not words as template values: each costs a reflected
// call on each page, and no page has two languages. Why not hashed names of
// assets: a change of style would change every page of a copy.
package theme

import (
	"crypto/sha256"
	"fmt"
	"html/template"
	"io/fs"
	"reflect"
	"slices"
	"strings"

	"planblanc/internal/output"
	"planblanc/internal/site"
	"planblanc/themes"
)

// fallback is the language of sites whose own has no words.
const fallback = "en"

// Theme is a look, ready to render sites.
type Theme struct {
	assets []output.File     // the styles
	looks  map[string]*look  // by language
	sum    [sha256.Size]byte // of all that it was made of but the styles
	laid   bool              // templates of an author are in place of some of ours
}

// look is a theme in one language.
type look struct {
	*vocabulary
	*templates
	scripts []output.File
	// findings are the same in every language.
	findings *findings
	// siteScript is given the days of a copy, verifierScript stands in a page.
	siteScript     []byte
	verifierScript template.JS
	qr             qrDrawer
}

// Load reads the default theme with the files of override, which may be nil, in
// place of its own: "words/fr.json", "components/row/row.css".
func Load(override fs.FS) (*Theme, error) {
	src, err := sourceOf(override)
	if err != nil {
		return nil, err
	}
	t := &Theme{looks: map[string]*look{}}
	if t.laid, err = src.laysTemplates(); err != nil {
		return nil, fmt.Errorf("load theme: %w", err)
	}
	if t.assets, err = bundleStyles(src); err != nil {
		return nil, fmt.Errorf("load theme: %w", err)
	}
	if t.sum, err = src.sum(false); err != nil {
		return nil, fmt.Errorf("load theme: %w", err)
	}
	qr, err := newQRDrawer()
	if err != nil {
		return nil, fmt.Errorf("load theme: %w", err)
	}
	findings, err := loadFindings(src)
	if err != nil {
		return nil, fmt.Errorf("load theme: %w", err)
	}
	files, err := src.list("words", ".json")
	if err != nil {
		return nil, fmt.Errorf("load theme: %w", err)
	}
	for _, file := range files {
		l := &look{qr: qr, findings: findings}
		if l.vocabulary, err = loadWords(src, file); err != nil {
			return nil, fmt.Errorf("load theme: %w", err)
		}
		if l.templates, err = compile(src, l.vocabulary); err != nil {
			return nil, fmt.Errorf("load theme: %w", err)
		}
		if l.scripts, err = bundleScripts(src, l.vocabulary); err != nil {
			return nil, fmt.Errorf("load theme: %w", err)
		}
		last := len(l.scripts) - 1
		l.siteScript, l.verifierScript, l.scripts = l.scripts[0].Body, inline(l.scripts[last].Body), l.scripts[1:last]
		t.looks[stem(file)] = l
	}
	return t, nil
}

// Sum identifies what Load reads, without its work: themes with the same sum make
// the same pages.
func Sum(override fs.FS) (string, error) {
	src, err := sourceOf(override)
	if err != nil {
		return "", err
	}
	sum, err := src.sum(true)
	if err != nil {
		return "", fmt.Errorf("read theme: %w", err)
	}
	return fmt.Sprintf("%x", sum), nil
}

func sourceOf(override fs.FS) (source, error) {
	base, err := fs.Sub(themes.Default, "default")
	if err != nil {
		return source{}, fmt.Errorf("load theme: %w", err)
	}
	return source{override, base}, nil
}

// Differs reports in what a theme differs from another: in styles, in anything
// else.
func (t *Theme) Differs(other *Theme) (styles, more bool) {
	return !reflect.DeepEqual(t.assets, other.assets), t.sum != other.sum
}

// Words returns the interface's words in a language ("fr", "fr-FR"), in English
// where the theme has none for it.
func (t *Theme) Words(language string) Words { return t.look(language).words }

func (t *Theme) look(language string) *look {
	base, _, _ := strings.Cut(language, "-")
	for _, name := range []string{language, base} {
		if l := t.looks[name]; l != nil {
			return l
		}
	}
	return t.looks[fallback]
}

// Printed holds the ids of the binders that have a PDF beside their page.
type Printed map[string]bool

// Render makes every page and asset of a site, which can be rendered again unless
// it is to be made Once. add is called by several goroutines at once, in no order,
// with bytes that are the same in each run; a Body is only valid during the call.
// The first error stops the rest.
func (t *Theme) Render(s *site.Site, printed Printed, add func(output.File) error) error {
	return t.render(nil, s, printed, add)
}

// render takes from m, which may be nil, what it holds of the site's pages.
func (t *Theme) render(m *Memory, s *site.Site, printed Printed, add func(output.File) error) error {
	r := newRenderer(t.look(s.Settings.Language), s, s.Binders, add)
	r.printed, r.once = printed, s.Once && s.Exercise == "" // whose board shows texts again
	if !t.laid && s.Catalog.Usual() {                       // a template may show a site's name where its slot is not known again
		r.memory = m
	}
	r.documents()
	r.others(t.files(r.look))
	return r.work()
}

// Binders makes the pages of binders, which need not be those that the settings
// ask for, and what these pages load. The rules of Render apply to add.
func (t *Theme) Binders(s *site.Site, binders []*site.Binder, add func(output.File) error) error {
	r := newRenderer(t.look(s.Settings.Language), s, func() []*site.Binder { return binders }, add)
	r.assets(t.assets)
	r.contentFiles()
	for _, b := range binders {
		r.bind(b)
	}
	return r.work()
}

// files are the styles and scripts that are the same for every site.
func (t *Theme) files(l *look) []output.File { return slices.Concat(t.assets, l.scripts) }

// Edition names a site's edition in the words of its sheets.
func (t *Theme) Edition(s *site.Site) string {
	r := newRenderer(t.look(s.Settings.Language), s, s.Binders, nil)
	return r.edition()
}

// Names are what a site and its edition are called where none of its pages is
// seen: on keys, in archives, by verify. Those of an exercise begin with that
// word, so that no copy passes for a real one, nor for a later edition of it.
func (t *Theme) Names(s *site.Site) (name, edition string) {
	name, edition = s.Settings.Title+" – "+s.Settings.Organization, s.Number
	if s.Exercise == "" {
		return name, edition
	}
	word := t.look(s.Settings.Language).words.ExerciseWord
	return word + " (" + s.Exercise + ") – " + name, word + " " + edition
}

// BinderNames names a site's binders in the words of their covers.
func (t *Theme) BinderNames(s *site.Site) []output.Binder {
	r := newRenderer(t.look(s.Settings.Language), s, s.Binders, nil)
	var all []output.Binder
	for _, b := range s.Binders() {
		name, _ := r.binderName(b)
		all = append(all, output.Binder{ID: b.ID, Title: name})
	}
	return all
}

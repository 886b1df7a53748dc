package theme

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"slices"

	"planblanc/internal/output"
	"planblanc/internal/site"
)

// accessibilityPage is what layouts/accessibility.html shows.
type accessibilityPage struct {
	Frame              frame
	Organization, Name string
}

func (r *renderer) accessibility() error {
	s := r.site.Settings
	return r.page(site.AccessibilityURL, "accessibility", accessibilityPage{
		Frame:        r.frame(site.AccessibilityURL, r.words.AccessTitle, r.words.AccessTitle, noChapter),
		Organization: r.typeset(s.Organization), Name: r.typeset(s.Title),
	})
}

// notFoundPage is what layouts/notfound.html shows.
type notFoundPage struct {
	Frame          frame
	Home, Alphabet template.URL
}

func (r *renderer) notFound() error {
	from := placeOf(site.NotFoundURL)
	return r.page(site.NotFoundURL, "notfound", notFoundPage{
		Frame: r.frame(site.NotFoundURL, r.words.LostTitle, r.words.LostTitle, noChapter),
		Home:  from.to(site.HomeURL), Alphabet: from.to(site.AlphabetURL),
	})
}

// aliasPage is what layouts/alias.html shows: an old address of a document.
type aliasPage struct {
	Frame  frame
	Target template.URL
	Title  string
}

// aliases makes a page at each old address.
func (r *renderer) aliases() {
	pages := slices.Clone(r.site.Pages)
	for _, s := range r.site.Sections {
		pages = append(pages, s.Page)
	}
	for _, p := range pages {
		for _, old := range p.Meta.Aliases {
			url := site.AliasURL(old)
			if url == "" {
				continue
			}
			r.job(url, func() error {
				return r.page(url, "alias", aliasPage{
					Frame:  r.frame(url, r.words.AliasTitle, r.words.AliasTitle, noChapter),
					Target: placeOf(url).to(p.URL), Title: p.Title,
				})
			})
		}
	}
}

// contentFiles copies the images and files that published pages point at.
func (r *renderer) contentFiles() {
	seen := map[string]bool{}
	copyOf := func(p *site.Page) {
		for _, name := range r.site.Catalog.Files(p) {
			if seen[name] {
				continue
			}
			seen[name] = true
			r.job(name, func() error {
				text, err := fs.ReadFile(r.site.Catalog.Library.FS, name)
				if err != nil {
					return fmt.Errorf("copy %s: %w", name, err)
				}
				return r.add(output.File{Path: name, Body: text})
			})
		}
	}
	for _, p := range r.site.Pages {
		copyOf(p)
	}
	for _, s := range r.site.Sections {
		copyOf(s.Page)
	}
}

// readMeData is what layouts/readme.txt shows.
type readMeData struct {
	Name, Organization, Number, Date, ValidUntil string
	Contacts                                     []string
}

// readMe is for who finds the folder on a key: text that any Windows editor
// opens with its accents.
func (r *renderer) readMe() error {
	s := r.site
	data := readMeData{
		Name: r.typeset(s.Settings.Title), Organization: r.typeset(s.Settings.Organization),
		Number: s.Number, Date: r.longDate(s.Date.Time), ValidUntil: r.longDate(s.ValidUntil.Time),
	}
	for _, c := range r.site.ContactsForAll() {
		data.Contacts = append(data.Contacts, r.typeset(c.Function)+r.words.Colon+" "+site.Number(c))
	}
	var b bytes.Buffer
	if err := r.readme.Execute(&b, data); err != nil {
		return fmt.Errorf("render %s: %w", site.ReadMeURL, err)
	}
	text := append([]byte("\xef\xbb\xbf"), bytes.ReplaceAll(b.Bytes(), []byte("\n"), []byte("\r\n"))...)
	return r.add(output.File{Path: site.ReadMeURL, Body: text})
}

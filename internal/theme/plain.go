package theme

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"slices"
	texttemplate "text/template"

	"planblanc/internal/output"
	"planblanc/internal/picture"
	"planblanc/internal/site"
)

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

// contentFiles copies the files that published pages point at; of images, what is
// to be seen.
func (r *renderer) contentFiles() {
	seen := map[string]bool{}
	copyAll := func(names ...string) {
		for _, name := range names {
			if seen[name] {
				continue
			}
			seen[name] = true
			r.job(name, func() error {
				text, err := fs.ReadFile(r.site.Catalog.Library.FS, name)
				if err != nil {
					return fmt.Errorf("copy %s: %w", name, err)
				}
				if picture.Is(name) {
					if text, err = picture.Clean(name, text); err != nil {
						return fmt.Errorf("clean %s: %w", name, err)
					}
				}
				return r.add(output.File{Path: name, Body: text})
			})
		}
	}
	for _, p := range r.site.Pages {
		copyAll(r.site.Catalog.Files(p)...)
	}
	for _, s := range r.site.Sections {
		copyAll(r.site.Catalog.Files(s.Page)...)
	}
	if logo := r.site.Settings.Logo(); logo != "" {
		copyAll(logo)
	}
}

// readMeData is what layouts/readme.txt shows.
type readMeData struct {
	Name, Organization, Number, Date, ValidUntil string
	Contacts, Notices                            []string
}

// readMe is for who finds the folder on a key: text that any Windows editor
// opens with its accents.
func (r *renderer) readMe() error {
	s := r.site
	data := readMeData{
		Name: r.marked(r.typeset(s.Settings.Title)), Organization: r.typeset(s.Settings.Organization),
		Number: s.Number, Date: r.longDate(s.Date.Time), ValidUntil: r.longDate(s.ValidUntil.Time),
	}
	for _, c := range r.site.ContactsForAll() {
		data.Contacts = append(data.Contacts, r.typeset(c.Function)+r.words.Colon+" "+site.Number(c, site.TelephoneWorks))
	}
	for _, n := range s.Notices {
		data.Notices = append(data.Notices, insert(r.words.CrisisMoment, "date", r.longDate(n.At.Time), "time", n.At.Format(r.words.DateTime))+r.words.Colon+" "+r.typeset(n.Text))
	}
	return r.text(site.ReadMeURL, r.readme, data)
}

// text adds a file of plain text in the form that the oldest editors read.
func (r *renderer) text(url string, t *texttemplate.Template, data any) error {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return fmt.Errorf("render %s: %w", url, err)
	}
	text := append([]byte("\xef\xbb\xbf"), bytes.ReplaceAll(b.Bytes(), []byte("\n"), []byte("\r\n"))...)
	return r.add(output.File{Path: url, Body: text})
}

package site

import (
	"cmp"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"planblanc/internal/content"
)

// Selection says what a build publishes.
type Selection struct {
	Drafts bool
	// Date is the build date, when it is given; else the last change in version
	// control, else the newest date of a document.
	Date time.Time
	// Since is a moment that the build date is not before, unless it is given.
	Since time.Time
	// Tools is what the site carries beside its pages.
	Tools Tools
	// Exercise is the name of the exercise that the site is for, "" for a real one.
	Exercise string
	// Once says that the pages are made one time, and not shown after.
	Once bool
}

// Site is what one build publishes.
type Site struct {
	Catalog  *Catalog
	Settings *content.Settings
	Audience content.Audience
	Tools    Tools
	Exercise string // its name, in a site that is for one; "" in a real one
	Once     bool   // its texts are forgotten page by page as it is rendered
	// Built is the build date; ValidUntil the day after which a copy is too old.
	Built      time.Time
	ValidUntil content.Date
	// Number and Date name the edition.
	Number string
	Date   content.Date

	Pages    []*Page // every page of a document, sections aside, by URL
	Coded    []*Page // those with a code, by code
	Sections []*Section
	Terms    map[content.Axis][]*Term
	Contacts []*content.Contact
	Glossary []*Definition
	Synonyms content.Synonyms
	// Notices are those of the crisis cell that stand, the newest first.
	Notices []*content.Notice

	published map[*Page]bool
	byID      map[content.Axis]map[string]*Term
	inSection map[*Page]*Section
	speller   *speller // shared with the sites that follow
}

// Publishes reports whether the site has a page.
func (s *Site) Publishes(p *Page) bool { return s.published[p] }

// Term returns a term of an axis, or nil.
func (s *Site) Term(a content.Axis, id string) *Term { return s.byID[a][id] }

// SectionOf returns the section that lists a page, or nil.
func (s *Site) SectionOf(p *Page) *Section { return s.inSection[p] }

// Select applies the settings' audience and the drafts.
func (c *Catalog) Select(sel Selection) *Site { return c.selectFor(c.Library.Settings.Audience, sel) }

// SelectAll does the same for those who may read everything.
func (c *Catalog) SelectAll(sel Selection) *Site { return c.selectFor(content.Restricted, sel) }

// Everything returns the site with every document, whatever its audience and
// status: what rules look at.
func (c *Catalog) Everything() *Site { return c.SelectAll(Selection{Drafts: true}) }

func (c *Catalog) selectFor(audience content.Audience, sel Selection) *Site {
	l := c.Library
	s := &Site{
		Catalog: c, Settings: &l.Settings, Audience: audience, Tools: sel.Tools, Exercise: sel.Exercise, Once: sel.Once,
		published: map[*Page]bool{}, inSection: map[*Page]*Section{},
		Terms: map[content.Axis][]*Term{}, byID: map[content.Axis]map[string]*Term{}, speller: newSpeller(l.Settings.Language),
	}
	if s.Audience == "" {
		s.Audience = content.Internal
	}
	for _, p := range c.Pages {
		if s.Audience.Includes(p.Meta.Audience) && (sel.Drafts || p.Meta.Status == content.Valid) {
			s.published[p] = true
			if !p.Section {
				s.Pages = append(s.Pages, p)
			}
		}
	}
	slices.SortFunc(s.Pages, func(a, b *Page) int { return strings.Compare(a.URL, b.URL) })
	for _, p := range s.Pages {
		if p.Meta.Code != "" {
			s.Coded = append(s.Coded, p)
		}
	}
	slices.SortFunc(s.Coded, func(a, b *Page) int {
		return cmp.Or(strings.Compare(a.Meta.Code, b.Meta.Code), strings.Compare(a.URL, b.URL))
	})
	for i := range l.Contacts {
		if s.Audience.Includes(l.Contacts[i].Audience) {
			s.Contacts = append(s.Contacts, &l.Contacts[i])
		}
	}
	for _, d := range c.Definitions {
		if s.Audience.Includes(d.Audience) {
			s.Glossary = append(s.Glossary, d)
		}
	}
	slices.SortFunc(s.Glossary, func(a, b *Definition) int { return strings.Compare(a.Anchor, b.Anchor) })
	s.Synonyms = l.Synonyms.For(s.Audience)
	s.date(sel)
	s.notices()
	s.sections()
	s.axes()
	return s
}

// date sets the build date and the edition, from this audience's own documents
// only: a public edition must not tell when a restricted page changed.
func (s *Site) date(sel Selection) {
	built := sel.Date
	if built.IsZero() {
		own := s.Catalog.sources(maps.Keys(s.published))
		for file, when := range s.Catalog.Changed {
			shared := file == content.SettingsFile || strings.HasPrefix(file, "data/") && file != content.NoticesFile
			if (shared || own[file]) && when.After(built) {
				built = when
			}
		}
	}
	if built.IsZero() {
		built = time.Unix(0, 0).UTC()
		for _, p := range s.Pages {
			for _, d := range []content.Date{p.Meta.Approved, p.Meta.Exercised} {
				if d.After(built) {
					built = d.Time
				}
			}
		}
	}
	if sel.Date.IsZero() {
		for _, least := range []time.Time{s.lastNotice(), sel.Since} {
			if least.After(built) {
				built = least
			}
		}
	}
	s.Built = built
	edition := s.Settings.Edition
	s.Date = edition.Date
	if s.Date.IsZero() {
		y, m, d := built.Date()
		s.Date = content.Date{Time: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
	}
	s.Number = edition.Number
	if s.Number == "" {
		s.Number = s.Date.Format("2006.01")
	}
	y, m, d := built.Date()
	s.ValidUntil = content.Date{Time: time.Date(y, m, d+s.Settings.Freshness.Copy, 0, 0, 0, 0, time.UTC)}
}

// sources are the files that pages are made of: documents, the fragments that
// they include, images.
func (c *Catalog) sources(pages iter.Seq[*Page]) map[string]bool {
	files := map[string]bool{}
	for p := range pages {
		files[p.Path] = true
		for _, f := range p.Body.Includes {
			files[f] = true
		}
		for _, file := range c.Files(p) {
			files[file] = true
		}
	}
	return files
}

// Section is a folder with an _index.md.
type Section struct {
	*Page // of the _index.md
	Dir   string
	// Pages are the documents of the folder that no deeper section holds.
	Pages    []*Page
	Children []*Section
	Parent   *Section
}

// sections puts each page in the nearest folder that is a section.
func (s *Site) sections() {
	byDir := map[string]*Section{}
	for _, p := range s.Catalog.Pages {
		if p.Section && s.published[p] {
			sec := &Section{Page: p, Dir: path.Dir(p.Path)}
			byDir[sec.Dir] = sec
			s.Sections = append(s.Sections, sec)
		}
	}
	nearest := func(dir string) *Section {
		for ; dir != "." && dir != "/"; dir = path.Dir(dir) {
			if sec := byDir[dir]; sec != nil {
				return sec
			}
		}
		return nil
	}
	for _, sec := range s.Sections {
		if sec.Parent = nearest(path.Dir(sec.Dir)); sec.Parent != nil {
			sec.Parent.Children = append(sec.Parent.Children, sec)
		}
	}
	for _, p := range s.Pages {
		if sec := nearest(path.Dir(p.Path)); sec != nil {
			s.inSection[p] = sec
			sec.Pages = append(sec.Pages, p)
		}
	}
	byPriority := func(a, b *Section) int {
		return cmp.Or(ComparePriority(a.Page, b.Page), strings.Compare(a.Dir, b.Dir))
	}
	slices.SortFunc(s.Sections, byPriority)
	for _, sec := range s.Sections {
		slices.SortFunc(sec.Children, byPriority)
		slices.SortFunc(sec.Pages, func(a, b *Page) int {
			return cmp.Or(ComparePriority(a, b), strings.Compare(a.Meta.Code, b.Meta.Code), strings.Compare(a.URL, b.URL))
		})
	}
}

// ComparePriority puts lower priorities first and pages without one last.
func ComparePriority(a, b *Page) int {
	rank := func(p *Page) int {
		if p.Meta.Priority == 0 {
			return 1 << 30
		}
		return p.Meta.Priority
	}
	return cmp.Compare(rank(a), rank(b))
}

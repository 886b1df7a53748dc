package site

import (
	"fmt"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/markdown"
)

// NewCatalog parses every document. changed may be nil.
func NewCatalog(l *content.Library, changed map[string]time.Time) *Catalog {
	return newCatalog(nil, l, changed)
}

// Next returns the catalog of the same content after an edit: what NewCatalog
// would return for l, but a page that has changed in no way is the same
// pointer, when l was read by the Reader that read c's library.
func (c *Catalog) Next(l *content.Library, changed map[string]time.Time) *Catalog {
	return newCatalog(c, l, changed)
}

// For returns the catalog of an establishment of a group, when c is what is common
// to all and l was read by the Reader that read c's library. A page that the
// establishment leaves as it is is c's own.
func (c *Catalog) For(l *content.Library, changed map[string]time.Time) *Catalog {
	own := newCatalog(c, l, changed)
	own.common = c
	return own
}

// Common returns the page that establishments share and that a page is: itself, one
// pointer in the catalogs of all that leave it as it is, or the one from which it
// differs in no more than numbers to call, the fingerprint that they are part of
// and the standing that this gives it. It is nil for a page of an establishment's own.
func (c *Catalog) Common(p *Page) *Page {
	switch {
	case c.common == nil:
		return nil
	case c.common.ByPath[p.Path] == p:
		return p
	}
	return c.alike[p]
}

// Usual reports whether an establishment differs from its group in no more than its
// pages, its numbers and its names.
func (c *Catalog) Usual() bool { return c.common != nil && c.Library.SameButContacts(c.common.Library) }

func newCatalog(old *Catalog, l *content.Library, changed map[string]time.Time) *Catalog {
	c := &Catalog{Library: l, Changed: changed}
	c.takeData(old)
	var texts, prints []*Page
	c.Pages, texts, prints = c.pages(old)
	each(texts, c.parse)
	c.ByPath = make(map[string]*Page, len(c.Pages))
	c.ByCode = make(map[string]*Page, len(c.Pages))
	for _, p := range c.Pages {
		c.ByPath[p.Path] = p
		if code := p.Meta.Code; code != "" && c.ByCode[code] == nil {
			c.ByCode[code] = p
		}
		c.Diagnostics = append(c.Diagnostics, p.mistakes...)
	}
	c.Diagnostics = diag.Sort(c.Diagnostics)
	meanings := sync.Pool{New: func() any { return newMeaning() }}
	each(prints, func(p *Page) {
		f := meanings.Get().(*meaning)
		c.identify(p, f)
		meanings.Put(f)
		p.Standing = c.Approvals.Standing(p.Meta.Code, p.Meta.Version, p.Fingerprint)
	})
	return c
}

// takeData makes what comes of the library's tables alone, or takes it from the
// catalog before when that had the same.
func (c *Catalog) takeData(old *Catalog) {
	l := c.Library
	if old != nil && old.Library.SameWords(l) {
		c.Approvals, c.Contacts, c.Definitions = old.Approvals, old.Contacts, old.Definitions
		c.contactWords, c.silent, c.readings = old.contactWords, old.silent, old.readings
		return
	}
	c.Approvals = approvals(l.Data)
	c.Contacts = make(map[string]*content.Contact, len(l.Contacts))
	c.contactWords = make(map[string]contactWords, len(l.Contacts))
	for i := range l.Contacts {
		k := &l.Contacts[i]
		c.Contacts[k.ID] = k
		c.contactWords[k.ID] = newContactWords(k)
	}
	c.silent = map[string]bool{}
	for _, t := range l.Terms[content.ByScenario] {
		c.silent[t.ID] = slices.Contains(t.Cuts, content.Telephone)
	}
	c.Definitions = make(map[string]*Definition, len(l.Glossary))
	for _, i := range widestFirst(l.Glossary) {
		d := &Definition{Definition: &l.Glossary[i], Anchor: markdown.Slug(l.Glossary[i].Term)}
		for n := 2; c.Definitions[d.Anchor] != nil; n++ {
			d.Anchor = markdown.Slug(l.Glossary[i].Term) + "-" + strconv.Itoa(n)
		}
		c.Definitions[d.Anchor] = d
	}
	for _, audience := range content.Audiences() {
		c.readings = append(c.readings, c.reading(content.Audience(audience), old))
	}
}

// widestFirst orders the rows of a glossary so that no anchor depends on a row of
// a narrower audience.
func widestFirst(glossary []content.Definition) []int {
	order := make([]int, len(glossary))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := glossary[i].Audience, glossary[j].Audience
		switch {
		case a == b:
			return 0
		case b.Includes(a):
			return -1
		}
		return 1
	})
	return order
}

// reading is how the texts for an audience are read: an expansion that it may not
// know is not written into them.
type reading struct {
	markdown.Config
	parser *markdown.Parser
}

// reading returns that of an audience, one that there is where its glossary is
// the same.
func (c *Catalog) reading(a content.Audience, old *Catalog) *reading {
	l := c.Library
	r := &reading{Config: markdown.Config{Language: l.Settings.Language, Terms: terms(l.Glossary, a)}}
	known := c.readings
	if old != nil {
		known = slices.Concat(old.readings, known)
	}
	for _, k := range known {
		if reflect.DeepEqual(k.Config, r.Config) {
			return k
		}
	}
	r.parser = markdown.New(r.Config)
	return r
}

// readingOf returns how a page's text is read; that of a misspelled audience is
// the widest's.
func (c *Catalog) readingOf(p *Page) *reading {
	return c.readings[max(0, slices.Index(content.Audiences(), string(p.Meta.Audience)))]
}

// pages returns the page of each document: the one that there was when nothing
// of it has changed. Others are new: texts are those whose text is to be
// parsed, prints those to be identified.
func (c *Catalog) pages(old *Catalog) (all, texts, prints []*Page) {
	all = make([]*Page, 0, len(c.Library.Documents))
	renamed := c.renamed(old)
	usual := old != nil && old.Library.SameButContacts(c.Library)
	c.alike = map[*Page]*Page{}
	for _, d := range c.Library.Documents {
		before := old.pageOf(d)
		read := before != nil && c.reads(before, old)
		same := read && usual && !before.LinksTo(renamed)
		if same && c.callsAll(before, old, reflect.DeepEqual) {
			all = append(all, before)
			continue
		}
		p := c.page(d)
		if same && c.callsAll(before, old, sameReaders) {
			c.alike[p] = before
		}
		if read {
			p.Body, p.mistakes = before.Body, before.mistakes
		} else {
			texts = append(texts, p)
		}
		if p.Meta.Code != "" {
			prints = append(prints, p)
		}
		all = append(all, p)
	}
	return all, texts, prints
}

// callsAll reports whether the contacts that a page calls are alike in two catalogs.
func (c *Catalog) callsAll(p *Page, old *Catalog, alike func(a, b any) bool) bool {
	if c.Library.SameWords(old.Library) {
		return true
	}
	for _, id := range p.named() {
		if !alike(c.Contacts[id], old.Contacts[id]) {
			return false
		}
	}
	return true
}

// sameReaders reports whether the same people may know of two contacts, if there are.
func sameReaders(a, b any) bool {
	k, l := a.(*content.Contact), b.(*content.Contact)
	return k == l || k != nil && l != nil && k.Audience == l.Audience
}

// pageOf returns the page of a document, or nil.
func (c *Catalog) pageOf(d *content.Document) *Page {
	if c == nil {
		return nil
	}
	if p := c.ByPath[d.Path]; p != nil && p.Document == d {
		return p
	}
	return nil
}

// page returns a document's page, its text aside.
func (c *Catalog) page(d *content.Document) *Page {
	language := c.Library.Settings.Language
	p := &Page{Document: d, URL: documentURL(d.Path),
		Title: markdown.Typeset(language, d.Meta.Title), Summary: markdown.Typeset(language, d.Meta.Summary)}
	for _, t := range d.Meta.Trigger {
		p.Trigger = append(p.Trigger, markdown.Typeset(language, t))
	}
	return p
}

// reads reports whether a page's text would be read as it was: it has its
// fragments, and no mistake that other fragments may mend.
func (c *Catalog) reads(p *Page, old *Catalog) bool {
	now, then := c.Library.Fragments, old.Library.Fragments
	switch {
	case c.readingOf(p) != old.readingOf(p):
		return false
	case maps.Equal(now, then):
		return true
	}
	return len(p.mistakes) == 0 && !slices.ContainsFunc(p.Body.Includes, func(file string) bool { return now[file] != then[file] })
}

// renamed holds the paths and codes whose documents came, went, or changed what
// a link to them reads.
func (c *Catalog) renamed(old *Catalog) map[string]bool {
	if old == nil {
		return nil
	}
	names := map[string]bool{}
	add := func(d *content.Document) {
		names[d.Path] = true
		names[d.Meta.Code] = true
	}
	stay := 0
	for _, d := range c.Library.Documents {
		before := old.ByPath[d.Path]
		if before == nil {
			add(d)
			continue
		}
		stay++
		if before.Document != d && (before.Meta.Title != d.Meta.Title || before.Meta.Code != d.Meta.Code) {
			add(before.Document)
			add(d)
		}
	}
	if stay == len(old.Pages) {
		return names
	}
	there := make(map[string]bool, len(c.Library.Documents))
	for _, d := range c.Library.Documents {
		there[d.Path] = true
	}
	for _, p := range old.Pages {
		if !there[p.Path] {
			add(p.Document)
		}
	}
	return names
}

// LinksTo reports whether a page's text links to one of some paths and codes.
func (p *Page) LinksTo(some map[string]bool) bool {
	if len(some) == 0 {
		return false
	}
	for i := range p.Body.Refs {
		r := &p.Body.Refs[i]
		if (r.Kind == markdown.LinkPage || r.Kind == markdown.LinkCard) && some[r.Target] {
			return true
		}
	}
	return false
}

// parse gives a page its body.
func (c *Catalog) parse(p *Page) {
	p.Body, p.mistakes = c.readingOf(p).parser.Parse(markdown.Source{
		File: p.Path, Text: p.TakeBody(), Line: p.Line, Card: p.IsCard(), Form: p.Meta.Type == content.Form, Include: c.fragment,
	})
	for i, d := range p.mistakes {
		if d.Rule == diag.BrokenInclude {
			p.mistakes[i] = c.nearFragment(d)
		}
	}
}

func (c *Catalog) fragment(file string) ([]byte, int, bool) {
	f := c.Library.Fragments[file]
	if f == nil {
		return nil, 0, false
	}
	return f.Text, f.Line, true
}

// nearFragment suggests the fragment whose path is close to the one found.
func (c *Catalog) nearFragment(d diag.Diagnostic) diag.Diagnostic {
	var known []string
	for _, file := range slices.Sorted(maps.Keys(c.Library.Fragments)) {
		known = append(known, Relative(d.File, file))
	}
	return d.Suggest(fmt.Sprint(d.Args[0]), known)
}

// terms gives the parser the glossary's words that an audience may read; an
// ambiguous one shows its senses instead of choosing.
func terms(glossary []content.Definition, a content.Audience) []markdown.Term {
	out := make([]markdown.Term, 0, len(glossary))
	for _, g := range glossary {
		if !a.Includes(g.Audience) {
			continue
		}
		expansion := g.Expansion
		if len(g.Senses) > 0 {
			var all []string
			for _, s := range g.Senses {
				all = append(all, s.Expansion)
			}
			expansion = strings.Join(all, " / ")
		}
		out = append(out, markdown.Term{Name: g.Term, Expansion: expansion})
	}
	return out
}

// each calls f for every page on all processors.
func each(pages []*Page, f func(*Page)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(pages); i = int(next.Add(1)) - 1 {
				f(pages[i])
			}
		})
	}
	wg.Wait()
}

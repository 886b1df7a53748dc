package search

import (
	"maps"
	"slices"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/markdown"
	"planblanc/internal/site"
)

// The names of the types of contacts and definitions, after those of pages.
const (
	contactType    = "contact"
	definitionType = "definition"
)

// document is what the index says of a page, a contact or a definition of the
// glossary: one of the three.
type document struct {
	page       *site.Page
	contact    *content.Contact
	definition *site.Definition
	// title, keywords and the passages are what is analysed; passages[0] is the
	// top of the page.
	title    []string
	keywords []string
	spoken   []string
	passages []markdown.Passage
	// lead is summary and trigger, which also begin passages[0].Text.
	lead []string
	// terms are the labels on the axes, contacts the functions to call: many
	// pages share them, so they say little of each.
	terms, contacts []string
	// links is how many pages of the site lead to the page, leads those that it
	// leads to, as the table has them.
	links int
	leads string
	row   row
}

// row is a document in the table.
type row struct {
	// URL is the address without its end: see docs/search.md §2.
	url, code, title, summary, version, approved, review, state, leads string
}

// State is what the badge of a page says of its approval.
type State string

// StateModified is one more than those of content.Status.
const StateModified State = "modifiee" // in force, and changed since it was approved

// stateLetters are the states as the table has them, a letter a badge; "" is
// content.Valid.
var stateLetters = map[string]State{
	"": State(content.Valid), "vm": StateModified, "b": State(content.Draft), "r": State(content.InReview), "a": State(content.Archived),
}

// stateOf returns the letter of a page's badge.
func stateOf(p *site.Page) string {
	state := State(p.Meta.Status)
	if p.Meta.Status == content.Valid && p.Standing == site.Modified {
		state = StateModified
	}
	for letter, s := range stateLetters {
		if s == state {
			return letter
		}
	}
	return ""
}

// nature is a type of documents, with what results do with them: the group they
// stand in, and how likely they are what a reader wants, in percent.
type nature struct {
	Name  string `json:"name"`
	Group Group  `json:"group"`
	Prior int    `json:"prior"`
}

// natures are the types in the order of the index. What announces or explains
// comes after what says what to do.
func natures() []nature {
	var out []nature
	for _, t := range content.Types() {
		n := nature{string(t), References, 100}
		switch t {
		case content.ActionCard:
			n.Group, n.Prior = Reflex, 109
		case content.DegradedProcedure:
			n.Group, n.Prior = Procedures, 106
		case content.DecisionGrid:
			n.Group = Procedures
		case content.Form:
			n.Group, n.Prior = Forms, 103
		case content.Logbook:
			n.Group = Forms
		case content.Reference:
			n.Prior = 75
		case content.Poster, content.MessageTemplate:
			n.Prior = 60
		}
		out = append(out, n)
	}
	return append(out, nature{contactType, Directory, 110}, nature{definitionType, References, 100})
}

// typeOf returns a document's place among the types.
func (d *document) typeOf() int {
	for i, t := range content.Types() {
		if d.page != nil && d.page.Meta.Type == t {
			return i
		}
	}
	if d.definition != nil {
		return len(content.Types()) + 1
	}
	return len(content.Types())
}

// values returns a document's terms on an axis.
func (d *document) values(a content.Axis) []string {
	switch {
	case d.page != nil:
		return d.page.Meta.Values(a)
	case d.contact != nil && a == content.ByService:
		return d.contact.Services
	}
	return nil
}

// documentsOf returns the pages by URL, then the contacts in the order of the
// directory, then the definitions in that of the glossary's page, without their
// texts.
func documentsOf(s *site.Site) []document {
	out := make([]document, 0, len(s.Pages)+len(s.Contacts)+len(s.Glossary))
	for _, p := range s.Pages {
		out = append(out, document{page: p})
	}
	link(s, out)
	for _, c := range s.Contacts {
		out = append(out, document{contact: c})
	}
	for _, d := range s.Glossary {
		out = append(out, document{definition: d})
	}
	return out
}

// link finds which pages lead to which, by a link or as related.
func link(s *site.Site, pages []document) {
	number := make(map[*site.Page]int, len(pages))
	for i := range pages {
		number[pages[i].page] = i
	}
	for i, d := range pages {
		to := map[int]bool{}
		lead := func(p *site.Page) {
			if n, published := number[p]; published && n != i {
				to[n] = true
			}
		}
		for ref := range d.page.Body.Refs {
			lead(s.Catalog.Target(d.page, ref).Page)
		}
		for _, code := range d.page.Meta.Related {
			lead(s.Catalog.ByCode[code])
		}
		// Written by how far they stand, a page more or less elsewhere changes few.
		var leads []byte
		for _, n := range slices.Sorted(maps.Keys(to)) {
			leads = appendVLQ(leads, zigzag(n-i))
			pages[n].links++
		}
		pages[i].leads = string(leads)
	}
}

// read fills in a document's texts.
func (d *document) read(s *site.Site) {
	switch {
	case d.contact != nil:
		d.readContact(s)
		return
	case d.definition != nil:
		d.readDefinition(s)
		return
	}
	p := d.page
	m := &p.Meta
	d.title = []string{p.Title, m.Code}
	d.keywords, d.spoken = append([]string{}, m.Keywords...), m.Spoken
	for _, a := range []content.Axis{content.ByService, content.ByScenario, content.ByRole} {
		for _, id := range m.Values(a) {
			if t := s.Term(a, id); t != nil {
				d.terms = append(d.terms, t.Label)
				if t.Short != t.Label {
					d.terms = append(d.terms, t.Short)
				}
			}
		}
	}
	d.passages = s.Passages(p)
	d.lead = append([]string{p.Summary}, p.Trigger...)
	for _, id := range m.Contacts {
		if c := s.Catalog.Contacts[id]; c != nil && s.Audience.Includes(c.Audience) {
			d.contacts = append(d.contacts, c.Function)
		}
	}
	d.row = row{
		url: strings.TrimSuffix(p.URL, ".html"), code: m.Code, title: p.Title, summary: p.Summary,
		version: m.Version, approved: compact(m.Approved), review: compact(m.ReviewBy), state: stateOf(p),
		leads: d.leads,
	}
}

// readContact makes a document of a contact: its function is its title, each
// of its numbers a keyword, whole.
func (d *document) readContact(s *site.Site) {
	c := d.contact
	first := site.Number(c, site.TelephoneWorks)
	if first == c.Function {
		first = ""
	}
	set := func(text string) string { return markdown.Typeset(s.Settings.Language, text) }
	d.title = []string{set(c.Function)}
	d.keywords = []string{strings.ReplaceAll(c.ID, "-", " ")} // often the word that people use: dpo
	var more []string
	for _, n := range []string{c.Internal, c.Mobile, c.External, c.Backup} {
		if n == "" {
			continue
		}
		d.keywords = append(d.keywords, n, digitsOf(n))
		if n != first {
			more = append(more, n)
		}
	}
	if c.Hours != "" {
		more = append([]string{c.Hours}, more...)
	}
	for _, id := range c.Services {
		if t := s.Term(content.ByService, id); t != nil {
			d.keywords = append(d.keywords, t.Label)
		}
	}
	d.passages = []markdown.Passage{{Heading: d.title[0], Text: c.Hours}}
	d.row = row{url: addressOf(site.DirectoryURL, c.ID), title: d.title[0], summary: set(strings.Join(more, " · ")), version: first, approved: compact(c.Checked)}
}

// brief is how much of a definition its row shows, in characters.
const brief = 160

// readDefinition makes a document of a definition: the term is its title, what
// it stands for a keyword.
func (d *document) readDefinition(s *site.Site) {
	set := func(text string) string { return markdown.Typeset(s.Settings.Language, text) }
	g := d.definition
	d.title = []string{set(g.Term)}
	var shown, texts []string
	mean := func(expansion, definition string) {
		if expansion != "" {
			d.keywords = append(d.keywords, set(expansion))
			shown = append(shown, set(expansion))
		}
		if definition != "" {
			texts = append(texts, set(definition))
		}
	}
	mean(g.Expansion, g.Definition.Definition)
	for _, sense := range g.Senses {
		mean(sense.Expansion, sense.Definition)
	}
	text := strings.Join(texts, " ")
	if len(g.Senses) == 0 && text != "" {
		shown = append(shown, text)
	}
	d.passages = []markdown.Passage{{Heading: d.title[0], Text: text}}
	d.row = row{url: addressOf(site.GlossaryURL, g.Anchor), title: d.title[0], summary: abridge(strings.Join(shown, " · "), brief)}
}

// addressOf is the address in the table of a row of a page.
func addressOf(page, anchor string) string { return strings.TrimSuffix(page, ".html") + "#" + anchor }

// abridge cuts a text after a word.
func abridge(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	cut := string(runes[:most])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + " …"
}

// digitsOf joins the digits of a number, so that it is found whole however it
// is spaced; "" for what is not a number.
func digitsOf(s string) string {
	digits := strings.Map(func(r rune) rune {
		switch {
		case '0' <= r && r <= '9':
			return r
		case r == ' ' || r == '.' || r == '-' || r == '\u00a0' || r == '\u202f':
			return -1
		}
		return 'x'
	}, s)
	if strings.Contains(digits, "x") {
		return ""
	}
	return digits
}

// compact is a date as YYYYMMDD, or "".
func compact(d content.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

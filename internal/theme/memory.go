package theme

import (
	"bytes"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"planblanc/internal/content"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// Memory keeps what the pages that the establishments of a group share show alike,
// made for the first of their sites: list rows, sheets, whole pages but for what a
// site says in its own words. It grows with these pages, not with the sites. It is
// for one theme and for sites that are selected alike; the zero Memory knows
// nothing, and nil keeps nothing. Nothing is kept of a theme with an author's
// templates.
type Memory struct {
	pieces sync.Map // pieceKey to template.HTML
	sheets sync.Map // sheetFor to *keptSheet
	bound  sync.Map // boundFor to *boundSheet
	pages  sync.Map // pageFor to slotted
}

// sheetFor is a page's sheet for an audience, under some notices.
type sheetFor struct {
	page     *site.Page // the common one
	standing site.Standing
	audience content.Audience
	crisis   template.HTML
}

// documentFor is all that the page of a document that is common to all may show
// otherwise in some site, its slots aside.
type documentFor struct {
	page          *site.Page // the common one
	standing      site.Standing
	parents, next template.HTML
}

// pairFor is the same of the page of a service in a situation.
type pairFor struct {
	url   string
	lists string // the groups of pages
}

// pageFor is a documentFor or a pairFor, and which of its slots say nothing: a
// template may leave out what stands around these.
type pageFor struct {
	of    any
	empty uint
}

// keptSheet is a sheet that sites share.
type keptSheet struct {
	html    slotted
	targets []string // of its links, from the top of the site
}

// boundFor is a sheet in a binder, as what the binder holds makes its links.
type boundFor struct {
	sheetFor
	from  place
	links string // what each leads to
}

// boundSheet is a sheet as it was copied into a binder.
type boundSheet struct {
	html  slotted
	terms []string // of the glossary, met in it
}

// A slot stands in what is kept for what each site says in its own words: its name
// between two characters that no text has. Our theme shows it as text, or in an
// attribute's quotes.
const slotStart, slotEnd = "\x02", "\x03"

// The slots of a sheet; the others are numbers in its text, by their reference.
const (
	ownSlot     = slotStart + "own" + slotEnd
	editionSlot = slotStart + "edition" + slotEnd
	printSlot   = slotStart + "print" + slotEnd
	callsSlot   = slotStart + "calls" + slotEnd
)

func numberSlot(n int) string { return slotStart + strconv.Itoa(n) + slotEnd }

func slotNumber(slot string) int {
	n, _ := strconv.Atoi(slot[len(slotStart) : len(slot)-len(slotEnd)])
	return n
}

// slotted is HTML cut at its slots, each of which stands between two pieces.
type slotted []string

func cutSlots(html string) slotted {
	var cut slotted
	for {
		before, after, found := strings.Cut(html, slotStart)
		cut = append(cut, before)
		if !found {
			return cut
		}
		slot, rest, _ := strings.Cut(after, slotEnd)
		cut, html = append(cut, slotStart+slot+slotEnd), rest
	}
}

// fill writes the pieces, with what say writes in each slot between them.
func (cut slotted) fill(b *bytes.Buffer, say func(slot string)) {
	for i, piece := range cut {
		if i%2 == 0 {
			b.WriteString(piece)
		} else {
			say(piece)
		}
	}
}

// Render does what Theme.Render does, which would give the same bytes.
func (m *Memory) Render(t *Theme, s *site.Site, printed Printed, add func(output.File) error) error {
	return t.render(m, s, printed, add)
}

// common returns the page that the sites of a group share and that a page is, or
// nil: see site.Catalog.Common.
func (r *renderer) common(p *site.Page) *site.Page {
	if r.memory == nil {
		return nil
	}
	return r.site.Catalog.Common(p)
}

// isOwn reports whether there is a page and it is not common. What is made of one is
// not kept: no other site has it, and what is kept would grow with the sites.
func (r *renderer) isOwn(p *site.Page) bool { return p != nil && r.common(p) == nil }

// isShared reports whether a page's sheet shows the same in the sites of all
// establishments that have it, but for its slots: it is common to them, and so is
// each page that it links to.
func (r *renderer) isShared(p *site.Page) bool {
	if r.common(p) == nil {
		return false
	}
	for ref := range p.Body.Refs {
		if r.isOwn(r.site.Catalog.Target(p, ref).Page) {
			return false
		}
	}
	return true
}

// say is what a site says in a slot of a page's sheet.
func (r *renderer) say(p *site.Page, slot string) string {
	switch slot {
	case ownSlot:
		return r.escaped(r.own())
	case editionSlot:
		return r.escaped(r.edition())
	case printSlot:
		return p.Fingerprint
	case callsSlot:
		return string(r.calls(p, placeOf(p.URL)))
	}
	return r.wordsOf(p, slotNumber(slot))
}

func (r *renderer) sheetKey(p *site.Page) sheetFor {
	return sheetFor{r.common(p), p.Standing, r.site.Audience, r.crisis("crisis-sheet")}
}

// sharedSheet returns the sheet of a page that is shared.
func (r *renderer) sharedSheet(p *site.Page) string {
	b := r.buffer()
	defer r.buffers.Put(b)
	r.keptSheet(p).html.fill(b, func(slot string) { b.WriteString(r.say(p, slot)) })
	return b.String()
}

func (r *renderer) keptSheet(p *site.Page) *keptSheet {
	key := r.sheetKey(p)
	if kept, known := r.memory.sheets.Load(key); known {
		return kept.(*keptSheet)
	}
	s := r.sheet(p, printSlot)
	s.Own, s.Foot[0], s.cut = ownSlot, editionSlot, true
	html := r.fillSheet(p, s)
	kept := &keptSheet{html: cutSlots(html)}
	for _, link := range strings.Split(html, "<a ")[1:] {
		tag, _, _ := strings.Cut(link, ">")
		kept.targets = append(kept.targets, targetOf(attribute(" "+tag, "href"), placeOf(p.URL).prefix()))
	}
	r.memory.sheets.Store(key, kept)
	return kept
}

// sharedSheet copies the sheet of a page that is shared, or what was copied into a
// binder that holds the same of what it links to.
func (w *binding) sharedSheet(p *site.Page) {
	kept := w.keptSheet(p)
	key := boundFor{w.sheetKey(p), w.from, w.links(kept.targets)}
	b, known := w.memory.bound.Load(key)
	if !known {
		one := *w
		one.out, one.terms = new(bytes.Buffer), map[string]bool{}
		one.sheet(p, strings.Join(kept.html, ""))
		b = &boundSheet{cutSlots(one.out.String()), slices.Collect(maps.Keys(one.terms))}
		w.memory.bound.Store(key, b)
	}
	w.id = sheetID(p)
	b.(*boundSheet).html.fill(w.out, func(slot string) { w.copy(w.say(p, slot), placeOf(p.URL).prefix()) })
	for _, term := range b.(*boundSheet).terms {
		w.terms[term] = true
	}
}

// siteSlot is a place in what a page shows where the site says something of its own.
type siteSlot struct {
	at     *string
	before string // what stands there too, the same in all sites
	html   string
}

func textSlot(at *string) siteSlot        { return siteSlot{at: at, html: *at} }
func htmlSlot(at *template.HTML) siteSlot { return textSlot((*string)(at)) }

// frameSlots are those of a frame.
func (r *renderer) frameSlots(f *frame) []siteSlot {
	name := r.siteName()
	return []siteSlot{
		{&f.PageTitle, strings.TrimSuffix(f.PageTitle, name), r.escaped(name)},
		htmlSlot(&f.Top), htmlSlot(&f.Crisis), htmlSlot(&f.Bottom),
	}
}

// sharedPage does what page does, but fills the layout for the first site alone
// that shows the same but in its slots, which are places in data.
func (r *renderer) sharedPage(url, layout string, of any, slots []siteSlot, data any) error {
	b := r.buffer()
	defer r.buffers.Put(b)
	key := pageFor{of: of}
	for i, s := range slots {
		if s.html == "" {
			key.empty |= 1 << i
		}
	}
	kept, known := r.memory.pages.Load(key)
	if !known {
		for i, s := range slots {
			if s.html != "" {
				*s.at = s.before + numberSlot(i)
			}
		}
		if err := r.layout(b, url, layout, data); err != nil {
			return err
		}
		kept = cutSlots(b.String())
		r.memory.pages.Store(key, kept)
		b.Reset()
	}
	kept.(slotted).fill(b, func(slot string) { b.WriteString(slots[slotNumber(slot)].html) })
	return r.add(output.File{Path: url, Body: b.Bytes()})
}

// links says of each target all that the copy of a link to it depends on.
func (w *binding) links(targets []string) string {
	var told strings.Builder
	for _, target := range targets {
		if p := w.coded()[target]; p != nil {
			told.WriteString(p.Meta.Code)
			if w.holds[p] {
				told.WriteByte('+')
			}
		}
		told.WriteByte(' ')
	}
	return told.String()
}

// escaped is a text as templates write it.
func (r *renderer) escaped(s string) string {
	return string(r.piece("sheet-text", s, 0, func() any { return s }))
}

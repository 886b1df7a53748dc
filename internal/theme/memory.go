package theme

import (
	"bytes"
	"html/template"
	"maps"
	"slices"
	"strings"
	"sync"

	"planblanc/internal/content"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// Memory keeps the list rows and the sheets of pages that the establishments of a
// group share, made for the first of their sites. It grows with these pages, not
// with the sites. It is for one theme and for sites that are selected alike; the
// zero Memory knows nothing, and nil keeps nothing. Nothing is kept of a theme that
// an author's files are laid over.
type Memory struct {
	pieces sync.Map // pieceKey to template.HTML
	sheets sync.Map // sheetFor to *keptSheet
	bound  sync.Map // boundFor to *boundSheet
}

// sheetFor is a page's sheet for an audience, under some notices.
type sheetFor struct {
	page     *site.Page
	audience content.Audience
	crisis   template.HTML
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

// These stand in a sheet that is kept for what each site says in its own words.
// Our theme shows them as text, or in an attribute's quotes.
const (
	ownSlot     = "\x02"
	editionSlot = "\x03"
)

// Render does what Theme.Render does, which would give the same bytes.
func (m *Memory) Render(t *Theme, s *site.Site, printed Printed, add func(output.File) error) error {
	return t.render(m, s, printed, add)
}

// isShared reports whether a page shows the same in the sites of all establishments
// that have it, but for the names of site and edition: it is common to them, and
// so is each page that it links to.
func (r *renderer) isShared(p *site.Page) bool {
	c := r.site.Catalog
	if r.memory == nil || !c.Common(p) {
		return false
	}
	for ref := range p.Body.Refs {
		if target := c.Target(p, ref).Page; target != nil && !c.Common(target) {
			return false
		}
	}
	return true
}

// slotted is HTML cut at its slots, each of which stands between two pieces.
type slotted []string

func cutSlots(html string) slotted {
	var cut slotted
	for {
		at := strings.IndexAny(html, ownSlot+editionSlot)
		if at < 0 {
			return append(cut, html)
		}
		cut = append(cut, html[:at], html[at:at+1])
		html = html[at+1:]
	}
}

// filled returns the pieces in the words of a site.
func (r *renderer) filled(cut slotted) []string {
	whole := slices.Clone(cut)
	for i := 1; i < len(whole); i += 2 {
		if whole[i] == ownSlot {
			whole[i] = r.escaped(r.own())
		} else {
			whole[i] = r.escaped(r.edition())
		}
	}
	return whole
}

func (r *renderer) sheetKey(p *site.Page) sheetFor {
	return sheetFor{p, r.site.Audience, r.crisis("crisis-sheet")}
}

// sharedSheet returns the sheet of a page that is shared.
func (r *renderer) sharedSheet(p *site.Page) string {
	return strings.Join(r.filled(r.keptSheet(p).html), "")
}

func (r *renderer) keptSheet(p *site.Page) *keptSheet {
	key := r.sheetKey(p)
	if kept, known := r.memory.sheets.Load(key); known {
		return kept.(*keptSheet)
	}
	s := r.sheet(p)
	s.Own, s.Foot[0] = ownSlot, editionSlot
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
	for _, piece := range w.filled(b.(*boundSheet).html) {
		w.out.WriteString(piece)
	}
	for _, term := range b.(*boundSheet).terms {
		w.terms[term] = true
	}
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

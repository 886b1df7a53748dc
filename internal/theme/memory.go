package theme

import (
	"html/template"
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
	sheets sync.Map // sheetFor to string
}

// sheetFor is a page's sheet for an audience, under some notices.
type sheetFor struct {
	page     *site.Page
	audience content.Audience
	crisis   template.HTML
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

// sharedSheet returns the sheet of a page that is shared.
func (r *renderer) sharedSheet(p *site.Page) string {
	key := sheetFor{p, r.site.Audience, r.crisis("crisis-sheet")}
	kept, known := r.memory.sheets.Load(key)
	if !known {
		s := r.sheet(p)
		s.Own, s.Foot[0] = ownSlot, editionSlot
		kept = r.fillSheet(p, s)
		r.memory.sheets.Store(key, kept)
	}
	html := strings.ReplaceAll(kept.(string), ownSlot, r.escaped(r.own()))
	return strings.ReplaceAll(html, editionSlot, r.escaped(r.edition()))
}

// escaped is a text as templates write it.
func (r *renderer) escaped(s string) string {
	return string(r.piece("sheet-text", s, 0, func() any { return s }))
}

package theme

import (
	"html/template"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"planblanc/internal/content"
	"planblanc/internal/markdown"
	"planblanc/internal/site"
)

// leaf is a document as it is printed, which its page and its binders show. It
// is filled once, by whoever asks first, and dropped by the last to use it, so
// that a site of ten thousand documents is not held whole.
type leaf struct {
	once sync.Once
	html string
	left atomic.Int32 // uses to come
}

// screenSlot stands in a leaf where its page puts buttons; a binder has none.
const screenSlot = template.HTML("\x01")

// countLeaves counts how often the sheets of the site will be used: by their pages,
// and by binders.
func (r *renderer) countLeaves() {
	r.leaves = make(map[*site.Page]*leaf, len(r.site.Pages))
	for _, p := range r.site.Pages {
		r.leaves[p] = &leaf{}
		r.leaves[p].left.Store(1)
	}
	for _, b := range r.binders() {
		for _, p := range b.Pages() {
			r.leaves[p].left.Add(1)
		}
	}
}

// leaf returns a document's sheet, with links as its own page writes them. It
// may be called once for each use that was counted.
func (r *renderer) leaf(p *site.Page) string {
	l := r.leaves[p]
	if l == nil {
		return r.sheetOf(p)
	}
	l.once.Do(func() {
		l.html = r.sheetOf(p)
		if r.once {
			p.Body.Forget() // else all texts would be held until the last page
		}
	})
	html := l.html
	if l.left.Add(-1) == 0 {
		l.html = ""
	}
	return html
}

func (r *renderer) sheetOf(p *site.Page) string {
	if r.isShared(p) {
		return r.sharedSheet(p)
	}
	return r.fillSheet(p, r.sheet(p, p.Fingerprint))
}

// fillSheet fills a document's sheet between a head and a foot.
func (r *renderer) fillSheet(p *site.Page, around sheet) string {
	if p.IsCard() {
		return string(r.fill("card-sheet", r.cardSheet(p, around)))
	}
	return string(r.fill("document-sheet", r.documentSheet(p, around)))
}

// cardSheet is what components/sheet/card-sheet.html shows.
type cardSheet struct {
	Sheet   sheet
	Head    head
	When    []string
	NotToDo template.HTML
	Decides template.HTML
	NoPhone template.HTML
	Lead    template.HTML
	Stages  []stage
	End     template.HTML
	Numbers template.HTML

	Material, Escalation, Recovery fixedSection
}

// fixedSection is a section with a fixed place; a card without it has no ID.
type fixedSection struct {
	ID   string
	Text template.HTML
}

// stage is a block of actions.
type stage struct {
	ID       string
	Title    template.HTML
	Duration string
	Acts     bool // some part has actions
	Parts    []part
}

type part struct {
	Prose   template.HTML
	Actions []action
}

type action struct {
	Number int
	Text   template.HTML
}

func (r *renderer) cardSheet(p *site.Page, around sheet) cardSheet {
	from, b := placeOf(p.URL), p.Body
	text := r.body(p, from)
	defer r.buffers.Put(text.buffer)
	text.cut = around.cut
	s := cardSheet{
		Sheet: around, Head: r.head(p), When: p.Trigger,
		NotToDo: text.html(b.Boxes[markdown.NotToDo]), Decides: text.html(b.Boxes[markdown.WhoDecides]),
		NoPhone: text.html(b.Boxes[markdown.NoPhone]), End: text.html(b.Boxes[markdown.End]),
		Lead: text.html(b.Lead), Stages: make([]stage, len(b.Stages)), Numbers: r.calls(p, from),
		Material: text.fixed(markdown.Material), Escalation: text.fixed(markdown.Escalation), Recovery: text.fixed(markdown.Recovery),
	}
	for i, st := range b.Stages {
		s.Stages[i] = text.stage(st)
	}
	if around.cut && s.Numbers != "" {
		s.Numbers = callsSlot
	}
	return s
}

// documentSheet is what components/sheet/document-sheet.html shows: a form, a
// poster or another document that is not a card.
type documentSheet struct {
	Sheet   sheet
	Head    head
	Variant string // "form", "poster" or ""
	Size    string // "a3", or "" for A4
	Supply  string
	Text    template.HTML
	Example template.HTML // the same text filled in; nothing without examples
}

func (r *renderer) documentSheet(p *site.Page, around sheet) documentSheet {
	text := r.body(p, placeOf(p.URL))
	defer r.buffers.Put(text.buffer)
	text.cut = around.cut
	s := documentSheet{Sheet: around, Head: r.head(p), Supply: r.supply(p), Text: text.html(p.Body.Flow)}
	switch p.Meta.Type {
	case content.Form:
		s.Variant = "form"
	case content.Poster:
		s.Variant = "poster"
		if r.site.Settings.Paper.Poster == content.PosterA3 {
			s.Size = "a3"
		}
	}
	if p.Body.Examples {
		text.filled = true
		s.Example = text.html(p.Body.Flow)
	}
	return s
}

// document makes the page of a document.
func (r *renderer) document(p *site.Page) error {
	from := placeOf(p.URL)
	above, below, _ := strings.Cut(r.leaf(p), string(screenSlot))
	page := documentPage{
		Frame: r.documentFrame(p), Above: template.HTML(above), Below: template.HTML(below), Review: r.review(p), Ticks: r.ticks(p, from),
		Numbers: r.calls(p, from), Next: r.next(p, from), Facts: r.facts(p),
	}
	common := r.common(p)
	if common == nil || slices.ContainsFunc(p.Meta.Related, func(code string) bool { return r.isOwn(r.site.Catalog.ByCode[code]) }) {
		return r.page(p.URL, "document", page)
	}
	of := documentFor{common, p.Standing, page.Frame.Trail.Parents, page.Next}
	slots := append(r.frameSlots(&page.Frame), htmlSlot(&page.Above), htmlSlot(&page.Below), htmlSlot(&page.Numbers), textSlot(&page.Facts.Fingerprint))
	if page.Ticks != nil {
		slots = append(slots, textSlot(&page.Ticks.Fingerprint))
	}
	return r.sharedPage(p.URL, "document", of, slots, &page)
}

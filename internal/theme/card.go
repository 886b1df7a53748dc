package theme

import (
	"html/template"

	"planblanc/internal/markdown"
	"planblanc/internal/site"
)

// cardPage is what layouts/card.html shows.
type cardPage struct {
	Frame   frame
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

	Material, Escalation, Recovery *fixed

	Next  template.HTML
	Facts facts
}

// fixed is a section with a fixed place, and its anchor.
type fixed struct {
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

// card makes the page of a card.
func (r *renderer) card(p *site.Page) error {
	from, b := placeOf(p.URL), p.Body
	text := r.body(p, from)
	numbers := r.numbers(r.called(p), from)
	page := cardPage{
		Frame: r.documentFrame(p), Sheet: r.sheet(p), Head: r.head(p),
		When:    p.Trigger,
		NotToDo: text.html(b.Boxes[markdown.NotToDo]), Decides: text.html(b.Boxes[markdown.WhoDecides]),
		NoPhone: text.html(b.Boxes[markdown.NoPhone]), End: text.html(b.Boxes[markdown.End]),
		Lead: text.html(b.Lead), Stages: make([]stage, len(b.Stages)), Numbers: numbers,
		Material: text.fixed(b, markdown.Material), Escalation: text.fixed(b, markdown.Escalation), Recovery: text.fixed(b, markdown.Recovery),
		Next: r.next(p, from), Facts: r.facts(p),
	}
	page.Head.Calls = numbers != ""
	for i, s := range b.Stages {
		page.Stages[i] = text.stage(s)
	}
	r.buffers.Put(text.buffer)
	return r.page(p.URL, "card", page)
}

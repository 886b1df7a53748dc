package theme

import (
	"bytes"
	"html/template"

	"planblanc/internal/markdown"
	"planblanc/internal/site"
)

// body renders the fragments of one page. It is a markdown.Resolver.
type body struct {
	*renderer
	page   *site.Page
	prefix string
	filled bool          // a form's examples are shown
	cut    bool          // numbers to call are slots
	buffer *bytes.Buffer // from the renderer's pool, to which its user returns it
}

func (r *renderer) body(p *site.Page, from place) *body {
	return &body{renderer: r, page: p, prefix: from.prefix(), buffer: r.buffer()}
}

// Link writes a reference for the page.
func (b *body) Link(ref int) markdown.Link {
	link := b.site.Link(b.page, ref, b.prefix)
	switch r := &b.page.Body.Refs[ref]; {
	case r.HasText:
	case b.cut && r.Kind == markdown.LinkContact:
		link.Text = numberSlot(ref)
	default:
		link.Text = b.typeset(link.Text)
	}
	return link
}

// wordsOf is what a page's reference reads, as HTML.
func (r *renderer) wordsOf(p *site.Page, ref int) string {
	link := r.site.Link(p, ref, "")
	link.Text = r.typeset(link.Text)
	return link.Words()
}

// Filled makes a body a markdown.Filler.
func (b *body) Filled() bool { return b.filled }

// Word returns an interface word; the tables of a filled-in copy have names of
// their own.
func (b *body) Word(key string) string {
	word := b.renderer.Word(key)
	if b.filled && key == "table" {
		return b.words.FormExample + ", " + word
	}
	return word
}

// Anchor keeps the ids of a form's filled-in copy apart from those of the blank.
func (b *body) Anchor(id string) string {
	if b.filled {
		return "p_example-" + id
	}
	return id
}

func (b *body) html(f markdown.Fragment) template.HTML {
	return template.HTML(f.HTML(b.buffer, b))
}

func (b *body) fixed(kind markdown.Fixed) fixedSection {
	return fixedSection{b.page.Body.FixedIDs[kind], b.html(b.page.Body.Fixed[kind])}
}

func (b *body) stage(s markdown.Stage) stage {
	out := stage{ID: s.ID, Title: b.html(s.Title), Duration: s.Duration, Parts: make([]part, len(s.Parts))}
	for i, p := range s.Parts {
		out.Parts[i].Prose = b.html(p.Prose)
		out.Acts = out.Acts || len(p.Actions) > 0
		for _, a := range p.Actions {
			out.Parts[i].Actions = append(out.Parts[i].Actions, action{a.Number, b.html(a.Text)})
		}
	}
	return out
}

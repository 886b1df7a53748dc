package site

import (
	"bytes"
	"strings"

	"planblanc/internal/markdown"
)

// Passages returns the text of a page under its headings, in the order of
// reading. The first is the top of the page, with its title for a heading:
// summary, trigger, boxes and what stands before the first heading.
func (s *Site) Passages(p *Page) []markdown.Passage {
	r := &reader{resolver: published{s, p}}
	top := func(after markdown.Fragment, text string) string {
		r.add(p.Summary)
		for _, t := range p.Trigger {
			r.add(t)
		}
		for box := markdown.NotToDo; box <= markdown.End; box++ {
			r.read(p.Body.Boxes[box])
		}
		r.read(after)
		r.add(text)
		return r.take()
	}
	if !p.IsCard() {
		flow := p.Body.Flow.Passages(r.resolver)
		flow[0].Heading, flow[0].Text = p.Title, top(markdown.Fragment{}, flow[0].Text)
		return flow
	}
	out := make([]markdown.Passage, 0, 1+len(p.Body.Stages)+len(p.Body.Fixed))
	out = append(out, markdown.Passage{Heading: p.Title, Text: top(p.Body.Lead, "")})
	for _, stage := range p.Body.Stages {
		for _, part := range stage.Parts {
			r.read(part.Prose)
			for _, a := range part.Actions {
				r.read(a.Text)
			}
		}
		out = append(out, markdown.Passage{ID: stage.ID, Heading: stage.Title.Text(r.resolver), Text: r.take()})
	}
	for fixed := markdown.Material; fixed <= markdown.Recovery; fixed++ {
		if f := p.Body.Fixed[fixed]; !f.Empty() {
			id := p.Body.FixedIDs[fixed]
			out = append(out, markdown.Passage{ID: id, Heading: p.heading(id), Text: f.Text(r.resolver)})
		}
	}
	return out
}

// heading returns the words of a heading of the page.
func (p *Page) heading(id string) string {
	for _, h := range p.Body.Headings {
		if h.ID == id {
			return h.Text
		}
	}
	return ""
}

// reader joins texts so that two never read as one sentence.
type reader struct {
	resolver markdown.Resolver
	text     []byte
	html     bytes.Buffer
}

// read adds the words of a fragment.
func (r *reader) read(f markdown.Fragment) {
	before := len(r.text)
	r.join()
	from := len(r.text)
	if r.text = f.AppendText(r.text, &r.html, r.resolver); len(r.text) == from {
		r.text = r.text[:before]
	}
}

// add adds a text.
func (r *reader) add(text string) {
	if text != "" {
		r.join()
		r.text = append(r.text, text...)
	}
}

// join ends what was read as a sentence.
func (r *reader) join() {
	if len(r.text) == 0 {
		return
	}
	if !strings.ContainsRune(".!?:", rune(r.text[len(r.text)-1])) {
		r.text = append(r.text, '.')
	}
	r.text = append(r.text, ' ')
}

// take returns what was read, and begins anew.
func (r *reader) take() string {
	text := string(r.text)
	r.text = r.text[:0]
	return text
}

// published resolves links as the site's pages do.
type published struct {
	site *Site
	page *Page
}

func (r published) Link(ref int) markdown.Link {
	if r.page.Body.Refs[ref].HasText {
		return markdown.Link{}
	}
	c := r.site.Catalog
	return markdown.Link{Text: markdown.Typeset(r.site.Settings.Language, c.linkText(r.page, ref, c.Target(r.page, ref)))}
}

func (published) Word(string) string { return "" }

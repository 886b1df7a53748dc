package site

import (
	"slices"
	"strings"

	"planblanc/internal/markdown"
)

// Passages returns the text of a page under its headings, in the order of
// reading. The first is the top of the page, with its title for a heading:
// summary, trigger, boxes and what stands before the first heading.
func (s *Site) Passages(p *Page) []markdown.Passage {
	r := published{s, p}
	flow := p.Body.Flow.Passages(r)
	if p.IsCard() {
		flow = []markdown.Passage{{Text: p.Body.Lead.Text(r)}}
		for _, stage := range p.Body.Stages {
			flow = append(flow, markdown.Passage{ID: stage.ID, Heading: stage.Title.Text(r), Text: stageText(stage, r)})
		}
		for fixed := markdown.Material; fixed <= markdown.Recovery; fixed++ {
			if f := p.Body.Fixed[fixed]; !f.Empty() {
				flow = append(flow, markdown.Passage{ID: p.Body.FixedIDs[fixed], Heading: p.heading(p.Body.FixedIDs[fixed]), Text: f.Text(r)})
			}
		}
	}
	top := append([]string{p.Summary}, p.Trigger...)
	for box := markdown.NotToDo; box <= markdown.End; box++ {
		top = append(top, p.Body.Boxes[box].Text(r))
	}
	flow[0].Heading = p.Title
	flow[0].Text = sentences(append(top, flow[0].Text))
	return flow
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

func stageText(stage markdown.Stage, r markdown.Resolver) string {
	var parts []string
	for _, part := range stage.Parts {
		parts = append(parts, part.Prose.Text(r))
		for _, a := range part.Actions {
			parts = append(parts, a.Text.Text(r))
		}
	}
	return sentences(parts)
}

// sentences joins texts so that two never read as one sentence.
func sentences(parts []string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	for i, s := range parts[:max(len(parts)-1, 0)] {
		if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "!") && !strings.HasSuffix(s, "?") && !strings.HasSuffix(s, ":") {
			parts[i] = s + "."
		}
	}
	return strings.Join(parts, " ")
}

// published resolves links as the site's pages do.
type published struct {
	site *Site
	page *Page
}

func (r published) Link(ref int) markdown.Link {
	return markdown.Link{Text: markdown.Typeset(r.site.Settings.Language, r.site.Catalog.linkText(r.page, ref))}
}

func (published) Word(string) string { return "" }

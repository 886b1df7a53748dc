package check

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/markdown"
	"planblanc/internal/site"
)

// margin is by how much an estimate must exceed a page before it is reported,
// in millimetres: the largest error seen on real cards, so that what fits is
// never reported. A browser decides between the two (check --print).
const margin = 13

// fit reports a card that will not take the pages it may, as far as the length
// of its text tells.
func (r *run) fit(p *site.Page) {
	aim := p.Meta.Pages
	if aim < 1 || !p.IsCard() {
		return
	}
	over := Height(r.Catalog, p) - float64(aim)*pageRoom - margin
	if over <= 0 {
		return
	}
	pages := aim + int(math.Ceil(over/pageRoom))
	lines := int(math.Ceil((over + margin) / lineOf(actionSize, actionLeading)))
	r.report(diag.New(p.At("pages"), diag.PageOverflow, p.Meta.Code, pages, aim, diag.Text{
		FR: fmt.Sprintf("retirer %d lignes environ (estimation)", lines), EN: fmt.Sprintf("remove about %d lines (estimate)", lines),
	}))
}

// The default theme's card on paper, in millimetres and points, from its print
// styles.
const (
	pageRoom  = 261.3 // between the head and the foot of a sheet
	width     = 175.4
	gutter    = 2.5
	boxSides  = 4.7 // padding and borders at the sides of a box
	boxEnds   = 2.5 // above and below
	boxTitle  = 4.7
	boxBefore = 1.5

	actionSize, actionLeading = 11.5, 1.1
	boxSize, boxLeading       = 9.5, 1.17
)

// Height estimates how high a card's text is on paper, in millimetres, from the
// default theme's styles and the widths of Arial. docs/rediger.md says how far
// from the browser's measure it is.
func Height(c *site.Catalog, p *site.Page) float64 {
	m := measurer{c, p}
	h := m.head()
	h += m.boxes(items(p.Trigger), m.list(p.Body.Boxes[markdown.NotToDo]))
	h += m.boxes(m.blocks(p.Body.Boxes[markdown.WhoDecides]), m.blocks(p.Body.Boxes[markdown.NoPhone]))
	h += m.prose(p.Body.Lead)
	for _, s := range p.Body.Stages {
		h += m.stage(s)
	}
	if end := m.words(p.Body.Boxes[markdown.End]); end != "" {
		h += 2.6 + text{end, 10.5, boxLeading, true}.height(width-17)
	}
	h += m.calls()
	b := p.Body
	h += m.boxes(m.blocks(b.Fixed[markdown.Material]), m.blocks(b.Fixed[markdown.Escalation]), m.blocks(b.Fixed[markdown.Recovery]))
	return h + 10.2 // the signature
}

// measurer adds up the parts of one card.
type measurer struct {
	c *site.Catalog
	p *site.Page
}

func (m measurer) words(f markdown.Fragment) string { return m.c.Words(m.p, f) }

// block is a paragraph or an item of a list.
type block struct {
	words string
	item  bool
}

func items(texts []string) []block {
	var out []block
	for _, t := range texts {
		out = append(out, block{t, true})
	}
	return out
}

func (m measurer) list(f markdown.Fragment) []block { return items(m.c.Blocks(m.p, f)) }

func (m measurer) blocks(f markdown.Fragment) []block {
	out := m.list(f)
	for i := range out {
		out[i].item = false
	}
	return out
}

// head is the band with the code, the title and the summary, beside the mark.
func (m measurer) head() float64 {
	const column, mark = width - 26, 26.2
	meta := &m.p.Meta
	h, at := 8.1, 26.0
	for _, beside := range []text{
		{m.labels(content.ByService, meta.Service), 11, 1.3, true},
		{"Pour : " + m.labels(content.ByRole, meta.Role), 9.5, 1.3, false},
	} {
		if at += 3.5 + beside.run(); at > column {
			h, at = h+.6+beside.height(column), beside.run()
		}
	}
	h += .8 + text{m.p.Title, 18, 1.15, true}.height(column)
	if m.p.Summary != "" {
		h += .4 + text{m.p.Summary, 10.5, 1.2, false}.height(column)
	}
	return max(h, mark)
}

func (m measurer) labels(a content.Axis, ids []string) string {
	var out []string
	for _, t := range m.c.Library.Terms[a] {
		if slices.Contains(ids, t.ID) {
			out = append(out, t.Short)
		}
	}
	return strings.Join(out, ", ")
}

// boxes stand side by side and are as high as the highest; an empty one is not
// there.
func (m measurer) boxes(all ...[]block) float64 {
	all = slices.DeleteFunc(all, func(b []block) bool { return len(b) == 0 })
	if len(all) == 0 {
		return 0
	}
	n := float64(len(all))
	inner := (width-gutter*(n-1))/n - boxSides
	most := 0.0
	for _, blocks := range all {
		h := 0.0
		for _, b := range blocks {
			room := inner
			if b.item {
				room -= 4
			}
			h += text{b.words, boxSize, boxLeading, false}.height(room)
		}
		most = max(most, h)
	}
	return boxBefore + boxEnds + boxTitle + most
}

func (m measurer) stage(s markdown.Stage) float64 {
	h := 2.8 + text{m.words(s.Title) + " " + s.Duration, 12.5, 1.15, true}.height(width-28)
	for _, part := range s.Parts {
		h += m.prose(part.Prose)
		for _, a := range part.Actions {
			action := text{m.words(a.Text), actionSize, actionLeading, false}
			verb := text{a.Text.Strong(), actionSize, actionLeading, false}
			h += max(8.3, 1+action.height(130-verb.boldly()))
		}
	}
	return h
}

func (m measurer) prose(f markdown.Fragment) float64 {
	h := 0.0
	for _, words := range m.c.Blocks(m.p, f) {
		h += 2 + text{words, 11, 1.3, false}.height(width)
	}
	return h
}

// calls is the box of contacts, four in a row.
func (m measurer) calls() float64 {
	var rows []float64
	n := 0
	telephone := m.c.Telephone(m.p.Meta.Scenario...)
	for _, id := range m.p.Meta.Contacts {
		k := m.c.Contacts[id]
		if k == nil {
			continue
		}
		const column = width/4 - 4.2
		h := text{k.Function, 8.5, 1.15, false}.height(column) + text{site.Number(k, telephone), 15, 1.1, true}.height(column) + 5.7
		if others := slices.DeleteFunc(site.Numbers(k, telephone), func(n string) bool { return n == site.Number(k, telephone) }); len(others) > 0 {
			h += text{strings.Join(others, " · "), 8.5, 1.15, false}.height(column)
		}
		if n%4 == 0 {
			rows = append(rows, 0)
		}
		rows[len(rows)-1] = max(rows[len(rows)-1], h)
		n++
	}
	if n == 0 {
		return 0
	}
	total := 2.2
	for _, h := range rows {
		total += h
	}
	return total
}

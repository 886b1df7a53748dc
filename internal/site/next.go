package site

import (
	"maps"
	"reflect"

	"planblanc/internal/content"
)

// Next returns the site that Select would make of a catalog that follows the
// site's own. Where an edit changed texts and titles only, the lists keep their
// order: they are taken over and only name the new pages, which is much less work.
func (s *Site) Next(c *Catalog, sel Selection) *Site {
	now, same := s.Catalog.rewritten(c)
	if !same {
		return c.Select(sel)
	}
	n := *s
	n.Catalog = c
	n.Pages, n.Coded = now.in(s.Pages), now.in(s.Coded)
	n.published = maps.Clone(s.published)
	for before, p := range now {
		if n.published[before] {
			delete(n.published, before)
			n.published[p] = true
		}
	}
	n.takeSections(s, now)
	n.takeTerms(s, now)
	n.date(sel)
	n.notices()
	return &n
}

// rewriting leads from pages that stay where they are in lists to those that have
// taken their place.
type rewriting map[*Page]*Page

// rewritten compares two catalogs; it reports false when more has changed than
// the texts, titles and summaries of some pages.
func (c *Catalog) rewritten(next *Catalog) (rewriting, bool) {
	if c.Library.Data != next.Library.Data || len(c.Pages) != len(next.Pages) {
		return nil, false
	}
	now := rewriting{}
	for i, p := range next.Pages {
		switch before := c.Pages[i]; {
		case before == p:
		case before.Path != p.Path || !samePlaces(before.Meta, p.Meta):
			return nil, false
		default:
			now[before] = p
		}
	}
	return now, true
}

// samePlaces reports whether lists have two versions of a page in the same
// places. A title orders pages without a code only: no two have the same code.
func samePlaces(before, now content.Meta) bool {
	before.Summary = now.Summary
	if now.Code != "" {
		before.Title = now.Title
	}
	return reflect.DeepEqual(before, now)
}

// in returns a list with the new pages, or the list itself without one.
func (now rewriting) in(list []*Page) []*Page {
	out := list
	for i, p := range list {
		if q := now[p]; q != nil {
			if &out[0] == &list[0] {
				out = append([]*Page(nil), list...)
			}
			out[i] = q
		}
	}
	return out
}

func (now rewriting) page(p *Page) *Page {
	if q := now[p]; q != nil {
		return q
	}
	return p
}

func (s *Site) takeSections(from *Site, now rewriting) {
	sections := make(map[*Section]*Section, len(from.Sections))
	for _, sec := range from.Sections {
		sections[sec] = &Section{Page: now.page(sec.Page), Dir: sec.Dir, Pages: now.in(sec.Pages)}
	}
	taken := func(list []*Section) []*Section {
		var out []*Section
		for _, sec := range list {
			out = append(out, sections[sec])
		}
		return out
	}
	for before, sec := range sections {
		sec.Parent, sec.Children = sections[before.Parent], taken(before.Children)
	}
	s.Sections = taken(from.Sections)
	s.inSection = make(map[*Page]*Section, len(from.inSection))
	for p, sec := range from.inSection {
		s.inSection[now.page(p)] = sections[sec]
	}
}

func (s *Site) takeTerms(from *Site, now rewriting) {
	s.Terms = map[content.Axis][]*Term{}
	s.byID = map[content.Axis]map[string]*Term{}
	terms := map[*Term]*Term{}
	for axis, list := range from.Terms {
		s.byID[axis] = make(map[string]*Term, len(list))
		for _, before := range list {
			t := *before
			t.Own, t.General, t.Pairs = now.in(t.Own), now.in(t.General), nil
			terms[before] = &t
			s.Terms[axis] = append(s.Terms[axis], &t)
			s.byID[axis][t.ID] = &t
		}
	}
	for _, service := range from.Terms[content.ByService] {
		for _, before := range service.Pairs {
			pair := &Pair{Service: terms[before.Service], Scenario: terms[before.Scenario], URL: before.URL,
				Now: now.in(before.Now), Own: now.in(before.Own), General: now.in(before.General)}
			pair.Service.Pairs = append(pair.Service.Pairs, pair)
			pair.Scenario.Pairs = append(pair.Scenario.Pairs, pair)
		}
	}
}

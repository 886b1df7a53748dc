package site

import (
	"cmp"
	"slices"
	"strings"

	"planblanc/internal/content"
)

// Term is one value of an axis with the pages that carry it.
type Term struct {
	*content.Term
	Axis content.Axis
	URL  string
	// Own are the pages that name the term, General those for all terms; both
	// in the order of lists: priority, phase, code.
	Own, General []*Page
	// Pairs are the service's pages by scenario, or the scenario's by service.
	Pairs []*Pair
}

// Pair is a service × scenario with the pages that apply to it.
type Pair struct {
	Service, Scenario *Term
	URL               string
	// Now are the two or three cards to open first.
	Now []*Page
	// Own are the service's own pages, General those for every service.
	Own, General []*Page
}

// Has reports whether a service has a page for a scenario.
func (t *Term) Has(scenario *Term) bool {
	return slices.ContainsFunc(t.Pairs, func(p *Pair) bool { return p.Scenario == scenario })
}

// nowLimit is how many cards a pair shows as those to open now: more would be
// a list to read, not a choice to follow (domain: a stranger, in seconds).
const nowLimit = 3

// axes fills in terms and pairs.
func (s *Site) axes() {
	for _, a := range content.Axes() {
		terms := s.Catalog.terms(a, s.Audience)
		s.byID[a] = make(map[string]*Term, len(terms))
		for _, own := range terms {
			t := &Term{Term: own, Axis: a, URL: termURL(a, own.ID)}
			s.Terms[a] = append(s.Terms[a], t)
			s.byID[a][t.ID] = t
		}
	}
	for _, p := range s.inListOrder(s.Pages) {
		for _, a := range content.Axes() {
			s.place(p, a)
		}
	}
	for _, a := range []content.Axis{content.ByService, content.ByScenario, content.ByRole} {
		for _, t := range s.Terms[a] {
			t.ownFirst(a)
		}
	}
	for _, service := range s.Terms[content.ByService] {
		s.pairs(service)
	}
}

// terms returns the terms of an axis that an audience may read, in their order.
func (c *Catalog) terms(axis content.Axis, a content.Audience) []*content.Term {
	var out []*content.Term
	all := c.Library.Terms[axis]
	for i := range all {
		if a.Includes(all[i].Audience) {
			out = append(out, &all[i])
		}
	}
	return out
}

// ownFirst puts the pages that name a term first on its axis before those that it
// shares with others.
func (t *Term) ownFirst(axis content.Axis) {
	slices.SortStableFunc(t.Own, func(a, b *Page) int {
		shared := func(p *Page) int {
			if first := p.Meta.Values(axis)[0]; first == t.ID || first == content.All {
				return 0
			}
			return 1
		}
		return shared(a) - shared(b)
	})
}

// place lists a page once under each of its terms on an axis, whatever the
// author repeats: one that it names, and « tous » besides, is its own.
func (s *Site) place(p *Page, a content.Axis) {
	ids := p.Meta.Values(a)
	for _, id := range ids {
		if t := s.byID[a][id]; t != nil && !endsWith(t.Own, p) {
			t.Own = append(t.Own, p)
		}
	}
	if slices.Contains(ids, content.All) {
		for _, t := range s.Terms[a] {
			if !endsWith(t.Own, p) {
				t.General = append(t.General, p)
			}
		}
	}
}

func endsWith(list []*Page, p *Page) bool { return len(list) > 0 && list[len(list)-1] == p }

// pairs makes the pages of a service by scenario.
func (s *Site) pairs(service *Term) {
	scenarios := s.Terms[content.ByScenario]
	found := make(map[*Term]*Pair, len(scenarios))
	put := func(p *Page, own bool) {
		if slices.Contains(p.Meta.Scenario, content.All) {
			for _, t := range scenarios {
				found[t] = found[t].with(p, own)
			}
			return
		}
		for _, id := range p.Meta.Scenario {
			if t := s.byID[content.ByScenario][id]; t != nil {
				found[t] = found[t].with(p, own)
			}
		}
	}
	for _, p := range service.Own {
		put(p, true)
	}
	for _, p := range service.General {
		put(p, false)
	}
	for _, scenario := range scenarios {
		pair := found[scenario]
		if pair == nil {
			continue
		}
		pair.Service, pair.Scenario, pair.URL = service, scenario, pairURL(service.ID, scenario.ID)
		pair.Now = s.firstOf(pair, nil)
		service.Pairs = append(service.Pairs, pair)
		scenario.Pairs = append(scenario.Pairs, pair)
	}
}

func (pair *Pair) with(p *Page, own bool) *Pair {
	if pair == nil {
		pair = &Pair{}
	}
	list := &pair.General
	if own {
		list = &pair.Own
	}
	if !endsWith(*list, p) { // an author may repeat a scenario
		*list = append(*list, p)
	}
	return pair
}

// FirstFor returns the two or three cards to open first in a scenario once a
// crisis has come to a phase, nil meaning its beginning: a service's, or with
// nil those for everyone.
func (s *Site) FirstFor(service, scenario, phase *Term) []*Page {
	if service == nil {
		everyone := &Pair{}
		for _, p := range slices.Concat(scenario.Own, scenario.General) {
			if slices.Contains(p.Meta.Service, content.All) {
				everyone.General = append(everyone.General, p)
			}
		}
		return s.firstOf(everyone, phase)
	}
	for _, pair := range service.Pairs {
		if pair.Scenario == scenario {
			return s.firstOf(pair, phase)
		}
	}
	return nil
}

// firstOf picks the cards of a phase, then those of the first minutes, then the
// others; of each, the service's own before general ones.
func (s *Site) firstOf(pair *Pair, phase *Term) []*Page {
	var ranks [3][]*Page
	for _, p := range slices.Concat(pair.Own, pair.General) {
		switch {
		case !p.IsCard():
		case phase != nil && slices.Contains(p.Meta.Phase, phase.ID):
			ranks[0] = append(ranks[0], p)
		case s.Urgent(p):
			ranks[1] = append(ranks[1], p)
		default:
			ranks[2] = append(ranks[2], p)
		}
	}
	all := slices.Concat(ranks[:]...)
	return all[:min(nowLimit, len(all))]
}

// Urgent reports whether a page is a card for a phase of the first minutes.
func (s *Site) Urgent(p *Page) bool {
	return p.IsCard() && slices.ContainsFunc(p.Meta.Phase, func(id string) bool {
		t := s.Term(content.ByPhase, id)
		return t != nil && t.Urgent
	})
}

// inListOrder returns pages in the order of lists: cards before the rest, then
// priority, type, phase, code, title.
func (s *Site) inListOrder(pages []*Page) []*Page {
	type ranked struct {
		*Page
		rest, kind, phase int
	}
	ranks, kinds := make([]ranked, len(pages)), content.Types()
	for i, p := range pages {
		ranks[i] = ranked{Page: p, kind: slices.Index(kinds, p.Meta.Type), phase: s.phaseRank(p)}
		if !p.IsCard() {
			ranks[i].rest = 1
		}
	}
	slices.SortFunc(ranks, func(a, b ranked) int {
		if n := cmp.Or(cmp.Compare(a.rest, b.rest), ComparePriority(a.Page, b.Page), cmp.Compare(a.kind, b.kind), cmp.Compare(a.phase, b.phase)); n != 0 {
			return n // most are told apart here, and cmp.Or looks at all that it is given
		}
		return cmp.Or(strings.Compare(a.Meta.Code, b.Meta.Code), strings.Compare(a.Title, b.Title), strings.Compare(a.URL, b.URL))
	})
	out := make([]*Page, len(pages))
	for i, r := range ranks {
		out[i] = r.Page
	}
	return out
}

// phaseRank is the position of a page's first phase; that of a page without one
// comes after all.
func (s *Site) phaseRank(p *Page) int {
	terms := s.Terms[content.ByPhase]
	for i, t := range terms {
		if slices.Contains(p.Meta.Phase, t.ID) {
			return i
		}
	}
	return len(terms)
}

// PhaseOf returns the first phase of a page, or nil: lists group by it.
func (s *Site) PhaseOf(p *Page) *Term {
	if i := s.phaseRank(p); i < len(s.Terms[content.ByPhase]) {
		return s.Terms[content.ByPhase][i]
	}
	return nil
}

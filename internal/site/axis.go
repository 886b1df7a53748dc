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

// nowLimit is how many cards a pair shows as those to open now: more would be
// a list to read, not a choice to follow (domain: a stranger, in seconds).
const nowLimit = 3

// axes fills in terms and pairs.
func (s *Site) axes() {
	for _, a := range content.Axes() {
		terms := s.Catalog.Library.Terms[a]
		s.byID[a] = make(map[string]*Term, len(terms))
		for i := range terms {
			t := &Term{Term: &terms[i], Axis: a, URL: termURL(a, terms[i].ID)}
			s.Terms[a] = append(s.Terms[a], t)
			s.byID[a][t.ID] = t
		}
	}
	for _, p := range s.inListOrder(s.Pages) {
		for _, a := range content.Axes() {
			s.place(p, a)
		}
	}
	for _, service := range s.Terms[content.ByService] {
		s.pairs(service)
	}
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
		s.chooseNow(pair)
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

// chooseNow picks the service's own cards first, then general ones, those of
// the first minutes before the others.
func (s *Site) chooseNow(pair *Pair) {
	var first, then []*Page
	for _, p := range slices.Concat(pair.Own, pair.General) {
		switch {
		case !p.IsCard():
		case s.Urgent(p):
			first = append(first, p)
		default:
			then = append(then, p)
		}
	}
	all := slices.Concat(first, then)
	pair.Now = all[:min(nowLimit, len(all))]
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

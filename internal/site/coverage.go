package site

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"planblanc/internal/content"
)

// Coverage is the state of preparedness on a day: which service has a card for
// which scenario, and what is wanting.
type Coverage struct {
	Day content.Date
	// Services and Scenarios are the rows and columns of Cells.
	Services, Scenarios []*content.Term
	Cells               [][]Cell
	// Expected pairs, and those among them that no published card covers.
	Expected, Holes int
	// Total is of every document with a code; so are Owners and Months.
	Total  Tally
	Owners []OwnerTally
	// Months are those of the next reviews, overdue ones included, in order;
	// Undated documents have none.
	Months  []MonthTally
	Undated int
	// Tasks are what is wanting, the heaviest first.
	Tasks []Task
}

// Tally counts documents. Approved ones are published, signed with a date, and
// not modified since; overdue and never exercised ones are published.
type Tally struct{ Cards, Approved, Overdue, NeverExercised int }

// Cell is a service × scenario. Its tally is of the service's own cards that
// are for the scenario or for all, and of those for all services that name the
// scenario; a card for all services and all scenarios covers no pair.
type Cell struct {
	Tally
	// Own and General count the tally's cards.
	Own, General int
	// Expected says that the pair should have a card; Hole that no published
	// card covers it all the same.
	Expected, Hole bool
}

// OwnerTally is of the documents of one owner, "" for none.
type OwnerTally struct {
	Tally
	Owner string
	// Next is the earliest review, overdue ones included.
	Next content.Date
}

// MonthTally counts the reviews of a month; Month is its first day.
type MonthTally struct {
	Month          content.Date
	Cards, Overdue int
}

// Want is one thing that is wanting.
type Want uint8

// What can be wanting, the gravest first.
const (
	WantCard     Want = iota // an expected pair has no card
	WantReview               // the review is overdue
	WantApproval             // not published, or without a date of approval
	WantNewApproval
	WantExercise
)

// Task is something to do: write a card for a pair, or see to a page.
type Task struct {
	// Score is the sum of the weights of what is wanting.
	Score int
	Wants []Want
	// Page is nil for a pair without a card, which has the two terms.
	Page              *Page
	Service, Scenario *content.Term
}

// guideServices are the nine for which the national guide of June 2023 on the
// digital part of the plan blanc has checklists.
var guideServices = []string{"sas", "samu-centre-15", "urgences", "pui", "laboratoire", "imagerie", "bloc-operatoire", "sterilisation", "soins-critiques"}

// mainScenarios is how many scenarios the home page shows first.
const mainScenarios = 8

// ShowsCoverage reports whether the site tells its state of preparedness: a public
// one does not, since it would say where the hospital is weak.
func (s *Site) ShowsCoverage() bool { return s.Audience != content.Public }

// Coverage measures the pages that a site publishes on its build date, so that
// the same content gives the same page.
func (s *Site) Coverage() *Coverage {
	y, m, d := s.Built.Date()
	return s.Catalog.coverage(s.Audience, s.Pages, content.Date{Time: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)})
}

// Coverage measures pages of any audience on a day.
func (c *Catalog) Coverage(pages []*Page, day content.Date) *Coverage {
	return c.coverage(content.Restricted, pages, day)
}

// coverage measures pages against the terms that an audience may read.
func (c *Catalog) coverage(a content.Audience, pages []*Page, day content.Date) *Coverage {
	o := &Coverage{Day: day}
	prepared := &c.Library.Settings.Preparedness
	o.Services = choose(c.terms(content.ByService, a), prepared.Services, guideServices)
	scenarios := c.terms(content.ByScenario, a)
	var main []string
	for _, t := range scenarios[:min(mainScenarios, len(scenarios))] {
		main = append(main, t.ID)
	}
	o.Scenarios = choose(scenarios, prepared.Scenarios, main)
	o.matrix(pages, prepared.Expected)
	o.lists(pages)
	o.tasks(pages, prepared.Weights)
	return o
}

// choose returns the terms that an author has chosen, in that order, else the
// program's choice, else all.
func choose(all []*content.Term, chosen, usual []string) []*content.Term {
	byID := make(map[string]*content.Term, len(all))
	for _, t := range all {
		byID[t.ID] = t
	}
	for _, ids := range [][]string{chosen, usual} {
		var out []*content.Term
		for _, id := range ids {
			if t := byID[id]; t != nil && !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return all
}

func (o *Coverage) matrix(pages []*Page, expected map[string]content.List) {
	published := make([][]bool, len(o.Services))
	for i := range o.Services {
		o.Cells = append(o.Cells, make([]Cell, len(o.Scenarios)))
		published[i] = make([]bool, len(o.Scenarios))
	}
	for _, p := range pages {
		if !p.IsCard() {
			continue
		}
		forAll, always := slices.Contains(p.Meta.Service, content.All), slices.Contains(p.Meta.Scenario, content.All)
		for i, service := range o.Services {
			own := slices.Contains(p.Meta.Service, service.ID)
			if !own && !forAll {
				continue
			}
			for j, scenario := range o.Scenarios {
				if !slices.Contains(p.Meta.Scenario, scenario.ID) && !(own && always) {
					continue
				}
				cell := &o.Cells[i][j]
				cell.add(p, o.Day)
				if own {
					cell.Own++
				} else {
					cell.General++
				}
				published[i][j] = published[i][j] || p.Meta.Status == content.Valid
			}
		}
	}
	for i, service := range o.Services {
		wanted, limited := expected[service.ID]
		for j, scenario := range o.Scenarios {
			cell := &o.Cells[i][j]
			cell.Expected = !limited || slices.Contains(wanted, scenario.ID) || slices.Contains(wanted, content.All)
			if !cell.Expected {
				continue
			}
			o.Expected++
			if !published[i][j] {
				cell.Hole = true
				o.Holes++
				o.Tasks = append(o.Tasks, Task{Wants: []Want{WantCard}, Service: service, Scenario: scenario})
			}
		}
	}
}

func (t *Tally) add(p *Page, day content.Date) {
	t.Cards++
	if p.Meta.Status != content.Valid {
		return
	}
	if isApproved(p) && p.Standing != Modified {
		t.Approved++
	}
	if isOverdue(p, day) {
		t.Overdue++
	}
	if p.Meta.Exercised.IsZero() {
		t.NeverExercised++
	}
}

func isApproved(p *Page) bool { return p.Meta.Status == content.Valid && !p.Meta.Approved.IsZero() }

func isOverdue(p *Page, day content.Date) bool {
	return p.Meta.Status == content.Valid && !p.Meta.ReviewBy.IsZero() && p.Meta.ReviewBy.Before(day.Time)
}

// lists counts documents with a code by owner and by month.
func (o *Coverage) lists(pages []*Page) {
	owners, months := map[string]*OwnerTally{}, map[string]*MonthTally{}
	for _, p := range pages {
		m := &p.Meta
		if m.Code == "" {
			continue
		}
		o.Total.add(p, o.Day)
		owner := owners[m.Owner]
		if owner == nil {
			owner = &OwnerTally{Owner: m.Owner}
			owners[m.Owner] = owner
		}
		owner.add(p, o.Day)
		if m.ReviewBy.IsZero() {
			o.Undated++
			continue
		}
		if owner.Next.IsZero() || m.ReviewBy.Before(owner.Next.Time) {
			owner.Next = m.ReviewBy
		}
		first := content.Date{Time: time.Date(m.ReviewBy.Year(), m.ReviewBy.Month(), 1, 0, 0, 0, 0, time.UTC)}
		month := months[first.String()]
		if month == nil {
			month = &MonthTally{Month: first}
			months[first.String()] = month
		}
		month.Cards++
		if isOverdue(p, o.Day) {
			month.Overdue++
		}
	}
	for _, key := range slices.Sorted(maps.Keys(months)) {
		o.Months = append(o.Months, *months[key])
	}
	for _, name := range slices.Sorted(maps.Keys(owners)) {
		o.Owners = append(o.Owners, *owners[name])
	}
	slices.SortStableFunc(o.Owners, func(a, b OwnerTally) int {
		return cmp.Or(cmp.Compare(b.Overdue, a.Overdue), cmp.Compare(b.Cards, a.Cards))
	})
}

// tasks weighs what is wanting, pairs and documents alike.
func (o *Coverage) tasks(pages []*Page, w content.Weights) {
	for _, p := range pages {
		if p.Meta.Code == "" {
			continue
		}
		t := Task{Page: p}
		for want, here := range map[Want]bool{
			WantReview:      isOverdue(p, o.Day),
			WantApproval:    !isApproved(p),
			WantNewApproval: isApproved(p) && p.Standing == Modified,
			WantExercise:    p.Meta.Status == content.Valid && p.Meta.Exercised.IsZero(),
		} {
			if here {
				t.Wants = append(t.Wants, want)
			}
		}
		slices.Sort(t.Wants)
		o.Tasks = append(o.Tasks, t)
	}
	weight := map[Want]int{WantCard: w.Hole, WantReview: w.Overdue, WantApproval: w.Unapproved, WantNewApproval: w.Modified, WantExercise: w.NeverExercised}
	kept := o.Tasks[:0]
	for _, t := range o.Tasks {
		t.Wants = slices.DeleteFunc(t.Wants, func(want Want) bool { return weight[want] == 0 })
		for _, want := range t.Wants {
			t.Score += weight[want]
		}
		if t.Score > 0 {
			kept = append(kept, t)
		}
	}
	o.Tasks = kept
	slices.SortStableFunc(o.Tasks, func(a, b Task) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Wants[0], b.Wants[0]), strings.Compare(a.name(), b.name()))
	})
}

// name orders tasks of one weight: by code; pairs keep the matrix's order.
func (t Task) name() string {
	if t.Page == nil {
		return ""
	}
	return t.Page.Meta.Code + " " + t.Page.URL
}

package theme

import (
	"encoding/json"
	"fmt"
	"html/template"

	"planblanc/internal/content"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// boardURL holds what pages need to tell a declared crisis: names, and the cards
// to open first. It is a script of its own, that a page reads in a crisis only.
const boardURL = "assets/board.js"

// boardFacts are all by position, from the site's home. First gives, for a
// scenario and a service, the numbers of sets of cards: at the beginning, then
// in each phase. Service 0 stands for everyone; a pair without a page is null.
type boardFacts struct {
	Scenarios [][]string `json:"scenarios"` // id, words, URL
	Phases    [][]string `json:"phases"`    // id, words
	Services  [][]string `json:"services"`  // id, words, URL
	Cards     [][]string `json:"cards"`     // code, title, URL
	Sets      [][]int    `json:"sets"`      // of cards
	First     [][][]int  `json:"first"`
}

// board makes the script of a declared crisis.
func (r *renderer) board() error {
	text, err := json.Marshal(r.boardFacts())
	if err != nil {
		return err
	}
	return r.add(output.File{Path: boardURL, Body: fmt.Appendf(nil, "self.planblancBoard=%s;\n", text)})
}

func (r *renderer) boardFacts() boardFacts {
	home, terms := placeOf(site.HomeURL), r.site.Terms
	named := func(list []*site.Term, words func(names) string) [][]string {
		rows := make([][]string, len(list))
		for i, t := range list {
			rows[i] = []string{t.ID, words(r.names[t]), string(home.to(t.URL))}
		}
		return rows
	}
	label := func(n names) string { return n.label }
	facts := boardFacts{
		Scenarios: named(terms[content.ByScenario], func(n names) string { return n.spoken }),
		Phases:    named(terms[content.ByPhase], label), Services: named(terms[content.ByService], label),
		Cards: [][]string{}, Sets: [][]int{}, First: [][][]int{},
	}
	cards, sets := map[*site.Page]int{}, map[string]int{}
	set := func(pages []*site.Page) int {
		numbers := []int{}
		for _, p := range pages {
			n, known := cards[p]
			if !known {
				n = len(facts.Cards)
				cards[p] = n
				facts.Cards = append(facts.Cards, []string{p.Meta.Code, p.Title, string(home.to(p.URL))})
			}
			numbers = append(numbers, n)
		}
		key := fmt.Sprint(numbers)
		n, known := sets[key]
		if !known {
			n = len(facts.Sets)
			sets[key] = n
			facts.Sets = append(facts.Sets, numbers)
		}
		return n
	}
	phases := append([]*site.Term{nil}, terms[content.ByPhase]...)
	services := append([]*site.Term{nil}, terms[content.ByService]...)
	for _, scenario := range terms[content.ByScenario] {
		rows := make([][]int, len(services))
		for i, service := range services {
			if service != nil && !service.Has(scenario) {
				continue
			}
			for _, phase := range phases {
				rows[i] = append(rows[i], set(r.site.FirstFor(service, scenario, phase)))
			}
		}
		facts.First = append(facts.First, rows)
	}
	return facts
}

// logbookPage is what layouts/logbook.html shows.
type logbookPage struct {
	Frame             frame
	Scenarios, Phases []choice
	Services          []cluster // of boxes to tick
	AllServices       []choice
	Script            template.URL
	Drill             *drill // of a site for an exercise
}

// drill is what components/logbook/drill.html shows: the exercise that the site
// is for, and those that have a script.
type drill struct {
	Name    string
	Scripts []drillScript
}

type drillScript struct {
	ID, Title string
	Rows      []drillRow
}

// drillRow is an event; After is in seconds from the beginning.
type drillRow struct {
	After                 int
	When, Event, Expected template.HTML
}

// choice is a term that can be chosen.
type choice struct{ ID, Name string }

// logbook makes the page of the situation: the board, the cards under way and
// the main courante.
func (r *renderer) logbook() error {
	from := placeOf(site.SituationURL)
	choices := func(a content.Axis, words func(names) string) []choice {
		var all []choice
		for _, t := range r.site.Terms[a] {
			all = append(all, choice{t.ID, words(r.names[t])})
		}
		return all
	}
	label := func(n names) string { return n.label }
	page := logbookPage{
		Frame:     r.frame(site.SituationURL, r.words.LogTitle, r.words.LogTitle, noChapter),
		Scenarios: choices(content.ByScenario, func(n names) string { return n.spoken }),
		Phases:    choices(content.ByPhase, label), AllServices: choices(content.ByService, label),
		Services: r.clusters(r.site.Terms[content.ByService], r.words.BoardOtherServices, func(t *site.Term) template.HTML {
			return r.fill("choice", choice{t.ID, r.names[t].label})
		}),
		Script: from.to(logbookURL),
	}
	page.Drill = r.drill(from)
	page.Frame.Look, page.Frame.Rules = from.to(logbookLookURL), from.to(logbookRulesURL)
	return r.page(site.SituationURL, "logbook", page)
}

// drill is nothing in a real site: its board shows nothing of an exercise.
func (r *renderer) drill(from place) *drill {
	if r.site.Exercise == "" {
		return nil
	}
	d := &drill{Name: r.typeset(r.site.Exercise)}
	for _, p := range r.site.Pages {
		if len(p.Body.Injects) == 0 {
			continue
		}
		script := drillScript{ID: p.URL, Title: p.Title}
		text := r.body(p, from)
		for _, i := range p.Body.Injects {
			script.Rows = append(script.Rows, drillRow{int(i.After.Seconds()), text.html(i.When), text.html(i.Event), text.html(i.Expected)})
		}
		r.buffers.Put(text.buffer)
		d.Scripts = append(d.Scripts, script)
	}
	return d
}

package theme

import (
	"html/template"
	"slices"

	"planblanc/internal/content"
	"planblanc/internal/site"
)

// servicePage is what layouts/service.html shows.
type servicePage struct {
	Frame             frame
	ID                string
	Code, Title, Note string
	Groups            []group
	Situations        template.HTML
	Numbers           template.HTML
	Kit               string
	Binder            *binderLink // nil without one
}

// scenarioPage is what layouts/scenario.html shows.
type scenarioPage struct {
	Frame       frame
	Title, Note string
	Services    template.HTML
	Groups      []group
	Numbers     template.HTML
	Binder      *binderLink
}

// termPage is what layouts/term.html shows: a role or a phase.
type termPage struct {
	Frame       frame
	Title, Note string
	Groups      []group
	Binder      *binderLink
}

// pairPage is what layouts/pair.html shows.
type pairPage struct {
	Frame       frame
	Code, Title string
	Groups      []group
	Ways        template.HTML
	Numbers     template.HTML
}

// tileData is what components/tile shows.
type tileData struct {
	URL               template.URL
	Code, Name, Count string
}

// situationData is what components/situation shows.
type situationData struct {
	URL           template.URL
	Spoken, Label string
}

// termPages orders the pages of every term and pair.
func (r *renderer) termPages() {
	for _, t := range r.site.Terms[content.ByService] {
		r.job(t.URL, func() error { return r.service(t) })
		for _, p := range t.Pairs {
			r.job(p.URL, func() error { return r.pair(p) })
		}
	}
	for _, t := range r.site.Terms[content.ByScenario] {
		r.job(t.URL, func() error { return r.scenario(t) })
	}
	for _, t := range r.site.Terms[content.ByRole] {
		r.job(t.URL, func() error { return r.role(t) })
	}
	for _, t := range r.site.Terms[content.ByPhase] {
		r.job(t.URL, func() error { return r.phase(t) })
	}
}

func (r *renderer) service(t *site.Term) error {
	from, n := placeOf(t.URL), r.names[t]
	cards, documents := split(t.Own)
	generalCards, generalDocuments := split(t.General)
	page := servicePage{
		Frame: r.frame(t.URL, n.label, n.label, servicesChapter),
		ID:    t.ID, Code: mark(t), Title: n.label, Groups: r.byPhase(t, cards, from),
		Numbers: r.numbers(r.site.ContactsOf(t), site.TelephoneWorks, from), Kit: r.typeset(t.Kit),
	}
	if n.short != n.label {
		page.Note = n.short
	}
	page.Binder = r.binderOf(t)
	page.Groups = r.group(page.Groups, group{Title: r.words.GroupGeneral}, generalCards, from)
	page.Groups = r.group(page.Groups, group{Title: r.words.GroupDocuments}, append(documents, generalDocuments...), from)
	page.Situations = join(t.Pairs, func(p *site.Pair) template.HTML {
		return r.piece("situation", p, from, func() any {
			return situationData{URL: from.to(p.URL), Spoken: r.names[p.Scenario].spoken, Label: r.labelOf(p.Scenario)}
		})
	})
	return r.page(t.URL, "service", page)
}

// binderLink is what components/binder/binder-link shows.
type binderLink struct {
	Page template.URL
	PDF  template.URL // "" without one
}

// binderOf is the way from a term's page to its binder, nil without one.
func (r *renderer) binderOf(t *site.Term) *binderLink {
	binders := r.bindersOf(t)
	if len(binders) == 0 {
		return nil
	}
	b := binders[0]
	link := &binderLink{Page: placeOf(t.URL).to(b.URL)}
	if r.printed[b.ID] {
		link.PDF = placeOf(t.URL).to(site.BinderPDF(b.ID))
	}
	return link
}

// bindersOf are a term's binders, one at most.
func (r *renderer) bindersOf(t *site.Term) []*site.Binder {
	return slices.DeleteFunc(slices.Clone(r.binders()), func(b *site.Binder) bool { return b.Term != t })
}

// labelOf is a scenario's name under its spoken words, where they differ.
func (r *renderer) labelOf(t *site.Term) string {
	if n := r.names[t]; n.label != n.spoken {
		return n.label
	}
	return ""
}

// mark is the code that stands for a service on tiles and binders.
func mark(t *site.Term) string {
	if t.Code != "" {
		return t.Code
	}
	return "–"
}

func (r *renderer) scenario(t *site.Term) error {
	from := placeOf(t.URL)
	page := scenarioPage{
		Frame: r.frame(t.URL, r.names[t].spoken, r.names[t].spoken, situationChapter),
		Title: r.names[t].spoken, Note: r.labelOf(t),
		Services: join(t.Pairs, func(p *site.Pair) template.HTML {
			return r.tile(p.Service, p, p.URL, countCards(p.Own), from)
		}),
		Groups:  r.byPhase(t, t.Own, from),
		Numbers: r.numbers(r.site.ContactsForAll(), r.site.Catalog.Telephone(t.ID), from), Binder: r.binderOf(t),
	}
	page.Groups = r.group(page.Groups, group{Title: r.words.GroupGeneralScenario}, t.General, from)
	return r.page(t.URL, "scenario", page)
}

// tile is a way to a service or one of its pairs.
func (r *renderer) tile(service *site.Term, of any, url string, cards int, from place) template.HTML {
	return r.piece("tile", of, from, func() any {
		return tileData{URL: from.to(url), Code: mark(service), Name: r.names[service].short, Count: r.cards(cards)}
	})
}

func (r *renderer) role(t *site.Term) error {
	return r.plainTerm(t, r.names[t].label, r.words.GroupGeneralRole, r.byPhase(t, t.Own, placeOf(t.URL)))
}

func (r *renderer) phase(t *site.Term) error {
	from := placeOf(t.URL)
	cards, documents := split(t.Own)
	groups := r.group(nil, group{Title: r.words.GroupCards}, cards, from)
	groups = r.group(groups, group{Title: r.words.GroupDocuments}, documents, from)
	return r.plainTerm(t, r.names[t].label, r.words.GroupGeneralPhase, groups)
}

func (r *renderer) plainTerm(t *site.Term, title, general string, groups []group) error {
	page := termPage{Frame: r.frame(t.URL, title, title, noChapter), Title: title, Note: r.typeset(t.Window), Groups: groups, Binder: r.binderOf(t)}
	page.Groups = r.group(page.Groups, group{Title: general}, t.General, placeOf(t.URL))
	return r.page(t.URL, "term", page)
}

func (r *renderer) pair(p *site.Pair) error {
	from := placeOf(p.URL)
	service, scenario := r.names[p.Service], r.names[p.Scenario]
	title := service.short + " — " + scenario.spoken
	then := func(pages []*site.Page) []*site.Page {
		return slices.DeleteFunc(slices.Clone(pages), func(q *site.Page) bool { return slices.Contains(p.Now, q) })
	}
	groups := r.group(nil, group{Title: r.words.GroupOpen, Urgent: true, Print: r.sheetsLink(p.Now, r.bindersOf(p.Service), from)}, p.Now, from)
	groups = r.group(groups, group{Title: r.words.GroupThen}, then(p.Own), from)
	groups = r.group(groups, group{Title: r.words.GroupThenGeneral}, then(p.General), from)
	way := func(t *site.Term, word, name string) template.HTML {
		return r.fill("item", linkData{URL: from.to(t.URL), Title: insert(word, "name", name)})
	}
	page := pairPage{
		Frame: r.frame(p.URL, title, scenario.spoken, servicesChapter, crumb{p.Service.URL, service.label}),
		Code:  mark(p.Service), Title: title, Groups: groups,
		Ways:    way(p.Service, r.words.PairService, service.label) + way(p.Scenario, r.words.PairScenario, scenario.spoken),
		Numbers: r.numbers(r.site.ContactsOf(p.Service), r.site.Catalog.Telephone(p.Scenario.ID), from),
	}
	if r.memory == nil || slices.ContainsFunc(slices.Concat(p.Now, p.Own, p.General), r.isOwn) {
		return r.page(p.URL, "pair", page)
	}
	of := pairFor{url: p.URL}
	for _, g := range groups {
		of.lists += g.Title + string(g.Rows)
		if g.Print != nil {
			of.lists += g.Print.Sheets
		}
	}
	return r.sharedPage(p.URL, "pair", of, append(r.frameSlots(&page.Frame), htmlSlot(&page.Numbers)), &page)
}

package search

import (
	"slices"
	"strings"

	"planblanc/internal/content"
)

// Group is a heading under which results stand.
type Group string

// The groups in their usual order.
const (
	Reflex     Group = "reflexe"
	Procedures Group = "procedure"
	Forms      Group = "formulaire"
	Directory  Group = "annuaire"
	References Group = "reference"
	Glossary   Group = "glossaire"
	Others     Group = "autre"
)

// othersPart: what scores less than this part of the best comes last, and so
// does what follows the first grouped, as many as the box shows: a long group
// would hide the best of the next.
const (
	othersPart  = 2
	groupedMost = 8
)

// reflexMost is how many action cards come before everything else.
const reflexMost = 3

// Answer is what a query finds.
type Answer struct {
	// Corrected is the query with its unknown words replaced, "" when none was.
	Corrected string
	// Total is how many documents are found, Results those asked for, in the
	// order shown.
	Total   int
	Results []Result
	// Exact says that the query is the code of the first result, to be opened.
	Exact bool
	// Partial says that no document has every word.
	Partial bool
	// Chips are the terms that the query names.
	Chips []Chip
	// Senses are the ambiguous words with their meanings.
	Senses []Sense
	// Suggestions are known words near to the unknown ones, where nothing is
	// found.
	Suggestions []string
	// Counts says how many documents a filter would leave, by axis and term, and
	// by type under "type".
	Counts map[string]map[string]int
}

// Result is a document found.
type Result struct {
	Group   Group
	Code    string
	Title   string
	Summary string
	Type    string
	// URL leads to the best section.
	URL string
	// Version is the version of a page; Number what to call for a contact.
	Version, Number  string
	Approved, Review string // YYYY-MM-DD, or ""
	State            State  // "" for a contact or a definition
	// Terms are the ids on each axis.
	Terms map[content.Axis][]string
	Score int
	// Doc is the document's number.
	Doc     int
	section uint8
}

// Chip is a term that a query names, and the sequence that does.
type Chip struct {
	Axis     content.Axis
	ID       string
	Label    string
	Sequence string
}

// Sense is an ambiguous term and what it may mean.
type Sense struct {
	Term   string
	Senses []string
}

// Find answers a query as the pages do. The error is a DamagedError, or that of
// reading a file.
func (x *Index) Find(q Query) (*Answer, error) {
	a := &Answer{Results: []Result{}, Suggestions: []string{}}
	items := x.items(q)
	units, err := x.cut(items, q)
	if err != nil {
		return nil, err
	}
	a.Corrected = corrected(items)
	a.describe(x, units)
	hits := x.match(units)
	if len(items) == 0 && q.filtered() {
		for doc := range x.N {
			hits = append(hits, hit{doc: doc})
		}
	}
	a.Partial = len(hits) > 0 && !slices.ContainsFunc(hits, func(h hit) bool { return h.matched == len(units) })
	a.Counts = x.counts(hits, q)
	hits = slices.DeleteFunc(hits, func(h hit) bool { return !x.passes(h.doc, q, "") })
	if err := x.order(hits, items); err != nil {
		return nil, err
	}
	exact, err := x.exact(q.Text, items)
	if err != nil {
		return nil, err
	}
	if exact >= 0 {
		hits = slices.DeleteFunc(hits, func(h hit) bool { return h.doc == exact })
		hits = slices.Insert(hits, 0, hit{doc: exact, matched: len(units)})
		a.Exact, a.Corrected = true, ""
	}
	for _, g := range x.group(hits, items, len(units), exact) {
		for _, h := range g.hits {
			if a.Total++; q.Most > 0 && a.Total > q.Most {
				continue
			}
			r, err := x.result(h, g.name)
			if err != nil {
				return nil, err
			}
			a.Results = append(a.Results, r)
		}
	}
	if len(a.Results) == 0 {
		a.Suggestions = x.suggestions(items)
	}
	return a, nil
}

// filtered reports whether the query keeps a part of the documents only.
func (q Query) filtered() bool {
	for _, ids := range q.Filters {
		if len(ids) > 0 {
			return true
		}
	}
	return len(q.Types) > 0
}

// corrected is the query as it was understood, or "". That a last letter is
// there or not, as in a plural, is not worth saying.
func corrected(items []item) string {
	var out []string
	changed := false
	for _, it := range items {
		out = append(out, it.word)
		changed = changed || it.word != it.typed && !it.finished && !lastLetter(it.word, it.typed) && !lastLetter(it.typed, it.word)
	}
	if !changed {
		return ""
	}
	return strings.Join(out, " ")
}

// lastLetter reports whether a word is another with one letter more.
func lastLetter(word, other string) bool {
	return strings.HasPrefix(word, other) && units(word) == units(other)+1
}

// describe notes the terms and ambiguous words of a query.
func (a *Answer) describe(x *Index, units []unit) {
	for _, u := range units {
		if t := u.term; t != nil {
			v := x.index.Axes[t.axis].Terms[t.term-1]
			a.Chips = append(a.Chips, Chip{x.index.Axes[t.axis].Axis, v.ID, v.Label, t.sequence})
		}
		if u.sense != nil {
			a.Senses = append(a.Senses, Sense{u.sense.Term, u.sense.Senses})
		}
	}
}

// byType is the name of the types among the filters.
const byType = "type"

// passes reports whether a document passes the filters, one of them aside.
func (x *Index) passes(doc int, q Query, aside string) bool {
	if len(q.Types) > 0 && aside != byType && !slices.Contains(q.Types, x.nature(doc).Name) {
		return false
	}
	for i, axis := range x.index.Axes {
		wanted := q.Filters[axis.Axis]
		if len(wanted) == 0 || string(axis.Axis) == aside {
			continue
		}
		if !x.hasTerm(doc, i, 0) && !slices.ContainsFunc(axis.Terms, func(t term) bool {
			return slices.Contains(wanted, t.ID) && x.hasTerm(doc, i, 1+slices.IndexFunc(axis.Terms, func(o term) bool { return o.ID == t.ID }))
		}) {
			return false
		}
	}
	return true
}

// counts counts what each filter would leave.
func (x *Index) counts(hits []hit, q Query) map[string]map[string]int {
	out := map[string]map[string]int{byType: {}}
	for i, axis := range x.index.Axes {
		own, all := make([]int, len(axis.Terms)+1), 0
		for _, h := range hits {
			if !x.passes(h.doc, q, string(axis.Axis)) {
				continue
			}
			if x.hasTerm(h.doc, i, 0) {
				all++
				continue
			}
			for _, t := range x.axes[i].sets[x.axes[i].docs[h.doc]] {
				own[t]++
			}
		}
		count := map[string]int{}
		for n, t := range axis.Terms {
			if own[n+1]+all > 0 {
				count[t.ID] = own[n+1] + all
			}
		}
		out[string(axis.Axis)] = count
	}
	for _, h := range hits {
		if x.passes(h.doc, q, byType) {
			out[byType][x.nature(h.doc).Name]++
		}
	}
	return out
}

// grouped is a group with its documents.
type grouped struct {
	name Group
	hits []hit
}

// group sorts documents under their headings, docs/search.md §3.3, 6.
func (x *Index) group(hits []hit, items []item, units, exact int) []grouped {
	if len(hits) == 0 {
		return nil
	}
	by := map[Group][]hit{}
	best := 0
	for _, h := range hits {
		if !x.aside(h.doc) {
			best = max(best, h.score)
		}
	}
	var names []Group // by their best document
	for i, h := range hits {
		g := x.nature(h.doc).Group
		switch {
		case h.doc == exact:
		case h.defines && best > 0:
			g = Glossary
		case h.whole && g == Directory:
		case best > 0 && (i >= groupedMost || h.score*othersPart < best || x.aside(h.doc)):
			g = Others
		case g == Reflex && (len(by[Reflex]) == reflexMost || h.matched < units || h.score*10 < best*9):
			g = Procedures
		}
		if by[g] == nil {
			names = append(names, g)
		}
		by[g] = append(by[g], h)
	}
	move := func(g Group, to int) {
		if at := slices.Index(names, g); at > to {
			names = slices.Insert(slices.Delete(names, at, at+1), to, g)
		}
	}
	first := func(g Group) { move(g, 0) }
	first(Reflex)
	if slices.ContainsFunc(by[Directory], func(h hit) bool { return h.whole }) {
		first(Directory)
	}
	if who := by[Directory]; len(who) > 0 && units > 1 && who[0].matched == units && who[0].titled >= units-1 &&
		slices.ContainsFunc(items, func(it item) bool { return x.call[it.word] }) {
		first(Directory)
	}
	if slices.ContainsFunc(items, func(it item) bool { return x.paper[it.word] }) {
		first(Forms)
	}
	move(Glossary, 1)
	if exact >= 0 {
		for _, g := range names {
			if by[g][0].doc == exact {
				first(g)
				break
			}
		}
	}
	var out []grouped
	for _, g := range names {
		out = append(out, grouped{g, by[g]})
	}
	return out
}

// nature returns a document's type.
func (x *Index) nature(doc int) *nature { return &x.Types[x.types[doc]] }

// result makes the row of a document.
func (x *Index) result(h hit, g Group) (Result, error) {
	row, err := x.row(h.doc)
	if err != nil {
		return Result{}, err
	}
	section, _ := vote(h.sections)
	r := Result{
		Group: g, Code: row.code, Title: row.title, Summary: row.summary, Type: x.nature(h.doc).Name,
		Approved: dashed(row.approved), Review: dashed(row.review), Terms: map[content.Axis][]string{}, Score: h.score, Doc: h.doc, section: section,
	}
	if h.doc >= x.Pages {
		page, anchor, _ := strings.Cut(row.url, "#")
		r.URL, r.Number = page+".html#"+anchor, row.version
	} else {
		r.URL, r.Version, r.State = row.url+".html", row.version, stateLetters[row.state]
	}
	for i, axis := range x.index.Axes {
		ids := []string{}
		for _, t := range x.axes[i].sets[x.axes[i].docs[h.doc]] {
			id := content.All
			if t > 0 {
				id = axis.Terms[t-1].ID
			}
			ids = append(ids, id)
		}
		r.Terms[axis.Axis] = ids
	}
	return r, nil
}

// vote returns the section that most units name, the lowest of equals, and how
// many do.
func vote(named []uint8) (section uint8, votes int) {
	var count [sections]int
	best := 0
	for _, s := range named {
		count[s]++
	}
	for s := range count {
		if count[s] > count[best] {
			best = s
		}
	}
	return uint8(best), count[best]
}

// dashed is YYYYMMDD as YYYY-MM-DD, or "".
func dashed(day string) string {
	if len(day) != 8 {
		return ""
	}
	return day[:4] + "-" + day[4:6] + "-" + day[6:]
}

// Passes reports whether a document passes the filters of a query.
func (x *Index) Passes(doc int, q Query) bool { return x.passes(doc, q, "") }

// Terms are the ids of an axis, in the order of its vocabulary.
func (x *Index) Terms(a content.Axis) []string {
	var ids []string
	for _, axis := range x.index.Axes {
		for _, t := range axis.Terms {
			if axis.Axis == a {
				ids = append(ids, t.ID)
			}
		}
	}
	return ids
}

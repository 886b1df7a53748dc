package theme

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/site"
)

// How many lines of a list fit the one sheet that a director signs; the rest is
// on the screen.
const (
	coverageTasks  = 5
	coverageOwners = 10
	coverageMonths = 6
)

// coverageScreen is how many tasks the screen shows: of a large site, those who
// plan read the command's list.
const coverageScreen = 40

// coveragePage is what layouts/coverage.html shows.
type coveragePage struct {
	Frame   frame
	Sheet   sheet
	Lead    string
	Figures []figure
	Share   []share
	Columns []coverageColumn
	Rows    []coverageRow
	Tasks   []coverageTask
	Owners  []coverageOwner
	Months  []coverageMonth
	// MoreTasks and the like say how many lines the sheet leaves out.
	MoreTasks, MoreOwners, MoreMonths string
	// Rest says how many tasks the screen leaves out.
	Rest string
}

type figure struct {
	Name, Note string
	Number     int
	Alarm      bool
}

// share is a part of the expected pairs: its place in a drawing 100 wide.
type share struct {
	Kind, Name string
	Number     int
	X, Width   string
}

type coverageColumn struct{ Code, Name string }

type coverageRow struct {
	Code, Name string
	URL        template.URL
	Cells      []coverageCell
}

// coverageCell is a service × scenario. Kind is own, general, hole or none; Wants
// are marks such as "n1 r2 e3".
type coverageCell struct {
	Kind, Name, Column, Count, Wants string
	URL                              template.URL
}

type coverageTask struct {
	Code, Title, Why string
	URL              template.URL
	Score            int
	Beyond           bool // of the sheet
}

type coverageOwner struct {
	Name string
	site.Tally
	Next   template.HTML
	Beyond bool
}

// coverageMonth has the length of its bar in a drawing 100 wide.
type coverageMonth struct {
	Name           string
	Cards, Overdue int
	Bar            string
	Beyond         bool
}

// coverage makes the dashboard. A public site has none: it would tell anyone
// where the hospital is unprepared.
func (r *renderer) coverage() error {
	from, w := placeOf(site.CoverageURL), &r.words
	o := r.site.Coverage()
	page := coveragePage{
		Frame: r.frame(site.CoverageURL, w.CoverageTitle, w.CoverageTitle, noChapter),
		Lead:  insert(w.CoverageLead, "date", r.longDate(o.Day.Time)),
		Sheet: sheet{
			Own: r.own(), House: r.house(), Name: w.CoverageTitle,
			Foot: []string{insert(w.SheetEdition, "number", r.site.Number, "date", r.shortDate(r.site.Date.Time)), w.CoverageSheet},
		},
		Figures: []figure{
			{Name: w.CoverageDocuments, Number: o.Total.Cards},
			{Name: w.CoverageApproved, Number: o.Total.Approved, Alarm: o.Total.Approved < o.Total.Cards},
			{Name: w.CoverageOverdue, Number: o.Total.Overdue, Alarm: o.Total.Overdue > 0},
			{Name: w.CoverageNever, Number: o.Total.NeverExercised},
			{Name: w.CoverageHoles, Number: o.Holes, Note: insert(w.CoverageOf, "n", strconv.Itoa(o.Expected)), Alarm: o.Holes > 0},
		},
	}
	page.Frame.Sheeted, page.Frame.Look, page.Frame.Rules = true, from.to(coverageLookURL), from.to(coverageRulesURL)
	for _, column := range o.Scenarios {
		t := r.site.Term(content.ByScenario, column.ID)
		page.Columns = append(page.Columns, coverageColumn{t.Code, r.names[t].short})
	}
	for i, service := range o.Services {
		t := r.site.Term(content.ByService, service.ID)
		row := coverageRow{Code: mark(t), Name: r.names[t].label, URL: from.to(t.URL)}
		for j, scenario := range o.Scenarios {
			row.Cells = append(row.Cells, r.coverageCell(t, r.site.Term(content.ByScenario, scenario.ID), o.Cells[i][j], from))
		}
		page.Rows = append(page.Rows, row)
	}
	page.Share = r.shares(o)
	page.Tasks = r.coverageTasks(o, from)
	page.Owners = r.coverageOwners(o)
	if n := len(page.Tasks) - coverageScreen; n > 0 {
		page.Rest = insert(r.words.CoverageRest, "n", strconv.Itoa(n))
	}
	page.Months = r.coverageMonths(o)
	page.MoreTasks, page.MoreOwners, page.MoreMonths = r.more(len(page.Tasks)-coverageTasks), r.more(len(page.Owners)-coverageOwners), r.more(len(page.Months)-coverageMonths)
	page.Tasks = page.Tasks[:min(coverageScreen, len(page.Tasks))]
	return r.page(site.CoverageURL, "coverage", page)
}

func (r *renderer) more(n int) string {
	if n <= 0 {
		return ""
	}
	return insert(r.words.CoverageMore, "n", strconv.Itoa(n))
}

func (r *renderer) coverageCell(service, scenario *site.Term, c site.Cell, from place) coverageCell {
	out := coverageCell{Kind: kindOf(c), Column: scenario.Code}
	if out.Column == "" {
		out.Column = r.names[scenario].short
	}
	out.Name = r.kindName(out.Kind)
	switch {
	case c.Cards > 0 && c.General == 0:
		out.Count = strconv.Itoa(c.Own)
	case c.Cards > 0:
		out.Count = strconv.Itoa(c.Own) + "+" + strconv.Itoa(c.General)
	}
	var wants []string
	for _, want := range []struct {
		mark string
		n    int
	}{{r.words.CoverageMarkApproval, c.Cards - c.Approved}, {r.words.CoverageMarkReview, c.Overdue}, {r.words.CoverageMarkExercise, c.NeverExercised}} {
		if want.n > 0 {
			wants = append(wants, want.mark+strconv.Itoa(want.n))
		}
	}
	out.Wants = strings.Join(wants, " ")
	if i := slices.IndexFunc(service.Pairs, func(p *site.Pair) bool { return p.Scenario == scenario }); i >= 0 {
		out.URL = from.to(service.Pairs[i].URL)
	}
	return out
}

// kindOf is a cell's picture.
func kindOf(c site.Cell) string {
	switch {
	case c.Hole:
		return "hole"
	case c.Own > 0:
		return "own"
	case c.General > 0:
		return "general"
	}
	return "none"
}

func (r *renderer) kindName(kind string) string {
	switch kind {
	case "hole":
		return r.words.CoverageHole
	case "own":
		return r.words.CoverageOwn
	case "general":
		return r.words.CoverageGeneral
	}
	return r.words.CoverageNone
}

// shares divides the expected pairs for the drawing.
func (r *renderer) shares(o *site.Coverage) []share {
	count := map[string]int{}
	for _, row := range o.Cells {
		for _, c := range row {
			if c.Expected {
				count[kindOf(c)]++
			}
		}
	}
	var all []share
	x := 0.0
	for _, kind := range []string{"own", "general", "hole"} {
		if count[kind] == 0 {
			continue
		}
		width := 100 * float64(count[kind]) / float64(o.Expected)
		all = append(all, share{Kind: kind, Name: r.kindName(kind), Number: count[kind], X: decimal(x), Width: decimal(width)})
		x += width
	}
	return all
}

// decimal writes a length of a drawing.
func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }

// coverageTasks lists what to do; the services that lack a card for one scenario
// are one line.
func (r *renderer) coverageTasks(o *site.Coverage, from place) []coverageTask {
	var all []coverageTask
	holes := map[*content.Term]int{}
	for _, t := range o.Tasks {
		if t.Page == nil {
			name := r.typeset(t.Service.Short)
			if i, known := holes[t.Scenario]; known {
				all[i].Why += ", " + name
				continue
			}
			holes[t.Scenario] = len(all)
			all = append(all, coverageTask{Title: insert(r.words.CoverageWrite, "scenario", r.typeset(t.Scenario.Short)), Why: name, Score: t.Score,
				URL: from.to(r.site.Term(content.ByScenario, t.Scenario.ID).URL)})
			continue
		}
		var why []string
		for _, want := range t.Wants {
			why = append(why, r.want(want, t.Page))
		}
		all = append(all, coverageTask{Code: t.Page.Meta.Code, Title: t.Page.Title, Why: strings.Join(why, ", "), Score: t.Score, URL: from.to(t.Page.URL)})
	}
	for i := range all {
		all[i].Beyond = i >= coverageTasks
	}
	return all
}

// want says what a page lacks.
func (r *renderer) want(w site.Want, p *site.Page) string {
	switch w {
	case site.WantReview:
		return insert(r.words.CoverageWantReview, "date", r.shortDate(p.Meta.ReviewBy.Time))
	case site.WantNewApproval:
		return r.words.CoverageWantNew
	case site.WantExercise:
		return r.words.CoverageWantExercise
	}
	return r.words.CoverageWantApproval
}

func (r *renderer) coverageOwners(o *site.Coverage) []coverageOwner {
	var all []coverageOwner
	for i, t := range o.Owners {
		name := r.typeset(t.Owner)
		if name == "" {
			name = r.words.CoverageNoOwner
		}
		all = append(all, coverageOwner{Name: name, Tally: t.Tally, Next: r.brief(t.Next.Time), Beyond: i >= coverageOwners})
	}
	return all
}

func (r *renderer) coverageMonths(o *site.Coverage) []coverageMonth {
	most := max(1, o.Undated)
	for _, m := range o.Months {
		most = max(most, m.Cards)
	}
	var all []coverageMonth
	add := func(name string, cards, overdue int) {
		all = append(all, coverageMonth{Name: name, Cards: cards, Overdue: overdue, Bar: decimal(100 * float64(cards) / float64(most)), Beyond: len(all) >= coverageMonths})
	}
	for _, m := range o.Months {
		add(r.byKey["date."+strings.ToLower(m.Month.Month().String())]+" "+strconv.Itoa(m.Month.Year()), m.Cards, m.Overdue)
	}
	if o.Undated > 0 {
		add(r.words.CoverageUndated, o.Undated, 0)
	}
	return all
}

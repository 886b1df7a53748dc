package theme

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"planblanc/internal/site"
)

// findings are what the browser tests last found, criterion by criterion, in
// accessibility.json. A hospital that has its site audited lays its own file over
// the theme's.
type findings struct {
	// Audited is the day of the run.
	Audited string   `json:"audited"`
	Tools   []string `json:"tools"`
	// Layouts is how many kinds of pages were looked at, one page of each.
	Layouts  int         `json:"layouts"`
	Criteria []criterion `json:"criteria"`
}

// criterion is one of RGAA or, where it has none, of WCAG.
type criterion struct {
	RGAA string `json:"rgaa"`
	WCAG string `json:"wcag"`
	// How is "machine" for rules of a known tool, "script" for tests written for
	// this program, "person", or "" when nobody looked.
	How    string  `json:"how"`
	Result verdict `json:"result"`
	// Pages are some of those that break it.
	Pages []string `json:"pages"`
}

type verdict string

const (
	kept    verdict = "kept"
	broken  verdict = "broken"
	absent  verdict = "absent" // nothing that it is about
	unasked verdict = "open"
)

const findingsFile = "accessibility.json"

// loadFindings reads and checks a theme's file.
func loadFindings(src source) (*findings, error) {
	const file = findingsFile
	text, err := src.read(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	f := &findings{}
	if err := json.Unmarshal(text, f); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	if _, err := time.Parse(time.DateOnly, f.Audited); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	for _, c := range f.Criteria {
		switch c.Result {
		case kept, broken, absent, unasked:
		default:
			return nil, fmt.Errorf("read %s: criterion %s%s: result %q", file, c.RGAA, c.WCAG, c.Result)
		}
	}
	return f, nil
}

// conformity is what a declaration says of a site (décret 2019-768, art. 5): a
// site is not conformant while a criterion is open, whatever the others say.
type conformity int

const (
	notConformant conformity = iota
	partlyConformant
	fullyConformant
)

// count is how many criteria of RGAA have a result.
func (f *findings) count(v verdict) int {
	n := 0
	for _, c := range f.Criteria {
		if c.RGAA != "" && c.Result == v {
			n++
		}
	}
	return n
}

func (f *findings) conformity() conformity {
	switch good, bad := f.count(kept), f.count(broken); {
	case f.count(unasked) > 0 || good < bad || good == 0:
		return notConformant
	case bad > 0:
		return partlyConformant
	}
	return fullyConformant
}

// numbers lists the criteria of a theme of RGAA, or with "" those of WCAG alone,
// that have a result.
func (f *findings) numbers(theme string, v verdict) string {
	var all []string
	for _, c := range f.Criteria {
		switch {
		case c.Result != v:
		case theme == "" && c.RGAA == "":
			all = append(all, c.WCAG)
		case theme != "" && strings.HasPrefix(c.RGAA, theme+"."):
			all = append(all, c.RGAA)
		}
	}
	return strings.Join(all, ", ")
}

// accessibilityPage is what layouts/accessibility.html shows.
type accessibilityPage struct {
	Frame                               frame
	Scope, Rate, How, Made, Tools       string
	Full, Partly, People                bool
	Themes                              []criteriaOfTheme
	Broken                              []string
	Contact, Plan, Exemptions, Excluded string
}

// criteriaOfTheme is a row of its table.
type criteriaOfTheme struct{ Name, Kept, Broken, Absent, Open string }

func (r *renderer) accessibility() error {
	s, f, w := r.site.Settings, r.findings, r.words
	day, err := time.Parse(time.DateOnly, f.Audited)
	if err != nil {
		return fmt.Errorf("render %s: %w", site.AccessibilityURL, err)
	}
	good, assessed := f.count(kept), f.count(kept)+f.count(broken)
	hands := map[string]int{}
	page := accessibilityPage{
		Frame: r.frame(site.AccessibilityURL, w.AccessTitle, w.AccessTitle, noChapter),
		Scope: insert(w.AccessScope, "organization", r.typeset(s.Organization), "name", r.typeset(s.Title)),
		Full:  f.conformity() == fullyConformant, Partly: f.conformity() == partlyConformant,
		Made:    insert(w.AccessMadeOn, "date", r.longDate(day), "layouts", strconv.Itoa(f.Layouts)),
		Tools:   insert(w.AccessTools, "tools", strings.Join(f.Tools, ", ")),
		Contact: r.typeset(s.Accessibility.Contact), Plan: r.typeset(s.Accessibility.Plan),
		Exemptions: r.typeset(s.Accessibility.Exemptions), Excluded: r.typeset(s.Accessibility.Excluded),
	}
	for _, c := range f.Criteria {
		hands[c.How]++
		if c.Result == broken {
			page.Broken = append(page.Broken, insert(w.AccessFailure, "number", c.RGAA+c.WCAG, "pages", strings.Join(c.Pages, ", ")))
		}
	}
	page.People = hands["person"] > 0
	page.How = insert(w.AccessHow, "machine", strconv.Itoa(hands["machine"]), "script", strconv.Itoa(hands["script"]), "person", strconv.Itoa(hands["person"]))
	page.Rate = insert(w.AccessRate, "kept", strconv.Itoa(good), "assessed", strconv.Itoa(assessed), "rate", strconv.Itoa(100*good/max(assessed, 1)),
		"absent", strconv.Itoa(f.count(absent)), "open", strconv.Itoa(f.count(unasked)))
	row := func(name, theme string) {
		page.Themes = append(page.Themes, criteriaOfTheme{name, f.numbers(theme, kept), f.numbers(theme, broken), f.numbers(theme, absent), f.numbers(theme, unasked)})
	}
	for n := 1; n <= 13; n++ {
		row(r.Word("access.theme-"+strconv.Itoa(n)), strconv.Itoa(n))
	}
	row(w.AccessNewer, "")
	return r.page(site.AccessibilityURL, "accessibility", page)
}

// accessLink is the mention that a home page owes (art. 4).
func (r *renderer) accessLink() string {
	switch r.findings.conformity() {
	case fullyConformant:
		return r.words.AccessLinkFull
	case partlyConformant:
		return r.words.AccessLinkPartly
	}
	return r.words.AccessLink
}

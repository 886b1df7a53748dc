package theme

import (
	"html/template"
	"slices"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/site"
)

// alphabetPage is what layouts/alphabet.html shows.
type alphabetPage struct {
	Frame   frame
	Letters []letter
}

type letter struct {
	ID, Name string
	Entries  template.HTML
}

// entryData is a word of the index; Word is empty when the one link says it.
type entryData struct {
	Word  string
	Links template.HTML
}

func (r *renderer) alphabet() error {
	return r.page(site.AlphabetURL, "alphabet", alphabetPage{
		Frame:   r.frame(site.AlphabetURL, r.words.AlphabetTitle, r.words.AlphabetTitle, alphabetChapter),
		Letters: r.letters(),
	})
}

// searchPage is what layouts/search.html shows: a place for results and their
// filters, and the A–Z list where scripts do not run.
type searchPage struct {
	Frame    frame
	Facets   []facet
	Numbers  template.HTML
	Alphabet template.URL
	Letters  []letter
}

// facet is a way to filter results: an axis, or the type.
type facet struct {
	Axis, Legend string
	Terms        []facetTerm
}

type facetTerm struct{ Axis, ID, Label string }

func (r *renderer) search() error {
	from := placeOf(site.SearchURL)
	return r.page(site.SearchURL, "search", searchPage{
		Frame:   r.frame(site.SearchURL, r.words.SearchTitle, r.words.SearchTitle, noChapter),
		Facets:  r.facets(),
		Numbers: r.numbers(r.site.ContactsForAll(), site.TelephoneWorks, from), Alphabet: from.to(site.AlphabetURL), Letters: r.letters(),
	})
}

// facets lists all terms; the page's script shows those that results have.
func (r *renderer) facets() []facet {
	w := &r.words
	legends := map[content.Axis]string{content.ByService: w.Services, content.ByScenario: w.Situations, content.ByRole: w.Roles, content.ByPhase: w.Phases}
	var out []facet
	for _, a := range content.Axes() {
		f := facet{Axis: string(a), Legend: legends[a]}
		for _, t := range r.site.Terms[a] {
			f.Terms = append(f.Terms, facetTerm{f.Axis, t.ID, r.typeset(t.Label)})
		}
		out = append(out, f)
	}
	types := facet{Axis: "type", Legend: w.SearchKind}
	for _, t := range content.Types() {
		types.Terms = append(types.Terms, facetTerm{types.Axis, string(t), r.Word("type." + string(t))})
	}
	types.Terms = append(types.Terms, facetTerm{types.Axis, "contact", w.SearchContact}, facetTerm{types.Axis, "definition", w.SearchDefinition})
	return append(out, types)
}

// alphabetLetters makes the list of both pages that show it; they stand at one
// depth.
func (r *renderer) alphabetLetters() []letter {
	from := placeOf(site.AlphabetURL)
	var letters []letter
	for _, l := range r.site.Alphabet() {
		id := "p_" + strings.ToLower(l.Name)
		if l.Name == "#" {
			id = "p_0"
		}
		made, _ := r.recent.letters.Load(l.Name)
		m, known := made.(madeLetter)
		if !known || !slices.EqualFunc(m.of, l.Entries, sameEntry) {
			m = madeLetter{l.Entries, join(l.Entries, func(e *site.Entry) template.HTML { return r.entry(e, from) })}
			if r.failed.Load() == nil {
				r.recent.letters.Store(l.Name, m)
			}
		}
		letters = append(letters, letter{id, l.Name, m.html})
	}
	return letters
}

// madeLetter is the HTML of a letter's entries.
type madeLetter struct {
	of   []*site.Entry
	html template.HTML
}

// sameEntry reports whether two entries of one content are shown alike: its pages
// and the rows of its terms are others when anything of them has changed.
func sameEntry(a, b *site.Entry) bool {
	return a.Word == b.Word && slices.Equal(a.Pages, b.Pages) &&
		slices.EqualFunc(a.Terms, b.Terms, func(a, b *site.Term) bool { return a.Term == b.Term })
}

// entry is a word of the index with its links. Most words are the title of one
// page, and shown as that page's line.
func (r *renderer) entry(e *site.Entry, from place) template.HTML {
	if len(e.Pages) == 1 && len(e.Terms) == 0 && e.Word == e.Pages[0].Title {
		p := e.Pages[0]
		return r.piece("entry", p, from, func() any { return entryData{Links: r.link(p, from)} })
	}
	var links []string
	for _, t := range e.Terms {
		links = append(links, string(r.piece("link", t, from, func() any { return linkData{URL: from.to(t.URL), Title: r.names[t].label} })))
	}
	for _, p := range e.Pages {
		links = append(links, string(r.link(p, from)))
	}
	d := entryData{Word: r.typeset(e.Word), Links: template.HTML(strings.Join(links, ", "))}
	if len(e.Terms) == 1 && len(e.Pages) == 0 && e.Word == e.Terms[0].Label {
		d.Word = ""
	}
	return r.fill("entry", d)
}

// mapPage is what layouts/map.html shows.
type mapPage struct {
	Frame  frame
	Groups []mapGroup
}

type mapGroup struct {
	Name     string
	Branches []branch
}

// branch is a page with those below it.
type branch struct {
	Link     template.HTML
	Children []branch
	Pages    template.HTML
}

func (r *renderer) sitemap() error {
	from, w, s := placeOf(site.MapURL), &r.words, r.site
	page := mapPage{Frame: r.frame(site.MapURL, w.MapTitle, w.MapTitle, noChapter)}
	add := func(name string, branches []branch) {
		if len(branches) > 0 {
			page.Groups = append(page.Groups, mapGroup{name, branches})
		}
	}
	var general []branch
	pages := []crumb{
		{site.HomeURL, w.HomeWord}, {site.SearchURL, w.SearchTitle}, {site.DirectoryURL, w.DirectoryTitle}, {site.FormsURL, w.FormsTitle}, {site.AlphabetURL, w.AlphabetTitle},
		{site.GlossaryURL, w.GlossaryTitle}, {site.PaperURL, w.PaperTitle}, {site.SituationURL, w.LogTitle}, {site.PocketURL, w.PocketTitle}, {site.VersionsURL, w.VersionsTitle}, {site.VerifierURL, w.VerifyTitle}, {site.AccessibilityURL, w.AccessTitle},
	}
	if s.ShowsCoverage() {
		pages = append(pages, crumb{site.CoverageURL, w.CoverageTitle})
	}
	if s.Tools.Any() {
		pages = append(pages, crumb{site.ToolsReadMeURL, w.ToolsTitle})
	}
	for _, p := range pages {
		general = append(general, branch{Link: r.fill("link", linkData{URL: from.to(p.URL), Title: p.Title})})
	}
	add(w.MapPages, general)
	for _, axis := range []struct {
		axis content.Axis
		name string
	}{{content.ByService, w.Services}, {content.ByScenario, w.Situations}, {content.ByRole, w.Roles}, {content.ByPhase, w.Phases}} {
		var branches []branch
		for _, t := range s.Terms[axis.axis] {
			branches = append(branches, branch{Link: r.fill("link", linkData{URL: from.to(t.URL), Title: r.names[t].label})})
		}
		add(axis.name, branches)
	}
	for _, sec := range s.Sections {
		if sec.Parent == nil {
			add(sec.Title, []branch{r.branch(sec, from)})
		}
	}
	var loose []branch
	for _, p := range s.Pages {
		if s.SectionOf(p) == nil {
			loose = append(loose, branch{Link: r.link(p, from)})
		}
	}
	add(w.MapOther, loose)
	return r.page(site.MapURL, "map", page)
}

// branch is a section with its own sections and pages.
func (r *renderer) branch(s *site.Section, from place) branch {
	b := branch{Link: r.link(s.Page, from), Pages: join(s.Pages, func(p *site.Page) template.HTML { return r.item(p, from) })}
	for _, child := range s.Children {
		b.Children = append(b.Children, r.branch(child, from))
	}
	return b
}

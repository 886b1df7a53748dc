package theme

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/site"
)

// documentPage is what layouts/document.html shows: a document's sheet, in two
// parts around the buttons, and what stands beside it.
type documentPage struct {
	Frame        frame
	Above, Below template.HTML
	Review       *review // nil without a review date
	Ticks        *ticks  // nil without actions
	Numbers      template.HTML
	Next         template.HTML
	Facts        facts
}

// review is what components/freshness shows: the day before which a document is
// to be reviewed, and whether it is in force as it was approved.
type review struct {
	Due      template.HTML
	Approved bool
}

// ticks is what components/ticks shows: which text's actions may be ticked.
type ticks struct {
	Code, Fingerprint string
	URL               template.URL // from the top of the site
	Logbook           template.URL
}

// sheet is what is printed above and below a page.
type sheet struct {
	Own         string // the establishment, in place of House where the site is one's
	House, Name string
	Exercise    bool
	Crisis      template.HTML
	Foot        []string

	cut bool // what a site says in its own words is slots
}

// head is a page's title and whom it is for.
type head struct {
	Code, Kind, Services, Roles string
	Status                      content.Status
	StatusLabel                 string
	Title, Summary, Version     string
	QR                          template.HTML
	Buttons                     template.HTML
	Modified                    bool // since it was approved
	Local                       bool // an establishment's own
}

// facts are a page's papers.
type facts struct {
	Version                                string
	Approved, ReviewBy, Exercised, Changed template.HTML
	Approver, Reviewer, Owner, Fingerprint string
	Audience                               string
}

// documentFrame is the frame of a document's page.
func (r *renderer) documentFrame(p *site.Page) frame {
	m := &p.Meta
	title, here := p.Title, p.Title
	if m.Code != "" {
		title, here = m.Code+" "+title, m.Code
	}
	if m.Version != "" {
		title += " — v" + m.Version
	}
	c, parents := r.parents(p)
	f := r.frame(p.URL, title, here, c, parents...)
	f.Sheeted = true
	if m.Type == content.Poster && r.site.Settings.Paper.Poster == content.PosterA3 {
		f.Style = "@page{size:A3 portrait}"
	}
	if m.Code != "" {
		f.Style += counterStyle(m.Code)
	}
	f.Policy = policy(f.Style)
	return f
}

// parents are the steps to a document: a card's service, a form's list, or the
// sections that hold it.
func (r *renderer) parents(p *site.Page) (chapter, []crumb) {
	switch {
	case p.Meta.Type == content.Form:
		return formsChapter, []crumb{{site.FormsURL, r.words.FormsWord}}
	case p.IsCard() && len(p.Meta.Service) > 0:
		if service := r.site.Term(content.ByService, p.Meta.Service[0]); service != nil {
			return servicesChapter, []crumb{{service.URL, r.names[service].label}}
		}
	}
	return noChapter, r.sectionCrumbs(r.site.SectionOf(p))
}

func (r *renderer) sectionCrumbs(s *site.Section) []crumb {
	var steps []crumb
	for ; s != nil; s = s.Parent {
		steps = append(steps, crumb{s.URL, s.Title})
	}
	slices.Reverse(steps)
	return steps
}

// counterStyle numbers a card's sheets where the browser can; nothing depends
// on it.
func counterStyle(code string) template.CSS {
	var safe strings.Builder
	for _, c := range code {
		if c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' {
			safe.WriteRune(c)
		}
	}
	return template.CSS(fmt.Sprintf(`@page{@bottom-right{content:"%s · "counter(page)" / "counter(pages);font:8pt Arial,"Liberation Sans",sans-serif}}`, safe.String()))
}

// head is a document's head.
func (r *renderer) head(p *site.Page) head {
	m := &p.Meta
	h := head{Code: m.Code, Title: p.Title, Summary: p.Summary, Version: m.Version, Local: p.Local, Buttons: screenSlot, Status: m.Status, StatusLabel: r.byKey["status."+string(m.Status)],
		Modified: m.Status == content.Valid && p.Standing == site.Modified}
	if !p.IsCard() {
		h.Kind = r.byKey["type."+string(m.Type)]
	}
	if m.Code != "" {
		h.QR = r.qr.draw(m.Code)
	}
	h.Services = r.termNames(content.ByService, m.Service, r.words.EveryService)
	h.Roles = r.termNames(content.ByRole, m.Role, r.words.Everyone)
	return h
}

// termNames joins the names of terms; all stands for every one, "" says
// nothing of it.
func (r *renderer) termNames(a content.Axis, ids []string, all string) string {
	var labels []string
	for _, id := range ids {
		if id == content.All {
			if all != "" {
				labels = append(labels, all)
			}
		} else if t := r.site.Term(a, id); t != nil {
			labels = append(labels, r.names[t].short)
		}
	}
	return strings.Join(labels, ", ")
}

// review is a document's, or nil for one without a review date.
func (r *renderer) review(p *site.Page) *review {
	m := &p.Meta
	if m.ReviewBy.IsZero() {
		return nil
	}
	return &review{r.date(m.ReviewBy.Time), m.Status == content.Valid && p.Standing != site.Modified}
}

// ticks is a card's, or nil for a document without a code or actions.
func (r *renderer) ticks(p *site.Page, from place) *ticks {
	for _, s := range p.Body.Stages {
		for _, part := range s.Parts {
			if p.Meta.Code != "" && len(part.Actions) > 0 {
				return &ticks{p.Meta.Code, p.Fingerprint, place(0).to(p.URL), from.to(site.SituationURL)}
			}
		}
	}
	return nil
}

// sheet is what paper carries above and below a document with a fingerprint.
func (r *renderer) sheet(p *site.Page, fingerprint string) sheet {
	m, w := &p.Meta, &r.words
	name := []string{}
	if len(m.Service) == 1 && p.IsCard() {
		name = append(name, r.termNames(content.ByService, m.Service, w.EveryService))
	}
	if m.Code != "" {
		name = append(name, m.Code)
	}
	if m.Version != "" {
		version := insert(w.SheetVersion, "version", m.Version)
		if !m.Approved.IsZero() {
			version += ", " + r.shortDate(m.Approved.Time)
		}
		name = append(name, version)
	}
	foot := []string{r.edition()}
	switch {
	case m.Approved.IsZero():
	case m.Approver == "":
		foot = append(foot, insert(w.SheetApproved, "date", r.shortDate(m.Approved.Time)))
	default:
		foot = append(foot, insert(w.SheetApprovedBy, "date", r.shortDate(m.Approved.Time), "approver", r.typeset(m.Approver)))
	}
	if !m.ReviewBy.IsZero() {
		foot = append(foot, insert(w.SheetReview, "date", r.shortDate(m.ReviewBy.Time)))
	}
	if p.Fingerprint != "" {
		foot = append(foot, insert(w.SheetFingerprint, "fingerprint", fingerprint))
	}
	s := sheet{Own: r.own(), Exercise: r.site.Exercise != "", House: r.house(), Name: strings.Join(name, " — "), Foot: append(foot, w.SheetDestroy)}
	if m.Type != content.Form && m.Type != content.Poster { // these are copied, and hang, for longer than a notice stands
		s.Crisis = r.crisis("crisis-sheet")
	}
	return s
}

// own is the name of the establishment whose site this is, "" in a site of all.
func (r *renderer) own() string {
	if r.site.Settings.Establishment == "" {
		return ""
	}
	return r.typeset(r.site.Settings.Organization)
}

// logo is the address of the establishment's logo, "" without one.
func (r *renderer) logo(from place) template.URL {
	if logo := r.site.Settings.Logo(); logo != "" {
		return from.to(logo)
	}
	return ""
}

// house is what the sheets of a site of all begin with.
func (r *renderer) house() string {
	return r.typeset(r.site.Settings.Organization) + " · " + r.typeset(r.site.Settings.Title)
}

// edition names the edition on every sheet.
func (r *renderer) edition() string {
	return insert(r.words.SheetEdition, "number", r.site.Number, "date", r.shortDate(r.site.Date.Time))
}

// plainSheet is what paper carries above and below a page that no document
// makes.
func (r *renderer) plainSheet(name string) sheet {
	return sheet{Own: r.own(), Exercise: r.site.Exercise != "", House: r.house(), Name: name, Crisis: r.crisis("crisis-sheet"), Foot: []string{r.edition(), r.words.BinderDestroy}}
}

// facts are a document's papers.
func (r *renderer) facts(p *site.Page) facts {
	m := &p.Meta
	return facts{
		Version: m.Version, Approved: r.date(m.Approved.Time), ReviewBy: r.date(m.ReviewBy.Time), Exercised: r.date(m.Exercised.Time),
		Changed:  r.date(r.site.Catalog.Changed[p.Path]),
		Approver: r.typeset(m.Approver), Reviewer: r.typeset(m.Reviewer), Owner: r.typeset(m.Owner),
		Fingerprint: p.Fingerprint, Audience: r.byKey["audience."+string(m.Audience)],
	}
}

// called are the contacts that a document names in its front matter, as far as
// this audience may know them.
func (r *renderer) called(p *site.Page) []*content.Contact {
	var out []*content.Contact
	for _, id := range p.Meta.Contacts {
		if c := r.site.Catalog.Contacts[id]; c != nil && r.site.Audience.Includes(c.Audience) && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// calls lists them as they are reached in the document's scenarios.
func (r *renderer) calls(p *site.Page, from place) template.HTML {
	return r.numbers(r.called(p), r.site.Catalog.Telephone(p.Meta.Scenario...), from)
}

// next are the ready-made sheets of a document and the related documents that
// this site has.
func (r *renderer) next(p *site.Page, from place) template.HTML {
	annexes := join(p.Annexes(), func(file string) template.HTML {
		return r.fill("item", linkData{URL: from.to(file), Code: r.words.AnnexWord, Title: stem(file)})
	})
	return annexes + join(p.Meta.Related, func(code string) template.HTML {
		if other := r.site.Catalog.ByCode[code]; other != nil && other != p && r.site.Publishes(other) {
			return r.item(other, from)
		}
		return ""
	})
}

// supply says how many sheets of a form to photocopy and where they are.
func (r *renderer) supply(p *site.Page) string {
	var parts []string
	if p.Meta.Copies > 0 {
		parts = append(parts, insert(r.words.SupplyCopies, "n", strconv.Itoa(p.Meta.Copies)))
	}
	if p.Meta.Stock != "" {
		parts = append(parts, insert(r.words.SupplyStock, "stock", r.typeset(p.Meta.Stock)))
	}
	return strings.Join(parts, " ")
}

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

// documentPage is what layouts/document.html shows: a form or another document
// that is not a card.
type documentPage struct {
	Frame   frame
	Sheet   sheet
	Head    head
	Form    bool
	Supply  string
	Text    template.HTML
	Numbers template.HTML
	Next    template.HTML
	Facts   facts
}

// sheet is what is printed above and below a page.
type sheet struct {
	House, Name string
	Foot        []string
}

// head is a page's title and whom it is for.
type head struct {
	Code, Kind, Services, Roles string
	Status                      content.Status
	StatusLabel                 string
	Title, Summary              string
	Modified                    bool // since it was approved
	Calls                       bool // the page has numbers to call
}

// facts are a page's papers.
type facts struct {
	Version                                string
	Approved, ReviewBy, Exercised, Changed template.HTML
	Approver, Reviewer, Owner, Fingerprint string
	Audience                               string
}

// document makes the page of a document that is not a card.
func (r *renderer) document(p *site.Page) error {
	from := placeOf(p.URL)
	text := r.body(p, from)
	page := documentPage{
		Frame: r.documentFrame(p), Sheet: r.sheet(p), Head: r.head(p), Form: p.Meta.Type == content.Form, Supply: r.supply(p),
		Text: text.html(p.Body.Flow), Numbers: r.numbers(r.called(p), from), Next: r.next(p, from), Facts: r.facts(p),
	}
	page.Head.Calls = page.Numbers != ""
	r.buffers.Put(text.buffer)
	return r.page(p.URL, "document", page)
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
	if m.Code != "" {
		f.Style = counterStyle(m.Code)
		f.Policy = policy(f.Style)
	}
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
	h := head{Code: m.Code, Title: p.Title, Summary: p.Summary, Status: m.Status, StatusLabel: r.byKey["status."+string(m.Status)],
		Modified: m.Status == content.Valid && p.Standing == site.Modified}
	if !p.IsCard() {
		h.Kind = r.byKey["type."+string(m.Type)]
	}
	h.Services = r.termNames(content.ByService, m.Service, r.words.EveryService)
	h.Roles = r.termNames(content.ByRole, m.Role, r.words.Everyone)
	return h
}

// termNames joins the names of terms.
func (r *renderer) termNames(a content.Axis, ids []string, all string) string {
	var labels []string
	for _, id := range ids {
		if id == content.All {
			labels = append(labels, all)
		} else if t := r.site.Term(a, id); t != nil {
			labels = append(labels, r.names[t].short)
		}
	}
	return strings.Join(labels, ", ")
}

// sheet is what paper carries above and below a document.
func (r *renderer) sheet(p *site.Page) sheet {
	m, w, s := &p.Meta, &r.words, r.site
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
	foot := []string{insert(w.SheetEdition, "number", s.Number, "date", r.shortDate(s.Date.Time))}
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
		foot = append(foot, insert(w.SheetFingerprint, "fingerprint", p.Fingerprint))
	}
	return sheet{
		House: r.typeset(s.Settings.Organization) + " · " + r.typeset(s.Settings.Title),
		Name:  strings.Join(name, " — "),
		Foot:  append(foot, w.SheetDestroy),
	}
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

// next are the related documents that this site has.
func (r *renderer) next(p *site.Page, from place) template.HTML {
	return join(p.Meta.Related, func(code string) template.HTML {
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

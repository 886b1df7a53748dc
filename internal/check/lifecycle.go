package check

import (
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/markdown"
	"planblanc/internal/site"
)

// lifecycle checks that a published page has text, is in date, and in an
// official edition approved.
func (r *run) lifecycle(p *site.Page) {
	if p.Section || p.Meta.Status != content.Valid {
		return
	}
	if p.Body.Empty {
		r.report(diag.New(diag.Position{File: p.Path, Line: p.Line, Column: 1}, diag.EmptyDocument))
	}
	if by := p.Meta.ReviewBy; !by.IsZero() && by.Before(r.Today.Time) {
		d := diag.New(p.At("review_by"), diag.Overdue, by.String())
		if r.Official {
			d = d.As(diag.Error)
		}
		r.report(d)
	}
	if !r.Official || p.Meta.Code == "" {
		return
	}
	for _, key := range content.OfficialKeys() {
		if !p.Meta.Has(key) && !p.Faulty(key) {
			r.report(diag.New(p.At(key), diag.Unapproved, key))
		}
	}
}

// headings leaves a page's first level to its title.
func (r *run) headings(p *site.Page) {
	for _, h := range p.Body.Headings {
		if h.Level == 1 {
			r.report(diag.New(h.Position, diag.LevelOneHeading, h.Text))
		}
	}
}

// orphans reports pages that only the site map would show.
func (r *run) orphans() {
	for _, p := range r.Pages {
		m := &p.Meta
		listed := p.Section || m.Type == content.Form || r.linked[p] || r.inSection(p) || r.mayList(p)
		for _, a := range content.Axes() {
			listed = listed || len(m.Values(a)) > 0
		}
		if !listed {
			r.report(diag.New(diag.Position{File: p.Path, Line: 1, Column: 1}, diag.OrphanPage))
		}
	}
}

// mayList reports whether a mistake may hide what lists a page: one in its own
// front matter, or in that of a document that names it.
func (r *run) mayList(p *site.Page) bool {
	for _, a := range content.Axes() {
		if p.Faulty(string(a)) {
			return true
		}
	}
	return p.Faulty("type") || r.documentMayHold(path.Base(p.Path)) || p.Meta.Code != "" && r.documentMayHold(p.Meta.Code)
}

func (r *run) inSection(p *site.Page) bool {
	dir := p.Path
	for {
		slash := strings.LastIndexByte(dir, '/')
		if slash < 0 {
			return false
		}
		dir = dir[:slash]
		if r.ByPath[dir+"/_index.md"] != nil {
			return true
		}
	}
}

// Texts for NeedsWhatIsDown.
var (
	intranet = diag.Text{FR: "adresse de l'intranet", EN: "intranet address"}
	mailCut  = diag.Text{FR: "la messagerie est coupée dans cette situation", EN: "mail is cut in this situation"}
)

// means reports a card that needs what is down while it is read.
func (r *run) means(p *site.Page) {
	if !p.IsCard() {
		return
	}
	for _, ref := range p.Body.Refs {
		if ref.Kind != markdown.LinkExternal {
			continue
		}
		u, err := url.Parse(ref.Target)
		if err != nil {
			continue
		}
		switch {
		case strings.EqualFold(u.Scheme, "mailto") && r.cuts(p, content.Mail):
			r.report(diag.New(ref.Position, diag.NeedsWhatIsDown, ref.Target, mailCut))
		case internalHost(u.Hostname()):
			r.report(diag.New(ref.Position, diag.NeedsWhatIsDown, ref.Target, intranet))
		}
	}
}

// cuts reports whether one of the page's scenarios takes a means away.
func (r *run) cuts(p *site.Page, m content.Means) bool {
	for _, t := range r.Library.Terms[content.ByScenario] {
		if slices.Contains(t.Cuts, m) && (slices.Contains(p.Meta.Scenario, t.ID) || slices.Contains(p.Meta.Scenario, content.All)) {
			return true
		}
	}
	return false
}

// internalHost reports whether a host name or address exists only inside the
// establishment.
func internalHost(host string) bool {
	if host == "" {
		return false
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast()
	}
	host = strings.ToLower(host)
	if !strings.Contains(host, ".") {
		return true
	}
	return slices.ContainsFunc([]string{".local", ".lan", ".intra", ".intranet", ".internal", ".corp", ".home.arpa"},
		func(suffix string) bool { return strings.HasSuffix(host, suffix) })
}

package check

import (
	"path"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/diag"
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
	r.approval(p)
	if !r.Official || p.Meta.Code == "" {
		return
	}
	for _, key := range content.OfficialKeys() {
		if !p.Meta.Has(key) && !p.Faulty(key) {
			r.report(diag.New(p.At(key), diag.Unapproved, key))
		}
	}
}

// approval compares a page's text with the one that the register has approved.
// What is published as official must be what was read and signed, and a version
// must name one text only.
func (r *run) approval(p *site.Page) {
	m := &p.Meta
	if m.Code == "" || p.Faulty("code") || p.Faulty("version") || r.ByCode[m.Code] != p || r.mayChange(p) {
		return
	}
	if other := r.Approvals.Other(m.Code, m.Version, p.Fingerprint); other != nil && r.Official {
		r.report(diag.New(p.At("version"), diag.VersionReused, m.Code, m.Version, other.Fingerprint, p.Fingerprint))
		return
	}
	if p.Standing == site.Modified {
		last := r.Approvals.Last(m.Code)
		d := diag.New(p.At("version"), diag.ModifiedSinceApproval, last.Date.String(), last.Fingerprint, p.Fingerprint)
		if r.Official {
			d = d.As(diag.Error)
		}
		r.report(d)
	}
}

// mayChange reports whether a mistake elsewhere may have changed what a page
// says: one in the data or in its own front matter.
func (r *run) mayChange(p *site.Page) bool {
	for file := range r.Library.Faulty {
		if file == p.Path || !strings.HasSuffix(file, ".md") {
			return true
		}
	}
	return false
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
func (r *run) orphans(pages []findings) {
	alone := map[string]bool{}
	for _, p := range r.Pages {
		if !r.listed(p) {
			alone[p.Path] = true
		}
	}
	for i := 0; i < len(pages) && len(alone) > 0; i++ {
		for _, path := range pages[i].linked {
			delete(alone, path)
		}
	}
	for _, path := range keys(alone) {
		r.report(diag.New(diag.Position{File: path, Line: 1, Column: 1}, diag.OrphanPage))
	}
}

// listed reports whether a list has a page: that of a section, of forms, of a
// term.
func (r *run) listed(p *site.Page) bool {
	for _, a := range content.Axes() {
		if len(p.Meta.Values(a)) > 0 {
			return true
		}
	}
	return p.Section || p.Meta.Type == content.Form || r.inSection(p) || r.mayList(p)
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

// Package check holds the rules that an author can break.
//
// Run looks at a whole catalog, whatever the audience and status of its pages,
// so that a mistake is found when it is made and not on the day another edition
// is built. A rule reports; it never changes what it reads. Mistakes of form
// inside a file (YAML, Markdown) are reported by the packages that read it;
// here stand the rules that need the whole content.
//
// Rules of a page look at one page, at the facts that all pages share and, where
// a link leads, at the page it leads to; they run for many pages at once. Rules
// of the site look at all pages.
//
// Why not stop at the first mistake: an author corrects a file once, not once a
// mistake.
package check

import (
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/markdown"
	"planblanc/internal/site"
)

// Options says how strict a check is.
type Options struct {
	// Today is the day against which reviews are overdue.
	Today content.Date
	// Official turns what an official edition must not carry into errors.
	Official bool
	// Drafts says that drafts are published too: a link to one is then sound.
	Drafts bool
}

// Counts says how much was looked at, so that an empty check shows.
type Counts struct {
	Documents int `json:"documents"`
	Links     int `json:"links"`
	Anchors   int `json:"anchors"`
	Images    int `json:"images"`
	Contacts  int `json:"contacts"`
	Terms     int `json:"terms"`
}

// Add adds up what was looked at.
func (c *Counts) Add(more Counts) {
	c.Documents += more.Documents
	c.Links += more.Links
	c.Anchors += more.Anchors
	c.Images += more.Images
	c.Contacts += more.Contacts
	c.Terms += more.Terms
}

// Run applies every rule. The diagnostics are those of the site's files, then of
// each page in the order of the catalog; the parser's own are not among them.
func Run(c *site.Catalog, o Options) ([]diag.Diagnostic, Counts) { return new(Memory).Run(c, o) }

// run applies the rules of the site; places are what addresses found, pages what
// each page was found to have.
func (f *facts) run(places []diag.Diagnostic, pages []findings) ([]diag.Diagnostic, Counts) {
	r := run{facts: f}
	r.vocabularies()
	r.preparedness()
	r.images()
	r.diags = append(r.diags, places...)
	for _, p := range pages {
		r.diags = append(r.diags, p.diags...)
		r.counts.Add(p.counts)
	}
	r.orphans(pages)
	return r.diags, r.counts
}

// page applies the rules of a page to one.
func (f *facts) page(p *site.Page) findings {
	r := run{facts: f}
	r.counts.Documents = 1
	r.metadata(p)
	r.links(p)
	r.headings(p)
	r.lifecycle(p)
	r.means(p)
	r.numbers(p)
	r.actions(p)
	r.fit(p)
	return r.findings
}

// facts are what all rules may look at. They are read-only once made.
type facts struct {
	*site.Catalog
	Options
	// vocabulary holds the terms of each axis by id.
	vocabulary map[content.Axis]map[string]*content.Term
	// faulty holds the text, as an anchor, of the files that may lack what others
	// need: data, and the front matter of documents with a mistake there.
	faulty map[string]string
}

func newFacts(c *site.Catalog, o Options) *facts {
	f := &facts{Catalog: c, Options: o, vocabulary: map[content.Axis]map[string]*content.Term{}, faulty: map[string]string{}}
	for _, a := range content.Axes() {
		f.vocabulary[a] = map[string]*content.Term{}
		for i := range c.Library.Terms[a] {
			f.vocabulary[a][c.Library.Terms[a][i].ID] = &c.Library.Terms[a][i]
		}
	}
	for file, text := range c.Library.Faulty {
		p := c.ByPath[file]
		switch {
		case p == nil:
			f.faulty[file] = markdown.Slug(string(text))
		case p.Faulty("code") || p.Faulty("related"):
			f.faulty[file] = markdown.Slug(head(string(text), p.Line))
		}
	}
	return f
}

// run is one check under way, of a page or of the whole site.
type run struct {
	*facts
	findings
}

// findings are what a check has found.
type findings struct {
	diags  []diag.Diagnostic
	counts Counts
	linked []string // paths of the pages that the checked one points at
}

// head returns the lines above the one where a document's text begins, or all
// when it begins at the top: nothing is known then.
func head(text string, line int) string {
	end := 0
	for range line - 1 {
		end += strings.IndexByte(text[end:], '\n') + 1
	}
	if end == 0 {
		return text
	}
	return text[:end]
}

// mayHold reports whether a file that could not be read whole may define an id:
// its text has the id, or it is missing. One mistake in a file of data is not
// one in each document.
func (f *facts) mayHold(file, id string) bool {
	text, faulty := f.faulty[file]
	return faulty && (text == "" || strings.Contains(text, markdown.Slug(id)))
}

// documentMayHold is the same for what some document is to define.
func (f *facts) documentMayHold(id string) bool {
	for file, text := range f.faulty {
		if strings.HasSuffix(file, ".md") && strings.Contains(text, markdown.Slug(id)) {
			return true
		}
	}
	return false
}

func (r *run) report(d diag.Diagnostic) { r.diags = append(r.diags, d) }

// links checks what a page's text points at.
func (r *run) links(p *site.Page) {
	for i, ref := range p.Body.Refs {
		r.count(ref)
		t := r.Target(p, i)
		if t.IsZero() {
			if !r.excused(ref) {
				r.report(r.missing(p, ref))
			}
			continue
		}
		switch {
		case t.Page != nil:
			if t.Page != p {
				r.linked = append(r.linked, t.Page.Path)
			}
			r.anchor(t.Page, ref)
			r.reach(p, t.Page, ref.Position)
		case t.Contact != nil:
			r.below(p, t.Contact.ID, t.Contact.Audience, ref.Position)
		case t.Definition != nil:
			r.below(p, t.Definition.Term, t.Definition.Audience, ref.Position)
		case t.Asset != "":
			r.kind(t.Asset, ref)
		}
	}
}

func (r *run) count(ref markdown.Ref) {
	switch ref.Kind {
	case markdown.LinkContact:
		r.counts.Contacts++
	case markdown.LinkTerm:
		r.counts.Terms++
	case markdown.Image:
		r.counts.Images++
	default:
		r.counts.Links++
	}
	if ref.Anchor != "" {
		r.counts.Anchors++
	}
}

// excused reports whether a file that could not be read whole may have what a
// reference does not find.
func (r *run) excused(ref markdown.Ref) bool {
	switch ref.Kind {
	case markdown.LinkCard:
		return r.documentMayHold(ref.Target)
	case markdown.LinkContact:
		return r.mayHold(content.DirectoryFile, ref.Target)
	case markdown.LinkTerm:
		return r.mayHold(content.GlossaryFile, ref.Target)
	}
	return false
}

// missing names what a reference should have found, and what is close to it.
func (r *run) missing(p *site.Page, ref markdown.Ref) diag.Diagnostic {
	switch ref.Kind {
	case markdown.LinkCard:
		return diag.New(ref.Position, diag.UnknownCode, ref.Target).Suggest(ref.Target, keys(r.ByCode))
	case markdown.LinkContact:
		return diag.New(ref.Position, diag.UnknownContact, ref.Target).Suggest(ref.Target, keys(r.Contacts))
	case markdown.LinkTerm:
		return diag.New(ref.Position, diag.UnknownGlossaryTerm, ref.Target).Suggest(ref.Target, keys(r.Definitions))
	case markdown.Image:
		return r.noFile(ref, diag.BrokenImage, keys(r.Library.Assets))
	case markdown.LinkFile: // or a page whose extension is misspelled
		return r.noFile(ref, diag.BrokenLink, append(keys(r.ByPath), keys(r.Library.Assets)...))
	}
	return r.noFile(ref, diag.BrokenLink, keys(r.ByPath))
}

func (r *run) noFile(ref markdown.Ref, rule diag.Rule, known []string) diag.Diagnostic {
	d := diag.New(ref.Position, rule, site.Relative(ref.Position.File, ref.Target))
	if near := diag.Closest(ref.Target, known); near != "" {
		d.Suggestion = site.Relative(ref.Position.File, near)
	}
	return d
}

// anchor checks that the target page has the heading.
func (r *run) anchor(target *site.Page, ref markdown.Ref) {
	if ref.Anchor == "" && ref.Kind != markdown.LinkAnchor || target.Unread {
		return
	}
	ids := make([]string, 0, len(target.Body.Headings))
	for _, h := range target.Body.Headings {
		if h.ID == ref.Anchor {
			return
		}
		ids = append(ids, h.ID)
	}
	r.report(diag.New(ref.Position, diag.BrokenAnchor, ref.Anchor, target.Path).Suggest(ref.Anchor, ids))
}

// reach checks that whoever reads p may read the target, and that it is
// published.
func (r *run) reach(p, target *site.Page, at diag.Position) {
	if p.Faulty("audience") || target.Faulty("audience") || target.Faulty("status") {
		return // for whom is not known
	}
	name := target.Meta.Code
	if name == "" {
		name = target.Path
	}
	switch {
	case !p.Meta.Audience.Includes(target.Meta.Audience):
		r.report(diag.New(at, diag.LinkAboveAudience, name, string(target.Meta.Audience), string(p.Meta.Audience)))
	case target.Meta.Status != content.Valid && p.Meta.Status == content.Valid && !r.Drafts:
		r.report(diag.New(at, diag.LinkToDraft, name, string(target.Meta.Status)))
	}
}

// below checks that whoever reads p may read a row of a data file that it names.
func (r *run) below(p *site.Page, name string, audience content.Audience, at diag.Position) {
	if !p.Faulty("audience") && !p.Meta.Audience.Includes(audience) {
		r.report(diag.New(at, diag.LinkAboveAudience, name, string(audience), string(p.Meta.Audience)))
	}
}

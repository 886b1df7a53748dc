package theme

import (
	"html/template"
	"slices"
	"strconv"

	"planblanc/internal/content"
	"planblanc/internal/site"
)

// directoryPage is what layouts/directory.html shows.
type directoryPage struct {
	Frame  frame
	Sheet  sheet
	Groups []contactGroup
	Wall   []contactRow // each contact once, for paper
	Pocket template.URL
}

type contactGroup struct {
	Name string
	Rows []contactRow
}

// contactRow is a contact; only the first row of a contact has its anchor.
type contactRow struct {
	ID, Function, Internal, Mobile, Backup, External, Hours string
	Checked                                                 template.HTML
}

func (r *renderer) directory() error {
	page := directoryPage{Frame: r.frame(site.DirectoryURL, r.words.DirectoryTitle, r.words.DirectoryTitle, directoryChapter)}
	anchored := map[*content.Contact]bool{}
	add := func(name string, in func(*content.Contact) bool) {
		g := contactGroup{Name: name}
		for _, c := range r.site.Contacts {
			if !in(c) {
				continue
			}
			row := r.contactRow(c)
			if !anchored[c] {
				row.ID, anchored[c] = c.ID, true
			}
			g.Rows = append(g.Rows, row)
		}
		if len(g.Rows) > 0 {
			page.Groups = append(page.Groups, g)
		}
	}
	add(r.words.DirectoryForAll, func(c *content.Contact) bool { return slices.Contains(c.Services, content.All) })
	for _, t := range r.site.Terms[content.ByService] {
		add(r.names[t].label, func(c *content.Contact) bool { return slices.Contains(c.Services, t.ID) })
	}
	add(r.words.DirectoryOther, func(c *content.Contact) bool { return !anchored[c] })
	for _, c := range r.site.Contacts {
		page.Wall = append(page.Wall, r.contactRow(c))
	}
	page.Sheet = r.plainSheet(r.words.DirectoryTitle)
	page.Frame.Sheeted = true
	page.Pocket = placeOf(site.DirectoryURL).to(site.PocketURL)
	return r.page(site.DirectoryURL, "directory", page)
}

func (r *renderer) contactRow(c *content.Contact) contactRow {
	return contactRow{
		Function: r.typeset(c.Function), Internal: unbroken(c.Internal), Mobile: unbroken(c.Mobile),
		Backup: r.typeset(unbroken(c.Backup)), External: unbroken(c.External), Hours: r.typeset(c.Hours), Checked: r.brief(c.Checked.Time),
	}
}

// glossaryPage is what layouts/glossary.html shows.
type glossaryPage struct {
	Frame frame
	Terms []glossaryTerm
}

type glossaryTerm struct {
	ID, Term string
	Meanings []meaning
}

type meaning struct{ Expansion, Definition string }

func (r *renderer) glossary() error {
	page := glossaryPage{Frame: r.frame(site.GlossaryURL, r.words.GlossaryTitle, r.words.GlossaryTitle, noChapter)}
	for _, d := range r.site.Glossary {
		page.Terms = append(page.Terms, r.glossaryTerm(d))
	}
	return r.page(site.GlossaryURL, "glossary", page)
}

func (r *renderer) glossaryTerm(d *site.Definition) glossaryTerm {
	t := glossaryTerm{ID: d.Anchor, Term: r.typeset(d.Term)}
	if d.Expansion != "" || d.Definition.Definition != "" {
		t.Meanings = append(t.Meanings, meaning{r.typeset(d.Expansion), r.typeset(d.Definition.Definition)})
	}
	for _, s := range d.Senses {
		t.Meanings = append(t.Meanings, meaning{r.typeset(s.Expansion), r.typeset(s.Definition)})
	}
	return t
}

// formsPage is what layouts/forms.html shows.
type formsPage struct {
	Frame frame
	Rows  []formRow
}

type formRow struct {
	Code, Title, Copies, Stock, Version string
	URL                                 template.URL
}

func (r *renderer) forms() error {
	from := placeOf(site.FormsURL)
	page := formsPage{Frame: r.frame(site.FormsURL, r.words.FormsTitle, r.words.FormsTitle, formsChapter)}
	for _, p := range r.site.Coded {
		if p.Meta.Type != content.Form {
			continue
		}
		row := formRow{Code: p.Meta.Code, Title: p.Title, Stock: r.typeset(p.Meta.Stock), Version: p.Meta.Version, URL: from.to(p.URL)}
		if p.Meta.Copies > 0 {
			row.Copies = strconv.Itoa(p.Meta.Copies)
		}
		page.Rows = append(page.Rows, row)
	}
	return r.page(site.FormsURL, "forms", page)
}

// versionsPage is what layouts/versions.html shows.
type versionsPage struct {
	Frame    frame
	Coverage template.URL // "" for a site that does not show it
	Verifier template.URL
	Rows     []versionRow
}

type versionRow struct {
	Code, Title, Version, Fingerprint string
	URL                               template.URL
	Date                              template.HTML
}

func (r *renderer) versions() error {
	from := placeOf(site.VersionsURL)
	page := versionsPage{Frame: r.frame(site.VersionsURL, r.words.VersionsTitle, r.words.VersionsTitle, noChapter), Verifier: from.to(site.VerifierURL)}
	if r.site.ShowsCoverage() {
		page.Coverage = from.to(site.CoverageURL)
	}
	for _, p := range r.site.Coded {
		page.Rows = append(page.Rows, versionRow{p.Meta.Code, p.Title, p.Meta.Version, p.Fingerprint, from.to(p.URL), r.brief(p.Meta.Approved.Time)})
	}
	return r.page(site.VersionsURL, "versions", page)
}

// Package build is the one pipeline from a content folder to a site.
//
// Load reads and checks everything; Run goes on to select, render and write.
// Nothing is written while a diagnostic is an error, and output.Write puts the
// new site in place of the old one in a single step, so a failed or killed run
// leaves the previous site untouched.
//
// Why not render while checking: a site is only worth writing when all of it
// is sound.
package build

import (
	"errors"
	"io/fs"
	"slices"
	"time"

	"planblanc/internal/check"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/history"
	"planblanc/internal/output"
	"planblanc/internal/search"
	"planblanc/internal/site"
	"planblanc/internal/theme"
)

// ErrContent means that the content has errors; they are in the diagnostics.
var ErrContent = errors.New("the content has errors")

// Options says what to build and how strictly.
type Options struct {
	// Source is the content folder, Dir its path on disk for version control;
	// an empty Dir reads no history.
	Source fs.FS
	Dir    string
	// Overrides are settings given outside site.yaml, the later ones stronger.
	Overrides []content.Override
	// Drafts publishes documents that are not approved.
	Drafts bool
	// Official makes whatever is unapproved or overdue an error.
	Official bool
	// Thorough applies the rules that analyse every text, which a build does
	// without unless it is Strict.
	Thorough bool
	// Strict turns warnings into errors.
	Strict bool
	// Printing asks for PDFs; nil for none.
	Printing *Printing
	// Date is the build date when given; Today the day against which reviews
	// are overdue.
	Date  time.Time
	Today content.Date
}

// Loaded is a content folder, read and checked.
type Loaded struct {
	Catalog     *site.Catalog
	Diagnostics []diag.Diagnostic // sorted
	Counts      check.Counts
	// Versioned says that version control knows the folder; Shallow that it
	// holds only recent changes, so some dates are unknown.
	Versioned, Shallow bool
	// Same says that nothing that pages show has changed since the same Session
	// loaded the content before.
	Same bool
	// Unprinted is why a site that was to have PDFs was built without, or nil.
	Unprinted error
	// Printed counts the PDFs.
	Printed int
	// Measured counts the sheets that a browser has measured.
	Measured int
}

// Load reads and checks a content folder. The error is a machine's failure.
func Load(o Options) (*Loaded, error) {
	var past *history.History
	changed := make(chan error, 1)
	go func() {
		var err error
		if o.Dir != "" {
			past, err = history.Load(o.Dir)
		}
		changed <- err
	}()
	library, diags, err := content.Load(o.Source, o.Overrides)
	if failed := <-changed; err == nil {
		err = failed
	}
	if err != nil {
		return nil, err
	}
	return o.check(site.NewCatalog(library, past.Dates()), past, diags, check.Run)
}

// check applies the rules to a catalog; diags are those of reading it.
func (o Options) check(c *site.Catalog, past *history.History, diags []diag.Diagnostic,
	run func(*site.Catalog, check.Options) ([]diag.Diagnostic, check.Counts)) (*Loaded, error) {
	l := &Loaded{Catalog: c, Versioned: past != nil, Shallow: past != nil && past.Shallow}
	more, counts := run(c, check.Options{Today: o.Today, Official: o.Official, Drafts: o.Drafts})
	l.Counts = counts
	words, err := search.Check(c, o.Thorough || o.Strict)
	if err != nil {
		return nil, err
	}
	l.Diagnostics = diag.Sort(slices.Concat(diags, c.Diagnostics, more, words))
	if o.Strict {
		for i := range l.Diagnostics {
			l.Diagnostics[i].Severity = diag.Error
		}
	}
	return l, nil
}

// Site returns what a build of the loaded content publishes.
func (l *Loaded) Site(o Options) *site.Site {
	return l.Catalog.Select(o.selection())
}

func (o Options) selection() site.Selection { return site.Selection{Drafts: o.Drafts, Date: o.Date} }

// print returns the PDFs of a site's binders by id. Binders are printed before
// the site is rendered, so that pages link to the PDFs that there are.
func (l *Loaded) print(p *Printing, t *theme.Theme, s *site.Site) (map[string]output.File, error) {
	if p == nil {
		return nil, nil
	}
	binders := s.Binders()
	pdfs, err := p.PDFs(t, s, binders)
	if err != nil {
		if p.Tolerable(err) {
			l.Unprinted = err
			return nil, nil
		}
		return nil, err
	}
	l.Printed = len(pdfs)
	byID := make(map[string]output.File, len(pdfs))
	for i, b := range binders {
		byID[b.ID] = pdfs[i]
	}
	return byID, nil
}

// Report says what a build wrote.
type Report struct {
	output.Report
	// Documents is how many the site publishes, sections included.
	Documents int
}

// Run builds a site into dir. With errors in the content it returns ErrContent
// and leaves dir as it was; the diagnostics come back in each case.
func Run(o Options, t *theme.Theme, dir string, w output.Options) (*Loaded, Report, error) {
	l, err := Load(o)
	if err != nil {
		return nil, Report{}, err
	}
	if diag.HasErrors(l.Diagnostics) {
		return l, Report{}, ErrContent
	}
	s := l.Site(o)
	written, err := output.Write(dir, w, func(add func(output.File) error) (output.Manifest, error) {
		pdfs, err := l.print(o.Printing, t, s)
		if err != nil {
			return output.Manifest{}, err
		}
		printed := theme.Printed{}
		for id, pdf := range pdfs {
			printed[id] = true
			if err := add(pdf); err != nil {
				return output.Manifest{}, err
			}
		}
		if err := render(s, t, printed, add); err != nil {
			return output.Manifest{}, err
		}
		return manifest(s, t), nil
	})
	return l, Report{written, len(s.Pages) + len(s.Sections)}, err
}

// render makes every file of a site.
func render(s *site.Site, t *theme.Theme, printed theme.Printed, add func(output.File) error) error {
	if err := t.Render(s, printed, add); err != nil {
		return err
	}
	return search.Render(s, add)
}

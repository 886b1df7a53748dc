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
	"runtime/debug"
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
	// Establishment is the one whose site this is, "" for the site of all.
	Establishment string
	// Drafts publishes documents that are not approved.
	Drafts bool
	// Official makes whatever is unapproved or overdue an error.
	Official bool
	// Exercise is the name of the exercise that the site is for, "" for a real
	// site. It does not go with Official.
	Exercise string
	// Thorough applies the rules that analyse every text, which a build does
	// without unless it is Strict.
	Thorough bool
	// Strict turns warnings into errors.
	Strict bool
	// Tools is what the site carries beside its pages; nil for nothing.
	Tools *Tools
	// Printing asks for PDFs; nil for none.
	Printing *Printing
	// Date is the build date when given; Today the day against which reviews
	// are overdue.
	Date  time.Time
	Today content.Date

	once bool // the content serves one build, which may use it up
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
	// Spelled counts the words that Spell has looked up.
	Spelled int

	past  *history.History
	pages *theme.Memory  // with the sites of other establishments, nil for one alone
	index *search.Memory // likewise
}

// Load reads and checks a content folder. The error is a machine's failure.
func Load(o Options) (*Loaded, error) {
	var past *history.History
	changed := make(chan error, 1)
	go func() {
		var err error
		past, err = pastOf(o)
		changed <- err
	}()
	library, diags, err := content.LoadFor(o.Source, o.Overrides, o.Establishment)
	if failed := <-changed; err == nil {
		err = failed
	}
	if err != nil {
		return nil, err
	}
	return o.check(site.NewCatalog(library, datesOf(library, past)), past, diags, check.Run)
}

// check applies the rules to a catalog; diags are those of reading it.
func (o Options) check(c *site.Catalog, past *history.History, diags []diag.Diagnostic,
	run func(*site.Catalog, check.Options) ([]diag.Diagnostic, check.Counts)) (*Loaded, error) {
	l := &Loaded{Catalog: c, Versioned: past != nil, Shallow: past != nil && past.Shallow, past: past}
	more, counts := run(c, check.Options{Today: o.Today, Official: o.Official, Drafts: o.Drafts})
	l.Counts = counts
	words, err := search.Check(c, o.Thorough || o.Strict)
	if err != nil {
		return nil, err
	}
	var secrets []diag.Diagnostic
	if o.Thorough || o.Strict {
		if secrets, err = check.Secrets(c); err != nil {
			return nil, err
		}
	}
	all := slices.Concat(diags, c.Diagnostics, more, words, secrets)
	onDisk(c.Library, all)
	l.Diagnostics = diag.Sort(all)
	if o.Strict {
		for i := range l.Diagnostics {
			l.Diagnostics[i].Severity = diag.Error
		}
	}
	return l, nil
}

// Site returns what a build of the loaded content publishes.
func (l *Loaded) Site(o Options) *site.Site {
	return l.Catalog.Select(o.selection(l.past))
}

func (o Options) selection(past *history.History) site.Selection {
	sel := site.Selection{Drafts: o.Drafts, Date: o.Date, Tools: o.Tools.listed(o), Exercise: o.Exercise, Once: o.once}
	if past != nil {
		sel.Since = past.Since
	}
	return sel
}

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
	// Past are the notices on the site whose last day is before today: the build
	// date, which decides, is an older one.
	Past []*content.Notice
}

// Run builds a site into dir. With errors in the content it returns ErrContent
// and leaves dir as it was; the diagnostics come back in each case. What was
// loaded comes back too, its texts forgotten once they are written: those of a
// large site are half of its memory.
func Run(o Options, t *theme.Theme, dir string, w output.Options) (*Loaded, Report, error) {
	// Until the content is loaded, there is room to collect less often than the
	// program does: at two thirds it takes what rendering takes later.
	usual := debug.SetGCPercent(65)
	l, err := Load(o)
	debug.SetGCPercent(usual)
	if err != nil {
		return nil, Report{}, err
	}
	if diag.HasErrors(l.Diagnostics) {
		return l, Report{}, ErrContent
	}
	o.once = true
	report, err := l.Write(o, t, dir, w)
	return l, report, err
}

// Write selects what a loaded content publishes and writes it into dir, as Run
// does. The content has no error.
func (l *Loaded) Write(o Options, t *theme.Theme, dir string, w output.Options) (Report, error) {
	s := l.Site(o)
	if err := o.Tools.allowed(s); err != nil {
		return Report{}, err
	}
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
		if err := l.render(s, t, printed, add); err != nil {
			return output.Manifest{}, err
		}
		if err := o.Tools.add(s, add); err != nil {
			return output.Manifest{}, err
		}
		return manifest(s, t), nil
	})
	report := Report{Report: written, Documents: len(s.Pages) + len(s.Sections)}
	for _, n := range s.Notices {
		if !n.Until.IsZero() && n.Until.Before(o.Today.Time) {
			report.Past = append(report.Past, n)
		}
	}
	return report, err
}

// render makes every file of a site, the pages last: texts that are shown once
// are then forgotten.
func (l *Loaded) render(s *site.Site, t *theme.Theme, printed theme.Printed, add func(output.File) error) error {
	if err := l.index.Render(s, add); err != nil {
		return err
	}
	return l.pages.Render(t, s, printed, add)
}

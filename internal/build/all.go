package build

import (
	"maps"
	"slices"

	"planblanc/internal/check"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/history"
	"planblanc/internal/output"
	"planblanc/internal/search"
	"planblanc/internal/site"
	"planblanc/internal/theme"
)

// Group is the content of all establishments, read once. The texts that they share
// are parsed once, and what is made of them alike in each site is made for the
// first that is written. Of what is an establishment's own it keeps the sources
// alone, so that many need hardly more memory than one. It is for one goroutine.
type Group struct {
	options Options
	past    *history.History
	reader  *content.Reader
	common  *site.Catalog
	pages   theme.Memory
	index   search.Memory
}

// ReadGroup reads the content of all establishments. The error is a machine's
// failure.
func ReadGroup(o Options) (*Group, error) {
	past, err := pastOf(o)
	if err != nil {
		return nil, err
	}
	g := &Group{options: o, past: past, reader: content.NewReader(o.Source, o.Overrides)}
	common, _, err := g.reader.Read(nil)
	if err != nil {
		return nil, err
	}
	g.common = site.NewCatalog(common, past.Dates())
	return g, nil
}

// IDs returns the ids of the establishments, sorted.
func (g *Group) IDs() []string { return slices.Sorted(maps.Keys(g.common.Library.Settings.Sites)) }

// Check checks the content for each establishment, in the order of their ids, and
// hands it over. The error is do's, or a machine's failure.
func (g *Group) Check(do func(*Loaded) error) error {
	var rules check.Memory
	for _, id := range g.IDs() {
		c, diags, err := g.catalog(id)
		if err != nil {
			return err
		}
		l, err := g.options.check(c, g.past, diags, rules.Run)
		if err != nil {
			return err
		}
		if err := do(l); err != nil {
			return err
		}
	}
	return nil
}

// Write writes the site of an establishment into dir, as Run does. Its content,
// which Check has handed over, has no error; it is not read from the disk again.
func (g *Group) Write(id string, t *theme.Theme, dir string, w output.Options) (*Loaded, Report, error) {
	c, _, err := g.catalog(id)
	if err != nil {
		return nil, Report{}, err
	}
	l := &Loaded{Catalog: c, Versioned: g.past != nil, Shallow: g.past != nil && g.past.Shallow, past: g.past, pages: &g.pages, index: &g.index}
	o := g.options
	o.Establishment = id
	report, err := l.Write(o, t, dir, w)
	return l, report, err
}

func (g *Group) catalog(id string) (*site.Catalog, []diag.Diagnostic, error) {
	library, diags, err := g.reader.Library(id)
	if err != nil {
		return nil, nil, err
	}
	return g.common.For(library, datesOf(library, g.past)), diags, nil
}

// Findings gathers what was found in several establishments.
type Findings struct {
	Counts check.Counts
	sites  int
	places map[remark]int // in remarks
	all    []diag.Diagnostic
}

// remark is what makes a diagnostic of two establishments the same.
type remark struct {
	at      diag.Position
	rule    diag.Rule
	message string
}

// Add adds what was found in an establishment.
func (f *Findings) Add(l *Loaded) {
	f.Counts.Add(l.Counts)
	f.sites++
	if f.places == nil {
		f.places = map[remark]int{}
	}
	for _, d := range l.Diagnostics {
		key := remark{d.Position, d.Rule, d.Message(diag.French)}
		i, known := f.places[key]
		if !known {
			i = len(f.all)
			f.places[key] = i
			f.all = append(f.all, d)
		}
		f.all[i].Sites = append(f.all[i].Sites, l.Catalog.Library.Settings.Establishment)
	}
}

// Remarks returns each remark once, sorted, with the names of the establishments
// that it is about unless that is all.
func (f *Findings) Remarks() []diag.Diagnostic {
	all := slices.Clone(f.all)
	for i := range all {
		if len(all[i].Sites) == f.sites {
			all[i].Sites = nil
		}
	}
	return diag.Sort(all)
}

package build

import (
	"maps"
	"slices"

	"planblanc/internal/check"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/search"
	"planblanc/internal/site"
	"planblanc/internal/theme"
)

// LoadAll reads the content once, and checks it for each establishment, in the
// order of their ids. The texts that they share are parsed once, and what is made
// of them alike in each site is made for the first that is written. The error is
// a machine's failure.
func LoadAll(o Options) ([]*Loaded, error) {
	past, err := pastOf(o)
	if err != nil {
		return nil, err
	}
	reader := content.NewReader(o.Source, o.Overrides)
	common, _, err := reader.Read(nil)
	if err != nil {
		return nil, err
	}
	catalog, pages, index := site.NewCatalog(common, past.Dates()), new(theme.Memory), new(search.Memory)
	var rules check.Memory
	var all []*Loaded
	for _, id := range slices.Sorted(maps.Keys(common.Settings.Sites)) {
		library, diags, err := reader.Library(id)
		if err != nil {
			return nil, err
		}
		l, err := o.check(catalog.For(library, datesOf(library, past)), past, diags, rules.Run)
		if err != nil {
			return nil, err
		}
		l.pages, l.index = pages, index
		all = append(all, l)
	}
	return all, nil
}

// Remarks gathers what is to be said of several establishments: each remark
// once, with the names of those that it is about unless that is all.
func Remarks(all []*Loaded) []diag.Diagnostic {
	type key struct {
		at      diag.Position
		rule    diag.Rule
		message string
	}
	at := map[key]int{}
	var out []diag.Diagnostic
	for _, l := range all {
		for _, d := range l.Diagnostics {
			k := key{d.Position, d.Rule, d.Message(diag.French)}
			i, known := at[k]
			if !known {
				i = len(out)
				at[k] = i
				out = append(out, d)
			}
			out[i].Sites = append(out[i].Sites, l.Catalog.Library.Settings.Establishment)
		}
	}
	for i := range out {
		if len(out[i].Sites) == len(all) {
			out[i].Sites = nil
		}
	}
	return diag.Sort(out)
}

// Count adds up what was looked at for several establishments.
func Count(all []*Loaded) check.Counts {
	var sum check.Counts
	for _, l := range all {
		sum.Add(l.Counts)
	}
	return sum
}

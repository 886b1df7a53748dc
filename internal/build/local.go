package build

import (
	"maps"
	"slices"
	"time"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/history"
	"planblanc/internal/site"
)

// datesOf returns when each file of a library last changed. What takes a common
// file's place has its own date there, and the directory is as recent as the
// newer of its two files.
func datesOf(l *content.Library, past *history.History) map[string]time.Time {
	dates := past.Dates()
	own := l.Settings.Sites[l.Settings.Establishment].Contacts
	if dates == nil || len(l.Local) == 0 && own == "" {
		return dates
	}
	dates = maps.Clone(dates)
	for name, file := range l.Local {
		delete(dates, name)
		if when, known := dates[file]; known {
			dates[name] = when
		}
	}
	if when := dates[own]; when.After(dates[content.DirectoryFile]) {
		dates[content.DirectoryFile] = when
	}
	return dates
}

// onDisk gives diagnostics the places of the files that authors have.
func onDisk(l *content.Library, diags []diag.Diagnostic) {
	for i := range diags {
		d := &diags[i]
		d.File = l.Ours(d.File)
		for j, arg := range d.Args {
			if name, ok := arg.(string); ok && l.Local[name] != "" {
				d.Args = slices.Clone(d.Args)
				d.Args[j] = l.Local[name]
			}
		}
	}
}

// Drift says whether the common text changed after the one that took its place.
type Drift string

// What is known of it; Unknown without a history, or before the first commit.
const (
	Unknown Drift = "unknown"
	Current Drift = "no"
	Drifted Drift = "yes"
)

// LocalFile is a file of an establishment's own.
type LocalFile struct {
	// Name is the path that it takes, File its place on the disk.
	Name, File string
	Page       *site.Page // nil for a fragment or an image
	// Overrides says that it takes a common file's place; Drift tells of that one.
	Overrides bool
	Drift     Drift
	// Changed and CommonChanged are the last changes, zero where unknown.
	Changed, CommonChanged time.Time
}

// Local says in what an establishment differs from its group.
type Local struct {
	ID    string
	Files []LocalFile // by name
	// Missing are the documents with a code that apply to other establishments
	// only, and that nothing stands for here: neither their place nor their code
	// is taken.
	Missing []*content.Document
}

// Local compares the establishment that was loaded with what is common to all.
func (l *Loaded) Local() Local {
	library := l.Catalog.Library
	local := Local{ID: library.Settings.Establishment}
	for _, name := range slices.Sorted(maps.Keys(library.Local)) {
		f := LocalFile{Name: name, File: library.Local[name], Page: l.Catalog.ByPath[name], Overrides: library.Overrides(name)}
		f.Changed = l.past.Dates()[f.File]
		if f.Overrides {
			f.CommonChanged = l.past.Dates()[name]
			switch {
			case f.Changed.IsZero() || f.CommonChanged.IsZero():
				f.Drift = Unknown
			case f.CommonChanged.After(f.Changed):
				f.Drift = Drifted
			default:
				f.Drift = Current
			}
		}
		local.Files = append(local.Files, f)
	}
	for _, d := range library.Elsewhere {
		if d.Meta.Code != "" && d.Meta.Status != content.Archived && l.Catalog.ByCode[d.Meta.Code] == nil {
			local.Missing = append(local.Missing, d)
		}
	}
	return local
}

func pastOf(o Options) (*history.History, error) {
	if o.Dir == "" {
		return nil, nil
	}
	return history.Load(o.Dir)
}

package content

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"planblanc/internal/diag"
)

// localFolder holds what establishments lay over the common content, each in a
// folder of its own.
const localFolder = "sites/"

// localPath splits a file's place into the establishment that has it, "" for
// the common content, and its path in the content of that one.
func localPath(file string) (establishment, name string) {
	rest, local := strings.CutPrefix(file, localFolder)
	if !local {
		return "", file
	}
	establishment, name, _ = strings.Cut(rest, "/")
	return establishment, name
}

// UnknownEstablishmentError says that site.yaml has no such establishment.
type UnknownEstablishmentError struct {
	ID    string
	Known []string // sorted
}

func (e *UnknownEstablishmentError) Error() string {
	return fmt.Sprintf("no establishment %q in %s, which has %q", e.ID, SettingsFile, e.Known)
}

// Ours returns the place of a content file on the disk: the establishment's own
// file where it has one.
func (l *Library) Ours(name string) string {
	if file, local := l.Local[name]; local {
		return file
	}
	return name
}

// Overrides reports whether an establishment's own file takes the place of a
// common one.
func (l *Library) Overrides(name string) bool { return l.overridden[name] }

// overlay shows an establishment's files in the places that they take.
type overlay struct {
	fs.FS
	local map[string]string
}

func (o overlay) Open(name string) (fs.File, error) {
	if file, local := o.local[name]; local {
		name = file
	}
	return o.FS.Open(name)
}

// ReadFile implements fs.ReadFileFS.
func (o overlay) ReadFile(name string) ([]byte, error) {
	if file, local := o.local[name]; local {
		name = file
	}
	return fs.ReadFile(o.FS, name)
}

// isFor reports whether a document applies to an establishment. One that names
// some is left out of the site that is common to all: who reads that one may be
// anywhere.
func (d *Document) isFor(establishment string) bool {
	return d.Local || len(d.Meta.Sites) == 0 || slices.Contains(d.Meta.Sites, establishment)
}

// takeFiles fills the library of an establishment, "" for the common content,
// from the files of all.
func (r *Reader) takeFiles(l *Library, establishment string) {
	names := make([]string, 0, len(r.names))
	for _, file := range r.names {
		switch of, name := localPath(file); {
		case of == "":
			names = append(names, name)
		case of == establishment && !isData(name) && file != l.Settings.Sites[of].Contacts && file != l.Settings.Logo():
			l.Local[name] = file
		}
	}
	for name := range l.Local {
		if at, _ := localPath(name); at == "" && r.files[name] != nil {
			l.overridden[name] = true
		} else {
			names = append(names, name)
		}
	}
	if len(l.Local) > 0 {
		slices.Sort(names)
	}
	for _, name := range names {
		switch f := r.files[l.Ours(name)]; {
		case f.refused: // nothing stands there, not even what it was to replace
		case f.document != nil && !f.document.isFor(establishment):
			l.Elsewhere = append(l.Elsewhere, f.document)
		case f.document != nil:
			l.Documents = append(l.Documents, f.document)
		case f.fragment != nil:
			l.Fragments[name] = f.fragment
		case !isData(name):
			l.Assets[name] = true
		}
	}
	if len(l.Local) > 0 {
		l.FS = overlay{r.fsys, l.Local}
	}
}

// strays reports what no site would show: the files of sites/ that are of no
// establishment, and documents for one that there is not.
func (r *Reader) strays(l *Library) []diag.Diagnostic {
	s := &l.Settings
	var diags []diag.Diagnostic
	unknown := func(at diag.Position, id string) {
		diags = append(diags, diag.New(at, diag.UnknownTerm, id, SettingsFile+" (sites)").Suggest(id, slices.Sorted(maps.Keys(s.Sites))))
	}
	for _, d := range slices.Concat(l.Documents, l.Elsewhere) {
		for i, id := range d.Meta.Sites {
			if _, known := s.Sites[id]; !known {
				unknown(d.AtItem("sites", i), id)
			}
		}
	}
	told := map[string]bool{}
	for _, file := range r.names {
		of, name := localPath(file)
		if of == "" {
			continue
		}
		if _, known := s.Sites[of]; !known {
			if !told[of] {
				told[of] = true
				unknown(diag.Position{File: file}, of)
			}
		} else if isData(name) && file != s.Sites[of].Contacts {
			diags = append(diags, diag.New(diag.Position{File: file}, diag.LocalData, of))
		}
	}
	return diags
}

// establish gives the data an establishment's contacts and words.
func (l *Data) establish(fsys fs.FS, files []string, e Establishment) ([]diag.Diagnostic, error) {
	var diags []diag.Diagnostic
	for _, name := range []string{e.Logo, e.Contacts} {
		if _, there := slices.BinarySearch(files, name); name != "" && !there {
			diags = append(diags, diag.New(e.Position, diag.MissingFile, name))
		} else if name != "" && name == e.Contacts {
			var own []Contact
			bad, err := decodeData(fsys, name, &own)
			if err != nil {
				return nil, err
			}
			diags = append(diags, bad...)
			l.layContacts(own)
			l.Files = append(l.Files, name)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(e.Labels)) {
		if known := l.rename(id, e.Labels[id]); known != nil {
			diags = append(diags, diag.New(e.Position, diag.UnknownTerm, id, "data/").Suggest(id, known))
		}
	}
	return diags, nil
}

// rename gives the terms with an id another label; the words that they had still
// find them. Where no axis has the id it returns those that there are.
func (l *Data) rename(id, label string) (known []string) {
	found := false
	for _, a := range Axes() {
		for i := range l.Terms[a] {
			t := &l.Terms[a][i]
			known = append(known, t.ID)
			if t.ID != id {
				continue
			}
			found = true
			for _, old := range []string{t.Label, t.Short} {
				if old != "" && old != label {
					t.Synonyms = append(slices.Clip(t.Synonyms), old) // the common term keeps its own
				}
			}
			t.Label, t.Short = label, label
		}
	}
	if found {
		return nil
	}
	return known
}

// layContacts puts an establishment's contacts in the place of the common ones
// with the same id, the others first: its own numbers are called before those
// of the group.
func (l *Data) layContacts(own []Contact) {
	at := make(map[string]int, len(l.Contacts))
	for i := range l.Contacts {
		at[l.Contacts[i].ID] = i
	}
	var more []Contact
	for _, c := range own {
		if i, common := at[c.ID]; common {
			l.Contacts[i] = c
			delete(at, c.ID) // a second row is one too many
		} else {
			more = append(more, c)
		}
	}
	l.Contacts = append(more, l.Contacts...)
}

package publish

import (
	"bytes"
	"context"
	"maps"
	"path"
	"slices"
	"strings"

	"planblanc/internal/output"
)

// found is what stands at a target before a run.
type found struct {
	files  map[string]int64 // all, with their sizes
	former *output.Manifest // nil when there is none of ours
	seals  map[string][]byte
	// pending are the sums of editions whose publishing was cut, in no order.
	pending [][]output.Entry
}

// look reads what a store holds.
func (r *run) look(ctx context.Context) (*found, error) {
	f := &found{seals: map[string][]byte{}}
	var err error
	if f.files, err = r.list(ctx, ""); err != nil {
		return nil, err
	}
	for name := range f.files {
		switch {
		case name == output.ManifestName, name == output.SumsName, output.IsSignature(name):
			if f.seals[name], err = r.read(ctx, name); err != nil {
				return nil, err
			}
		case isAnnouncement(name):
			text, err := r.read(ctx, name)
			if err != nil {
				return nil, err
			}
			// One that is not legible was never complete, and nothing was placed.
			if entries, err := output.ParseSums(text); err == nil {
				f.pending = append(f.pending, entries)
			}
			r.report.Resumed = true
		}
	}
	if m, err := output.ParseManifest(f.seals[output.ManifestName]); err == nil {
		f.former = &m
		r.report.Former = m.Edition
	}
	return f, nil
}

// ours are the paths that an edition before this one put there, or may have, with
// the sum that each is known to have, "" when it may be of two editions.
func (f *found) ours() map[string]string {
	sums := map[string]string{}
	if f.former != nil {
		for _, e := range f.former.Files {
			sums[e.Path] = e.SHA256
		}
	}
	for _, entries := range f.pending {
		for _, e := range entries {
			if e.Path != output.ManifestName && sums[e.Path] != e.SHA256 { // the manifest is a seal
				sums[e.Path] = ""
			}
		}
	}
	return sums
}

// plan is what a run will change.
type plan struct {
	// classes are the files to put in place, one class after the other: what pages
	// load, pages.
	classes [2][]output.Entry
	isNew   map[string]bool
	kept    int
	removed []string // sorted
	seals   []output.File
	current bool
	former  []byte   // the sums that stand at the target, nil for none of ours
	work    []string // in WorkFolder before the run, and what it announces
	bytes   int64    // to send
}

// make compares the site with what is there.
func (p *plan) make(r *run, there *found) error {
	ours := there.ours()
	if there.former == nil && len(there.pending) == 0 && !r.o.Force {
		for name := range there.files {
			if !strings.HasPrefix(name, ".") {
				return &output.NotOursError{}
			}
		}
	}
	p.isNew = map[string]bool{}
	wanted := map[string]bool{}
	for _, e := range r.source.Manifest.Files {
		wanted[e.Path] = true
		size, exists := there.files[e.Path]
		sum, known := ours[e.Path]
		switch {
		case exists && !known:
			return &output.ConflictError{Path: e.Path}
		case exists && sum == e.SHA256 && size == e.Bytes && !r.o.All:
			p.kept++
			continue
		}
		p.isNew[e.Path] = !exists
		class := 0
		if path.Ext(e.Path) == ".html" {
			class = 1
		}
		p.classes[class] = append(p.classes[class], e)
	}
	for name := range there.files {
		if _, known := ours[name]; known && !wanted[name] {
			p.removed = append(p.removed, name)
		}
		if path.Dir(name) == WorkFolder {
			p.work = append(p.work, name)
		}
	}
	if sums := there.seals[output.SumsName]; there.former != nil && len(sums) > 0 {
		p.former = sums
	}
	p.sealing(r, there)
	slices.Sort(p.removed)
	slices.Sort(p.work)
	p.weigh(r, there)
	return nil
}

// sealing compares the manifest, the sums and their signatures. A signature that
// the site does not have belongs to another edition.
func (p *plan) sealing(r *run, there *found) {
	p.seals = r.seals
	same := true
	names := map[string]bool{}
	for _, f := range r.seals {
		names[f.Path] = true
		same = same && bytes.Equal(there.seals[f.Path], f.Body)
	}
	for name := range there.seals {
		if !names[name] {
			p.removed = append(p.removed, name)
		}
	}
	p.current = same && len(p.classes[0])+len(p.classes[1])+len(p.removed)+len(p.work) == 0
}

// weigh counts what is to send: what a cut run sent whole is not.
func (p *plan) weigh(r *run, there *found) {
	for _, e := range slices.Concat(p.classes[0], p.classes[1]) {
		if size, found := there.files[sentName(e)]; found && size == e.Bytes {
			r.sent[sentName(e)] = true
			continue
		}
		p.bytes += e.Bytes
	}
}

// tell fills in a report.
func (p *plan) tell(r *Report) {
	for name, isNew := range maps.All(p.isNew) {
		if isNew {
			r.New = append(r.New, name)
		} else {
			r.Changed = append(r.Changed, name)
		}
	}
	r.New, r.Changed, r.Removed = sorted(r.New), sorted(r.Changed), sorted(p.removed)
	r.Kept, r.Current, r.SentBytes = p.kept, p.current, p.bytes
}

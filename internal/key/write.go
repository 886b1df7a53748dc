package key

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"

	"planblanc/internal/output"
)

// Medium is a folder that Write writes to: output.Medium, or a simulated one.
// Paths use slashes. What a call does is on the medium when it returns, names
// made or removed after Flush of their folders.
type Medium interface {
	fs.FS
	// Raw reads what is on the medium, never a copy in memory.
	Raw() fs.FS
	Put(name string, body io.Reader) error
	MakeFolder(name string) error
	Remove(names ...string) error
	Flush(folders ...string) error
	Volume() (output.Volume, error)
}

// Options says how to write.
type Options struct {
	// Plain puts the site into the folder itself, without slots, as for a share.
	// A cut then leaves a mixture of two sites until it is written again.
	Plain bool
	// Progress is told how many of all bytes are done in a phase; it may be nil.
	Progress func(phase Phase, done, all int64)
}

// Phase is a part of Write that takes time.
type Phase string

// The phases, in their order.
const (
	Checking  Phase = "check"  // the slot that stays
	Writing   Phase = "write"  // the slot
	Rereading Phase = "reread" // the slot, from the medium
)

// Report says what Write did.
type Report struct {
	Facts
	Volume output.Volume
	// Written and Kept count files of the site, WrittenBytes bytes; kept files
	// were right already.
	Written, Kept int
	WrittenBytes  int64
	// Current says that the key already opened this very site. It was read again
	// and nothing was written.
	Current bool
	// Exercise is the name of the exercise that the slot beside a real site still
	// holds: one more writing takes its place.
	Exercise string
	// Resumed says that the slot held an unfinished writing.
	Resumed bool
}

// writer is one run of Write.
type writer struct {
	Medium
	o       Options
	site    fs.FS
	source  *Contents
	files   []output.Entry // of the site, SHA256SUMS first and signatures last
	folder  string         // where the site goes: a slot, or "."
	states  []Facts        // what the slots say of themselves, once chosen
	damaged []Slot         // slots that say they are complete and are not
	plan    plan
	cluster int64
	report  Report
}

// Write puts a site on a key, or into a plain folder, and reads it back from the
// medium. Before it writes anything it may return a SourceError, a ForeignError,
// an output.SpaceError without a folder, a RealSiteError, ErrReadOnly or an
// output.CollisionError; later, an error that names the file, or a ReadBackError.
// Whenever it stops, a key opens the last site that was written whole.
func Write(m Medium, site fs.FS, o Options) (Report, error) {
	if o.Progress == nil {
		o.Progress = func(Phase, int64, int64) {}
	}
	w := &writer{Medium: m, o: o, site: site}
	steps := []func() error{w.examine, w.apart, w.choose, w.prepare, w.clear, w.fill, w.reread, w.publish}
	for _, step := range steps {
		if err := step(); err != nil || w.report.Current {
			return w.report, err
		}
	}
	return w.report, nil
}

// examine reads the site to copy and asks what the medium is.
func (w *writer) examine() error {
	var err error
	if w.source, err = Load(w.site); err != nil {
		return err
	}
	c := w.source
	if err := collide(c.Entries); err != nil {
		return err
	}
	w.files = append(w.files, entryOf(output.SumsName, c.Sums))
	w.files = append(w.files, c.Entries...)
	for _, name := range c.Signatures {
		text, err := fs.ReadFile(w.site, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		w.files = append(w.files, entryOf(name, text))
	}
	if w.report.Volume, err = w.Volume(); err != nil {
		return err
	}
	if w.report.Volume.ReadOnly {
		return ErrReadOnly
	}
	w.cluster = max(w.report.Volume.Cluster, 512)
	return w.top()
}

// collide finds two paths that are one on some disk.
func collide(entries []output.Entry) error {
	places := map[string]string{}
	for _, e := range entries {
		k := output.CollisionKey(e.Path)
		if other, taken := places[k]; taken {
			return &output.CollisionError{Path: e.Path, Other: other}
		}
		places[k] = e.Path
	}
	return nil
}

// choose finds the place to write: never the slot of the newest good site.
func (w *writer) choose() error {
	if w.o.Plain {
		w.folder = "."
		w.report.Facts = NewFacts("", 0, w.source.Manifest, w.source.ManifestText, w.source.Sums)
		return nil
	}
	var err error
	if w.states, err = readStates(w); err != nil {
		return err
	}
	states := w.states
	highest, err := w.highest()
	if err != nil {
		return err
	}
	target := A
	switch len(states) { // when none is good, the newest is still worth most
	case 1:
		target = states[0].Slot.Other()
	case 2:
		target = states[1].Slot
	}
	for i, f := range states {
		c, good, err := w.good(f)
		if err != nil {
			return err
		}
		if !good {
			w.damaged = append(w.damaged, f.Slot)
			continue
		}
		target = f.Slot.Other()
		current := w.current(f, c)
		for _, older := range states[i+1:] {
			if current {
				// A damaged older slot is written again: the key is to verify. So is
				// one with an exercise, beside a real site.
				var beside *Contents
				if beside, current, err = w.good(older); err != nil {
					return err
				}
				current = current && !w.drill(beside)
			}
		}
		if w.drill(c) {
			w.report.Exercise = c.Manifest.Exercise
		}
		if w.report.Current = current; current {
			w.report.Facts, w.report.Kept = f, len(w.files)
			return nil
		}
		break
	}
	w.folder = string(target)
	w.report.Facts = NewFacts(target, highest+1, w.source.Manifest, w.source.ManifestText, w.source.Sums)
	return nil
}

// highest is the number of the last writing that the key tells of.
func (w *writer) highest() (int64, error) {
	entries, err := fs.ReadDir(w, ".")
	if err != nil {
		return 0, err
	}
	highest := int64(0)
	for _, e := range entries {
		if _, write, ok := parseMarkerName(e.Name()); ok {
			highest = max(highest, write)
		}
	}
	for _, f := range w.states {
		highest = max(highest, f.Write)
	}
	return highest, nil
}

// good reads a slot from the medium and reports whether it is what it says.
func (w *writer) good(f Facts) (*Contents, bool, error) {
	var done int64
	c, found, err := CheckSlot(w.Raw(), f.Slot, f.Write, func(n int64) {
		done += n
		w.o.Progress(Checking, done, f.Bytes)
	})
	if err == nil {
		// What cannot be read may be the last good site: nothing is written over it.
		err = errors.Join(c.Failed...)
	}
	return c, err == nil && c.Whole() && found == f, err
}

// current reports whether a good slot is the one that opens and holds the very
// site to copy, signatures and all, and whether nothing is left to do at the top.
func (w *writer) current(f Facts, c *Contents) bool {
	if !bytes.Equal(c.Sums, w.source.Sums) || !slices.Equal(c.Signatures, w.source.Signatures) || w.states[0] != f || w.plan.spare {
		return false
	}
	for _, e := range w.files {
		if output.IsSignature(e.Path) && !w.holds(w.Raw(), path.Join(string(f.Slot), e.Path), e) {
			return false
		}
	}
	for _, top := range append(roots(), rootFile{MarkerName(f.Slot, f.Write), f.Marker()}) {
		if !w.holds(w.Raw(), top.name, entryOf(top.name, top.body)) {
			return false
		}
	}
	return true
}

// clear takes away what says that the slot is complete, then what the site does
// not have.
func (w *writer) clear() error {
	if !w.o.Plain {
		if err := w.mendTop(); err != nil {
			return err
		}
		if err := w.retract(); err != nil {
			return err
		}
	}
	var obsolete []string
	for _, name := range w.plan.obsolete {
		obsolete = append(obsolete, w.at(name))
	}
	if err := w.Remove(obsolete...); err != nil {
		return err
	}
	for _, dir := range w.plan.folders {
		if err := w.MakeFolder(w.at(dir)); err != nil {
			return err
		}
	}
	return w.flush()
}

// mendTop writes the fixed files at the top, where they are missing or damaged.
// A door that is there may open, whatever its bytes: a second one stands beside
// it until it is written over.
func (w *writer) mendTop() error {
	for _, top := range roots() {
		if w.holds(w.Raw(), top.name, entryOf(top.name, top.body)) {
			continue
		}
		if _, err := fs.Stat(w, top.name); err == nil && top.name == DoorName {
			w.plan.spare = true
			if err := w.putSmall(rootFile{SpareName, Door}); err != nil {
				return err
			}
		}
		if err := w.putSmall(top); err != nil {
			return err
		}
	}
	if w.plan.spare {
		if err := w.Remove(SpareName); err != nil {
			return err
		}
	}
	if err := w.MakeFolder(w.folder); err != nil {
		return err
	}
	return w.Flush(".")
}

// putSmall writes a small file of ours and reads it back.
func (w *writer) putSmall(f rootFile) error {
	if err := w.Put(f.name, bytes.NewReader(f.body)); err != nil {
		return err
	}
	if err := w.Flush(path.Dir(f.name)); err != nil {
		return err
	}
	if !w.holds(w.Raw(), f.name, entryOf(f.name, f.body)) {
		return &ReadBackError{Path: f.name}
	}
	return nil
}

// retract removes the slot's markers and state.
func (w *writer) retract() error {
	names := []string{w.at(ScriptName), w.at(PictureName)}
	for _, marker := range w.plan.markers {
		if slot, _, _ := parseMarkerName(marker); string(slot) == w.folder {
			names = append(names, marker)
		}
	}
	if err := w.Remove(names...); err != nil {
		return err
	}
	return w.Flush(w.folder, ".")
}

// fill writes the files that are not there yet. SHA256SUMS is on the medium
// before any other, so that a run after a cut knows what is ours.
func (w *writer) fill() error {
	var all, done int64
	for _, e := range w.plan.wrong {
		all += e.Bytes
	}
	for i, e := range w.plan.wrong {
		if err := w.copy(e, func(n int64) {
			done += n
			w.o.Progress(Writing, done, all)
		}); err != nil {
			return err
		}
		w.report.Written++
		w.report.WrittenBytes += e.Bytes
		if i%batch == batch-1 || e.Path == output.SumsName {
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
	return w.flush()
}

// batch is how many files may lose their names in a cut and be written again.
const batch = 64

func (w *writer) copy(e output.Entry, read func(int64)) error {
	f, err := w.site.Open(e.Path)
	if err != nil {
		return fmt.Errorf("read %s: %w", e.Path, err)
	}
	defer f.Close()
	return w.Put(w.at(e.Path), counted{f, read})
}

// flush puts on the medium what was done in all folders of the site.
func (w *writer) flush() error {
	folders := []string{w.folder}
	for _, dir := range w.plan.all {
		folders = append(folders, w.at(dir))
	}
	return w.Flush(folders...)
}

// reread reads the whole site back.
func (w *writer) reread() error {
	folder, err := fs.Sub(w.Raw(), w.folder)
	if err != nil {
		return err
	}
	var done int64
	c, err := Check(folder, func(n int64) {
		done += n
		w.o.Progress(Rereading, done, w.report.Bytes)
	}, LockName)
	if err != nil {
		return err
	}
	if !c.Whole() || !bytes.Equal(c.Sums, w.source.Sums) {
		return &ReadBackError{Path: w.at(c.Damage()), Err: errors.Join(c.Failed...)}
	}
	for _, e := range w.files {
		if output.IsSignature(e.Path) && !w.holds(folder, e.Path, e) {
			return &ReadBackError{Path: w.at(e.Path)}
		}
	}
	return nil
}

// publish says that the slot is complete, and takes away older markers.
func (w *writer) publish() error {
	if w.o.Plain {
		return nil
	}
	f := w.report.Facts
	for _, state := range []rootFile{
		{w.at(ScriptName), f.Script()}, {w.at(PictureName), f.Picture()}, {MarkerName(f.Slot, f.Write), f.Marker()},
	} {
		if err := w.putSmall(state); err != nil {
			return err
		}
	}
	if err := w.Remove(w.plan.markers...); err != nil {
		return err
	}
	if err := w.Flush("."); err != nil {
		return err
	}
	return w.disown()
}

// disown takes its state from a damaged slot, once another site opens: nobody
// is to open it, and the next writing fills it.
func (w *writer) disown() error {
	for _, slot := range w.damaged {
		if string(slot) == w.folder {
			continue
		}
		if err := w.Remove(path.Join(string(slot), ScriptName), path.Join(string(slot), PictureName)); err != nil {
			return err
		}
		if err := w.Flush(string(slot)); err != nil {
			return err
		}
	}
	return nil
}

// at is where a path of the site is on the medium.
func (w *writer) at(name string) string { return path.Join(w.folder, name) }

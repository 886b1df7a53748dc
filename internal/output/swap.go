package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// workplace is the folder beside a site where the next one is made.
type workplace struct {
	disk
	target string // the site's folder, no link
	dir    string
}

func newWorkplace(d disk, target string) workplace {
	return workplace{d, target, filepath.Join(filepath.Dir(target), "."+filepath.Base(target)+".planblanc")}
}

func (w workplace) new() string     { return filepath.Join(w.dir, "new") }
func (w workplace) old() string     { return filepath.Join(w.dir, "old") }
func (w workplace) journal() string { return filepath.Join(w.dir, "journal") }

// swap puts the new site in place of the former one.
func (w workplace) swap() error {
	if !exists(w.target) {
		if err := w.rename(w.new(), w.target); err != nil {
			return fmt.Errorf("make %s: %w", w.target, err)
		}
		return nil
	}
	err := w.exchange(w.new(), w.target)
	if errors.Is(err, errors.ErrUnsupported) {
		return w.renameTwice()
	}
	if err != nil {
		return &SwapError{Dir: w.target, Err: err}
	}
	return nil // the former site is now new/, which is discarded
}

// renameTwice swaps where two folders cannot be exchanged. While the journal
// stands, old/ is the former site, and new/ is there as long as it has not
// taken its place; once it is removed, both are waste.
func (w workplace) renameTwice() error {
	if err := w.writeJournal(); err != nil {
		return err
	}
	if err := w.rename(w.target, w.old()); err != nil {
		_ = os.Remove(w.journal())
		return &SwapError{Dir: w.target, Err: err}
	}
	if err := w.rename(w.new(), w.target); err != nil {
		if back := w.rename(w.old(), w.target); back != nil {
			return &SwapError{Dir: w.target, Old: w.old(), Err: errors.Join(err, back)}
		}
		_ = os.Remove(w.journal())
		return &SwapError{Dir: w.target, Err: err}
	}
	// The site is in place; what cannot be removed now is the next run's.
	if os.Remove(w.journal()) == nil {
		_ = os.RemoveAll(w.old())
	}
	return nil
}

// writeJournal puts the journal on the disk before the first rename can be.
func (w workplace) writeJournal() error {
	f, err := os.Create(w.journal())
	if err != nil {
		return fmt.Errorf("write %s: %w", w.journal(), err)
	}
	_, err = fmt.Fprintf(f, "%s is being replaced. If it is missing, old/ is the site: the next build puts it back.\n", filepath.Base(w.target))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", w.journal(), err)
	}
	if d, err := os.Open(w.dir); err == nil {
		_ = d.Sync() // not every system can
		_ = d.Close()
	}
	return nil
}

// recover completes or undoes what a run that was cut left, and clears the
// workplace.
func (w workplace) recover() error {
	if exists(w.journal()) && exists(w.old()) {
		// With new/ gone the swap was done, else it is undone.
		if undone := !exists(w.target); undone || exists(w.new()) {
			if err := w.putBack(); err != nil {
				return err
			}
		}
	}
	for _, name := range []string{w.journal(), w.old(), w.new()} {
		if err := os.RemoveAll(name); err != nil {
			return fmt.Errorf("remove %s: %w", name, err)
		}
	}
	return nil
}

// putBack gives the former site its place again, unless something else was put
// there meanwhile.
func (w workplace) putBack() error {
	// resolve found a folder or nothing: an empty one is no loss, and Remove
	// takes no other.
	if err := os.Remove(w.target); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &StrandedError{Dir: w.target, Old: w.old()}
	}
	if err := w.rename(w.old(), w.target); err != nil {
		return &SwapError{Dir: w.target, Old: w.old(), Err: err}
	}
	return nil
}

// discardNew removes new/, unless a swap that could not be undone still needs
// it to be told from one that was done.
func (w workplace) discardNew() {
	if !exists(w.journal()) {
		_ = os.RemoveAll(w.new()) // else the next run's
	}
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

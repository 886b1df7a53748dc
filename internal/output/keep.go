package output

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Keep puts data that can be made again below dir: fill writes it into an empty
// folder, which takes place, a path below dir, in one step, instead of what was
// there. Of the folders at the top of dir it leaves the newest ones, most in
// all, and removes the others with whatever a killed run left. The folder
// ignores itself in git.
//
// One process does so at a time; the others get a BusyError at once and lose
// nothing but the copy. A reader may find a folder gone under it, as after any
// prune; on Windows what is open stays.
func Keep(dir, place string, most int, fill func(folder string) error) error {
	w := workplace{dir: dir}
	unlock, err := w.lock(dir)
	if err != nil {
		return err
	}
	defer unlock()
	if err := os.RemoveAll(w.new()); err != nil {
		return fmt.Errorf("keep %s: %w", place, err)
	}
	if err := makeFolder(w.new()); err != nil {
		return err
	}
	target := filepath.Join(dir, filepath.FromSlash(place))
	err = fill(w.new())
	if err == nil {
		_, err = makeFolders(filepath.Dir(target))
	}
	if err == nil {
		err = os.RemoveAll(target)
	}
	if err == nil {
		err = os.Rename(w.new(), target)
	}
	if err != nil {
		return fmt.Errorf("keep %s: %w", place, errors.Join(err, os.RemoveAll(w.new())))
	}
	own, _, _ := strings.Cut(place, "/")
	return prune(dir, own, most)
}

// prune removes the oldest folders at the top of dir, own aside.
func prune(dir, own string, most int) error {
	type folder struct {
		name string
		made time.Time
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("prune %s: %w", dir, err)
	}
	var others []folder
	for _, e := range entries {
		if info, err := e.Info(); err == nil && e.IsDir() && e.Name() != own {
			others = append(others, folder{e.Name(), info.ModTime()})
		}
	}
	slices.SortFunc(others, func(a, b folder) int { return cmp.Or(b.made.Compare(a.made), strings.Compare(a.name, b.name)) })
	for _, f := range others[min(len(others), most-1):] {
		_ = os.RemoveAll(filepath.Join(dir, f.name)) // one that is open is removed another time
	}
	return nil
}

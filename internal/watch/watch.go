// Package watch tells which files of some folders changed, in batches.
//
// Run follows whole trees: folders that appear are followed too. Editors save in
// several steps (emptied, then written; a new file, a rename, a deletion), and no
// system says which is the last. So changes are given soon, that work on them can
// begin, and it is told when nothing has happened for a while: only then may
// what came of them be shown, for a file may have been read half. The system says
// what changed; where it cannot, as on network shares, Options.Poll looks at the
// files instead.
//
// Names that begin with a dot or end with a tilde are version control's and
// editors' own, and are left out.
//
// Why folders and not files: an editor that saves by renaming leaves a watched
// file behind. Why not poll always: ten thousand files would be looked at many
// times a second.
package watch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Options says how to watch.
type Options struct {
	// Poll, above zero, looks at every file at this interval instead of asking
	// the system.
	Poll time.Duration
}

const (
	// brief is how long nothing must happen before changes are given: the steps of
	// most editors follow each other faster.
	brief = 5 * time.Millisecond
	// quiet is how long nothing must happen before it is said that all is calm.
	quiet = 20 * time.Millisecond
	// longest is how long that waits while changes go on.
	longest = time.Second
)

// Run calls changed with nil as soon as no change can be missed any more, then
// with the sorted paths of what changed since the last call, below the given
// folders as these were written, until ctx ends, which is no error. Each time that
// things have calmed down after one or several calls, it calls calm. It calls both
// from one goroutine.
func Run(ctx context.Context, folders []string, o Options, changed func(paths []string), calm func()) error {
	events := make(chan string)
	failed := make(chan error, 1)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	follow := notify
	if o.Poll > 0 {
		follow = func(ctx context.Context, folders []string, events chan<- string, ready chan<- error) error {
			return poll(ctx, folders, o.Poll, events, ready)
		}
	}
	ready := make(chan error, 1)
	go func() { failed <- follow(ctx, folders, events, ready) }()
	if err := <-ready; err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	changed(nil)
	calm()
	if err := gather(ctx, events, failed, changed, calm); err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	return nil
}

// gather makes batches of events.
func gather(ctx context.Context, events <-chan string, failed <-chan error, changed func([]string), calm func()) error {
	batch := map[string]bool{}
	give := func() {
		if len(batch) > 0 {
			changed(slices.Sorted(maps.Keys(batch)))
			clear(batch)
		}
	}
	var soon, settled, late <-chan time.Time
	take := func(path string) {
		batch[path] = true
		soon, settled = time.After(brief), time.After(quiet)
		if late == nil {
			late = time.After(longest)
		}
	}
	for {
		select { // what happened while changed was at work comes before the time that it took
		case path := <-events:
			take(path)
		default:
		}
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			return err
		case path := <-events:
			take(path)
			continue
		case <-soon:
			give()
			continue
		case <-settled:
		case <-late:
		}
		give()
		soon, settled, late = nil, nil, nil
		calm()
	}
}

// hidden reports whether a name is version control's or an editor's own.
func hidden(name string) bool {
	base := filepath.Base(name)
	return base != "." && base != ".." && strings.HasPrefix(base, ".") || strings.HasSuffix(base, "~")
}

// send gives an event, unless the end comes first.
func send(ctx context.Context, events chan<- string, path string) {
	select {
	case events <- path:
	case <-ctx.Done():
	}
}

// notify follows folders through the system's notifications.
func notify(ctx context.Context, folders []string, events chan<- string, ready chan<- error) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		ready <- err
		return err
	}
	defer w.Close()
	for _, folder := range folders {
		if err := follow(w, folder, func(string) {}); err != nil {
			ready <- err
			return err
		}
	}
	ready <- nil
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-w.Errors:
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				return err
			}
			for _, folder := range folders { // something was missed: all may have changed
				send(ctx, events, folder)
			}
		case e := <-w.Events:
			if hidden(e.Name) || e.Op == fsnotify.Chmod {
				continue
			}
			if e.Has(fsnotify.Create) {
				// A folder may have been filled before it was followed.
				_ = follow(w, e.Name, func(file string) { send(ctx, events, file) })
			}
			send(ctx, events, e.Name)
		}
	}
}

// follow adds a folder and those below it, and names the files found. A file in
// its place, or a folder that is gone again, adds nothing.
func follow(w *fsnotify.Watcher, folder string, found func(file string)) error {
	return filepath.WalkDir(folder, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil && name == folder:
			return err
		case err != nil:
			return nil
		case name != folder && hidden(name) && e.IsDir():
			return fs.SkipDir
		case e.IsDir():
			return w.Add(name)
		case !hidden(name):
			found(name)
		}
		return nil
	})
}

// stamp is what tells that a file changed.
type stamp struct {
	size     int64
	modified time.Time
}

// poll follows folders by looking at every file.
func poll(ctx context.Context, folders []string, every time.Duration, events chan<- string, ready chan<- error) error {
	before, err := look(folders)
	ready <- err
	if err != nil {
		return err
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		now, err := look(folders)
		if err != nil {
			continue // a share that is away for a moment has not changed
		}
		for name, s := range now {
			if before[name] != s {
				send(ctx, events, name)
			}
		}
		for name := range before {
			if _, ok := now[name]; !ok {
				send(ctx, events, name)
			}
		}
		before = now
	}
}

func look(folders []string) (map[string]stamp, error) {
	files := map[string]stamp{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(name string, e fs.DirEntry, err error) error {
			switch {
			case err != nil && name == folder:
				return err
			case err != nil:
				return nil
			case name != folder && hidden(name):
				if e.IsDir() {
					return fs.SkipDir
				}
				return nil
			case e.IsDir():
				return nil
			}
			if info, err := e.Info(); err == nil {
				files[name] = stamp{info.Size(), info.ModTime()}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

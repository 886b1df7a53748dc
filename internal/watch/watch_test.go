package watch

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// start watches a folder and returns its batches.
func start(t *testing.T, dir string, o Options) <-chan []string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	batches, done := make(chan []string, 64), make(chan error, 1)
	go func() { done <- Run(ctx, []string{dir}, o, func(paths []string) { batches <- paths }, func() {}) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	if first := <-batches; first != nil {
		t.Errorf("first %q", first)
	}
	return batches
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// until reads batches until one names a path.
func until(t *testing.T, batches <-chan []string, path string) []string {
	t.Helper()
	var all []string
	deadline := time.After(5 * time.Minute) // of a loaded machine
	for {
		select {
		case b := <-batches:
			all = append(all, b...)
			if slices.Contains(all, path) {
				return all
			}
		case <-deadline:
			t.Fatalf("%s was not seen; seen: %q", path, all)
		}
	}
}

func TestChangesAreSeen(t *testing.T) {
	for name, o := range map[string]Options{"notify": {}, "poll": {Poll: 20 * time.Millisecond}} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "fiches", "a.md")
			put(t, file, "un")
			batches := start(t, dir, o)

			put(t, file, "deux, plus long")
			until(t, batches, file)

			fresh := filepath.Join(dir, "nouveau", "dossier", "b.md")
			put(t, fresh, "trois")
			until(t, batches, fresh)
			put(t, fresh, "trois, encore une fois")
			until(t, batches, fresh)

			saved := filepath.Join(dir, "fiches", ".a.md.tmp")
			put(t, saved, "quatre : enregistré par un autre nom")
			if err := os.Rename(saved, file); err != nil {
				t.Fatal(err)
			}
			if seen := until(t, batches, file); slices.Contains(seen, saved) {
				t.Errorf("an editor's own file was reported: %q", seen)
			}

			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			until(t, batches, file)
		})
	}
}

// Changes are given soon, those that follow each other at once together, and calm
// is said after the last of them, which is not waited for for ever.
func TestChangesComeBeforeCalm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		events, said, ended := make(chan string), make(chan string, 64), make(chan error)
		working := time.Duration(0)
		changed := func(paths []string) {
			said <- strings.Join(paths, " ")
			time.Sleep(working)
		}
		go func() { ended <- gather(ctx, events, nil, changed, func() { said <- "calm" }) }()
		heard := func() (all []string) {
			synctest.Wait()
			for len(said) > 0 {
				all = append(all, <-said)
			}
			return all
		}
		expect := func(when string, want ...string) {
			t.Helper()
			if got := heard(); !slices.Equal(got, want) {
				t.Fatalf("%s: %q, want %q", when, got, want)
			}
		}
		for _, path := range []string{"e", "a", "d", "a", "b"} {
			events <- path
			time.Sleep(brief - time.Nanosecond)
			expect("in a burst")
		}
		time.Sleep(time.Nanosecond)
		expect("soon after a burst", "a b d e")
		time.Sleep(quiet - brief - time.Nanosecond)
		expect("before it is calm")
		events <- "f" // the second step of an editor
		time.Sleep(quiet - time.Nanosecond)
		expect("after one more change", "f")
		time.Sleep(time.Nanosecond)
		expect("when it is calm", "calm")
		time.Sleep(longest)
		expect("when nothing happens")

		// What happens while changed is at work is given before calm, however
		// long that work takes.
		working = 3 * quiet
		events <- "g"
		time.Sleep(quiet)
		go func() { events <- "h" }()
		time.Sleep(working + 2*quiet)
		expect("after long work", "g", "h")
		time.Sleep(working)
		expect("after longer work", "calm")

		working = 0
		begin := time.Now()
		for !slices.Contains(heard(), "calm") {
			if events <- "i"; time.Since(begin) > longest+quiet {
				t.Fatal("calm waits for changes to end")
			}
			time.Sleep(quiet / 2)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestAFolderThatIsNotThere(t *testing.T) {
	for _, o := range []Options{{}, {Poll: time.Hour}} {
		if err := Run(context.Background(), []string{filepath.Join(t.TempDir(), "absent")}, o, nil, nil); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}

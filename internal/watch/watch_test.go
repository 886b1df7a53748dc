package watch

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// start watches a folder and returns its batches.
func start(t *testing.T, dir string, o Options) <-chan []string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	batches, done := make(chan []string, 64), make(chan error, 1)
	go func() { done <- Run(ctx, []string{dir}, o, func(paths []string) { batches <- paths }) }()
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

// Changes that follow each other are one batch, which does not wait for ever.
func TestABurstIsOneBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		events, batches, ended := make(chan string), make(chan []string, 8), make(chan error)
		go func() {
			ended <- gather(ctx, defaultQuiet, events, nil, func(paths []string) { batches <- paths })
		}()
		for _, path := range []string{"e", "a", "d", "a", "b"} {
			events <- path
			time.Sleep(defaultQuiet - time.Millisecond)
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if len(batches) != 1 {
			t.Fatalf("%d batches of a burst, want 1", len(batches))
		}
		if got := <-batches; !slices.Equal(got, []string{"a", "b", "d", "e"}) {
			t.Errorf("batch %q", got)
		}
		for begin := time.Now(); len(batches) == 0; time.Sleep(defaultQuiet / 2) {
			if events <- "f"; time.Since(begin) > longest+defaultQuiet {
				t.Fatal("a batch waits for changes to end")
			}
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestAFolderThatIsNotThere(t *testing.T) {
	for _, o := range []Options{{}, {Poll: time.Hour}} {
		if err := Run(context.Background(), []string{filepath.Join(t.TempDir(), "absent")}, o, nil); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}

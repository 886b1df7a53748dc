package search

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"planblanc/internal/output"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// storeQueries are of each kind.
var storeQueries = []string{"rançon", "ecran noir", "URG-01", "7112", "hemoragie", "prise de sang", "PCA", "ORSAN", "qui appeler", "tout débrancher", "formulaire transfusion", "zzzz"}

// What is read back from a disk answers as what is in memory.
func TestStoreGivesTheSame(t *testing.T) {
	s := ownContent(t)
	x, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	store := Store{filepath.Join(t.TempDir(), "search")}
	if _, err := store.Open("k"); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("nothing is kept, and the error is %v", err)
	}
	if err := store.Keep("k", x); err != nil {
		t.Fatal(err)
	}
	kept, err := store.Open("k")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range append(oracleQueries(x, 200), storeQueries...) {
		q := Query{Text: text}
		want, err := x.Find(q)
		if err != nil {
			t.Fatal(err)
		}
		got, err := kept.Find(q)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v %s, want %s", text, err, titles(got), titles(want))
		}
		q.Most = 1
		first, err := kept.Find(q)
		if err != nil || first.Total != len(want.Results) || !reflect.DeepEqual(first.Results, want.Results[:min(1, len(want.Results))]) {
			t.Errorf("%q: %v, first %s of %d, want the first of %s", text, err, titles(first), first.Total, titles(want))
		}
		for i := range want.Results {
			a, _ := x.Locate(&want.Results[i], q)
			b, err := kept.Locate(&got.Results[i], q)
			if err != nil || !reflect.DeepEqual(a, b) || want.Results[i].URL != got.Results[i].URL {
				t.Errorf("%q: %v %+v, want %+v", text, err, b, a)
			}
		}
	}
}

// So does bleve, with its scores and their explanation, for a site of several
// batches too.
func TestBleveStoreGivesTheSame(t *testing.T) {
	for name, s := range map[string]*site.Site{"content": ownContent(t), "generated": sitetest.Catalog(t, corpusFolder(1100)).Select(site.Selection{})} {
		x, err := New(s)
		if err != nil {
			t.Fatal(err)
		}
		memory, err := NewBleve(s)
		if err != nil {
			t.Fatal(err)
		}
		defer memory.Close()
		store := Store{filepath.Join(t.TempDir(), "search")}
		if _, err := store.OpenBleve("k"); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("nothing is kept, and the error is %v", err)
		}
		if err := store.KeepBleve("k", s); err != nil {
			t.Fatal(err)
		}
		// Two may read at once.
		for range 2 {
			kept, err := store.OpenBleve("k")
			if err != nil {
				t.Fatal(err)
			}
			defer kept.Close()
			found := 0
			for _, q := range append(oracleQueries(x, 60), storeQueries...) {
				want, err := memory.Find(q, true)
				if err != nil {
					t.Fatal(err)
				}
				got, err := kept.Find(q, true)
				if err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%s: %q: %v, %d found, want %d; or other scores", name, q, err, len(got), len(want))
				}
				found += len(got)
			}
			if found < 100 {
				t.Errorf("%s: %d documents found: the queries test nothing", name, found)
			}
		}
	}
}

// Whatever is missing, cut, altered or another's is told, not used.
func TestStoreIsDamaged(t *testing.T) {
	s := ownContent(t)
	x, err := opened(filesOf(t, s, 0))
	if err != nil {
		t.Fatal(err)
	}
	store := Store{filepath.Join(t.TempDir(), "search")}
	make := func() {
		t.Helper()
		if err := errors.Join(store.Keep("k", x), store.KeepBleve("k", s)); err != nil {
			t.Fatal(err)
		}
	}
	use := func() error {
		kept, err := store.Open("k")
		if err == nil {
			err = kept.Whole()
		}
		if err != nil {
			return err
		}
		for _, text := range storeQueries {
			a, err := kept.Find(Query{Text: text})
			if err != nil {
				return err
			}
			for i := range a.Results {
				if _, err := kept.Locate(&a.Results[i], Query{Text: text}); err != nil {
					return err
				}
			}
		}
		b, err := store.OpenBleve("k")
		if err != nil {
			return err
		}
		defer b.Close()
		_, err = b.Find("rançon", false)
		return err
	}
	// Without Whole a query answers as if nothing were damaged, or tells.
	told := 0
	lazily := func(harm string) {
		t.Helper()
		kept, err := store.Open("k")
		for _, text := range storeQueries {
			var got *Answer
			if err == nil {
				got, err = kept.Find(Query{Text: text})
			}
			want, failed := x.Find(Query{Text: text})
			if failed != nil {
				t.Fatal(failed)
			}
			if _, damaged := errors.AsType[*DamagedError](err); damaged {
				told++
				return
			}
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %q: %v %s, want %s", harm, text, err, titles(got), titles(want))
				return
			}
		}
	}
	make()
	var files []string
	if err := filepath.WalkDir(filepath.Join(store.Dir, "k"), func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files = append(files, name)
		}
		return err
	}); err != nil || len(files) < 8 {
		t.Fatal(err, files)
	}
	for _, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		altered := slices.Clone(body)
		altered[len(body)/2] ^= 1
		for how, harm := range map[string]func() error{
			"missing": func() error { return os.Remove(name) },
			"cut":     func() error { return os.WriteFile(name, body[:len(body)/2], 0o644) },
			"altered": func() error { return os.WriteFile(name, altered, 0o644) },
			"foreign": func() error { return os.WriteFile(name, []byte("{}\n"), 0o644) },
		} {
			if err := harm(); err != nil {
				t.Fatal(err)
			}
			if _, damaged := errors.AsType[*DamagedError](use()); !damaged {
				t.Errorf("%s %s: %v", strings.TrimPrefix(name, store.Dir), how, use())
			}
			lazily(strings.TrimPrefix(name, store.Dir) + " " + how)
			if err := os.WriteFile(name, body, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := use(); err != nil {
		t.Error(err)
	}
	if told < 8 {
		t.Errorf("%d damages are found by queries", told)
	}
	if err := os.RemoveAll(filepath.Join(store.Dir, "k", pagesPart, "search")); err != nil {
		t.Fatal(err)
	}
	make()
	if err := use(); err != nil {
		t.Errorf("made again: %v", err)
	}
}

// Several may make and read one store at once: each has an answer, and whoever
// finds it busy keeps nothing.
func TestStoreIsShared(t *testing.T) {
	s := ownContent(t)
	store := Store{filepath.Join(t.TempDir(), "search")}
	x, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 8 {
		key := []string{"a", "b"}[i%2]
		wg.Go(func() {
			for range 5 {
				for _, err := range []error{store.Keep(key, x), store.KeepBleve(key, s)} {
					if _, busy := errors.AsType[*output.BusyError](err); err != nil && !busy {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if err := errors.Join(store.Keep("a", x), store.KeepBleve("a", s)); err != nil {
		t.Fatal(err)
	}
	kept, err := store.Open("a")
	if err != nil {
		t.Fatal(err)
	}
	if a, err := kept.Find(Query{Text: "rançon"}); err != nil || len(a.Results) == 0 {
		t.Errorf("%v, %s", err, titles(a))
	}
	b, err := store.OpenBleve("a")
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if hits, err := b.Find("rançon", false); err != nil || len(hits) == 0 {
		t.Errorf("%v, %d found", err, len(hits))
	}
}

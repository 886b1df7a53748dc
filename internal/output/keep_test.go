package output

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// keep keeps one file at a place.
func keep(t *testing.T, dir, place, body string) {
	t.Helper()
	if err := Keep(dir, place, 2, func(folder string) error { return SaveNew(folder, []File{{Path: "a/b", Body: []byte(body)}}) }); err != nil {
		t.Fatal(err)
	}
}

func TestKeep(t *testing.T) {
	dir := filepath.Join(t.TempDir(), ".planblanc", "search")
	keep(t, dir, "k/one", "first")
	keep(t, dir, "k/two", "second")
	keep(t, dir, "k/one", "third")
	if got, want := bodies(t, dir), (pages{".gitignore": "*\n", "k/": "", "k/one/": "", "k/one/a/": "", "k/one/a/b": "third", "k/two/": "", "k/two/a/": "", "k/two/a/b": "second"}); !maps.Equal(without(got, "lock"), want) {
		t.Errorf("%v", got)
	}
}

func without(p pages, name string) pages {
	p = maps.Clone(p)
	delete(p, name)
	return p
}

// The newest folders stay, and what was just kept, whatever the clock says.
func TestKeepPrunes(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	for i := range 5 {
		keep(t, dir, strconv.Itoa(i)+"/x", "")
		if err := os.Chtimes(filepath.Join(dir, strconv.Itoa(i)), now, now.Add(time.Duration(-10+i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	folders := func() []string {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, e := range entries {
			if e.IsDir() {
				out = append(out, e.Name())
			}
		}
		return out
	}
	if got := folders(); !slices.Equal(got, []string{"3", "4"}) {
		t.Errorf("%v are left, want 3 and 4", got)
	}
	keep(t, dir, "5/x", "")
	if err := os.Chtimes(filepath.Join(dir, "5"), now, now.Add(-99*time.Hour)); err != nil {
		t.Fatal(err)
	}
	keep(t, dir, "5/y", "")
	if got := folders(); !slices.Equal(got, []string{"4", "5"}) {
		t.Errorf("%v are left, want 4 and 5", got)
	}
}

// A failure leaves what was there; what a killed run left does no harm.
func TestKeepFails(t *testing.T) {
	dir := t.TempDir()
	keep(t, dir, "k/one", "first")
	before := bodies(t, dir)
	cause := errors.New("full")
	err := Keep(dir, "k/one", 2, func(folder string) error {
		return errors.Join(SaveNew(folder, []File{{Path: "half"}}), cause)
	})
	if !errors.Is(err, cause) || !maps.Equal(bodies(t, dir), before) {
		t.Errorf("%v, %v", err, bodies(t, dir))
	}
	if err := SaveNew(dir, []File{{Path: "new/left"}}); err != nil {
		t.Fatal(err)
	}
	keep(t, dir, "k/one", "second")
	if got := bodies(t, dir); got["k/one/a/b"] != "second" || got["new/left"] != "" || len(got) != len(before) {
		t.Errorf("%v", got)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Keep(filepath.Join(file, "search"), "k/one", 2, func(string) error { t.Error("filled"); return nil }); err == nil {
		t.Error("a folder below a file")
	}
}

// One process at a time; the other keeps nothing.
func TestKeepIsBusy(t *testing.T) {
	dir := t.TempDir()
	err := Keep(dir, "k/one", 2, func(string) error {
		err := Keep(dir, "k/two", 2, func(string) error { t.Error("filled"); return nil })
		if _, busy := errors.AsType[*BusyError](err); !busy {
			t.Errorf("error %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "k", "two")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

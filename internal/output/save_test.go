package output

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// names lists what is in a folder.
func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func text(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestSaveReplacesInOneStep(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "made", "a.md")
	for _, body := range []string{"one", "", "three"} {
		if err := Save(name, []byte(body)); err != nil {
			t.Fatal(err)
		}
		if got := text(t, name); got != body {
			t.Errorf("%q, want %q", got, body)
		}
	}
	if got := names(t, filepath.Dir(name)); !slices.Equal(got, []string{"a.md"}) {
		t.Errorf("left behind: %q", got)
	}
}

func TestSaveFailsAndKeepsWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "folder")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Save(folder, []byte("x")); err == nil {
		t.Error("a folder was replaced")
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	err := Save(filepath.Join(dir, "file", "a.md"), []byte("x"))
	if _, ok := errors.AsType[*NotFolderError](err); !ok {
		t.Errorf("a file where a folder must go: %v", err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"file", "folder"}) {
		t.Errorf("in the folder: %q", got)
	}
}

func TestSaveNewWritesAllOrNone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "base")
	files := []File{{"content/site.yaml", []byte("title: x\n")}, {".githooks/pre-commit", []byte("#!/bin/sh\n")}}
	if err := SaveNew(dir, files); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if got := text(t, filepath.Join(dir, f.Path)); got != string(f.Body) {
			t.Errorf("%s: %q", f.Path, got)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, ".githooks/pre-commit")); runtime.GOOS != "windows" && (err != nil || info.Mode().Perm() != 0o755) {
		t.Errorf("the script's mode: %v, %v", info.Mode(), err)
	}
	err := SaveNew(dir, []File{{"new/file.md", nil}, {"content/site.yaml", []byte("lost")}, {".githooks/pre-commit", nil}})
	exists, ok := errors.AsType[*ExistsError](err)
	if !ok || !slices.Equal(exists.Paths, []string{"content/site.yaml", ".githooks/pre-commit"}) {
		t.Errorf("over files: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "new")); err == nil {
		t.Error("a refused run made a folder")
	}
	if got := text(t, filepath.Join(dir, "content/site.yaml")); got != "title: x\n" {
		t.Errorf("site.yaml is now %q", got)
	}
}

func TestSaveNewTakesBack(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	err := SaveNew(dir, []File{{"a/b/c.md", []byte("x")}, {"file/d.md", nil}})
	if _, ok := errors.AsType[*NotFolderError](err); !ok {
		t.Errorf("a file where a folder must go: %v", err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"file"}) {
		t.Errorf("left behind: %q", got)
	}
	err = SaveNew(dir, []File{{"a/../../x.md", nil}})
	if _, ok := errors.AsType[*NameError](err); !ok {
		t.Errorf("a path that climbs: %v", err)
	}
	err = SaveNew(dir, []File{{"same.md", nil}, {"same.md", nil}})
	if _, ok := errors.AsType[*ExistsError](err); !ok || len(names(t, dir)) != 1 {
		t.Errorf("one path twice: %v, %q", err, names(t, dir))
	}
}

func TestAppend(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state", "lines")
	for _, line := range []string{"one", "two"} {
		if err := Append(name, []byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(name, int64(len("one\ntw"))); err != nil { // a power cut
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if err := Append(name, []byte("three")); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' })
	if want := append([]string{"one", "tw"}, slices.Repeat([]string{"three"}, 20)...); !slices.Equal(lines, want) {
		t.Errorf("%q", text)
	}
	if err := Append(filepath.Join(name, "below"), []byte("x")); err == nil {
		t.Error("a file served as a folder")
	}
}

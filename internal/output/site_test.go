package output

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// pages maps paths to bodies.
type pages map[string]string

// edition returns a produce that adds pages in order, and names the edition.
func edition(name string, p pages) func(func(File) error) (Manifest, error) {
	return func(add func(File) error) (Manifest, error) {
		for _, path := range slices.Sorted(maps.Keys(p)) {
			if err := add(File{path, []byte(p[path])}); err != nil {
				return Manifest{}, err
			}
		}
		return Manifest{Site: "CH", Edition: name}, nil
	}
}

// numbered is a small site whose every file holds one number.
func numbered(n int) pages {
	p := pages{}
	for i := range 16 {
		p[fmt.Sprintf("fiches/s%d/f%d.html", i%3, i)] = fmt.Sprintf("%d\n%s", n, strings.Repeat("x", i*40))
	}
	return p
}

func build(t testing.TB, dir string, p pages) Report {
	t.Helper()
	r, err := Write(dir, Options{}, edition("1", p))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// put writes foreign files.
func put(t testing.TB, dir string, p pages) {
	t.Helper()
	for name, body := range p {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// bodies returns the files below dir; a folder is its name and a slash.
func bodies(t testing.TB, dir string) pages {
	t.Helper()
	p := pages{}
	walk(t, dir, func(rel, name string, info fs.FileInfo) {
		if info.IsDir() {
			p[rel+"/"] = ""
			return
		}
		p[rel] = read(t, name)
	})
	return p
}

// traces returns what a run that fails must not change: bytes, times, modes.
func traces(t testing.TB, dir string) map[string]string {
	t.Helper()
	traces := map[string]string{}
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	traces["."] = fmt.Sprint(info.Mode(), info.ModTime())
	walk(t, dir, func(rel, name string, info fs.FileInfo) {
		traces[rel] = fmt.Sprint(info.Mode(), info.ModTime())
		if !info.IsDir() {
			traces[rel] += read(t, name)
		}
	})
	return traces
}

func walk(t testing.TB, dir string, visit func(rel, name string, info fs.FileInfo)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		visit(filepath.ToSlash(rel), name, info)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// whole says what is wrong with a numbered site by its own manifest, and
// returns its number. Foreign files are named, and are not a fault.
func whole(dir string, foreign ...string) (int, error) {
	text, err := os.ReadFile(filepath.Join(dir, ManifestName))
	if err != nil {
		return 0, err
	}
	m, err := ParseManifest(text)
	if err != nil {
		return 0, err
	}
	number, err := strconv.Atoi(m.Edition)
	if err != nil {
		return 0, err
	}
	expected := append([]string{ManifestName, SumsName}, foreign...)
	for _, f := range m.Files {
		body, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil {
			return 0, err
		}
		if sum := fmt.Sprintf("%x", sha256.Sum256(body)); sum != f.SHA256 || int64(len(body)) != f.Bytes {
			return 0, fmt.Errorf("%s differs from the manifest", f.Path)
		}
		if first, _, _ := strings.Cut(string(body), "\n"); first != m.Edition {
			return 0, fmt.Errorf("%s is of version %s, the manifest of %s", f.Path, first, m.Edition)
		}
		expected = append(expected, f.Path)
	}
	if len(m.Files) != len(numbered(0)) {
		return 0, fmt.Errorf("%d files", len(m.Files))
	}
	var found []string
	err = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(dir, name)
			found = append(found, filepath.ToSlash(rel))
		}
		return err
	})
	slices.Sort(expected)
	slices.Sort(found)
	if err == nil && !slices.Equal(expected, found) {
		err = fmt.Errorf("files %v, expected %v", found, expected)
	}
	return number, err
}

// workplaceOf returns the workplace beside a site that is no link.
func workplaceOf(d disk, dir string) workplace {
	return newWorkplace(d, dir)
}

// tidy fails unless only the lock and the .gitignore stay beside a site.
func tidy(t testing.TB, dir string) {
	t.Helper()
	var names []string
	entries, err := os.ReadDir(workplaceOf(disk{}, dir).dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if !slices.Equal(names, []string{".gitignore", "lock"}) {
		t.Errorf("beside the site: %v", names)
	}
}

// system is the disk of this system; two is one that must rename twice; fat has
// no links and must rename twice.
func two() disk { return disk{os.Link, unsupported, os.Rename} }

func fat() disk { return disk{unsupported, unsupported, os.Rename} }

func unsupported(string, string) error { return errors.ErrUnsupported }

package output

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestWriteMakesTheSite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "public")
	r := build(t, dir, pages{"index.html": "home", "a/b/c.html": ""})
	if want := (Report{Files: 4, Written: 4, Bytes: r.Bytes}); r != want {
		t.Errorf("%+v, want %+v", r, want)
	}
	got := bodies(t, dir)
	var bytes int64
	for _, body := range got {
		bytes += int64(len(body))
	}
	if bytes != r.Bytes {
		t.Errorf("%d bytes on the disk, %d in the report", bytes, r.Bytes)
	}
	delete(got, ManifestName)
	delete(got, SumsName)
	if want := (pages{"index.html": "home", "a/": "", "a/b/": "", "a/b/c.html": ""}); !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
	walk(t, dir, func(rel, _ string, info fs.FileInfo) {
		if want := map[bool]fs.FileMode{true: 0o755, false: 0o644}[info.IsDir()]; info.Mode().Perm() != want {
			t.Errorf("%s: mode %v", rel, info.Mode())
		}
	})
	tidy(t, dir)
	if got := read(t, filepath.Join(workplaceOf(disk{}, dir).dir, ".gitignore")); got != "*\n" {
		t.Errorf(".gitignore holds %q", got)
	}
}

func TestSameSiteTwiceGivesTheSameBytes(t *testing.T) {
	one, two := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	build(t, one, numbered(1))
	build(t, two, numbered(2))
	build(t, two, numbered(1))
	if !maps.Equal(bodies(t, one), bodies(t, two)) {
		t.Error("a site differs by what it replaces")
	}
}

func TestUnchangedFilesKeepTheirTime(t *testing.T) {
	past := time.Date(2020, 5, 4, 3, 2, 0, 0, time.UTC)
	for name, d := range map[string]disk{"links": system, "two renames": two(), "no links": fat()} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			build(t, dir, pages{"a.html": "same", "b.html": "old", "c/gone.html": "x", "d.html": "size1"})
			before := map[string]fs.FileInfo{}
			for _, f := range []string{"a.html", "b.html", "d.html"} {
				f := filepath.Join(dir, f)
				if err := os.Chtimes(f, past, past); err != nil {
					t.Fatal(err)
				}
				before[filepath.Base(f)], _ = os.Stat(f)
			}
			r, err := d.write(dir, Options{}, edition("1", pages{"a.html": "same", "b.html": "new", "d.html": "size2"}))
			if err != nil {
				t.Fatal(err)
			}
			if r.Reused != 1 || r.Written != 4 || r.Removed != 1 || r.Files != 5 {
				t.Errorf("%+v", r)
			}
			for f, changed := range map[string]bool{"a.html": false, "b.html": true, "d.html": true} {
				after, err := os.Stat(filepath.Join(dir, f))
				if err != nil {
					t.Fatal(err)
				}
				if after.ModTime().Equal(past) == changed {
					t.Errorf("%s: time %v", f, after.ModTime())
				}
				if linked := os.SameFile(before[f], after); linked != (!changed && name != "no links") {
					t.Errorf("%s: linked %v", f, linked)
				}
			}
			if exists(filepath.Join(dir, "c")) {
				t.Error("an emptied folder stays")
			}
			tidy(t, dir)
		})
	}
}

func TestUnchangedFileWithAnotherModeIsMended(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	build(t, dir, pages{"a.html": "same"})
	name := filepath.Join(dir, "a.html")
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	before, _ := os.Stat(name)
	build(t, dir, pages{"a.html": "same"})
	after, _ := os.Stat(name)
	if after.Mode().Perm() != 0o644 || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("%v %v, before %v", after.Mode(), after.ModTime(), before.ModTime())
	}
}

func TestProduceFailsAndNothingChanges(t *testing.T) {
	failure := errors.New("no ink")
	tests := map[string]struct {
		produce func(add func(File) error) (Manifest, error)
		is      func(error) bool
	}{
		"its own error": {func(add func(File) error) (Manifest, error) {
			_ = add(File{"index.html", []byte("new")})
			return Manifest{}, failure
		}, func(err error) bool { return err == failure }},
		"a hidden error of add": {func(add func(File) error) (Manifest, error) {
			_ = add(File{"con.html", nil})
			return Manifest{}, nil
		}, func(err error) bool {
			var name *NameError
			return errors.As(err, &name) && *name == NameError{"con.html", NameReserved}
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			build(t, dir, pages{"index.html": "old", "same.html": "1", "a/b.html": "2"})
			put(t, dir, pages{"notes/n.txt": "foreign"})
			before := traces(t, dir)
			if _, err := Write(dir, Options{}, test.produce); !test.is(err) {
				t.Errorf("error %v", err)
			}
			if !maps.Equal(before, traces(t, dir)) {
				t.Error("the site was touched")
			}
			tidy(t, dir)

			missing := filepath.Join(t.TempDir(), "public")
			if _, err := Write(missing, Options{}, test.produce); !test.is(err) {
				t.Errorf("error %v", err)
			}
			if exists(missing) {
				t.Error("a failed first build left a folder")
			}
			tidy(t, missing)
		})
	}
}

func TestPanicLeavesTheSiteAndTheLock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	build(t, dir, pages{"index.html": "old"})
	func() {
		defer func() { _ = recover() }()
		_, _ = Write(dir, Options{}, func(func(File) error) (Manifest, error) { panic("no ink") })
	}()
	tidy(t, dir)
	build(t, dir, pages{"index.html": "new"})
}

func TestAddRefusals(t *testing.T) {
	tests := map[string]struct {
		paths []string
		want  error
	}{
		"same path":             {[]string{"a.html", "a.html"}, &CollisionError{"a.html", "a.html"}},
		"same key":              {[]string{"Été.html", "e\u0301te\u0301.HTML"}, &CollisionError{"e\u0301te\u0301.HTML", "Été.html"}},
		"two spellings":         {[]string{"fiches/a", "Fiches/b"}, &CollisionError{"Fiches", "fiches"}},
		"deep spellings":        {[]string{"x/y/a", "x/Y/b"}, &CollisionError{"x/Y", "x/y"}},
		"a file, then a folder": {[]string{"a", "a/b"}, &CollisionError{"a", "a"}},
		"a folder, then a file": {[]string{"a/b", "A"}, &CollisionError{"A", "a"}},
		"the manifest":          {[]string{"manifest.json"}, &CollisionError{"manifest.json", "manifest.json"}},
		"the sums":              {[]string{"sha256sums"}, &CollisionError{"sha256sums", "SHA256SUMS"}},
		"the signature":         {[]string{"SHA256SUMS.sig"}, &CollisionError{"SHA256SUMS.sig", "SHA256SUMS.sig"}},
		"out of the folder":     {[]string{"../a"}, &NameError{"../a", NameTrailing}},
		"absolute":              {[]string{"/a"}, &NameError{"/a", NameEmpty}},
		"backslash":             {[]string{`..\a`}, &NameError{`..\a`, NameCharacter}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			_, err := Write(dir, Options{}, func(add func(File) error) (Manifest, error) {
				for _, p := range test.paths[:len(test.paths)-1] {
					if err := add(File{Path: p}); err != nil {
						t.Errorf("%s: %v", p, err)
					}
				}
				return Manifest{}, add(File{Path: test.paths[len(test.paths)-1]})
			})
			if fmt.Sprint(err) != test.want.Error() || fmt.Sprintf("%T", err) != fmt.Sprintf("%T", test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
		})
	}
	near := filepath.Join(t.TempDir(), "public")
	build(t, near, pages{"fiches/a": "", "fiches-b/a": "", "fiches/a.html": "", "a/manifest.json": "", "ete": "", "été": ""})
}

func TestAddFromManyGoroutines(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	p := numbered(1)
	var mu sync.Mutex
	var refused []string
	_, err := Write(dir, Options{}, func(add func(File) error) (Manifest, error) {
		var wg sync.WaitGroup
		for range 4 { // the first to come has the place
			for path, body := range p {
				wg.Go(func() {
					if err := add(File{path, []byte(body)}); err != nil {
						mu.Lock()
						defer mu.Unlock()
						refused = append(refused, path)
					}
				})
			}
		}
		wg.Wait()
		return Manifest{}, nil
	})
	var collision *CollisionError
	if !errors.As(err, &collision) || len(refused) != 3*len(p) {
		t.Errorf("%v, %d refused of %d", err, len(refused), 4*len(p))
	}
	_, err = Write(dir, Options{}, func(add func(File) error) (Manifest, error) {
		var wg sync.WaitGroup
		for path, body := range p {
			wg.Go(func() { _ = add(File{path, []byte(body)}) })
		}
		wg.Wait()
		return Manifest{Edition: "1"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := whole(dir); err != nil {
		t.Error(err)
	}
}

func TestAddAfterTheEnd(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	var late func(File) error
	_, err := Write(dir, Options{}, func(add func(File) error) (Manifest, error) {
		late = add
		return Manifest{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := late(File{Path: "late.html"}); err == nil || !strings.Contains(err.Error(), "late.html") {
		t.Errorf("%v", err)
	}
}

func BenchmarkWrite(b *testing.B) {
	p := pages{}
	for i := range 2000 {
		p[fmt.Sprintf("fiches/service-%d/fiche-%d.html", i%40, i)] = strings.Repeat(fmt.Sprint(i), 4000)
	}
	for name, d := range map[string]disk{"fresh": system, "unchanged": system, "unchanged without links": fat()} {
		b.Run(name, func(b *testing.B) {
			base := b.TempDir()
			build(b, filepath.Join(base, "0"), p)
			n := 0
			for b.Loop() {
				if name == "fresh" {
					n++
				}
				if _, err := d.write(filepath.Join(base, fmt.Sprint(n)), Options{}, edition("1", p)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

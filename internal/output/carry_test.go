package output

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestForeignFilesAreCarriedOver(t *testing.T) {
	past := time.Date(2019, 5, 4, 3, 2, 0, 0, time.UTC)
	for name, d := range map[string]disk{"links": system, "two renames": two(), "no links": fat()} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			build(t, dir, pages{"index.html": "1", "old/page.html": "1", "kept/page.html": "1"})
			foreign := pages{".git/HEAD": "ref", "CNAME": "x", "old/notes/deep.txt": "y", "kept/notes.txt": "z", "Index.htm": "near"}
			put(t, dir, foreign)
			put(t, dir, pages{SignatureName(1): "of the former build", SignatureName(9): "of the former build"})
			for _, folder := range []string{"empty/inner", "old/void"} {
				if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(filepath.Join(dir, "empty"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(filepath.Join(dir, "CNAME"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(filepath.Join(dir, "CNAME"), past, past); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink("kept/notes.txt", filepath.Join(dir, "link")); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink("kept", filepath.Join(dir, "folder-link")); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if _, err := d.write(dir, Options{}, edition("1", pages{"index.html": "2", "kept/page.html": "1"})); err != nil {
					t.Fatal(err)
				}
			}
			for f, body := range foreign {
				if got := read(t, filepath.Join(dir, f)); got != body {
					t.Errorf("%s holds %q", f, got)
				}
			}
			info, err := os.Stat(filepath.Join(dir, "CNAME"))
			if err != nil || !info.ModTime().Equal(past) || info.Mode().Perm() != 0o600 {
				t.Errorf("CNAME: %v %v", info, err)
			}
			if info, err := os.Stat(filepath.Join(dir, "empty")); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("empty: %v %v", info, err)
			}
			for link, to := range map[string]string{"link": "kept/notes.txt", "folder-link": "kept"} {
				if got, err := os.Readlink(filepath.Join(dir, link)); got != to {
					t.Errorf("%s leads to %q: %v", link, got, err)
				}
			}
			for f, want := range map[string]bool{"empty/inner": true, "old/void": true, "old/page.html": false, SignatureName(1): false, SignatureName(9): false} {
				if exists(filepath.Join(dir, f)) != want {
					t.Errorf("%s: there %v", f, !want)
				}
			}
			for _, list := range []string{ManifestName, SumsName} {
				for f := range foreign {
					if strings.Contains(read(t, filepath.Join(dir, list)), f) {
						t.Errorf("%s lists %s", list, f)
					}
				}
			}
			tidy(t, dir)
		})
	}
}

func TestConflicts(t *testing.T) {
	tests := map[string]struct {
		foreign string // with a final slash, a folder
		page    string
		want    string // "" for no conflict
	}{
		"in a page's place":              {"a.html", "a.html", "a.html"},
		"in a folder's place":            {"a", "a/b/c.html", "a"},
		"a folder in a page's place":     {"a/", "a", "a"},
		"below a page":                   {"was/x.txt", "was", "was/x.txt"},
		"in a page's place on some disk": {"Été.HTML", "été.html", "Été.HTML"},
		"in a folder both share":         {"a/x.txt", "a/b.html", ""},
		"in a folder spelled otherwise":  {"A/x.txt", "a/b.html", ""},
		"of a near name":                 {"a.htm", "a.html", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			build(t, dir, pages{"index.html": "1", "was/page.html": "1"})
			if folder, ok := strings.CutSuffix(test.foreign, "/"); ok {
				if err := os.Mkdir(filepath.Join(dir, folder), 0o755); err != nil {
					t.Fatal(err)
				}
			} else {
				put(t, dir, pages{test.foreign: "foreign"})
			}
			before := traces(t, dir)
			_, err := Write(dir, Options{Force: true}, edition("2", pages{test.page: "2"}))
			var conflict *ConflictError
			switch {
			case test.want == "":
				if err != nil {
					t.Error(err)
				}
			case !errors.As(err, &conflict):
				t.Errorf("error %v", err)
			case *conflict != ConflictError{dir, test.want}:
				t.Errorf("%+v", conflict)
			case !maps.Equal(before, traces(t, dir)):
				t.Error("the site was touched")
			default:
				tidy(t, dir)
			}
		})
	}
}

func TestFoldersThatAreNotOurs(t *testing.T) {
	tests := map[string]struct {
		found         pages
		plain, forced bool // accepted
	}{
		"empty":                     {pages{}, true, true},
		"dotfiles":                  {pages{".git/HEAD": "x", ".nojekyll": ""}, true, true},
		"someone's":                 {pages{"photo.jpg": "x"}, false, true},
		"someone's page":            {pages{"index.html": "x"}, false, false},
		"a web app's manifest":      {pages{"manifest.json": `{"name":"App"}`}, false, false},
		"someone's sums":            {pages{"SHA256SUMS": "x"}, false, false},
		"a manifest with bad paths": {pages{"manifest.json": `{"files":[{"path":"../x"}],"cards":[]}`}, false, false},
	}
	for name, test := range tests {
		for force, accepted := range map[bool]bool{false: test.plain, true: test.forced} {
			t.Run(name, func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "public")
				put(t, dir, test.found)
				if err := os.MkdirAll(dir, 0o755); err != nil {
					t.Fatal(err)
				}
				before := traces(t, dir)
				_, err := Write(dir, Options{Force: force}, edition("1", pages{"index.html": "1"}))
				var notOurs *NotOursError
				var conflict *ConflictError
				if accepted {
					if err != nil {
						t.Fatal(err)
					}
					for f, body := range test.found {
						if got := read(t, filepath.Join(dir, f)); got != body {
							t.Errorf("%s holds %q", f, got)
						}
					}
					return
				}
				if force && !errors.As(err, &conflict) || !force && !errors.As(err, &notOurs) {
					t.Errorf("force %v: %v", force, err)
				}
				if !maps.Equal(before, traces(t, dir)) {
					t.Error("the folder was touched")
				}
			})
		}
	}
}

func TestSiteThatTheDiskDecomposed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	build(t, dir, pages{"été/élan.html": "1"})
	for _, r := range [][2]string{{"été/élan.html", "été/e\u0301lan.html"}, {"été", "e\u0301te\u0301"}} {
		if err := os.Rename(filepath.Join(dir, r[0]), filepath.Join(dir, r[1])); err != nil {
			t.Fatal(err)
		}
	}
	build(t, dir, pages{"été/élan.html": "2"})
	got := bodies(t, dir)
	delete(got, ManifestName)
	delete(got, SumsName)
	if want := (pages{"été/": "", "été/élan.html": "2"}); !maps.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// A site that comes out the same is still signed; one that changed, though only
// in its manifest, is not.
func TestSignaturesStayWithTheirSums(t *testing.T) {
	for name, d := range map[string]disk{"links": system, "two renames": two(), "no links": fat()} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			page := pages{"index.html": "1"}
			first := build(t, dir, page)
			put(t, dir, pages{SignatureName(1): "first", SignatureName(9): "ninth"})
			if err := os.Symlink("index.html", filepath.Join(dir, SignatureName(2))); err != nil {
				t.Fatal(err)
			}
			r, err := d.write(dir, Options{}, edition("1", page))
			if want := (Report{Files: first.Files, Reused: first.Files, Bytes: first.Bytes}); err != nil || r != want {
				t.Errorf("%+v %v, want %+v", r, err, want)
			}
			got := bodies(t, dir)
			if got[SignatureName(1)] != "first" || got[SignatureName(9)] != "ninth" {
				t.Errorf("signatures of the same sums are lost: %v", got)
			}
			if _, carried := got[SignatureName(2)]; carried {
				t.Error("a link was taken for a signature")
			}
			if _, err := d.write(dir, Options{}, edition("2", page)); err != nil {
				t.Fatal(err)
			}
			for name := range bodies(t, dir) {
				if IsSignature(name) {
					t.Errorf("%s stands beside other sums", name)
				}
			}
		})
	}
}

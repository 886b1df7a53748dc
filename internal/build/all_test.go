package build_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"planblanc/internal/build"
	"planblanc/internal/output"
	"planblanc/internal/sitetest"
)

// What is built for all establishments in one run is, byte for byte, what is
// built for each alone, and what is said of them as well.
func TestAllSitesAreSeparateBuilds(t *testing.T) {
	allAreSeparate(t, sitetest.Group(), "est", "nord", "sud")
}

// The same with establishments that share nearly all, one with a directory of its
// own between them, and one that others may read.
func TestSharedPagesAreSeparateBuilds(t *testing.T) {
	files := sitetest.Region(5, 45, func(i int) bool { return i == 1 })
	files["site.yaml"] = strings.Replace(files["site.yaml"], "numéro 3\n", "numéro 3\n    audience: public\n", 1)
	source := fstest.MapFS{}
	for name, text := range files {
		source[name] = &fstest.MapFile{Data: []byte(text)}
	}
	allAreSeparate(t, source, "h000", "h001", "h002", "h003", "h004")
}

// allAreSeparate compares the sites of a run for all with those of a run each.
func allAreSeparate(t *testing.T, source fs.FS, want ...string) {
	t.Helper()
	top, th, o := t.TempDir(), standard(t), options(source)
	group, err := build.ReadGroup(o)
	if err != nil {
		t.Fatal(err)
	}
	checked := map[string]*build.Loaded{}
	err = group.Check(func(l *build.Loaded) error { checked[l.Catalog.Library.Settings.Establishment] = l; return nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range group.IDs() {
		o.Establishment = id
		together, alone := filepath.Join(top, "all", id), filepath.Join(top, "alone", id)
		if _, _, err := group.Write(id, th, together, output.Options{}); err != nil {
			t.Fatal(err)
		}
		single, _, err := build.Run(o, th, alone, output.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if l := checked[id]; l.Counts != single.Counts || !reflect.DeepEqual(l.Diagnostics, single.Diagnostics) {
			t.Errorf("%s: what is said in the run of all is not what is said of it alone", id)
		}
		got, want := files(t, together), files(t, alone)
		if len(want) < 40 || !maps.Equal(got, want) {
			t.Errorf("%s: %d files in the run of all, %d alone, or their bytes differ", id, len(got), len(want))
		}
	}
	if !slices.Equal(group.IDs(), want) {
		t.Errorf("establishments %q, want %q", group.IDs(), want)
	}
}

// files returns the text of each file of a folder.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	root := os.DirFS(dir)
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, name)
		found[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

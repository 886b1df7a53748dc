package build_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"planblanc/internal/build"
	"planblanc/internal/output"
	"planblanc/internal/sitetest"
)

// What is built for all establishments in one run is, byte for byte, what is
// built for each alone.
func TestAllSitesAreSeparateBuilds(t *testing.T) {
	top, th, o := t.TempDir(), standard(t), options(sitetest.Group())
	all, err := build.LoadAll(o)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, l := range all {
		id := l.Catalog.Library.Settings.Establishment
		ids = append(ids, id)
		o.Establishment = id
		together, alone := filepath.Join(top, "all", id), filepath.Join(top, "alone", id)
		if _, err := l.Write(o, th, together, output.Options{}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := build.Run(o, th, alone, output.Options{}); err != nil {
			t.Fatal(err)
		}
		got, want := files(t, together), files(t, alone)
		if len(want) < 40 || !maps.Equal(got, want) {
			t.Errorf("%s: %d files in the run of all, %d alone, or their bytes differ", id, len(got), len(want))
		}
	}
	if want := []string{"est", "nord", "sud"}; !slices.Equal(ids, want) {
		t.Errorf("establishments %q, want %q", ids, want)
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

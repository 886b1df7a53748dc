package build_test

import (
	"fmt"
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
	"planblanc/internal/content"
	"planblanc/internal/output"
	"planblanc/internal/sitetest"
	"planblanc/internal/theme"
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

// The same with establishments that have directories of their own: all numbers, some
// of them, one that more may read, words that HTML escapes; and a register that
// approves of the cards as the numbers of one make them. One theme has styles and
// words of an author's own, the other a template.
func TestOwnNumbersAreSeparateBuilds(t *testing.T) {
	files := sitetest.Region(6, 45, func(i int) bool { return i > 0 })
	const own, some, narrow = "sites/h001/annuaire.yaml", "sites/h002/annuaire.yaml", "sites/h003/annuaire.yaml"
	files[own] = strings.NewReplacer("06 39", "+33 6 39", "Astreinte 7,", "L'astreinte & <« sept »>,").Replace(files[own])
	files[some] = strings.Join(strings.SplitAfter(files[some], "\n")[:3], "")
	files[narrow] = strings.Replace(files[narrow], "id: contact-4,", "id: contact-4, audience: public,", 1)
	for name := range files {
		if strings.HasSuffix(name, "annuaire.yaml") || name == content.DirectoryFile {
			files[name] = strings.NewReplacer("id: contact-1,", "id: contact-1, services: [tous],", "id: contact-2,", "id: contact-2, services: [service-1],").Replace(files[name])
		}
	}
	files[content.NoticesFile] = "- {number: 1, at: 2026-11-20 08:00, text: Fiches papier depuis 8 h., by: Cellule de crise}\n"
	files["site.yaml"] = strings.Replace(files["site.yaml"], "numéro 5\n", "d'ici + d'ailleurs\n    audience: public\n", 1)
	source := func() fstest.MapFS {
		source := fstest.MapFS{}
		for name, text := range files {
			source[name] = &fstest.MapFile{Data: []byte(text)}
		}
		return source
	}
	o := options(source())
	o.Establishment = "h004"
	l, err := build.Load(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range l.Catalog.Pages {
		if p.Meta.Code != "" && !p.Local {
			files["data/register.yaml"] += fmt.Sprintf("- {code: %s, version: %q, fingerprint: %s, date: %s}\n", p.Meta.Code, p.Meta.Version, p.Fingerprint, p.Meta.Approved)
		}
	}
	for _, over := range []fs.FS{
		nil,
		fstest.MapFS{"components/call/call.css": {Data: []byte(".call{color:CanvasText}\n")}},
		fstest.MapFS{"components/call/call.html": {Data: []byte("<li>{{len .Function}} {{.Call}}</li>\n")}},
	} {
		th, err := theme.Load(over)
		if err != nil {
			t.Fatal(err)
		}
		allAreSeparateIn(t, th, source(), "h000", "h001", "h002", "h003", "h004", "h005")
	}
}

// allAreSeparate compares the sites of a run for all with those of a run each.
func allAreSeparate(t *testing.T, source fs.FS, want ...string) {
	t.Helper()
	allAreSeparateIn(t, standard(t), source, want...)
}

// allAreSeparateIn is the same in a theme.
func allAreSeparateIn(t *testing.T, th *theme.Theme, source fs.FS, want ...string) {
	t.Helper()
	top, o := t.TempDir(), options(source)
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
			maps.DeleteFunc(got, func(name, text string) bool { return want[name] == text })
			t.Errorf("%s: in the run of all these files of %d are not as alone: %q", id, len(want), slices.Sorted(maps.Keys(got)))
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

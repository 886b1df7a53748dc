package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"planblanc/internal/output"
	"planblanc/internal/sitetest"
)

// Whatever changes in a content is found by the next search, whether or not the
// content was known by its times: words of the same length, times put back,
// files that change places.
func TestSearchIsNeverStale(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "content")
	card := func(word string) string {
		return "---\ntitle: Fiche " + word + "\ntype: reference\nstatus: valide\n---\n\nTexte " + word + ".\n"
	}
	write(t, dir, sitetest.Folder(""))
	write(t, dir, fstest.MapFS{
		"site.yaml":           {Data: []byte("title: Site\norganization: Hôpital\n")},
		"data/synonyms.yaml":  {Data: []byte("groups:\n  - [zeppelin, dirigeable]\n")},
		"fiches/zeppelin.md":  {Data: []byte(card("zeppelin"))},
		"fiches/montgolf.md":  {Data: []byte(card("montgolf"))},
		"fiches/b/planeur.md": {Data: []byte(card("planeurs"))},
	})
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	words := []string{"zeppelin", "montgolf", "planeurs", "parapent", "autogire", "dirigeable", "aéronef"}
	answers := func(flags ...string) string {
		t.Helper()
		var all strings.Builder
		for _, word := range words {
			code, stdout, stderr := planblanc(nil, slices.Concat([]string{"search", "-s", dir, "--date", today, "--format", "json"}, flags, []string{word})...)
			if code != 0 || stderr != "" {
				t.Fatalf("%s: %d\n%s%s", word, code, stdout, stderr)
			}
			all.WriteString(stdout)
		}
		return all.String()
	}
	kept := func() []string {
		names, _ := filepath.Glob(filepath.Join(top, ".planblanc", "known", "*", knownFile))
		return names
	}
	same := func(what string) {
		t.Helper()
		if got, want := answers(), answers("--no-cache"); got != want {
			t.Errorf("%s: %s\nwant %s", what, got, want)
		}
	}

	same("a new content")
	if names := kept(); len(names) > 0 {
		t.Errorf("a content written just now is kept: %v", names)
	}
	// In the same moment as the search before, at the same length.
	for i := range 20 {
		write(t, dir, fstest.MapFS{"fiches/b/planeur.md": {Data: []byte(card([]string{"parapent", "planeurs"}[i%2]))}})
		same("at once")
	}

	settle := func() {
		t.Helper()
		time.Sleep(tick + time.Second/10)
		same("when nothing changed")
	}
	settle()
	v, err := output.Look(dir)
	if err != nil {
		t.Fatal(err)
	}
	sealed := runtime.GOOS != "windows" && slices.Contains(sealing, v.System)
	if names := kept(); sealed != (len(names) == 1) {
		t.Fatalf("on %s, %v are kept", v.System, names)
	}
	info, err := os.Stat(at("fiches/zeppelin.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []struct {
		what string
		do   func() error
	}{
		{"a text of the same length", func() error { return os.WriteFile(at("fiches/zeppelin.md"), []byte(card("autogire")), 0o644) }},
		{"and its time put back", func() error { return os.Chtimes(at("fiches/zeppelin.md"), info.ModTime(), info.ModTime()) }},
		{"two files change places", func() error {
			return errors.Join(os.Rename(at("fiches/zeppelin.md"), at("x")), os.Rename(at("fiches/montgolf.md"), at("fiches/zeppelin.md")), os.Rename(at("x"), at("fiches/montgolf.md")))
		}},
		{"a renamed folder", func() error { return os.Rename(at("fiches/b"), at("fiches/c")) }},
		{"a removed file", func() error { return os.Remove(at("fiches/c/planeur.md")) }},
		{"synonyms", func() error {
			return os.WriteFile(at("data/synonyms.yaml"), []byte("groups:\n  - [autogire, dirigeable]\n"), 0o644)
		}},
		{"settings", func() error {
			return os.WriteFile(at("site.yaml"), []byte("title: Site\norganization: Hôpital\nlanguage: en\n"), 0o644)
		}},
		{"a new file", func() error { return os.WriteFile(at("fiches/d.md"), []byte(card("aéronef")), 0o644) }},
	} {
		if err := change.do(); err != nil {
			t.Fatal(err)
		}
		same(change.what)
	}

	// The times alone are looked at: what is kept under them is believed.
	settle()
	if !sealed {
		return
	}
	before := answers()
	for _, name := range kept() {
		if err := os.WriteFile(name, []byte(strings.Repeat("0", 64)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	indexes := func() int {
		names, _ := filepath.Glob(filepath.Join(top, ".planblanc", "search", "*", "pages"))
		return len(names)
	}
	if err := os.RemoveAll(filepath.Join(top, ".planblanc", "search")); err != nil {
		t.Fatal(err)
	}
	if after := answers(); after != before || indexes() != 1 {
		t.Errorf("%d indexes, and %s, want %s", indexes(), after, before)
	}
	// Cut or foreign, it is not.
	for _, name := range kept() {
		if err := os.WriteFile(name, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if after := answers(); after != before || indexes() != 2 {
		t.Errorf("%d indexes, and %s, want %s", indexes(), after, before)
	}
}

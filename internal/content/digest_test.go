package content_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/fstest"
	"time"

	"planblanc/internal/content"
)

func TestDigest(t *testing.T) {
	digest := func(change func(fstest.MapFS)) string {
		t.Helper()
		folder := fstest.MapFS{
			"site.yaml": {Data: []byte("title: T")}, "data/roles.yaml": {Data: []byte("[]")}, "fiches/a.md": {Data: []byte("a")},
			"fragments/b.md": {Data: []byte("b")}, "fiches/plan.png": {Data: []byte("image")}, "_brouillon.md": {Data: []byte("c")},
		}
		change(folder)
		sum, err := content.Digest(folder)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	none := digest(func(fstest.MapFS) {})
	for name, change := range map[string]func(fstest.MapFS){
		"a text":     func(f fstest.MapFS) { f["fiches/a.md"] = &fstest.MapFile{Data: []byte("A")} },
		"a fragment": func(f fstest.MapFS) { f["fragments/b.md"] = &fstest.MapFile{Data: []byte("B")} },
		"data":       func(f fstest.MapFS) { f["data/roles.yaml"] = &fstest.MapFile{Data: []byte("[ ]")} },
		"settings":   func(f fstest.MapFS) { f["site.yaml"] = &fstest.MapFile{Data: []byte("title: U")} },
		"a name":     func(f fstest.MapFS) { f["fiches/c.md"] = f["fiches/a.md"]; delete(f, "fiches/a.md") },
		"two texts":  func(f fstest.MapFS) { f["fiches/a.md"], f["fragments/b.md"] = f["fragments/b.md"], f["fiches/a.md"] },
		"an image":   func(f fstest.MapFS) { f["fiches/plan.png"] = &fstest.MapFile{Data: []byte("another")} },
	} {
		if digest(change) == none {
			t.Errorf("%s changes nothing", name)
		}
	}
	if digest(func(f fstest.MapFS) { f["_brouillon.md"] = &fstest.MapFile{Data: []byte("C")} }) != none {
		t.Error("what Load leaves changes the digest")
	}
}

// A stamp moves with whatever a digest moves with, and with times put back; what
// Load leaves does not move it.
func TestStampOf(t *testing.T) {
	if _, ok, err := content.StampOf(fstest.MapFS{"a.md": {Data: []byte("a")}}); ok || err != nil {
		t.Errorf("files in memory have a stamp, %v", err)
	}
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	put := func(name, text string) func() error {
		return func() error { return os.WriteFile(at(name), []byte(text), 0o644) }
	}
	for _, name := range []string{"a.md", "b.md", "_brouillon.md"} {
		if err := put(name, name)(); err != nil {
			t.Fatal(err)
		}
	}
	before := time.Now().Add(-time.Minute)
	stamp := func() content.Stamp {
		t.Helper()
		s, ok, err := content.StampOf(os.DirFS(dir))
		if known := runtime.GOOS == "linux" || runtime.GOOS == "darwin"; err != nil || ok != known || ok && !s.Newest.After(before) {
			t.Fatalf("%+v, %v, %v", s, ok, err)
		}
		return s
	}
	last := stamp()
	if again := stamp(); again != last {
		t.Errorf("%+v, then %+v", last, again)
	}
	moves := last.Sum != "" // elsewhere there is none
	for _, change := range []struct {
		what  string
		do    func() error
		moves bool
	}{
		{"a longer text", put("a.md", "plus long"), moves},
		{"a time put back", func() error { return os.Chtimes(at("a.md"), before, before) }, moves},
		{"a name", func() error { return os.Rename(at("a.md"), at("c.md")) }, moves},
		{"a file less", func() error { return os.Remove(at("b.md")) }, moves},
		{"what Load leaves", put("_brouillon.md", "autre"), false},
	} {
		if err := change.do(); err != nil {
			t.Fatal(err)
		}
		now := stamp()
		if (now.Sum != last.Sum) != change.moves {
			t.Errorf("%s: %+v, then %+v", change.what, last, now)
		}
		last = now
	}
}

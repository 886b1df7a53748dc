package content_test

import (
	"testing"
	"testing/fstest"

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

package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"planblanc/internal/history"
	"planblanc/internal/sitetest"
)

// canary is in every file outside a hostile tree, and in none inside.
const canary = "CANARI-7F3A"

// outsideFiles would each be read and shown, were they in the place they are
// named for.
var outsideFiles = map[string]string{
	"site.yaml":               "title: " + canary + "\norganization: Hôpital\n",
	"data/directory.yaml":     "- {id: astreinte, function: " + canary + ", internal: \"7112\", services: tous}\n",
	"data/glossary.yaml":      "- {term: DPI, expansion: " + canary + "}\n",
	"data/synonyms.yaml":      "groups:\n  - [" + canary + ", urgences]\n",
	"data/spelling.txt":       canary + "\n",
	"fiches/vue.md":           "---\ntitle: " + canary + "\ntype: reference\nservice: urgences\nstatus: valide\n---\n\n" + canary + "\n",
	"fiches/_index.md":        "---\ntitle: " + canary + "\n---\n\n" + canary + "\n",
	"fragments/consigne.md":   canary + "\n",
	"fiches/plan.png":         "\x89PNG\r\n\x1a\n" + canary,
	"fiches/guide.pdf":        "%PDF-1.4\n" + canary,
	"fiches/note.txt":         canary + "\n",
	history.DatesFile:         `{"built":"2026-01-01T00:00:00Z","files":{"` + canary + `":"2026-01-01T00:00:00Z"}}`,
	"theme/words/fr.json":     `{"` + canary + `":"x"}`,
	"theme/layouts/page.html": canary,
}

// reader is the document of a hostile tree that points at what others bring in.
const reader = `-- fiches/lecteur.md --
---
title: Lecteur
type: reference
service: urgences
status: valide
annexes: guide.pdf
---

![](../fragments/consigne.md)

Voir [la note](note.txt), [le guide](guide.pdf), [](contact:astreinte), [](glossaire:DPI).

![Un plan](plan.png)
-- fragments/consigne.md --
Consigne.
-- fiches/plan.png --
image
-- fiches/guide.pdf --
%PDF-1.4
-- fiches/note.txt --
Note.
`

// Whatever stands in place of a file, no byte from outside the folder is in the
// site or on the terminal, and the run ends.
func TestHostileTrees(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	outside := filepath.Join(top, "outside")
	for name, text := range outsideFiles {
		put(t, filepath.Join(outside, filepath.FromSlash(name)), text)
	}
	tricks := map[string]func(outside, file string) error{
		"absolute link": func(outside, file string) error { return os.Symlink(outside, file) },
		"relative link": func(outside, file string) error {
			rel, err := filepath.Rel(filepath.Dir(file), outside)
			if err != nil {
				return err
			}
			return os.Symlink(rel, file)
		},
		"link to a link": func(outside, file string) error {
			if err := os.Symlink(outside, file+".suite"); err != nil {
				return err
			}
			return os.Symlink(filepath.Base(file)+".suite", file)
		},
		"link to the folder around": func(outside, file string) error { return os.Symlink(filepath.Dir(outside), file) },
		"parent is a link": func(outside, file string) error {
			if err := os.RemoveAll(filepath.Dir(file)); err != nil {
				return err
			}
			return os.Symlink(filepath.Dir(outside), filepath.Dir(file))
		},
		"pipe":   func(_, file string) error { return syscall.Mkfifo(file, 0o600) },
		"device": func(_, file string) error { return os.Symlink("/dev/zero", file) },
	}
	trees := 0
	for _, place := range slices.Sorted(maps.Keys(outsideFiles)) {
		for _, trick := range slices.Sorted(maps.Keys(tricks)) {
			if trick == "parent is a link" && !strings.Contains(place, "/") {
				continue // the folder that is named on the command line may be a link
			}
			trees++
			t.Run(trick+" for "+place, func(t *testing.T) {
				dir := t.TempDir()
				write(t, filepath.Join(dir, "content"), sitetest.Folder(reader))
				put(t, filepath.Join(dir, "theme", "words", "none.txt"), "")
				file := filepath.Join(dir, "content", filepath.FromSlash(place))
				if strings.HasPrefix(place, "theme/") {
					file = filepath.Join(dir, filepath.FromSlash(place))
				}
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.RemoveAll(file); err != nil {
					t.Fatal(err)
				}
				if err := tricks[trick](filepath.Join(outside, filepath.FromSlash(place)), file); err != nil {
					t.Fatal(err)
				}
				quiet(t, dir)
			})
		}
	}
	if trees < 60 {
		t.Errorf("%d trees, want 60", trees)
	}
}

// quiet builds the content of dir, its sources included, and looks for the
// canary in all that comes of it.
func quiet(t *testing.T, dir string) {
	t.Helper()
	said := make(chan string, 1)
	go func() {
		_, out, errs := planblanc(nil, "build", "--date", today, "-s", filepath.Join(dir, "content"), "-d", filepath.Join(dir, "public"),
			"--theme", filepath.Join(dir, "theme"), "--with-content", "--no-cache")
		said <- out + errs
	}()
	select {
	case text := <-said:
		if strings.Contains(text, canary) {
			t.Errorf("the terminal shows what is outside:\n%s", text)
		}
	case <-time.After(time.Minute):
		t.Fatal("the build does not end")
	}
	if _, err := os.Stat(filepath.Join(dir, "public")); err != nil {
		return
	}
	for name := range tree(t, filepath.Join(dir, "public"), false) {
		text, err := os.ReadFile(filepath.Join(dir, "public", filepath.FromSlash(name)))
		if err == nil && bytes.Contains(text, []byte(canary)) {
			t.Errorf("%s holds what is outside", name)
		}
	}
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// The same folder built with plain files in all places shows the canary: what
// the trees hide would be seen.
func TestPlainTreeShowsTheCanary(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "content"), sitetest.Folder(reader))
	put(t, filepath.Join(dir, "content", "fiches", "vue.md"), outsideFiles["fiches/vue.md"])
	public := filepath.Join(dir, "public")
	if code, _, errs := planblanc(nil, "build", "--date", today, "-s", filepath.Join(dir, "content"), "-d", public); code != exitDone {
		t.Fatalf("exit %d\n%s", code, errs)
	}
	if text := read(t, public, "fiches/vue.html"); !strings.Contains(text, canary) {
		t.Error("the canary is not shown")
	}
}

// What is not read is said, with its place, and in the words of each language.
func TestRefusedFilesAreReported(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, sitetest.Folder(""))
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "fiches", "urgences", "lien.md")); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "fiches", "longue.md"), "---\ntitle: T\ntype: reference\n---\n\n"+strings.Repeat("Un mot.\n\n", 250_000))
	put(t, filepath.Join(dir, "fiches", "tete.md"), "---\ntitle: T\nsummary: "+strings.Repeat("mot ", 20_000)+"\ntype: reference\n---\n\nT\n")
	for language, want := range map[string][]string{
		"fr": {
			"/fiches/urgences/lien.md:1:1: erreur : fiches/urgences/lien.md n'est pas un fichier ordinaire (lien symbolique) : il n'est pas lu [not-plain-file]",
			"/fiches/longue.md:1:1: erreur : fichier : 2250 Ko, 2000 Ko au plus [too-large]",
			"/fiches/tete.md:1:1: erreur : en-tête : 80 Ko, 65 Ko au plus [too-large]",
		},
		"en": {
			"/fiches/urgences/lien.md:1:1: error: fiches/urgences/lien.md is not a plain file (symbolic link): it is not read [not-plain-file]",
			"/fiches/longue.md:1:1: error: file: 2250 kB, at most 2000 kB [too-large]",
			"/fiches/tete.md:1:1: error: front matter: 80 kB, at most 65 kB [too-large]",
		},
	} {
		code, _, errs := planblanc([]string{"PLANBLANC_LANG=" + language}, "build", "--date", today, "-s", dir, "-d", filepath.Join(t.TempDir(), "public"))
		if code != exitContent {
			t.Errorf("exit %d, want %d", code, exitContent)
		}
		for _, line := range want {
			if !strings.Contains(errs, line) {
				t.Errorf("%s: no %q in\n%s", language, line, errs)
			}
		}
		if strings.Contains(errs, "root:") {
			t.Errorf("the frame shows what is outside:\n%s", errs)
		}
	}
}

//go:build unix

package folder_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"testing/fstest"

	"planblanc/internal/folder"
)

// A folder that is held gives what it gives otherwise, with the same errors, and
// more folders than are held.
func TestHold(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	put("fiche.md", "en haut")
	for i := range 120 {
		put(fmt.Sprintf("a/b%d/fiche.md", i), fmt.Sprint("fiche ", i))
	}
	outside := filepath.Join(t.TempDir(), "secret")
	put("a/voisin.md", "voisin")
	if err := errors.Join(os.WriteFile(outside, []byte("secret"), 0o644), os.Symlink(outside, filepath.Join(dir, "a/dehors.md")), os.Symlink(filepath.Dir(outside), filepath.Join(dir, "a/loin")),
		os.Symlink("voisin.md", filepath.Join(dir, "a/dedans.md")), syscall.Mkfifo(filepath.Join(dir, "a/tuyau.md"), 0o644)); err != nil {
		t.Fatal(err)
	}
	plain := folder.At(dir)
	held, release := folder.Hold(plain)
	defer release()
	names := []string{".", "a", "fiche.md", "rien.md", "a/rien/fiche.md", "a/dehors.md", "a/dedans.md", "a/tuyau.md", "a/loin/secret", "fiche.md/x", "../fiche.md", "/fiche.md", ""}
	for i := range 120 {
		names = append(names, fmt.Sprintf("a/b%d/fiche.md", i))
	}
	for _, name := range names {
		want, refused := fs.ReadFile(plain, name)
		got, err := fs.ReadFile(held, name)
		if string(got) != string(want) || fmt.Sprint(err) != fmt.Sprint(refused) {
			t.Errorf("%q: %q, %v, want %q, %v", name, got, err, want, refused)
		}
	}
	n := 0
	if err := fs.WalkDir(held, ".", func(_ string, _ fs.DirEntry, err error) error { n++; return err }); err != nil || n < 200 {
		t.Errorf("%d files are found, %v", n, err)
	}
}

// What is no folder of this package is not held.
func TestHoldOther(t *testing.T) {
	held, release := folder.Hold(fstest.MapFS{"a": {Data: []byte("x")}})
	defer release()
	if text, err := fs.ReadFile(held, "a"); string(text) != "x" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	nowhere, release := folder.Hold(folder.At(filepath.Join(t.TempDir(), "nowhere")))
	defer release()
	if _, err := fs.ReadFile(nowhere, "a"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

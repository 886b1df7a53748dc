package output

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// home makes a folder the user's home.
func home(t *testing.T, dir string) {
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
}

func TestRefusedFolders(t *testing.T) {
	base := t.TempDir()
	user, work := filepath.Join(base, "users", "ann"), filepath.Join(base, "work", "site")
	for _, dir := range []string{user, work, filepath.Join(work, "public")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(base, "link")
	if err := os.Symlink(user, link); err != nil {
		t.Fatal(err)
	}
	home(t, user)
	t.Chdir(work)
	top := filepath.VolumeName(base) + string(filepath.Separator)
	tests := map[string]Reason{
		top:                           Root,
		user:                          Home,
		filepath.Dir(user):            Home,
		link:                          Home,
		work:                          Current,
		".":                           Current,
		"":                            Current,
		"..":                          Current,
		"public/..":                   Current,
		filepath.Join(user, "public"): "",
		"public":                      "",
		"../other":                    "",
	}
	for dir, want := range tests {
		_, err := resolve(dir)
		var refused *RefusedError
		if errors.As(err, &refused) != (want != "") || want != "" && (refused.Reason != want || refused.Dir != dir) {
			t.Errorf("%q: %v, want %q", dir, err, want)
		}
	}
	for _, dir := range []string{user, work} {
		_, err := Write(dir, Options{Force: true}, edition("1", nil))
		var refused *RefusedError
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v", dir, err)
		}
		if exists(workplaceOf(disk{}, dir).dir) {
			t.Errorf("%s: a refused folder left a workplace", dir)
		}
	}
}

func TestDirIsALink(t *testing.T) {
	base := t.TempDir()
	far := filepath.Join(base, "far")
	if err := os.MkdirAll(filepath.Join(far, "away"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("far/away", filepath.Join(base, "relay")); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{
		"absolute": filepath.Join(far, "one"), "relative": "far/two", "up": "../far/three", "chain": "chain2", "chain2": "far/four",
	} {
		if name == "up" { // relative to where the link really is
			name = "far/away/up"
			to = "../three"
		}
		if err := os.Symlink(to, filepath.Join(base, name)); err != nil {
			t.Fatal(err)
		}
	}
	for name, at := range map[string]string{"absolute": "one", "relative": "two", "relay/up": "three", "chain": "four"} {
		t.Run(name, func(t *testing.T) {
			dir, site := filepath.Join(base, name), filepath.Join(far, at)
			for _, body := range []string{"1", "2"} { // the target is made, then swapped
				build(t, dir, pages{"index.html": body})
				if got := read(t, filepath.Join(site, "index.html")); got != body {
					t.Errorf("the target holds %q", got)
				}
				if info, err := os.Lstat(dir); err != nil || info.Mode()&os.ModeSymlink == 0 {
					t.Errorf("the link is gone: %v %v", info, err)
				}
			}
			tidy(t, site)
		})
	}
	if err := os.Symlink("loop", filepath.Join(base, "loop")); err != nil {
		t.Fatal(err)
	}
	if _, err := resolve(filepath.Join(base, "loop")); err == nil {
		t.Error("a link to itself has a target")
	}
}

func TestDirIsAFile(t *testing.T) {
	base := t.TempDir()
	put(t, base, pages{"file": "x"})
	if err := os.Symlink("file", filepath.Join(base, "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"file", "link"} {
		_, err := Write(filepath.Join(base, name), Options{Force: true}, edition("1", nil))
		var file *NotFolderError
		if !errors.As(err, &file) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Write(filepath.Join(base, "file", "public"), Options{}, edition("1", nil)); err == nil {
		t.Error("a site below a file")
	}
	if got := read(t, filepath.Join(base, "file")); got != "x" {
		t.Errorf("the file holds %q", got)
	}
}

//go:build unix

package output

import (
	"os"
	"path/filepath"
	"testing"
)

// Windows has neither modes nor, for most users, links.
func TestSaveKeepsModeAndLink(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "a.md"), filepath.Join(dir, "link.md")
	if err := os.WriteFile(name, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a.md", link); err != nil {
		t.Fatal(err)
	}
	if err := Save(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(name)
	if err != nil || info.Mode() != 0o640 {
		t.Errorf("mode %v, %v; want 0640", info.Mode(), err)
	}
	if to, err := os.Readlink(link); to != "a.md" || text(t, name) != "new" {
		t.Errorf("link to %q (%v), text %q", to, err, text(t, name))
	}
}

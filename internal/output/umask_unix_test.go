//go:build unix

package output

import (
	"io/fs"
	"path/filepath"
	"syscall"
	"testing"
)

func TestModesWhateverTheUmask(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	former := syscall.Umask(0o077)
	defer syscall.Umask(former)
	build(t, dir, pages{"a/index.html": "1"})
	modes := map[string]fs.FileMode{}
	walk(t, dir, func(rel, _ string, info fs.FileInfo) { modes[rel] = info.Mode().Perm() })
	for name, want := range map[string]fs.FileMode{"a": 0o755, "a/index.html": 0o644, ManifestName: 0o644, SumsName: 0o644} {
		if modes[name] != want {
			t.Errorf("%s: %v, want %v", name, modes[name], want)
		}
	}
}

package content_test

import (
	"os"
	"path/filepath"
	"testing"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	disk "planblanc/internal/folder"
)

// A name of another encoding, as an old archive leaves it, is the author's to mend,
// of a file or of a folder; what is hidden is nobody's. Other systems have no such names.
func TestNamesThatAreNoText(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"fiches/caf\xe9.md", "d\xe9/a.md", ".g\xe9", "data/r\xf4les.yaml"} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	l, found, err := content.Load(disk.At(dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, d := range found {
		if d.Rule == diag.IllegalName {
			got[d.File] = true
		}
	}
	if len(got) != 3 || !got["fiches/caf\uFFFD.md"] || !got["d\uFFFD"] || !got["data/r\uFFFDles.yaml"] {
		t.Errorf("reported: %v", got)
	}
	if len(l.Documents) != 0 {
		t.Errorf("%d documents were read", len(l.Documents))
	}
	if _, err := content.Digest(disk.At(dir)); err != nil {
		t.Error(err)
	}
}

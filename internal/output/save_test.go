package output

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSave(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "classeurs", "service-urgences.pdf")
	for _, text := range []string{"one", "two"} {
		if err := Save(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(name)
		if err != nil || string(got) != text {
			t.Errorf("%q, error %v", got, err)
		}
	}
	left, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(left) != 1 {
		t.Errorf("in the folder: %v, error %v", left, err)
	}
}

// What cannot be saved leaves what was there.
func TestSaveFails(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "service-urgences.pdf")
	if err := os.MkdirAll(filepath.Join(taken, "full"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Save(taken, []byte("x")); err == nil {
		t.Error("saved over a folder")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("in the folder: %v, error %v", left, err)
	}
}

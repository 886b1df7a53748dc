package output

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Save puts one file on a disk, whole or not at all, in place of a former one;
// its folder is made where it is missing. Like Write, it does not wait for the
// disk.
func Save(name string, body []byte) error {
	dir, base := filepath.Split(name)
	if err := os.MkdirAll(filepath.Clean(dir), 0o755); err != nil {
		return fmt.Errorf("save %s: %w", name, err)
	}
	half := filepath.Join(dir, "."+base+".planblanc")
	if err := os.Remove(half); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("save %s: %w", name, err)
	}
	if err := create(half, body); err != nil {
		return fmt.Errorf("save %s: %w", name, err)
	}
	if err := os.Rename(half, name); err != nil {
		return fmt.Errorf("save %s: %w", name, errors.Join(err, os.Remove(half)))
	}
	return nil
}

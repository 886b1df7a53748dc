package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// resolve returns the absolute path of the folder to replace: what dir links
// to, if it is a link. The folder need not exist.
func resolve(dir string) (string, error) {
	name, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", dir, err)
	}
	for range 40 { // as many links as Linux follows
		info, err := os.Lstat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return name, nil
		case err != nil:
			return "", fmt.Errorf("find %s: %w", dir, err)
		case info.IsDir():
			return name, refuse(name, dir, info)
		case info.Mode()&fs.ModeSymlink == 0:
			return "", &NotFolderError{dir}
		}
		link, err := os.Readlink(name)
		if err != nil {
			return "", fmt.Errorf("find %s: %w", dir, err)
		}
		if !filepath.IsAbs(link) {
			parent, err := filepath.EvalSymlinks(filepath.Dir(name))
			if err != nil {
				return "", fmt.Errorf("find %s: %w", dir, err)
			}
			link = filepath.Join(parent, link)
		}
		name = filepath.Clean(link)
	}
	return "", fmt.Errorf("find %s: too many links", dir)
}

// refuse returns a RefusedError when a folder must not be replaced. It asks the
// system for the home folder itself: a guard must not depend on its caller.
func refuse(name, dir string, info fs.FileInfo) error {
	if filepath.Dir(name) == name {
		return &RefusedError{dir, Root}
	}
	if home, err := os.UserHomeDir(); err == nil && contains(info, home) {
		return &RefusedError{dir, Home}
	}
	if current, err := os.Getwd(); err == nil && contains(info, current) {
		return &RefusedError{dir, Current}
	}
	return nil
}

// contains reports whether a folder is name or one of its ancestors. It
// compares files, not text: a disk may fold case.
func contains(folder fs.FileInfo, name string) bool {
	if resolved, err := filepath.EvalSymlinks(name); err == nil {
		name = resolved
	}
	for {
		if info, err := os.Stat(name); err == nil && os.SameFile(info, folder) {
			return true
		}
		parent := filepath.Dir(name)
		if parent == name {
			return false
		}
		name = parent
	}
}

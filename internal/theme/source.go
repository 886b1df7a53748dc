package theme

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// source is a theme's folder with another laid over it, which may be nil.
type source struct{ over, base fs.FS }

// read returns a file of the upper folder, or else of the lower.
func (s source) read(name string) ([]byte, error) {
	if s.over != nil {
		text, err := fs.ReadFile(s.over, name)
		if !errors.Is(err, fs.ErrNotExist) {
			return text, err
		}
	}
	return fs.ReadFile(s.base, name)
}

// list returns the files below dir whose names end in suffix, sorted.
func (s source) list(dir, suffix string) ([]string, error) {
	var files []string
	for _, fsys := range []fs.FS{s.over, s.base} {
		if fsys == nil {
			continue
		}
		err := fs.WalkDir(fsys, dir, func(name string, e fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) && name == dir {
				return fs.SkipDir
			}
			if err == nil && !e.IsDir() && strings.HasSuffix(name, suffix) {
				files = append(files, name)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", dir, err)
		}
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

// laysTemplates reports whether the upper folder has templates of pages.
func (s source) laysTemplates() (bool, error) {
	if s.over == nil {
		return false, nil
	}
	over := source{base: s.over}
	for _, dir := range []string{"components", "layouts"} {
		if files, err := over.list(dir, ".html"); err != nil || len(files) > 0 {
			return true, err
		}
	}
	return false, nil
}

// sum identifies the files of a theme, or all but its styles.
func (s source) sum(styles bool) ([sha256.Size]byte, error) {
	whole := sha256.New()
	for _, dir := range []string{"words", "layouts", "components", "styles", findingsFile} {
		files, err := s.list(dir, "")
		if err != nil {
			return [sha256.Size]byte{}, err
		}
		for _, file := range files {
			if !styles && path.Ext(file) == ".css" {
				continue
			}
			text, err := s.read(file)
			if err != nil {
				return [sha256.Size]byte{}, fmt.Errorf("read %s: %w", file, err)
			}
			fmt.Fprintf(whole, "%q %x\n", file, sha256.Sum256(text))
		}
	}
	return [sha256.Size]byte(whole.Sum(nil)), nil
}

// stem is a file's name without folder and extension.
func stem(file string) string {
	base := path.Base(file)
	return strings.TrimSuffix(base, path.Ext(base))
}

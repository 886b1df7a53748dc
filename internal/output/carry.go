package output

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"golang.org/x/text/unicode/norm"
)

// carry takes the foreign files and folders of the former site, which the
// caller calls dir, into a closed stage. It also counts the site's own files
// that go.
func (s *stage) carry(dir string) error {
	if !s.old.exists {
		return nil
	}
	return filepath.WalkDir(s.old.dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		rel, err := filepath.Rel(s.old.dir, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		rel = filepath.ToSlash(rel)
		nfc := norm.NFC.String(rel)
		_, ours := s.old.files[nfc]
		switch {
		case rel == ".", e.IsDir() && s.old.folders[nfc]:
			return nil
		case !e.IsDir() && ours:
			if _, stays := s.places[CollisionKey(rel)]; !stays {
				s.report.Removed++
			}
			return nil
		case !s.free(rel, e.IsDir()):
			return &ConflictError{dir, rel}
		case e.IsDir():
			err = s.carryFolder(rel)
		default:
			err = s.carryFile(rel, e)
		}
		if err != nil {
			return fmt.Errorf("carry over %s: %w", name, err)
		}
		return nil
	})
}

// carrySignatures takes over the signatures of a former site with the same sums.
func (s *stage) carrySignatures() error {
	for n := range MaxSignatures {
		name := SignatureName(n + 1)
		info, err := os.Lstat(s.was(name))
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		if err := s.carryFile(name, fs.FileInfoToDirEntry(info)); err != nil {
			return fmt.Errorf("carry over %s: %w", s.was(name), err)
		}
	}
	return nil
}

// free reports whether the site leaves room for a foreign file or folder: a
// folder may be shared, nothing else.
func (s *stage) free(rel string, folder bool) bool {
	for p := rel; p != "."; p = path.Dir(p) {
		if taken, found := s.places[CollisionKey(p)]; found && !(taken.folder && folder) {
			return false
		}
		folder = true
	}
	return true
}

// carryFolder makes a folder of the former site, with its mode, if the stage
// lacks it.
func (s *stage) carryFolder(rel string) error {
	if exists(s.at(rel)) {
		return nil
	}
	if err := s.carryFolder(path.Dir(rel)); err != nil {
		return err
	}
	info, err := os.Lstat(s.was(rel))
	if err != nil {
		return err
	}
	if err := os.Mkdir(s.at(rel), 0o755); err != nil {
		return err
	}
	setMode(s.at(rel), info.Mode().Perm()|0o700) // it must be filled, and removed one day
	return nil
}

// carryFile links a foreign file into the stage, or copies it where links are
// not possible.
func (s *stage) carryFile(rel string, e fs.DirEntry) error {
	if err := s.carryFolder(path.Dir(rel)); err != nil {
		return err
	}
	from, to := s.was(rel), s.at(rel)
	if e.Type()&fs.ModeSymlink != 0 {
		link, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(link, to)
	}
	if s.disk.link(from, to) == nil {
		return nil
	}
	info, err := e.Info()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("neither a file nor a folder")
	}
	return copyFile(from, to, info)
}

// was returns where a path of the site is in the former one.
func (s *stage) was(rel string) string { return filepath.Join(s.old.dir, filepath.FromSlash(rel)) }

// copyFile copies a file with its mode and time.
func copyFile(from, to string, info fs.FileInfo) error {
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	if err := errors.Join(err, w.Close()); err != nil {
		return err
	}
	setMode(to, info.Mode().Perm())
	return os.Chtimes(to, time.Time{}, info.ModTime())
}

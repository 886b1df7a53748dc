package output

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Spool is a folder of files that are on their way here, named by their sums. A
// file is whole or a part with another name, so that a run that was cut goes on.
type Spool struct {
	dir     string
	release func()
}

// OpenSpool takes the folder at dir, made where it is missing, and keeps other
// runs out of it until Close, with a BusyError for them.
func OpenSpool(dir string) (*Spool, error) {
	w := workplace{dir: dir}
	if _, err := makeFolders(dir); err != nil {
		return nil, err
	}
	unlock, err := w.lock(dir)
	if err != nil {
		return nil, err
	}
	return &Spool{dir, unlock}, nil
}

// Close lets other runs in.
func (s *Spool) Close() { s.release() }

// at is where a file is, named by what OpenSpool's caller checked: a sum.
func (s *Spool) at(sum string) string { return filepath.Join(s.dir, sum) }

func (s *Spool) part(sum string) string { return s.at(sum) + ".part" }

// Open opens a whole file.
func (s *Spool) Open(sum string) (fs.File, error) { return os.Open(s.at(sum)) }

// Holds reports whether a whole file is there, and reads it to know; one with
// other bytes is removed.
func (s *Spool) Holds(sum string) bool {
	if _, err := os.Lstat(s.at(sum)); err != nil {
		return false
	}
	if same, err := hasSum(s.at(sum), sum); err == nil && same {
		return true
	}
	_ = os.Remove(s.at(sum))
	return false
}

// Part is how many bytes of a file came before, 0 for none.
func (s *Spool) Part(sum string) int64 {
	info, err := os.Lstat(s.part(sum))
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return info.Size()
}

// Room returns a SpaceError when the disk is seen to be too small for what is not
// here yet of some files.
func (s *Spool) Room(files []Entry) error {
	var rest []Entry
	for _, e := range files {
		rest = append(rest, Entry{Path: e.SHA256, Bytes: max(0, e.Bytes-s.Part(e.SHA256))})
	}
	if missing := lacking(s.dir, rest); missing > 0 {
		return &SpaceError{s.dir, missing}
	}
	return nil
}

// Add appends to the part of a file from an offset on, which cuts what is after
// it, and never takes it over most bytes. What came before an error stays.
func (s *Spool) Add(sum string, offset, most int64, body io.Reader) error {
	f, err := os.OpenFile(s.part(sum), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("save %s: %w", s.part(sum), err)
	}
	err = f.Truncate(offset)
	if err == nil {
		_, err = f.Seek(offset, io.SeekStart)
	}
	if err == nil {
		_, err = io.Copy(struct{ io.Writer }{f}, io.LimitReader(body, most-offset))
	}
	return errors.Join(err, f.Close())
}

// Finish makes a part a whole file if it has its sum; else the part is removed,
// since nobody knows which of its bytes are wrong.
func (s *Spool) Finish(sum string) (bool, error) {
	same, err := hasSum(s.part(sum), sum)
	if err != nil {
		return false, err
	}
	if !same {
		return false, os.Remove(s.part(sum))
	}
	return true, os.Rename(s.part(sum), s.at(sum))
}

// Empty removes what came, once it is where it belongs.
func (s *Spool) Empty() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		if sum, _ := hex.DecodeString(name[:min(len(name), 2*sha256.Size)]); len(sum) == sha256.Size {
			if err := os.Remove(filepath.Join(s.dir, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

func hasSum(name, want string) (bool, error) {
	sum := sha256.New()
	_, err := readInto(sum, name, make([]byte, 64<<10))
	return err == nil && hex.EncodeToString(sum.Sum(nil)) == want, err
}

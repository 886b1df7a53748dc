package output

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// stage is the new site while it is made.
type stage struct {
	disk disk
	dir  string
	old  former

	// adding is held for reading by each add, and for writing to close.
	adding sync.RWMutex
	closed bool

	mu      sync.Mutex // guards what follows
	places  map[string]place
	folders map[string]bool // as spelled
	entries []Entry
	report  Report
	err     error // of the first add that failed
}

// place is a path that the site takes, found by its collision key.
type place struct {
	path   string
	folder bool
}

func newStage(d disk, dir string, old former) (*stage, error) {
	s := &stage{disk: d, dir: dir, old: old, places: map[string]place{}, folders: map[string]bool{".": true}}
	for _, name := range Reserved() {
		s.places[CollisionKey(name)] = place{path: name}
	}
	return s, makeFolder(dir)
}

// add puts a file into the stage. Several goroutines may call it.
func (s *stage) add(f File) error {
	s.adding.RLock()
	defer s.adding.RUnlock()
	if s.closed {
		return fmt.Errorf("add %s: the site is complete", f.Path)
	}
	err := s.claim(f.Path)
	if err == nil {
		err = s.store(f)
	}
	if err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.err == nil {
			s.err = err
		}
	}
	return err
}

// close ends the adding and returns why the site cannot be built, if so:
// produce's error before that of an add.
func (s *stage) close(produced error) error {
	s.adding.Lock()
	defer s.adding.Unlock()
	s.closed = true
	if produced != nil {
		return produced
	}
	return s.err
}

// claim takes a file's place and makes its folders.
func (s *stage) claim(name string) error {
	if p := CheckName(name); p != "" {
		return &NameError{name, p}
	}
	key := CollisionKey(name)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.claimFolder(path.Dir(name)); err != nil {
		return err
	}
	if other, taken := s.places[key]; taken {
		return &CollisionError{name, other.path}
	}
	s.places[key] = place{path: name}
	return nil
}

// claimFolder takes the places of a folder and its parents and makes them. Two
// spellings of one folder collide: a key would keep only one.
func (s *stage) claimFolder(name string) error {
	if s.folders[name] {
		return nil
	}
	if err := s.claimFolder(path.Dir(name)); err != nil {
		return err
	}
	key := CollisionKey(name)
	if other, taken := s.places[key]; taken {
		return &CollisionError{name, other.path}
	}
	s.places[key] = place{name, true}
	s.folders[name] = true
	return makeFolder(s.at(name))
}

// store writes a file, or links it from the former site, and takes note of it.
func (s *stage) store(f File) error {
	name := s.at(f.Path)
	former, info, same := s.old.has(f)
	linked := same && linkable(info) && s.disk.link(former, name) == nil
	if !linked {
		if err := create(name, f.Body); err != nil {
			return fmt.Errorf("write %s: %w", f.Path, err)
		}
		if same {
			if err := os.Chtimes(name, time.Time{}, info.ModTime()); err != nil {
				return fmt.Errorf("write %s: %w", f.Path, err)
			}
		}
	}
	sum := sha256.Sum256(f.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries = append(s.entries, Entry{f.Path, int64(len(f.Body)), hex.EncodeToString(sum[:])})
	s.report.Files++
	s.report.Bytes += int64(len(f.Body))
	if same {
		s.report.Reused++
	} else {
		s.report.Written++
	}
	return nil
}

// finish writes the manifest and the sums of a closed stage.
func (s *stage) finish(m Manifest) error {
	m.Files = s.sorted()
	body, err := m.encode()
	if err != nil {
		return fmt.Errorf("write %s: %w", ManifestName, err)
	}
	if err := s.store(File{ManifestName, body}); err != nil {
		return err
	}
	sums := File{SumsName, sums(s.sorted())}
	if err := s.store(sums); err != nil {
		return err
	}
	if _, _, same := s.old.has(sums); same {
		return s.carrySignatures()
	}
	return nil
}

// sorted returns what is in a closed stage, by path.
func (s *stage) sorted() []Entry {
	return slices.SortedFunc(slices.Values(s.entries), func(a, b Entry) int { return strings.Compare(a.Path, b.Path) })
}

// at returns where a path of the site is in the stage.
func (s *stage) at(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

// create writes a file that must not exist yet.
func create(name string, body []byte) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	_ = f.Chmod(0o644) // as setMode
	return errors.Join(err, f.Close())
}

func makeFolder(name string) error {
	if err := os.Mkdir(name, 0o755); err != nil {
		return fmt.Errorf("make %s: %w", name, err)
	}
	setMode(name, 0o755)
	return nil
}

// setMode gives a mode whatever the umask. FAT has no modes and may refuse,
// which is no failure.
func setMode(name string, mode fs.FileMode) { _ = os.Chmod(name, mode) }

package key

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"planblanc/internal/output"
)

// built makes a site with some pages and returns its folder.
func built(t testing.TB, edition string, pages ...string) fs.FS {
	t.Helper()
	return dated(t, output.Manifest{Edition: edition, Number: 1, ValidUntil: "2027-02-21"}, pages...)
}

// dated makes a site whose edition, its number and its date are given.
func dated(t testing.TB, m output.Manifest, pages ...string) fs.FS {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "public")
	_, err := output.Write(dir, output.Options{}, func(add func(output.File) error) (output.Manifest, error) {
		for _, p := range pages {
			if err := add(output.File{Path: p, Body: []byte(strings.Repeat(m.Edition+" "+p+"\n", 40))}); err != nil {
				return output.Manifest{}, err
			}
		}
		m.Site, m.Audience, m.Built = "Essai", "interne", "2026-11-23"
		return m, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return os.DirFS(dir)
}

func first(t testing.TB) fs.FS {
	return built(t, "2026.11", "index.html", "fiches/un.html", "fiches/deux.html", "search/index.js", "search/p-1.js", "old/gone.html")
}

func second(t testing.TB) fs.FS {
	return built(t, "2026.12", "index.html", "fiches/un.html", "fiches/trois.html", "search/index.js", "search/p-2.js", "new/here.html")
}

// simulated is a medium that loses in a crash what was not synced: a Put that
// was cut leaves any beginning of its bytes, and each name that was made or
// removed and not flushed is there or not.
type simulated struct {
	files   map[string][]byte // as the system shows them
	medium  map[string][]byte // as they are after a crash
	pending map[string][]byte // names to add to the medium, or to remove when nil
	dirs    map[string]bool
	volume  output.Volume
	random  *rand.Rand

	operations, stop int // the operation at which failure is met, from 1
	failure          error
	written          int64
	alter            func(name string, body []byte) []byte // what the medium gives back
	shown            fs.FS                                 // files, until one changes
}

var errCrash = errors.New("crash")

func newSimulated(seed uint64) *simulated {
	return &simulated{
		files: map[string][]byte{}, medium: map[string][]byte{}, pending: map[string][]byte{}, dirs: map[string]bool{".": true},
		volume: output.Volume{System: "simulated", Cluster: 512, Free: 1 << 30}, random: rand.New(rand.NewPCG(seed, 1)),
	}
}

// operation counts one and reports whether it fails.
func (s *simulated) operation() error {
	s.operations++
	s.shown = nil
	if s.operations == s.stop {
		return s.failure
	}
	return nil
}

func (s *simulated) view(files map[string][]byte) fs.FS {
	m := fstest.MapFS{}
	for d := range s.dirs {
		if d != "." {
			m[d] = &fstest.MapFile{Mode: fs.ModeDir | 0o755}
		}
	}
	for name, body := range files {
		m[name] = &fstest.MapFile{Data: body}
	}
	return m
}

func (s *simulated) Open(name string) (fs.File, error) {
	if s.shown == nil {
		s.shown = s.view(s.files)
	}
	return s.shown.Open(name)
}

func (s *simulated) Raw() fs.FS {
	if s.alter == nil {
		return s.view(s.files)
	}
	altered := map[string][]byte{}
	for name, body := range s.files {
		altered[name] = s.alter(name, body)
	}
	return s.view(altered)
}

func (s *simulated) Volume() (output.Volume, error) {
	s.shown = nil // tests change files between runs
	return s.volume, nil
}

func (s *simulated) Put(name string, r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if !s.dirs[path.Dir(name)] {
		return fmt.Errorf("write %s: %w", name, fs.ErrNotExist)
	}
	err = s.operation()
	if err != nil {
		body = body[:s.random.IntN(len(body)+1)] // any beginning
	}
	s.written += int64(len(body))
	s.files[name] = body
	if _, there := s.medium[name]; there && !s.removed(name) {
		s.medium[name] = body
	} else {
		s.pending[name] = body
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func (s *simulated) removed(name string) bool {
	body, pending := s.pending[name]
	return pending && body == nil
}

func (s *simulated) MakeFolder(name string) error {
	if err := s.operation(); err != nil {
		return fmt.Errorf("make %s: %w", name, err)
	}
	s.dirs[name] = true
	return nil
}

func (s *simulated) Remove(names ...string) error {
	for _, name := range names {
		if err := s.remove(name); err != nil {
			return err
		}
	}
	return nil
}

func (s *simulated) remove(name string) error {
	if err := s.operation(); err != nil {
		return fmt.Errorf("remove %s: %w", name, err)
	}
	if s.dirs[name] {
		for f := range s.files {
			if strings.HasPrefix(f, name+"/") {
				return fmt.Errorf("remove %s: %w", name, syscall.ENOTEMPTY)
			}
		}
		delete(s.dirs, name)
		return nil
	}
	if _, there := s.files[name]; there {
		delete(s.files, name)
		s.pending[name] = nil
	}
	return nil
}

func (s *simulated) Flush(folders ...string) error {
	if err := s.operation(); err != nil {
		return fmt.Errorf("sync %s: %w", folders[0], err)
	}
	for name := range s.pending {
		dir := path.Dir(name)
		for !s.dirs[dir] && !slices.Contains(folders, dir) { // what was in a folder that is gone went with its name
			dir = path.Dir(dir)
		}
		if slices.Contains(folders, dir) {
			s.settle(name)
		}
	}
	return nil
}

// settle puts a pending name on the medium.
func (s *simulated) settle(name string) {
	if body := s.pending[name]; body == nil {
		delete(s.medium, name)
	} else {
		s.medium[name] = body
	}
	delete(s.pending, name)
}

// crash is the medium when power comes back.
func (s *simulated) crash() {
	for _, name := range slices.Sorted(maps.Keys(s.pending)) {
		if s.random.IntN(2) == 0 {
			s.settle(name)
		}
	}
	s.pending = map[string][]byte{}
	s.files, s.shown = maps.Clone(s.medium), nil
	s.stop, s.operations, s.written = 0, 0, 0
}

// write writes a site that must succeed.
func (s *simulated) write(t *testing.T, site fs.FS) Report {
	t.Helper()
	s.operations, s.written = 0, 0
	r, err := Write(s, site, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// opens returns what opens from the medium, which must be whole.
func (s *simulated) opens(t *testing.T) Facts {
	t.Helper()
	m := s.view(s.files)
	for _, top := range roots() {
		if !bytes.Equal(s.files[top.name], top.body) {
			t.Fatalf("%s is damaged", top.name)
		}
	}
	states := States(m)
	if len(states) == 0 {
		t.Fatal("nothing opens")
	}
	folder, err := fs.Sub(m, string(states[0].Slot))
	if err != nil {
		t.Fatal(err)
	}
	c, err := Check(folder, nil, ScriptName, PictureName)
	if err != nil {
		t.Fatal(err)
	}
	if !c.Whole() || NewFacts(states[0].Slot, states[0].Write, c.Manifest, c.ManifestText, c.Sums) != states[0] {
		t.Fatalf("slot %s opens and is damaged: %s", states[0].Slot, c.Damage())
	}
	return states[0]
}

package output

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// Medium is a folder on a medium that may be pulled out: what is written is on
// it when a call returns, as far as the system tells the truth, and what Raw
// reads comes from it. Paths are relative to the folder and use slashes.
//
// The parts for Windows and macOS were compiled and vetted, and never run on a
// real machine.
type Medium struct {
	dir     string
	release func()
}

// Mount takes the folder at dir, which must exist, and keeps other runs out of
// it until Close, with a BusyError for them. The lock is a file of that name in
// the folder, which Close removes.
func Mount(dir, lock string) (*Medium, error) {
	name, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", dir, err)
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	if !info.IsDir() {
		return nil, &NotFolderError{dir}
	}
	file := filepath.Join(name, lock)
	unlock, err := take(file, dir)
	if err != nil {
		return nil, err
	}
	return &Medium{name, func() {
		_ = os.Remove(file) // first: another run may take its own as soon as this one is free
		unlock()
		_ = os.Remove(file) // Windows removes no file that is open
	}}, nil
}

// Close lets other runs in.
func (m *Medium) Close() { m.release() }

// Open opens a file as the system has it, maybe in memory.
func (m *Medium) Open(name string) (fs.File, error) { return os.DirFS(m.dir).Open(name) }

// Raw reads files from the medium itself. What was written but not synced is
// read from memory.
func (m *Medium) Raw() fs.FS { return raw{m.dir} }

type raw struct{ dir string }

func (r raw) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	full := filepath.Join(r.dir, filepath.FromSlash(name))
	info, err := os.Lstat(full)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return os.DirFS(r.dir).Open(name)
	}
	return openRaw(full)
}

// Put writes a file under its final name, over what was there: a name that is
// renamed may be lost by FAT in a power cut. The bytes are on the medium when it
// returns, the name after Flush.
func (m *Medium) Put(name string, body io.Reader) (err error) {
	f, err := os.OpenFile(m.at(name), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{f}, body, make([]byte, 1<<20))
	if err == nil {
		err = flush(f)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// MakeFolder makes a folder, if it is not there.
func (m *Medium) MakeFolder(name string) error {
	if err := os.Mkdir(m.at(name), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make %s: %w", name, err)
	}
	return nil
}

// Remove removes a file or an empty folder, if it is there.
func (m *Medium) Remove(name string) error {
	if err := os.Remove(m.at(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s: %w", name, err)
	}
	return nil
}

// Flush puts on the medium all that was written, made and removed in some
// folders.
func (m *Medium) Flush(folders ...string) error {
	for _, name := range folders {
		if err := syncFolder(m.at(name)); err != nil {
			return fmt.Errorf("sync %s: %w", name, err)
		}
	}
	return nil
}

// Volume describes the medium.
func (m *Medium) Volume() (Volume, error) {
	v, err := volume(m.dir)
	if err != nil {
		return v, fmt.Errorf("examine %s: %w", m.dir, err)
	}
	return v, nil
}

// at returns where a path is on this machine.
func (m *Medium) at(name string) string { return filepath.Join(m.dir, filepath.FromSlash(name)) }

// Volume describes the file system of a folder. What the system does not tell is
// zero.
type Volume struct {
	// ID and Label are the file system's own: a serial number or a UUID, and the
	// name that people gave it.
	ID, Label string
	// System is the kind of file system in the words of the system: "vfat".
	System string
	// Cluster is the unit of allocation, Free what an ordinary user may still
	// write, in bytes.
	Cluster, Free int64
	ReadOnly      bool
}

// Look describes the file system at dir and changes nothing.
func Look(dir string) (Volume, error) { return (&Medium{dir: dir}).Volume() }

// Held returns a BusyError while a run has taken the folder at dir with Mount. It
// writes nothing.
func Held(dir, lock string) error {
	name := filepath.Join(dir, lock)
	if _, err := os.Stat(name); err != nil {
		return nil // nobody has, or it cannot be known
	}
	l := flock.New(name, flock.SetFlag(os.O_RDONLY))
	locked, err := l.TryRLock()
	if err != nil {
		return nil
	}
	if !locked {
		return &BusyError{Dir: dir, Holder: readHolder(name)}
	}
	return l.Unlock()
}

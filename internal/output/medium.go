package output

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
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
func (m *Medium) Open(name string) (fs.File, error) {
	return openPlain(m.dir, name, func(full string) (fs.File, error) { return os.Open(full) })
}

// Raw reads files from the medium itself. What was written but not synced is
// read from memory.
func (m *Medium) Raw() fs.FS { return raw{m.dir} }

type raw struct{ dir string }

func (r raw) Open(name string) (fs.File, error) { return openPlain(r.dir, name, openRaw) }

// openPlain opens a file or folder below dir: files with openFile, and neither
// a pipe nor what a link leads to, which a hostile medium may hold.
func openPlain(dir, name string, openFile func(full string) (fs.File, error)) (fs.File, error) {
	local, err := filepath.Localize(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	full := filepath.Join(dir, local)
	info, err := root.Lstat(local)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return os.Open(full)
	case !info.Mode().IsRegular():
		return nil, &fs.PathError{Op: "open", Path: full, Err: errors.New("not a plain file")}
	}
	return openFile(full)
}

// FAT has no journal: a cut leaves what was on the medium at that moment, and a
// name that leads to clusters which its table calls free makes Linux refuse all
// writing until the disk is repaired. So a change reaches the medium in an order
// in which each beginning of it is sound: a new folder before its name, a new
// name before the file's clusters, a name gone before its clusters are free.

// Put writes a file under its final name: a name that is renamed may be lost by
// FAT in a power cut. A file that is there is removed first. The bytes are on the
// medium when it returns, the name after Flush.
func (m *Medium) Put(name string, body io.Reader) (err error) {
	if _, err := os.Lstat(m.at(name)); err == nil {
		if err := m.Remove(name); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(m.at(name), os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{f}, body, make([]byte, 1<<20))
	if err == nil {
		err = syncFolder(filepath.Dir(f.Name())) // the name has no cluster yet
	}
	if err == nil {
		err = f.Sync() // macOS and Windows too are asked for the medium itself: F_FULLFSYNC, FlushFileBuffers
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// MakeFolder makes a folder, if it is not there.
func (m *Medium) MakeFolder(name string) error {
	err := os.Mkdir(m.at(name), 0o755)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		err = errors.Join(syncFolder(m.at(name)), syncFolder(filepath.Dir(m.at(name))))
	}
	if err != nil {
		return fmt.Errorf("make %s: %w", name, err)
	}
	return nil
}

// Remove removes files or empty folders, those that are there. Names of one
// folder that follow each other cost one sync.
func (m *Medium) Remove(names ...string) error {
	for i, name := range names {
		if err := os.Remove(m.at(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove %s: %w", name, err)
		}
		if i+1 < len(names) && path.Dir(names[i+1]) == path.Dir(name) {
			continue
		}
		if err := syncFolder(filepath.Dir(m.at(name))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("sync %s: %w", path.Dir(name), err)
		}
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
	if err := syncSystem(m.dir); err != nil {
		return fmt.Errorf("sync %s: %w", m.dir, err)
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

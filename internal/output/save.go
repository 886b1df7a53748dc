package output

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Save puts one file at name in one step: readers see the old bytes or the new
// ones, even after a power cut where the disk keeps its order. An existing file
// keeps its mode, and a link stays a link to the file that changes. A missing
// folder is made.
func Save(name string, body []byte) error {
	return SaveStream(name, func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	})
}

// SaveStream is Save for what fill writes, which need not fit into memory. An
// error of fill leaves what was there.
func SaveStream(name string, fill func(io.Writer) error) error {
	target, mode := name, fs.FileMode(0o644)
	if real, err := filepath.EvalSymlinks(name); err == nil {
		target = real
	}
	if info, err := os.Stat(target); err == nil {
		if !info.Mode().IsRegular() {
			return fmt.Errorf("save %s: not a plain file", name)
		}
		mode = info.Mode().Perm()
	}
	if _, err := makeFolders(filepath.Dir(target)); err != nil {
		return err
	}
	temporary, err := write(filepath.Dir(target), fill, mode)
	if err != nil {
		return fmt.Errorf("save %s: %w", name, err)
	}
	if err := os.Rename(temporary, target); err != nil {
		return fmt.Errorf("save %s: %w", name, errors.Join(err, os.Remove(temporary)))
	}
	return nil
}

// write puts what fill writes on the disk in a new file of a folder, under a
// hidden name.
func write(folder string, fill func(io.Writer) error, mode fs.FileMode) (name string, err error) {
	f, err := os.CreateTemp(folder, ".planblanc-*.tmp")
	if err != nil {
		return "", err
	}
	err = fill(f)
	if err == nil {
		err = f.Sync() // a rename may reach the disk before the bytes
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	setMode(f.Name(), mode)
	return f.Name(), nil
}

// ExistsError says that files which were to be new are there already.
type ExistsError struct {
	Dir string
	// Paths are relative to Dir, with slashes, in the order of the files.
	Paths []string
}

func (e *ExistsError) Error() string {
	return fmt.Sprintf("%s: already there: %s", e.Dir, strings.Join(e.Paths, ", "))
}

// SaveNew puts new files below dir, all or none, and makes the folders that
// they need. No file is ever written over: when one is there it returns an
// ExistsError and writes nothing. Paths are checked as a site's are. A script,
// known by its "#!", can be executed. After a failure, what was made is taken
// back. A run that is killed may leave some.
func SaveNew(dir string, files []File) (err error) {
	var there []string
	for _, f := range files {
		if p := CheckName(f.Path); p != "" {
			return &NameError{f.Path, p}
		}
		if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(f.Path))); err == nil {
			there = append(there, f.Path)
		}
	}
	if len(there) > 0 {
		return &ExistsError{dir, there}
	}
	var made []string
	defer func() {
		if err == nil {
			return
		}
		for i := len(made) - 1; i >= 0; i-- {
			_ = os.Remove(made[i]) // a folder that others use now is not empty and stays
		}
	}()
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Path))
		folders, err := makeFolders(filepath.Dir(name))
		made = append(made, folders...)
		if err != nil {
			return err
		}
		if err := create(name, f.Body); err != nil {
			if errors.Is(err, fs.ErrExist) {
				return &ExistsError{dir, []string{f.Path}}
			}
			return fmt.Errorf("save %s: %w", f.Path, errors.Join(err, remove(name)))
		}
		if bytes.HasPrefix(f.Body, []byte("#!")) {
			setMode(name, 0o755)
		}
		made = append(made, name)
	}
	return nil
}

// Try reports whether files can be written into a folder: one is, and removed.
func Try(dir string) error {
	f, err := os.CreateTemp(dir, ".planblanc-try-")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// remove takes back a file that was cut, if there is one.
func remove(name string) error {
	if err := os.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// makeFolders makes a folder with its parents and returns those it made, the
// outermost first.
func makeFolders(name string) ([]string, error) {
	if info, err := os.Stat(name); err == nil {
		if !info.IsDir() {
			return nil, &NotFolderError{name}
		}
		return nil, nil
	}
	made, err := makeFolders(filepath.Dir(name))
	if err != nil {
		return made, err
	}
	if err := os.Mkdir(name, 0o755); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return made, nil // another run was faster
		}
		return made, fmt.Errorf("make %s: %w", name, err)
	}
	return append(made, name), nil
}

// SaveSecret puts a new file at name that its owner alone may read, as programs
// ask of a private key; on Windows it has its folder's rights. It is never
// written over a file that is there: the error is an ExistsError then.
func SaveSecret(name string, body []byte) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return &ExistsError{filepath.Dir(name), []string{filepath.Base(name)}}
	}
	if err != nil {
		return fmt.Errorf("save %s: %w", name, err)
	}
	_, err = f.Write(body)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("save %s: %w", name, errors.Join(err, os.Remove(name)))
	}
	return nil
}

// Append adds a line to a file of lines that its owner alone may read, and makes
// the file and its folder where they are missing. A last line that was cut is
// ended first, so that what follows can be read. Runs may append at once. The
// line is on the disk when it returns.
func Append(name string, line []byte) error {
	if _, err := makeFolders(filepath.Dir(name)); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("append to %s: %w", name, err)
	}
	text := append(bytes.Clone(line), '\n')
	info, err := f.Stat()
	if err == nil && info.Size() > 0 {
		last := make([]byte, 1)
		if _, err = f.ReadAt(last, info.Size()-1); last[0] != '\n' {
			text = append([]byte{'\n'}, text...)
		}
	}
	if err == nil {
		_, err = f.Write(text) // one call, so that lines of two runs do not mix
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("append to %s: %w", name, err)
	}
	return nil
}

// MakeFolder makes a folder with its parents, where it is missing.
func MakeFolder(name string) error {
	_, err := makeFolders(name)
	return err
}

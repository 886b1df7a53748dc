// Package folder reads folders that others have filled: the authors' content, a
// theme, a site on a key. What is in one may be hostile, or a mistake of a
// version-control system; it never makes the program read anything else.
//
// A file system of this package gives plain files and folders. Every name is
// resolved below the folder by the system itself (os.Root), so that no link leads
// out, not even one that is put there while the program runs. Links, devices,
// pipes and sockets are refused, also those that lead to a file of the same
// folder: a reader of the folder on another machine would not see what its author
// saw, and a pipe has no end.
//
// The folder itself may be a link: whoever names it on a command line means it.
// Two names of one file (hard links) cannot be told from two files; only those
// who may read a file can make one.
//
// Why not keep the folder open, but for one reading (Hold): an editor or git may
// put another one in its place while « planblanc serve » runs.
package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrNotPlain is in the errors about what is neither a plain file nor a folder.
var ErrNotPlain = errors.New("not a plain file")

// At returns the files of a folder, which need not exist yet.
func At(dir string) fs.ReadLinkFS { return files(dir) }

// files is the path of a folder.
type files string

// Open opens a plain file or a folder.
func (f files) Open(name string) (fs.File, error) {
	var opened *os.File
	err := f.in("open", name, func(root *os.Root, local string) (err error) {
		opened, err = openPlain(root, local)
		return err
	})
	if err != nil {
		return nil, err
	}
	return opened, nil
}

func openPlain(root *os.Root, local string) (*os.File, error) {
	// Before it is opened: opening a pipe waits for its other end.
	info, err := root.Lstat(local)
	if err != nil {
		return nil, err
	}
	if !IsPlain(info.Mode()) {
		return nil, ErrNotPlain
	}
	opened, err := root.Open(local)
	if err != nil {
		return nil, err
	}
	if info, err = opened.Stat(); err != nil || !IsPlain(info.Mode()) {
		opened.Close()
		return nil, errors.Join(err, ErrNotPlain)
	}
	return opened, nil
}

// Lstat describes what has a name, a link too.
func (f files) Lstat(name string) (info fs.FileInfo, err error) {
	err = f.in("lstat", name, func(root *os.Root, local string) error {
		info, err = root.Lstat(local)
		return err
	})
	return info, err
}

// ReadLink refuses: links are not followed.
func (f files) ReadLink(name string) (string, error) {
	return "", &fs.PathError{Op: "readlink", Path: f.full(name), Err: ErrNotPlain}
}

// in calls use with the folder and a name in the system's own form.
func (f files) in(op, name string, use func(root *os.Root, local string) error) error {
	local, err := filepath.Localize(name)
	if err != nil {
		return &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	root, err := os.OpenRoot(string(f))
	if err != nil {
		return err
	}
	defer root.Close()
	if err := use(root, local); err != nil {
		return f.located(op, name, err)
	}
	return nil
}

// located is an error about a name, with its whole path.
func (f files) located(op, name string, err error) error {
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		err = inner.Err
	}
	return &fs.PathError{Op: op, Path: f.full(name), Err: err}
}

func (f files) full(name string) string { return filepath.Join(string(f), filepath.FromSlash(name)) }

// IsPlain reports whether a mode is that of a plain file or a folder.
func IsPlain(mode fs.FileMode) bool { return mode.IsRegular() || mode.IsDir() }

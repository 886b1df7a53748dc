package follow

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// tree is the files of a site, wherever each is. Folders follow from the paths.
type tree map[string]file

// file is one of them.
type file struct {
	size int64
	open func() (fs.File, error)
}

// Open opens a file; folders are read by ReadDir.
func (t tree) Open(name string) (fs.File, error) {
	f, found := t[name]
	if !found {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return f.open()
}

// ReadDir lists a folder.
func (t tree) ReadDir(dir string) ([]fs.DirEntry, error) {
	found := map[string]fs.DirEntry{}
	for name, f := range t {
		rest, below := name, true
		if dir != "." {
			rest, below = strings.CutPrefix(name, dir+"/")
		}
		if !below {
			continue
		}
		first, _, folder := strings.Cut(rest, "/")
		found[first] = fs.FileInfoToDirEntry(entry{first, f.size, folder})
	}
	if len(found) == 0 && dir != "." {
		return nil, &fs.PathError{Op: "readdir", Path: dir, Err: fs.ErrNotExist}
	}
	var entries []fs.DirEntry
	for _, e := range found {
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// entry describes a file or a folder of a tree.
type entry struct {
	name   string
	size   int64
	folder bool
}

func (e entry) Name() string       { return path.Base(e.name) }
func (e entry) Size() int64        { return e.size }
func (e entry) ModTime() time.Time { return time.Time{} }
func (e entry) IsDir() bool        { return e.folder }
func (e entry) Sys() any           { return nil }
func (e entry) Mode() fs.FileMode {
	if e.folder {
		return fs.ModeDir | 0o755
	}
	return 0o644
}

// inMemory is an open file of memory.
type inMemory struct{ *bytes.Reader }

func (m *inMemory) Stat() (fs.FileInfo, error) { return entry{size: m.Size()}, nil }
func (m *inMemory) Close() error               { return nil }

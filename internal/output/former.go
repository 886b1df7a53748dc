package output

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// former is the site that a run replaces, maybe none. Paths are in NFC, as our
// sites may be decomposed by the disk that holds them.
type former struct {
	dir     string
	exists  bool
	files   map[string]string // ours, with the sum that the manifest gives; anything else in dir is foreign
	folders map[string]bool   // those that hold ours
}

// readFormer reads what is known of the folder at target, which the caller
// calls dir. Without a manifest of ours all its files are foreign, and a folder
// that shows any is refused unless forced.
func readFormer(target, dir string, force bool) (former, error) {
	f := former{dir: target, files: map[string]string{}, folders: map[string]bool{}}
	found, err := os.ReadDir(target)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return former{}, fmt.Errorf("read %s: %w", dir, err)
	}
	f.exists = true
	entries, err := readEntries(filepath.Join(target, ManifestName))
	if err != nil {
		for _, e := range found {
			if !force && !strings.HasPrefix(e.Name(), ".") {
				return former{}, &NotOursError{dir}
			}
		}
		return f, nil
	}
	for _, name := range Reserved() {
		f.files[name] = ""
	}
	for _, e := range entries {
		name := norm.NFC.String(e.Path)
		f.files[name] = e.SHA256
		for d := path.Dir(name); d != "." && !f.folders[d]; d = path.Dir(d) {
			f.folders[d] = true
		}
	}
	return f, nil
}

// readEntries reads the files that a manifest of ours lists, and nothing after
// them: cards, which follow, are most of a manifest.
func readEntries(name string) ([]Entry, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d := json.NewDecoder(f)
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, cmp.Or(err, errNotOurs)
	}
	var entries []Entry
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch key {
		case "files":
			err = d.Decode(&entries)
		case "cards":
			var t json.Token
			if t, err = d.Token(); err == nil && t == json.Delim('[') && entries != nil {
				return entries, checkEntries(entries)
			}
			return nil, cmp.Or(err, errNotOurs)
		default:
			err = d.Decode(new(json.RawMessage))
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, errNotOurs
}

// has returns the file of the former site that holds the very bytes of f. Any
// doubt, an unreadable file too, only means that f is written.
func (o former) has(f File) (name string, info fs.FileInfo, same bool) {
	if !o.exists {
		return "", nil, false
	}
	name = filepath.Join(o.dir, filepath.FromSlash(f.Path))
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(f.Body)) {
		return "", nil, false
	}
	return name, info, holds(name, f.Body)
}

// pieces are buffers in which files are read to be compared: a site is read whole,
// and is not worth that memory.
var pieces = sync.Pool{New: func() any { return new([64 << 10]byte) }}

// holds reports whether a file has some bytes and no more.
func holds(name string, body []byte) bool {
	r, err := os.Open(name)
	if err != nil {
		return false
	}
	defer r.Close()
	piece := pieces.Get().(*[64 << 10]byte)
	defer pieces.Put(piece)
	for {
		n, err := r.Read(piece[:])
		if !bytes.HasPrefix(body, piece[:n]) {
			return false
		}
		if body = body[n:]; err != nil {
			return err == io.EOF && len(body) == 0
		}
	}
}

// linkable reports whether a file already has the mode of a site's file.
// Windows has no modes.
func linkable(info fs.FileInfo) bool {
	return runtime.GOOS == "windows" || info.Mode().Perm() == 0o644
}

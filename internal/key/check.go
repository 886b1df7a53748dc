package key

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"planblanc/internal/output"
)

// Contents is what was found in the folder of a site when all of it was read.
// Paths are relative to the folder and sorted.
type Contents struct {
	Manifest     output.Manifest
	ManifestText []byte
	Sums         []byte // the text of SHA256SUMS
	// Entries are the files that SHA256SUMS lists, with their sizes, or -1 for
	// one that is not as listed.
	Entries []output.Entry
	// Signatures are the signatures of Sums that are there.
	Signatures []string
	// Changed have other bytes than listed, Missing are listed and not there.
	// Sums that cannot be read make SHA256SUMS itself changed or missing, and
	// then nothing else is known.
	Changed, Missing []string
	// Extra are there and not listed; folders that hold nothing end with a slash.
	Extra []string
	// Leftovers are files of systems, which do not count.
	Leftovers []string
	// Failed are the errors of what could not be read.
	Failed []error
	Bytes  int64 // read

	wrong error // why the manifest cannot be read
}

// Whole reports whether the folder holds the site of its sums and nothing else.
// A manifest that contradicts the sums makes it Changed.
func (c *Contents) Whole() bool {
	return len(c.Changed)+len(c.Missing)+len(c.Extra)+len(c.Failed) == 0
}

// Damage names the first thing that keeps the contents from being whole.
func (c *Contents) Damage() string {
	for _, list := range [][]string{c.Changed, c.Missing, c.Extra} {
		if len(list) > 0 {
			return list[0]
		}
	}
	for _, err := range c.Failed {
		return err.Error()
	}
	return ""
}

// Check reads a folder that holds a site, and some own files beside it that are
// not the site's, which it leaves out. Each file is read once, in the order of
// the sums: most media like that best. read is told of bytes as they come; it
// may be nil. The error is a failure to list the folder.
func Check(folder fs.FS, read func(int64), own ...string) (*Contents, error) {
	c := &Contents{}
	if read == nil {
		read = func(int64) {}
	}
	found, empty, err := list(folder)
	if err != nil {
		return nil, err
	}
	text, err := fs.ReadFile(folder, output.SumsName)
	if err != nil {
		c.miss(output.SumsName, err)
		return c, nil
	}
	c.Sums = text
	c.Bytes += int64(len(text))
	if c.Entries, err = output.ParseSums(text); err != nil {
		c.Changed = []string{output.SumsName}
		return c, nil
	}
	known := map[string]bool{output.SumsName: true}
	for _, name := range own {
		known[name] = true
	}
	var there []*output.Entry
	for i := range c.Entries {
		e := &c.Entries[i]
		known[e.Path] = true
		e.Bytes = -1
		switch regular, is := found[e.Path]; {
		case !is:
			c.Missing = append(c.Missing, e.Path)
		case !regular:
			c.Changed = append(c.Changed, e.Path) // a link to its bytes is not the file
		default:
			there = append(there, e)
		}
	}
	c.read(folder, there, read)
	for name := range found {
		switch {
		case known[name]:
		case output.IsSignature(name):
			c.Signatures = append(c.Signatures, name)
		case leftover(name):
			c.Leftovers = append(c.Leftovers, name)
		default:
			c.Extra = append(c.Extra, name)
		}
	}
	for _, name := range empty {
		if leftover(strings.TrimSuffix(name, "/")) {
			c.Leftovers = append(c.Leftovers, name)
		} else {
			c.Extra = append(c.Extra, name)
		}
	}
	c.compare()
	slices.Sort(c.Changed)
	slices.Sort(c.Extra)
	slices.Sort(c.Leftovers)
	slices.Sort(c.Signatures)
	return c, nil
}

// Load reads a built site whose files are those of its sums; else the error is a
// SourceError. What lies beside the site's files does not count.
func Load(folder fs.FS) (*Contents, error) {
	c, err := Check(folder, nil)
	if err != nil {
		return nil, err
	}
	if bad := slices.Concat(c.Changed, c.Missing); len(bad) > 0 {
		return nil, &SourceError{bad}
	}
	return c, errors.Join(c.Failed...)
}

// stream is a file on its way from the medium to its sum.
type stream struct {
	number int // among the files to read
	pieces chan []byte
	err    error // why it ends, once pieces is closed
}

// reading is what came of reading a file.
type reading struct {
	bytes int64
	sum   string
	err   error
	// If the file is the manifest as it is listed: its text, and what it says.
	text     []byte
	manifest output.Manifest
	wrong    error
}

// read reads files that are there, one after the other, hashes them on all
// processors meanwhile, so that the medium never waits for a sum, and sets their
// sizes to -1 where they are not as listed.
func (c *Contents) read(folder fs.FS, files []*output.Entry, read func(int64)) {
	hashers := runtime.GOMAXPROCS(0)
	free := make(chan []byte, 8+hashers)
	for range cap(free) {
		free <- make([]byte, 256<<10)
	}
	streams := make(chan *stream) // each is taken before its pieces come, so buffers come back
	go func() {
		defer close(streams)
		for i, e := range files {
			s := &stream{number: i, pieces: make(chan []byte, cap(free))}
			streams <- s
			s.err = inPieces(folder, e.Path, free, s.pieces)
			close(s.pieces)
		}
	}()
	readings := make([]reading, len(files))
	var telling sync.Mutex
	var wg sync.WaitGroup
	for range hashers {
		wg.Go(func() {
			for s := range streams {
				r, sum := &readings[s.number], sha256.New()
				for p := range s.pieces {
					sum.Write(p)
					if files[s.number].Path == output.ManifestName {
						r.text = append(r.text, p...)
					}
					r.bytes += int64(len(p))
					telling.Lock()
					read(int64(len(p)))
					telling.Unlock()
					free <- p[:cap(p)]
				}
				r.sum, r.err = hex.EncodeToString(sum.Sum(nil)), s.err
				if r.text != nil && r.err == nil && r.sum == files[s.number].SHA256 {
					r.manifest, r.wrong = output.ParseManifest(r.text) // here, since it takes as long as a third of the sums
				}
			}
		})
	}
	wg.Wait()
	for i, r := range readings {
		c.judge(files[i], r)
	}
}

// inPieces sends a file in pieces, whose bytes are taken from free.
func inPieces(folder fs.FS, name string, free <-chan []byte, pieces chan<- []byte) error {
	f, err := folder.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	for {
		b := <-free
		n, err := io.ReadFull(f, b)
		pieces <- b[:n]
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// judge takes note of a file that was read.
func (c *Contents) judge(e *output.Entry, r reading) {
	c.Bytes += r.bytes
	switch {
	case r.err != nil:
		c.miss(e.Path, r.err)
		return
	case r.sum != e.SHA256:
		c.Changed = append(c.Changed, e.Path)
		return
	case e.Path == output.ManifestName:
		c.ManifestText, c.Manifest, c.wrong = r.text, r.manifest, r.wrong
	}
	e.Bytes = r.bytes
}

// counted tells of the bytes read through it.
type counted struct {
	io.Reader
	read func(int64)
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read(int64(n))
	return n, err
}

// miss takes note of a file that could not be opened or read.
func (c *Contents) miss(name string, err error) {
	if errors.Is(err, fs.ErrNotExist) {
		c.Missing = append(c.Missing, name)
		return
	}
	c.Failed = append(c.Failed, fmt.Errorf("read %s: %w", name, err))
}

// leftover reports whether a path is below a leftover, or one itself.
func leftover(name string) bool {
	for component := range strings.SplitSeq(name, "/") {
		if IsLeftover(component) {
			return true
		}
	}
	return false
}

// compare holds the manifest against the sums: both list the same files, sums
// and sizes. One that says something else is not the site's, whatever its sum.
func (c *Contents) compare() {
	if c.ManifestText == nil {
		if !slices.ContainsFunc(c.Entries, func(e output.Entry) bool { return e.Path == output.ManifestName }) {
			c.Missing = append(c.Missing, output.ManifestName)
		}
		return
	}
	listed := slices.DeleteFunc(slices.Clone(c.Entries), func(e output.Entry) bool { return e.Path == output.ManifestName })
	same := func(m, e output.Entry) bool {
		return m.Path == e.Path && m.SHA256 == e.SHA256 && (m.Bytes == e.Bytes || e.Bytes < 0)
	}
	if c.wrong != nil || !slices.EqualFunc(c.Manifest.Files, listed, same) {
		c.Changed = append(c.Changed, output.ManifestName)
	}
}

// list returns the files below a folder, and whether each is a regular one, no
// link or device; and the folders that hold nothing, with a slash at their end.
func list(folder fs.FS) (files map[string]bool, empty []string, err error) {
	files = map[string]bool{}
	var walk func(dir string) error
	walk = func(dir string) error {
		entries, err := fs.ReadDir(folder, dir)
		if err != nil {
			return err
		}
		if len(entries) == 0 && dir != "." {
			empty = append(empty, composed(dir)+"/")
		}
		for _, e := range entries {
			name := path.Join(dir, e.Name())
			if !e.IsDir() {
				files[composed(name)] = e.Type().IsRegular()
			} else if err := walk(name); err != nil {
				return err
			}
		}
		return nil
	}
	return files, empty, walk(".")
}

// composed returns a name as a site has it: macOS takes accents apart when it
// lists some disks.
func composed(name string) string {
	if runtime.GOOS == "darwin" {
		return norm.NFC.String(name)
	}
	return name
}

// CheckSlot reads a slot and what it says of itself: its state must be the one
// that this package would write for the site found there.
func CheckSlot(key fs.FS, slot Slot, write int64, read func(int64)) (*Contents, Facts, error) {
	folder, err := fs.Sub(key, string(slot))
	if err != nil {
		return nil, Facts{}, err
	}
	c, err := Check(folder, read, ScriptName, PictureName)
	if err != nil {
		return nil, Facts{}, err
	}
	f := NewFacts(slot, write, c.Manifest, c.ManifestText, c.Sums)
	for name, want := range map[string][]byte{ScriptName: f.Script(), PictureName: f.Picture()} {
		switch got, err := readSmall(folder, name); {
		case err != nil:
			c.miss(name, err)
		case !bytes.Equal(got, want):
			c.Changed = append(c.Changed, name)
		}
	}
	slices.Sort(c.Changed)
	slices.Sort(c.Missing)
	return c, f, nil
}

package content

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"planblanc/internal/diag"
)

// Reader reads a content folder again and again and parses what has changed.
// Documents, fragments and Data that have not are the same pointers in each
// library, so that what was made of them can be kept too. It is for one
// goroutine.
type Reader struct {
	fsys fs.FS
	over []Override
	once bool // there will be no second reading

	files map[string]*readFile // nil before the first reading and after a failure
	last  *Library
	about []diag.Diagnostic // of last.Data
}

// readFile is a file as it was read. Only Markdown is kept; the zero value
// stands for another file.
type readFile struct {
	text     []byte
	document *Document
	fragment *Fragment
	diags    []diag.Diagnostic
}

// NewReader returns a reader of a content folder.
func NewReader(fsys fs.FS, over []Override) *Reader { return &Reader{fsys: fsys, over: over} }

// Read returns the content as it is now. changed names what may have changed
// since the last call, files or folders, from the content folder and with
// slashes; nil stands for anything. The rules of Load apply to the results.
func (r *Reader) Read(changed []string) (*Library, []diag.Diagnostic, error) {
	if changed == nil || r.files == nil {
		changed = []string{"."}
	}
	l, err := r.read(changed)
	if err != nil {
		r.files, r.last = nil, nil
		return nil, nil, err
	}
	diags := slices.Clone(r.about)
	for _, d := range l.Documents {
		diags = append(diags, r.files[d.Path].diags...)
	}
	for _, name := range slices.Sorted(maps.Keys(l.Fragments)) {
		diags = append(diags, r.files[name].diags...)
	}
	l.Faulty = faulty(r.fsys, diags)
	r.last = l
	return l, diags, nil
}

func (r *Reader) read(changed []string) (*Library, error) {
	found, gone, err := r.look(changed)
	if err != nil {
		return nil, err
	}
	if err := r.parse(found); err != nil {
		return nil, err
	}
	for _, name := range gone {
		delete(r.files, name)
	}
	names := slices.Sorted(maps.Keys(r.files))
	l := &Library{FS: r.fsys, Fragments: map[string]*Fragment{}, Assets: map[string]bool{}}
	if l.Data, err = r.data(names, slices.Concat(found, gone)); err != nil {
		return nil, err
	}
	for _, name := range names {
		switch f := r.files[name]; {
		case f.document != nil:
			l.Documents = append(l.Documents, f.document)
		case f.fragment != nil:
			l.Fragments[name] = f.fragment
		case !isData(name):
			l.Assets[name] = true
		}
	}
	if r.last != nil && maps.Equal(l.Assets, r.last.Assets) {
		l.Assets = r.last.Assets
	}
	if r.last != nil && maps.Equal(l.Fragments, r.last.Fragments) {
		l.Fragments = r.last.Fragments
	}
	return l, nil
}

// look returns the files that there are at and below the places that may have
// changed, and those that are there no more.
func (r *Reader) look(changed []string) (found, gone []string, err error) {
	there := map[string]bool{}
	for _, at := range changed {
		files, err := walk(r.fsys, at)
		if err != nil {
			return nil, nil, err
		}
		for _, name := range files {
			there[name] = true
		}
	}
	for name := range r.files {
		below := func(at string) bool { return at == "." || name == at || strings.HasPrefix(name, at+"/") }
		if !there[name] && slices.ContainsFunc(changed, below) {
			gone = append(gone, name)
		}
	}
	return slices.Sorted(maps.Keys(there)), gone, nil
}

// walk lists the files at and below a place of a content folder, sorted; none
// when nothing is there. Names that begin with a dot or an underscore are left
// out, _index.md aside, and so is sites/, which a later version reads.
func walk(fsys fs.FS, at string) ([]string, error) {
	for dir := at; dir != "."; dir = path.Dir(dir) {
		if isHidden(dir) {
			return nil, nil
		}
	}
	if at != "." {
		switch info, err := fs.Lstat(fsys, at); {
		case errors.Is(err, fs.ErrNotExist):
			return nil, nil
		case err == nil && !info.IsDir():
			return []string{at}, nil // WalkDir would follow a link
		}
	}
	var files []string
	err := fs.WalkDir(fsys, at, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch {
		case e.IsDir() && isHidden(name):
			return fs.SkipDir
		case !e.IsDir() && !isHidden(name):
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read content: %w", err)
	}
	slices.Sort(files)
	return files, nil
}

func isHidden(name string) bool {
	base := path.Base(name)
	return name != "." && (base[0] == '.' || base[0] == '_' && base != "_index.md" || name == "sites")
}

func isData(name string) bool { return name == SettingsFile || strings.HasPrefix(name, "data/") }

// parse reads files on every processor. A Markdown file with the bytes that it
// had stays what it was.
func (r *Reader) parse(names []string) error {
	read := make([]*readFile, len(names))
	errs := make([]error, len(names))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(names); i = int(next.Add(1)) - 1 {
				read[i], errs[i] = r.parseFile(names[i])
			}
		})
	}
	wg.Wait()
	if r.files == nil {
		r.files = make(map[string]*readFile, len(names))
	}
	for i, name := range names {
		r.files[name] = read[i]
	}
	return errors.Join(errs...)
}

func (r *Reader) parseFile(name string) (*readFile, error) {
	if path.Ext(name) != ".md" {
		return &readFile{}, nil
	}
	text, err := fs.ReadFile(r.fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read content: %w", err)
	}
	if known := r.files[name]; known != nil && bytes.Equal(known.text, text) {
		return known, nil
	}
	f := &readFile{text: text}
	clear, diags := clean(name, text)
	f.diags = diags
	if strings.HasPrefix(name, "fragments/") {
		f.fragment = &Fragment{Text: clear, Line: 1}
		return f, nil
	}
	d, more := parseDocument(name, clear)
	d.kept = !r.once
	f.document, f.diags = d, append(f.diags, more...)
	return f, nil
}

// data reads the files of data again when one of those that may have changed is
// of them.
func (r *Reader) data(names, changed []string) (*Data, error) {
	if r.last != nil && !slices.ContainsFunc(changed, isData) {
		return r.last.Data, nil
	}
	d, diags, err := loadData(r.fsys, names, r.over)
	r.about = diags
	return d, err
}

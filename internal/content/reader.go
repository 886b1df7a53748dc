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
	"unicode/utf8"

	"planblanc/internal/diag"
	"planblanc/internal/folder"
)

// Reader reads a content folder again and again and parses what has changed.
// Documents, fragments and Data that have not are the same pointers in each
// library, so that what was made of them can be kept too. One reading serves all
// establishments. It is for one goroutine.
type Reader struct {
	fsys fs.FS
	over []Override
	once bool // there will be no second reading

	files  map[string]*readFile // nil before the first reading and after a failure
	names  []string             // of files, sorted
	source *source              // nil when data may be other than it was
	views  map[string]*view     // by establishment, of source
}

// view is the data that an establishment was given.
type view struct {
	data  *Data
	about []diag.Diagnostic
}

// readFile is a file as it was read. Only Markdown is kept; the zero value
// stands for another file.
type readFile struct {
	text     []byte
	document *Document
	fragment *Fragment
	diags    []diag.Diagnostic
	refused  bool // a link, a pipe or the like
}

// NewReader returns a reader of a content folder.
func NewReader(fsys fs.FS, over []Override) *Reader { return &Reader{fsys: fsys, over: over} }

// Read returns the content that is common to all, as it is now. changed names
// what may have changed since the last call, files or folders, from the content
// folder and with slashes; nil stands for anything. The rules of Load apply to
// the results.
func (r *Reader) Read(changed []string) (*Library, []diag.Diagnostic, error) {
	if err := r.Refresh(changed); err != nil {
		return nil, nil, err
	}
	return r.Library("")
}

// Refresh reads what may have changed, as Read does.
func (r *Reader) Refresh(changed []string) error {
	if changed == nil || r.files == nil {
		changed = []string{"."}
	}
	if err := r.read(changed); err != nil {
		r.files, r.names, r.source = nil, nil, nil
		return err
	}
	return nil
}

// Library returns the content of an establishment, "" for what is common to all,
// as it was read last. The error is an UnknownEstablishmentError, or a machine's
// failure.
func (r *Reader) Library(establishment string) (*Library, []diag.Diagnostic, error) {
	data, about, err := r.dataOf(establishment)
	if err != nil {
		return nil, nil, err
	}
	l := &Library{FS: r.fsys, Data: data, Fragments: map[string]*Fragment{}, Assets: map[string]bool{}, Local: map[string]string{}, overridden: map[string]bool{}}
	r.takeFiles(l, establishment)
	diags := slices.Clone(about)
	if !slices.ContainsFunc(about, func(d diag.Diagnostic) bool { return IsSettingsPlace(d.File) }) {
		diags = append(diags, r.strays(l)...)
	}
	for _, d := range l.Documents {
		diags = append(diags, r.files[l.Ours(d.Path)].diags...)
	}
	for _, name := range slices.Sorted(maps.Keys(l.Fragments)) {
		diags = append(diags, r.files[l.Ours(name)].diags...)
	}
	for _, file := range r.names {
		of, _ := localPath(file)
		if f := r.files[file]; f.refused && (of == establishment || of == "" && l.Local[file] == "") {
			diags = append(diags, f.diags...)
		}
	}
	l.Faulty = faulty(l.FS, diags)
	return l, diags, nil
}

func (r *Reader) read(changed []string) error {
	found, gone, err := r.look(changed)
	if err != nil {
		return err
	}
	if err := r.parse(found); err != nil {
		return err
	}
	for _, name := range gone {
		delete(r.files, name)
	}
	if len(gone) > 0 || len(r.files) != len(r.names) {
		r.names = slices.Sorted(maps.Keys(r.files))
	}
	touched := gone
	for _, f := range found {
		touched = append(touched, f.name)
	}
	if slices.ContainsFunc(touched, func(name string) bool { return path.Ext(name) != ".md" }) {
		r.source = nil
	}
	return nil
}

// dataOf returns the data of an establishment, the same until it may be other.
func (r *Reader) dataOf(establishment string) (*Data, []diag.Diagnostic, error) {
	if r.source == nil {
		names := slices.DeleteFunc(slices.Clone(r.names), func(name string) bool { return r.files[name].refused })
		s, err := readSource(r.fsys, names, r.over)
		if err != nil {
			return nil, nil, err
		}
		r.source, r.views = s, map[string]*view{}
	}
	v := r.views[establishment]
	if v == nil {
		data, about, err := r.source.data(establishment)
		if err != nil {
			return nil, nil, err
		}
		v = &view{data, about}
		r.views[establishment] = v
	}
	return v.data, v.about, nil
}

// look returns the files that there are at and below the places that may have
// changed, and those that are there no more.
func (r *Reader) look(changed []string) (found []item, gone []string, err error) {
	there := map[string]fs.FileMode{}
	for _, at := range changed {
		files, err := walk(r.fsys, at)
		if err != nil {
			return nil, nil, err
		}
		for _, f := range files {
			there[f.name] = f.mode
		}
	}
	for name := range r.files {
		below := func(at string) bool { return at == "." || name == at || strings.HasPrefix(name, at+"/") }
		if _, found := there[name]; !found && slices.ContainsFunc(changed, below) {
			gone = append(gone, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(there)) {
		found = append(found, item{name: name, mode: there[name]})
	}
	return found, gone, nil
}

// item is what has a name in a content folder and is no folder.
type item struct {
	name string
	mode fs.FileMode // its type
	info func() (fs.FileInfo, error)
}

// walk lists the files at and below a place of a content folder, sorted; none
// when nothing is there. Names that begin with a dot or an underscore are left
// out, _index.md aside.
func walk(fsys fs.FS, at string) ([]item, error) {
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
			return []item{{at, info.Mode().Type(), nil}}, nil // WalkDir would follow a link
		}
	}
	var files []item
	err := fs.WalkDir(fsys, at, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch {
		case isHidden(name):
			if e.IsDir() {
				return fs.SkipDir
			}
		case !utf8.ValidString(name): // io/fs opens none of these
			files = append(files, item{name, fs.ModeIrregular, e.Info})
			if e.IsDir() {
				return fs.SkipDir
			}
		case !e.IsDir():
			files = append(files, item{name, e.Type(), e.Info})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read content: %w", err)
	}
	slices.SortFunc(files, func(a, b item) int { return strings.Compare(a.name, b.name) })
	return files, nil
}

func isHidden(name string) bool {
	base := path.Base(name)
	return name != "." && (base[0] == '.' || base[0] == '_' && base != "_index.md")
}

func isData(name string) bool { return name == SettingsFile || strings.HasPrefix(name, "data/") }

// parse reads files on every processor. A Markdown file with the bytes that it
// had stays what it was.
func (r *Reader) parse(items []item) error {
	read := make([]*readFile, len(items))
	errs := make([]error, len(items))
	fsys, release := folder.Hold(r.fsys)
	defer release()
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(items); i = int(next.Add(1)) - 1 {
				read[i], errs[i] = r.parseFile(fsys, items[i])
			}
		})
	}
	wg.Wait()
	if r.files == nil {
		r.files = make(map[string]*readFile, len(items))
	}
	for i, f := range items {
		r.files[f.name] = read[i]
	}
	return errors.Join(errs...)
}

func (r *Reader) parseFile(fsys fs.FS, at item) (*readFile, error) {
	if !at.mode.IsRegular() {
		return &readFile{refused: true, diags: []diag.Diagnostic{notPlain(at.name, at.mode)}}, nil
	}
	if path.Ext(at.name) != ".md" {
		return &readFile{}, nil
	}
	text, diags, err := readText(fsys, at.name)
	if err != nil {
		return nil, err
	}
	establishment, name := localPath(at.name) // what takes a common document's place is read as if it stood there
	if text == nil {
		return unread(name, establishment != "", diags), nil
	}
	if known := r.files[at.name]; known != nil && known.text != nil && bytes.Equal(known.text, text) {
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
	d.kept, d.Local = !r.once, establishment != ""
	f.document, f.diags = d, append(f.diags, more...)
	return f, nil
}

// unread is a text that could not be read, for the reason given.
func unread(name string, local bool, why []diag.Diagnostic) *readFile {
	for i := range why {
		why[i].File = name
	}
	if strings.HasPrefix(name, "fragments/") {
		return &readFile{fragment: &Fragment{Line: 1}, diags: why}
	}
	d := &Document{Path: name, Line: 1, Section: isSection(name), Local: local, Unread: true}
	d.complete()
	return &readFile{document: d, diags: why}
}

// Package content turns a folder of files into typed documents, vocabularies
// and settings.
//
// Load reads everything once, in parallel, through fs.FS. What an author got
// wrong comes back as diagnostics with true positions, all of them at once; the
// library returned beside them is complete enough to go on checking. Values are
// read-only after Load.
//
// Front matter goes through adrg/frontmatter with one strict format over YAML:
// only "---" fences are known, and the text is decoded from nodes by the types
// of Meta, so an unknown key, a repeated key or a wrong date has a line and a
// column, and 0222 stays a string.
//
// Why not frontmatter's own YAML: it is silent on a misspelled or repeated key
// and turns 0222 into 146. Why not struct decoding by the YAML library: it
// stops at the first mistake and loses positions.
package content

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"planblanc/internal/diag"
)

// Library is a content folder in memory.
type Library struct {
	FS        fs.FS
	Settings  Settings
	Effective []Setting // every setting with its origin
	Terms     map[Axis][]Term
	Contacts  []Contact
	Glossary  []Definition
	Synonyms  Synonyms
	Register  []Approval
	Documents []*Document          // sorted by path
	Fragments map[string]*Fragment // by content path
	Assets    map[string]bool      // other files, by content path: images, ready-made PDF
	// Faulty holds the text of each file that has a diagnostic of Load, by
	// content path; nil for a file that is missing. What such a file was to
	// define may be lacking above, and is no mistake of those who use it.
	Faulty map[string][]byte
}

// Document is one Markdown file with front matter.
type Document struct {
	Path string // from the content folder, with slashes
	Meta Meta
	body []byte
	Line int // line of the file where the body begins
	// Section says that the file is an _index.md.
	Section bool
	// Unread says that the front matter could not be read: Meta has defaults only.
	Unread bool
	places []place
	faulty []string
}

// Fragment is a shared piece of Markdown with no page of its own.
type Fragment struct {
	Text []byte
	Line int
}

// Load reads a content folder. The error is a machine's failure; an author's
// mistakes are diagnostics, in no order.
func Load(fsys fs.FS, over []Override) (*Library, []diag.Diagnostic, error) {
	files, err := walk(fsys)
	if err != nil {
		return nil, nil, err
	}
	l := &Library{FS: fsys, Terms: map[Axis][]Term{}, Fragments: map[string]*Fragment{}, Assets: map[string]bool{}}
	diags, err := l.loadData(files, over)
	if err != nil {
		return nil, nil, err
	}
	var markdown []string
	for _, name := range files {
		switch {
		case path.Ext(name) == ".md":
			markdown = append(markdown, name)
		case name != SettingsFile && !strings.HasPrefix(name, "data/"):
			l.Assets[name] = true
		}
	}
	loaded, err := loadMarkdown(fsys, markdown)
	if err != nil {
		return nil, nil, err
	}
	for i := range loaded {
		diags = append(diags, loaded[i].diags...)
		if f := loaded[i].fragment; f != nil {
			l.Fragments[markdown[i]] = f
		}
		if d := loaded[i].document; d != nil {
			l.Documents = append(l.Documents, d)
		}
	}
	l.Faulty = faulty(fsys, diags)
	return l, diags, nil
}

// faulty reads again the files with mistakes.
func faulty(fsys fs.FS, diags []diag.Diagnostic) map[string][]byte {
	files := map[string][]byte{}
	for _, d := range diags {
		if _, known := files[d.File]; !known {
			files[d.File], _ = fs.ReadFile(fsys, d.File) // what cannot be read again is as missing
		}
	}
	return files
}

// walk lists the files of a content folder, sorted. Names that begin with a dot
// or an underscore are left out, _index.md aside, and so is sites/, which a
// later version reads.
func walk(fsys fs.FS) ([]string, error) {
	var files []string
	err := fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		hidden := name != "." && (base[0] == '.' || base[0] == '_' && base != "_index.md")
		switch {
		case e.IsDir() && (hidden || name == "sites"):
			return fs.SkipDir
		case !e.IsDir() && !hidden:
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

// loadedFile is what one Markdown file became.
type loadedFile struct {
	document *Document
	fragment *Fragment
	diags    []diag.Diagnostic
}

// loadMarkdown reads files on every processor; results keep the files' order.
func loadMarkdown(fsys fs.FS, files []string) ([]loadedFile, error) {
	out := make([]loadedFile, len(files))
	errs := make([]error, len(files))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				text, err := fs.ReadFile(fsys, files[i])
				if err != nil {
					errs[i] = fmt.Errorf("read content: %w", err)
					continue
				}
				out[i] = parseFile(files[i], text)
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	wg.Wait()
	return out, errors.Join(errs...)
}

func parseFile(name string, text []byte) loadedFile {
	text, diags := clean(name, text)
	if strings.HasPrefix(name, "fragments/") {
		return loadedFile{fragment: &Fragment{Text: text, Line: 1}, diags: diags}
	}
	d, more := parseDocument(name, text)
	return loadedFile{document: d, diags: append(diags, more...)}
}

// clean checks that a file is plain UTF-8 text and turns its line ends into LF,
// which moves no line and no column. What is no text becomes U+FFFD, so that
// one bad character brings one remark.
func clean(name string, text []byte) ([]byte, []diag.Diagnostic) {
	var diags []diag.Diagnostic
	if rest, found := bytes.CutPrefix(text, []byte("\xef\xbb\xbf")); found {
		diags = append(diags, diag.New(diag.Position{File: name, Line: 1, Column: 1}, diag.ByteOrderMark))
		text = rest
	}
	if bytes.IndexByte(text, '\r') >= 0 {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	if at := firstBad(text); at >= 0 {
		line := 1 + bytes.Count(text[:at], []byte("\n"))
		column := 1 + utf8.RuneCount(text[bytes.LastIndexByte(text[:at], '\n')+1:at])
		diags = append(diags, diag.New(diag.Position{File: name, Line: line, Column: column}, diag.InvalidText, fmt.Sprintf("0x%02X", text[at])))
		text = bytes.Map(func(r rune) rune {
			if isControl(r) {
				return utf8.RuneError
			}
			return r // U+FFFD already for a byte that is not UTF-8
		}, text)
	}
	return text, diags
}

func isControl(r rune) bool { return r < 0x20 && r != '\n' && r != '\t' || r == 0x7f }

// firstBad returns the offset of the first byte that is not UTF-8 text, or -1.
func firstBad(text []byte) int {
	for i, c := range text {
		if isControl(rune(c)) {
			return i
		}
	}
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// decodeData reads one data file into v, a pointer to a slice or a struct.
// An absent optional file leaves v empty.
func decodeData(fsys fs.FS, name string, v any) ([]diag.Diagnostic, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read content: %w", err)
	}
	text, diags := clean(name, text)
	d := &decoder{file: name, diags: diags}
	if root, _ := d.parse(text); root != nil {
		d.value(path.Base(name), root, reflect.ValueOf(v).Elem())
	}
	return d.diags, nil
}

// DocumentFiles lists the files of a content folder that have a front matter,
// sorted.
func DocumentFiles(fsys fs.FS) ([]string, error) {
	files, err := walk(fsys)
	return slices.DeleteFunc(files, func(name string) bool { return !isDocument(name) }), err
}

func isDocument(name string) bool {
	return path.Ext(name) == ".md" && !strings.HasPrefix(name, "fragments/")
}

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
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"strings"
	"unicode/utf8"

	"planblanc/internal/diag"
)

// Library is a content folder in memory, as one establishment has it or as it is
// common to all. An establishment's own files are at the paths of the common
// ones whose place they take, in FS as well.
type Library struct {
	FS fs.FS
	*Data
	Documents []*Document          // sorted by path
	Fragments map[string]*Fragment // by content path
	Assets    map[string]bool      // other files, by content path: images, ready-made PDF
	// Faulty holds the text of each file that has a diagnostic of Load, by
	// content path; nil for a file that is missing. What such a file was to
	// define may be lacking above, and is no mistake of those who use it.
	Faulty map[string][]byte
	// Local leads from the path of each of the establishment's own files to its
	// place on the disk.
	Local map[string]string
	// Elsewhere are the documents that apply to other establishments only.
	Elsewhere []*Document

	overridden map[string]bool // the paths of Local where a common file stands
}

// Data is what site.yaml and the files of data/ say.
type Data struct {
	// Files are those that were there to read, by content path, sorted.
	Files     []string
	Settings  Settings
	Effective []Setting // every setting with its origin
	*Tables
}

// Tables is what the files of data/ say. Establishments whose tables are those
// that are common to all have the same pointer.
type Tables struct {
	Terms    map[Axis][]Term
	Contacts []Contact
	Glossary []Definition
	Synonyms Synonyms
	Register []Approval
	Notices  []Notice
}

// SameWords reports whether what documents name in tables and settings reads
// alike in two libraries: those of two establishments may differ in their names
// alone.
func (l *Library) SameWords(other *Library) bool {
	return l.Tables == other.Tables && l.Settings.Language == other.Settings.Language
}

// SameButContacts reports whether nothing but the contacts reads otherwise.
func (l *Library) SameButContacts(other *Library) bool {
	if l.SameWords(other) {
		return true
	}
	now, then := *l.Tables, *other.Tables
	now.Contacts, then.Contacts = nil, nil
	return l.Settings.Language == other.Settings.Language && reflect.DeepEqual(now, then)
}

// Document is one Markdown file with front matter.
type Document struct {
	Path string // from the content folder, with slashes
	Meta Meta
	body []byte
	Line int // line of the file where the body begins
	// Section says that the file is an _index.md.
	Section bool
	// Local says that the document is an establishment's own.
	Local bool
	// Unread says that the front matter could not be read: Meta has defaults only.
	Unread bool
	places []place
	faulty []string
	kept   bool // by a Reader, body included
}

// Fragment is a shared piece of Markdown with no page of its own.
type Fragment struct {
	Text []byte
	Line int
}

// Load reads a content folder. The error is a machine's failure; an author's
// mistakes are diagnostics, in no order.
func Load(fsys fs.FS, over []Override) (*Library, []diag.Diagnostic, error) {
	return LoadFor(fsys, over, "")
}

// LoadFor reads the content of an establishment, as Load does; the error may be
// an UnknownEstablishmentError.
func LoadFor(fsys fs.FS, over []Override, establishment string) (*Library, []diag.Diagnostic, error) {
	r := NewReader(fsys, over)
	r.once = true
	if err := r.Refresh(nil); err != nil {
		return nil, nil, err
	}
	return r.Library(establishment)
}

// faulty reads again the files with mistakes.
func faulty(fsys fs.FS, diags []diag.Diagnostic) map[string][]byte {
	files := map[string][]byte{}
	for _, d := range diags {
		if _, known := files[d.File]; !known {
			files[d.File], _, _ = readText(fsys, d.File) // what cannot be read again is as missing
		}
	}
	return files
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
		diags = append(diags, diag.New(positionOf(name, text, at), diag.InvalidText, fmt.Sprintf("0x%02X", text[at])))
		text = bytes.Map(func(r rune) rune {
			if isControl(r) {
				return utf8.RuneError
			}
			return r // U+FFFD already for a byte that is not UTF-8
		}, text)
	}
	return text, append(diags, lying(name, text)...)
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
	text, diags, err := readText(fsys, name)
	if text == nil {
		return diags, err
	}
	text, diags = clean(name, text)
	d := &decoder{file: name, diags: diags}
	if root, _ := d.parse(text); root != nil {
		d.value(path.Base(name), root, reflect.ValueOf(v).Elem())
	}
	return d.diags, nil
}

// DocumentFiles lists the files of a content folder that have a front matter,
// sorted.
func DocumentFiles(fsys fs.FS) ([]string, error) {
	found, err := walk(fsys, ".")
	var names []string
	for _, f := range found {
		if isDocument(f.name) && f.mode.IsRegular() {
			names = append(names, f.name)
		}
	}
	return names, err
}

func isDocument(name string) bool {
	_, name = localPath(name)
	return path.Ext(name) == ".md" && !strings.HasPrefix(name, "fragments/")
}

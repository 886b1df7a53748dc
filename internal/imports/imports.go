// Package imports reads what a hospital has already written, a Word document, a
// folder of Markdown or an HTML export of Confluence, and makes drafts of it.
//
// A reader (Word, Folder) makes a tree of HTML of each document, with what it
// could not carry over as losses. Draft then gives the tree the anatomy of a
// card (headings from level two, steps as action rows, links between the
// documents that are imported together) and writes it as Markdown. Nothing is
// written to a disk and nothing is fetched: files are returned in memory.
//
// Whatever is read comes from strangers. Sizes are bounded by constants below,
// and are counted while reading, since the size that an archive declares is a
// claim. A name in an archive never becomes a path: the names of files are made
// here. The same input gives the same bytes.
//
// Why not pandoc: it is not on the PC of a ward, two versions write two texts,
// and it is silent about text boxes, tracked changes and comments, which is
// what an author must be told. Why not a Go library for Word: those under a free
// licence write documents, or read plain text; none resolves numbering through
// styles and none says what it left out. The part of WordprocessingML that
// carries a procedure is small (ECMA-376-1, §17), so it is read here with
// encoding/xml, which expands no external entity.
package imports

import (
	"errors"
	"fmt"

	"golang.org/x/net/html"

	"planblanc/internal/content"
)

// Limits on what is read. They are far above a procedure and far below what a
// small PC can hold.
const (
	// MaxFile bounds one file, unpacked: a part of a Word document, a page, an
	// image.
	MaxFile = 64 << 20
	// MaxTotal bounds all that is read of one source, unpacked.
	MaxTotal = 512 << 20
	// MaxFiles bounds the number of files in a source.
	MaxFiles = 20_000
	// maxNodes and maxDepth bound the tree of one document.
	maxNodes = 1_000_000
	maxDepth = 200
)

// What is wrong with a source. A ReadError wraps one of these or the error of a
// reader.
var (
	ErrTooLarge  = errors.New("too large")
	ErrOldWord   = errors.New("not a .docx: an old .doc, or protected by a password")
	ErrNotWord   = errors.New("not a Word document")
	ErrTooDeep   = errors.New("nested too deeply")
	ErrNoContent = errors.New("nothing to import")
)

// ReadError says which file of a source could not be read.
type ReadError struct {
	File string
	Err  error
}

func (e *ReadError) Error() string { return fmt.Sprintf("read %s: %v", e.File, e.Err) }
func (e *ReadError) Unwrap() error { return e.Err }

// Document is one document of a source, read and not yet placed.
type Document struct {
	// From is the file in the source, with slashes.
	From  string
	Title string
	// Summary, Trigger, Owner, Reviewer and Keywords come from the front matter
	// that a Markdown file had; Terms too, by axis, not yet checked.
	Summary, Owner, Reviewer string
	Trigger, Keywords        content.List
	Terms                    map[content.Axis]content.List

	body   *html.Node        // its children are the blocks
	files  map[string][]byte // by the src or href that names it
	losses []Loss
	anchor map[string]string // ids of headings in the source, and their words
}

func newDocument(from string) *Document {
	return &Document{From: from, body: el("body"), files: map[string][]byte{}, anchor: map[string]string{}}
}

// HasFiles reports whether the document brings images or other files, which
// stand beside it.
func (d *Document) HasFiles() bool { return len(d.files) > 0 }

// Losses returns what reading alone could not carry over.
func (d *Document) Losses() []Loss { return d.losses }

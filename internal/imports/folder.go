package imports

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/markdown"
)

// Source is what was read of a folder or an archive.
type Source struct {
	Documents []*Document // by their path in the source
	// Failed are the files that could not be read, and Losses what concerns no
	// document.
	Failed []*ReadError
	Losses []Loss
}

// folder reads the pages of one source.
type folder struct {
	*reader
	files map[string]bool // that may be read
}

// Archive reads a .zip as Folder does its files. A name that leaves the archive,
// is no path or comes twice is never read, and reported. The error is a
// ReadError.
func Archive(from string, r io.ReaderAt, size int64) (*Source, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, &ReadError{from, err}
	}
	var losses []Loss
	var names []string
	files := map[string]*zip.File{}
	for _, f := range z.File {
		switch name := f.Name; {
		case !fs.ValidPath(strings.TrimSuffix(name, "/")) || strings.ContainsAny(name, "\\:") || files[name] != nil:
			losses = append(losses, Loss{Kind: UnsafeName, Detail: short(printable(name))})
		case f.Mode().IsRegular() && !strings.HasSuffix(name, "/"):
			files[name] = f
			names = append(names, name)
		}
	}
	open := func(name string) (io.ReadCloser, error) {
		if f := files[name]; f != nil {
			return f.Open()
		}
		return nil, fs.ErrNotExist
	}
	s, err := (&folder{&reader{open, MaxTotal}, map[string]bool{}}).all(names)
	if err != nil {
		return nil, &ReadError{from, err}
	}
	s.Losses = losses
	return s, nil
}

// Folder reads the Markdown files of a folder (.md, .markdown), or, when there
// is a page index.html, the pages of an HTML export of Confluence. Names that
// begin with "_" or "." are left aside, and links to other places are not
// followed. The error is a ReadError, of file "." when it is about the folder.
func Folder(fsys fs.FS) (*Source, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && hidden(name):
			return fs.SkipDir
		case e.Type().IsRegular():
			names = append(names, name)
		}
		if len(names) > MaxFiles {
			return ErrTooLarge
		}
		return nil
	})
	if err == nil {
		var s *Source
		if s, err = (&folder{newReader(fsys), map[string]bool{}}).all(names); err == nil {
			return s, nil
		}
	}
	return nil, &ReadError{".", err}
}

func hidden(name string) bool {
	base := path.Base(name)
	return name != "." && strings.ContainsAny(base[:1], "._")
}

// all reads the documents among some files; one that cannot be read leaves the
// others.
func (f *folder) all(names []string) (*Source, error) {
	if len(names) > MaxFiles {
		return nil, ErrTooLarge
	}
	slices.Sort(names)
	var pages, texts []string
	export := false
	for _, name := range names {
		if slices.ContainsFunc(strings.Split(name, "/"), hidden) {
			continue
		}
		f.files[name] = true
		switch strings.ToLower(path.Ext(name)) {
		case ".md", ".markdown":
			texts = append(texts, name)
		case ".html", ".htm":
			if strings.EqualFold(path.Base(name), "index.html") {
				export = true
			} else {
				pages = append(pages, name)
			}
		}
	}
	read := f.text
	if export {
		read, texts = f.page, pages
	}
	s := &Source{}
	for _, name := range texts {
		doc, err := read(name)
		if err != nil {
			s.Failed = append(s.Failed, &ReadError{name, err})
			continue
		}
		s.Documents = append(s.Documents, doc)
	}
	if len(texts) == 0 {
		return nil, ErrNoContent
	}
	return s, nil
}

// Text reads one Markdown file, and Page one HTML file, of a folder; what they
// show is read beside them. The error is a ReadError.
func Text(fsys fs.FS, name string) (*Document, error) { return one(fsys, name, (*folder).text) }

// Page reads one HTML file: see Text.
func Page(fsys fs.FS, name string) (*Document, error) { return one(fsys, name, (*folder).page) }

func one(fsys fs.FS, name string, read func(*folder, string) (*Document, error)) (*Document, error) {
	f := &folder{newReader(fsys), nil}
	doc, err := read(f, name)
	if err != nil {
		return nil, &ReadError{name, err}
	}
	return doc, nil
}

// bring reads what a page shows or links to, and remembers it under its path in
// the source. It reports whether the site can take the file.
func (f *folder) bring(doc *Document, address string) (name string, ok bool) {
	name = target(doc.From, address)
	if name == "" || f.files != nil && !f.files[name] {
		return "", false
	}
	if _, have := doc.files[name]; have {
		return name, true
	}
	bytes, err := f.read(name)
	if err != nil || extension(bytes) == "" {
		return "", false
	}
	doc.files[name] = bytes
	return name, true
}

// frontMatter takes the front matter off a Markdown text, and keeps what the
// type does not decide and nobody has to approve again.
func (f *folder) frontMatter(doc *Document, text []byte) []byte {
	if !bytes.HasPrefix(text, []byte("---\n")) {
		return text
	}
	read, diags := content.Parse(doc.From, text)
	body := read.TakeBody()
	if read.Unread && body == nil {
		return text // a line, not a fence
	}
	m := read.Meta
	doc.Title, doc.Summary, doc.Owner, doc.Reviewer = m.Title, m.Summary, m.Owner, m.Reviewer
	doc.Trigger, doc.Keywords = m.Trigger, m.Keywords
	doc.Terms = map[content.Axis]content.List{}
	for _, axis := range content.Axes() {
		if ids := m.Values(axis); len(ids) > 0 {
			doc.Terms[axis] = ids
		}
	}
	lines := strings.Split(string(text), "\n")
	for _, d := range diags {
		if d.Line > 0 && d.Line <= len(lines) {
			doc.losses = append(doc.losses, Loss{Kind: FrontMatter, Detail: short(lines[d.Line-1])})
		}
	}
	for _, lost := range []struct{ key, value string }{{"code", m.Code}, {"version", m.Version}, {"approver", m.Approver}} {
		if lost.value != "" {
			doc.losses = append(doc.losses, Loss{Kind: FrontMatter, Detail: lost.key + ": " + short(lost.value)})
		}
	}
	return body
}

// text reads a Markdown file.
func (f *folder) text(name string) (*Document, error) {
	raw, err := f.read(name)
	if err != nil {
		return nil, err
	}
	doc := newDocument(name)
	body := f.frontMatter(doc, plain(raw))
	body = noteMarks.ReplaceAll(body, []byte(string(markNote)+"$1"+string(markNoteEnd)))
	return doc, f.tree(doc, markdown.HTML(body), true)
}

// noteMarks are the marks and the heads of footnotes, which are the same in the
// Markdown that is read and in the one that is written.
var noteMarks = regexp.MustCompile(`\[\^([\pL\pN_-]{1,40})\]`)

// plain is a text in UTF-8 with LF alone and without control characters.
func plain(raw []byte) []byte {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	return []byte(printable(string(raw)))
}

// printable drops what is no character of a text, and the marks that this
// package gives a meaning of its own.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r >= firstMark && r <= lastMark || r == 0xfeff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

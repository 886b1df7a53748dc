package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// editing changes sources in place: all of them, or none.
type editing struct {
	source string
	pages  []*site.Page  // whose front matter changes
	files  []output.File // new texts, in the order of saving
	former map[string][]byte
}

// change takes note of a file's new text.
func (e *editing) change(c *site.Catalog, name string, edit func([]byte) ([]byte, error)) error {
	text, err := fs.ReadFile(c.Library.FS, name)
	if err != nil && !(errors.Is(err, fs.ErrNotExist) && name == content.RegisterFile) {
		return fmt.Errorf("read content: %w", err)
	}
	body, err := edit(text)
	if err != nil {
		return err
	}
	if e.former == nil {
		e.former = map[string][]byte{}
	}
	e.former[name] = text
	e.files = append(e.files, output.File{Path: name, Body: body})
	return nil
}

// refuseErrors shows the errors that stand in the way.
func (a *app) refuseErrors(printer diag.Printer, all []diag.Diagnostic) error {
	errs := slices.DeleteFunc(slices.Clone(all), func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	if err := printer.Print(a.stderr, errs); err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, a.t("%s dans le contenu : rien n'est changé.\n", "%s in the content: nothing is changed.\n"), a.count(len(errs), "erreur", "error"))
	return exitError(exitContent)
}

// edited is a content folder with some files changed, in memory.
type edited struct {
	fs.FS
	files map[string][]byte
}

func (e edited) Open(name string) (fs.File, error) {
	if text, ok := e.files[name]; ok {
		return &editedFile{Reader: bytes.NewReader(text), name: path.Base(name)}, nil
	}
	return e.FS.Open(name)
}

// editedFile is the new text of a file, and what there is to know of it.
type editedFile struct {
	*bytes.Reader
	name string
}

func (f *editedFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *editedFile) Close() error               { return nil }
func (f *editedFile) Name() string               { return f.name }
func (f *editedFile) Mode() fs.FileMode          { return 0o644 }
func (f *editedFile) ModTime() time.Time         { return time.Time{} }
func (f *editedFile) IsDir() bool                { return false }
func (f *editedFile) Sys() any                   { return nil }

// reload loads the content as it will be: no mistake may be new.
func (a *app) reload(e *editing, b build.Options) (*build.Loaded, error) {
	after := edited{b.Source, map[string][]byte{}}
	for _, f := range e.files {
		after.files[f.Path] = f.Body
	}
	b.Source, b.Dir = after, ""
	l, err := build.Load(b)
	if err != nil {
		return nil, err
	}
	if diag.HasErrors(l.Diagnostics) {
		printer := a.printer(e.source)
		onDisk := printer.Source
		printer.Source = func(file string) []byte {
			if text, ok := after.files[file]; ok {
				return text
			}
			return onDisk(file)
		}
		return nil, a.refuseErrors(printer, l.Diagnostics)
	}
	return l, nil
}

// save writes every file, the register last, or puts back what it wrote. A file
// that someone else has changed in between is left to them.
func (a *app) save(e *editing) error {
	at := func(f output.File) string { return filepath.Join(e.source, filepath.FromSlash(f.Path)) }
	for i, f := range e.files {
		text, err := os.ReadFile(at(f))
		switch {
		case errors.Is(err, fs.ErrNotExist) && e.former[f.Path] == nil:
			err = nil
		case err == nil && !bytes.Equal(text, e.former[f.Path]):
			err = fmt.Errorf(a.t("« %s » vient de changer : recommencer ; rien n'est changé", "“%s” has just changed: try again; nothing is changed"), at(f))
		}
		if err == nil {
			err = output.Save(at(f), f.Body)
		}
		if err == nil {
			continue
		}
		for _, done := range e.files[:i] {
			if failed := output.Save(at(done), e.former[done.Path]); failed != nil {
				err = errors.Join(err, failed)
			}
		}
		return err
	}
	return nil
}

package build

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"planblanc/internal/content"
	"planblanc/internal/output"
	"planblanc/internal/paper"
	"planblanc/internal/site"
	"planblanc/internal/theme"
)

// Printing asks for PDFs of binders.
type Printing struct {
	// Context ends the printing of the one run it is given to.
	Context context.Context
	// Required makes it an error that the browser cannot print; else the site is
	// built without PDFs.
	Required bool
	// Environment says where some systems keep their browsers.
	Environment map[string]string
	// Progress, which may be nil, is told how many binders of how many are done;
	// never by two goroutines at once.
	Progress func(done, of int)
}

// PDFs returns a PDF of each binder, as files of a site. The error is one of
// package paper's or the theme's.
func (p *Printing) PDFs(t *theme.Theme, s *site.Site, binders []*site.Binder) ([]output.File, error) {
	if len(binders) == 0 {
		return nil, nil
	}
	press, err := p.start(s.Settings.Paper)
	if err != nil {
		return nil, err
	}
	defer press.Close()
	files, err := pages(t, s, binders)
	if err != nil {
		return nil, err
	}
	jobs := make([]paper.Binder, len(binders))
	for i, b := range binders {
		jobs[i] = paper.Binder{
			Page: b.URL, Subject: t.Edition(s), Date: s.Date.Time,
			AnnexWord: t.Words(s.Settings.Language).AnnexWord, Annexes: annexes(s),
		}
	}
	p.tell(0, len(jobs))
	pdfs, err := press.Print(p.Context, files, jobs, func(done int) { p.tell(done, len(jobs)) })
	if err != nil {
		return nil, err
	}
	out := make([]output.File, len(binders))
	for i, b := range binders {
		out[i] = output.File{Path: site.BinderPDF(b.ID), Body: pdfs[i]}
	}
	return out, nil
}

// Page prints a page that stands alone; its parts with an id, of class
// "binder__part", get a bookmark. The error is one of package paper's.
func (p *Printing) Page(set content.Paper, html []byte, subject string, day time.Time) ([]byte, error) {
	press, err := p.start(set)
	if err != nil {
		return nil, err
	}
	defer press.Close()
	const name = "page.html"
	pdfs, err := press.Print(p.Context, paper.Files{name: html}, []paper.Binder{{Page: name, Subject: subject, Date: day}}, nil)
	if err != nil {
		return nil, err
	}
	return pdfs[0], nil
}

func (p *Printing) tell(done, of int) {
	if p.Progress != nil {
		p.Progress(done, of)
	}
}

// start runs the browser that the settings name, or the first found.
func (p *Printing) start(set content.Paper) (*paper.Press, error) {
	program, err := paper.Find(set.Browser, p.Environment)
	if err != nil {
		return nil, err
	}
	return paper.Start(p.Context, paper.Options{Browser: program, NoSandbox: set.Sandbox == content.Off})
}

// pages renders binders, and what they load, into memory.
func pages(t *theme.Theme, s *site.Site, binders []*site.Binder) (paper.Files, error) {
	var mu sync.Mutex
	files := paper.Files{}
	err := t.Binders(s, binders, func(f output.File) error {
		mu.Lock()
		defer mu.Unlock()
		files[f.Path] = slices.Clone(f.Body)
		return nil
	})
	return files, err
}

// annexes returns what finds the ready-made files of a sheet.
func annexes(s *site.Site) func(sheet string) ([]paper.Annex, error) {
	return func(sheet string) ([]paper.Annex, error) {
		p := s.Catalog.ByCode[strings.ToUpper(sheet)]
		if p == nil {
			return nil, nil
		}
		var out []paper.Annex
		for _, name := range p.Annexes() {
			body, err := fs.ReadFile(s.Catalog.Library.FS, name)
			if err != nil {
				return nil, fmt.Errorf("read annex: %w", err)
			}
			out = append(out, paper.Annex{Name: name, Of: p.Meta.Code, Body: body})
		}
		return out, nil
	}
}

// Tolerable reports whether one can do without what an error prevented: the
// browser or an annex is at fault, not the theme or the disk.
func (p *Printing) Tolerable(err error) bool {
	if p.Required {
		return false
	}
	_, browser := errors.AsType[*paper.BrowserError](err)
	_, annex := errors.AsType[*paper.AnnexError](err)
	return browser || annex
}

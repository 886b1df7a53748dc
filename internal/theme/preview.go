package theme

import (
	"bytes"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"planblanc/internal/output"
	"planblanc/internal/site"
)

// Preview makes the files of a site when they are asked for, each once, with the
// bytes that Render gives. Goroutines may share it.
type Preview struct {
	renderer *renderer
	made     sync.Map              // URL to []byte
	jobs     func() map[string]job // by URL, the pages of documents and the binders aside
	binders  func() map[string]job
}

// Preview shows a site without PDFs. before, which may be nil, is a preview of the
// same content at an earlier time, whose lines it takes over.
func (t *Theme) Preview(s *site.Site, before *Preview) *Preview {
	p := &Preview{}
	p.renderer = newRenderer(t.look(s.Settings.Language), s, s.Binders, func(f output.File) error {
		p.made.Store(f.Path, bytes.Clone(f.Body))
		return nil
	})
	if before != nil && before.renderer.look == p.renderer.look {
		p.renderer.recent = before.renderer.recent
		p.renderer.recent.forget(s)
	}
	p.jobs = sync.OnceValue(func() map[string]job {
		p.renderer.others(t.files(p.renderer.look))
		return p.renderer.ordered()
	})
	// Most pages lead to binders, none but a binder's own is made of all.
	p.binders = sync.OnceValue(func() map[string]job {
		p.jobs()
		for _, b := range p.renderer.binders() {
			p.renderer.bind(b)
		}
		return p.renderer.ordered()
	})
	return p
}

// forget drops the lines of pages that a site has no more.
func (m *recent) forget(s *site.Site) {
	m.lines.Range(func(key, _ any) bool {
		if !s.Publishes(key.(pieceKey).of.(*site.Page)) {
			m.lines.Delete(key)
		}
		return true
	})
}

// ordered returns the jobs that were ordered since the last call.
func (r *renderer) ordered() map[string]job {
	jobs := make(map[string]job, len(r.jobs))
	for _, j := range r.jobs {
		jobs[j.url] = j
	}
	r.jobs = nil
	return jobs
}

// File returns the bytes of a file, which are read-only. The error is
// fs.ErrNotExist when the site has none there.
func (p *Preview) File(url string) ([]byte, error) {
	if body, ok := p.made.Load(url); ok {
		return body.([]byte), nil
	}
	if err := p.make(url); err != nil {
		return nil, err
	}
	body, _ := p.made.Load(url)
	return body.([]byte), nil
}

func (p *Preview) make(url string) error {
	r := p.renderer
	pages := r.site.Pages
	i, found := slices.BinarySearchFunc(pages, url, func(p *site.Page, url string) int { return strings.Compare(p.URL, url) })
	if found {
		return r.document(pages[i])
	}
	j, known := p.jobs()[url]
	if !known {
		j, known = p.binders()[url]
	}
	if !known {
		return fs.ErrNotExist
	}
	return j.make()
}

// URLs lists the files of the site, sorted.
func (p *Preview) URLs() []string {
	urls := slices.AppendSeq(slices.Collect(maps.Keys(p.jobs())), maps.Keys(p.binders()))
	for _, page := range p.renderer.site.Pages {
		urls = append(urls, page.URL)
	}
	slices.Sort(urls)
	return urls
}

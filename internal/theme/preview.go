package theme

import (
	"bytes"
	"io/fs"
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
	jobs     func() map[string]job // by URL, the pages of documents aside
}

// Preview shows a site without PDFs.
func (t *Theme) Preview(s *site.Site) *Preview {
	p := &Preview{}
	p.renderer = newRenderer(t.look(s.Settings.Language), s, s.Binders, func(f output.File) error {
		p.made.Store(f.Path, bytes.Clone(f.Body))
		return nil
	})
	p.jobs = sync.OnceValue(func() map[string]job {
		r := p.renderer
		r.others(t.files(r.look))
		for _, b := range r.binders() {
			r.bind(b)
		}
		jobs := make(map[string]job, len(r.jobs))
		for _, j := range r.jobs {
			jobs[j.url] = j
		}
		return jobs
	})
	return p
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
		return fs.ErrNotExist
	}
	return j.make()
}

// URLs lists the files of the site, sorted.
func (p *Preview) URLs() []string {
	var urls []string
	for url := range p.jobs() {
		urls = append(urls, url)
	}
	for _, page := range p.renderer.site.Pages {
		urls = append(urls, page.URL)
	}
	slices.Sort(urls)
	return urls
}

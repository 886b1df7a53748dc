package theme

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"planblanc/internal/content"
	"planblanc/internal/markdown"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// renderer makes the pages of one site.
type renderer struct {
	*look
	site      *site.Site
	add       func(output.File) error
	names     map[*site.Term]names
	binders   func() []*site.Binder
	printed   Printed
	once      bool                         // no text is shown again
	memory    *Memory                      // with the sites of other establishments, nil for one alone
	leaves    map[*site.Page]*leaf         // none when pages are made one by one
	coded     func() map[string]*site.Page // by escaped URL
	frames    sync.Map                     // frameKey to frame
	kept      sync.Map                     // pieceKey to template.HTML
	recent    *recent
	buffers   sync.Pool
	binderies chan *bindery
	letters   func() []letter // of the A–Z list
	failed    atomic.Pointer[error]
	jobs      []job
}

// job makes one file of the site.
type job struct {
	url  string
	make func() error
}

// recent is what previews of one content hand on, since an edit changes little of
// long lists, and filling these is most of the time that showing a new title takes.
type recent struct {
	lines   sync.Map // pieceKey of a page to template.HTML
	letters sync.Map // name to madeLetter, of the A–Z list
}

// names are a term's words in the site's typography.
type names struct{ label, short, spoken string }

func newRenderer(l *look, s *site.Site, binders func() []*site.Binder, add func(output.File) error) *renderer {
	r := &renderer{look: l, site: s, add: add, names: map[*site.Term]names{}, recent: new(recent), binders: sync.OnceValue(binders)}
	r.letters = sync.OnceValue(r.alphabetLetters)
	r.coded = sync.OnceValue(func() map[string]*site.Page {
		coded := make(map[string]*site.Page, len(s.Coded))
		for _, p := range s.Coded {
			coded[site.EscapePath(p.URL)] = p
		}
		return coded
	})
	r.binderies = make(chan *bindery, runtime.GOMAXPROCS(0))
	for range cap(r.binderies) {
		r.binderies <- new(bindery)
	}
	r.buffers.New = func() any { return new(bytes.Buffer) }
	for _, axis := range content.Axes() {
		for _, t := range s.Terms[axis] {
			r.names[t] = names{r.typeset(t.Label), r.typeset(t.Short), r.typeset(t.Spoken)}
		}
	}
	return r
}

func (r *renderer) typeset(s string) string { return markdown.Typeset(r.site.Settings.Language, s) }

// others orders everything but the pages of documents and the binders.
func (r *renderer) others(assets []output.File) {
	r.assets(assets)
	r.contentFiles()
	for _, s := range r.site.Sections {
		r.job(s.URL, func() error { return r.section(s) })
	}
	r.termPages()
	for _, page := range []job{
		{site.HomeURL, r.home}, {site.DirectoryURL, r.directory}, {site.PocketURL, r.pocket}, {site.PaperURL, r.paper},
		{site.GlossaryURL, r.glossary}, {site.FormsURL, r.forms}, {site.AlphabetURL, r.alphabet}, {site.SearchURL, r.search},
		{site.MapURL, r.sitemap}, {site.VersionsURL, r.versions}, {site.AccessibilityURL, r.accessibility},
		{site.NotFoundURL, r.notFound}, {site.ReadMeURL, r.readMe}, {site.VerifierURL, r.verifier}, {scriptURL, r.script}, {sheetsURL, r.sheets}, {boardURL, r.board}, {site.SituationURL, r.logbook},
	} {
		r.job(page.url, page.make)
	}
	if r.site.Tools.Any() {
		r.job(site.ToolsReadMeURL, r.toolsReadMe)
	}
	if r.site.ShowsCoverage() {
		r.job(site.CoverageURL, r.coverage)
	}
	r.aliases()
}

// work runs the jobs on every processor. Its few goroutines keep their stacks,
// which templates make grow.
func (r *renderer) work() error {
	r.countLeaves()
	group, ctx := errgroup.WithContext(context.Background())
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(r.jobs) {
					break
				}
				if err := r.jobs[i].make(); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

func (r *renderer) assets(files []output.File) {
	for _, file := range files {
		r.job(file.Path, func() error { return r.add(file) })
	}
}

// documents orders the pages of documents and the binders, each binder soon
// after its sheets, which are then few to be held at a time.
func (r *renderer) documents() {
	ordered := make(map[*site.Page]bool, len(r.site.Pages))
	order := func(p *site.Page) {
		if !ordered[p] {
			ordered[p] = true
			r.job(p.URL, func() error { return r.document(p) })
		}
	}
	for _, b := range r.binders() {
		for _, p := range b.Pages() {
			order(p)
		}
		r.bind(b)
	}
	for _, p := range r.site.Pages {
		order(p)
	}
}

// bind orders a binder and the file of its page rules.
func (r *renderer) bind(b *site.Binder) {
	r.job(b.URL, func() error { return r.binder(b) })
	r.job(rulesURL(b), func() error { return r.add(output.File{Path: rulesURL(b), Body: []byte(r.pageRules(b))}) })
}

func (r *renderer) job(url string, do func() error) { r.jobs = append(r.jobs, job{url, do}) }

// page fills a layout and adds the page.
func (r *renderer) page(url, layout string, data any) error {
	b := r.buffer()
	defer r.buffers.Put(b)
	if err := r.layout(b, url, layout, data); err != nil {
		return err
	}
	return r.add(output.File{Path: url, Body: b.Bytes()})
}

// layout fills a layout for the page at an address.
func (r *renderer) layout(b *bytes.Buffer, url, layout string, data any) error {
	if err := r.layouts[layout].ExecuteTemplate(b, "base", data); err != nil {
		return fmt.Errorf("render %s: %w", url, err)
	}
	if err := r.failed.Load(); err != nil {
		return *err
	}
	return nil
}

func (r *renderer) buffer() *bytes.Buffer {
	b := r.buffers.Get().(*bytes.Buffer)
	b.Reset()
	return b
}

// pieceKey names a piece: which component, of what, seen from where.
type pieceKey struct {
	component string
	of        any
	from      place
}

// piece is a component's HTML, made once for each depth. data is asked for the
// first time only; that of a page shows the page alone and no number, so that
// previews and sites which share it share the piece.
func (r *renderer) piece(component string, of any, from place, data func() any) template.HTML {
	key, kept := pieceKey{component, of, from}, &r.kept
	if p, page := of.(*site.Page); page {
		kept = &r.recent.lines
		if common := r.common(p); common != nil {
			kept, key.of = &r.memory.pieces, common
		}
	}
	if html, ok := kept.Load(key); ok {
		return html.(template.HTML)
	}
	html := r.fill(component, data())
	if r.failed.Load() == nil {
		kept.Store(key, html)
	}
	return html
}

// fill executes a component. A failure, which only a theme laid over ours can
// have, is kept for the page that shows the piece.
func (r *renderer) fill(component string, data any) template.HTML {
	b := r.buffer()
	defer r.buffers.Put(b)
	if err := r.pieces.ExecuteTemplate(b, component, data); err != nil {
		err = fmt.Errorf("render component %s: %w", component, err)
		r.failed.CompareAndSwap(nil, &err)
		return ""
	}
	return template.HTML(b.String())
}

// policy is the content security policy of a page, with the hash of its one
// inline style. It works on file:// and http alike.
func policy(style template.CSS) string {
	hash := ""
	if style != "" {
		hash = " " + hashOf(string(style))
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'" + hash +
		"; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self' file:"
}

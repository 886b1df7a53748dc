package build

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"planblanc/internal/check"
	"planblanc/internal/content"
	"planblanc/internal/history"
	"planblanc/internal/search"
	"planblanc/internal/site"
	"planblanc/internal/theme"
)

// Session reads, checks and shows the same content again and again while it is
// written. It keeps what an edit does not concern, and gives what Load and Run
// would. It is for one goroutine; what it returns may be shared.
type Session struct {
	options Options
	reader  *content.Reader
	rules   check.Memory
	head    string // the commit of past
	past    *history.History
	catalog *site.Catalog
	site    *site.Site
	pages   *theme.Preview // of site
}

// NewSession returns a session that has read nothing yet.
func NewSession(o Options) *Session {
	return &Session{options: o, reader: content.NewReader(o.Source, o.Overrides)}
}

// Load reads and checks the content as it is now. changed names what may have
// changed since the last call, files or folders, from the content folder and
// with slashes; nil stands for anything. The error is a machine's failure.
func (s *Session) Load(changed []string) (*Loaded, error) {
	if err := s.reader.Refresh(changed); err != nil {
		return nil, err
	}
	library, diags, err := s.reader.Library(s.options.Establishment)
	if err != nil {
		return nil, err
	}
	past := s.past
	if err := s.follow(); err != nil {
		return nil, err
	}
	before := s.catalog
	if before == nil {
		s.catalog = site.NewCatalog(library, datesOf(library, s.past))
	} else {
		s.catalog = before.Next(library, datesOf(library, s.past))
	}
	l, err := s.options.check(s.catalog, s.past, diags, s.rules.Run)
	if err != nil {
		return nil, err
	}
	l.Same = before != nil && past == s.past && before.Library.Data == library.Data && slices.Equal(before.Pages, s.catalog.Pages) &&
		maps.Equal(before.Library.Assets, library.Assets) && changed != nil && !holdAsset(library, changed)
	return l, nil
}

// holdAsset reports whether an image or another file that is copied as it is
// stands at or below one of some places: its bytes may be others.
func holdAsset(l *content.Library, places []string) bool {
	for _, at := range places {
		for name := range l.Assets {
			if name = l.Ours(name); at == "." || name == at || strings.HasPrefix(name, at+"/") {
				return true
			}
		}
	}
	return false
}

// follow reads the history again after a commit. That of a shallow clone may
// grow without one.
func (s *Session) follow() error {
	if s.options.Dir == "" {
		return nil
	}
	head, err := history.Head(s.options.Dir)
	if err != nil || head == s.head && !(s.past != nil && s.past.Shallow) {
		return err
	}
	past, err := history.Load(s.options.Dir)
	if err != nil {
		return err
	}
	s.head, s.past = head, past
	return nil
}

// Preview shows the content that was loaded last, which has no error.
func (s *Session) Preview(t *theme.Theme) *Preview {
	if s.site == nil {
		s.site = s.catalog.Select(s.options.selection(s.past))
	} else {
		s.site = s.site.Next(s.catalog, s.options.selection(s.past))
	}
	s.pages = t.Preview(s.site, s.pages)
	p := &Preview{Site: s.site, pages: s.pages}
	p.shards = sync.OnceValues(func() (map[string][]byte, error) { return search.Files(p.Site) })
	return p
}

// Preview is a site in memory without its manifest, its sums and PDFs. Its files
// are made when they are asked for. Goroutines may share it.
type Preview struct {
	Site   *site.Site
	pages  *theme.Preview
	shards func() (map[string][]byte, error) // of the search index, by path
}

// File returns the bytes of a file, which are read-only. The error is
// fs.ErrNotExist when the site has none there.
func (p *Preview) File(name string) ([]byte, error) {
	if !strings.HasPrefix(name, search.Folder) {
		return p.pages.File(name)
	}
	files, err := p.shards()
	if err != nil {
		return nil, err
	}
	if body, ok := files[name]; ok {
		return body, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Files lists the site's files, sorted.
func (p *Preview) Files() ([]string, error) {
	shards, err := p.shards()
	if err != nil {
		return nil, err
	}
	names := slices.AppendSeq(p.pages.URLs(), maps.Keys(shards))
	slices.Sort(names)
	return names, nil
}

// Try makes every page, to find those that the theme cannot make.
func (p *Preview) Try() error {
	for _, name := range p.pages.URLs() {
		if _, err := p.pages.File(name); err != nil {
			return err
		}
	}
	return nil
}

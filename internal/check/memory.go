package check

import (
	"bytes"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"planblanc/internal/diag"
	"planblanc/internal/markdown"
	"planblanc/internal/site"
)

// Memory keeps what each page was found to have. After an edit it looks again
// only at the pages that changed, at those that name one of them and, when
// documents came, went or changed codes, at those that were at fault. The zero
// Memory knows nothing. It is for one goroutine.
type Memory struct {
	catalog *site.Catalog
	options Options
	pages   map[*site.Page]findings
	places  []diag.Diagnostic // of addresses
}

// Run applies every rule, as the function does.
func (m *Memory) Run(c *site.Catalog, o Options) ([]diag.Diagnostic, Counts) {
	f := newFacts(c, o)
	if m.catalog == nil || !sameAddresses(m.catalog, c) {
		m.places = f.addresses()
	}
	found := f.pages(m.kept(c, o))
	m.catalog, m.options, m.pages = c, o, make(map[*site.Page]findings, len(found))
	for i, p := range c.Pages {
		m.pages[p] = found[i]
	}
	return f.run(m.places, found)
}

// sameAddresses reports whether two catalogs need the same files at the same
// addresses.
func sameAddresses(old, now *site.Catalog) bool {
	if !old.Library.SameWords(now.Library) || len(old.Pages) != len(now.Pages) || !maps.Equal(old.Library.Assets, now.Library.Assets) {
		return false
	}
	for i, p := range now.Pages {
		q := old.Pages[i]
		if p != q && (p.Path != q.Path || !slices.Equal(p.Meta.Aliases, q.Meta.Aliases) || !slices.Equal(old.Files(q), now.Files(p))) {
			return false
		}
	}
	return true
}

// kept tells which findings still hold.
func (m *Memory) kept(c *site.Catalog, o Options) func(*site.Page) (findings, bool) {
	old, pages := m.catalog, m.pages
	if old == nil || m.options != o || !old.Library.SameWords(c.Library) ||
		!maps.Equal(old.Library.Assets, c.Library.Assets) || !maps.EqualFunc(old.Library.Faulty, c.Library.Faulty, bytes.Equal) {
		return func(*site.Page) (findings, bool) { return findings{}, false }
	}
	changed, moved := changes(old, c)
	return func(p *site.Page) (findings, bool) {
		found, known := pages[p]
		return found, known && !(moved && len(found.diags) > 0) && !concerns(p, changed)
	}
}

// changes returns the paths and codes of the pages that are not what others may
// look at, and whether there are others than before.
func changes(old, now *site.Catalog) (changed map[string]bool, moved bool) {
	changed = map[string]bool{}
	compare := func(pages []*site.Page, other *site.Catalog) {
		for _, p := range pages {
			q := other.ByPath[p.Path]
			if q == p || q != nil && sameSeen(p, q) {
				continue
			}
			changed[p.Path] = true
			if p.Meta.Code != "" {
				changed[p.Meta.Code] = true
			}
			moved = moved || q == nil || q.Meta.Code != p.Meta.Code
		}
	}
	compare(old.Pages, now)
	compare(now.Pages, old)
	return changed, moved
}

// sameSeen reports whether two pages show the rules of other pages the same: of a
// page, these look at its code, at who may read it and whether it is published, and
// at the headings that links lead to. What could not be read of either is the same,
// or nothing would be kept.
func sameSeen(p, q *site.Page) bool {
	return p.Meta.Code == q.Meta.Code && p.Meta.Audience == q.Meta.Audience && p.Meta.Status == q.Meta.Status &&
		slices.EqualFunc(p.Body.Headings, q.Body.Headings, func(a, b markdown.Heading) bool { return a.ID == b.ID })
}

// concerns reports whether a page names one of some paths and codes, or has one.
func concerns(p *site.Page, some map[string]bool) bool {
	return some[p.Meta.Code] || p.LinksTo(some) || slices.ContainsFunc(p.Meta.Related, func(code string) bool { return some[code] })
}

// pages applies the rules of a page to each page of the catalog of which nothing
// is known, and returns what all have, in its order.
func (f *facts) pages(kept func(*site.Page) (findings, bool)) []findings {
	found := make([]findings, len(f.Pages))
	each(len(found), func(i int) {
		p := f.Pages[i]
		var holds bool
		if found[i], holds = kept(p); !holds {
			found[i] = f.page(p)
		}
	})
	return found
}

// each calls do for 0 to n-1 on all processors.
func each(n int, do func(int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}

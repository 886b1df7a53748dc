// Package site holds the model that pages are made from: sections, pages, axes
// and their terms, URLs, resolved links, fingerprints.
//
// It works in two steps. A Catalog is the whole content, whatever its audience
// or status: each document with its body, its URL and what its links point at.
// Rules run on it, so everything is checked once. A Site is what one build
// publishes: Select applies the audience and the drafts before anything is
// rendered, so that nothing about a card that is left out can leak into a list,
// a date or a count.
//
// Both are complete when returned and read-only after; goroutines may share
// them. URLs are relative to the top of the output, use slashes and always end
// in a file name, because file:// serves no folder index.
//
// Why not resolve links while rendering: a broken link must stop a build before
// the first file is written. Why not one model with a filter in each list: one
// forgotten filter would publish a restricted page.
package site

import (
	"path"
	"slices"
	"strings"
	"time"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/markdown"
)

// Catalog is the whole content, resolved.
type Catalog struct {
	Library *content.Library
	// Pages holds every document that has an address, sorted by path.
	Pages []*Page
	// ByPath finds a page by its content path.
	ByPath map[string]*Page
	// ByCode finds a page by its code; the first by path where authors repeat one.
	ByCode map[string]*Page
	// Contacts and Definitions find rows of the directory and the glossary;
	// definitions by anchor.
	Contacts    map[string]*content.Contact
	Definitions map[string]*Definition
	// Changed holds the last change of each file known to version control.
	Changed map[string]time.Time
	// Approvals is the register.
	Approvals Approvals
	// Diagnostics are the parser's own, one slice for all pages.
	Diagnostics []diag.Diagnostic

	common       *Catalog                // of the group, nil where there is none
	alike        map[*Page]*Page         // to pages of the catalog before, which differ in numbers alone
	contactWords map[string]contactWords // by id
	silent       map[string]bool         // the scenarios that cut the telephone, by id
	readings     []*reading              // by audience, from the widest
}

// Page is a document with an address.
type Page struct {
	*content.Document
	Body *markdown.Body
	// URL is the page's address from the top of the site.
	URL string
	// Title, Summary and Trigger are set in the site's typography.
	Title, Summary string
	Trigger        []string
	// Fingerprint identifies the printed meaning of a page with a code:
	// "4K7P-9QXM"; "" for others.
	Fingerprint string
	// Standing says whether the text is the one that was approved; set for pages
	// with a code.
	Standing Standing
	// Parts are the actions and contacts of a card in words.
	Parts []Part

	mistakes []diag.Diagnostic // of the text, by the parser
}

// Definition is a glossary row with its anchor on the glossary page.
type Definition struct {
	*content.Definition
	Anchor string
}

// Target is what a link points at; exactly one field is set, none when nothing
// is there.
type Target struct {
	Page       *Page
	Contact    *content.Contact
	Definition *Definition
	Asset      string // content path of an image or another file
	External   string // URL
}

// IsZero reports whether the link leads nowhere.
func (t Target) IsZero() bool { return t == Target{} }

// Target finds what a reference of a page's body points at. Pages keep no
// targets: one that changes is then no reason to make those anew that link to it.
func (c *Catalog) Target(p *Page, ref int) Target {
	r := &p.Body.Refs[ref]
	switch r.Kind {
	case markdown.LinkAnchor:
		return Target{Page: p}
	case markdown.LinkPage:
		return Target{Page: c.ByPath[r.Target]}
	case markdown.LinkCard:
		return Target{Page: c.ByCode[r.Target]}
	case markdown.LinkContact:
		return Target{Contact: c.Contacts[r.Target]}
	case markdown.LinkTerm:
		return Target{Definition: c.Definitions[markdown.Slug(r.Target)]}
	case markdown.LinkExternal:
		return Target{External: r.Target}
	case markdown.LinkFile, markdown.Image:
		if c.Library.Assets[r.Target] {
			return Target{Asset: r.Target}
		}
	}
	return Target{}
}

// Annexes returns the content paths of the ready-made sheets that the page
// names.
func (p *Page) Annexes() []string {
	files := make([]string, len(p.Meta.Annexes))
	for i, name := range p.Meta.Annexes {
		files[i] = path.Join(path.Dir(p.Path), name)
	}
	return files
}

// Files lists the files that a page shows or points at, by content path: images,
// attachments, ready-made sheets. A file may be there twice.
func (c *Catalog) Files(p *Page) []string {
	files := p.Annexes()
	for i := range p.Body.Refs {
		if r := &p.Body.Refs[i]; r.Kind == markdown.LinkFile || r.Kind == markdown.Image {
			files = append(files, r.Target)
		}
	}
	return slices.DeleteFunc(files, func(name string) bool { return !c.Library.Assets[name] })
}

// IsCard reports whether the page has a card's anatomy.
func (p *Page) IsCard() bool { return p.Meta.Type.IsCard() }

// documentURL is the address of a document: its path with .html, a section's
// index.html, and slug.html for slug/index.md, so that a page that gains images
// keeps its address.
func documentURL(file string) string {
	dir, base := path.Split(file)
	switch base {
	case "_index.md":
		return dir + "index.html"
	case "index.md":
		if dir != "" {
			return strings.TrimSuffix(dir, "/") + ".html"
		}
	}
	return strings.TrimSuffix(file, ".md") + ".html"
}

// The addresses of pages that no document makes.
const (
	HomeURL          = "index.html"
	NotFoundURL      = "404.html"
	DirectoryURL     = "annuaire.html"
	GlossaryURL      = "glossaire.html"
	FormsURL         = "formulaires.html"
	AlphabetURL      = "index-a-z.html"
	MapURL           = "plan-du-site.html"
	VersionsURL      = "versions.html"
	AccessibilityURL = "accessibilite.html"
	SearchURL        = "recherche.html"
	CoverageURL      = "couverture.html"
	VerifierURL      = "verifier.html"
	SituationURL     = "situation.html"
	ReadMeURL        = "LISEZ-MOI.txt"
	PaperURL         = "papier.html"
	PocketURL        = "classeurs/annuaire-de-poche.html"
)

// EngineURL is the address of the script that answers searches. Pages read it when
// they need it, so none of them names it.
const EngineURL = "assets/engine.js"

// Reserved reports whether a document may not have this URL because the program
// makes the page, or a later version of it will.
func Reserved(url string) bool {
	first, _, nested := strings.Cut(url, "/")
	if nested {
		return slices.Contains([]string{"services", "scenarios", "roles", "phases", "classeurs", "assets", "search", "outils"}, first)
	}
	return slices.Contains([]string{HomeURL, NotFoundURL, DirectoryURL, GlossaryURL, FormsURL, AlphabetURL, MapURL, VersionsURL,
		AccessibilityURL, SearchURL, PaperURL, CoverageURL, SituationURL, VerifierURL}, url)
}

// termURL is the address of a term's page.
func termURL(a content.Axis, id string) string { return string(a) + "s/" + id + ".html" }

// BinderURL is the address of a binder.
func BinderURL(id string) string { return "classeurs/" + id + ".html" }

// BinderPDF is the address of a binder's PDF, where there is one.
func BinderPDF(id string) string { return "classeurs/" + id + ".pdf" }

// pairURL is the address of a service × scenario page.
func pairURL(service, scenario string) string {
	return "services/" + service + "/" + scenario + ".html"
}

// AliasURL is the address of a page at a document's old path, or "" when the
// path leaves the site. Both the Markdown and the page's name are accepted.
func AliasURL(old string) string {
	old = path.Clean(strings.TrimPrefix(old, "/"))
	switch {
	case old == "." || strings.HasPrefix(old, ".."):
		return ""
	case strings.HasSuffix(old, ".md"):
		return documentURL(old)
	case strings.HasSuffix(old, ".html"):
		return old
	}
	return old + ".html"
}

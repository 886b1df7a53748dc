package check

import (
	"path"
	"strings"
	"unicode/utf8"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// pathLimit leaves room for a drive, a folder and a slot within Windows' 260
// characters.
const pathLimit = 180

// addresses checks that each page has a place of its own on every disk that a
// copy may be put on.
func (r *run) addresses() {
	a := addresses{run: r, owner: map[string]owned{}}
	for _, axis := range content.Axes() {
		for _, t := range r.Library.Terms[axis] {
			if idForm.MatchString(t.ID) {
				a.claim(string(axis)+"s/"+t.ID+".html", axis.File(), t.Position)
			}
		}
	}
	for _, p := range r.Pages {
		top := diag.Position{File: p.Path, Line: 1, Column: 1}
		if site.Reserved(p.URL) {
			r.report(diag.New(top, diag.DuplicateURL, p.URL, "planblanc"))
			continue
		}
		a.claim(p.URL, p.Path, top)
		for i, old := range p.Meta.Aliases {
			at := p.AtItem("aliases", i)
			url := site.AliasURL(old)
			if url == "" || site.Reserved(url) {
				r.report(diag.New(at, diag.DuplicateURL, old, "planblanc"))
				continue
			}
			a.claim(url, p.Path, at)
		}
	}
	for file := range r.used() {
		a.claim(file, file, diag.Position{File: file})
	}
}

// used returns the images and files that pages point at.
func (r *run) used() map[string]bool {
	files := map[string]bool{}
	for _, p := range r.Pages {
		for i := range p.Body.Refs {
			if t := p.Target(i); t.Asset != "" {
				files[t.Asset] = true
			}
		}
	}
	return files
}

// owned is an address already taken.
type owned struct{ url, by string }

type addresses struct {
	*run
	owner map[string]owned
}

// claim takes an address for a file, or says why it cannot be had.
func (a addresses) claim(url, by string, at diag.Position) {
	if n := utf8.RuneCountInString(url); n > pathLimit {
		a.report(diag.New(at, diag.PathTooLong, n, url))
	}
	if problem := output.CheckName(url); problem != "" {
		a.report(diag.New(at, diag.IllegalName, url, nameProblem(problem)))
	}
	key := output.CollisionKey(url)
	first, taken := a.owner[key]
	switch {
	case !taken:
		a.owner[key] = owned{url, by}
	case first.url == url:
		a.report(diag.New(at, diag.DuplicateURL, url, first.by))
	default:
		a.report(diag.New(at, diag.NameCollision, path.Base(by), strings.TrimPrefix(first.by, path.Dir(by)+"/")))
	}
}

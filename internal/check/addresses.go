package check

import (
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
func (f *facts) addresses() []diag.Diagnostic {
	r := &run{facts: f}
	a := addresses{run: r, owner: map[string]owned{}}
	for _, axis := range content.Axes() {
		for _, t := range r.Library.Terms[axis] {
			if content.IDForm.MatchString(t.ID) {
				a.claim(string(axis)+"s/"+t.ID+".html", axis.File(), t.Position)
			}
		}
	}
	// Pages before aliases: of two that clash, the alias is the one to change.
	for _, p := range r.Pages {
		a.take(p.URL, p.URL, p.Path, diag.Position{File: p.Path, Line: 1, Column: 1})
	}
	for _, p := range r.Pages {
		for i, old := range p.Meta.Aliases {
			a.take(old, site.AliasURL(old), p.Path, p.AtItem("aliases", i))
		}
	}
	for _, file := range keys(r.used()) {
		a.take(file, file, file, diag.Position{File: file})
	}
	return r.diags
}

// take claims an address that an author chose; name is how it was written.
func (a addresses) take(name, url, by string, at diag.Position) {
	if url == "" || reserved(url) {
		a.report(diag.New(at, diag.DuplicateURL, name, "planblanc"))
		return
	}
	a.claim(url, by, at)
}

// reserved reports whether the program makes the file itself, on a disk that
// does not tell case apart either.
func reserved(url string) bool {
	for _, name := range append(output.Reserved(), site.ReadMeURL) {
		if strings.EqualFold(url, name) {
			return true
		}
	}
	return site.Reserved(output.CollisionKey(url))
}

// used returns the images and files that pages point at.
func (r *run) used() map[string]bool {
	files := map[string]bool{}
	for _, p := range r.Pages {
		for _, file := range r.Files(p) {
			files[file] = true
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
	if hidden := strings.IndexFunc(url, diag.IsHidden); hidden >= 0 {
		r, _ := utf8.DecodeRuneInString(url[hidden:])
		a.report(diag.New(at, diag.HiddenCharacter, diag.Codepoint(r)))
	}
	key := output.CollisionKey(url)
	first, taken := a.owner[key]
	switch {
	case !taken:
		a.owner[key] = owned{url, by}
	case first.url == url:
		a.report(diag.New(at, diag.DuplicateURL, url, first.by))
	default:
		a.report(diag.New(at, diag.NameCollision, url, first.url))
	}
}

package pack

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// ServiceError says that a site has no page of a service.
type ServiceError struct {
	ID    string
	Known []string
}

func (e *ServiceError) Error() string { return fmt.Sprintf("no service %q", e.ID) }

// choose lists the pages to put in one file, the one to show first in front.
//
// Binders are left out, since they repeat the sheets, and with them the page
// that leads to them; so are pages that only make sense as files: those of old
// addresses, of an address that is wrong, and those that run a script of their
// own, such as the one that verifies a key. What a copy carries to make itself
// again are no pages.
func (s *Site) choose(service string) ([]string, error) {
	frame, err := s.load(site.SearchURL)
	if err != nil {
		return nil, err
	}
	skip := map[string]bool{site.NotFoundURL: true, site.PaperURL: true}
	for _, b := range s.Contents.Manifest.Binders {
		skip[site.BinderURL(b.ID)] = true
	}
	all := map[string]bool{}
	var urls []string
	for _, e := range s.Contents.Entries {
		if path.Ext(e.Path) != ".html" || skip[e.Path] || strings.HasPrefix(e.Path, site.ToolsFolder) {
			continue
		}
		text, err := fs.ReadFile(s.Folder, e.Path)
		if err != nil {
			return nil, err
		}
		if !bytes.Contains(text, []byte(`http-equiv="refresh"`)) && !runsOther(e.Path, text, frame.scripts) {
			all[e.Path] = true
			urls = append(urls, e.Path)
		}
	}
	if service == "" {
		return first(site.HomeURL, urls), nil
	}
	return s.ofService(service, urls, all)
}

// scriptTag is a script's start tag and the address that it has.
var scriptTag = regexp.MustCompile(`<script\b(?:[^>]* src="([^"]*)")?`)

// runsOther reports whether a page has a script that is not one of some. It looks
// at the text, since all pages of a site are looked at.
func runsOther(url string, text []byte, known []string) bool {
	for _, m := range scriptTag.FindAllSubmatch(text, -1) {
		if target, _, _ := resolve(url, string(m[1])); !slices.Contains(known, target) {
			return true
		}
	}
	return false
}

// first puts a page before the others.
func first(url string, others []string) []string {
	others = slices.DeleteFunc(others, func(u string) bool { return u == url })
	return slices.Insert(others, 0, url)
}

// ofService keeps of the pages of a site those of a service, the documents that
// they list, and the forms that these cite, with the directory, the glossary and
// the search.
func (s *Site) ofService(id string, urls []string, all map[string]bool) ([]string, error) {
	folder := string(content.ByService) + "s/"
	start := folder + id + ".html"
	if !all[start] {
		e := &ServiceError{ID: id}
		for _, url := range urls {
			if name, ok := strings.CutPrefix(strings.TrimSuffix(url, ".html"), folder); ok && !strings.Contains(name, "/") && name != "index" {
				e.Known = append(e.Known, name)
			}
		}
		return nil, e
	}
	keep := map[string]bool{start: true, site.SearchURL: true, site.DirectoryURL: true, site.GlossaryURL: true}
	var listed []string
	for _, url := range urls {
		if url == start || strings.HasPrefix(url, folder+id+"/") {
			keep[url] = true
			listed = append(listed, url)
		}
	}
	documents, err := s.linked(listed, s.isDocument)
	if err != nil {
		return nil, err
	}
	forms, err := s.linked(documents, s.isForm)
	if err != nil {
		return nil, err
	}
	for _, url := range slices.Concat(documents, forms) {
		keep[url] = true
	}
	return first(start, slices.DeleteFunc(urls, func(url string) bool { return !keep[url] })), nil
}

// isDocument reports whether a page may be that of a document: neither one of
// the lists at the top of the site nor one of an axis.
func (s *Site) isDocument(url string) bool {
	dir, _, deep := strings.Cut(url, "/")
	return deep && !slices.ContainsFunc(content.Axes(), func(a content.Axis) bool { return dir == string(a)+"s" })
}

func (s *Site) isForm(url string) bool {
	return slices.ContainsFunc(s.Contents.Manifest.Cards, func(c output.Card) bool { return c.URL == url && c.Type == string(content.Form) })
}

// linked lists the pages, of a kind, that the main parts of some pages lead to.
func (s *Site) linked(from []string, kind func(url string) bool) ([]string, error) {
	found := map[string]bool{}
	for _, url := range from {
		p, err := s.load(url)
		if err != nil {
			return nil, err
		}
		for n := range p.main.Descendants() {
			if target, _, inside := resolve(url, attribute(n, "href")); isElement(n, "a") && inside && kind(target) {
				found[target] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

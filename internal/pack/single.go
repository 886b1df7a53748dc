package pack

import (
	"bytes"
	_ "embed" // what makes pages of sections
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"

	"golang.org/x/net/html"

	"planblanc/internal/site"
)

// What a site in one file needs beside its own styles and scripts: with the
// script one section is shown at a time, without it all are there to be read.
var (
	//go:embed single.css
	singleStyle string
	//go:embed single.js
	singleScript string
)

// Folded says what a site in one file was made of.
type Folded struct {
	Pages int
	Parts int64 // bytes of the files of the site that are in it
}

// Single writes the site as one page that needs no other file. Each page is a
// section whose id is its address, so that an address of the site after a # leads
// to it; styles, scripts, images and the index of search are in it. With the id
// of a service it holds what that service needs. The same site gives the same
// bytes. The errors that a person can mend are ServiceError, ThemeError
// and FormatError.
//
// It is made of the built pages and not of the content: what was checked is what
// is sent, with any theme, and nothing is rendered by two programs.
func (s *Site) Single(w io.Writer, service string) (Folded, error) {
	urls, err := s.choose(service)
	if err != nil {
		return Folded{}, err
	}
	f := &folding{Site: s, extract: service != "", start: urls[0], held: map[string]string{}, used: map[string]bool{}}
	for _, url := range urls {
		f.held[url] = ""
	}
	for i, url := range urls {
		if err := f.section(i, url); err != nil {
			return Folded{}, err
		}
	}
	if err := f.write(w); err != nil {
		return Folded{}, err
	}
	return Folded{len(urls), f.parts()}, nil
}

// folding makes one page of many.
type folding struct {
	*Site
	extract  bool              // it holds what one service needs
	start    string            // the page to show first
	held     map[string]string // the headings of the pages in it
	used     map[string]bool   // files of the site that are in it
	title    string
	sheets   []sheet // of styles, each once
	sections bytes.Buffer
	rules    bytes.Buffer // for the paper of single pages
}

// read gives a file of the site and notes that it is used.
func (f *folding) read(name string) ([]byte, error) {
	f.used[name] = true
	return fs.ReadFile(f.Folder, name)
}

// parts is the size of the files used.
func (f *folding) parts() int64 {
	var sum int64
	for _, e := range f.Contents.Entries {
		if f.used[e.Path] {
			sum += e.Bytes
		}
	}
	return sum
}

var pageRule = regexp.MustCompile(`@page\s*\{`)

// section adds a page. Its rules for paper, which say @page, become those of a
// named one. The script puts them in force as they are: after a named page
// Firefox prints an empty one.
func (f *folding) section(number int, url string) error {
	p, err := f.load(url)
	if err != nil {
		return err
	}
	if url == site.SearchURL {
		p.note(f.extractNote(p.language))
	}
	for _, s := range p.sheets {
		if !slices.Contains(f.sheets, s) {
			f.sheets = append(f.sheets, s)
		}
	}
	f.used[url] = true
	f.held[url] = p.heading
	classes, more := "folded", ""
	if p.rules != "" {
		name := fmt.Sprintf("l%d", number)
		f.rules.WriteString(pageRule.ReplaceAllString(p.rules, "@page "+name+"{") + ":root:not(.js) ." + name + "{page:" + name + "}\n")
		classes += " " + name
		more = ` data-rules="` + html.EscapeString(p.rules) + `"`
	}
	if p.class != "" {
		more += ` data-class="` + html.EscapeString(p.class) + `"`
	}
	switch url {
	case f.start:
		f.title = p.title
		more += " data-start"
	case site.SearchURL:
		more += " data-scripted"
	}
	fmt.Fprintf(&f.sections, "<section class=\"%s\" id=\"%s\" data-title=\"%s\"%s>\n", classes, html.EscapeString(url), html.EscapeString(p.title), more)
	for _, n := range p.parts {
		if err := f.add(&f.sections, n, p); err != nil {
			return err
		}
	}
	f.sections.WriteString("</section>\n")
	return nil
}

// add writes a part of a page.
func (f *folding) add(to *bytes.Buffer, n *html.Node, p *page) error {
	if err := f.fold(n, p); err != nil {
		return err
	}
	if err := html.Render(to, n); err != nil {
		return err
	}
	return to.WriteByte('\n')
}

// write puts all together. What surrounds the sections is from the search page,
// whose box is that of all.
func (f *folding) write(w io.Writer) error {
	frame, err := f.loadFrame()
	if err != nil {
		return err
	}
	frame.addToMenu("#"+contentsID, wordsOf(frame.language).contents)
	var top, bottom bytes.Buffer
	for _, n := range frame.above {
		if err := f.add(&top, n, frame); err != nil {
			return err
		}
	}
	for _, n := range frame.below {
		if err := f.add(&bottom, n, frame); err != nil {
			return err
		}
	}
	styles, sources, err := f.styles()
	if err != nil {
		return err
	}
	script, err := f.script(frame)
	if err != nil {
		return err
	}
	for _, part := range []string{
		"<!DOCTYPE html>\n<html lang=\"", html.EscapeString(frame.language), "\">\n<head>\n<meta charset=\"utf-8\">\n",
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src ", source(script), "; style-src", sources,
		"; img-src data:; font-src data:; base-uri 'none'; form-action 'none'\">\n",
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n",
		"<title>", html.EscapeString(f.title), "</title>\n", styles, "</head>\n<body>\n",
		top.String(), f.contents(frame.language), f.sections.String(), bottom.String(), "<script>", script, "</script>\n</body>\n</html>\n",
	} {
		if _, err := io.WriteString(w, part); err != nil {
			return err
		}
	}
	return nil
}

package pack

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/url"
	"path"

	"golang.org/x/net/html"

	"planblanc/internal/site"
)

// ThemeError says which element a page lacks to stand in one file.
type ThemeError struct{ URL, Element string }

func (e *ThemeError) Error() string { return fmt.Sprintf("%s has no %s", e.URL, e.Element) }

// page is a page of the site, parsed. Of its body it keeps what holds its main
// part, with the ways to it: other navigation at the top of the body.
type page struct {
	url, language, title string
	heading              string // its first, in words
	class                string // of its body
	rules                string // its own style, which is for paper
	main                 *html.Node
	parts                []*html.Node
	framing              bool
	// Of a frame: what is before and after the main part, and what it loads.
	above, below []*html.Node
	sheets       []sheet
	scripts      []string
}

// sheet is a style sheet and the medium that it is for.
type sheet struct{ url, medium string }

// load reads a page.
func (s *Site) load(url string) (*page, error) {
	text, err := fs.ReadFile(s.Folder, url)
	if err != nil {
		return nil, err
	}
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", url, err)
	}
	p := &page{url: url}
	for n := range root.Descendants() {
		switch {
		case isElement(n, "html"):
			p.language = attribute(n, "lang")
		case isElement(n, "title") && p.title == "":
			p.title = words(n)
		case isElement(n, "style"):
			p.rules += words(n)
		case isElement(n, "h1") && p.heading == "":
			p.heading = words(n)
		case isElement(n, "main"):
			p.main = n
		case isElement(n, "link") && attribute(n, "rel") == "stylesheet":
			if target, _, inside := resolve(url, attribute(n, "href")); inside {
				p.sheets = append(p.sheets, sheet{target, attribute(n, "media")})
			}
		case isElement(n, "script"):
			if target, _, inside := resolve(url, attribute(n, "src")); inside {
				p.scripts = append(p.scripts, target)
			}
		case isElement(n, "body"):
			p.class = attribute(n, "class")
		}
	}
	if p.main == nil {
		return nil, &ThemeError{url, "<main>"}
	}
	p.share()
	return p, nil
}

// share tells the parts of the body from what surrounds them.
func (p *page) share() {
	holder := p.main
	for !isElement(holder.Parent, "body") {
		holder = holder.Parent
	}
	around := &p.above
	for n := range holder.Parent.ChildNodes() {
		switch {
		case n == holder:
			p.parts = append(p.parts, n)
			around = &p.below
		case isElement(n, "nav"):
			p.parts = append(p.parts, n)
		case n.Type == html.ElementNode && !isElement(n, "script"):
			*around = append(*around, n)
		}
	}
}

// loadFrame reads the page whose surroundings become those of all.
func (s *Site) loadFrame() (*page, error) {
	p, err := s.load(site.SearchURL)
	if err != nil {
		return nil, err
	}
	p.framing = true
	found := false
	for _, n := range p.above {
		set(n, "data-frame", "")
		searches, leads := false, false
		for d := range n.Descendants() {
			searches = searches || isSearch(d)
			leads = leads || isElement(d, "a")
		}
		found = found || searches
		if searches && !leads {
			set(n, "data-scripted", "") // nothing else is in it
		}
	}
	if !found {
		return nil, &ThemeError{site.SearchURL, `<form role="search">`}
	}
	return p, nil
}

// note puts a sentence below the page's title, or nothing.
func (p *page) note(text string) {
	for n := range p.main.Descendants() {
		if text != "" && isElement(n, "h1") {
			lead := element("p", text)
			set(lead, "class", "lead")
			n.Parent.InsertBefore(lead, n.NextSibling)
			return
		}
	}
}

// addToMenu adds a link to the first list of the frame that navigates.
func (p *page) addToMenu(href, text string) {
	for _, n := range p.above {
		for list := range n.Descendants() {
			if !isElement(list, "ul") || !isElement(list.Parent, "nav") {
				continue
			}
			item, link := &html.Node{Type: html.ElementNode, Data: "li"}, element("a", text)
			set(link, "href", href)
			item.AppendChild(link)
			list.AppendChild(item)
			return
		}
	}
}

// resolve gives the file of the site that an address of a page leads to and the
// anchor in it, escaped; it is not inside where it leads elsewhere.
func resolve(from, address string) (target, anchor string, inside bool) {
	u, err := url.Parse(address)
	if err != nil || address == "" || u.IsAbs() || u.Host != "" {
		return "", "", false
	}
	target = from
	if u.Path != "" {
		target = path.Join(path.Dir(from), u.Path)
	}
	return target, u.EscapedFragment(), true
}

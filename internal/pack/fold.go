package pack

import (
	"encoding/base64"
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"planblanc/internal/site"
)

// fold makes a part of a page fit to stand among others: ids get the page's
// address before them, links lead to sections, images come along. What has no
// place there goes: scripts and what stands for them, and boxes to search in,
// since the frame's is that of all.
func (f *folding) fold(n *html.Node, p *page) error {
	for _, c := range slices.Collect(n.ChildNodes()) {
		if isElement(c, "script") || isElement(c, "noscript") || isSearch(c) && !p.framing {
			n.RemoveChild(c)
			continue
		}
		if err := f.fold(c, p); err != nil {
			return err
		}
	}
	switch {
	case n == p.main:
		n.Data, n.DataAtom = "div", 0
		remove(n, "id")
		remove(n, "tabindex")
		set(n, "data-main", "")
	case isSearch(n):
		set(n, "action", "#"+site.SearchURL)
		set(n, "data-scripted", "")
	case isElement(n, "a"):
		f.link(n, p)
	}
	f.identify(n, p)
	if src := attribute(n, "src"); src != "" {
		inlined, err := f.data(p.url, src)
		if err != nil {
			return err
		}
		set(n, "src", inlined)
	}
	return nil
}

// references are the attributes that name ids.
var references = []string{"id", "for", "headers", "list", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"}

// identify makes the ids of a page unlike those of another. Those of the search
// page stay: its script knows them.
func (f *folding) identify(n *html.Node, p *page) {
	if p.url == site.SearchURL {
		return
	}
	for i, a := range n.Attr {
		if !slices.Contains(references, a.Key) {
			continue
		}
		ids := strings.Fields(a.Val)
		for j := range ids {
			ids[j] = p.url + "#" + ids[j]
		}
		n.Attr[i].Val = strings.Join(ids, " ")
	}
}

// link points a link at a section. One to what is not in the file becomes its
// words; a button and an entry of a menu are nothing without their target.
func (f *folding) link(n *html.Node, p *page) {
	target, anchor, inside := resolve(p.url, attribute(n, "href"))
	if !inside {
		return
	}
	if target == site.HomeURL && anchor == "" {
		target = f.start
	}
	if p.framing && target == site.SearchURL && anchor != "" {
		return // to the main part of the page shown, or to the contents
	}
	if _, held := f.held[target]; held {
		if anchor != "" {
			anchor = "#" + anchor
		}
		set(n, "href", "#"+site.EscapePath(target)+anchor)
		return
	}
	if p.framing && isElement(n.Parent, "li") {
		n.Parent.Parent.RemoveChild(n.Parent)
		return
	}
	if !slices.Contains(strings.Fields(attribute(n, "class")), "button") {
		for _, c := range slices.Collect(n.ChildNodes()) {
			n.RemoveChild(c)
			n.Parent.InsertBefore(c, n)
		}
	}
	n.Parent.RemoveChild(n)
}

// FormatError says that a page or a style sheet loads a file of a kind that
// cannot be put into it.
type FormatError struct{ From, Path string }

func (e *FormatError) Error() string { return fmt.Sprintf("%s loads %s", e.From, e.Path) }

// data is a file of the site as an address; one outside of the site stays.
func (f *folding) data(from, address string) (string, error) {
	target, _, inside := resolve(from, address)
	if !inside {
		return address, nil
	}
	body, err := f.read(target)
	if err != nil {
		return "", fmt.Errorf("%s: %w", from, err)
	}
	kind := media[strings.ToLower(path.Ext(target))]
	if kind == "" {
		return "", &FormatError{from, target}
	}
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(body), nil
}

// media are the types of what pages and styles load. Those that package mime
// knows depend on the machine.
var media = map[string]string{
	".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
	".webp": "image/webp", ".avif": "image/avif", ".woff": "font/woff", ".woff2": "font/woff2",
}

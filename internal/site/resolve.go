package site

import (
	"net/url"
	"path"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/markdown"
)

// Relative writes a content path as a link from another file.
func Relative(from, to string) string {
	up := strings.Split(path.Dir(from), "/")
	if up[0] == "." {
		up = nil
	}
	down := strings.Split(to, "/")
	for len(up) > 0 && len(down) > 1 && up[0] == down[0] {
		up, down = up[1:], down[1:]
	}
	return strings.Repeat("../", len(up)) + strings.Join(down, "/")
}

// text is what a link with no text of its own reads.
func (t Target) text() string {
	switch {
	case t.Page != nil && t.Page.Meta.Code != "":
		return t.Page.Meta.Code
	case t.Page != nil:
		return t.Page.Title
	case t.Definition != nil:
		return t.Definition.Term
	}
	return t.External
}

// linkText is what a page's reference to a target reads when its author gave it no
// words: a path takes the title of its page, an anchor of the same page its heading, a
// contact the number that its author chose or the first that works, the rest as
// text says.
func (c *Catalog) linkText(p *Page, ref int, t Target) string {
	r := &p.Body.Refs[ref]
	switch {
	case r.Kind == markdown.LinkPage && t.Page != nil:
		return t.Page.Title
	case t.Contact != nil:
		if chosen := t.Contact.Number(content.NumberKind(r.Anchor)); chosen != "" {
			return chosen
		}
		return Number(t.Contact, c.Telephone(p.Meta.Scenario...))
	case r.Kind == markdown.LinkAnchor:
		for _, h := range p.Body.Headings {
			if h.ID == r.Anchor {
				return h.Text
			}
		}
	}
	return t.text()
}

// EscapePath writes a path of the site, a page's URL or an asset, for an
// address: authors may name a file with a number sign or a percent.
func EscapePath(path string) string {
	if strings.IndexFunc(path, isUnusual) < 0 {
		return path
	}
	return (&url.URL{Path: path}).EscapedPath()
}

// Address writes a path of the site for a page whose way to the top of the site is
// prefix ("", "../" …). A colon in its first segment would make a scheme of what
// stands before it (RFC 3986 §4.2): check refuses such names, and this does not
// count on it.
func Address(prefix, path string) string {
	address := prefix + EscapePath(path)
	if first, _, _ := strings.Cut(address, "/"); strings.Contains(first, ":") {
		return "./" + address
	}
	return address
}

func isUnusual(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || strings.ContainsRune("/-._", r))
}

// Link writes a page's reference for a page whose way to the top of the site is
// prefix ("", "../" …); the address is escaped. A target that is not published has no address: its text
// stays.
func (s *Site) Link(p *Page, ref int, prefix string) markdown.Link {
	r, t := &p.Body.Refs[ref], s.Catalog.Target(p, ref)
	link := markdown.Link{Text: s.Catalog.linkText(p, ref, t)}
	switch {
	case t.Page != nil && s.Publishes(t.Page):
		link.Href = Address(prefix, t.Page.URL)
		if r.Anchor != "" {
			link.Href += "#" + r.Anchor
		}
		if r.Kind == markdown.LinkCard {
			link.Class = "ref"
		}
		if t.Page != p && (r.HasText || link.Text != t.Page.Meta.Code) {
			link.Code = t.Page.Meta.Code
		}
	case t.Contact != nil && s.Audience.Includes(t.Contact.Audience):
		link.Href, link.Class = prefix+DirectoryURL+"#"+t.Contact.ID, "number"
	case t.Definition != nil && s.Audience.Includes(t.Definition.Audience):
		link.Href = prefix + GlossaryURL + "#" + t.Definition.Anchor
	case t.Asset != "":
		link.Href = Address(prefix, t.Asset)
	case t.External != "":
		link.Href, link.Class = t.External, "external"
	}
	return link
}

package imports

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// el makes an element of HTML.
func el(tag string, children ...*html.Node) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: tag, DataAtom: atom.Lookup([]byte(tag))}
	for _, c := range children {
		n.AppendChild(c)
	}
	return n
}

func text(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func setAttr(n *html.Node, key, value string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

// hasClass reports whether an element has a class of a name.
func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attr(n, "class")), class)
}

// is reports whether a node is an element of one of these names.
func is(n *html.Node, tags ...string) bool {
	return n != nil && n.Type == html.ElementNode && slices.Contains(tags, n.Data)
}

// children lists a node's children, so that they can be moved while looping.
func children(n *html.Node) []*html.Node {
	return slices.Collect(n.ChildNodes())
}

// move gives all children of one node to another, at its end.
func move(from, to *html.Node) {
	for _, c := range children(from) {
		from.RemoveChild(c)
		to.AppendChild(c)
	}
}

// replace puts nodes in the place of a node.
func replace(old *html.Node, with ...*html.Node) {
	for _, n := range with {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
		old.Parent.InsertBefore(n, old)
	}
	old.Parent.RemoveChild(old)
}

// unwrap puts an element's children in its place.
func unwrap(n *html.Node) { replace(n, children(n)...) }

// words is the text of a tree on one line.
func words(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case is(c, "br", "p", "li", "td", "th", "tr", "div"):
			b.WriteByte(' ')
		}
	}
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// headingLevel is 1 to 6 for a heading, else 0.
func headingLevel(n *html.Node) int {
	if n.Type == html.ElementNode && len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
		return int(n.Data[1] - '0')
	}
	return 0
}

// heading makes a heading; below level six there is none.
func heading(level int, children ...*html.Node) *html.Node {
	return el("h"+string(rune('0'+min(max(level, 1), 6))), children...)
}

func setLevel(n *html.Node, level int) {
	n.Data = "h" + string(rune('0'+min(max(level, 1), 6)))
	n.DataAtom = atom.Lookup([]byte(n.Data))
}

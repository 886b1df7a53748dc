package pack

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// element makes an element that holds a text.
func element(name, text string) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: name}
	n.AppendChild(&html.Node{Type: html.TextNode, Data: text})
	return n
}

func isElement(n *html.Node, name string) bool {
	return n.Type == html.ElementNode && n.Data == name
}

func isSearch(n *html.Node) bool { return isElement(n, "form") && attribute(n, "role") == "search" }

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func set(n *html.Node, name, value string) {
	remove(n, name)
	n.Attr = append(n.Attr, html.Attribute{Key: name, Val: value})
}

func remove(n *html.Node, name string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// words is the text of a node on one line.
func words(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return strings.ContainsRune(" \t\r\n\f", r) }), " ")
}

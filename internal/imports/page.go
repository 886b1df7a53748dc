package imports

import (
	"bytes"
	"path"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// page reads an HTML page, such as Confluence exports.
func (f *folder) page(name string) (*Document, error) {
	raw, err := f.read(name)
	if err != nil {
		return nil, err
	}
	doc := newDocument(name)
	return doc, f.tree(doc, plain(raw), false)
}

// tree takes the text of a page into a document.
// Notes says that the text has marks of footnotes, which were put there.
func (f *folder) tree(doc *Document, page []byte, notes bool) error {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return err
	}
	count, property := 0, ""
	for n := range root.Descendants() {
		if count++; count > maxNodes {
			return ErrTooLarge
		}
		if n.Type == html.TextNode && !notes { // an entity may name what plain removed
			n.Data = printable(n.Data)
		}
		if is(n, "title") && property == "" {
			property = words(n)
		}
	}
	main := f.main(doc, root)
	c := cleaner{folder: f, doc: doc}
	if deep(main, maxDepth) {
		return ErrTooDeep
	}
	c.clean(main)
	for _, b := range flat(main) {
		doc.body.AppendChild(b)
	}
	doc.finish(property)
	return nil
}

func deep(n *html.Node, left int) bool {
	for c := range n.ChildNodes() {
		if left == 0 || deep(c, left-1) {
			return true
		}
	}
	return false
}

// main finds the text of a page, its title, and what hangs beside it.
func (f *folder) main(doc *Document, root *html.Node) *html.Node {
	var main, title, body *html.Node
	var attached []string
	for n := range root.Descendants() {
		switch {
		case main == nil && (attr(n, "id") == "main-content" || hasClass(n, "wiki-content")):
			main = n
		case attr(n, "id") == "title-text":
			title = n
		case is(n, "body"):
			body = n
		}
	}
	if title != nil {
		said := words(title)
		if _, after, ok := strings.Cut(said, " : "); ok { // « Espace : Page »
			said = after
		}
		doc.Title = said
	}
	if main == nil {
		return body // html.Parse always makes one
	}
	for n := range root.Descendants() {
		if href := attr(n, "href"); is(n, "a") && strings.HasPrefix(href, "attachments/") && !within(n, main) {
			attached = append(attached, href)
		}
	}
	shown := map[string]bool{}
	for n := range main.Descendants() {
		for _, key := range []string{"src", "href"} {
			shown[attr(n, key)] = true
		}
	}
	for _, href := range attached {
		if !shown[href] {
			doc.losses = append(doc.losses, Loss{Kind: Attachment, Detail: path.Base(href)})
		}
	}
	return main
}

func within(n, outer *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

// cleaner turns the elements of a page into the few that Markdown has.
type cleaner struct {
	*folder
	doc   *Document
	block int
	under string
}

func (c *cleaner) lose(k Kind, detail string) {
	c.doc.losses = append(c.doc.losses, Loss{k, c.block, c.under, short(detail)})
}

// macros are the frames of Confluence, as the boxes they become.
var macros = map[string]string{
	"confluence-information-macro-information": "NOTE", "confluence-information-macro-note": "IMPORTANT",
	"confluence-information-macro-warning": "WARNING", "confluence-information-macro-tip": "TIP",
}

func (c *cleaner) clean(n *html.Node) {
	for _, e := range children(n) {
		if e.Type == html.TextNode {
			continue
		}
		if e.Type != html.ElementNode {
			n.RemoveChild(e)
			continue
		}
		if is(e, "p", "li", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "dt") {
			c.block++
			setAttr(e, blockAttr, strconv.Itoa(c.block))
		}
		if headingLevel(e) > 0 {
			c.under = short(words(e))
			c.anchors(e)
		}
		if !c.special(n, e) {
			c.clean(e)
		}
	}
}

// anchors remembers the names by which links reach a heading.
func (c *cleaner) anchors(h *html.Node) {
	said := words(h)
	for _, name := range []string{attr(h, "id"), attr(h, "name")} {
		if name != "" {
			c.doc.anchor[name] = said
		}
	}
	for n := range h.Descendants() {
		if id := attr(n, "id"); id != "" {
			c.doc.anchor[id] = said
		}
	}
}

// special changes an element that is not as it seems, and reports whether it is
// done with it.
func (c *cleaner) special(parent, e *html.Node) bool {
	drop := func(k Kind, detail string) bool {
		c.lose(k, detail)
		parent.RemoveChild(e)
		return true
	}
	switch {
	case is(e, "script", "style", "noscript", "template", "head", "link", "meta", "title", "base", "col", "colgroup"),
		hasClass(e, "aui-icon"), hasClass(e, "confluence-information-macro-icon"):
		parent.RemoveChild(e)
		return true
	case hasClass(e, "toc-macro"):
		return drop(Contents, "")
	case is(e, "input") && attr(e, "type") == "checkbox":
		c.checkbox(e)
		return true
	case is(e, "iframe", "object", "embed", "video", "audio", "canvas", "svg", "math", "applet", "frameset", "input", "button", "select", "textarea", "map"):
		return drop(Unsupported, "<"+e.Data+"> "+words(e)+attr(e, "src")+attr(e, "data"))
	case is(e, "img") && (hasClass(e, "emoticon") || hasClass(e, "emoji")):
		replace(e, text(attr(e, "alt")))
		return true
	case is(e, "img"):
		c.picture(e)
		return true
	case is(e, "a"):
		c.anchor(e)
	case hasClass(e, "task-list-item") || is(e.Parent, "ul") && hasClass(e.Parent, "inline-task-list"):
		setAttr(e, taskAttr, "todo")
		if hasClass(e, "checked") {
			setAttr(e, taskAttr, "done")
		}
	}
	for class, name := range macros {
		if hasClass(e, class) {
			e.Data, e.DataAtom = "blockquote", 0
			setAttr(e, calloutAttr, name)
		}
	}
	return false
}

// checkbox makes its item a task.
func (c *cleaner) checkbox(e *html.Node) {
	done := "todo"
	if hasAttr(e, "checked") {
		done = "done"
	}
	for p := e.Parent; p != nil; p = p.Parent {
		if is(p, "li") {
			setAttr(p, taskAttr, done)
			e.Parent.RemoveChild(e)
			return
		}
	}
	replace(e, text("☐ "))
}

// picture brings an image beside the document.
func (c *cleaner) picture(e *html.Node) {
	name, ok := c.bring(c.doc, attr(e, "src"))
	if !ok {
		c.lose(ImageFormat, attr(e, "src"))
		replace(e, text(attr(e, "alt")))
		return
	}
	alt := attr(e, "alt")
	if hasClass(e, "confluence-embedded-image") && alt == path.Base(attr(e, "src")) {
		alt = ""
	}
	e.Attr = nil
	setAttr(e, "src", name)
	setAttr(e, "alt", alt)
}

// anchor brings a file that is linked to, when the site can take it.
func (c *cleaner) anchor(e *html.Node) {
	href := attr(e, "href")
	if href == "" || target(c.doc.From, href) == "" {
		return
	}
	switch strings.ToLower(path.Ext(target(c.doc.From, href))) {
	case ".html", ".htm", ".md", ".markdown", "":
		return
	}
	if name, ok := c.bring(c.doc, href); ok {
		setAttr(e, fileAttr, name)
	}
}

// wrappers only hold other blocks.
func isWrapper(n *html.Node) bool {
	return is(n, "div", "section", "article", "main", "header", "footer", "aside", "figure", "details", "summary", "center", "address", "nav", "form", "fieldset", "figcaption", "hgroup", "dialog", "search", "font") ||
		n.Type == html.ElementNode && !isBlock(n) && holdsBlock(n)
}

func isBlock(n *html.Node) bool {
	return headingLevel(n) > 0 || is(n, "p", "ul", "ol", "dl", "table", "blockquote", "pre", "hr")
}

func holdsBlock(n *html.Node) bool {
	for c := range n.Descendants() {
		if isBlock(c) || is(c, "div", "section") {
			return true
		}
	}
	return false
}

// flat lists the blocks of a tree without what only wraps them; words outside
// of a block make a paragraph.
func flat(n *html.Node) []*html.Node {
	var out []*html.Node
	var line *html.Node
	for _, c := range children(n) {
		if c.Type != html.TextNode && (isBlock(c) || isWrapper(c)) {
			line = nil
			n.RemoveChild(c)
			if isBlock(c) {
				if is(c, "blockquote") {
					for _, b := range flat(c) {
						c.AppendChild(b)
					}
				}
				out = append(out, c)
			} else {
				out = append(out, flat(c)...)
			}
			continue
		}
		if line == nil && c.Type == html.TextNode && strings.TrimSpace(c.Data) == "" {
			n.RemoveChild(c)
			continue
		}
		if line == nil {
			line = el("p")
			out = append(out, line)
		}
		n.RemoveChild(c)
		line.AppendChild(c)
	}
	return out
}

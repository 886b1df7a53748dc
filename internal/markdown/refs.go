package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"

	"planblanc/internal/diag"
)

// refer records a link whose address stands at an offset of the source, or
// reports the address.
func (r *renderer) refer(at int, address string, hasText bool) (ref int, ok bool) {
	place := r.source.locate(at)
	d, ok := classify(place.File, address)
	if !ok {
		r.disallow(place, address)
		return 0, false
	}
	r.body.Refs = append(r.body.Refs, Ref{d.kind, d.target, d.anchor, hasText, place})
	r.shown = true
	return len(r.body.Refs) - 1, true
}

func (r *renderer) disallow(place diag.Position, address string) {
	var value any = shorten(address)
	if address == "" {
		value = diag.Text{FR: "(vide)", EN: "(empty)"}
	}
	r.ds = append(r.ds, diag.New(place, diag.DisallowedLink, value))
}

// destination returns where the address of a link or an image stands, or the
// link itself when its address is elsewhere.
func (r *renderer) destination(n ast.Node, address []byte, elsewhere bool) int {
	at := max(n.Pos(), 0)
	if elsewhere || len(address) == 0 {
		return at
	}
	for from := at; ; {
		found := bytes.Index(r.source.text[from:], []byte("]("))
		if found < 0 {
			return at
		}
		from += found + len("](")
		rest := bytes.TrimLeft(r.source.text[from:], " \n\t")
		rest = bytes.TrimPrefix(rest, []byte("<"))
		if bytes.HasPrefix(rest, address) {
			return len(r.source.text) - len(rest)
		}
	}
}

func (r *renderer) link(n *ast.Link) {
	at := r.destination(n, n.Destination, n.Reference != nil)
	hasText := r.hasText(n)
	ref, ok := 0, false
	if !r.linked {
		ref, ok = r.refer(at, string(appendPlain(nil, n.Destination)), hasText)
	}
	if !ok {
		r.run(n.FirstChild())
		return
	}
	r.slot(slotLink, ref, r.titleAttribute(n.Title))
	r.linked = true
	r.still++
	if hasText {
		r.run(n.FirstChild())
	} else {
		r.slot(slotText, ref, "")
		r.solid()
	}
	r.still--
	r.linked = false
	r.slot(slotClose, ref, "")
}

// hasText reports whether the author gave a link words or an image.
func (r *renderer) hasText(n ast.Node) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok || len(bytes.TrimSpace(t.Segment.Value(r.source.text))) > 0 {
			return true
		}
	}
	return false
}

func (r *renderer) titleAttribute(title []byte) string {
	if len(title) == 0 {
		return ""
	}
	html := appendEscaped([]byte(` title="`), r.caption(title))
	return string(append(html, '"'))
}

// caption returns a title as the author meant it, typeset.
func (r *renderer) caption(title []byte) []byte {
	t := typesetter{french: r.parser.french}
	return t.append(nil, appendPlain(nil, title))
}

func (r *renderer) autoLink(n *ast.AutoLink) {
	label := string(n.Label(r.source.text))
	scheme := ""
	if n.AutoLinkType == ast.AutoLinkEmail {
		scheme = "mailto:"
	}
	r.address(label, scheme, max(n.Pos(), 0))
}

// address writes an address that is its own text; it stands at or soon after an
// offset of the source.
func (r *renderer) address(label, scheme string, at int) {
	if found := bytes.Index(r.source.text[at:], []byte(label)); found >= 0 {
		at += found
	}
	ref, ok := 0, false
	if !r.linked {
		ref, ok = r.refer(at, scheme+label, true)
	}
	if ok {
		r.slot(slotLink, ref, "")
	}
	r.out = appendEscaped(r.out, label)
	if ok {
		r.slot(slotClose, ref, "")
	}
	r.solid()
}

// image writes an image; titled says whether its title becomes an attribute.
func (r *renderer) image(n *ast.Image, titled bool) {
	at := r.destination(n, n.Destination, n.Reference != nil)
	place := r.source.locate(at)
	address := string(appendPlain(nil, n.Destination))
	d, ok := classify(place.File, address)
	alt := bytes.TrimSpace(r.alternative(nil, n))
	t := typesetter{french: r.parser.french}
	alt = appendEscaped(nil, t.append(nil, alt))
	switch {
	case ok && d.kind == LinkPage:
		r.report(at, diag.MisplacedInclude, shorten(address))
		return
	case !ok || d.kind != LinkFile:
		r.disallow(place, address)
		r.out = append(r.out, alt...)
		return
	case len(alt) == 0:
		r.report(at, diag.MissingAlt, shorten(address))
	}
	more := ""
	if titled {
		more = r.titleAttribute(n.Title)
	}
	r.body.Refs = append(r.body.Refs, Ref{Image, d.target, d.anchor, len(alt) > 0, place})
	r.slot(slotImage, len(r.body.Refs)-1, string(alt)+"\x00"+more)
	r.solid()
}

// alternative appends the plain text of an image's description.
func (r *renderer) alternative(dst []byte, n ast.Node) []byte {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok {
			dst = r.alternative(dst, c)
			continue
		}
		value := t.Segment.Value(r.source.text)
		if n.Kind() == ast.KindCodeSpan {
			dst = append(dst, r.span(value)...)
		} else {
			dst = appendPlain(dst, value)
		}
		if t.SoftLineBreak() || t.HardLineBreak() {
			dst = append(dst, '\n')
		}
	}
	return dst
}

// figure writes an image that stands alone, with its title as a caption.
func (r *renderer) figure(n *ast.Image) {
	start := r.mark()
	r.write("<figure>")
	from := r.mark()
	r.image(n, false)
	if r.mark() == from {
		r.out = r.out[:start.at]
		return
	}
	r.write("<figcaption>")
	r.out = appendEscaped(r.out, r.caption(n.Title))
	r.write("</figcaption></figure>\n")
}

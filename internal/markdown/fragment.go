package markdown

import (
	"bytes"
	"strings"
)

// Fragment is HTML with slots for what only the page that shows it knows. The
// zero Fragment is empty. It is read-only; goroutines may share it.
type Fragment struct {
	of          *rendered
	from, to    int32 // bytes of the HTML
	first, last int32 // slots
}

// rendered is the HTML of a whole body; its fragments are ranges of it.
type rendered struct {
	html  string
	slots []slot
}

// slot is a place in the HTML that a page fills.
type slot struct {
	at   int32
	ref  int32
	text string // attributes, key or id, by kind
	kind slotKind
}

type slotKind uint8

const (
	slotLink    slotKind = iota // start tag of a link; text: more attributes
	slotText                    // the words of the link just opened, which has none
	slotClose                   // end tag of a link
	slotImage                   // an image; text: its alternative, escaped
	slotWord                    // an interface word; text: its key
	slotID                      // an id, or a way to it; text: the id
	slotFill                    // a place to write on; text: its class and its example
	slotExample                 // an example that stands alone; text: it, escaped
)

// Resolver fills the slots of a Fragment for one page.
type Resolver interface {
	// Link returns how Refs[ref] of the fragment's body is written on the page.
	Link(ref int) Link
	// Word returns an interface word as plain text.
	Word(key string) string
}

// Anchors is a Resolver for a page that shows several bodies, whose ids could
// meet.
type Anchors interface {
	Resolver
	// Anchor returns the id that one of the body's own ids becomes on the page.
	Anchor(id string) string
}

// Filler is a Resolver for a page that may show a form filled in.
type Filler interface {
	Resolver
	// Filled reports whether examples are shown.
	Filled() bool
}

// Link is a resolved reference.
type Link struct {
	// Href is the address, percent-encoded where it needs to be but not HTML; "" prints the text without an element.
	Href string
	// Text stands in, as plain text, where the author gave none.
	Text string
	// Class is the element's class, or "".
	Class string
	// Code is what paper shows after the words, or "".
	Code string
}

// Words returns the text as a fragment shows it where the author gave none.
func (l Link) Words() string { return string(appendEscaped(nil, l.Text)) }

// Empty reports whether the fragment shows nothing.
func (f Fragment) Empty() bool { return f.from == f.to && f.first == f.last }

// Render writes the fragment's HTML to b.
func (f Fragment) Render(b *bytes.Buffer, r Resolver) {
	if f.Empty() {
		return
	}
	at, open, link := f.from, false, Link{} // links do not nest
	for _, s := range f.of.slots[f.first:f.last] {
		b.WriteString(f.of.html[at:s.at])
		at = s.at
		switch s.kind {
		case slotLink:
			link = r.Link(int(s.ref))
			open = s.start(b, link)
		case slotText:
			escape(b, link.Text)
		case slotClose:
			if open {
				b.WriteString("</a>")
			}
		case slotImage:
			s.image(b, r.Link(int(s.ref)))
		case slotWord:
			escape(b, r.Word(s.text))
		case slotID:
			id := s.text
			if a, ok := r.(Anchors); ok {
				id = a.Anchor(id)
			}
			escape(b, id)
		case slotFill:
			s.fill(b, r)
		case slotExample:
			s.example(b, r)
		}
	}
	b.WriteString(f.of.html[at:f.to])
}

// HTML returns what Render writes; scratch is overwritten. Without slots it is
// the body's own text, not a copy.
func (f Fragment) HTML(scratch *bytes.Buffer, r Resolver) string {
	if f.Empty() {
		return ""
	}
	if f.first == f.last {
		return f.of.html[f.from:f.to]
	}
	scratch.Reset()
	f.Render(scratch, r)
	return scratch.String()
}

// start writes the start tag of a link and reports whether there is one.
func (s slot) start(b *bytes.Buffer, l Link) bool {
	if l.Href == "" {
		return false
	}
	b.WriteString(`<a href="`)
	escape(b, l.Href)
	if l.Class != "" {
		b.WriteString(`" class="`)
		escape(b, l.Class)
	}
	if l.Code != "" {
		b.WriteString(`" data-code="`)
		escape(b, l.Code)
	}
	b.WriteByte('"')
	b.WriteString(s.text)
	b.WriteByte('>')
	return true
}

func (s slot) image(b *bytes.Buffer, l Link) {
	alt, more, _ := strings.Cut(s.text, "\x00")
	if l.Href == "" {
		b.WriteString(alt)
		return
	}
	b.WriteString(`<img src="`)
	escape(b, l.Href)
	b.WriteString(`" alt="`)
	b.WriteString(alt)
	if l.Class != "" {
		b.WriteString(`" class="`)
		escape(b, l.Class)
	}
	b.WriteString(`" loading="lazy" decoding="async"`)
	b.WriteString(more)
	b.WriteByte('>')
}

// Text returns the fragment's plain words: entities decoded, white space
// single, blocks separated by a space. No-break spaces stay; footnote numbers
// and the alternatives of images are not part of it.
func (f Fragment) Text(r Resolver) string {
	var html, words [512]byte // most fragments are short
	return string(f.AppendText(words[:0], bytes.NewBuffer(html[:0]), r))
}

// Blocks returns the plain words of each block: a paragraph, an item of a list,
// a cell of a table.
func (f Fragment) Blocks(r Resolver) []string {
	if f.Empty() {
		return nil
	}
	var space, words [512]byte
	b := bytes.NewBuffer(space[:0])
	f.Render(b, r)
	html, from := b.Bytes(), 0
	var blocks []string
	for i := 0; i <= len(html); i++ {
		length := 0
		if i < len(html) {
			if html[i] != '<' {
				continue
			}
			var name []byte
			if name, length = tag(html[i:]); inline(name) {
				continue
			}
		}
		if block := appendWords(words[:0], html[from:i]); len(block) > 0 {
			blocks = append(blocks, string(block))
		}
		from = i + length
	}
	return blocks
}

// Strong returns the bold words that the fragment begins with, or "".
func (f Fragment) Strong() string {
	if f.Empty() {
		return ""
	}
	bold, ok := strings.CutPrefix(f.of.html[f.from:f.to], "<strong>")
	if !ok {
		return ""
	}
	bold, _, _ = strings.Cut(bold, "</strong>")
	var html, words [64]byte // most are a few words
	return string(appendWords(words[:0], append(html[:0], bold...)))
}

// AppendText appends what Text returns to dst, for callers that read many
// fragments; scratch is overwritten.
func (f Fragment) AppendText(dst []byte, scratch *bytes.Buffer, r Resolver) []byte {
	if f.Empty() {
		return dst
	}
	scratch.Reset()
	f.Render(scratch, r)
	return appendWords(dst, scratch.Bytes())
}

func escape(b *bytes.Buffer, s string) { b.Write(appendEscaped(b.AvailableBuffer(), s)) }

// appendEscaped appends text as HTML, fit for a quoted attribute too.
func appendEscaped[T string | []byte](dst []byte, s T) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		var entity string
		switch s[i] {
		case '<':
			entity = "&lt;"
		case '>':
			entity = "&gt;"
		case '&':
			entity = "&amp;"
		case '"':
			entity = "&quot;"
		case 0:
			entity = "\ufffd"
		default:
			continue
		}
		dst = append(append(dst, s[from:i]...), entity...)
		from = i + 1
	}
	return append(dst, s[from:]...)
}

// appendWords appends the text of HTML that this package wrote: it relies on
// its escaping.
func appendWords(dst, html []byte) []byte {
	start, space := len(dst), false
	for len(html) > 0 {
		n := wordEnd(html)
		word := html[:n]
		if n == 0 {
			switch html[0] {
			case '<':
				if bytes.HasPrefix(html, []byte("<sup")) { // a footnote's number
					if n := bytes.Index(html, []byte("</sup>")); n >= 0 {
						html = html[n:]
					}
				}
				name, end := tag(html)
				space = space || !inline(name)
				html = html[end:]
				continue
			case '&':
				n = bytes.IndexByte(html, ';') + 1
				word = entities[string(html[:n])]
			default:
				space = true
				html = html[1:]
				continue
			}
		}
		if space && len(dst) > start {
			dst = append(dst, ' ')
		}
		space = false
		dst = append(dst, word...)
		html = html[n:]
	}
	return dst
}

// wordEnd returns how many bytes of html are neither white space nor the
// beginning of a tag or an entity.
func wordEnd(html []byte) int {
	for i, c := range html {
		switch c {
		case '<', '&', ' ', '\n', '\t', '\r', '\f':
			return i
		}
	}
	return len(html)
}

// entities are those that appendEscaped writes.
var entities = map[string][]byte{"&lt;": []byte("<"), "&gt;": []byte(">"), "&amp;": []byte("&"), "&quot;": []byte(`"`)}

// tag returns the name of the tag that html begins with, and its length.
func tag(html []byte) (name []byte, length int) {
	length = bytes.IndexByte(html, '>') + 1
	name = bytes.TrimPrefix(html[1:length-1], []byte("/"))
	if n := bytes.IndexByte(name, ' '); n >= 0 {
		name = name[:n]
	}
	return name, length
}

func inline(name []byte) bool {
	switch string(name) {
	case "a", "abbr", "code", "del", "em", "img", "span", "strong", "sup":
		return true
	}
	return false
}

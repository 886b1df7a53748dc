package markdown

import (
	"bytes"
	"regexp"
)

// Passage is the text under one heading.
type Passage struct {
	// ID is the heading's anchor; "" before the first.
	ID string
	// Heading is the heading's words.
	Heading string
	// Text is plain words, as Fragment.Text returns them.
	Text string
}

// headingTag is a heading as this package writes it; no author can.
var headingTag = regexp.MustCompile(`<h[2-6] id="([^"]*)">`)

// Passages returns the fragment's plain words, cut at its headings. The first
// passage is what stands before them; it may be empty.
func (f Fragment) Passages(r Resolver) []Passage {
	var b bytes.Buffer
	f.Render(&b, r)
	html := b.Bytes()
	out := []Passage{{}}
	for {
		at := headingTag.FindSubmatchIndex(html)
		last := &out[len(out)-1]
		if at == nil {
			last.Text = string(appendWords(nil, html))
			return out
		}
		last.Text = string(appendWords(nil, html[:at[0]]))
		id := string(appendWords(nil, html[at[2]:at[3]]))
		html = html[at[1]:]
		end := bytes.Index(html, []byte("</h"))
		out = append(out, Passage{ID: id, Heading: string(appendWords(nil, html[:end]))})
		html = html[end+len("</h2>"):]
	}
}

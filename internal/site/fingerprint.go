package site

import (
	"bytes"
	"crypto/sha256"
	"hash"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"planblanc/internal/content"
	"planblanc/internal/markdown"
	"planblanc/internal/output"
)

// Part is one thing that a reader of a card does or calls, in words, so that
// two builds can be compared without their sources.
type Part struct {
	Kind PartKind
	Text string
}

// PartKind says whether a part is done or called.
type PartKind string

// The kinds of parts.
const (
	ActionPart  PartKind = "action"
	ContactPart PartKind = "contact"
)

// words resolves links for the printed meaning: a code, a number, a title.
type words struct {
	c *Catalog
	p *Page
}

func (w *words) Link(ref int) markdown.Link {
	if w.p.Body.Refs[ref].HasText {
		return markdown.Link{}
	}
	return markdown.Link{Text: w.c.linkText(w.p, ref, w.c.Target(w.p, ref))}
}

// Word names what a form asks for; other interface words are not the author's.
func (w *words) Word(key string) string {
	if strings.HasPrefix(key, "form.") {
		return key
	}
	return ""
}

// Words returns a fragment of a page's text as its sheet shows it, in plain
// words: links as their codes, numbers and titles.
func (c *Catalog) Words(p *Page, f markdown.Fragment) string { return f.Text(&words{c, p}) }

// Blocks does the same for each paragraph or item of a list apart.
func (c *Catalog) Blocks(p *Page, f markdown.Fragment) []string { return f.Blocks(&words{c, p}) }

// identify computes a page's fingerprint and parts. What counts is what the
// reader must do or call: title, trigger, boxes, actions, contacts, the words
// of the axes, included fragments. Versions, dates, signers, keywords, theme,
// typography and line ends do not.
func (c *Catalog) identify(p *Page, f *meaning) {
	f.begin(c, p)
	m := &p.Meta
	f.add("title", m.Title)
	f.add("summary", m.Summary)
	for _, t := range m.Trigger {
		f.add("trigger", t)
	}
	for _, a := range content.Axes() {
		for _, id := range m.Values(a) {
			f.add(string(a), c.label(a, id))
		}
	}
	for box := markdown.NotToDo; box <= markdown.End; box++ {
		f.read("box"+strconv.Itoa(int(box)), p.Body.Boxes[box])
	}
	f.read("lead", p.Body.Lead)
	f.read("text", p.Body.Flow)
	for _, s := range p.Body.Stages {
		f.read("stage", s.Title, " "+s.Duration)
		for _, part := range s.Parts {
			f.read("prose", part.Prose)
			for _, a := range part.Actions {
				f.read("action", a.Text)
				f.parts = append(f.parts, f.words...)
				f.ends = append(f.ends, len(f.parts))
			}
		}
	}
	for fixed := markdown.Material; fixed <= markdown.Recovery; fixed++ {
		f.read("fixed"+strconv.Itoa(int(fixed)), p.Body.Fixed[fixed])
	}
	calls, telephone := c.calls(p), c.Telephone(m.Scenario...)
	p.Parts = f.takeActions(len(calls))
	for _, id := range calls {
		text := c.contactWords[id][telephone]
		f.add("contact", text)
		p.Parts = append(p.Parts, Part{ContactPart, text})
	}
	if m.Copies > 0 {
		f.add("copies", strconv.Itoa(m.Copies))
	}
	f.add("stock", m.Stock)
	p.Fingerprint = f.fingerprint()
}

// meaning gathers what a sheet says, one line a thing. Its memory serves one
// page after another.
type meaning struct {
	hash  hash.Hash
	links words
	line  []byte
	words []byte // of the last thing added
	parts []byte // the words of the page's actions
	ends  []int  // of each of them in parts
	plain []byte
	html  bytes.Buffer
}

func newMeaning() *meaning { return &meaning{hash: sha256.New()} }

func (f *meaning) begin(c *Catalog, p *Page) {
	f.hash.Reset()
	f.links = words{c, p}
}

// add takes note of a thing; its words, normalised, are in f.words.
func (f *meaning) add(kind, text string) {
	f.plain = append(f.plain[:0], text...)
	f.note(kind)
}

// read takes note of a fragment.
func (f *meaning) read(kind string, text markdown.Fragment, more ...string) {
	f.plain = text.AppendText(f.plain[:0], &f.html, &f.links)
	for _, s := range more {
		f.plain = append(f.plain, s...)
	}
	f.note(kind)
}

func (f *meaning) note(kind string) {
	f.words = appendNormal(f.words[:0], f.plain)
	if len(f.words) == 0 {
		return
	}
	f.line = append(append(f.line[:0], kind...), '\t')
	f.line = append(append(f.line, f.words...), '\n')
	f.hash.Write(f.line) // a hash never fails
}

// takeActions returns the page's actions, with room for more parts. Their words
// are one piece of memory.
func (f *meaning) takeActions(more int) []Part {
	out := make([]Part, 0, len(f.ends)+more)
	words, from := string(f.parts), 0
	for _, end := range f.ends {
		out = append(out, Part{ActionPart, words[from:end]})
		from = end
	}
	f.parts, f.ends = f.parts[:0], f.ends[:0]
	return out
}

// calls lists the contacts that a card prints or names, each once.
func (c *Catalog) calls(p *Page) []string {
	return slices.DeleteFunc(p.named(), func(id string) bool { return c.Contacts[id] == nil })
}

// named lists the ids of contacts that a page has, each once.
func (p *Page) named() []string {
	var ids []string
	add := func(id string) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, id := range p.Meta.Contacts {
		add(id)
	}
	for _, r := range p.Body.Refs {
		if r.Kind == markdown.LinkContact {
			add(r.Target)
		}
	}
	return ids
}

func (c *Catalog) label(a content.Axis, id string) string {
	for i := range c.Library.Terms[a] {
		if t := &c.Library.Terms[a][i]; t.ID == id {
			return t.Label
		}
	}
	return id
}

// contactWords are a contact in words, normalised, for what is left of the
// telephone: which number is dialled first is part of what a card says.
type contactWords [TelephoneDown + 1]string

func newContactWords(k *content.Contact) (w contactWords) {
	for t := range w {
		numbers := []string{k.Internal, k.Mobile, k.Backup, k.External}
		if t := Telephone(t); t != TelephoneWorks {
			numbers = Numbers(k, t)
		}
		parts := slices.DeleteFunc(slices.Concat([]string{k.Function}, numbers, []string{k.Hours}), func(s string) bool { return s == "" })
		w[t] = string(appendNormal(nil, []byte(strings.Join(parts, ", "))))
	}
	return w
}

// appendNormal appends a text in a form that is the same for spellings that
// read the same: NFC, single plain spaces, straight apostrophes.
func appendNormal(dst, text []byte) []byte {
	if !norm.NFC.IsNormal(text) {
		text = norm.NFC.Bytes(text)
	}
	start, gap := len(dst), false
	for i := 0; i < len(text); {
		if n := plainAt(text[i:]); n > 0 {
			if gap {
				dst = append(dst, ' ')
				gap = false
			}
			dst = append(dst, text[i:i+n]...)
			i += n
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if unicode.IsSpace(r) { // U+00A0 and U+202F among them
			gap = len(dst) > start
			i += size
			continue
		}
		if gap {
			dst = append(dst, ' ')
			gap = false
		}
		if r == '’' {
			dst = append(dst, '\'')
		} else {
			dst = append(dst, text[i:i+size]...)
		}
		i += size
	}
	return dst
}

// plainAt returns how many bytes text begins with that are ASCII and
// not white space.
func plainAt(text []byte) int {
	for i, c := range text {
		if c <= ' ' || c >= utf8.RuneSelf {
			return i
		}
	}
	return len(text)
}

// fingerprint is 40 bits of SHA-256 as two groups of four characters.
func (f *meaning) fingerprint() string {
	sum := f.hash.Sum(nil)
	return output.Fingerprint(sum, 8)
}

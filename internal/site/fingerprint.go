package site

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"planblanc/internal/content"
	"planblanc/internal/markdown"
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

// crockford is Douglas Crockford's base 32: no I, L, O or U to misread.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// words resolves links for the printed meaning: a code, a number, a title.
type words struct{ p *Page }

func (w words) Link(ref int) markdown.Link { return markdown.Link{Text: w.p.linkText(ref)} }
func (w words) Word(string) string         { return "" }

// identify computes a page's fingerprint and parts. What counts is what the
// reader must do or call: title, trigger, boxes, actions, contacts, the words
// of the axes, included fragments. Versions, dates, signers, keywords, theme,
// typography and line ends do not.
func (c *Catalog) identify(p *Page) {
	m, r, f := &p.Meta, words{p}, meaning{hash: sha256.New()}
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
		f.add("box"+strconv.Itoa(int(box)), p.Body.Boxes[box].Text(r))
	}
	f.add("lead", p.Body.Lead.Text(r))
	f.add("text", p.Body.Flow.Text(r))
	for _, s := range p.Body.Stages {
		f.add("stage", s.Title.Text(r)+" "+s.Duration)
		for _, part := range s.Parts {
			f.add("prose", part.Prose.Text(r))
			for _, a := range part.Actions {
				p.Parts = append(p.Parts, Part{ActionPart, f.add("action", a.Text.Text(r))})
			}
		}
	}
	for fixed := markdown.Material; fixed <= markdown.Recovery; fixed++ {
		f.add("fixed"+strconv.Itoa(int(fixed)), p.Body.Fixed[fixed].Text(r))
	}
	for _, id := range c.calls(p) {
		p.Parts = append(p.Parts, Part{ContactPart, f.add("contact", contactWords(c.Contacts[id]))})
	}
	if m.Copies > 0 {
		f.add("copies", strconv.Itoa(m.Copies))
	}
	f.add("stock", m.Stock)
	p.Fingerprint = f.fingerprint()
}

// meaning gathers what a sheet says, one line a thing.
type meaning struct{ hash hash.Hash }

// add takes note of a thing and returns its words, normalised.
func (f meaning) add(kind, text string) string {
	if text = normalise(text); text != "" {
		io.WriteString(f.hash, kind+"\t"+text+"\n") // a hash never fails
	}
	return text
}

// calls lists the contacts that a card prints or names, each once.
func (c *Catalog) calls(p *Page) []string {
	var ids []string
	seen := map[string]bool{}
	add := func(id string) {
		if c.Contacts[id] != nil && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for _, id := range p.Meta.Contacts {
		add(id)
	}
	for _, t := range p.targets {
		if t.Contact != nil {
			add(t.Contact.ID)
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

func contactWords(k *content.Contact) string {
	var parts []string
	for _, s := range []string{k.Function, k.Internal, k.Mobile, k.Backup, k.External, k.Hours} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// normalise makes spellings that read the same equal: NFC, single plain
// spaces, straight apostrophes.
func normalise(s string) string {
	if plainASCII(s) {
		return s
	}
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	out := make([]byte, 0, len(s))
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r): // U+00A0 and U+202F among them
			gap = len(out) > 0
			continue
		case gap:
			out = append(out, ' ')
			gap = false
		}
		if r == '’' {
			r = '\''
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out)
}

// plainASCII reports whether s is normal as it stands, and nothing but ASCII.
func plainASCII(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || c < ' ' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return last != ' ' || s == ""
}

// fingerprint is 40 bits of SHA-256 as two groups of four characters.
func (f meaning) fingerprint() string {
	sum := f.hash.Sum(nil)
	bits := uint64(sum[0])<<32 | uint64(binary.BigEndian.Uint32(sum[1:5]))
	var b [8]byte
	for i := range b {
		b[i] = crockford[bits>>(35-5*i)&31]
	}
	return fmt.Sprintf("%s-%s", b[:4], b[4:])
}

package site

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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
	Kind string // "action" or "contact"
	Hash string // the first 16 hexadecimal digits of the SHA-256 of Text
	Text string
}

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
	var lines []string
	add := func(kind, text string) {
		if text = normalise(text); text != "" {
			lines = append(lines, kind+"\t"+text)
		}
	}
	m, r := &p.Meta, words{p}
	add("title", m.Title)
	add("summary", m.Summary)
	for _, t := range m.Trigger {
		add("trigger", t)
	}
	for _, a := range content.Axes() {
		for _, id := range m.Values(a) {
			add(string(a), c.label(a, id))
		}
	}
	for box := range markdown.Box(4) {
		add("box"+strconv.Itoa(int(box)), p.Body.Boxes[box].Text(r))
	}
	add("lead", p.Body.Lead.Text(r))
	add("text", p.Body.Flow.Text(r))
	for _, s := range p.Body.Stages {
		add("stage", s.Title.Text(r)+" "+s.Duration)
		for _, part := range s.Parts {
			add("prose", part.Prose.Text(r))
			for _, a := range part.Actions {
				text := a.Text.Text(r)
				add("action", text)
				p.Parts = append(p.Parts, newPart("action", text))
			}
		}
	}
	for fixed := range markdown.Fixed(3) {
		add("fixed"+strconv.Itoa(int(fixed)), p.Body.Fixed[fixed].Text(r))
	}
	for _, id := range c.calls(p) {
		text := contactWords(c.Contacts[id])
		add("contact", text)
		p.Parts = append(p.Parts, newPart("contact", text))
	}
	if m.Copies > 0 {
		add("copies", strconv.Itoa(m.Copies))
	}
	add("stock", m.Stock)
	p.Fingerprint = fingerprint(strings.Join(lines, "\n"))
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

func newPart(kind, text string) Part {
	text = normalise(text)
	sum := sha256.Sum256([]byte(text))
	return Part{kind, hex.EncodeToString(sum[:8]), text}
}

// normalise makes spellings that read the same equal: NFC, single plain
// spaces, straight apostrophes.
func normalise(s string) string {
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

// fingerprint is 40 bits of SHA-256 as two groups of four characters.
func fingerprint(meaning string) string {
	sum := sha256.Sum256([]byte(meaning))
	bits := uint64(sum[0])<<32 | uint64(sum[1])<<24 | uint64(sum[2])<<16 | uint64(sum[3])<<8 | uint64(sum[4])
	var b [8]byte
	for i := range b {
		b[i] = crockford[bits>>(35-5*i)&31]
	}
	return fmt.Sprintf("%s-%s", b[:4], b[4:])
}

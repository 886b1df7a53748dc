package markdown

import (
	"bytes"
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"
)

// glossary finds terms in a text by their first word.
type glossary struct {
	byWord map[string][]abbreviation // longest first
	first  [256]bool                 // first bytes of the words
}

type abbreviation struct {
	index int // of the term, for the renderer's memory of sections
	name  string
	html  string
}

func newGlossary(c Config) glossary {
	g := glossary{byWord: map[string][]abbreviation{}}
	for i, t := range c.Terms {
		name := Typeset(c.Language, t.Name)
		n := wordLen([]byte(name))
		if n == 0 || t.Expansion == "" {
			continue
		}
		html := appendEscaped([]byte(`<abbr title="`), Typeset(c.Language, t.Expansion))
		html = append(appendEscaped(append(html, `">`...), name), "</abbr>"...)
		g.byWord[name[:n]] = append(g.byWord[name[:n]], abbreviation{i, name, string(html)})
		g.first[name[0]] = true
	}
	for _, same := range g.byWord {
		slices.SortStableFunc(same, func(a, b abbreviation) int { return cmp.Compare(len(b.name), len(a.name)) })
	}
	return g
}

// find returns the longest term that s begins with, whole words only.
func (g *glossary) find(s []byte, word int) *abbreviation {
	if !g.first[s[0]] {
		return nil
	}
	for i, a := range g.byWord[string(s[:word])] {
		if bytes.HasPrefix(s, []byte(a.name)) && wordLen(s[len(a.name):]) == 0 {
			return &g.byWord[string(s[:word])][i]
		}
	}
	return nil
}

// abbreviate writes a typeset text, the terms that occur for the first time in
// this section with their expansions.
func (r *renderer) abbreviate(s []byte) {
	g := &r.parser.glossary
	from := 0
	for i := 0; i < len(s); {
		word := wordLen(s[i:])
		if word == 0 {
			_, size := utf8.DecodeRune(s[i:])
			i += size
			continue
		}
		a := g.find(s[i:], word)
		if a == nil || r.seen[a.index] == r.section {
			i += word
			continue
		}
		r.seen[a.index] = r.section
		r.out = append(appendEscaped(r.out, s[from:i]), a.html...)
		i += len(a.name)
		from = i
	}
	r.out = appendEscaped(r.out, s[from:])
}

// wordLen returns the length of the word that s begins with. A hyphen belongs
// to its word: the term CERT is not in CERT-FR.
func wordLen(s []byte) int {
	n := 0
	for n < len(s) {
		if c := s[n]; c < utf8.RuneSelf {
			if !isLetter(c) && (c < '0' || c > '9') && c != '-' {
				break
			}
			n++
			continue
		}
		r, size := utf8.DecodeRune(s[n:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
			break
		}
		n += size
	}
	return n
}

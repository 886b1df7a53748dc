package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWord is the number of characters of a word that count; what is longer is
// no word but an address or a key, and would fill the lexicon.
const maxWord = 40

// foldTable says what a lower-case character becomes; one that is absent stays.
// The index carries it, so pages have no table of their own.
var foldTable = newFoldTable()

// special are the foldings that no decomposition gives. U+02BC, U+0060 and
// U+00B4 are typed for an apostrophe.
var special = map[string]string{
	"oe": "œ", "ae": "æǽ", "ss": "ß", "o": "øǿ", "l": "ł", "d": "đð", "th": "þ", "i": "ı", "σ": "ς",
	"ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ", "ffi": "ﬃ", "ffl": "ﬄ",
	"0": "⁰₀", "1": "¹₁", "2": "²₂", "3": "³₃", "4": "⁴₄", "5": "⁵₅", "6": "⁶₆", "7": "⁷₇", "8": "⁸₈", "9": "⁹₉",
	"'": "’‘ʼ′`´", "-": "‐‑⁃−", "": "\u00ad\u200b\u200c\u200d\u2060\ufeff",
}

func newFoldTable() map[rune]string {
	table := map[rune]string{}
	for _, span := range [][2]rune{{0xc0, 0x24f}, {0x1e00, 0x1eff}} {
		for r := span[0]; r <= span[1]; r++ {
			if unicode.ToLower(r) != r {
				continue
			}
			base := strings.Map(func(r rune) rune {
				if mark(r) {
					return -1
				}
				return r
			}, norm.NFD.String(string(r)))
			if len(base) == 1 && 'a' <= base[0] && base[0] <= 'z' {
				table[r] = base
			}
		}
	}
	for to, from := range special {
		for _, r := range from {
			table[r] = to
		}
	}
	return table
}

// mark reports whether a rune is a combining mark that vanishes.
func mark(r rune) bool { return 0x300 <= r && r <= 0x36f }

// folds returns the table as the index carries it: what characters become, and
// which do.
func folds() map[string]string {
	runes := map[string][]rune{}
	for r, to := range foldTable {
		runes[to] = append(runes[to], r)
	}
	out := make(map[string]string, len(runes))
	for to, all := range runes {
		slices.Sort(all)
		out[to] = string(all)
	}
	return out
}

// fold appends the normal form of a text: NFC, lower case, folded characters.
func fold(dst []byte, text string) []byte {
	if !norm.NFC.IsNormalString(text) {
		text = norm.NFC.String(text)
	}
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c |= 0x20
			} else if c == '`' {
				c = '\''
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		dst = appendFolded(dst, r)
	}
	return dst
}

func appendFolded(dst []byte, r rune) []byte {
	r = unicode.ToLower(r)
	if to, ok := foldTable[r]; ok {
		return append(dst, to...)
	}
	if mark(r) {
		return dst
	}
	return utf8.AppendRune(dst, r)
}

// scanner cuts a folded text into tokens.
type scanner struct {
	text     []byte
	at       int
	elisions map[string]bool
	word     []byte
	elided   int // bytes of the last token that are an elided word
}

// next returns the next word, valid until the following call, and where its
// token stands in the folded text, an elided article aside.
func (s *scanner) next() (word []byte, from, to int, ok bool) {
	for s.at < len(s.text) {
		kind, size := class(s.text[s.at:])
		if kind != other {
			from = s.at
			form, end := s.token(kind, size)
			s.at, s.elided = end, 0
			word = s.form(form, s.text[from:end])
			return word, from + s.elided, end, true
		}
		s.at += size
	}
	return nil, 0, 0, false
}

type kind uint8

const (
	other kind = iota
	letter
	digit // 0 to 9
	inner // other numbers and marks
)

// class returns the kind of the first character and its size.
func class(text []byte) (kind, int) {
	if len(text) == 0 {
		return other, 0
	}
	c := text[0]
	if c < utf8.RuneSelf {
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			return letter, 1
		case '0' <= c && c <= '9':
			return digit, 1
		}
		return other, 1
	}
	r, size := utf8.DecodeRune(text)
	switch {
	case unicode.IsLetter(r):
		return letter, size
	case unicode.In(r, unicode.N, unicode.M):
		return inner, size
	}
	return other, size
}

type form uint8

const (
	plain form = iota
	code
	acronym
	number
)

// token returns the form and the end of the token at s.at, the first of docs/search.md
// §1 that matches.
func (s *scanner) token(first kind, size int) (form, int) {
	if end := s.code(); end > 0 {
		return code, end
	}
	if first == letter {
		if end := s.acronym(s.at + size); end > 0 {
			return acronym, end
		}
	}
	if first == digit {
		if end := s.number(); end > 0 {
			return number, end
		}
	}
	end := s.run(s.at)
	for end < len(s.text) && s.text[end] == '\'' {
		next := s.run(end + 1)
		if next == end+1 {
			break
		}
		end = next
	}
	return plain, end
}

// run returns the end of the word characters from i on.
func (s *scanner) run(i int) int {
	for i < len(s.text) {
		kind, size := class(s.text[i:])
		if kind == other {
			break
		}
		i += size
	}
	return i
}

// inWord reports whether a word character stands at i.
func (s *scanner) inWord(i int) bool {
	kind, _ := class(s.text[min(i, len(s.text)):])
	return kind != other
}

// code matches three letters, a hyphen, two to five digits.
func (s *scanner) code() int {
	t := s.text[s.at:]
	if len(t) < 6 || t[3] != '-' {
		return 0
	}
	for _, c := range t[:3] {
		if c < 'a' || c > 'z' {
			return 0
		}
	}
	n := 4
	for n < len(t) && '0' <= t[n] && t[n] <= '9' {
		n++
	}
	if n < 6 || n > 9 || s.inWord(s.at+n) {
		return 0
	}
	return s.at + n
}

// acronym matches single letters joined by dots; i is the end of the first.
func (s *scanner) acronym(i int) int {
	end := 0
	for i < len(s.text) && s.text[i] == '.' {
		kind, size := class(s.text[i+1:])
		if kind != letter || s.inWord(i+1+size) {
			break
		}
		i += 1 + size
		end = i
	}
	return end
}

// number matches digits joined by dots.
func (s *scanner) number() int {
	digits := func(i int) int {
		for i < len(s.text) && '0' <= s.text[i] && s.text[i] <= '9' {
			i++
		}
		return i
	}
	i, end := digits(s.at), 0
	for i < len(s.text) && s.text[i] == '.' {
		next := digits(i + 1)
		if next == i+1 || s.inWord(next) {
			break
		}
		i, end = next, next
	}
	return end
}

// form gives a token the form of a word.
func (s *scanner) form(f form, token []byte) []byte {
	drop := byte(0)
	switch f {
	case code:
		drop = '-'
	case acronym:
		drop = '.'
	case number:
		if strings.Count(string(token), ".") < 2 {
			return token
		}
		drop = '.'
	case plain:
		i := slices.Index(token, '\'')
		if i < 0 {
			return shorten(token)
		}
		if s.elisions[string(token[:i])] {
			s.elided = i + 1
			token = token[s.elided:]
		}
		drop = '\''
	}
	s.word = s.word[:0]
	for _, c := range token {
		if c != drop {
			s.word = append(s.word, c)
		}
	}
	return shorten(s.word)
}

// shorten cuts a word to maxWord characters.
func shorten(word []byte) []byte {
	if len(word) <= maxWord {
		return word
	}
	n := 0
	for i := range string(word) {
		if n == maxWord {
			return word[:i]
		}
		n++
	}
	return word
}

// words returns the words of a text.
func words(text string, elisions map[string]bool) []string {
	s := scanner{text: fold(nil, text), elisions: elisions}
	var out []string
	for {
		word, _, _, ok := s.next()
		if !ok {
			return out
		}
		out = append(out, string(word))
	}
}

// foldWithPlaces is fold with, for each byte of the result and its end, the
// place of the character in the text that it comes from. Where the text is not
// in NFC the places are those of its NFC form.
func foldWithPlaces(text string) ([]byte, []int) {
	text = norm.NFC.String(text)
	var out []byte
	var places []int
	for i, r := range text {
		out = fold(out, string(r))
		for len(places) < len(out) {
			places = append(places, i)
		}
	}
	return out, append(places, len(text))
}

package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	noBreak       = "\u00a0" // between a number and its unit, an arrow and its aim
	narrowNoBreak = "\u202f" // before high punctuation and inside guillemets
)

// Typeset returns a plain string, such as a title, with the typography of a
// language, "fr" or another. It is idempotent.
func Typeset(language, s string) string {
	if isSet(s) {
		return s
	}
	t := typesetter{french: isFrench(language)}
	return string(t.append(make([]byte, 0, len(s)+8), []byte(s)))
}

// isSet reports whether s holds nothing that any language sets.
func isSet(s string) bool {
	for i := range len(s) {
		if stops[s[i]] && !plainSpace(s, i) {
			return false
		}
	}
	return true
}

func isFrench(language string) bool {
	base, _, _ := strings.Cut(language, "-")
	return strings.EqualFold(base, "fr")
}

// typesetter sets the text of one block, which may come in pieces.
type typesetter struct {
	french bool
	prev   rune // the last character set, 0 at the beginning
	open   bool // a straight double quote has been opened
}

// stops are the bytes at which typesetting may do something: spaces, quotes,
// the full stop, the hyphen, and the first bytes of U+00A0, «, » and U+202F.
var stops = [256]bool{' ': true, '\n': true, '\t': true, '"': true, '\'': true, '.': true, '-': true, 0xc2: true, 0xe2: true}

// append sets s and appends it to dst.
func (t *typesetter) append(dst, s []byte) []byte {
	start := len(dst)
	prev := func() rune {
		if len(dst) == start {
			return t.prev
		}
		r, _ := utf8.DecodeLastRune(dst)
		return r
	}
	for i := 0; i < len(s); {
		n := i
		for n < len(s) && (!stops[s[n]] || plainSpace(s, n)) {
			n++
		}
		dst = append(dst, s[i:n]...)
		if i = n; i == len(s) {
			break
		}
		switch c := s[i]; {
		case spaceLen(s[i:]) > 0:
			run := spaceRun(s[i:])
			dst = t.space(dst, s[i:i+run], s[i+run:], prev())
			i += run
		case c == '"':
			dst = t.quote(dst, s[i+1:], prev())
			i++
		case c == '\'':
			dst = t.apostrophe(dst, s[i+1:], prev())
			i++
		case bytes.HasPrefix(s[i:], []byte("...")):
			dst = append(dst, "…"...)
			i += len("...")
		case bytes.HasPrefix(s[i:], []byte("-- ")) && prev() == ' ':
			dst = append(dst, "–"...)
			i += len("--")
		case t.french && bytes.HasPrefix(s[i:], []byte("«")):
			dst = append(dst, "«"...)
			if i += len("«"); spaceLen(s[i:]) == 0 {
				dst = append(dst, narrowNoBreak...)
			}
		case t.french && bytes.HasPrefix(s[i:], []byte("»")):
			if p := prev(); p != 0 && !unicode.IsSpace(p) {
				dst = append(dst, narrowNoBreak...)
			}
			dst = append(dst, "»"...)
			i += len("»")
		default:
			dst = append(dst, c)
			i++
		}
	}
	t.prev = prev()
	return dst
}

// plainSpace reports whether the space at i stands between two letters: most do,
// and nothing is to be done there.
func plainSpace[T string | []byte](s T, i int) bool {
	return s[i] == ' ' && i > 0 && i+1 < len(s) && isLetter(s[i-1]) && isLetter(s[i+1])
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// space sets a run of spaces between the character before and the text after.
func (t *typesetter) space(dst, run, after []byte, before rune) []byte {
	switch {
	case before == '→': // an arrow leads to what follows: no line ends between
		return append(dst, noBreak...)
	case !t.french || before == 0:
	case before == '«':
		return append(dst, narrowNoBreak...)
	case string(before) == narrowNoBreak: // a guillemet that ended the piece before
		return dst
	case !unicode.IsSpace(before) && highPunctuation(after):
		return append(dst, narrowNoBreak...)
	case unicode.IsDigit(before) && len(run) == spaceLen(run) && unit(after):
		return append(dst, noBreak...)
	}
	return append(dst, run...)
}

// quote sets a straight double quote. Where it neither opens nor closes, as
// after inches, it stays.
func (t *typesetter) quote(dst, after []byte, before rune) []byte {
	opening, closing := "“", "”"
	if t.french {
		opening, closing = "«"+narrowNoBreak, narrowNoBreak+"»"
	}
	switch {
	case opens(before, after):
		t.open = true
		return append(dst, opening...)
	case t.open && !unicode.IsSpace(before):
		t.open = false
		return append(dst, closing...)
	}
	return append(dst, '"')
}

// apostrophe sets a straight single quote.
func (t *typesetter) apostrophe(dst, after []byte, before rune) []byte {
	if !t.french && opens(before, after) && len(after) > 0 && (after[0] < '0' || after[0] > '9') {
		return append(dst, "‘"...)
	}
	return append(dst, "’"...)
}

// opens reports whether a quote between these two opens.
func opens(before rune, after []byte) bool {
	return (before == 0 || unicode.IsSpace(before) || strings.ContainsRune("([{/—–’'«“‘", before)) && spaceLen(after) == 0
}

// spaceLen returns the length of the space that s begins with, or 0.
func spaceLen(s []byte) int {
	switch {
	case len(s) == 0:
		return 0
	case s[0] == ' ' || s[0] == '\n' || s[0] == '\t':
		return 1
	case bytes.HasPrefix(s, []byte(noBreak)):
		return len(noBreak)
	case bytes.HasPrefix(s, []byte(narrowNoBreak)):
		return len(narrowNoBreak)
	}
	return 0
}

func spaceRun(s []byte) int {
	n := 0
	for {
		l := spaceLen(s[n:])
		if l == 0 {
			return n
		}
		n += l
	}
}

func highPunctuation(s []byte) bool {
	return len(s) > 0 && (s[0] == ':' || s[0] == ';' || s[0] == '!' || s[0] == '?') || bytes.HasPrefix(s, []byte("»"))
}

// unit reports whether s begins with a unit that stays with its number.
func unit(s []byte) bool {
	n := 0
	for n < len(s) {
		r, size := utf8.DecodeRune(s[n:])
		if !unicode.IsLetter(r) && r != '°' && r != '%' {
			if r == '\'' || r == '’' {
				return false
			}
			break
		}
		n += size
	}
	switch string(s[:n]) {
	case "min", "h", "s", "mg", "ml", "mL", "g", "kg", "L", "°C", "%", "jours", "km", "m":
		return true
	}
	return false
}

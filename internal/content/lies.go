package content

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"planblanc/internal/diag"
)

// mostLies is how many are reported of one text: each of a hundred thousand
// would tell nothing more.
const mostLies = 20

// lie is a place where what is read is not what is written.
type lie struct {
	at   int    // offset in the text
	what string // the characters concerned
	rule diag.Rule
	args []any
}

// lies finds invisible characters, letters of another alphabet inside a word, and
// what looks like a digit inside a number.
func lies(text []byte) []lie {
	var found []lie
	for i := 0; i < len(text) && len(found) < mostLies; {
		if c := text[i]; c < utf8.RuneSelf {
			switch {
			case c < 0x20 || c == 0x7f:
				if diag.IsHidden(rune(c)) {
					found = append(found, hiddenAt(i, rune(c)))
				}
			case c == 'O' || c == 'o' || c == 'I' || c == 'l':
				if from, to := falseNumber(text, i); to > i {
					number := string(text[from:to])
					found = append(found, lie{from, number, diag.LookAlikeDigit, []any{number, string(c)}})
					i = to
					continue
				}
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r < 0x250 && r >= 0xa0 && r != 0xad: // Latin, which most of the rest is
		case diag.IsHidden(r):
			found = append(found, hiddenAt(i, r))
		case unicode.Is(unicode.Nd, r):
			_, to := word(text, i, unicode.IsDigit)
			found = append(found, lie{i, string(text[i:to]), diag.LookAlikeDigit, []any{string(text[i:to]), diag.Codepoint(r)}})
			i = to
			continue
		case diag.Imitates(r):
			from, to := word(text, i, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) })
			if w := string(text[from:to]); diag.IsMimic(r) || strings.ContainsFunc(w, isLatin) {
				found = append(found, lie{i, string(r), diag.MixedScript, []any{w, string(r), diag.Codepoint(r)}})
			}
			i = max(to, i+size)
			continue
		}
		i += size
	}
	return found
}

func hiddenAt(at int, r rune) lie {
	return lie{at, string(r), diag.HiddenCharacter, []any{diag.Codepoint(r)}}
}

func isLatin(r rune) bool { return unicode.Is(unicode.Latin, r) }

// word returns the bounds of the run of characters around an offset that belong
// to it. The signs of Markdown inside a word do not end it.
func word(text []byte, at int, belongs func(rune) bool) (from, to int) {
	in := func(r rune) bool { return belongs(r) || r == '*' || r == '_' || r == '~' || r == '`' }
	for from = at; from > 0; {
		r, size := utf8.DecodeLastRune(text[:from])
		if !in(r) {
			break
		}
		from -= size
	}
	for to = at; to < len(text); {
		r, size := utf8.DecodeRune(text[to:])
		if !in(r) {
			break
		}
		to += size
	}
	return from, to
}

// phone is a number in pairs in which some digits may be letters.
var phone = regexp.MustCompile(`(?:[0-9OoIl]{2}(?:[ .-]|\x{a0}|\x{202f})){3,4}[0-9OoIl]{2}`)

// falseNumber returns the bounds of the number in which the letter at an offset
// stands for a digit; to is 0 when it does not. O2 and 10l are not numbers: the
// letter has to stand between digits, or the whole has the form of a telephone
// number.
func falseNumber(text []byte, at int) (from, to int) {
	near := func(i int) bool { return i >= 0 && i < len(text) && (isDigit(text[i]) || isLookAlike(text[i])) }
	if !near(at-1) && !near(at+1) {
		return 0, 0
	}
	for from = at; near(from - 1); {
		from--
	}
	for to = at; near(to); {
		to++
	}
	before, _ := utf8.DecodeLastRune(text[:from])
	after, _ := utf8.DecodeRune(text[to:])
	token := text[from:to]
	if unicode.IsLetter(before) || unicode.IsLetter(after) || bytes.IndexFunc(token, unicode.IsDigit) < 0 {
		return 0, 0
	}
	first, last := bytes.IndexFunc(token, unicode.IsDigit), bytes.LastIndexFunc(token, unicode.IsDigit)
	if first < at-from && at-from < last && (len(token) > 3 || text[at] != 'l') {
		return from, to
	}
	const most = 20 // bytes of a number before its last pair
	start := max(0, from-most)
	for _, m := range phone.FindAllIndex(text[start:min(len(text), to+most)], -1) {
		if number := text[start+m[0] : start+m[1]]; start+m[0] <= at && at < start+m[1] && bytes.IndexFunc(number, unicode.IsDigit) >= 0 {
			return start + m[0], start + m[1]
		}
	}
	return 0, 0
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLookAlike(c byte) bool { return c == 'O' || c == 'o' || c == 'I' || c == 'l' }

// lying reports the lies of a file.
func lying(name string, text []byte) []diag.Diagnostic {
	var diags []diag.Diagnostic
	for _, l := range lies(text) {
		diags = append(diags, diag.New(positionOf(name, text, l.at), l.rule, l.args...))
	}
	return diags
}

// positionOf returns the place of an offset in a file.
func positionOf(name string, text []byte, at int) diag.Position {
	return diag.Position{
		File: name, Line: 1 + bytes.Count(text[:at], []byte("\n")),
		Column: 1 + utf8.RuneCount(text[bytes.LastIndexByte(text[:at], '\n')+1:at]),
	}
}

package markdown

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"planblanc/internal/diag"
)

// mostReferences is how many character references are reported of one text.
const mostReferences = 20

// references reports the character references that bring what may not stand in a
// text itself: « &rlm; » an invisible character, « &#1072; » a letter of another
// alphabet inside a word.
func (r *renderer) references() {
	text, found := r.source.text, 0
	for at := bytes.IndexByte(text, '&'); at >= 0 && found < mostReferences; {
		next := at + 1
		if char, length := reference(text[at:]); length > 0 {
			next = at + length
			for _, c := range char {
				switch {
				case diag.IsHidden(c):
					r.report(at, diag.HiddenCharacter, string(text[at:next]))
					found++
				case diag.Imitates(c) && (endsInLetter(text[:at]) || beginsWithLetter(text[next:])):
					r.report(at, diag.MixedScript, string(text[at:next]), string(c), diag.Codepoint(c))
					found++
				}
			}
		}
		more := bytes.IndexByte(text[next:], '&')
		if more < 0 {
			return
		}
		at = next + more
	}
}

func endsInLetter(s []byte) bool { return unicode.IsLetter(lastRune(s)) }

func beginsWithLetter(s []byte) bool {
	c, _ := utf8.DecodeRune(s)
	return unicode.IsLetter(c)
}

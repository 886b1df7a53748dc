package diag

import (
	"fmt"
	"strings"
	"unicode"
)

// IsHidden reports whether a character has no place in a procedure: it shows
// nothing and changes what is read, copied or found. These are controls, marks
// that turn the direction of a text, characters without a width, tags and
// unassigned signs at the ends of planes. The no-break spaces of French
// typography are not among them, nor are the selectors that give a sign its
// colour (U+FE0E, U+FE0F).
func IsHidden(r rune) bool {
	switch {
	case r < 0x20:
		return r != '\n' && r != '\t'
	case r < 0x7f:
		return false
	case r < 0xa0: // delete and the C1 controls
		return true
	case r < 0x300:
		return r == 0xad
	case r&0xfffe == 0xfffe:
		return true
	}
	return unicode.Is(hidden, r)
}

// hidden are the invisible characters above Latin.
var hidden = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x034f, 0x034f, 1}, {0x061c, 0x061c, 1}, {0x115f, 0x1160, 1}, {0x17b4, 0x17b5, 1}, {0x180b, 0x180f, 1},
		{0x200b, 0x200f, 1}, {0x2028, 0x202e, 1}, {0x2060, 0x206f, 1}, {0x3164, 0x3164, 1}, {0xfe00, 0xfe0d, 1},
		{0xfeff, 0xfeff, 1}, {0xffa0, 0xffa0, 1}, {0xfff0, 0xfffb, 1},
	},
	R32: []unicode.Range32{{0x1bca0, 0x1bca3, 1}, {0x1d173, 0x1d17a, 1}, {0xe0000, 0xe0fff, 1}},
}

// Imitates reports whether a letter among Latin ones would be taken for one of
// them: any of another alphabet, but for the Greek letters that medicine writes
// beside Latin ones and nobody confuses with them (γGT, μmol, kΩ).
func Imitates(r rune) bool {
	switch {
	case r < 0x250 || !unicode.IsLetter(r):
		return false
	case unicode.Is(unicode.Greek, r):
		return strings.ContainsRune("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧινορυχϲϳ", r)
	case IsMimic(r):
		return true
	}
	return !unicode.In(r, unicode.Latin, unicode.Common, unicode.Inherited)
}

// IsMimic reports whether a letter is a copy of a Latin one in another shape:
// full-width, or from the alphabets of mathematics.
func IsMimic(r rune) bool {
	return unicode.IsLetter(r) && (r >= 0xff21 && r <= 0xff5a || r >= 0x1d400 && r <= 0x1d7ff)
}

// Codepoint writes a character's number: U+202E.
func Codepoint(r rune) string { return fmt.Sprintf("U+%04X", r) }

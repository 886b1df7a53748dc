package markdown

import (
	"strings"
	"unicode"

	"planblanc/internal/diag"
)

// Slug returns the anchor of a heading: "Matériel à prévoir" becomes
// "materiel-a-prevoir". A text without letters or digits gives "".
func Slug(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		accent := unicode.IsMark(r) && !gap && b.Len() > 0 // of a decomposed letter
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !accent {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(r)
	}
	return diag.Fold(b.String()) // cheap once dashes and apostrophes are gone
}

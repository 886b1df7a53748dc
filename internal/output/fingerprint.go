package output

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// crockford is Douglas Crockford's base 32: no I, L, O or U to misread.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Fingerprint writes the first characters of a sum for people who compare it
// with paper or read it aloud: base 32 in groups of four. A character is five
// bits; sum must hold as many.
func Fingerprint(sum []byte, characters int) string {
	var b strings.Builder
	for i, c := range crockford.EncodeToString(sum)[:characters] {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Envelope is the fingerprint of a whole site, by the text of its SHA256SUMS,
// as it is kept in a sealed envelope: 26 characters, 130 bits.
func Envelope(sums []byte) string {
	sum := sha256.Sum256(sums)
	return Fingerprint(sum[:], 26)
}

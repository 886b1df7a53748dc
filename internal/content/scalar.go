package content

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// Scalar writes a text of one line as a value of YAML, between quotes where it
// needs them.
func Scalar(s string) string { return scalar(s, false) }

// scalar writes a text as YAML: bare where every reader of YAML takes it for
// this very text, else between quotes. Inside a flow list, what would end an
// item is quoted too.
//
// Quotes around what looks like a number are for other programs: here, 1.0 is
// the text that was typed.
func scalar(s string, flow bool) string {
	switch {
	case s == "":
		return ""
	case bare(s, flow):
		return s
	case strings.ContainsFunc(s, unprintable):
		return escaped(s)
	case strings.ContainsAny(s, `"\`):
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return `"` + s + `"`
}

// otherType matches what a reader of YAML 1.1 or 1.2 takes for a number, a date,
// a truth value or nothing, and some more.
var otherType = regexp.MustCompile(`^(?i:[-+.0-9_:eExXobtzTZ ]*[0-9][-+.0-9a-fA-F_:xobtzTZ ]*|[-+]?\.?(inf|nan)|true|false|yes|no|on|off|y|n|null|~|=|<<)$`)

// bare reports whether a text needs no quotes.
func bare(s string, flow bool) bool {
	if strings.ContainsRune("-?:,[]{}#&*!|>'\"%@` \t=<~", rune(s[0])) || strings.HasSuffix(s, ":") || strings.HasSuffix(s, " ") {
		return false
	}
	if strings.Contains(s, ": ") || strings.Contains(s, " #") || strings.ContainsFunc(s, unprintable) || otherType.MatchString(s) {
		return false
	}
	return !flow || !strings.ContainsAny(s, ",[]{}:")
}

// unprintable is what YAML reads as an end of line, or cannot hold as it is.
func unprintable(r rune) bool {
	return r == '\u0085' || r == '\u2028' || r == '\u2029' || r == '\ufeff' || unicode.IsControl(r)
}

// escaped writes a text with characters that YAML cannot hold as they are.
func escaped(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unprintable(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

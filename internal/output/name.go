package output

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// NameProblem says why a path cannot be a file's name on every disk; "" is a
// legal one.
type NameProblem string

// The problems CheckName finds.
const (
	NameEmpty     NameProblem = "empty"     // the path, or a component of it
	NameEncoding  NameProblem = "encoding"  // not UTF-8
	NameCharacter NameProblem = "character" // one of <>:"|?*\ or a control
	NameReserved  NameProblem = "reserved"  // a device of Windows: CON, NUL, COM1 …
	NameLeading   NameProblem = "leading"   // a component starts with a space
	NameTrailing  NameProblem = "trailing"  // a component ends with a dot or a space
	NameLong      NameProblem = "long"      // a component over MaxComponent bytes
)

// MaxComponent is the longest component of a path, in bytes of UTF-8: what ext4
// and the other disks of Linux hold. FAT, exFAT and NTFS hold 255 units of
// UTF-16, and no text has more of these than bytes.
const MaxComponent = 255

// CheckName says why a slash-separated relative path is not legal on FAT32,
// exFAT or NTFS under the rules of Windows, or on a disk of Linux, or "". A
// path it accepts is clean and stays below its root.
func CheckName(path string) NameProblem {
	if !utf8.ValidString(path) {
		return NameEncoding
	}
	for component := range strings.SplitSeq(path, "/") {
		if p := checkComponent(component); p != "" {
			return p
		}
	}
	return ""
}

func checkComponent(s string) NameProblem {
	switch {
	case s == "":
		return NameEmpty
	case strings.ContainsAny(s, `<>:"|?*\`), strings.ContainsFunc(s, unicode.IsControl):
		return NameCharacter
	case s[0] == ' ':
		return NameLeading
	case strings.HasSuffix(s, "."), strings.HasSuffix(s, " "):
		return NameTrailing
	case device(s):
		return NameReserved
	case len(s) > MaxComponent:
		return NameLong
	}
	return ""
}

// device reports whether Windows takes a name for a device, which it does
// whatever the case and whatever follows the first dot.
func device(s string) bool {
	base, _, _ := strings.Cut(s, ".")
	base = strings.ToUpper(strings.TrimRight(base, " "))
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	number, ok := strings.CutPrefix(base, "COM")
	if !ok {
		number, ok = strings.CutPrefix(base, "LPT")
	}
	return ok && utf8.RuneCountInString(number) == 1 && strings.ContainsAny(number, "0123456789¹²³")
}

// CollisionKey returns a string that is equal for two paths which a FAT, exFAT,
// NTFS or macOS disk takes for one: case is folded in full (Unicode 15 §3.13)
// and accents composed. A few paths share a key and yet are two on some disk,
// « Maße » and « Masse » among them.
func CollisionKey(path string) string {
	// Folding may decompose what is composed, so forms are set before and after
	// it; it also only flips the case of Cherokee, which lower case mends.
	return norm.NFC.String(strings.ToLower(cases.Fold().String(norm.NFD.String(path))))
}

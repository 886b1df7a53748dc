package output

import (
	"io/fs"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestCheckName(t *testing.T) {
	tests := map[string]NameProblem{
		"fiches/urgences/écrans-bloqués.html":  "",
		"a b/c.d.e":                            "",
		".nojekyll":                            "",
		"L'été #1 100%.html":                   "",
		"":                                     NameEmpty,
		"/a":                                   NameEmpty,
		"a/":                                   NameEmpty,
		"a//b":                                 NameEmpty,
		".":                                    NameTrailing,
		"a/../b":                               NameTrailing,
		"a./b":                                 NameTrailing,
		"a /b":                                 NameTrailing,
		"a/b.":                                 NameTrailing,
		"a/ b":                                 NameLeading,
		`a\b`:                                  NameCharacter,
		"C:/a":                                 NameCharacter,
		"a?":                                   NameCharacter,
		"a*":                                   NameCharacter,
		"<a":                                   NameCharacter,
		"a>":                                   NameCharacter,
		`"a"`:                                  NameCharacter,
		"a|b":                                  NameCharacter,
		"a\tb":                                 NameCharacter,
		"a\x7f":                                NameCharacter,
		"a\xff":                                NameEncoding,
		"con":                                  NameReserved,
		"a/Nul.html":                           NameReserved,
		"AUX.tar.gz/b":                         NameReserved,
		"prn .txt":                             NameReserved,
		"com0":                                 NameReserved,
		"COM9.js":                              NameReserved,
		"lpt³.txt":                             NameReserved,
		"COM¹":                                 NameReserved,
		"conin$":                               NameReserved,
		"CONOUT$.txt":                          NameReserved,
		"console":                              "",
		"com":                                  "",
		"com10":                                "",
		"com4x":                                "",
		"LPT٣":                                 "", // an Arabic digit
		"a.con":                                "",
		"conin":                                "",
		strings.Repeat("a", 255):               "",
		strings.Repeat("a", 256):               NameLong,
		strings.Repeat("é", 127) + "a":         "",
		strings.Repeat("é", 128):               NameLong,
		strings.Repeat("😀", 63) + "été":        NameLong,
		strings.Repeat("😀", 63) + "ete":        "",
		"a/" + strings.Repeat("é", 127) + "/b": "",
		strings.Repeat("a", 256) + "/b":        NameLong,
	}
	for path, want := range tests {
		if got := CheckName(path); got != want {
			t.Errorf("CheckName(%.40q) = %q, want %q", path, got, want)
		}
	}
}

func FuzzCheckName(f *testing.F) {
	for _, s := range []string{"a/b.html", "../x", "con.txt", " ", "a\\b", "é/ù", "COM¹.x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if CheckName(path) != "" {
			return
		}
		if !fs.ValidPath(path) || path == "." {
			t.Fatalf("%q does not stay below its root", path)
		}
		for _, part := range strings.Split(path, "/") {
			if strings.Trim(part, " .") == "" || strings.TrimRight(part, " .") != part || strings.TrimLeft(part, " ") != part {
				t.Fatalf("%q: Windows would change %q", path, part)
			}
			if strings.ContainsAny(part, "<>:\"|?*\\\x00\n\r\t") || len(utf16.Encode([]rune(part))) > 255 {
				t.Fatalf("%q: %q is no name", path, part)
			}
		}
		// Case never makes a name legal, but may make it longer.
		if p := CheckName(strings.ToUpper(path)); p != "" && p != NameLong {
			t.Fatalf("%q is legal, its capitals are not: %s", path, p)
		}
	})
}

func TestCollisionKey(t *testing.T) {
	equal := [][2]string{
		{"a/B.html", "A/b.HTML"},
		{"été", "e\u0301te\u0301"},
		{"ÉTÉ", "e\u0301te\u0301"},
		{"Œil", "œil"},
		{"ΣΟΦΟΣ", "σοφος"},
		{"ſ", "s"},
		{"K", "k"}, // the Kelvin sign
		{"Å", "å"}, // the Ångström sign
		{"STRASSE", "straße"},
	}
	for _, e := range equal {
		if CollisionKey(e[0]) != CollisionKey(e[1]) {
			t.Errorf("%q and %q have two keys", e[0], e[1])
		}
	}
	different := [][2]string{
		{"a", "b"}, {"a/b", "ab"}, {"été", "ete"}, {"œil", "oeil"}, {"a.html", "a"}, {"i", "ı"},
	}
	for _, d := range different {
		if CollisionKey(d[0]) == CollisionKey(d[1]) {
			t.Errorf("%q and %q have one key", d[0], d[1])
		}
	}
}

func FuzzCollisionKey(f *testing.F) {
	for _, s := range []string{"a/B", "Été", "e\u0301", "ß", "İ", "\u0345", "ᾳ", "ﬁ", "Å"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if !utf8.ValidString(path) {
			return // no path of a site
		}
		key := CollisionKey(path)
		for name, same := range map[string]string{
			"its key": key, "its NFC": norm.NFC.String(path), "its NFD": norm.NFD.String(path),
		} {
			if k := CollisionKey(same); k != key {
				t.Errorf("%q has key %q, %s %q has %q", path, key, name, same, k)
			}
		}
		lower := strings.ToLower(path)
		if strings.EqualFold(path, lower) && CollisionKey(lower) != key {
			t.Errorf("%q and %q have two keys", path, lower)
		}
	})
}

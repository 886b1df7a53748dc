// Package diag holds what planblanc says about an author's content: places,
// rules, severities, and their texts in French and English.
//
// A mistake found anywhere in the pipeline becomes a Diagnostic: a place, a
// rule and the values of its message. Diagnostics are collected, sorted and all
// shown; only the reader's language turns them into sentences, so a value here
// is never translated text. A machine's failure is not a diagnostic but an
// error.
//
// Why not errors.Join: an error has no place, no rule that a reader can look
// up, and one language.
package diag

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Language selects the texts shown to people: French or English.
type Language string

// The languages of the program's own output.
const (
	French  Language = "fr"
	English Language = "en"
)

// Text is one sentence, or part of one, in both languages. It may hold the
// verbs of package fmt.
type Text struct{ FR, EN string }

// In returns the text in a language; French is the default.
func (t Text) In(l Language) string {
	if l == English {
		return t.EN
	}
	return t.FR
}

// Position is a place in the content folder. File is relative to it and uses
// slashes; Line and Column are 1-based and count characters from the top of the
// file, front matter included. Line 0 means the whole file.
type Position struct {
	File   string
	Line   int
	Column int
}

// Severity says whether a diagnostic stops a build.
type Severity uint8

// A warning lets a build go on, an error does not.
const (
	Warning Severity = iota
	Error
)

// String returns the name used in machine formats.
func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// Diagnostic is one remark on the content.
type Diagnostic struct {
	Position
	Rule     Rule
	Severity Severity
	// Args are the values of the rule's message, in order; a Text among them is
	// shown in the reader's language.
	Args []any
	// Suggestion is a known value close to the one found, or "".
	Suggestion string
	// Sites are the establishments that it is about, where it is not about all.
	Sites []string
}

// New returns a diagnostic with the severity that the rule has by default.
func New(p Position, r Rule, args ...any) Diagnostic {
	return Diagnostic{Position: p, Rule: r, Severity: catalog[r].severity, Args: args}
}

// Suggest returns d with the candidate closest to word, if one is close.
func (d Diagnostic) Suggest(word string, candidates []string) Diagnostic {
	d.Suggestion = Closest(word, candidates)
	return d
}

// As returns d with another severity.
func (d Diagnostic) As(s Severity) Diagnostic {
	d.Severity = s
	return d
}

// Sort orders diagnostics by file, line, column, rule and message, and drops
// exact repetitions.
func Sort(ds []Diagnostic) []Diagnostic {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		return cmp.Or(
			strings.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			strings.Compare(string(a.Rule), string(b.Rule)),
			strings.Compare(a.Message(French), b.Message(French)))
	})
	return slices.CompactFunc(ds, func(a, b Diagnostic) bool {
		return a.Position == b.Position && a.Rule == b.Rule && a.Message(French) == b.Message(French)
	})
}

// HasErrors reports whether a diagnostic is an error.
func HasErrors(ds []Diagnostic) bool {
	return slices.ContainsFunc(ds, func(d Diagnostic) bool { return d.Severity == Error })
}

// Fold returns s in lower case without accents, with œ and æ spelled out: the
// form in which spellings are compared and anchors are made.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	var space [128]byte
	out, latin := space[:0], latin()
	for _, r := range s {
		switch {
		case r < endOfLatin:
			out = append(out, latin[r]...)
		case r == '’':
			out = append(out, "’"...)
		default:
			return fold(s)
		}
	}
	return string(out)
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// endOfLatin is the first character after Latin Extended-B. Those before it do
// not combine, so each can be folded by itself.
const endOfLatin = 0x250

// latin holds what the characters before endOfLatin become.
var latin = sync.OnceValue(func() *[endOfLatin]string {
	var table [endOfLatin]string
	for r := range table {
		table[r] = fold(string(rune(r)))
	}
	return &table
})

// fold is Fold for any text.
func fold(s string) string {
	s = strings.NewReplacer("œ", "oe", "æ", "ae").Replace(strings.ToLower(s))
	var out []byte
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			out = utf8.AppendRune(out, r)
		}
	}
	return norm.NFC.String(string(out))
}

// Closest returns the candidate nearest to word in spelling, or "" when none is
// within a third of the word's length. Accents and case do not count; two
// letters swapped are one mistake.
func Closest(word string, candidates []string) string {
	folded := []rune(Fold(word))
	best, found := max(1, len(folded)/3)+1, ""
	for _, c := range candidates {
		if d := distance(folded, []rune(Fold(c))); d < best {
			best, found = d, c
		}
	}
	return found
}

// distance is the optimal string alignment distance. The libraries that were
// tried count a swap as two mistakes, which misses « titel » for « title ».
func distance(a, b []rune) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

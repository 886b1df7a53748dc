package edition

import (
	"slices"
	"strings"
	"unicode"

	"planblanc/internal/output"
)

// Edit is one change of what a card says to do or whom to call. A card whose
// fingerprint changed without one has another text elsewhere: a box, a sign, a
// material.
type Edit struct {
	// Kind is that of the manifest's part: "action" or "contact".
	Kind string `json:"kind"`
	// Old is empty for what is new, New for what is gone. They are equal for what
	// only moved.
	Old string `json:"old"`
	New string `json:"new"`
}

// edits compares two lists of parts, kind by kind.
func edits(old, new []output.Part) []Edit {
	all := []Edit{}
	for _, kind := range kinds(old, new) {
		all = append(all, compare(kind, texts(old, kind), texts(new, kind))...)
	}
	return all
}

// kinds lists the kinds of parts, in the order in which they come.
func kinds(old, new []output.Part) []string {
	var all []string
	seen := map[string]bool{}
	for _, parts := range [][]output.Part{new, old} {
		for _, p := range parts {
			if !seen[p.Kind] {
				seen[p.Kind] = true
				all = append(all, p.Kind)
			}
		}
	}
	return all
}

func texts(parts []output.Part, kind string) []string {
	var all []string
	for _, p := range parts {
		if p.Kind == kind {
			all = append(all, p.Text)
		}
	}
	return all
}

// most is how many parts are compared in order: a table of their squares is
// made. A card has ten actions at most; more comes from no card of ours.
const most = 500

// compare takes away the longest common list. What is left on both sides, word
// for word, has moved; what has most of its words on the other side was
// reworded; the rest is new or gone.
func compare(kind string, old, new []string) []Edit {
	gone, come := uncommon(old[:min(len(old), most)], new[:min(len(new), most)])
	edits := make([]Edit, len(come))
	for i, n := range come {
		edits[i] = Edit{Kind: kind, New: n}
		if at := slices.Index(gone, n); at >= 0 {
			edits[i].Old = n
			gone = slices.Delete(gone, at, at+1)
		}
	}
	for i := range edits {
		if edits[i].Old != "" {
			continue
		}
		best, at := 0.5, -1
		for k, o := range gone {
			if s := likeness(o, edits[i].New); s > best {
				best, at = s, k
			}
		}
		if at >= 0 {
			edits[i].Old = gone[at]
			gone = slices.Delete(gone, at, at+1)
		}
	}
	for _, o := range gone {
		edits = append(edits, Edit{Kind: kind, Old: o})
	}
	return edits
}

// uncommon returns what is left of two lists without their longest common one.
func uncommon(old, new []string) (gone, come []string) {
	common := lengths(old, new)
	i, j := 0, 0
	for i < len(old) && j < len(new) {
		switch {
		case old[i] == new[j]:
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			gone = append(gone, old[i])
			i++
		default:
			come = append(come, new[j])
			j++
		}
	}
	return append(gone, old[i:]...), append(come, new[j:]...)
}

// lengths are those of the longest common lists of what is left from each pair
// of places.
func lengths(old, new []string) [][]int {
	table := make([][]int, len(old)+1)
	for i := range table {
		table[i] = make([]int, len(new)+1)
	}
	for i := len(old) - 1; i >= 0; i-- {
		for j := len(new) - 1; j >= 0; j-- {
			if old[i] == new[j] {
				table[i][j] = table[i+1][j+1] + 1
			} else {
				table[i][j] = max(table[i+1][j], table[i][j+1])
			}
		}
	}
	return table
}

// likeness is the share of words that two texts have in common, from 0 to 1.
func likeness(a, b string) float64 {
	left, right := words(a), words(b)
	if len(left)+len(right) == 0 {
		return 1
	}
	count := map[string]int{}
	for _, w := range left {
		count[w]++
	}
	common := 0
	for _, w := range right {
		if count[w] > 0 {
			count[w]--
			common++
		}
	}
	return 2 * float64(common) / float64(len(left)+len(right))
}

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

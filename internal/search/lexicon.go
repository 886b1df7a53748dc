package search

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf16"
)

// readLexicon decodes the words, docs/search.md §2.
func readLexicon(text string) (lexicon, error) {
	l := lexicon{at: map[string]int{}}
	var before []uint16
	for text != "" {
		entry, rest, ok := strings.Cut(text, "|")
		if !ok || len(entry) < 3 {
			return l, errors.New("an entry without an end")
		}
		text = rest
		var digits [3]int
		for i := range digits {
			d, err := digitValue(entry[i])
			if err != nil {
				return l, err
			}
			digits[i] = d
		}
		tail, added, _ := strings.Cut(entry[3:], "/")
		if digits[0] > len(before) {
			return l, errors.New("an entry shares more than there is")
		}
		word := append(slices.Clip(before[:digits[0]]), utf16.Encode([]rune(tail))...)
		if digits[2] > len(word) {
			return l, errors.New("a stem longer than its word")
		}
		l.at[string(utf16.Decode(word))] = len(l.words)
		l.words = append(l.words, string(utf16.Decode(word)))
		l.stems = append(l.stems, string(utf16.Decode(word[:len(word)-digits[2]]))+added)
		l.weights = append(l.weights, digits[1])
		before = word
	}
	return l, nil
}

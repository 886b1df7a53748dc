package check

import (
	"bytes"
	"regexp"
	"regexp/syntax"
	"unicode"
	"unicode/utf8"
)

// needles are words in folded letters: a text that holds none of them matches
// none of the patterns that they were taken from. Go's regular expressions read
// a text letter by letter and a search for a word does not: without the needles,
// looking for secrets takes five times as long as all else that « check » does.
// They are derived, not listed, so that no pattern can outgrow them.
type needles [][]byte

// some returns the needles of patterns, nil when one of them may match texts that
// have no word in common.
func some(patterns ...*regexp.Regexp) needles {
	var all needles
	for _, p := range patterns {
		tree, err := syntax.Parse(p.String(), syntax.Perl)
		if err != nil {
			return nil
		}
		words := required(tree)
		if words == nil {
			return nil
		}
		for _, w := range words {
			all = append(all, []byte(w))
		}
	}
	return all
}

// in reports whether a folded text holds one of the needles.
func (n needles) in(folded []byte) bool {
	for _, word := range n {
		if bytes.Contains(folded, word) {
			return true
		}
	}
	return false
}

// required returns folded texts one of which is in whatever an expression
// matches, nil where there are none.
func required(re *syntax.Regexp) []string {
	if all := every(re); all != nil {
		if shortest(all) == 0 {
			return nil
		}
		return all
	}
	switch re.Op {
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			words := required(sub)
			if words == nil {
				return nil
			}
			all = append(all, words...)
		}
		return all
	case syntax.OpConcat:
		var best []string
		for from := range re.Sub {
			for to := len(re.Sub); to > from; to-- {
				part := &syntax.Regexp{Op: syntax.OpConcat, Sub: re.Sub[from:to]}
				words := every(part)
				if to == from+1 {
					words = required(re.Sub[from])
				}
				if words != nil && shortest(words) > shortest(best) {
					best = words
				}
			}
		}
		return best
	}
	return nil
}

// mostTexts is how many texts an expression may match to be told by all of them.
const mostTexts = 32

// every returns all that an expression matches, folded, nil where that is much.
func every(re *syntax.Regexp) []string {
	var all []string
	switch re.Op {
	case syntax.OpLiteral:
		return []string{string(appendFolded(nil, string(re.Rune)))}
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return []string{""}
	case syntax.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if all = append(all, string(appendFolded(nil, string(r)))); len(all) > mostTexts {
					return nil
				}
			}
		}
	case syntax.OpCapture:
		return every(re.Sub[0])
	case syntax.OpQuest:
		if all = every(re.Sub[0]); all != nil {
			all = append([]string{""}, all...)
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			texts := every(sub)
			if texts == nil {
				return nil
			}
			all = append(all, texts...)
		}
	case syntax.OpConcat:
		all = []string{""}
		for _, sub := range re.Sub {
			ends := every(sub)
			if len(all)*len(ends) > mostTexts {
				return nil
			}
			var longer []string
			for _, begin := range all {
				for _, end := range ends {
					longer = append(longer, begin+end)
				}
			}
			if all = longer; all == nil {
				return nil
			}
		}
	}
	return all
}

// shortest is the length of the shortest of some texts, 0 of none.
func shortest(texts []string) int {
	least := 0
	for i, t := range texts {
		if i == 0 || len(t) < least {
			least = len(t)
		}
	}
	return least
}

// appendFolded appends a text in which letters that (?i) takes for one are one.
func appendFolded(dst []byte, text string) []byte {
	for i, r := range text {
		switch {
		case r < rune(len(lowest)):
			if r = lowest[r]; r < utf8.RuneSelf {
				dst = append(dst, byte(r))
			} else {
				dst = utf8.AppendRune(dst, r)
			}
		case r == utf8.RuneError:
			dst = append(dst, text[i]) // no pattern has it
		default:
			dst = utf8.AppendRune(dst, fold(r))
		}
	}
	return dst
}

// lowest is what fold returns for the letters of most texts.
var lowest = func() (table [0x180]rune) {
	for r := range table {
		table[r] = fold(rune(r))
	}
	return table
}()

// fold returns the least of the letters that are the same but for their case.
func fold(r rune) rune {
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return least
}

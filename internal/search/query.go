package search

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"planblanc/internal/content"
)

// Query is what a reader asks.
type Query struct {
	Text string
	// Filters keep the documents that have one of the terms of each axis, or
	// tous; Types those of one of the types.
	Filters map[content.Axis][]string
	Types   []string
	// Plain are sequences that name a term and are taken as words.
	Plain []string
	// Literal suppresses corrections.
	Literal bool
	// Most is how many results to read, 0 for all.
	Most int
}

const (
	mostWords      = 32
	mostExpansions = 24
	mostCandidates = 6
	exactly        = 16 // quality of what was typed
	// finishedQuality is that of a word finished as a sequence has it.
	finishedQuality = 14
)

// item is a word of a query.
type item struct {
	typed string // as normalised
	word  string // typed, or the candidate that stands for it
	known bool   // the lexicon has word
	light bool   // it decides nothing
	// finished says that word is typed with the end that a sequence gives it.
	finished bool
	// quality is 16, or the candidate's.
	quality    int
	others     []expansion // the other candidates
	expansions []expansion
}

// expansion is a word of the lexicon that stands for one typed.
type expansion struct {
	word    int
	quality int
}

// items cuts a query into words, docs/search.md §3.1.
func (x *Index) items(q Query) []item {
	s := scanner{text: fold(nil, q.Text), elisions: x.language.elisions}
	var words []string
	open := false
	for len(words) < mostWords {
		word, _, to, ok := s.next()
		if !ok {
			break
		}
		words, open = append(words, string(word)), to == len(s.text)
	}
	words = x.join(words, open)
	keep := slices.ContainsFunc(words, func(w string) bool { return !x.language.glue[w] })
	heavy := slices.ContainsFunc(words, func(w string) bool { return !x.language.function[w] })
	var out []item
	for i, w := range words {
		if keep && x.language.glue[w] {
			continue
		}
		it := item{typed: w, word: w, quality: exactly, light: heavy && x.language.function[w]}
		_, it.known = x.lex.at[w]
		if !it.light {
			x.expand(&it, open && i == len(words)-1, q.Literal)
		}
		out = append(out, it)
	}
	x.finish(out)
	return out
}

// finish gives an unfinished last word the end that it has in a sequence of which
// the words before it are the beginning: « qui app » is « qui appeler », not an
// « appareil ».
func (x *Index) finish(items []item) {
	last := len(items) - 1
	if last < 1 || items[last].known || len(items[last].expansions) == 0 {
		return
	}
	for from := range last {
		var typed []string
		for _, it := range items[from:] {
			typed = append(typed, it.word)
		}
		begun := strings.Join(typed, " ")
		for _, s := range x.sequences {
			if end, ok := strings.CutPrefix(s, begun); ok && !strings.Contains(end, " ") {
				it := &items[last]
				it.word, it.quality, it.known, it.finished = it.typed+end, finishedQuality, true, true
				return
			}
		}
	}
}

// join puts together what was typed apart: numbers and codes.
func (x *Index) join(words []string, open bool) []string {
	var out []string
	for i := 0; i < len(words); {
		n := 1
		if digits(words[i]) {
			for end := len(words); end > i+1; end-- {
				run := words[i:end]
				joined := strings.Join(run, "")
				if !slices.ContainsFunc(run, func(w string) bool { return !digits(w) }) && len(joined) >= 4 && x.has(joined, open && end == len(words)) {
					n = end - i
					break
				}
			}
		} else if codeShort.MatchString(words[i]) && !x.has(words[i], false) && x.has(words[i][:3]+"0"+words[i][3:], false) {
			words[i] = words[i][:3] + "0" + words[i][3:]
		} else if i+1 < len(words) && codeLetters.MatchString(words[i]) && len(words[i+1]) == 1 && digits(words[i+1]) &&
			!x.has(words[i]+words[i+1], false) && x.has(words[i]+"0"+words[i+1], false) {
			words[i+1] = "0" + words[i+1]
			n = 2
		} else if i+1 < len(words) && codeLetters.MatchString(words[i]) && codeDigits.MatchString(words[i+1]) &&
			x.has(words[i]+words[i+1], open && i+2 == len(words)) {
			n = 2
		}
		out = append(out, strings.Join(words[i:i+n], ""))
		i += n
	}
	return out
}

var (
	codeLetters = regexp.MustCompile(`^[a-z]{3}$`)
	codeDigits  = regexp.MustCompile(`^[0-9]{1,5}$`)
	codeShort   = regexp.MustCompile(`^[a-z]{3}[0-9]$`)
	codeWord    = regexp.MustCompile(`^[a-z]{3}[0-9]{2,5}$`)
	codeTyped   = regexp.MustCompile(`^[a-z]{3}-[0-9]{2,5}$`)
)

func digits(w string) bool {
	for i := range len(w) {
		if w[i] < '0' || w[i] > '9' {
			return false
		}
	}
	return w != ""
}

// has reports whether the lexicon has a word or, if it may be unfinished, one
// that begins with it.
func (x *Index) has(word string, unfinished bool) bool {
	if _, known := x.lex.at[word]; known || !unfinished {
		return known
	}
	from, to := x.beginning(word)
	return from < to
}

// beginning returns the span of the words that begin with a prefix.
func (x *Index) beginning(prefix string) (from, to int) {
	from, _ = slices.BinarySearchFunc(x.lex.words, prefix, compareUTF16)
	to = from
	for to < len(x.lex.words) && strings.HasPrefix(x.lex.words[to], prefix) {
		to++
	}
	return from, to
}

// expand finds what a word may stand for.
func (x *Index) expand(it *item, last, literal bool) {
	if last && units(it.typed) >= 2 {
		it.expansions = x.completions(it)
	}
	if it.known || len(it.expansions) > 0 || literal {
		return
	}
	candidates := x.candidates(it.typed, last)
	if len(candidates) > 0 {
		it.word, it.quality, it.known = x.lex.words[candidates[0].word], candidates[0].quality, true
		it.others = candidates[1:]
	}
}

// completions are the words that begin with a word that may be unfinished.
func (x *Index) completions(it *item) []expansion {
	var out []expansion
	length := units(it.typed)
	stem := x.stemOf(it.typed)
	from, to := x.beginning(it.typed)
	for i := from; i < to; i++ {
		if x.lex.weights[i]&31 == 0 || it.known && x.lex.stems[i] == stem {
			continue
		}
		quality := 12
		switch more := units(x.lex.words[i]) - length; {
		case more <= 2:
			quality = 14
		case more <= 4:
			quality = 13
		}
		if it.known {
			quality /= 2
		}
		out = append(out, expansion{i, quality})
	}
	return x.heaviest(out, mostExpansions)
}

// heaviest keeps the first words by weight.
func (x *Index) heaviest(list []expansion, most int) []expansion {
	slices.SortFunc(list, func(a, b expansion) int {
		return cmp.Or(cmp.Compare(x.lex.weights[b.word], x.lex.weights[a.word]), cmp.Compare(a.word, b.word))
	})
	return list[:min(most, len(list))]
}

// candidates are the words that an unknown one may have been meant for.
func (x *Index) candidates(word string, last bool) []expansion {
	length := units(word)
	if length < 4 || strings.ContainsAny(word, "0123456789") {
		return nil
	}
	most := 1
	if length >= 8 {
		most = 2
	}
	var near, far, begun []expansion
	m := newMeter(word)
	for i, w := range x.lex.words {
		d, prefix := m.distance(w, most)
		if d > most && prefix > 1 || !x.correctable(i) {
			continue
		}
		switch {
		case d == 1:
			near = append(near, expansion{i, 9})
		case d == 2 && most == 2:
			far = append(far, expansion{i, 5})
		case prefix <= 1 && last:
			begun = append(begun, expansion{i, 7})
		}
	}
	for _, found := range [][]expansion{near, x.family(word), far, begun} {
		if len(found) > 0 {
			return x.heaviest(found, mostCandidates)
		}
	}
	return nil
}

// correctable reports whether a word of the lexicon may replace what is typed.
func (x *Index) correctable(i int) bool {
	return !strings.ContainsAny(x.lex.words[i], "0123456789") && !x.language.function[x.lex.words[i]]
}

// family are the words with the same beginning, the longest that some share.
func (x *Index) family(word string) []expansion {
	length := units(word)
	for n := len(word); n > 0; n-- {
		prefix := word[:n]
		if units(prefix) < max(5, length-3) {
			return nil
		}
		var out []expansion
		from, to := x.beginning(prefix)
		for i := from; i < to; i++ {
			if units(x.lex.words[i]) <= length+3 && x.correctable(i) {
				out = append(out, expansion{i, 12})
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// suggestions are known words near to the unknown ones.
func (x *Index) suggestions(items []item) []string {
	type near struct{ word, distance int }
	var found []near
	for _, it := range items {
		if it.known && it.word == it.typed || it.light || units(it.typed) < 4 {
			continue
		}
		m := newMeter(it.typed)
		for i, w := range x.lex.words {
			if d, _ := m.distance(w, 3); d <= 3 && x.lex.weights[i]&31 > 0 && !strings.ContainsAny(w, "0123456789") {
				found = append(found, near{i, d})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(x.lex.weights[b.word], x.lex.weights[a.word]), cmp.Compare(a.word, b.word))
	})
	out := []string{}
	for _, n := range found {
		if w := x.lex.words[n.word]; len(out) < 5 && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

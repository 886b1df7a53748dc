package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// snippetLength is the usual length of a snippet in characters.
const snippetLength = 160

// Snippet is a part of a text with the places of the words that were asked
// for, as byte ranges.
type Snippet struct {
	Text  string
	Marks [][2]int
}

// Locate gives a result the anchor of its section, and a snippet of it: the
// part with most of the words asked for.
func (x *Index) Locate(r *Result, q Query) (Snippet, error) {
	sections, err := x.passages(r.Doc)
	if err != nil || int(r.section) >= len(sections) {
		return Snippet{Text: r.Summary}, err
	}
	p := sections[r.section]
	if p.anchor != "" {
		r.URL += "#" + p.anchor
	}
	if p.text == "" {
		p.text = r.Summary
	}
	return x.excerpt(p.text, x.wanted(q)), nil
}

// longestMarked is how many words a sequence has that is marked.
const longestMarked = 6

// wanted are the sequences of stems to mark: each word of a query, what it may
// become, and its synonyms.
func (x *Index) wanted(q Query) map[string]bool {
	out := map[string]bool{}
	items := x.items(q)
	for i := 0; i < len(items); {
		n, key := x.run(items[i:])
		for _, g := range x.groups[key] {
			for _, s := range slices.Concat(x.Synonyms[g].Words, x.Synonyms[g].To) {
				if other := x.key(s); other != key {
					out[other] = true
				}
			}
		}
		i += max(n, 1)
	}
	for _, it := range items {
		if it.light {
			continue
		}
		out[x.stemOf(it.word)] = true
		for _, e := range slices.Concat(it.others, it.expansions) {
			out[x.lex.stems[e.word]] = true
		}
	}
	return out
}

// marks are the places in a text of whole sequences; articles may stand inside.
func (x *Index) marks(text string, wanted map[string]bool) [][2]int {
	type token struct {
		stem     string
		from, to int
	}
	folded, places := foldWithPlaces(text)
	s := scanner{text: folded, elisions: x.language.elisions}
	var found []token
	for {
		word, from, to, ok := s.next()
		if !ok {
			break
		}
		if stem := x.stemOf(string(word)); !x.language.glue[string(word)] || wanted[stem] {
			found = append(found, token{stem, places[from], places[to]})
		}
	}
	var marks [][2]int
	for i := 0; i < len(found); i++ {
		run, end := "", 0
		for j := i; j < min(i+longestMarked, len(found)); j++ {
			if j > i {
				run += " "
			}
			run += found[j].stem
			if wanted[run] {
				end = j + 1
			}
		}
		if end > 0 {
			marks = append(marks, [2]int{found[i].from, found[end-1].to})
			i = end - 1
		}
	}
	return marks
}

// excerpt returns the part of a text with most of what is wanted.
func (x *Index) excerpt(text string, wanted map[string]bool) Snippet {
	text = norm.NFC.String(text)
	marks := x.marks(text, wanted)
	start := 0
	best := 0
	for i, m := range marks {
		n := 0
		for _, o := range marks[i:] {
			if o[1] <= m[0]+snippetLength {
				n++
			}
		}
		if n > best {
			best, start = n, m[0]
		}
	}
	from, to := around(text, start)
	out, shift := Snippet{Text: text[from:to]}, -from
	if from > 0 {
		out.Text = "… " + out.Text
		shift += len("… ")
	}
	if to < len(text) {
		out.Text += " …"
	}
	for _, m := range marks {
		if m[0] >= from && m[1] <= to {
			out.Marks = append(out.Marks, [2]int{m[0] + shift, m[1] + shift})
		}
	}
	return out
}

// around returns whole words about a place, some of them before it.
func around(text string, at int) (from, to int) {
	from = max(0, at-snippetLength/4)
	if i := strings.LastIndexAny(text[:at], ".!?"); i >= from {
		from = i + 1
	} else if i := strings.IndexByte(text[from:at], ' '); from > 0 && i >= 0 {
		from += i
	}
	for from < len(text) && (text[from] == ' ' || !utf8.RuneStart(text[from])) {
		from++
	}
	to = from + snippetLength
	if to >= len(text) {
		return from, len(text)
	}
	for !utf8.RuneStart(text[to]) {
		to--
	}
	if i := strings.LastIndexByte(text[from:to], ' '); i > 0 {
		to = from + i
	}
	return from, to
}

package search

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"planblanc/internal/content"
)

// thresholds are ⌈2^(15+i/16)⌉ for i from 1 to 15.
var thresholds = [...]int{34219, 35734, 37316, 38968, 40694, 42495, 44377, 46341, 48393, 50536, 52773, 55109, 57549, 60097, 62758}

// lg is ⌊16·log2 n⌋ for n ≥ 1, the same on every machine.
func lg(n int) int {
	e := bits.Len(uint(n)) - 1
	m := n << 15 >> e
	i := 0
	for i < len(thresholds) && thresholds[i] <= m {
		i++
	}
	return 16*e + i
}

// idf is what a word that df of n documents have is worth.
func idf(n, df int) int { return 8 + max(0, lg(max(n, 1))-lg(max(df, 1))) }

// reranked is how many of the best documents are compared by their titles.
const reranked = 20

// supportPart: what scores this part of the best or more supports its
// neighbours.
const supportPart = 2

// lackingPart: where some document has every word, one that lacks a word must
// score this part of the best.
const lackingPart = 16

// strongImpact is that of a word in a title, or in a keyword and in the text.
const strongImpact = 20

// hit is a document under consideration.
type hit struct {
	doc      int
	matched  int
	mass     int // the weights of the units that it matches
	titled   int // units matched in the title
	strong   int // units matched with strongImpact or more
	score    int
	sections []uint8 // by unit that matches
	whole    bool    // its title is what is asked, in two words or more
	defines  bool    // likewise, of a definition, in one word or more
}

// match finds and scores documents, docs/search.md §3.3, 1 and 2.
func (x *Index) match(units []unit) []hit {
	byDoc := make([]*hit, x.N)
	var hits []*hit
	whole := 0
	for i := range units {
		values, weight := x.values(&units[i])
		whole += weight
		for _, v := range values {
			h := byDoc[v.doc]
			if h == nil {
				h = &hit{doc: int(v.doc)}
				byDoc[v.doc] = h
				hits = append(hits, h)
			}
			if !v.general {
				h.matched++
				h.mass += weight
			}
			h.score += v.value
			h.sections = append(h.sections, v.section)
			if v.title {
				h.titled++
			}
			if v.impact >= strongImpact {
				h.strong++
			}
		}
	}
	best, all := 0, 0
	for _, h := range hits {
		all = max(all, h.matched)
		if !x.aside(h.doc) {
			best = max(best, h.matched)
		}
	}
	if best == 0 {
		best = all
	}
	least := best
	if best >= 2 {
		least--
	}
	var out []hit
	for _, h := range hits {
		if h.matched >= least {
			x.climb(h, units, whole)
			out = append(out, *h)
		}
	}
	top, first := 0, -1
	for _, h := range out {
		if !x.aside(h.doc) && (h.score > top || h.score == top && h.doc < first) {
			top, first = h.score, h.doc
		}
	}
	out = slices.DeleteFunc(out, func(h hit) bool { return best == len(units) && h.matched < best && h.score*lackingPart < top })
	x.company(out, first)
	return out
}

// company raises what is of the one service that the best document is for: more
// of the same is likelier than the rest.
func (x *Index) company(hits []hit, best int) {
	if best < 0 {
		return
	}
	of := x.axes[0].sets[x.axes[0].docs[best]]
	if len(of) != 1 || of[0] == 0 {
		return
	}
	for i, h := range hits {
		if x.hasTerm(h.doc, 0, of[0]) {
			hits[i].score += h.score * 3 / 10
		}
	}
}

// aside reports whether a document is a definition: these come after all others
// and set no measure for them, so that a glossary never stands between a reader
// and a card.
func (x *Index) aside(doc int) bool { return doc >= x.Counted }

// value is what a unit gives a document.
type value struct {
	posting
	value int
	// general says that the document is for all terms and matches in no other
	// way: it is worth something, but lacks the unit.
	general bool
}

// values returns the best alternative of a unit for each document, and what the
// unit weighs: the idf of what is typed, or of its rarest alternative.
func (x *Index) values(u *unit) ([]value, int) {
	typed := u.alternatives[0].df
	if len(u.alternatives) == 1 {
		out := make([]value, len(u.alternatives[0].list))
		for i, p := range u.alternatives[0].list {
			out[i] = value{p, worth(p, u.alternatives[0].quality, idf(x.Counted, typed)), false}
		}
		return out, idf(x.Counted, typed)
	}
	best, most := map[int32]value{}, 0
	for _, a := range u.alternatives { // that of the term comes after those of words
		weight := idf(x.Counted, a.df)
		if typed > 0 {
			weight = min(weight, idf(x.Counted, typed))
		}
		most = max(most, weight)
		for _, p := range a.list {
			v := value{p, worth(p, a.quality, weight), a.term && p.impact == allImpact}
			old, ok := best[p.doc]
			switch {
			case ok && a.term:
				old.value += v.value
				best[p.doc] = old
			case !ok || v.value > old.value:
				best[p.doc] = v
			}
		}
	}
	out := make([]value, 0, len(best))
	for _, v := range best {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b value) int { return cmp.Compare(a.doc, b.doc) })
	return out, most
}

func worth(p posting, quality, weight int) int {
	return quality * weight * int(p.impact) * int(p.impact) / 16
}

// climb applies the ladder to a document's sum; whole is what all units weigh.
func (x *Index) climb(h *hit, units []unit, whole int) {
	n := len(units)
	switch {
	case h.matched < n:
		h.score = h.score * h.mass / whole // who lacks the rare word lacks most
	case h.titled == n:
		h.score *= 2
	case h.strong == n:
		h.score = h.score * 13 / 10
	case n > 1:
		_, votes := vote(h.sections)
		h.score += h.score * (votes - 1) / (4 * (n - 1))
	}
	named := false
	for _, u := range units {
		if u.term == nil {
			continue
		}
		named = named || x.index.Axes[u.term.axis].Axis == content.ByService
		if n > 1 && x.hasTerm(h.doc, u.term.axis, u.term.term) {
			h.score = h.score * 5 / 4
		}
	}
	nature := x.nature(h.doc)
	if !named && x.hasTerm(h.doc, 0, 0) {
		general := 13
		if nature.Group == Reflex {
			general = 15
		}
		h.score = h.score * general / 10
	}
	h.score = h.score * (20 + x.links[h.doc]) / 20
	prior := nature.Prior
	if x.local[h.doc] { // more than its title can make good for another's
		prior *= 2
	}
	h.score = h.score * prior / 100
}

// order sorts by score, then ranks the best again by their titles.
func (x *Index) order(hits []hit, items []item) error {
	byScore := func(a, b hit) int {
		if later := x.aside(a.doc); later != x.aside(b.doc) {
			if later {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc))
	}
	slices.SortFunc(hits, byScore)
	if err := x.define(hits, items); err != nil {
		return err
	}
	top := hits[:min(reranked, len(hits))]
	if err := x.support(top); err != nil {
		return err
	}
	for i := range top {
		r, err := x.row(top[i].doc)
		if err != nil {
			return err
		}
		likeness, same := x.likeness(r.title, items)
		top[i].score, top[i].whole = top[i].score*likeness/64, same > 1
	}
	slices.SortFunc(top, byScore)
	return nil
}

// support raises what the best of the first documents lead to and what leads to
// them, among the first, up to the double: who wrote a card knew what goes with
// it.
func (x *Index) support(top []hit) error {
	leads := make([][]int, len(top))
	for i, h := range top {
		var err error
		if leads[i], err = x.leads(h.doc); err != nil {
			return err
		}
	}
	more := make([]int, len(top))
	for i, h := range top {
		if x.aside(h.doc) || h.score*supportPart < top[0].score {
			continue
		}
		for j, o := range top {
			if slices.Contains(leads[i], o.doc) || slices.Contains(leads[j], h.doc) {
				more[j] += h.score / 10
			}
		}
	}
	for i, h := range top {
		top[i].score += min(more[i], h.score)
	}
	return nil
}

// define marks the best definition when its term is what is asked.
func (x *Index) define(sorted []hit, items []item) error {
	i := slices.IndexFunc(sorted, func(h hit) bool { return x.aside(h.doc) })
	if i < 0 {
		return nil
	}
	r, err := x.row(sorted[i].doc)
	if err == nil {
		_, same := x.likeness(r.title, items)
		sorted[i].defines = same > 0
	}
	return err
}

// likeness compares a title with a query: 64 for nothing in common. When they
// are the same, whole is the number of their words; those that decide nothing do
// not count.
func (x *Index) likeness(title string, items []item) (likeness, whole int) {
	in := map[string]bool{}
	heavy := 0
	for _, w := range words(title, x.language.elisions) {
		in[w] = true
		if !x.language.function[w] {
			heavy++
		}
	}
	asked, same, light := 0, 0, 0
	for _, it := range items {
		switch {
		case !it.light:
			asked++
			if in[it.word] {
				same++
			}
		case in[it.word] && light < 2:
			light++
		}
	}
	if asked == 0 {
		return 64, 0
	}
	if same == asked && same == heavy {
		whole = same
	}
	return 64 + 16*same/asked + 16*same/max(asked, heavy) + 4*light, whole
}

// exact returns the document whose code the text is, or −1.
func (x *Index) exact(text string, items []item) (int, error) {
	var tried []string
	if len(items) == 1 && codeWord.MatchString(items[0].typed) {
		tried = []string{items[0].typed}
	} else if len(items) != 1 || !items[0].known {
		tried = scanned(text)
	}
	for _, code := range tried {
		if _, known := x.lex.at[code]; !known {
			continue
		}
		l, err := x.postings(x.stemOf(code))
		if err != nil {
			return -1, err
		}
		for _, p := range l {
			if !p.title {
				continue
			}
			r, err := x.row(int(p.doc))
			if err != nil {
				return -1, err
			}
			if strings.Join(words(r.code, nil), "") == code {
				return int(p.doc), nil
			}
		}
	}
	return -1, nil
}

// scanned undoes what a French keyboard makes of an American scanner's keys,
// and returns the codes that this may be.
func scanned(text string) []string {
	var both [2]strings.Builder
	for _, r := range strings.ToLower(norm.NFC.String(strings.TrimSpace(text))) {
		for i := range both {
			c := r
			if to, ok := frenchKeys[r]; ok {
				c = to
			} else if to, ok := frenchLetters[r]; ok && i == 0 {
				c = to
			}
			both[i].WriteRune(c)
		}
	}
	var out []string
	for i := range both {
		if s := both[i].String(); codeTyped.MatchString(s) {
			out = append(out, strings.Replace(s, "-", "", 1))
		}
	}
	return out
}

var (
	frenchKeys = map[rune]rune{'&': '1', 'é': '2', '"': '3', '\'': '4', '’': '4', '(': '5', '-': '6', 'è': '7', '_': '8', 'ç': '9', 'à': '0',
		')': '-', '°': '-'}
	frenchLetters = map[rune]rune{'q': 'a', 'a': 'q', 'w': 'z', 'z': 'w', ',': 'm', '?': 'm'}
)

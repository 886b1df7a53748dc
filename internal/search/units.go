package search

import (
	"slices"
	"strings"
)

// unit is a word or a phrase of a query with what it may be found by.
type unit struct {
	words        []item
	alternatives []alternative
	term         *named     // shown as a chip
	sense        *ambiguous // shown with its meanings
}

// alternative is one way to match a unit.
type alternative struct {
	list    list
	df      int
	quality int
	term    bool // the documents are those of a term
}

// The impacts of a document that has a term, of one for all terms, of a form for
// a word that asks for one, of a contact likewise, of one with a phrase.
const (
	ownImpact  = 16
	allImpact  = 8
	formImpact = 26
	callImpact = 22
	// phraseImpact is the highest that there is.
	phraseImpact = 63
)

// cut makes units of words, docs/search.md §3.2.
func (x *Index) cut(items []item, q Query) ([]unit, error) {
	var out []unit
	for i := 0; i < len(items); {
		n, key := x.run(items[i:])
		if n == 0 {
			if items[i].light {
				i++
				continue
			}
			n = 1
		}
		u := unit{words: items[i : i+n]}
		if err := x.alternatives(&u, key, q); err != nil {
			return nil, err
		}
		out = append(out, u)
		i += n
	}
	return out, nil
}

// run returns the longest run of words that is a sequence, and its stems; 0
// when there is none.
func (x *Index) run(items []item) (int, string) {
	best, bestKey := 0, ""
	key, heavy := "", false
	for n, it := range items {
		if !it.known && len(it.expansions) > 0 {
			break
		}
		heavy = heavy || !it.light
		if n > 0 {
			key += " "
		}
		key += x.stemOf(it.word)
		_, sense := x.senses[key]
		_, phrase := x.phrases[key]
		if heavy && (sense || phrase || x.groups[key] != nil || x.terms[key] != nil) {
			best, bestKey = n+1, key
		}
	}
	return best, bestKey
}

// alternatives finds the ways to match a unit; key is "" for a plain word.
func (x *Index) alternatives(u *unit, key string, q Query) error {
	base := exactly
	var stems []string
	for _, it := range u.words {
		if !it.light {
			base = min(base, it.quality)
			stems = append(stems, x.stemOf(it.word))
		}
	}
	typed, err := x.all(stems)
	if err != nil {
		return err
	}
	u.alternatives = []alternative{{list: typed, df: below(typed, x.Counted), quality: base}}
	if n, ok := x.senses[key]; ok {
		u.sense = &x.Ambiguous[n]
		return nil
	}
	if len(u.words) == 1 {
		for _, e := range slices.Concat(u.words[0].others, u.words[0].expansions) {
			if err := x.alternative(u, []string{x.lex.stems[e.word]}, e.quality); err != nil {
				return err
			}
		}
	}
	for _, g := range x.groups[key] {
		for _, s := range slices.Concat(x.Synonyms[g].Words, x.Synonyms[g].To) {
			if other := x.key(s); other != key {
				if err := x.alternative(u, strings.Split(other, " "), base*13/16); err != nil {
					return err
				}
			}
		}
	}
	if len(u.words) == 1 && x.paper[u.words[0].word] {
		u.alternatives = append(u.alternatives, x.ofGroup(base, formImpact, Forms))
	}
	if len(u.words) == 1 && x.call[u.words[0].word] {
		u.alternatives = append(u.alternatives, x.ofGroup(base, callImpact, Directory))
	}
	if n, ok := x.phrases[key]; ok {
		u.alternatives = append(u.alternatives, x.keyed(&x.Phrases[n], base))
	}
	if t := x.terms[key]; t != nil && !slices.Contains(q.Plain, t.sequence) {
		u.term = t
		u.alternatives = append(u.alternatives, x.having(t, base))
	}
	return nil
}

// alternative adds the documents that have every stem, if any.
func (x *Index) alternative(u *unit, stems []string, quality int) error {
	l, err := x.all(stems)
	if err == nil && len(l) > 0 {
		u.alternatives = append(u.alternatives, alternative{list: l, df: below(l, x.Counted), quality: quality})
	}
	return err
}

// all returns the documents that have every stem.
func (x *Index) all(stems []string) (list, error) {
	var out list
	for i, stem := range stems {
		l, err := x.postings(stem)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			out = l
			continue
		}
		out = intersect(out, l)
	}
	return out, nil
}

// intersect keeps the documents of both lists, with the lower impact and the
// first's section.
func intersect(a, b list) list {
	var out list
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].doc < b[j].doc:
			i++
		case a[i].doc > b[j].doc:
			j++
		default:
			out = append(out, posting{a[i].doc, min(a[i].impact, b[j].impact), a[i].section, a[i].title && b[j].title})
			i, j = i+1, j+1
		}
	}
	return out
}

// having returns the documents of a term and those of tous.
func (x *Index) having(t *named, quality int) alternative {
	a := alternative{df: x.axes[t.axis].count[t.term], quality: quality, term: true}
	for doc := range x.N {
		switch {
		case x.hasTerm(doc, t.axis, t.term):
			a.list = append(a.list, posting{int32(doc), ownImpact, 0, false})
		case x.hasTerm(doc, t.axis, 0):
			a.list = append(a.list, posting{int32(doc), allImpact, 0, false})
		}
	}
	return a
}

// keyed returns the documents that have a phrase as a keyword: it was typed
// whole, so they are what is asked.
func (x *Index) keyed(p *phrase, quality int) alternative {
	a := alternative{df: len(p.Docs), quality: quality}
	for _, doc := range p.Docs {
		a.list = append(a.list, posting{int32(doc), phraseImpact, 0, true})
	}
	return a
}

// hasTerm reports whether a document has a term of an axis, 0 for tous.
func (x *Index) hasTerm(doc, axis, term int) bool {
	c := &x.axes[axis]
	return slices.Contains(c.sets[c.docs[doc]], term)
}

// ofGroup returns the documents of a group.
func (x *Index) ofGroup(quality int, impact uint8, group Group) alternative {
	a := alternative{quality: quality}
	for doc := range x.N {
		if x.nature(doc).Group == group {
			a.list = append(a.list, posting{int32(doc), impact, 0, impact == formImpact})
		}
	}
	a.df = len(a.list)
	return a
}

package search

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"planblanc/internal/content"
	"planblanc/internal/markdown"
	"planblanc/internal/site"
)

// The sizes of files, in documents and bytes.
const (
	format       = 7
	rowsPerFile  = 1024
	textsPerFile = 32
	// largeSite is the number of documents from which postings go in larger
	// files: their number counts when a key is copied.
	largeSite    = 20000
	postingsFile = 48 << 10
	largeFile    = 256 << 10
	// inIndex is up to how many bytes postings and table stand in index.js: a
	// browser waits for each file it opens, and a first answer waits for postings,
	// then for rows.
	inIndex = 1 << 20
)

// index is search/index.js, docs/search.md §2.
type index struct {
	V         int               `json:"v"`
	Lang      string            `json:"lang"`
	N         int               `json:"n"`
	Pages     int               `json:"pages"`
	Counted   int               `json:"counted"`
	Types     []nature          `json:"types"`
	Type      string            `json:"type"`
	Links     string            `json:"links"`
	Axes      []axis            `json:"axes"`
	Lex       [2]string         `json:"lex"`
	Post      [][3]string       `json:"post"`
	Docs      files             `json:"docs"`
	Texts     files             `json:"texts"`
	Fold      map[string]string `json:"fold"`
	Elisions  string            `json:"elisions"`
	Glue      string            `json:"glue"`
	Function  string            `json:"function"`
	Synonyms  []synonym         `json:"synonyms"`
	Ambiguous []ambiguous       `json:"senses"`
	Phrases   []phrase          `json:"phrases"`
	Paper     string            `json:"paper"`
	Call      string            `json:"call"`
	// Local are the pages of the establishment's own, none in a site of all.
	Local []int `json:"locals,omitempty"`
}

// axis is one way to sort documents.
type axis struct {
	Axis  content.Axis `json:"axis"`
	Terms []term       `json:"terms"`
	Sets  string       `json:"sets"`
	Docs  string       `json:"docs"`
}

// term is a value of an axis with the sequences that name it.
type term struct {
	ID    string   `json:"id"`
	Label string   `json:"label"`
	Short string   `json:"short"`
	Names []string `json:"names"`
}

// synonym says that one of Words also finds the others and To.
type synonym struct {
	Words []string `json:"words"`
	To    []string `json:"to"`
}

// ambiguous is a word with several meanings.
type ambiguous struct {
	Word   string   `json:"word"`
	Term   string   `json:"term"`
	Senses []string `json:"senses"`
}

// phrase is a keyword that its light words tell from others: « tout débrancher »
// is not « débrancher ».
type phrase struct {
	Words string `json:"words"`
	Docs  []int  `json:"docs"`
}

// files are the files of a table; each is its name and its checksum.
type files struct {
	Per   int         `json:"per"`
	Files [][2]string `json:"files"`
}

// sequence is a phrase as the index has it: normalised words without glue. It
// is "" for a phrase that holds nothing else.
func (l language) sequence(phrase string) string {
	var out []string
	for _, w := range words(phrase, l.elisions) {
		if !l.glue[w] {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// sequences are the phrases' sequences, each once, none empty.
func (l language) sequences(phrases ...string) []string {
	out := []string{}
	seen := map[string]bool{"": true}
	for _, p := range phrases {
		if s := l.sequence(p); !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// axes describes the vocabularies and where documents stand in them.
func axes(s *site.Site, docs []document, l language) []axis {
	var out []axis
	for _, a := range content.Axes() {
		x := axis{Axis: a, Terms: []term{}}
		place := map[string]int{content.All: 0}
		for i, t := range s.Terms[a] {
			place[t.ID] = i + 1
			x.Terms = append(x.Terms, term{t.ID, markdown.Typeset(l.code, t.Label), markdown.Typeset(l.code, t.Short), l.sequences(append([]string{t.Label, t.Short}, t.Synonyms...)...)})
		}
		seen := map[string]int{}
		var sets []string
		var column []byte
		for i := range docs {
			var set []byte
			var done []int
			for _, id := range docs[i].values(a) {
				n, known := place[id]
				if known && !contains(done, n) {
					done = append(done, n)
					set = appendVLQ(set, n)
				}
			}
			n, known := seen[string(set)]
			if !known {
				n = len(sets)
				seen[string(set)] = n
				sets = append(sets, string(set))
			}
			column = appendVLQ(column, n)
		}
		x.Sets, x.Docs = strings.Join(sets, "|"), string(column)
		out = append(out, x)
	}
	return out
}

func contains(list []int, n int) bool {
	for _, x := range list {
		if x == n {
			return true
		}
	}
	return false
}

// synonyms are the library's groups and one-way pairs as sequences; what
// analyses to nothing is left out, and Check reports it.
func (l language) synonyms(s content.Synonyms) []synonym {
	out := []synonym{}
	for _, g := range s.Groups {
		if words := l.sequences(g.Words...); len(words) > 1 {
			out = append(out, synonym{words, []string{}})
		}
	}
	for _, o := range s.OneWay {
		words, to := l.sequences(o.From), l.sequences(o.To...)
		if len(words) > 0 && len(to) > 0 {
			out = append(out, synonym{words, to})
		}
	}
	return out
}

// also adds to each term the words that one of its names alone answers: where
// no page has « carte CPS », « CPS » or « carte professionnelle », all three
// name what the first names.
func (inv *inverted) also(axes []axis, groups []synonym) {
	for _, g := range groups {
		all := slices.Concat(g.Words, g.To)
		if slices.ContainsFunc(all, inv.has) {
			continue
		}
		for _, a := range axes {
			for i := range a.Terms {
				t := &a.Terms[i]
				if !slices.ContainsFunc(all, func(s string) bool { return slices.Contains(t.Names, s) }) {
					continue
				}
				for _, s := range g.Words {
					if !slices.Contains(t.Names, s) {
						t.Names = append(t.Names, s)
					}
				}
			}
		}
	}
}

// has reports whether a document that is counted has every word of a sequence.
func (inv *inverted) has(sequence string) bool {
	var left list
	for i, w := range strings.Split(sequence, " ") {
		l := inv.stems[inv.words[w].stem]
		if i == 0 {
			left = l
		}
		left = intersect(left, l)
	}
	return below(left, inv.counted) > 0
}

// acronyms are those of the glossary that have one meaning, as groups with what
// they stand for.
func (l language) acronyms(glossary []*site.Definition) []synonym {
	out := []synonym{}
	for _, d := range glossary {
		if len(d.Senses) > 0 || !acronymic(d.Term) {
			continue
		}
		if words := l.sequences(d.Term, d.Expansion); len(words) > 1 {
			out = append(out, synonym{words, []string{}})
		}
	}
	return out
}

// phrases are the keywords of pages that have two words or more, a light one
// among them, in order; those of the same stems are one.
func (inv *inverted) phrases(docs []document, l language) []phrase {
	by := map[string]*phrase{}
	for i := range docs {
		if docs[i].page == nil {
			continue
		}
		for _, s := range l.sequences(docs[i].page.Meta.Keywords...) {
			words := strings.Split(s, " ")
			if len(words) < 2 || !slices.ContainsFunc(words, func(w string) bool { return inv.function[w] }) {
				continue
			}
			for i, w := range words {
				words[i] = inv.words[w].stem
			}
			key := sequenceKey(words)
			if by[key] == nil {
				by[key] = &phrase{Words: s}
			}
			if p := by[key]; len(p.Docs) == 0 || p.Docs[len(p.Docs)-1] != i {
				p.Docs = append(p.Docs, i)
			}
		}
	}
	out := []phrase{}
	for _, key := range slices.Sorted(maps.Keys(by)) {
		out = append(out, *by[key])
	}
	return out
}

// acronymic reports whether a term is one word with two capitals or more.
func acronymic(term string) bool {
	capitals := 0
	for _, r := range term {
		if unicode.IsSpace(r) {
			return false
		}
		if unicode.IsUpper(r) {
			capitals++
		}
	}
	return capitals >= 2
}

// senses are the glossary's words with several meanings.
func (l language) senses(glossary []*site.Definition) []ambiguous {
	out := []ambiguous{}
	for _, d := range glossary {
		word := l.sequence(d.Term)
		if len(d.Senses) < 2 || word == "" {
			continue
		}
		a := ambiguous{Word: word, Term: d.Term}
		for _, s := range d.Senses {
			a.Senses = append(a.Senses, markdown.Typeset(l.code, s.Expansion))
		}
		out = append(out, a)
	}
	return out
}

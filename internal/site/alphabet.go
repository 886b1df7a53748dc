package site

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"planblanc/internal/content"
	"planblanc/internal/diag"
)

// Entry is one line of the A–Z index: a word and where it leads.
type Entry struct {
	Word  string
	Pages []*Page
	Terms []*Term
}

// spelling is how a word stands in the A–Z index.
type spelling struct {
	entry  int    // the number of its entry, which words that fold alike share
	letter string // of the entry
	order  string // places the word among others
}

// speller finds the spelling of words, and remembers it for the sites that follow
// this one: collating ten thousand titles takes as long as all else of an index.
type speller struct {
	mu       sync.Mutex
	collator *collate.Collator
	buffer   collate.Buffer
	known    map[string]spelling
	entries  map[string]int // by folded word
}

func newSpeller(tongue string) *speller {
	return &speller{collator: collate.New(language.Make(tongue), collate.Numeric), known: map[string]spelling{}, entries: map[string]int{}}
}

func (s *speller) spell(word string) spelling {
	found, ok := s.known[word]
	if ok {
		return found
	}
	key := diag.Fold(word)
	if found.entry, ok = s.entries[key]; !ok {
		found.entry = len(s.entries)
		s.entries[key] = found.entry
	}
	found.letter, found.order = letter(key), string(s.collator.KeyFromString(&s.buffer, word))
	s.buffer.Reset()
	s.known[word] = found
	return found
}

// Letter is a letter of the A–Z index; digits and signs come under "#".
type Letter struct {
	Name    string
	Entries []*Entry
}

// Alphabet is the index that replaces search where there are no scripts: titles
// and keywords of pages, names and synonyms of services and scenarios.
func (s *Site) Alphabet() []Letter {
	s.speller.mu.Lock()
	defer s.speller.mu.Unlock()
	entries := make([]*placed, len(s.speller.entries)) // by number
	entry := func(word string) *placed {
		at := s.speller.spell(word)
		if at.entry >= len(entries) {
			entries = append(entries, make([]*placed, at.entry+1-len(entries))...)
		}
		e := entries[at.entry]
		if e == nil {
			e = &placed{&Entry{Word: word}, at}
			entries[at.entry] = e
		}
		return e
	}
	for _, p := range s.Pages {
		for _, w := range append([]string{p.Title}, p.Meta.Keywords...) {
			if e := entry(w); !endsWith(e.Pages, p) {
				e.Pages = append(e.Pages, p)
			}
		}
	}
	for _, a := range []content.Axis{content.ByService, content.ByScenario} {
		for _, t := range s.Terms[a] {
			for _, w := range append([]string{t.Label}, t.Synonyms...) {
				if e := entry(w); !slices.Contains(e.Terms, t) {
					e.Terms = append(e.Terms, t)
				}
			}
		}
	}
	byLetter := map[string][]*placed{}
	for _, e := range entries {
		if e != nil {
			byLetter[e.letter] = append(byLetter[e.letter], e)
		}
	}
	var out []Letter
	for _, name := range slices.Sorted(maps.Keys(byLetter)) {
		out = append(out, Letter{name, inOrder(byLetter[name])})
	}
	return out
}

// placed is an entry with its place.
type placed struct {
	*Entry
	spelling
}

// inOrder sorts entries as a dictionary of the site's language does.
func inOrder(entries []*placed) []*Entry {
	slices.SortFunc(entries, func(a, b *placed) int {
		return cmp.Or(strings.Compare(a.order, b.order), strings.Compare(a.Word, b.Word))
	})
	out := make([]*Entry, len(entries))
	for i, e := range entries {
		out[i] = e.Entry
	}
	return out
}

func letter(folded string) string {
	if folded != "" && folded[0] >= 'a' && folded[0] <= 'z' {
		return strings.ToUpper(folded[:1])
	}
	return "#"
}

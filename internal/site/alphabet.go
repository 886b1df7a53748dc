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

// spelling is how a word stands in the A–Z index: words with the same key share
// an entry, which the order places among others.
type spelling struct{ key, order string }

// speller finds the spelling of words, and remembers it for the sites that follow
// this one: collating ten thousand titles takes as long as all else of an index.
type speller struct {
	mu       sync.Mutex
	collator *collate.Collator
	buffer   collate.Buffer
	known    map[string]spelling
}

func newSpeller(tongue string) *speller {
	return &speller{collator: collate.New(language.Make(tongue)), known: map[string]spelling{}}
}

func (s *speller) spell(word string) spelling {
	found, ok := s.known[word]
	if !ok {
		found = spelling{diag.Fold(word), string(s.collator.KeyFromString(&s.buffer, word))}
		s.buffer.Reset()
		s.known[word] = found
	}
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
	entries := make(map[string]*placed, len(s.Pages))
	entry := func(word string) *placed {
		at := s.speller.spell(word)
		e := entries[at.key]
		if e == nil {
			e = &placed{&Entry{Word: word}, at}
			entries[at.key] = e
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
	for key, e := range entries {
		byLetter[letter(key)] = append(byLetter[letter(key)], e)
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

package site

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strings"

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

// Letter is a letter of the A–Z index; digits and signs come under "#".
type Letter struct {
	Name    string
	Entries []*Entry
}

// Alphabet is the index that replaces search where there are no scripts: titles
// and keywords of pages, names and synonyms of services and scenarios.
func (s *Site) Alphabet() []Letter {
	entries := map[string]*Entry{}
	entry := func(word string) *Entry {
		key := diag.Fold(word)
		if entries[key] == nil {
			entries[key] = &Entry{Word: word}
		}
		return entries[key]
	}
	for _, p := range s.Pages {
		for _, w := range append([]string{p.Title}, p.Meta.Keywords...) {
			if e := entry(w); !slices.Contains(e.Pages, p) {
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
	byLetter := map[string][]*Entry{}
	for key, e := range entries {
		byLetter[letter(key)] = append(byLetter[letter(key)], e)
	}
	var out []Letter
	for _, name := range slices.Sorted(maps.Keys(byLetter)) {
		out = append(out, Letter{name, s.inOrder(byLetter[name])})
	}
	return out
}

// inOrder sorts entries as a dictionary of the site's language does.
func (s *Site) inOrder(entries []*Entry) []*Entry {
	collator := collate.New(language.Make(s.Settings.Language))
	var buffer collate.Buffer
	keys := make(map[*Entry][]byte, len(entries))
	for _, e := range entries {
		keys[e] = collator.KeyFromString(&buffer, e.Word)
	}
	slices.SortFunc(entries, func(a, b *Entry) int {
		return cmp.Or(bytes.Compare(keys[a], keys[b]), strings.Compare(a.Word, b.Word))
	})
	return entries
}

func letter(folded string) string {
	if folded != "" && folded[0] >= 'a' && folded[0] <= 'z' {
		return strings.ToUpper(folded[:1])
	}
	return "#"
}

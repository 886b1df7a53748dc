package search

import (
	"slices"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
)

// Check reports entries of data/synonyms.yaml that cannot work: those that
// analyse to nothing and those that another entry repeats. A thorough check
// reads every document, whatever its audience and status, to report those none
// of whose words any document has.
//
// Why here and not in package check: whether a phrase says something, and
// whether a page has it, is known by analysis alone.
func Check(c *site.Catalog, thorough bool) ([]diag.Diagnostic, error) {
	s := c.Library.Synonyms
	if len(s.Groups)+len(s.OneWay) == 0 {
		return nil, nil
	}
	l := languageOf(c.Library.Settings.Language)
	st, err := l.stemmer()
	if err != nil {
		return nil, err
	}
	v := &review{stemmer: st, place: map[string]diag.Position{}}
	for _, g := range s.Groups {
		keys := v.keys(g.Position, g.Words)
		if len(keys) < 2 {
			v.report(g.Position, diag.SynonymAlone)
		}
		v.once(g)
		v.entries = append(v.entries, entry{g.Position, g.Words})
	}
	for _, o := range s.OneWay {
		v.keys(o.Position, append(content.List{o.From}, o.To...))
		v.entries = append(v.entries, entry{o.Position, o.To})
	}
	if thorough {
		err = v.unmatched(c)
	}
	return v.diags, err
}

// review is one check under way.
type review struct {
	*stemmer
	diags   []diag.Diagnostic
	place   map[string]diag.Position // of the group that has a phrase
	entries []entry
}

// entry is what some page should have.
type entry struct {
	at    diag.Position
	words content.List
}

func (v *review) report(at diag.Position, r diag.Rule, args ...any) {
	v.diags = append(v.diags, diag.New(at, r, args...))
}

// key is the stems of a phrase, or nil.
func (v *review) key(phrase string) []string {
	var out []string
	for _, w := range words(phrase, v.elisions) {
		if !v.glue[w] {
			stem, _ := v.stem(w)
			out = append(out, stem)
		}
	}
	return out
}

// keys returns the phrases' stems, each once, and reports those without.
func (v *review) keys(at diag.Position, phrases content.List) []string {
	var out []string
	for _, p := range phrases {
		stems := v.key(p)
		if len(stems) == 0 {
			v.report(at, diag.EmptySynonym, p)
			continue
		}
		if key := sequenceKey(stems); !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

func sequenceKey(stems []string) string {
	key := ""
	for _, s := range stems {
		key += s + " "
	}
	return key
}

// once reports the phrases of a group that another group has too: the two would
// be one group for those who type it, and two for the others.
func (v *review) once(g content.Group) {
	own := map[string]bool{}
	for _, phrase := range g.Words {
		key := sequenceKey(v.key(phrase))
		if key == "" || own[key] {
			continue
		}
		own[key] = true
		if before, again := v.place[key]; again {
			v.report(g.Position, diag.RepeatedSynonym, phrase, before.Line)
			continue
		}
		v.place[key] = g.Position
	}
}

// unmatched reports the entries that no document answers.
func (v *review) unmatched(c *site.Catalog) error {
	have, err := v.vocabulary(c)
	if err != nil {
		return err
	}
	for _, e := range v.entries {
		if len(e.words) > 0 && !slices.ContainsFunc(e.words, func(p string) bool {
			stems := v.key(p)
			return len(stems) > 0 && !slices.ContainsFunc(stems, func(s string) bool { return !have[s] })
		}) {
			v.report(e.at, diag.UnmatchedSynonym, e.words[0])
		}
	}
	return nil
}

// vocabulary returns the stems that some page or contact has, or the name of a term:
// terms have pages.
func (v *review) vocabulary(c *site.Catalog) (map[string]bool, error) {
	s := c.Everything()
	docs := slices.DeleteFunc(documentsOf(s), func(d document) bool { return d.definition != nil })
	inv, err := invert(s, docs, languageOf(c.Library.Settings.Language), nil, func(int, []document) {})
	if err != nil {
		return nil, err
	}
	have := make(map[string]bool, len(inv.words))
	for _, w := range inv.words {
		have[w.stem] = true
	}
	for _, a := range content.Axes() {
		for _, t := range s.Terms[a] {
			for _, name := range append([]string{t.Label, t.Short}, t.Synonyms...) {
				for _, stem := range v.key(name) {
					have[stem] = true
				}
			}
		}
	}
	return have, nil
}

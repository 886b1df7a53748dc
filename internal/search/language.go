package search

import (
	"fmt"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/da"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fi"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/no"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/ro"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/registry"
)

// language is what search knows of the language of a site's texts.
type language struct {
	code     string
	analyzer string // bleve's name, or "" for one without a stemmer
	elisions map[string]bool
	// glue words never count; function words, glue among them, count only where
	// no other word does. Those that bleve's analyzer drops are function words
	// too.
	glue, function map[string]bool
	// paper words ask for a form, call words for a contact; separated by spaces.
	paper, call string
}

// The words are folded. In French « sans », « pas » and « plus » tell « sans
// DPI » from « DPI » only in a title, so they never decide.
const (
	frenchElisions = "l m t qu n s j d c jusqu quoiqu lorsqu puisqu"
	frenchGlue     = "le la les l un une des du de d au aux a et en ou"
	frenchFunction = `je j tu il elle on nous vous ils elles me m te t se s ce c cet cette ces ca cela ceci celui celle ceux
 mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs qui que qu quoi quel quelle quels quelles dont lequel laquelle lesquels
 quand comment pourquoi combien ou si ne n pas plus ni sans avec pour par sur sous dans entre vers chez contre depuis pendant avant apres lors
 mais donc or car puis alors comme aussi tres trop bien encore deja y est es sont suis etes sommes etre ete etait ai as a ont avons avez
 avoir eu avait faut faudrait dois doit doivent devons devez peut peux peuvent pouvons pouvez puis fait fais font faire faites va vais vont aller
 suis dit dire dis arrive arriver quelqu quelque chose rien tout tous toute toutes autre autres meme memes cas aide besoin veux veut voudrais sait sais`
	frenchPaper = "bon bons feuille feuilles formulaire formulaires trame trames imprime imprimes photocopie"

	frenchCall = "numero numeros num tel joindre appeler contact contacts annuaire prevenir"

	englishGlue     = "the a an of to and or"
	englishFunction = `i you he she it we they me him her us them my your his its our their this that these those who whom which what where when why how
 is are was were be been am do does did done can could should shall will would may might must have has had not no nor if then than so as at by for from in into
 on out over under with without about after before again all any each more most other some such only too very just there here need want`
	englishPaper = "form forms sheet sheets template templates slip slips"
	englishCall  = "number numbers phone call contact contacts directory reach"
)

// analyzers are bleve's, by language; each has a stemmer.
var analyzers = map[string]string{
	"da": da.AnalyzerName, "de": de.AnalyzerName, "en": en.AnalyzerName, "es": es.AnalyzerName, "fi": fi.AnalyzerName,
	"it": it.AnalyzerName, "nl": nl.AnalyzerName, "no": no.AnalyzerName, "pt": pt.AnalyzerName, "ro": ro.AnalyzerName, "sv": sv.AnalyzerName,
	"fr": "fr" + ours,
}

// languageOf returns what is known of a BCP 47 language.
func languageOf(tag string) language {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	l := language{code: base, analyzer: analyzers[base]}
	var elisions, glue, function string
	switch base {
	case "fr":
		elisions, glue, function = frenchElisions, frenchGlue, frenchFunction
		l.paper, l.call = frenchPaper, frenchCall
	case "en":
		glue, function = englishGlue, englishFunction
		l.paper, l.call = englishPaper, englishCall
	case "it":
		elisions = "l d c m t s v un all dall dell nell sull coll agl dagl degl negl sugl quest quell"
	}
	l.elisions, l.glue, l.function = set(elisions), set(glue), set(glue+" "+function)
	return l
}

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// stemmer gives words their stems. Goroutines may share it.
type stemmer struct {
	language
	analyzer analysis.Analyzer // nil where there is none
}

func (l language) stemmer() (*stemmer, error) {
	s := &stemmer{language: l}
	if l.analyzer == "" {
		return s, nil
	}
	if err := register(); err != nil {
		return nil, err
	}
	a, err := registry.NewCache().AnalyzerNamed(l.analyzer)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	s.analyzer = a
	return s, nil
}

// stem returns the stem of a word, and whether it is a function word. Codes,
// numbers and whatever else holds a digit are their own stems. So are function
// words, marked: « entre » is not « entrée ».
func (s *stemmer) stem(word string) (stem string, function bool) {
	const mark = "_"
	switch {
	case s.function[word]:
		return word + mark, true
	case s.analyzer == nil || strings.ContainsAny(word, "0123456789"):
		return word, false
	}
	tokens := s.analyzer.Analyze([]byte(word))
	if len(tokens) == 0 {
		return word + mark, true
	}
	if stem = string(fold(nil, string(tokens[0].Term))); len(tokens) > 1 || stem == "" {
		return word, false
	}
	return stem, false
}

// register tells bleve of our analyzers, once: bleve finds them by name. A
// language's is its code and "_urgence", that of all without a stemmer "_urgence".
var register = sync.OnceValue(func() error {
	for base := range analyzers {
		err := registry.RegisterAnalyzer(base+ours, func(_ map[string]any, cache *registry.Cache) (analysis.Analyzer, error) {
			l := languageOf(base)
			s := &stemmer{language: l}
			var err error
			if base == "fr" {
				s.analyzer = &analysis.DefaultAnalyzer{Tokenizer: tokenizer{}, TokenFilters: []analysis.TokenFilter{frenchStemmer{fr.NewFrenchLightStemmerFilter()}}}
			} else {
				s.analyzer, err = cache.AnalyzerNamed(l.analyzer)
			}
			return &analysis.DefaultAnalyzer{Tokenizer: tokenizer{l.elisions}, TokenFilters: []analysis.TokenFilter{stems{s}}}, err
		})
		if err != nil {
			return err
		}
	}
	return registry.RegisterAnalyzer(ours, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
		return &analysis.DefaultAnalyzer{Tokenizer: tokenizer{}}, nil
	})
})

// ours ends the names of our analyzers; theirs are the names of languages.
const ours = "_urgence"

// stems gives words the stems that another analyzer finds.
type stems struct{ *stemmer }

// Filter implements analysis.TokenFilter.
func (f stems) Filter(input analysis.TokenStream) analysis.TokenStream {
	for _, t := range input {
		stem, _ := f.stem(string(t.Term))
		t.Term = []byte(stem)
	}
	return input
}

// tokenizer is docs/search.md §1 as a bleve tokenizer: its tokens are words in
// their normal form, with their places in the text.
type tokenizer struct{ elisions map[string]bool }

// Tokenize implements analysis.Tokenizer.
func (t tokenizer) Tokenize(input []byte) analysis.TokenStream {
	folded, places := foldWithPlaces(string(input))
	s := scanner{text: folded, elisions: t.elisions}
	var out analysis.TokenStream
	for {
		word, from, to, ok := s.next()
		if !ok {
			return out
		}
		kind := analysis.AlphaNumeric
		if word[0] >= '0' && word[0] <= '9' {
			kind = analysis.Numeric
		}
		out = append(out, &analysis.Token{Term: append([]byte(nil), word...), Start: places[from], End: places[to], Position: len(out) + 1, Type: kind})
	}
}

// frenchStemmer is bleve's light stemmer for folded words: two endings that it
// knows only with their accents come first.
type frenchStemmer struct{ light analysis.TokenFilter }

// Filter implements analysis.TokenFilter.
func (f frenchStemmer) Filter(input analysis.TokenStream) analysis.TokenStream {
	for _, t := range input {
		if strings.ContainsAny(string(t.Term), "0123456789") {
			continue
		}
		t.Term = []byte(frenchEndings(string(t.Term)))
		f.light.Filter(analysis.TokenStream{t})
	}
	return input
}

// frenchEndings turns -ière into -ier and -ée into -é, and keeps -erie, which the
// light stemmer takes off: imagerie is not image, nor messagerie message.
func frenchEndings(w string) string {
	singular := strings.TrimSuffix(w, "s")
	switch {
	case len(singular) > 6 && strings.HasSuffix(singular, "erie"):
		return singular[:len(singular)-1]
	case len(singular) > 5 && strings.HasSuffix(singular, "iere"):
		return singular[:len(singular)-1]
	case len(singular) > 4 && strings.HasSuffix(singular, "ee"):
		return singular[:len(singular)-1]
	}
	return w
}

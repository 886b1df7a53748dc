package search

import (
	"maps"
	"math"
	"math/bits"
	"runtime"
	"slices"
	"sync"

	"planblanc/internal/site"
)

// The fields of a document, by what a word in them is worth.
const (
	inTitle = iota
	inKeywords
	inTags
	inLead
	inHeadings
	inBody
	inSpoken
	fields
)

// scale is what all fields but the spoken words are worth: what a page has in its
// title and text counts the same, whatever people call it.
const scale = 17

// weight is what a field is worth, usual its length in words. The lengths are
// constants: with the site's own averages one edit would change every impact,
// hence every file of the index.
var (
	weight = [fields]int{8, 3, 1, 2, 2, 1, 1}
	usual  = [fields]int{8, 32, 16, 20, 32, 256, 32}
)

// sections is how many sections of a page a posting can name.
const sections = 32

// posting says that a stem occurs in a document.
type posting struct {
	doc     int32
	impact  uint8
	section uint8
	title   bool
}

// inverted is an index in memory.
type inverted struct {
	// stems holds the postings, in the order of documents.
	stems map[string][]posting
	// words are those of the texts, with their stems.
	words map[string]lexeme
	// function words that the texts hold or the language has.
	function map[string]bool
	// counted is the number of documents by which words are weighed: all but the
	// definitions, which come last. Else each term of a glossary would change
	// how cards are ranked.
	counted int
}

// lexeme is a word of the lexicon.
type lexeme struct {
	stem   string
	titled bool // the title of a document that is counted has the word
}

// weight is what the lexicon says of a word: the scale of the number of
// documents with its stem, less for one that definitions alone have, which must
// not take the place of another among the heaviest; and 32 for a word of a title.
func (inv *inverted) weight(l lexeme) int {
	list := inv.stems[l.stem]
	w := 0
	if n := below(list, inv.counted); n > 0 {
		w = 1 + log2(n)
	} else if len(list) > 0 {
		w = 1
	}
	if l.titled {
		w += 32
	}
	return w
}

// below is how many postings are of documents below a number.
func below(list []posting, doc int) int {
	n := len(list)
	for n > 0 && int(list[n-1].doc) >= doc {
		n--
	}
	return n
}

// counted is how many documents are not definitions, which come last.
func counted(docs []document) int {
	n := len(docs)
	for n > 0 && docs[n-1].definition != nil {
		n--
	}
	return n
}

// invert reads and analyses every document once, on all processors, each with
// a contiguous part and a memo of its own. A group of textsPerFile documents is
// given to done, by its number, once it is analysed: their texts need not be
// held then. Several goroutines call done. What m, which may be nil, holds of a
// page is taken from it.
func invert(s *site.Site, docs []document, l language, m *Memory, done func(group int, docs []document)) (*inverted, error) {
	groups := slices.Collect(slices.Chunk(docs, textsPerFile))
	n := max(1, min(runtime.GOMAXPROCS(0), len(groups)))
	parts := make([]*analyst, n)
	for i := range parts {
		st, err := l.stemmer()
		if err != nil {
			return nil, err
		}
		parts[i] = &analyst{stemmer: st, memory: m, memo: map[string]int32{}, stemIDs: map[string]int32{}}
	}
	var wg sync.WaitGroup
	for i, a := range parts {
		from, to := i*len(groups)/n, (i+1)*len(groups)/n
		wg.Go(func() {
			for g := from; g < to; g++ {
				for d := range groups[g] {
					a.hear(s, int32(g*textsPerFile+d), &groups[g][d])
				}
				done(g, groups[g])
			}
		})
	}
	wg.Wait()
	inv := &inverted{stems: map[string][]posting{}, words: map[string]lexeme{}, function: maps.Clone(l.function), counted: counted(docs)}
	for _, a := range parts {
		a.into(inv)
	}
	return inv, nil
}

// analyst turns documents into postings.
type analyst struct {
	*stemmer
	memory  *Memory          // nil without one
	record  *heard           // what is to be kept of the document at hand, or nil
	places  []int32          // of the memory's words in known, and one; 0 for none
	memo    map[string]int32 // word to its place in known
	known   []known
	stemIDs map[string]int32
	stems   []string
	first   []int32     // by stem, the place in known of the first word with it
	lists   [][]posting // by stem
	counts  []count     // by stem, of the document at hand
	touched []int32
	length  [fields]int
	folded  []byte
	id      int32 // of the document at hand
	aside   bool  // it is a definition
}

// known is a word that was seen.
type known struct {
	stem     int32
	function bool
	titled   bool
	word     string
	place    int32 // in the memory
	heard    int32 // the last document with it that was recorded, and one
}

// count is what the document at hand says of a stem.
type count struct {
	in            [fields]int32
	section, best uint8
	here, most    int32 // occurrences in section, in best
}

func (a *analyst) document(id int32, d *document) {
	a.id, a.aside = id, d.definition != nil
	for _, t := range d.title {
		a.text(t, inTitle, 0)
	}
	for _, t := range d.keywords {
		a.text(t, inKeywords, 0)
	}
	for _, t := range d.spoken {
		a.text(t, inSpoken, 0)
	}
	for _, t := range slices.Concat(d.terms, d.contacts) {
		a.text(t, inTags, 0)
	}
	for _, t := range d.lead {
		a.text(t, inLead, 0)
	}
	for i, p := range d.passages {
		section := uint8(min(i, sections-1))
		if i > 0 {
			a.text(p.Heading, inHeadings, section)
		}
		a.text(p.Text, inBody, section)
	}
	for _, stem := range a.touched {
		c := &a.counts[stem]
		c.close()
		p := posting{id, impact(c.in, a.length), c.best, c.in[inTitle] > 0}
		a.lists[stem] = append(a.lists[stem], p)
		if a.record != nil {
			a.record.postings = append(a.record.postings, heardPosting{a.known[a.first[stem]].place, p.impact, p.section, p.title})
		}
		*c = count{}
	}
	a.touched, a.length = a.touched[:0], [fields]int{}
}

// text counts the words of a text.
func (a *analyst) text(text string, field int, section uint8) {
	a.folded = fold(a.folded[:0], text)
	s := scanner{text: a.folded, elisions: a.elisions}
	for {
		word, _, _, ok := s.next()
		if !ok {
			return
		}
		a.length[field]++
		id, seen := a.memo[string(word)]
		if !seen {
			id = a.learn(string(word))
		}
		k := &a.known[id]
		if field == inTitle && !a.aside {
			k.titled = true
		}
		if a.record != nil {
			a.record.word(k, a.id, field == inTitle)
		}
		if k.function && field == inBody {
			continue
		}
		c := &a.counts[k.stem]
		if c.in == [fields]int32{} {
			a.touched = append(a.touched, k.stem)
		}
		c.in[field]++
		if field >= inLead {
			c.seen(section)
		}
	}
}

// seen notes an occurrence in a section; sections come in order.
func (c *count) seen(section uint8) {
	if section != c.section {
		c.close()
		c.section, c.here = section, 0
	}
	c.here++
}

// close compares the section at hand with the best one.
func (c *count) close() {
	if c.here > c.most {
		c.best, c.most = c.section, c.here
	}
}

// learn adds a word to the memo.
func (a *analyst) learn(word string) int32 {
	if a.memory != nil {
		place, w := a.memory.learn(word, a.stemmer)
		return a.add(w, place)
	}
	stem, function := a.stem(word)
	return a.add(sharedWord{word, stem, function}, 0)
}

// add adds a word that was analysed, with its place in the memory.
func (a *analyst) add(w sharedWord, place int32) int32 {
	n := int32(len(a.known))
	id, seen := a.stemIDs[w.stem]
	if !seen {
		id = int32(len(a.stems))
		a.stemIDs[w.stem] = id
		a.stems, a.lists, a.counts = append(a.stems, w.stem), append(a.lists, nil), append(a.counts, count{})
		a.first = append(a.first, n)
	}
	a.memo[w.word] = n
	a.known = append(a.known, known{stem: id, function: w.function, word: w.word, place: place})
	if a.memory != nil {
		a.places = append(a.places, make([]int32, max(0, int(place)+1-len(a.places)))...)
		a.places[place] = n + 1
	}
	return n
}

// into adds what was found to an index; parts must come in order.
func (a *analyst) into(inv *inverted) {
	for i, stem := range a.stems {
		switch before := inv.stems[stem]; {
		case len(a.lists[i]) == 0:
		case before == nil:
			inv.stems[stem] = a.lists[i]
		default:
			inv.stems[stem] = append(before, a.lists[i]...)
		}
	}
	for _, k := range a.known {
		l := inv.words[k.word]
		inv.words[k.word] = lexeme{a.stems[k.stem], l.titled || k.titled}
		if k.function {
			inv.function[k.word] = true
		}
	}
}

// impact says how much a document is about a stem, 1 to 63: the square root of
// the fields' saturated frequencies (BM25 with k1 1.2 and b 0.5), each worth
// its weight. Integers, so that every machine writes the same bytes.
func impact(in [fields]int32, length [fields]int) uint8 {
	sum := 0
	for f := range in {
		if in[f] == 0 {
			continue
		}
		norm := 512 + 512*length[f]/usual[f]
		tf := int(in[f])
		sum += weight[f] * (tf << 20) / (tf<<10 + norm*6/5)
	}
	return uint8(min(63, max(1, root(63*63*sum/(scale<<10)))))
}

// root is the integer square root.
func root(n int) int { return int(math.Sqrt(float64(n))) }

// log2 is ⌊log2 n⌋ + 1, 0 for 0.
func log2(n int) int { return bits.Len(uint(n)) }

// sortedUTF16 returns keys in the order of UTF-16 code units, in which scripts
// compare.
func sortedUTF16[V any](m map[string]V) []string {
	return slices.SortedFunc(maps.Keys(m), compareUTF16)
}

// compareUTF16 orders strings by UTF-16 code units: like bytes, except that
// U+E000 to U+FFFF come after what needs two units.
func compareUTF16(a, b string) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		x, y := a[i], b[i]
		if x == y {
			continue
		}
		if x >= 0xee && y >= 0xee && (x >= 0xf0) != (y >= 0xf0) {
			x, y = y, x
		}
		if x < y {
			return -1
		}
		return 1
	}
	return len(a) - len(b)
}

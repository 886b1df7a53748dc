package search

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"

	"planblanc/internal/content"
)

// DamagedError says that a file of an index is missing, cut, altered, or of
// another build.
type DamagedError struct {
	File   string // its path in the site
	Reason string
}

// Error implements error.
func (e *DamagedError) Error() string { return fmt.Sprintf("search: %s: %s", e.File, e.Reason) }

// Index reads the files of an index when it needs them. Goroutines may share
// it.
type Index struct {
	index
	lex      lexicon
	language language
	types    []int
	axes     []columns
	paper    map[string]bool
	call     map[string]bool
	groups   map[string][]int // a sequence of stems to the synonyms that hold it
	terms    map[string]*named
	senses   map[string]int

	read  func(file string) ([]byte, error)
	mu    sync.Mutex
	lists map[string]map[string]list // by file, by stem
	rows  map[string][]row
	texts map[string][]string
}

// lexicon is the words in order, with what is known of each.
type lexicon struct {
	words, stems []string
	weights      []int
	at           map[string]int
}

// columns are where documents stand on an axis: sets by number, documents by
// set, how many have each term.
type columns struct {
	sets  [][]int
	docs  []int
	count []int // by term, 0 for tous
}

// named is the term that a sequence names.
type named struct {
	axis, term int // term counts from 1
	place      int // in names
	sequence   string
}

// list is the postings of a stem.
type list []posting

// Open reads an index. read returns a file of the site by its path; the others
// are read when a query needs them. The error is read's, or a DamagedError.
func Open(read func(file string) ([]byte, error)) (*Index, error) {
	x := &Index{read: read, lists: map[string]map[string]list{}, rows: map[string][]row{}, texts: map[string][]string{}}
	text, err := x.load("index", "")
	if err != nil {
		return nil, err
	}
	damaged := func(err error) error { return &DamagedError{Folder + "index.js", err.Error()} }
	if err := json.Unmarshal([]byte(text), &x.index); err != nil {
		return nil, damaged(err)
	}
	if x.V != format {
		return nil, damaged(fmt.Errorf("format %d, want %d", x.V, format))
	}
	if err := x.decode(); err != nil {
		return nil, damaged(err)
	}
	text, err = x.load(x.Lex[0], x.Lex[1])
	if err != nil {
		return nil, err
	}
	if x.lex, err = readLexicon(text); err != nil {
		return nil, &DamagedError{Folder + x.Lex[0] + ".js", err.Error()}
	}
	x.name()
	return x, nil
}

// load returns the string of a file. A crc of "" is the file's own third
// argument.
func (x *Index) load(name, want string) (string, error) {
	file := Folder + name + ".js"
	script, err := x.read(file)
	if err != nil {
		return "", fmt.Errorf("search: read %s: %w", file, err)
	}
	text, rest, err := unquote(string(script), `__rs("`+name+`",`)
	if err != nil {
		return "", &DamagedError{file, err.Error()}
	}
	if want == "" {
		want = strings.TrimSuffix(strings.TrimPrefix(rest, `,"`), "\")\n")
	} else if rest != ")\n" {
		return "", &DamagedError{file, "text after the end"}
	}
	if crc(text) != want {
		return "", &DamagedError{file, "the sum is not the one expected"}
	}
	return text, nil
}

// unquote reads the string literal after a prefix, and returns what follows.
func unquote(script, prefix string) (text, rest string, err error) {
	body, ok := strings.CutPrefix(script, prefix)
	if !ok || body == "" {
		return "", "", errors.New("another beginning than expected")
	}
	mark := body[0]
	var b strings.Builder
	for i := 1; i < len(body); i++ {
		switch c := body[i]; {
		case c == mark:
			return b.String(), body[i+1:], nil
		case c == '\\' && i+1 < len(body):
			i++
			switch body[i] {
			case 'n':
				b.WriteByte('\n')
			case 'r':
				b.WriteByte('\r')
			case 'x':
				b.WriteByte(0)
				i += 2
			case 'u':
				b.WriteRune('\u2020' + rune(body[min(i+4, len(body)-1)]-'0'))
				i += 4
			default:
				b.WriteByte(body[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return "", "", errors.New("the end is missing")
}

// decode turns the index's columns into numbers.
func (x *Index) decode() error {
	x.language = language{elisions: set(x.Elisions), glue: set(x.Glue), function: set(x.Function)}
	x.paper, x.call = set(x.Paper), set(x.Call)
	if x.Pages < 0 || x.Pages > x.N || len(x.Type) != x.N || x.Docs.Per < 1 || x.Texts.Per < 1 || len(x.index.Axes) != len(content.Axes()) ||
		len(x.Docs.Files)*x.Docs.Per < x.N || len(x.Texts.Files)*x.Texts.Per < x.Pages {
		return errors.New("the counts do not agree")
	}
	for i := range len(x.Type) {
		d, err := digitValue(x.Type[i])
		if err != nil || d >= len(x.Types) {
			return errors.New("a type without a name")
		}
		x.types = append(x.types, d)
	}
	for i, a := range x.index.Axes {
		if a.Axis != content.Axes()[i] {
			return fmt.Errorf("axis %s out of its place", a.Axis)
		}
		c := columns{count: make([]int, len(a.Terms)+1)}
		for set := range strings.SplitSeq(a.Sets, "|") {
			members, err := vlqs(set, len(a.Terms)+1)
			if err != nil {
				return err
			}
			c.sets = append(c.sets, members)
		}
		docs, err := vlqs(a.Docs, len(c.sets))
		if err != nil || len(docs) != x.N {
			return fmt.Errorf("axis %s: %d documents, want %d", a.Axis, len(docs), x.N)
		}
		c.docs = docs
		for _, set := range docs {
			for _, t := range c.sets[set] {
				c.count[t]++
			}
		}
		x.axes = append(x.axes, c)
	}
	return nil
}

// vlqs reads numbers below a limit.
func vlqs(text string, limit int) ([]int, error) {
	var out []int
	for text != "" {
		n, rest, err := vlq(text)
		if err != nil {
			return nil, err
		}
		if n >= limit {
			return nil, fmt.Errorf("%d where %d is the limit", n, limit)
		}
		out, text = append(out, n), rest
	}
	return out, nil
}

// readLexicon decodes the words, docs/search.md §2.
func readLexicon(text string) (lexicon, error) {
	l := lexicon{at: map[string]int{}}
	var before []uint16
	for text != "" {
		entry, rest, ok := strings.Cut(text, "|")
		if !ok || len(entry) < 3 {
			return l, errors.New("an entry without an end")
		}
		text = rest
		var digits [3]int
		for i := range digits {
			d, err := digitValue(entry[i])
			if err != nil {
				return l, err
			}
			digits[i] = d
		}
		tail, added, _ := strings.Cut(entry[3:], "/")
		if digits[0] > len(before) {
			return l, errors.New("an entry shares more than there is")
		}
		word := append(slices.Clip(before[:digits[0]]), utf16.Encode([]rune(tail))...)
		if digits[2] > len(word) {
			return l, errors.New("a stem longer than its word")
		}
		l.at[string(utf16.Decode(word))] = len(l.words)
		l.words = append(l.words, string(utf16.Decode(word)))
		l.stems = append(l.stems, string(utf16.Decode(word[:len(word)-digits[2]]))+added)
		l.weights = append(l.weights, digits[1])
		before = word
	}
	return l, nil
}

// name finds the sequences of synonyms, terms and ambiguous words by their
// stems.
func (x *Index) name() {
	x.groups, x.terms, x.senses = map[string][]int{}, map[string]*named{}, map[string]int{}
	for i, s := range x.Synonyms {
		for _, w := range s.Words {
			key := x.key(w)
			if g := x.groups[key]; len(g) == 0 || g[len(g)-1] != i {
				x.groups[key] = append(g, i)
			}
		}
	}
	for i, a := range x.index.Axes {
		if a.Axis == content.ByPhase {
			continue
		}
		for t, term := range a.Terms {
			for place, sequence := range term.Names {
				key := x.key(sequence)
				if old := x.terms[key]; old == nil || place < old.place {
					x.terms[key] = &named{axis: i, term: t + 1, place: place, sequence: sequence}
				}
			}
		}
	}
	for i, s := range x.Ambiguous {
		x.senses[x.key(s.Word)] = i
	}
}

// key is a sequence's stems.
func (x *Index) key(sequence string) string {
	words := strings.Split(sequence, " ")
	for i, w := range words {
		words[i] = x.stemOf(w)
	}
	return strings.Join(words, " ")
}

// stemOf returns the stem of a word of the lexicon, or the word.
func (x *Index) stemOf(word string) string {
	if i, known := x.lex.at[word]; known {
		return x.lex.stems[i]
	}
	return word
}

// postings returns the list of a stem, empty for one that no document has.
func (x *Index) postings(stem string) (list, error) {
	n, found := slices.BinarySearchFunc(x.Post, stem, func(f [3]string, s string) int { return compareUTF16(f[2], s) })
	if !found {
		n--
	}
	if n < 0 {
		return nil, nil
	}
	f := x.Post[n]
	x.mu.Lock()
	defer x.mu.Unlock()
	lists := x.lists[f[0]]
	if lists == nil {
		text, err := x.load(f[0], f[1])
		if err != nil {
			return nil, err
		}
		if lists, err = readPostings(text, x.N); err != nil {
			return nil, &DamagedError{Folder + f[0] + ".js", err.Error()}
		}
		x.lists[f[0]] = lists
	}
	return lists[stem], nil
}

// readPostings decodes a file of postings.
func readPostings(text string, n int) (map[string]list, error) {
	out := map[string]list{}
	for text != "" {
		entry, rest, ok := strings.Cut(text, "|")
		stem, digits, spaced := strings.Cut(entry, " ")
		if !ok || !spaced {
			return nil, errors.New("a list without an end")
		}
		text = rest
		var l list
		doc := -1
		for digits != "" {
			gap, tail, err := vlq(digits)
			if err != nil || len(tail) < 2 {
				return nil, errors.New("a posting without an end")
			}
			impact, bad := digitValue(tail[0])
			section, worse := digitValue(tail[1])
			doc += gap + 1
			if bad != nil || worse != nil || doc >= n {
				return nil, errors.New("a posting of no document")
			}
			l = append(l, posting{int32(doc), uint8(impact), uint8(section & 31), section >= 32})
			digits = tail[2:]
		}
		out[stem] = l
	}
	return out, nil
}

// row returns a document's row of the table, its address whole.
func (x *Index) row(doc int) (row, error) {
	f := x.Docs.Files[doc/x.Docs.Per]
	x.mu.Lock()
	defer x.mu.Unlock()
	rows := x.rows[f[0]]
	if rows == nil {
		text, err := x.load(f[0], f[1])
		if err != nil {
			return row{}, err
		}
		if rows, err = readRows(text); err != nil {
			return row{}, &DamagedError{Folder + f[0] + ".js", err.Error()}
		}
		x.rows[f[0]] = rows
	}
	if doc%x.Docs.Per >= len(rows) {
		return row{}, &DamagedError{Folder + f[0] + ".js", "a row is missing"}
	}
	return rows[doc%x.Docs.Per], nil
}

func readRows(text string) ([]row, error) {
	var out []row
	var before []uint16
	for line := range strings.SplitSeq(text, rs) {
		fields := strings.Split(line, us)
		if fields[0] == "" || len(fields) > 7 {
			return nil, errors.New("a row without an address")
		}
		shared, err := digitValue(fields[0][0])
		if err != nil || shared > len(before) {
			return nil, errors.New("an address shares more than there is")
		}
		before = append(slices.Clip(before[:shared]), utf16.Encode([]rune(fields[0][1:]))...)
		fields[0] = string(utf16.Decode(before))
		fields = append(fields, make([]string, 7-len(fields))...)
		out = append(out, row{fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6]})
	}
	return out, nil
}

// passage is a section's text.
type passage struct{ anchor, heading, text string }

// passages returns the sections of a page.
func (x *Index) passages(doc int) ([]passage, error) {
	if doc >= x.Pages {
		return nil, nil
	}
	f := x.Texts.Files[doc/x.Texts.Per]
	x.mu.Lock()
	defer x.mu.Unlock()
	pages := x.texts[f[0]]
	if pages == nil {
		text, err := x.load(f[0], f[1])
		if err != nil {
			return nil, err
		}
		pages = strings.Split(text, rs)
		x.texts[f[0]] = pages
	}
	if doc%x.Texts.Per >= len(pages) {
		return nil, &DamagedError{Folder + f[0] + ".js", "a page is missing"}
	}
	var out []passage
	for section := range strings.SplitSeq(pages[doc%x.Texts.Per], gs) {
		fields := append(strings.Split(section, us), "", "", "")
		out = append(out, passage{fields[0], fields[1], fields[2]})
	}
	return out, nil
}

package search

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

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
	phrases  map[string]int
	local    map[int]bool
	links    []int // how often documents are linked, as the index has it
	// sequences are all of these as they are written, in order.
	sequences []string

	read  func(file string) ([]byte, error)
	parts map[string]string // the shards that stand in index.js, by name
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
	x := &Index{read: read, parts: map[string]string{}, lists: map[string]map[string]list{}, rows: map[string][]row{}, texts: map[string][]string{}}
	script, err := read(indexFile)
	if err != nil {
		return nil, fmt.Errorf("search: read %s: %w", indexFile, err)
	}
	for statement := range strings.Lines(string(script)) {
		name, _, _ := strings.Cut(strings.TrimPrefix(statement, `__rs("`), `"`)
		x.parts[name] = statement
	}
	text, err := x.load("index", "")
	if err != nil {
		return nil, err
	}
	damaged := func(err error) error { return &DamagedError{indexFile, err.Error()} }
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
		return nil, &DamagedError{x.file(x.Lex[0]), err.Error()}
	}
	x.name()
	return x, nil
}

// file is the one that a shard stands in.
func (x *Index) file(name string) string {
	if _, inIndex := x.parts[name]; inIndex {
		return indexFile
	}
	return Folder + name + ".js"
}

// load returns the string of a shard. A crc of "" is its own third argument.
func (x *Index) load(name, want string) (string, error) {
	file := x.file(name)
	script, inIndex := x.parts[name]
	if !inIndex {
		body, err := x.read(file)
		if err != nil {
			return "", fmt.Errorf("search: read %s: %w", file, err)
		}
		script = string(body)
	}
	text, rest, err := unquote(script, `__rs("`+name+`",`)
	if err != nil {
		return "", &DamagedError{file, err.Error()}
	}
	if want == "" {
		want = strings.TrimSuffix(strings.TrimPrefix(rest, `,"`), "\")\n")
	} else if rest != ")\n" {
		return "", &DamagedError{file, "text after the end"}
	}
	if crc([]byte(text)) != want {
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
	if x.Pages < 0 || x.Pages > x.Counted || x.Counted > x.N || len(x.Type) != x.N || len(x.index.Links) != x.N || x.Docs.Per < 1 || x.Texts.Per < 1 || len(x.index.Axes) != len(content.Axes()) ||
		len(x.Docs.Files)*x.Docs.Per < x.N || len(x.Texts.Files)*x.Texts.Per < x.Pages {
		return errors.New("the counts do not agree")
	}
	for i := range len(x.Type) {
		d, err := digitValue(x.Type[i])
		if err != nil || d >= len(x.Types) || x.Types[d].Prior < 0 || x.Types[d].Prior > 1000 {
			return errors.New("a type without a name or weight")
		}
		x.types = append(x.types, d)
	}
	for i := range len(x.index.Links) {
		d, err := digitValue(x.index.Links[i])
		if err != nil {
			return err
		}
		x.links = append(x.links, d)
	}
	x.local = make(map[int]bool, len(x.Local))
	for _, doc := range x.Local {
		x.local[doc] = true
	}
	for _, p := range x.Phrases {
		for _, doc := range p.Docs {
			if doc < 0 || doc >= x.N {
				return errors.New("a phrase of no document")
			}
		}
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

// name finds the sequences of synonyms, terms and ambiguous words by their
// stems.
func (x *Index) name() {
	x.groups, x.terms, x.senses, x.phrases = map[string][]int{}, map[string]*named{}, map[string]int{}, map[string]int{}
	for i, s := range x.Synonyms {
		x.sequences = append(x.sequences, s.Words...)
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
			x.sequences = append(x.sequences, term.Names...)
			for place, sequence := range term.Names {
				key := x.key(sequence)
				if old := x.terms[key]; old == nil || place < old.place {
					x.terms[key] = &named{axis: i, term: t + 1, place: place, sequence: sequence}
				}
			}
		}
	}
	for i, s := range x.Ambiguous {
		x.sequences = append(x.sequences, s.Word)
		x.senses[x.key(s.Word)] = i
	}
	for i, p := range x.Phrases {
		x.sequences = append(x.sequences, p.Words)
		x.phrases[x.key(p.Words)] = i
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

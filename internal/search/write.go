package search

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"hash/crc32"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf16"
	"unicode/utf8"

	"planblanc/internal/output"
	"planblanc/internal/site"
)

// Folder is where the files of an index go.
const Folder = "search/"

const indexFile = Folder + "index.js"

// The separators of fields, rows and groups.
const (
	us = "\x1f"
	rs = "\x1e"
	gs = "\x1d"
)

// Render analyses a site and gives add the files of its index; several
// goroutines may call it at once, in no order. The same site gives the same
// bytes. The error is add's, or that of a language that bleve does not know.
func Render(s *site.Site, add func(output.File) error) error { return render(s, nil, inIndex, add) }

// render takes what m, which may be nil, holds of the site's pages. Postings and
// table stand in index.js if they have no more bytes than most.
func render(s *site.Site, m *Memory, most int, add func(output.File) error) error {
	l := languageOf(s.Settings.Language)
	docs := documentsOf(s)
	w := &writer{add: add, room: most}
	texts := make([][2]string, (len(s.Pages)+textsPerFile-1)/textsPerFile)
	inv, err := invert(s, docs, l, m, func(group int, docs []document) {
		if group < len(texts) {
			texts[group] = w.texts(docs)
		}
		for i := range docs {
			docs[i].passages = nil
		}
	})
	if err != nil {
		return err
	}
	x := &index{
		V: format, Lang: s.Settings.Language, N: len(docs), Pages: len(s.Pages), Counted: inv.counted, Types: natures(),
		Axes: axes(s, docs, l), Fold: folds(),
		Texts:    files{textsPerFile, texts},
		Elisions: spaced(l.elisions), Glue: spaced(l.glue), Paper: l.paper, Call: l.call,
		Synonyms: append(l.synonyms(s.Synonyms), l.acronyms(s.Glossary)...), Ambiguous: l.senses(s.Glossary),
	}
	inv.also(x.Axes, x.Synonyms)
	var types, links []byte
	for i := range docs {
		types = append(types, digitChar(docs[i].typeOf()))
		links = append(links, digitChar(min(63, lg(1+docs[i].links)/8)))
		if p := docs[i].page; p != nil && p.Local {
			x.Local = append(x.Local, i)
		}
	}
	x.Type, x.Links = string(types), string(links)
	if err := inv.adopt(x, l); err != nil {
		return err
	}
	x.Function, x.Phrases = spaced(inv.function), inv.phrases(docs, l)
	lexicon, entry := shard("l", inv.lexicon())
	x.Lex = entry
	w.postings(x, inv)
	w.rows(x, docs)
	return w.index(x, lexicon)
}

// Files returns what Render makes, by path.
func Files(s *site.Site) (map[string][]byte, error) { return collect(s, inIndex) }

func collect(s *site.Site, most int) (map[string][]byte, error) {
	var mu sync.Mutex
	files := map[string][]byte{}
	err := render(s, nil, most, func(f output.File) error {
		mu.Lock()
		defer mu.Unlock()
		files[f.Path] = f.Body
		return nil
	})
	return files, err
}

func spaced(words map[string]bool) string {
	return strings.Join(slices.Sorted(maps.Keys(words)), " ")
}

// adopt adds the words of synonyms, vocabularies and ambiguous terms to the
// lexicon: what is typed has a stem there even when no text has the word.
func (inv *inverted) adopt(x *index, l language) error {
	st, err := l.stemmer()
	if err != nil {
		return err
	}
	learn := func(sequences ...string) {
		for _, s := range sequences {
			for w := range strings.SplitSeq(s, " ") {
				if _, known := inv.words[w]; known {
					continue
				}
				stem, function := st.stem(w)
				inv.words[w] = lexeme{stem: stem}
				if function {
					inv.function[w] = true
				}
			}
		}
	}
	for _, s := range x.Synonyms {
		learn(s.Words...)
		learn(s.To...)
	}
	for _, a := range x.Axes {
		for _, t := range a.Terms {
			learn(t.Names...)
		}
	}
	for _, a := range x.Ambiguous {
		learn(a.Word)
	}
	return nil
}

// lexicon writes the words, docs/search.md §2.
func (inv *inverted) lexicon() []byte {
	var b []byte
	before := ""
	for _, word := range sortedUTF16(inv.words) {
		l := inv.words[word]
		shared := commonPrefix(before, word)
		strip, added := stemEdit(word, l.stem)
		b = append(b, digitChar(units(word[:shared])), digitChar(inv.weight(l)), digitChar(strip))
		b = append(b, word[shared:]...)
		if added != "" {
			b = append(append(b, '/'), added...)
		}
		b = append(b, '|')
		before = word
	}
	return b
}

// stemEdit says how a word becomes its stem: how many code units go, and what
// comes then.
func stemEdit(word, stem string) (strip int, added string) {
	n := commonPrefix(word, stem)
	return units(word[n:]), stem[n:]
}

// commonPrefix is the length in bytes of what two strings share, in whole
// characters, at most 63 code units.
func commonPrefix(a, b string) int {
	n, used := 0, 0
	for n < len(a) && n < len(b) {
		r, size := utf8.DecodeRuneInString(a[n:])
		if !strings.HasPrefix(b[n:], a[n:n+size]) || used+utf16.RuneLen(r) > 63 {
			break
		}
		n, used = n+size, used+utf16.RuneLen(r)
	}
	return n
}

// units counts the UTF-16 code units of a string.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// writer makes the files; it keeps the first error. Goroutines may share it.
type writer struct {
	add    func(output.File) error
	failed atomic.Pointer[error]
	room   int           // bytes that parts may still have to stand in index.js
	parts  []output.File // that wait for it
}

// shard makes a file named for its content, and its entry in the index: its name
// and checksum.
func shard(kind string, text []byte) (output.File, [2]string) {
	name := kind + "-" + hash(text)
	script := make([]byte, 0, len(text)+len(text)/32+64)
	script = append(script, `__rs("`+name+`",`...)
	script = append(appendQuoted(script, text, '"'), ")\n"...)
	return output.File{Path: Folder + name + ".js", Body: script}, [2]string{name, crc(text)}
}

// part adds a shard of postings or of the table. It waits for index.js, until those
// that wait are too large for it. No other goroutine may call it meanwhile.
func (w *writer) part(kind string, text []byte) [2]string {
	f, entry := shard(kind, text)
	w.parts = append(w.parts, f)
	if w.room -= len(f.Body); w.room < 0 {
		for _, f := range w.parts {
			w.file(f)
		}
		w.parts = nil
	}
	return entry
}

func (w *writer) file(f output.File) {
	if w.failed.Load() != nil {
		return
	}
	if err := w.add(f); err != nil {
		w.failed.CompareAndSwap(nil, &err)
	}
}

// index adds search/index.js, with the lexicon, which every query needs, and the
// parts that wait for it.
func (w *writer) index(x *index, lexicon output.File) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(x); err != nil {
		return err
	}
	text := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	script := appendQuoted([]byte(`__rs("index",`), text, '\'')
	script = append(script, `,"`+crc(text)+"\")\n"...)
	for _, f := range append([]output.File{lexicon}, w.parts...) {
		script = append(script, f.Body...)
	}
	w.file(output.File{Path: indexFile, Body: script})
	if err := w.failed.Load(); err != nil {
		return *err
	}
	return nil
}

var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// hash names a content: 50 bits of its SHA-256.
func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return crockford.EncodeToString(sum[:7])[:10]
}

// crc is the checksum of a text, docs/search.md §2: short to write in a page,
// and any one changed character changes it.
func crc(text []byte) string {
	var sum uint32
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
			sum = (sum*31+uint32(hi))*31 + uint32(lo)
		} else {
			sum = sum*31 + uint32(r)
		}
	}
	return strconv.FormatUint(uint64(sum), 36)
}

// appendQuoted writes a string literal of a script. Control characters but line
// ends may stand raw in one; U+2028 and U+2029 may not before ES2019.
func appendQuoted(dst, text []byte, mark byte) []byte {
	dst = append(dst, mark)
	from := 0
	for i := 0; i < len(text); i++ {
		escaped, length := "", 1
		switch c := text[i]; c {
		case '"', '\'':
			if c != mark {
				continue
			}
			escaped = `\` + string(mark)
		case '\\':
			escaped = `\\`
		case '\n':
			escaped = `\n`
		case '\r':
			escaped = `\r`
		case 0:
			escaped = `\x00`
		case 0xe2:
			switch string(text[i:min(i+3, len(text))]) {
			case "\u2028":
				escaped, length = `\u2028`, 3
			case "\u2029":
				escaped, length = `\u2029`, 3
			default:
				continue
			}
		default:
			continue
		}
		dst = append(append(dst, text[from:i]...), escaped...)
		i += length - 1
		from = i + 1
	}
	return append(append(dst, text[from:]...), mark)
}

// postings adds the files of postings. Where one ends depends on stems near by
// only, so that an edit does not move every later boundary.
func (w *writer) postings(x *index, inv *inverted) {
	most := postingsFile
	if x.N >= largeSite {
		most = largeFile
	}
	x.Post = [][3]string{}
	var b []byte
	first := ""
	flush := func() {
		if len(b) > 0 {
			f := w.part("p", b)
			x.Post = append(x.Post, [3]string{f[0], f[1], first})
		}
		b = b[:0]
	}
	var list []byte
	for _, stem := range sortedUTF16(inv.stems) {
		list = appendList(list[:0], stem, inv.stems[stem])
		if len(b)+len(list) > most || len(b) > most/2 && boundary(stem, len(list), most) {
			flush()
		}
		if len(b) == 0 {
			first = stem
		}
		b = append(b, list...)
	}
	flush()
}

// boundary reports whether a stem may begin a file: one in as many as fill a
// quarter of it.
func boundary(stem string, size, most int) bool {
	return int64(crc32.ChecksumIEEE([]byte(stem)))*int64(most/4) < int64(size)<<32
}

func appendList(b []byte, stem string, list []posting) []byte {
	b = append(append(b, stem...), ' ')
	last := int32(-1)
	for _, p := range list {
		gap, section := int(p.doc-last-1), int(p.section)
		last = p.doc
		switch {
		case gap < 4 && section < 8 && !p.title:
			b = append(b, digitChar(gap<<3|section))
		case p.title:
			b = appendVLQ(append(b, digitChar(32|section)), 2*gap+1)
		default:
			b = appendVLQ(append(b, digitChar(32|section)), 2*gap)
		}
		b = append(b, digitChar(int(p.impact)))
	}
	return append(b, '|')
}

// rows adds the document table.
func (w *writer) rows(x *index, docs []document) {
	x.Docs = files{rowsPerFile, [][2]string{}}
	for part := range slices.Chunk(docs, rowsPerFile) {
		var rows []byte
		before := ""
		for i := range part {
			if i > 0 {
				rows = append(rows, rs...)
			}
			r := &part[i].row
			shared := commonPrefix(before, r.url)
			address := string(digitChar(units(r.url[:shared]))) + r.url[shared:]
			before = r.url
			rows = bytes.TrimRight(appendFields(rows, address, r.code, r.title, r.summary, r.version, r.approved, r.review, r.state, r.leads), us)
		}
		x.Docs.Files = append(x.Docs.Files, w.part("d", rows))
	}
}

// texts adds the texts for snippets of a group of documents; those of contacts
// are not shown.
func (w *writer) texts(docs []document) [2]string {
	size := 0
	for i := range docs {
		for _, p := range docs[i].passages {
			size += len(p.ID) + len(p.Heading) + len(p.Text) + 3
		}
	}
	text := make([]byte, 0, size)
	for i := range docs {
		if docs[i].page == nil {
			break
		}
		if i > 0 {
			text = append(text, rs...)
		}
		for j, p := range docs[i].passages {
			if j > 0 {
				text = append(text, gs...)
			}
			text = appendFields(text, p.ID, p.Heading, p.Text)
		}
	}
	f, entry := shard("t", text)
	w.file(f)
	return entry
}

// clean is what a field may not hold: the separators.
var clean = strings.NewReplacer(us, " ", rs, " ", gs, " ")

func appendFields(dst []byte, fields ...string) []byte {
	for i, f := range fields {
		if i > 0 {
			dst = append(dst, us...)
		}
		dst = append(dst, clean.Replace(f)...)
	}
	return dst
}

package search

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"planblanc/internal/content"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// ownContent is the site of the project's content.
func ownContent(t testing.TB) *site.Site {
	t.Helper()
	return sitetest.Catalog(t, os.DirFS("../../content")).Select(site.Selection{})
}

// corpusFolder is a generated content folder.
func corpusFolder(n int) fstest.MapFS {
	folder := fstest.MapFS{}
	for name, text := range sitetest.Corpus(n) {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return folder
}

// filesOf are those of an index in which at most so many bytes stand in index.js.
func filesOf(t testing.TB, s *site.Site, most int) map[string][]byte {
	t.Helper()
	files, err := collect(s, most)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func opened(files map[string][]byte) (*Index, error) {
	return Open(func(name string) ([]byte, error) {
		if body, ok := files[name]; ok {
			return body, nil
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	})
}

// What is read back is what was analysed.
func TestFormatRoundTrip(t *testing.T) {
	for name, s := range map[string]*site.Site{"content": ownContent(t), "generated": sitetest.Catalog(t, corpusFolder(600)).Select(site.Selection{})} {
		l := languageOf(s.Settings.Language)
		docs := documentsOf(s)
		inv, err := invert(s, docs, l, nil, func(int, []document) {})
		if err != nil {
			t.Fatal(err)
		}
		files := filesOf(t, s, map[string]int{"content": inIndex}[name])
		if bytes.Count(files[indexFile], []byte("\n")) > 2 != (name == "content") {
			t.Errorf("%s: index.js has the wrong parts", name)
		}
		x, err := opened(files)
		if err != nil {
			t.Fatal(err)
		}
		for word, want := range inv.words {
			at, known := x.lex.at[word]
			if !known || x.lex.stems[at] != want.stem || x.lex.weights[at] != inv.weight(want) {
				t.Errorf("%s: %s is %v, want %v", name, word, at, want)
			}
		}
		if !slices.IsSortedFunc(x.lex.words, compareUTF16) {
			t.Errorf("%s: the lexicon is not in order", name)
		}
		for stem, want := range inv.stems {
			got, err := x.postings(stem)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %s: %v %v, want %v", name, stem, err, got, want)
			}
		}
		for i := range docs {
			got, err := x.row(i)
			if err != nil || got != docs[i].row {
				t.Errorf("%s: row %d: %v %+v, want %+v", name, i, err, got, docs[i].row)
			}
			for a, axis := range x.index.Axes {
				for n, term := range axis.Terms {
					if x.hasTerm(i, a, n+1) != slices.Contains(docs[i].values(axis.Axis), term.ID) {
						t.Errorf("%s: document %d, %s %s", name, i, axis.Axis, term.ID)
					}
				}
			}
			sections, err := x.passages(i)
			if err != nil || i < x.Pages && len(sections) != len(docs[i].passages) {
				t.Fatalf("%s: texts of %d: %v, %d sections", name, i, err, len(sections))
			}
			for n, p := range sections {
				if want := docs[i].passages[n]; p != (passage{want.ID, want.Heading, want.Text}) {
					t.Errorf("%s: section %d of %d is %+v, want %+v", name, n, i, p, want)
				}
			}
		}
	}
}

// Numbers, strings and words at their limits.
func TestEncodings(t *testing.T) {
	for n := range 64 {
		if got, err := digitValue(digitChar(n)); err != nil || got != n || strings.ContainsRune("\"\\ |", rune(digitChar(n))) {
			t.Errorf("digit %d is %q, read as %d", n, digitChar(n), got)
		}
	}
	for _, n := range []int{0, 31, 32, 1023, 1024, 1 << 20, 1<<30 - 1} {
		if got, rest, err := vlq(string(appendVLQ(nil, n)) + "x"); err != nil || got != n || rest != "x" {
			t.Errorf("%d is read as %d, %q, %v", n, got, rest, err)
		}
	}
	hard := "a\"b'c\\d\ne\rf\x00g\u2028h\u2029i\x1f</script>é🙂"
	for _, mark := range []byte{'"', '\''} {
		if got, rest, err := unquote("p"+string(appendQuoted(nil, []byte(hard), mark))+"r", "p"); err != nil || got != hard || rest != "r" {
			t.Errorf("%q is read as %q, %q, %v", hard, got, rest, err)
		}
	}
	words := map[string]lexeme{}
	for _, w := range []string{"a", "ab", "é", "𝒳a", "\ue000", "\uffee", "𝒳b", strings.Repeat("𝒳", 40), strings.Repeat("𝒳", 39) + "z"} {
		words[w] = lexeme{stem: w}
	}
	words["chevaux"] = lexeme{stem: "cheval", titled: true}
	inv := &inverted{words: words, stems: map[string][]posting{"cheval": {{doc: 0}, {doc: 1}, {doc: 2}}}, counted: 2}
	l, err := readLexicon(string(inv.lexicon()))
	if err != nil || len(l.words) != len(words) {
		t.Fatalf("%d words, want %d: %v", len(l.words), len(words), err)
	}
	for w, want := range words {
		if l.stems[l.at[w]] != want.stem {
			t.Errorf("%q has the stem %q, want %q", w, l.stems[l.at[w]], want.stem)
		}
	}
	if w := l.weights[l.at["chevaux"]]; w != 32+3 {
		t.Errorf("chevaux weighs %d, want 35", w)
	}
}

// A file that is missing, cut, altered or another's is told, and nothing else
// happens.
func TestDamagedFiles(t *testing.T) {
	s := ownContent(t)
	for _, most := range []int{0, inIndex} {
		damageFiles(t, filesOf(t, s, most))
	}
}

func damageFiles(t *testing.T, files map[string][]byte) {
	queries := []string{"rançon", "écran noir", "URG-01", "7112", "patient sans étiquette"}
	ask := func(files map[string][]byte) error {
		x, err := opened(files)
		if err != nil {
			return err
		}
		for stem := range x.lex.at {
			if _, err := x.postings(x.stemOf(stem)); err != nil {
				return err
			}
		}
		for doc := range x.N {
			if _, err := x.row(doc); err != nil {
				return err
			}
			if _, err := x.passages(doc); err != nil {
				return err
			}
		}
		for _, q := range queries {
			if _, err := x.Find(Query{Text: q}); err != nil {
				return err
			}
		}
		return nil
	}
	if err := ask(files); err != nil {
		t.Fatal(err)
	}
	names := slices.Sorted(maps.Keys(files))
	for i, name := range names {
		broken := func(how string, body []byte) {
			t.Helper()
			changed := maps.Clone(files)
			changed[name] = body
			if body == nil {
				delete(changed, name)
			}
			err := ask(changed)
			_, damaged := errors.AsType[*DamagedError](err)
			if !damaged && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s %s: %v", name, how, err)
			}
		}
		body := files[name]
		broken("missing", nil)
		broken("empty", []byte{})
		for _, cut := range []int{1, 20, len(body) / 2, bytes.LastIndexByte(body[:len(body)-1], '\n') + 1, len(body) - 1} {
			broken("cut", body[:cut])
		}
		for _, at := range []int{30, len(body) / 3, len(body) / 2, len(body) * 4 / 5, len(body) - 10} {
			altered := slices.Clone(body)
			altered[at] ^= 1
			broken("altered", altered)
		}
		broken("another's", files[names[(i+1)%len(names)]])
	}
}

func TestSameBytes(t *testing.T) {
	folder := corpusFolder(300)
	first := filesOf(t, sitetest.Catalog(t, folder).Select(site.Selection{}), 0)
	before := runtime.GOMAXPROCS(1)
	second := filesOf(t, sitetest.Catalog(t, folder).Select(site.Selection{}), 0)
	runtime.GOMAXPROCS(7)
	third := filesOf(t, sitetest.Catalog(t, folder).Select(site.Selection{}), 0)
	runtime.GOMAXPROCS(before)
	for _, other := range []map[string][]byte{second, third} {
		if !maps.EqualFunc(first, other, slices.Equal) {
			t.Error("two builds of one site differ")
		}
	}
	for name, body := range first {
		if strings.HasPrefix(name, "search/p-") && len(body) > postingsFile+64 {
			t.Errorf("%s has %d bytes", name, len(body))
		}
	}
}

// One sentence more on one page leaves most files as they are.
func TestAnEditIsLocal(t *testing.T) {
	folder := corpusFolder(1000)
	before := filesOf(t, sitetest.Catalog(t, folder).Select(site.Selection{}), 0)
	name := "fiches/service-8/fiche-00008.md"
	folder[name] = &fstest.MapFile{Data: append(slices.Clone(folder[name].Data), "\nUne phrase de plus sur le groupe électrogène.\n"...)}
	after := filesOf(t, sitetest.Catalog(t, folder).Select(site.Selection{}), 0)
	kinds := map[string][2]int{}
	for file := range after {
		kind := file[:len("search/p")]
		n := kinds[kind]
		n[0]++
		if _, same := before[file]; !same || file == "search/index.js" {
			n[1]++
		}
		kinds[kind] = n
	}
	t.Logf("files and those rewritten: %v", kinds)
	for kind, most := range map[string]int{"search/d": 0, "search/t": 1, "search/i": 1} {
		if kinds[kind][1] > most {
			t.Errorf("%s: %d of %d files rewritten, want %d at most", kind, kinds[kind][1], kinds[kind][0], most)
		}
	}
	if n := kinds["search/p"]; n[0] < 8 || n[1]*2 > n[0] {
		t.Errorf("postings: %d of %d files rewritten", n[1], n[0])
	}
}

// What a public site leaves out is in none of its files.
func TestAudience(t *testing.T) {
	folder := sitetest.Folder("-- fiches/secret.md --\n---\ntitle: Zanzibar\ntype: reference\nstatus: valide\naudience: restreint\n---\n\nMozambique.\n" +
		"-- data/directory.yaml --\n- {id: astreinte, function: Astreinte, internal: \"7112\"}\n- {id: rssi, function: Kilimandjaro, mobile: \"0639980001\", audience: restreint}\n")
	c := sitetest.Catalog(t, folder)
	for audience, want := range map[content.Audience]bool{content.Internal: false, content.Restricted: true} {
		c.Library.Settings.Audience = audience
		var all strings.Builder
		for _, body := range filesOf(t, c.Select(site.Selection{}), inIndex) {
			all.Write(body)
		}
		for _, word := range []string{"anzibar", "ozambique", "ilimandjaro", "0639980001"} {
			if strings.Contains(all.String(), word) != want {
				t.Errorf("%s: %s is there: %v", audience, word, !want)
			}
		}
	}
}

func FuzzOpen(f *testing.F) {
	files := filesOf(f, sitetest.Catalog(f, sitetest.Folder("")).Select(site.Selection{}), 0)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for statement := range strings.Lines(string(files[name])) {
			_, rest, _ := strings.Cut(statement, ",")
			text, _, err := unquote(rest, "")
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	_, lexicon, _ := bytes.Cut(files[indexFile], []byte("\n"))
	f.Fuzz(func(t *testing.T, text string) {
		// Sums guard files; the readers must bear what has the right sum too.
		_, _ = readLexicon(text)
		_, _ = readPostings(text, 100)
		_, _ = readRows(text)
		script := append(appendQuoted([]byte(`__rs("index",`), []byte(text), '\''), `,"`+crc([]byte(text))+"\")\n"...)
		script = append(script, lexicon...)
		for _, index := range [][]byte{script, []byte(text)} {
			if x, err := Open(func(name string) ([]byte, error) {
				if name == indexFile {
					return index, nil
				}
				return files[name], nil
			}); err == nil {
				_, _ = x.Find(Query{Text: "écrans bloqués URG-01"})
			}
		}
	})
}

// oracleQueries are conjunctions of words that the texts have.
func oracleQueries(x *Index, n int) []string {
	r := rand.New(rand.NewPCG(11, 2026))
	var all []string
	for i, w := range x.lex.words {
		if x.lex.weights[i]&31 > 0 && !x.language.function[w] {
			all = append(all, w)
		}
	}
	var out []string
	for i := range n {
		var q []string
		for range 1 + i%4 {
			q = append(q, all[r.IntN(len(all))])
		}
		out = append(out, strings.Join(q, " "))
	}
	return out
}

// TestBleveFindsTheSame holds the index against bleve: the same documents have
// all the words of a query.
func TestBleveFindsTheSame(t *testing.T) {
	stemless := sitetest.Catalog(t, corpusFolder(100)).Select(site.Selection{})
	stemless.Settings.Language = "pl"
	for name, s := range map[string]*site.Site{"content": ownContent(t), "generated": sitetest.Catalog(t, corpusFolder(300)).Select(site.Selection{}), "without stems": stemless} {
		x, err := New(s)
		if err != nil {
			t.Fatal(err)
		}
		b, err := NewBleve(s)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		queries := oracleQueries(x, 1200)
		found := 0
		for _, q := range queries {
			var stems []string
			for w := range strings.SplitSeq(q, " ") {
				stems = append(stems, x.stemOf(w))
			}
			all, err := x.all(stems)
			if err != nil {
				t.Fatal(err)
			}
			var ours, theirs []int
			for _, p := range all {
				ours = append(ours, int(p.doc))
			}
			hits, err := b.Find(q, false)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range hits {
				theirs = append(theirs, h.Doc)
			}
			slices.Sort(theirs)
			if !slices.Equal(ours, theirs) {
				t.Errorf("%s: %q: we find %v, bleve %v", name, q, ours, theirs)
			}
			if len(ours) > 0 {
				found++
			}
		}
		if found < len(queries)/4 {
			t.Errorf("%s: only %d of %d queries find something", name, found, len(queries))
		}
		t.Logf("%s: %d queries, %d find something", name, len(queries), found)
	}
}

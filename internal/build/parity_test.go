package build_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/output"
	"planblanc/internal/search"
	"planblanc/internal/site"
)

// asked is what e2e/engine.mjs reads, given what it writes.
type asked struct {
	Words   []string       `json:"words,omitempty"`
	List    bool           `json:"list"`
	Queries []askedOfPages `json:"queries,omitempty"`
}

type askedOfPages struct {
	Text    string              `json:"text"`
	Filters map[string][]string `json:"filters,omitempty"`
	Literal bool                `json:"literal"`
	Plain   []string            `json:"plain,omitempty"`
}

type given struct {
	Texts   []string   `json:"texts"`
	Words   [][]string `json:"words"`
	Queries []struct {
		Results []struct {
			Doc, Score, Section int
			Group               string
		}
		First                             []string // of those that a box shows, in any order
		Exact                             int
		Words, Chips, Senses, Suggestions []string
		Partial                           bool
	} `json:"queries"`
}

// bases are what the engines are compared on: the project's own content and the
// English site of the browser tests, each with the least number of texts and
// queries that it must give.
var bases = []struct {
	name, folder   string
	texts, queries int
}{
	{"fr", "../../content", 3000, 1500},
	{"en", "../../e2e/en", 100, 700},
}

// builtContent builds a content folder and opens its index.
func builtContent(t *testing.T, folder string) (string, *site.Site, *search.Index) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "public")
	o := options(os.DirFS(folder))
	l, err := build.Load(o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Write(o, standard(t), dir, output.Options{}); err != nil { // Run would use up the texts
		t.Fatal(err)
	}
	x, err := search.Open(func(file string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, filepath.FromSlash(file))) })
	if err != nil {
		t.Fatal(err)
	}
	return dir, l.Site(o), x
}

// askPages asks the script that pages ship. It needs node, as the browser tests
// do (e2e/setup.sh), and their packages (npm ci in e2e).
func askPages(t *testing.T, dir string, q asked) given {
	t.Helper()
	in, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "../../e2e/engine.mjs", dir)
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	var g given
	if err := json.Unmarshal(out, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

// The texts of each base, a French word list and 10,000 strings of any characters
// are cut alike in Go and in the pages.
func TestPagesCutTextsAlike(t *testing.T) {
	for _, base := range bases {
		t.Run(base.name, func(t *testing.T) { cutAlike(t, base.folder, base.texts) })
	}
}

func cutAlike(t *testing.T, folder string, least int) {
	dir, s, x := builtContent(t, folder)
	q := asked{List: true}
	for _, p := range s.Pages {
		q.Words = append(q.Words, p.Title, p.Meta.Code, strings.Join(p.Meta.Keywords, ", "))
		for _, passage := range s.Passages(p) {
			q.Words = append(q.Words, passage.Heading, passage.Text)
		}
	}
	for _, c := range s.Contacts {
		q.Words = append(q.Words, c.Function, c.Hours, c.Internal, c.Mobile, c.External)
	}
	for _, d := range s.Glossary {
		q.Words = append(q.Words, d.Term, d.Expansion, d.Definition.Definition)
	}
	corpus := len(q.Words)
	if corpus < least {
		t.Fatalf("%d texts of the site", corpus)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		q.Words = append(q.Words, anyText(r))
	}
	g := askPages(t, dir, q)
	if len(g.Texts) < corpus+10_000+3000 || len(g.Words) != len(g.Texts) {
		t.Fatalf("%d texts, %d lists of words", len(g.Texts), len(g.Words))
	}
	words, differ := 0, 0
	for i, text := range g.Texts {
		want := x.Words(text)
		words += len(want)
		if !slices.Equal(want, g.Words[i]) {
			if differ++; differ <= 5 {
				t.Errorf("%q:\n Go    %q\n pages %q", text, want, g.Words[i])
			}
		}
	}
	if differ > 0 {
		t.Errorf("%d of %d texts differ", differ, len(g.Texts))
	}
	t.Logf("%d texts, %d words", len(g.Texts), words)
}

// alphabets are where what people paste may come from; JSON can carry no lone
// surrogate, so none is here.
var alphabets = []string{
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "éèêëàâäçîïôöùûüÿñœæÉÈÊËÀÂÄÇÎÏÔÖÙÛÜŸÑŒÆ", "0123456789",
	" \u00a0\u202f\u2009\t\n", "'’‘ʼ.-‐‑–—_,;:!?()/\"«»&@", "\u0300\u0301\u0302\u0308\u0327", "ﬁﬂﬀßøØłŁđıİſ", "²³₂⁰½Ⅳ", "\u00ad\u200b\u200d\ufeff",
	"αβγσςΩ", "абвгЖЯ", "אבג", "عربي", "漢字かな", "한글", "🚑🏥👩🏽\u200d⚕️", "𝐀𝓑𐐀", "ÅÅ",
}

func anyText(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(24) {
		alphabet := []rune(alphabets[r.IntN(len(alphabets))])
		if r.IntN(2) == 0 {
			alphabet = []rune(alphabets[r.IntN(5)])
		}
		b.WriteRune(alphabet[r.IntN(len(alphabet))])
	}
	return b.String()
}

// The engine of the pages and that of the command give the same documents with
// the same scores in the same order.
func TestPagesRankAlike(t *testing.T) {
	for _, base := range bases {
		t.Run(base.name, func(t *testing.T) { rankAlike(t, base.folder, base.queries) })
	}
}

// The pages have no stemmer: the English one is bleve's, and reaches them through
// the lexicon.
func TestEnglishFormsInPages(t *testing.T) {
	dir, _, x := builtContent(t, "../../e2e/en")
	q := asked{}
	forms := map[string]string{"patients presents": "FOR-01", "dispense medicine ": "PHA-01", "cabinet opening ": "PHA-02", "handing over nights ": "WAR-02", "scans network ": "IMG-01"}
	var texts []string
	for text := range forms {
		texts = append(texts, text)
		q.Queries = append(q.Queries, askedOfPages{Text: text})
	}
	g := askPages(t, dir, q)
	for i, text := range texts {
		want, err := x.Find(search.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if len(want.Results) == 0 || want.Results[0].Code != forms[text] {
			t.Errorf("%q: Go finds %v", text, want.Results)
		}
		if got := g.Queries[i].Results; len(got) == 0 || len(want.Results) == 0 || got[0].Doc != want.Results[0].Doc {
			t.Errorf("%q: pages find %v", text, got)
		}
	}
}

func rankAlike(t *testing.T, folder string, least int) {
	dir, s, x := builtContent(t, folder)
	q := asked{Queries: queries(t, s)}
	if len(q.Queries) < least {
		t.Fatalf("%d queries", len(q.Queries))
	}
	g := askPages(t, dir, q)
	differ, found := 0, 0
	for i, asked := range q.Queries {
		query := search.Query{Text: asked.Text, Literal: asked.Literal, Plain: asked.Plain, Filters: map[content.Axis][]string{}}
		for axis, ids := range asked.Filters {
			if axis == "type" {
				query.Types = ids
			} else {
				query.Filters[content.Axis(axis)] = ids
			}
		}
		want, err := x.Find(query)
		if err != nil {
			t.Fatal(err)
		}
		got := g.Queries[i]
		var a, b []string
		for _, r := range want.Results {
			a = append(a, fmt.Sprintf("%s %d=%d", r.Group, r.Doc, r.Score))
		}
		for _, r := range got.Results {
			b = append(b, fmt.Sprintf("%s %d=%d", r.Group, r.Doc, r.Score))
		}
		found += len(a)
		if first := firstOf(want, 8); !slices.Equal(first, slices.Sorted(slices.Values(got.First))) {
			t.Errorf("%+v: the best eight are %v in Go, %v in a box", asked, first, got.First)
		}
		var chips, senses []string
		for _, c := range want.Chips {
			chips = append(chips, c.Sequence)
		}
		for _, c := range want.Senses {
			senses = append(senses, c.Term)
		}
		if !slices.Equal(a, b) || !slices.Equal(chips, got.Chips) || !slices.Equal(senses, got.Senses) || !slices.Equal(want.Suggestions, got.Suggestions) ||
			want.Exact != (got.Exact >= 0) || want.Partial != got.Partial {
			if differ++; differ <= 5 {
				t.Errorf("%+v:\n Go    %v %v %v %v %v %v\n pages %v %v %v %v %v %v %v", asked, a, chips, senses, want.Suggestions, want.Exact, want.Partial,
					b, got.Chips, got.Senses, got.Suggestions, got.Exact, got.Partial, got.Words)
			}
		}
	}
	if differ > 0 {
		t.Errorf("%d of %d queries differ", differ, len(q.Queries))
	}
	t.Logf("%d queries, %d results", len(q.Queries), found)
}

// firstOf returns the documents with the highest scores, definitions after the
// others, the one whose code was typed before all, with the definition that was
// asked for; in the order of their texts.
func firstOf(a *search.Answer, most int) []string {
	ranked := slices.Clone(a.Results)
	exact := -1
	if a.Exact {
		exact = ranked[0].Doc
	}
	slices.SortFunc(ranked, func(x, y search.Result) int {
		last := func(r search.Result) int {
			switch {
			case r.Doc == exact:
				return 0
			case r.Type == "definition":
				return 2
			}
			return 1
		}
		return cmp.Or(cmp.Compare(last(x), last(y)), cmp.Compare(y.Score, x.Score), cmp.Compare(x.Doc, y.Doc))
	})
	out := []string{}
	for i, r := range ranked {
		if i < most || r.Group == search.Glossary {
			out = append(out, fmt.Sprintf("%d=%d", r.Doc, r.Score))
		}
	}
	slices.Sort(out)
	return out
}

// queries are the judged ones, titles in the forms in which people type them,
// pairs of words from anywhere, codes, numbers, and noise.
func queries(t *testing.T, s *site.Site) []askedOfPages {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 4))
	var out []askedOfPages
	add := func(texts ...string) {
		for _, text := range texts {
			out = append(out, askedOfPages{Text: text})
		}
	}
	f, err := os.Open("../search/testdata/judged.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if cells := strings.Split(lines.Text(), "\t"); len(cells) == 5 {
			add(cells[3], cells[3]+" ")
		}
	}
	var words []string
	for _, p := range s.Pages {
		add(p.Title, p.Title+" ", mistyped(r, p.Title), mistyped(r, p.Title)+" ", string([]rune(p.Title)[:len([]rune(p.Title))/2]), strings.ToUpper(p.Title), p.Meta.Code, strings.ReplaceAll(p.Meta.Code, "-", " "), strings.ReplaceAll(p.Meta.Code, "-0", ""))
		words = append(words, strings.Fields(p.Title+" "+p.Summary)...)
	}
	for _, c := range s.Contacts {
		add(c.Function, c.Internal, c.Mobile, "numéro "+c.Function, mistyped(r, c.Function)+" ")
	}
	for _, d := range s.Glossary {
		add(d.Term, d.Expansion, d.Term+" "+words[r.IntN(len(words))], d.Definition.Definition)
		out = append(out, askedOfPages{Text: d.Term, Filters: map[string][]string{"type": {"definition", "reference"}}})
	}
	for _, a := range content.Axes() {
		for _, term := range s.Terms[a] {
			add(term.Label, term.Short+" ")
			out = append(out, askedOfPages{Text: words[r.IntN(len(words))], Filters: map[string][]string{string(a): {term.ID}}},
				askedOfPages{Text: term.Short, Filters: map[string][]string{"type": {"formulaire", "contact"}}, Literal: true},
				askedOfPages{Text: term.Short + " papier", Plain: []string{strings.ToLower(term.Short)}})
		}
	}
	for range 600 {
		pair := words[r.IntN(len(words))] + " " + words[r.IntN(len(words))]
		add(pair, mistyped(r, pair)+" "+words[r.IntN(len(words))])
	}
	for range 100 {
		add(anyText(r))
	}
	add("", " ", "URG)à&", "GEN)à\"", "?QT)à&", "urg 1", "gen1", "7 1 1 2", "06 39 98", strings.Repeat("urgences ", 40))
	return out
}

// mistyped changes a letter, drops one, doubles one or swaps two.
func mistyped(r *rand.Rand, text string) string {
	runes := []rune(text)
	if len(runes) < 4 {
		return text
	}
	i := 1 + r.IntN(len(runes)-2)
	switch r.IntN(4) {
	case 0:
		runes[i] = 'a' + rune(r.IntN(26))
	case 1:
		runes = slices.Delete(runes, i, i+1)
	case 2:
		runes = slices.Insert(runes, i, runes[i])
	case 3:
		runes[i], runes[i+1] = runes[i+1], runes[i]
	}
	return string(runes)
}

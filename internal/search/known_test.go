package search_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// known is a query made from the title of one page of a generated site, which
// must come first.
type known struct{ form, query, url string }

// forms are the ways in which a query is typed.
var forms = []string{"as written", "no accents", "one typo", "plural", "truncated"}

// generatedSite is a site of n generated documents.
func generatedSite(t testing.TB, n int) *site.Site {
	t.Helper()
	folder := fstest.MapFS{}
	for name, text := range sitetest.Corpus(n) {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	library, diags, err := content.Load(folder, nil)
	if err != nil || diag.HasErrors(diags) {
		t.Fatal(err, diags)
	}
	return site.NewCatalog(library, nil).Select(site.Selection{})
}

// knownPages is from how many pages queries are made.
const knownPages = 120

// knownItems makes queries of each form from knownPages pages whose title has at least
// three words of its own: no other title has all of them, so exactly one page
// is right. The same site gives the same queries.
func knownItems(s *site.Site) []known {
	r := rand.New(rand.NewPCG(15, 2026))
	titles, words := make([][]string, len(s.Pages)), map[string]bool{}
	for i, p := range s.Pages {
		// « Fiche numéro 12, poste des urgences » : what follows the comma.
		_, title, _ := strings.Cut(strings.ToLower(p.Meta.Title), ", ")
		titles[i] = strings.Fields(title)
		for _, w := range titles[i] {
			words[w] = true
		}
	}
	var out []known
	for _, i := range r.Perm(len(s.Pages)) {
		query := titles[i]
		for len(query) > 0 && small[query[len(query)-1]] {
			query = query[:len(query)-1]
		}
		if !distinct(titles, i) {
			continue
		}
		for _, form := range forms {
			out = append(out, known{form, typed(r, form, query, words), s.Pages[i].URL})
		}
		if len(out) == knownPages*len(forms) {
			break
		}
	}
	return out
}

// small are the words of the generated texts that tell no page from another.
var small = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields("le la les un une de des du à au pour sans avec dans sur par et ou") {
		out[w] = true
	}
	return out
}()

// distinct reports whether title i has three words or more, the small ones
// aside, and no other title has them all.
func distinct(titles [][]string, i int) bool {
	own := map[string]bool{}
	for _, w := range titles[i] {
		if !small[w] {
			own[w] = true
		}
	}
	if len(own) < 3 {
		return false
	}
	for other, title := range titles {
		missing := len(own)
		for w := range own {
			if slices.Contains(title, w) {
				missing--
			}
		}
		if other != i && missing == 0 {
			return false
		}
	}
	return true
}

// typed writes a query in one of the forms.
func typed(r *rand.Rand, form string, title []string, words map[string]bool) string {
	query := slices.Clone(title)
	last := len(query) - 1
	switch form {
	case "no accents":
		for i, w := range query {
			query[i] = strings.Map(func(c rune) rune {
				if 0x300 <= c && c <= 0x36f {
					return -1
				}
				return c
			}, norm.NFD.String(w))
		}
	case "one typo":
		long := longest(query)
		query[long] = mistype(r, query[long], words)
	case "plural":
		for i, w := range query {
			if !small[w] {
				query[i] = turn(w)
			}
		}
	case "truncated":
		if runes := []rune(query[last]); len(runes) > 4 {
			query[last] = string(runes[:4])
		}
	}
	return strings.Join(query, " ")
}

func longest(words []string) int {
	at := 0
	for i, w := range words {
		if utf8.RuneCountInString(w) > utf8.RuneCountInString(words[at]) {
			at = i
		}
	}
	return at
}

// mistype swaps, drops, doubles or replaces one letter after the first, and
// makes no other word of the corpus.
func mistype(r *rand.Rand, word string, words map[string]bool) string {
	for {
		c := []rune(word)
		at := 1 + r.IntN(len(c)-1)
		switch r.IntN(4) {
		case 0:
			c[at-1], c[at] = c[at], c[at-1]
		case 1:
			c = slices.Delete(c, at, at+1)
		case 2:
			c = slices.Insert(c, at, c[at])
		case 3:
			c[at] = rune('a' + r.IntN(26))
		}
		if typo := string(c); typo != word && !words[typo] && c[0] == []rune(word)[0] {
			return typo
		}
	}
}

// turn makes a plural of a singular and the reverse.
func turn(word string) string {
	switch {
	case strings.HasSuffix(word, "s"):
		return strings.TrimSuffix(word, "s")
	case strings.HasSuffix(word, "eau"):
		return word + "x"
	}
	return word + "s"
}

func TestKnownItems(t *testing.T) {
	items := knownItems(generatedSite(t, 2000))
	if want := knownPages * len(forms); len(items) != want {
		t.Fatalf("%d queries, want %d", len(items), want)
	}
	for i := 0; i < len(items); i += len(forms) {
		written := items[i].query
		for _, k := range items[i : i+len(forms)] {
			if k.url != items[i].url {
				t.Fatalf("%q and %q lead to different pages", written, k.query)
			}
		}
		if items[i+2].query == written {
			t.Errorf("%q: no typo in %q", written, items[i+2].query)
		}
	}
}

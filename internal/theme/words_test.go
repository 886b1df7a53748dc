package theme

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"planblanc/internal/markdown"
	"planblanc/themes"
)

func readWords(t *testing.T, language string) map[string]string {
	t.Helper()
	text, err := fs.ReadFile(themes.Default, "default/words/"+language+".json")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{}
	if err := json.Unmarshal(text, &words); err != nil {
		t.Fatal(err)
	}
	return words
}

var value = regexp.MustCompile(`\{[a-z]+\}`)

func TestWordsOfAllLanguagesMatch(t *testing.T) {
	french, english := readWords(t, "fr"), readWords(t, "en")
	for key, word := range french {
		if word == "" || english[key] == "" {
			t.Errorf("%s: no word in a language", key)
		}
		if a, b := value.FindAllString(word, -1), value.FindAllString(english[key], -1); !slices.Equal(a, b) {
			t.Errorf("%s: values %v and %v", key, a, b)
		}
	}
	if len(french) != len(english) {
		t.Errorf("%d French words, %d English", len(french), len(english))
	}
}

func TestFrenchWordsAreTypeset(t *testing.T) {
	for key, word := range readWords(t, "fr") {
		if set := markdown.Typeset("fr", word); key != "colon" && set != word {
			t.Errorf("%s: %q, typeset %q", key, word, set)
		}
		if regexp.MustCompile(` [:;!?»]|« |'|[^\x{202f}][;!?»]|«[^\x{202f}]`).MatchString(word) {
			t.Errorf("%s: %q has no narrow no-break space or a straight apostrophe", key, word)
		}
	}
}

// Every word has a user: a template, a key of the markdown package, or code.
func TestEveryWordIsUsed(t *testing.T) {
	used := map[string]bool{}
	err := fs.WalkDir(themes.Default, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(themes.Default, name)
		for _, slot := range wordSlot.FindAllString(string(text), -1) {
			used[slot[2:len(slot)-2]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	inCode := wordsInCode(t)
	byComputedKey := regexp.MustCompile(`^(type|status|audience|date|callout|form)\.|^access\.theme-\d+$|^tools\.(windows|linux|macos)|^(fill|table|done|footnote\.back)$`)
	for _, key := range slices.Sorted(maps.Keys(readWords(t, "en"))) {
		if !used[key] && !inCode[key] && !byComputedKey.MatchString(key) {
			t.Errorf("%s: no user", key)
		}
	}
}

// wordsInCode are the keys of the fields that this package reads.
func wordsInCode(t *testing.T) map[string]bool {
	t.Helper()
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var code []byte
	for _, name := range sources {
		if name == "words.go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		code = append(code, text...)
	}
	used := map[string]bool{}
	fields := reflect.TypeFor[Words]()
	for i := range fields.NumField() {
		f := fields.Field(i)
		used[f.Tag.Get("json")] = regexp.MustCompile(`\b(w|words)\.` + f.Name + `\b`).Match(code)
	}
	return used
}

func TestDatesInWords(t *testing.T) {
	th, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		language    string
		day         int
		long, short string
	}{
		{"fr", 20, "20\u00a0novembre 2026", "20/11/2026"},
		{"fr-FR", 1, "1er\u00a0novembre 2026", "01/11/2026"},
		{"en", 1, "1\u00a0November 2026", "1 Nov 2026"},
		{"de", 20, "20\u00a0November 2026", "20 Nov 2026"},
	} {
		d := time.Date(2026, 11, c.day, 0, 0, 0, 0, time.UTC)
		if l := th.look(c.language); l.longDate(d) != c.long || l.shortDate(d) != c.short {
			t.Errorf("%s: %q, %q", c.language, l.longDate(d), l.shortDate(d))
		}
	}
	if th.look("fr").date(time.Time{}) != "" {
		t.Error("no day has words")
	}
}

func TestCardsAreCountedInWords(t *testing.T) {
	th, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]string{0: "", 1: "1 fiche", 12: "12 fiches"} {
		if got := th.look("fr").cards(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}

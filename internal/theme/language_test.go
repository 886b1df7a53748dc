package theme_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"planblanc/internal/sitetest"
	"planblanc/themes"
)

// accents make an invented language of English: each word is another, as long,
// and shows where it stands.
var accents = strings.NewReplacer("a", "á", "e", "é", "i", "í", "o", "ó", "u", "ú", "A", "Á", "E", "É", "I", "Í", "O", "Ó", "U", "Ú")

var named = regexp.MustCompile(`\{[a-z]+\}`)

// accented writes a word of English in the invented language; names in braces
// stay.
func accented(word string) string {
	out, at := "", 0
	for _, slot := range named.FindAllStringIndex(word, -1) {
		out += accents.Replace(word[at:slot[0]]) + word[slot[0]:slot[1]]
		at = slot[1]
	}
	return out + accents.Replace(word[at:])
}

// One file laid over the theme gives a language to every page, script and text:
// no other file is asked for, and nothing stays in English.
func TestALanguageIsOneFile(t *testing.T) {
	text, err := fs.ReadFile(themes.Default, "default/words/en.json")
	if err != nil {
		t.Fatal(err)
	}
	english, invented := map[string]string{}, map[string]string{}
	if err := json.Unmarshal(text, &english); err != nil {
		t.Fatal(err)
	}
	for key, word := range english {
		if invented[key] = accented(word); key == "date.short" || key == "date.time" {
			invented[key] = word // forms of Go's, not words
		}
	}
	if text, err = json.Marshal(invented); err != nil {
		t.Fatal(err)
	}
	files := render(t, load(t, fstest.MapFS{"words/xx.json": {Data: text}}), sitetest.Folder(strings.Replace(inEnglish, "language: en", "language: xx", 1)))

	whole := strings.Join(slices.Collect(maps.Values(files)), "\n")
	used := 0
	for key, word := range english {
		for _, part := range named.Split(word, -1) {
			part = strings.TrimSpace(part)
			if !strings.Contains(part, " ") || len(part) < 6 || accented(part) == part {
				continue
			}
			if strings.Contains(whole, part) {
				t.Errorf("%s stays in English: %q", key, part)
			}
			if strings.Contains(whole, accented(part)) {
				used++
			}
		}
	}
	if used < 150 {
		t.Errorf("only %d words of the language are in its pages", used)
	}
	for _, url := range pagesOf(files) {
		if !strings.Contains(files[url], `<html lang="xx">`) {
			t.Errorf("%s does not say its language", url)
		}
	}
}

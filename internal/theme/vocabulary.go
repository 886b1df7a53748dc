package theme

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// vocabulary holds the words of one language, by field and by key.
type vocabulary struct {
	words Words
	byKey map[string]string
}

// loadWords reads a file of words: every key that Words has, no other, none
// empty.
func loadWords(src source, file string) (*vocabulary, error) {
	text, err := src.read(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	v := &vocabulary{byKey: map[string]string{}}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&v.words); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	fields := reflect.ValueOf(v.words)
	for i := range fields.NumField() {
		key := fields.Type().Field(i).Tag.Get("json")
		if v.byKey[key] = fields.Field(i).String(); v.byKey[key] == "" {
			return nil, fmt.Errorf("read %s: no word for %q", file, key)
		}
	}
	return v, nil
}

// Word returns the word of a key, as bodies ask for it.
func (v *vocabulary) Word(key string) string { return v.byKey[key] }

// insert puts values in place of the names in braces that precede them.
func insert(word string, namesAndValues ...string) string {
	for i := 0; i < len(namesAndValues); i += 2 {
		word = strings.ReplaceAll(word, "{"+namesAndValues[i]+"}", namesAndValues[i+1])
	}
	return word
}

// cards says how many cards there are, or nothing for none.
func (v *vocabulary) cards(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return v.words.CardOne
	}
	return insert(v.words.CardMany, "n", strconv.Itoa(n))
}

// longDate writes a day in words: "1er novembre 2026".
func (v *vocabulary) longDate(d time.Time) string {
	day := strconv.Itoa(d.Day())
	if d.Day() == 1 {
		day = v.words.DateFirst
	}
	return day + "\u00a0" + v.byKey["date."+strings.ToLower(d.Month().String())] + " " + strconv.Itoa(d.Year())
}

// shortDate writes a day for narrow places.
func (v *vocabulary) shortDate(d time.Time) string { return d.Format(v.words.DateShort) }

// date is a day in words for people and machines; nothing for no day.
func (v *vocabulary) date(d time.Time) template.HTML {
	if d.IsZero() {
		return ""
	}
	return template.HTML(`<time datetime="` + d.Format(time.DateOnly) + `">` + template.HTMLEscapeString(v.longDate(d)) + `</time>`)
}

// brief is the same for narrow places.
func (v *vocabulary) brief(d time.Time) template.HTML {
	if d.IsZero() {
		return ""
	}
	return template.HTML(`<time datetime="` + d.Format(time.DateOnly) + `">` + template.HTMLEscapeString(v.shortDate(d)) + `</time>`)
}

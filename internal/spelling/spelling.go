// Package spelling finds the words that a dictionary does not know. It asks
// hunspell, a program of its own that office suites and browsers build on.
//
// Why not a dictionary inside the program: French has half a million forms, made
// by rules of affixes that hunspell alone applies whole. Why not in each check:
// an author's machine may have no hunspell, and the rules must be the same
// everywhere.
package spelling

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrNotFound means that the machine has no hunspell.
var ErrNotFound = errors.New("hunspell is not installed")

// DictionaryError is a language for which hunspell has no dictionary.
type DictionaryError struct {
	Language string
	Names    []string // of the dictionaries tried
}

func (e *DictionaryError) Error() string {
	return "hunspell has no dictionary for " + e.Language + ": " + strings.Join(e.Names, ", ")
}

// Unknown returns those of some words that the language does not have, each with
// what it may be meant for, the likeliest first. Words known are given as sets
// of spellings; one also stands for itself in lower case and with a capital.
// language is a tag of BCP 47, such as "fr". The error is ErrNotFound, a
// *DictionaryError, or what hunspell said.
func Unknown(words []string, known []string, language string) (map[string][]string, error) {
	program, err := exec.LookPath("hunspell")
	if err != nil {
		return nil, ErrNotFound
	}
	accepted := map[string]bool{}
	for _, phrase := range known {
		for _, w := range Words(phrase) {
			accepted[fold(w)] = true
		}
	}
	var asked []string
	for _, w := range words {
		if !accepted[fold(w)] {
			asked = append(asked, w)
		}
	}
	slices.Sort(asked)
	asked = slices.Compact(asked)
	names := dictionaries(language)
	for _, name := range names {
		found, err := ask(program, name, asked, accepted)
		if err == nil || !errors.Is(err, errNoDictionary) {
			return found, err
		}
	}
	return nil, &DictionaryError{language, names}
}

func fold(w string) string { return strings.ToLower(w) }

// dictionaries are the names under which systems install those of a language.
func dictionaries(language string) []string {
	tag := strings.ReplaceAll(language, "-", "_")
	base, _, regional := strings.Cut(tag, "_")
	country := map[string]string{"en": "US", "pt": "PT"}[base]
	if country == "" {
		country = strings.ToUpper(base)
	}
	names := []string{base + "_" + country, base, base + "-classique", base + "-toutesvariantes"}
	if regional {
		names = append([]string{tag}, names...)
	}
	return names
}

var errNoDictionary = errors.New("no such dictionary")

// ask runs hunspell as a filter: a line for each word, "^" before it, and lines
// back up to an empty one (hunspell(1), pipe interface). A word that it does not
// know as a whole is asked for in parts.
func ask(program, dictionary string, words []string, accepted map[string]bool) (map[string][]string, error) {
	parts := make([][]string, len(words))
	var in bytes.Buffer
	for i, w := range words {
		parts[i] = append([]string{w}, pieces(w)...)
		for _, p := range parts[i] {
			in.WriteString("^" + p + "\n")
		}
	}
	cmd := exec.Command(program, "-a", "-i", "utf-8", "-d", dictionary)
	cmd.Dir = filepath.Dir(program) // hunspell looks in its folder first: not in the content's
	cmd.Stdin = &in
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if strings.Contains(said.String(), "Can't open") {
		return nil, errNoDictionary
	}
	if err != nil {
		return nil, fmt.Errorf("run hunspell: %w: %s", err, strings.TrimSpace(said.String()))
	}
	answers := bufio.NewScanner(bytes.NewReader(out))
	answers.Buffer(nil, 1<<20)
	if !answers.Scan() { // its version
		return nil, fmt.Errorf("run hunspell: %w", io.ErrUnexpectedEOF)
	}
	unknown := map[string][]string{}
	for i, w := range words {
		whole, meant, wrong := true, []string(nil), false
		for j, p := range parts[i] {
			ok, near, err := answer(answers)
			if err != nil {
				return nil, err
			}
			switch {
			case j == 0:
				whole, meant = ok, near
			case !ok && !accepted[fold(p)]:
				wrong = true
			}
		}
		if !whole && (wrong || len(parts[i]) == 1) {
			unknown[w] = meant
		}
	}
	return unknown, nil
}

// answer reads what hunspell says of one line.
func answer(lines *bufio.Scanner) (ok bool, near []string, err error) {
	ok = true
	for lines.Scan() {
		line := lines.Text()
		switch {
		case line == "":
			return ok, near, nil
		case line[0] == '&':
			ok = false
			_, list, _ := strings.Cut(line, ": ")
			near = strings.Split(list, ", ")
		case line[0] == '#':
			ok = false
		}
	}
	return false, nil, fmt.Errorf("run hunspell: %w", errors.Join(io.ErrUnexpectedEOF, lines.Err()))
}

// pieces are the parts of a compound, which may be words themselves; none for a
// word that has one part only.
func pieces(w string) []string {
	if !strings.Contains(w, "-") {
		return nil
	}
	return strings.Split(w, "-")
}

// elided are the French words that lose their vowel.
var elided = map[string]bool{
	"l": true, "d": true, "j": true, "m": true, "t": true, "s": true, "n": true, "c": true, "qu": true,
	"jusqu": true, "lorsqu": true, "puisqu": true, "quoiqu": true, "presqu": true, "quelqu": true,
}

var wordForm = regexp.MustCompile(`[\pL\pN\pM]+(?:['\-][\pL\pN\pM]+)*`)

// Words cuts a text into words, with straight apostrophes and without the elided
// word before one. What has a digit is no word, nor is a single letter or an
// address.
func Words(text string) []string {
	text = strings.ReplaceAll(text, "’", "'")
	var all []string
	for field := range strings.FieldsSeq(text) {
		if strings.ContainsAny(field, "/@\\_=") && !plainSlash.MatchString(field) || fileName.MatchString(field) {
			continue
		}
		for _, w := range wordForm.FindAllString(field, -1) {
			if before, after, found := strings.Cut(w, "'"); found && elided[fold(before)] {
				w = after
			}
			if !strings.ContainsFunc(w, unicode.IsDigit) && utf8.RuneCountInString(w) > 1 {
				all = append(all, w)
			}
		}
	}
	return all
}

var (
	plainSlash = regexp.MustCompile(`^[\pL\pM\pP]+/[\pL\pM\pP]+$`) // « et/ou »
	fileName   = regexp.MustCompile(`\pL\.\pL{2,}`)                // site.yaml
)

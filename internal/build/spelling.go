package build

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"planblanc/internal/diag"
	"planblanc/internal/site"
	"planblanc/internal/spelling"
)

// WordsFile lists the words of a content folder that no dictionary has, one a
// line; "#" begins a comment.
const WordsFile = "data/spelling.txt"

// Spell reports the words that readers see and that neither the dictionary of
// the site's language knows nor the vocabularies, the glossary, the directory or
// WordsFile. The errors are package spelling's.
func (l *Loaded) Spell(o Options) error {
	known, err := l.knownWords(o)
	if err != nil {
		return err
	}
	s := l.Catalog.Everything()
	var all []string
	words := map[*site.Page][]string{}
	for _, p := range s.Pages {
		var seen []string
		for _, passage := range s.Passages(p) {
			seen = append(seen, spelling.Words(passage.Heading+"\n"+passage.Text)...)
		}
		words[p] = seen
		all = append(all, seen...)
	}
	unknown, err := spelling.Unknown(all, known, l.Catalog.Library.Settings.Language)
	if err != nil {
		return err
	}
	l.Spelled = len(all)
	placed := map[string]bool{}
	for _, p := range s.Pages {
		for _, w := range slices.Compact(slices.Sorted(slices.Values(words[p]))) {
			near, strange := unknown[w]
			if !strange {
				continue
			}
			at, code, err := placeOf(l.Catalog.Library.FS, append([]string{p.Path}, p.Body.Includes...), w)
			if err != nil {
				return err
			}
			if placed[w] = placed[w] || code || at.File != ""; at.File != "" {
				l.misspelt(o, at, w, near)
			}
		}
	}
	// The title of a link stands in another document, where it is told; a word
	// that is cut by bold letters stands nowhere as it is read.
	for _, p := range s.Pages {
		for _, w := range words[p] {
			if near, strange := unknown[w]; strange && !placed[w] {
				placed[w] = true
				l.misspelt(o, diag.Position{File: p.Path}, w, near)
			}
		}
	}
	l.Diagnostics = diag.Sort(l.Diagnostics)
	return nil
}

func (l *Loaded) misspelt(o Options, at diag.Position, word string, near []string) {
	at.File = l.Catalog.Library.Ours(at.File)
	d := diag.New(at, diag.UnknownWord, word)
	if word != strings.ToUpper(word) { // an acronym is like any other
		d = d.Suggest(word, near) // the close ones: the name of a drug must not become another's
	}
	if o.Strict {
		d = d.As(diag.Error)
	}
	l.Diagnostics = append(l.Diagnostics, d)
}

// knownWords are the phrases whose words are right whatever a dictionary says.
func (l *Loaded) knownWords(o Options) ([]string, error) {
	library := l.Catalog.Library
	known := []string{library.Settings.Title, library.Settings.Organization}
	for _, terms := range library.Terms {
		for _, t := range terms {
			known = append(append(known, t.Label, t.Short, t.Spoken, t.Code), t.Synonyms...)
		}
	}
	for _, c := range library.Contacts {
		known = append(known, c.Function)
	}
	for _, g := range library.Glossary {
		known = append(known, g.Term, g.Expansion)
	}
	text, err := fs.ReadFile(o.Source, WordsFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read content: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		word, _, _ := strings.Cut(line, "#")
		known = append(known, word)
	}
	return known, nil
}

// placeOf finds a whole word in the first of some files that shows it; the zero
// Position when none does. code says that one has it where a dictionary has no
// say: between the signs of code.
func placeOf(source fs.FS, files []string, word string) (at diag.Position, code bool, err error) {
	form := regexp.MustCompile(`(?:^|[^\pL\pN\pM-])(` + strings.ReplaceAll(regexp.QuoteMeta(word), "'", "['’]") + `)(?:$|[^\pL\pN\pM-])`)
	for _, file := range files {
		text, err := fs.ReadFile(source, file)
		if err != nil {
			return diag.Position{}, false, fmt.Errorf("read content: %w", err)
		}
		line := 0
		for l := range strings.Lines(prose(string(text))) {
			line++
			if at := form.FindStringSubmatchIndex(strings.TrimRight(l, "\r\n")); at != nil {
				return diag.Position{File: file, Line: line, Column: 1 + utf8.RuneCountInString(l[:at[2]])}, false, nil
			}
		}
		code = code || bytes.Contains(text, []byte(word))
	}
	return diag.Position{}, code, nil
}

var (
	codeForm = regexp.MustCompile("(?ms)^ {0,3}(?:```|~~~).*?(?:^ {0,3}(?:```|~~~)[ \t]*$|\\z)|`[^`\n]+`")
	headForm = regexp.MustCompile(`(?s)\A---\r?\n.*?\n---\r?\n`)
	keyForm  = regexp.MustCompile(`(?m)^(\w+):.*\n(?:[ \t-].*\n)*`)
)

// prose blanks out what readers do not see in a document, and code; what stays
// keeps its place.
func prose(text string) string {
	blank := func(s string) string {
		return strings.Map(func(c rune) rune {
			if c == '\n' {
				return c
			}
			return ' '
		}, s)
	}
	head := headForm.FindString(text)
	shown := keyForm.ReplaceAllStringFunc(head, func(s string) string {
		key, _, _ := strings.Cut(s, ":")
		if key == "title" || key == "summary" || key == "trigger" {
			return blank(key) + s[len(key):]
		}
		return blank(s)
	})
	return shown + codeForm.ReplaceAllStringFunc(text[len(head):], blank)
}

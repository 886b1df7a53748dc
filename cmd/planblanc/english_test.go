package main

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/net/html"

	"planblanc/themes"
)

// english DIR finds no French on the pages of a site: no letter that English
// lacks, and no interface word of the French theme. « ! english » must find some.
func english(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: [!] english DIR")
	}
	words, pages, found := frenchWords(ts), 0, ""
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path.Ext(name) != ".html" && path.Ext(name) != ".txt" {
			return err
		}
		pages++
		text, err := os.ReadFile(name)
		if french := french(strings.TrimPrefix(string(text), "\ufeff"), path.Ext(name), words); french != "" {
			found = name + " shows " + french
		}
		return err
	}))
	switch {
	case pages < 20:
		ts.Fatalf("only %d pages in %s", pages, args[0])
	case (found != "") != neg:
		ts.Fatalf("French: %q", found)
	}
}

// french returns what is French in a page, or "".
func french(page, ext string, words []string) string {
	if ext == ".html" {
		if !strings.Contains(page, `<html lang="en"`) {
			return "no lang=en"
		}
		page = readable(page)
	}
	if i := strings.IndexAny(page, "àâçéèêëîïôùûüœÀÂÇÉÈÊŒ«»\u202f"); i >= 0 {
		return page[max(0, i-40):min(len(page), i+40)]
	}
	padded := " " + strings.Join(strings.FieldsFunc(page, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '’' && r != '-'
	}), " ") + " "
	for _, word := range words {
		if strings.Contains(padded, " "+word+" ") {
			return word
		}
	}
	return ""
}

// frenchWords are the interface words of the French theme that the English one
// does not have too.
func frenchWords(ts *testscript.TestScript) []string {
	read := func(file string) map[string]string {
		text, err := themes.Default.ReadFile("default/words/" + file)
		ts.Check(err)
		var words map[string]string
		ts.Check(json.Unmarshal(text, &words))
		return words
	}
	var ours []string
	for _, word := range read("en.json") {
		ours = append(ours, strings.ToLower(word))
	}
	var words []string
	for _, word := range slices.Sorted(maps.Values(read("fr.json"))) {
		plain := !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && r != ' ' && r != '’' && r != '-' })
		if len(word) > 3 && plain && !slices.Contains(ours, strings.ToLower(word)) {
			words = append(words, word)
		}
	}
	return append(words, "fiche", "fiches", "Fiche", "le", "la", "les", "du", "des", "pour")
}

// readable is what a page says to its reader: text, and the attributes that are
// read aloud.
func readable(page string) string {
	var b strings.Builder
	hidden := false
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if !hidden {
				b.WriteString(z.Token().Data + " ")
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			t := z.Token()
			if t.Data == "style" || t.Data == "script" {
				hidden = t.Type == html.StartTagToken
			}
			for _, a := range t.Attr {
				if slices.Contains([]string{"title", "alt", "aria-label", "content"}, a.Key) {
					b.WriteString(a.Val + " ")
				}
			}
		}
	}
}

package pack

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"planblanc/internal/site"
)

// styles are the style sheets of the pages, each for its medium, then what is
// added, with their sources for a policy.
func (f *folding) styles() (styles, sources string, err error) {
	add := func(medium, text string) {
		if text == "" {
			return
		}
		if medium != "" {
			medium = ` media="` + html.EscapeString(medium) + `"`
		}
		styles += "<style" + medium + ">" + text + "</style>\n"
		sources += " " + source(text)
	}
	for _, s := range f.sheets {
		text, err := f.read(s.url)
		if err != nil {
			return "", "", err
		}
		inlined, err := f.addresses(s.url, string(text))
		if err != nil {
			return "", "", err
		}
		add(s.medium, inBlock(inlined))
	}
	add("", singleStyle)
	add("print", inBlock(f.rules.String()))
	return styles, sources, nil
}

var cssAddress = regexp.MustCompile(`url\(\s*["']?([^"')]*)["']?\s*\)`)

// addresses puts the files that a style sheet loads into it.
func (f *folding) addresses(from, css string) (string, error) {
	var failed error
	css = cssAddress.ReplaceAllStringFunc(css, func(found string) string {
		inlined, err := f.data(from, cssAddress.FindStringSubmatch(found)[1])
		if err != nil && failed == nil {
			failed = err
		}
		return "url(" + inlined + ")"
	})
	return css, failed
}

// script is all scripts: what shows a section first, since the others must find
// one shown, then those of the frame, then the engine of search and the files of
// its index, which the frame's read where they are files.
func (f *folding) script(frame *page) (string, error) {
	names := append(slices.Clone(frame.scripts), site.EngineURL)
	for _, e := range f.Contents.Entries {
		if strings.HasPrefix(e.Path, "search/") && path.Ext(e.Path) == ".js" {
			names = append(names, e.Path)
		}
	}
	var b strings.Builder
	b.WriteString(singleScript)
	for _, name := range names {
		text, err := f.read(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s\n;\n", strings.TrimSpace(string(text)))
	}
	return inBlock(b.String()), nil
}

// ends is what would end a script or a style, or begin a comment in it.
var ends = regexp.MustCompile(`(?i)<(/script|/style|!--)`)

// inBlock makes a script or a style fit to stand in a page. Such text can only
// be in a string or a regular expression, where this backslash says nothing.
func inBlock(text string) string { return ends.ReplaceAllString(text, `<\$1`) }

// source names a block in a policy (CSP Level 3 §2.3.1).
func source(block string) string {
	sum := sha256.Sum256([]byte(block))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

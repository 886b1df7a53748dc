package pack

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"planblanc/internal/site"
)

// contentsID is the anchor of the list of what the file holds. No page has it,
// since the address of a page ends in .html.
const contentsID = "sommaire"

// said are the words that a single file adds, in the language of the site.
type said struct{ contents, extract string }

func wordsOf(language string) said {
	if base, _, _ := strings.Cut(language, "-"); base == "fr" {
		return said{"Sommaire", "Extrait\u00a0: %s. Les autres procédures sont sur la clé et dans les classeurs."}
	}
	return said{"Contents", "Extract: %s. The other procedures are on the key and in the binders."}
}

// extractNote says that other procedures exist, in the contents and where one
// searches for them.
func (f *folding) extractNote(language string) string {
	if !f.extract {
		return ""
	}
	return fmt.Sprintf(wordsOf(language).extract, f.held[f.start])
}

// contents lists the pages at the top of the site and the documents with a
// code: the rest is a link away from these.
func (f *folding) contents(language string) string {
	word := wordsOf(language).contents
	var b strings.Builder
	item := func(url, code string) {
		fmt.Fprintf(&b, "<li><a href=\"#%s\">%s%s</a></li>\n", site.EscapePath(url), code, html.EscapeString(f.held[url]))
	}
	fmt.Fprintf(&b, "<section class=\"folded\" id=\"%s\" data-title=\"%s — %s\">\n<div class=\"page single\" data-main>\n<h1>%[2]s</h1>\n",
		contentsID, word, html.EscapeString(f.title))
	if note := f.extractNote(language); note != "" {
		b.WriteString("<p class=\"lead\">" + html.EscapeString(note) + "</p>\n")
	}
	b.WriteString("<ul class=\"compact\">\n")
	for _, url := range first(f.start, slices.Sorted(maps.Keys(f.held))) {
		if (path.Dir(url) == "." || url == f.start) && url != site.SearchURL {
			item(url, "")
		}
	}
	b.WriteString("</ul>\n<ul class=\"compact\">\n")
	for _, c := range f.Contents.Manifest.Cards {
		if _, held := f.held[c.URL]; held {
			item(c.URL, "<b>"+html.EscapeString(c.Code)+"</b> ")
		}
	}
	b.WriteString("</ul>\n</div>\n</section>\n")
	return b.String()
}

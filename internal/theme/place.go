package theme

import (
	"html/template"
	"strings"

	"planblanc/internal/site"
)

// place is a depth of folder, from which every link must climb to the top of
// the site.
type place int

func placeOf(pageURL string) place { return place(strings.Count(pageURL, "/")) }

func (p place) prefix() string { return strings.Repeat("../", int(p)) }

// to is the way to a path of the site.
func (p place) to(target string) template.URL {
	return template.URL(site.Address(p.prefix(), target))
}

package theme

import (
	"html/template"
	"net/url"
	"strings"
)

// place is a depth of folder, from which every link must climb to the top of
// the site.
type place int

func placeOf(pageURL string) place { return place(strings.Count(pageURL, "/")) }

func (p place) prefix() string { return strings.Repeat("../", int(p)) }

// to is the way to an address of the site.
func (p place) to(target string) template.URL { return template.URL(p.prefix() + escapePath(target)) }

// escapePath writes a path for an address: authors may name a file with a
// number sign or a percent.
func escapePath(path string) string {
	if strings.IndexFunc(path, isUnusual) < 0 {
		return path
	}
	return (&url.URL{Path: path}).EscapedPath()
}

func isUnusual(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || strings.ContainsRune("/-._", r))
}

package markdown

import (
	"net/url"
	"path"
	"strings"
	"unicode"
)

// destination is what a link's address means.
type destination struct {
	kind   RefKind
	target string
	anchor string
}

// classify says what an address means in a file, or that it is not allowed.
//
// The allowlist is ours: what a browser makes of an address depends on white
// space, control characters, percent encoding and back slashes, and two
// slashes are another computer on Windows. So the decision is taken on a form
// that has none of these, and an address that changes its nature on the way to
// that form is refused.
func classify(file, address string) (destination, bool) {
	address = strings.TrimSpace(address)
	bare := decoded(address)
	if bare == "" || bare[0] == '/' || strings.ContainsRune(bare, '\\') {
		return destination{}, false
	}
	if scheme, rest, ok := cutScheme(bare); ok {
		plain, _, _ := cutScheme(address)
		if !strings.EqualFold(plain, scheme) {
			return destination{}, false
		}
		return schemed(strings.ToLower(scheme), address[len(plain)+1:], address, rest)
	}
	return relative(file, address)
}

// decoded returns an address without white space and control characters, with
// percent encoding undone as often as it was done.
func decoded(address string) string {
	for range 4 {
		address = strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				return -1
			}
			return r
		}, address)
		next, err := url.PathUnescape(address)
		if err != nil || next == address {
			break
		}
		address = next
	}
	return address
}

// cutScheme splits an address at the colon that ends its scheme.
func cutScheme(address string) (scheme, rest string, ok bool) {
	if i := strings.IndexAny(address, ":/?#"); i >= 0 && address[i] == ':' {
		return address[:i], address[i+1:], true
	}
	return "", "", false
}

// schemed classifies an address that has a scheme; rest is what follows it and
// bare the same decoded.
func schemed(scheme, rest, address, bare string) (destination, bool) {
	kind := LinkExternal
	switch scheme {
	case "http", "https":
		if !hosted(rest) || !hosted(bare) {
			return destination{}, false
		}
		fallthrough
	case "tel", "mailto":
		return destination{kind: LinkExternal, target: escapeSpaces(address)}, bare != ""
	case "fiche", "card":
		kind = LinkCard
	case "contact":
		kind = LinkContact
	case "glossaire", "glossary":
		kind = LinkTerm
	default:
		return destination{}, false
	}
	target, anchor, _ := strings.Cut(rest, "#")
	return destination{kind, unescapePercent(target), unescapePercent(anchor)}, true
}

// hosted reports whether what follows the scheme of the web begins with a host:
// as it is written, or characters that are dropped would bring slashes together.
func hosted(rest string) bool {
	host, ok := strings.CutPrefix(rest, "//")
	return ok && host != "" && !strings.ContainsRune("/?#:@", rune(host[0]))
}

// relative classifies a path from a file's folder.
func relative(file, address string) (destination, bool) {
	address, anchor, _ := strings.Cut(address, "#")
	anchor = unescapePercent(anchor)
	if address == "" {
		return destination{kind: LinkAnchor, anchor: anchor}, true
	}
	if strings.ContainsRune(address, '?') {
		return destination{}, false
	}
	d := destination{LinkFile, path.Join(path.Dir(file), unescapePercent(address)), anchor}
	if strings.HasSuffix(d.target, ".md") {
		d.kind = LinkPage
	}
	return d, true
}

func unescapePercent(s string) string {
	if out, err := url.PathUnescape(s); err == nil {
		return out
	}
	return s
}

// escapeSpaces writes white space and control characters of an outside address
// in percent form; anything else stays as the author wrote it.
func escapeSpaces(s string) string {
	if strings.IndexFunc(s, isUnsafe) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if isUnsafe(r) {
			b.WriteString(url.PathEscape(string(r)))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isUnsafe(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

// AllowsOutside reports whether an address that leads out of the site may be a
// link of a text.
func AllowsOutside(address string) bool {
	d, ok := classify("", address)
	return ok && d.kind == LinkExternal
}

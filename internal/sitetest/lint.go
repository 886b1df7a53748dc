package sitetest

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// elements are those that a page of the site may have, each with the attributes
// that it may have beside those of any element.
var elements = map[string]string{
	"a": "href title data-sheets", "abbr": "title", "article": "", "aside": "", "b": "", "blockquote": "", "body": "", "br": "", "button": "type data-print data-night data-keys",
	"circle": "cx cy r", "code": "", "dd": "", "del": "", "details": "open", "div": "data-term", "dl": "", "dt": "", "em": "", "fieldset": "name",
	"figcaption": "", "figure": "", "footer": "", "form": "action autocomplete", "h1": "", "h2": "", "h3": "", "h4": "", "h5": "", "h6": "",
	"head": "", "header": "", "hr": "", "html": "lang", "i": "", "img": "src alt title decoding loading",
	"input": "accept autocapitalize autocomplete autofocus checked inputmode max maxlength min multiple name placeholder required spellcheck type value webkitdirectory data-fixed",
	"kbd":   "", "label": "for", "legend": "", "li": "", "link": "href rel media", "main": "", "meta": "charset name content http-equiv", "nav": "",
	"noscript": "", "ol": "start", "option": "value", "p": "data-approved", "path": "d stroke", "pre": "", "progress": "max value",
	"rect": "x y width height", "script": "src defer", "section": "data-code data-fingerprint data-page", "select": "", "small": "", "span": "",
	"strong": "", "style": "media", "summary": "", "sup": "", "svg": "viewbox fill stroke stroke-width stroke-linejoin shape-rendering preserveaspectratio",
	"table": "", "tbody": "", "td": "colspan data-label data-sheet", "textarea": "", "th": "scope colspan", "thead": "", "time": "datetime",
	"title": "", "tr": "", "ul": "",
}

// anywhere are attributes of any element; those whose names begin with aria- too.
var anywhere = []string{"class", "id", "hidden", "role", "tabindex", "data-code"}

// Page is what Lint is told of a page: its path, its bytes, and whether its one
// script stands in it, as in the page that verifies keys.
type Page struct {
	Path         string
	Text         string
	InlineScript bool
}

// Lint parses a page as a browser does and returns what it has that the site's
// pages never have: an element, an attribute or an address of another kind, or a
// policy that lets more in.
func Lint(p Page) []string {
	root, err := html.Parse(strings.NewReader(p.Text))
	if err != nil {
		return []string{err.Error()}
	}
	l := &lint{page: p}
	l.node(root)
	if l.policies != 1 {
		l.fault("%d policies", l.policies)
	}
	for _, block := range l.inline {
		sum := sha256.Sum256([]byte(block))
		if hash := base64.StdEncoding.EncodeToString(sum[:]); !strings.Contains(l.policy, "'sha256-"+hash+"'") {
			l.fault("a block that the policy does not name: %.40q", block)
		}
	}
	return l.faults
}

type lint struct {
	page     Page
	faults   []string
	policies int
	policy   string
	inline   []string // blocks that the policy has to name
}

func (l *lint) fault(format string, args ...any) {
	l.faults = append(l.faults, l.page.Path+": "+fmt.Sprintf(format, args...))
}

func (l *lint) node(n *html.Node) {
	switch n.Type {
	case html.ElementNode:
		l.element(n)
	case html.CommentNode:
		l.fault("comment %.40q", n.Data)
	case html.DoctypeNode:
		if n.Data != "html" || len(n.Attr) > 0 {
			l.fault("doctype %q", n.Data)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		l.node(c)
	}
}

func (l *lint) element(n *html.Node) {
	own, known := elements[n.Data]
	if !known || n.Namespace != "" && n.Namespace != "svg" {
		l.fault("<%s %s>", n.Namespace, n.Data)
		return
	}
	attributes := map[string]string{}
	for _, a := range n.Attr {
		key := strings.ToLower(a.Key)
		attributes[key] = a.Val
		if a.Namespace != "" || !slices.Contains(anywhere, key) && !strings.HasPrefix(key, "aria-") && !slices.Contains(strings.Fields(own), key) {
			l.fault("<%s %s=%.40q>", n.Data, a.Key, a.Val)
		}
		switch key {
		case "href", "src", "action":
			if problem := l.address(n.Data, a.Val); problem != "" {
				l.fault("<%s %s=%q>: %s", n.Data, key, a.Val, problem)
			}
		}
	}
	switch n.Data {
	case "meta":
		l.meta(attributes)
	case "script":
		if _, outside := attributes["src"]; !outside {
			l.block(n)
			if !l.page.InlineScript {
				l.fault("a script in the page")
			}
		}
	case "style":
		l.block(n)
	case "link":
		if attributes["rel"] != "stylesheet" && attributes["rel"] != "icon" && attributes["rel"] != "canonical" {
			l.fault("<link rel=%q>", attributes["rel"])
		}
	}
}

func (l *lint) block(n *html.Node) {
	text := ""
	if n.FirstChild != nil {
		text = n.FirstChild.Data
	}
	l.inline = append(l.inline, text)
}

// wide matches what opens a policy: another origin, or code in the page.
var wide = regexp.MustCompile(`unsafe|https?:|\*|blob:|strict-dynamic`)

func (l *lint) meta(attributes map[string]string) {
	switch strings.ToLower(attributes["http-equiv"]) {
	case "":
	case "content-security-policy":
		l.policies++
		l.policy = attributes["content"]
		if !strings.HasPrefix(l.policy, "default-src 'none'; ") || wide.MatchString(l.policy) {
			l.fault("policy %q", l.policy)
		}
	case "refresh":
		_, target, _ := strings.Cut(attributes["content"], "url=")
		if problem := l.address("meta", target); problem != "" {
			l.fault("refresh to %q: %s", target, problem)
		}
	default:
		l.fault("<meta http-equiv=%q>", attributes["http-equiv"])
	}
}

// outer are the schemes of a link that leads out of the site.
var outer = []string{"http", "https", "mailto", "tel"}

var scheme = regexp.MustCompile(`^([a-zA-Z][a-zA-Z0-9+.-]*):`)

// address says why an element may not have an address, or "".
func (l *lint) address(element, address string) string {
	if m := scheme.FindStringSubmatch(address); m != nil {
		switch {
		case element == "a" && slices.Contains(outer, strings.ToLower(m[1])):
			return ""
		case element == "img" && strings.HasPrefix(address, "data:image/png;base64,"):
			return ""
		}
		return "scheme " + m[1]
	}
	where, _, _ := strings.Cut(address, "#")
	switch {
	case strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }):
		return "a character that browsers leave out or turn"
	case strings.HasPrefix(where, "/"):
		return "not relative"
	case strings.HasPrefix(path.Join(path.Dir(l.page.Path), where), "../"):
		return "out of the site"
	}
	return ""
}

package markdown

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestClassify(t *testing.T) {
	for address, want := range map[string]destination{
		" autre.md\n":               {LinkPage, "fiches/urgences/autre.md", ""},
		"autre.md":                  {LinkPage, "fiches/urgences/autre.md", ""},
		"../pui/a.md#b-c":           {LinkPage, "fiches/pui/a.md", "b-c"},
		"mon%20plan.pdf":            {LinkFile, "fiches/urgences/mon plan.pdf", ""},
		"100%25.pdf":                {LinkFile, "fiches/urgences/100%.pdf", ""},
		"./plan.png":                {LinkFile, "fiches/urgences/plan.png", ""},
		"#mat%C3%A9riel":            {LinkAnchor, "", "matériel"},
		"#":                         {LinkAnchor, "", ""},
		"fiche:URG-01":              {LinkCard, "URG-01", ""},
		"card:URG-01#materiel":      {LinkCard, "URG-01", "materiel"},
		"contact:cert-sante":        {LinkContact, "cert-sante", ""},
		"glossaire:plan%20blanc":    {LinkTerm, "plan blanc", ""},
		"glossary:dpi":              {LinkTerm, "dpi", ""},
		"https://a.fr/b?c=%2F#d":    {LinkExternal, "https://a.fr/b?c=%2F#d", ""},
		"HTTP://a.fr":               {LinkExternal, "HTTP://a.fr", ""},
		"https://a.fr/b c":          {LinkExternal, "https://a.fr/b%20c", ""},
		"tel:+33123456789":          {LinkExternal, "tel:+33123456789", ""},
		"mailto:garde@hopital.fr":   {LinkExternal, "mailto:garde@hopital.fr", ""},
		"../../../ailleurs/page.md": {LinkPage, "../ailleurs/page.md", ""},
	} {
		if got, ok := classify("fiches/urgences/page.md", address); !ok || got != want {
			t.Errorf("%q is %v %v, want %v", address, got, ok, want)
		}
	}
}

func TestClassifyRefuses(t *testing.T) {
	for _, address := range []string{
		"", " ", "javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)", " javascript:x", "java\nscript:x",
		"\x01javascript:x", "javascript%3Aalert(1)", "java%73cript:x", "javascript%253Ax", "java%0Ascript:x", "java\u200bscript:x",
		"vbscript:x", "data:text/html,x", "data:image/png;base64,x", "file:///etc/passwd", "file:x", "blob:x", "smb://h/x", "ftp://h/x",
		"//host/x", "/%2Fhost/x", "%2F%2Fhost/x", "%20//host/x", "\x01//host/x", "\u200b//host/x", "\\\\host\\x", "/\\host/x", "\\/host", "%5C%5Chost", "a\\b", "a%5Cb.md",
		"/absolute", "/", "C:/x", "c:\\x", "x:y", "https:", "https:x", "https:/x", "https:///x", "http://", "https:\\\\h", "https://@h",
		"tel:", "?q=1", "a.md?q", ":", "a:b.md", "about:blank", "view-source:x", "ms-word:ofe|u|x",
	} {
		if got, ok := classify("fiches/urgences/page.md", address); ok {
			t.Errorf("%q is allowed as %v", address, got)
		}
	}
}

func TestAllowsOutside(t *testing.T) {
	for address, want := range map[string]bool{
		"https://a.fr": true, "tel:+331": true, "mailto:a@b.fr": true,
		"": false, "a.md": false, "#a": false, "fiche:URG-01": false, "//a.fr": false, "javascript:alert(1)": false, "https:a.fr": false,
	} {
		if AllowsOutside(address) != want {
			t.Errorf("%q: %v", address, !want)
		}
	}
}

// TestDisallowedText checks that a refused link keeps its words, and that
// character references do not hide an address.
func TestDisallowedText(t *testing.T) {
	for text, want := range map[string]string{
		"[**a** b](javascript:x)":        "<p><strong>a</strong> b</p>",
		"[a](&#106;avascript:x)":         "<p>a</p>",
		"[a](javascript&colon;x)":        "<p>a</p>",
		"[a](java&Tab;script:x)":         "<p>a</p>",
		"[a](<java script:x>)":           "<p>a</p>",
		"![mot](//h/x.png)":              "<p>mot</p>",
		"<file:///x>":                    "<p>file:///x</p>",
		"[a <https://b.fr> c](x.md)":     `<p><a href="dossier/x.md">a https://b.fr c</a></p>`,
		"[www.a.fr](https://b.fr \"c\")": `<p><a href="https://b.fr" title="c">www.a.fr</a></p>`,
	} {
		if got, _ := flow(t, "fr", text); got != want {
			t.Errorf("%q gives %s, want %s", text, got, want)
		}
	}
}

// page resolves nothing, and renames ids.
type page struct{ echo }

func (page) Link(int) Link           { return Link{Text: "<nom>"} }
func (page) Anchor(id string) string { return "urg-01." + id }

func TestUnresolved(t *testing.T) {
	text := "## Titre[^1]\n\n[](fiche:A) [*b*](c.md) ![d](e.png)\n\n[^1]: f"
	b, _ := New(Config{}).Parse(Source{File: "a.md", Text: []byte(text), Line: 1})
	var out bytes.Buffer
	b.Flow.Render(&out, page{echo{b}})
	want := `<h2 id="urg-01.titre">Titre<sup class="footnote-ref" id="urg-01.fnref:1"><a href="#urg-01.fn:1" role="doc-noteref">1</a></sup></h2>
<p>&lt;nom&gt; <em>b</em> d</p>
<div class="footnotes">
<ol>
<li id="urg-01.fn:1">
<p>f <sup><a href="#urg-01.fnref:1" role="doc-backlink" aria-label="footnote.back 1">↩</a></sup></p>
</li>
</ol>
</div>`
	if got := out.String(); got != want {
		t.Errorf("got %s", got)
	}
	if got := b.Flow.Text(page{echo{b}}); got != "Titre <nom> b d f" {
		t.Errorf("Text is %q", got)
	}
}

func TestFindAddress(t *testing.T) {
	for text, want := range map[string]string{
		"voir https://a.fr/b.":       "https://a.fr/b",
		"(http://a.fr/b_(c))":        "http://a.fr/b_(c)",
		"« www.a.fr/b »":             "http://|www.a.fr/b",
		"écrire à a.b+c@d-e.fr.":     "mailto:|a.b+c@d-e.fr",
		"https://localhost":          "",
		"xhttps://a.fr":              "",
		"a@b, @c.fr et d@e-.fr-":     "",
		"10:30 ou c://d ou www.":     "",
		"a@b.fr puis https://c.fr/d": "mailto:|a@b.fr",
	} {
		from, to, scheme := findAddress([]byte(text))
		got := text[from:to]
		if scheme != "" {
			got = scheme + "|" + got
		}
		if got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

// browserScheme is how a browser finds a scheme (WHATWG URL, scheme start state),
// in an address without the characters that it drops.
var browserScheme = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.\-]*):`)

// FuzzClassify takes any address as an author's: what is admitted leads, for a
// browser, into the site or out of it by one of four schemes, never to another
// computer by a path.
func FuzzClassify(f *testing.F) {
	for _, seed := range []string{"a.md#b", "../x/y.pdf", "#a", "//h/x", `\\h\x`, `/\h`, "%2f%2fh", "java\tscript:a", "JavaScript%3Aa", "https://a.b/c?d#e", "http:/a", "http:\\\\a",
		"tel:+33 1", "mailto:a@b", "fiche:URG-01", "contact:x", "glossaire:DPI", "\x01javascript:a", "file:///c", "https:a", "https://@b", "a:b", "./a:b", "%00", "\u200bhttps://a", "%252f%252fh", "blob:x", "data:,a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		d, ok := classify("dir/a.md", address)
		if !ok {
			return
		}
		seen := strings.Map(func(r rune) rune {
			if r == '\t' || r == '\n' || r == '\r' {
				return -1
			}
			return r
		}, strings.TrimFunc(d.target, func(r rune) bool { return r <= ' ' }))
		scheme := ""
		if m := browserScheme.FindStringSubmatch(seen); m != nil {
			scheme = strings.ToLower(m[1])
		}
		switch d.kind {
		case LinkExternal:
			host := strings.TrimPrefix(strings.TrimPrefix(seen[len(scheme):], ":"), "//")
			if !slices.Contains([]string{"http", "https", "tel", "mailto"}, scheme) ||
				strings.HasPrefix(scheme, "http") && (host == "" || strings.ContainsAny(host[:1], `/\?#:@`)) {
				t.Errorf("%q leads out by %q", address, d.target)
			}
		case LinkFile, LinkPage:
			// What is written is the path escaped, from a page to a file that is there.
			if strings.HasPrefix(d.target, "/") || d.target == "" {
				t.Errorf("%q leads to %q", address, d.target)
			}
		case LinkAnchor, LinkCard, LinkContact, LinkTerm:
			if d.kind == LinkAnchor && d.target != "" {
				t.Errorf("%q has a target %q", address, d.target)
			}
		default:
			t.Errorf("%q is of no kind", address)
		}
	})
}

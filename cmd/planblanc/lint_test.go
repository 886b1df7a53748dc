package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// No page of the real content, or of a generated one, has an element, an
// attribute or an address that the list of sitetest.Lint has not. TestHostileSite
// says the same of hostile content.
func TestPagesHaveListedMarkupOnly(t *testing.T) {
	generated := t.TempDir()
	write(t, generated, corpus(100))
	for source, least := range map[string]int{"../../content": 400, generated: 100} {
		public := filepath.Join(t.TempDir(), "public")
		if code, _, errs := planblanc(nil, "build", "--date", today, "--no-cache", "-D", "--audience", "restreint", "--with-content", "-s", source, "-d", public); code != exitDone {
			t.Fatalf("%s: exit %d\n%s", source, code, errs)
		}
		pages := 0
		err := filepath.WalkDir(public, func(name string, e fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(name, ".html") {
				return err
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			pages++
			page, err := filepath.Rel(public, name)
			for _, fault := range sitetest.Lint(sitetest.Page{Path: filepath.ToSlash(page), Text: string(text), InlineScript: page == site.VerifierURL}) {
				t.Error(fault)
			}
			return err
		})
		if err != nil || pages < least {
			t.Errorf("%s: %d pages, want %d: %v", source, pages, least, err)
		}
	}
}

// Each thing that pages never have is seen on a page that has it.
func TestLintSeesFaults(t *testing.T) {
	const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'">`
	page := func(body string) string {
		return `<!DOCTYPE html><html lang="fr"><head>` + policy + `</head><body>` + body + `</body></html>`
	}
	for body, want := range map[string]string{
		`<p class="a" aria-label="b"><a href="../b/c.html#d">x</a> <a href="tel:15">y</a></p><img src="../e.png" alt="">`: "",
		`<iframe></iframe>`:                               "< iframe>",
		`<svg><script>x</script></svg>`:                   "a script in the page",
		`<svg><foreignObject></foreignObject></svg>`:      "foreignObject>",
		`<math></math>`:                                   "math>",
		`<p onclick="x">`:                                 "onclick",
		`<p style="x">`:                                   "style=",
		`<p data-x="y">`:                                  "data-x",
		`<!-- x -->`:                                      "comment",
		`<script>x</script>`:                              "a script in the page",
		`<style>a{}</style>`:                              "a block that the policy does not name",
		`<a href="javascript:x">`:                         "scheme javascript",
		`<a href=" javascript:x">`:                        "a character",
		`<a href="//host/x">`:                             "not relative",
		`<a href="\\host\x">`:                             "a character",
		`<a href="../../x">`:                              "out of the site",
		`<img src="https://host/x">`:                      "scheme https",
		`<img src="data:image/svg+xml,x">`:                "scheme data",
		`<link rel="preload" href="x">`:                   `<link rel="preload">`,
		`<meta http-equiv="refresh" content="0;url=//h">`: "refresh to",
		`<meta http-equiv="set-cookie" content="x">`:      "set-cookie",
		policy: "2 policies",
	} {
		got := strings.Join(sitetest.Lint(sitetest.Page{Path: "a/b.html", Text: page(body)}), "; ")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
	open := strings.ReplaceAll(page("x"), "'self'", "'self' 'unsafe-inline'")
	if got := strings.Join(sitetest.Lint(sitetest.Page{Path: "a.html", Text: open}), "; "); !strings.Contains(got, "policy") {
		t.Errorf("an open policy: %q", got)
	}
}

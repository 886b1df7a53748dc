package markdown

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"planblanc/internal/diag"
)

type example struct {
	Number   int `json:"example"`
	Markdown string
	HTML     string
	Section  string
}

// TestCommonMark runs the examples of CommonMark 0.31.2 and compares the list of
// those that differ with testdata/commonmark_differences.txt, which gives a
// reason for each.
func TestCommonMark(t *testing.T) {
	p := New(Config{Language: "en"})
	listed := readDifferences(t)
	reasons := map[string]int{}
	for _, e := range readExamples(t) {
		got, ds := p.example(e.Markdown)
		want := normalize(e.HTML)
		if got != want {
			got, ds = p.example(rootInText.ReplaceAllString(e.Markdown, "$1"))
			want = normalize(rootInText.ReplaceAllString(rootInHTML.ReplaceAllString(e.HTML, `$1="`), "$1"))
		}
		reason, known := listed[e.Number]
		switch {
		case got != want && !known:
			t.Errorf("%d %s differs\n%s--- got\n%s--- want\n%s", e.Number, e.Section, e.Markdown, got, want)
		case got == want && known:
			t.Errorf("%d %s is listed as %s but does not differ", e.Number, e.Section, reason)
		}
		if reason == "raw-html" && !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Rule == diag.RawHTML }) {
			t.Errorf("%d %s: HTML is not reported", e.Number, e.Section)
		}
		if known {
			reasons[reason]++
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		t.Logf("%3d %s", reasons[reason], reason)
	}
}

// An example that differs is tried again with its absolute paths made relative:
// the allowlist refuses the former, and what is tested is the reading of links.
var (
	rootInText = regexp.MustCompile(`(\]\(\s*<?|\]:\s*<?)/`)
	rootInHTML = regexp.MustCompile(`(href|src)="/`)
)

func (p *Parser) example(text string) (string, []diag.Diagnostic) {
	b, ds := p.Parse(Source{File: "example.md", Text: []byte(text), Line: 1})
	return normalize(render(b, b.Flow)), ds
}

// What this package writes differently by design, on every page.
var (
	headingID = regexp.MustCompile(`(<h[1-6]) id="[^"]*"`)
	preClass  = regexp.MustCompile(`<pre class="chroma" tabindex="0">`)
	lexed     = regexp.MustCompile(`<span class="[a-z0-9]+">([^<]*)</span>`)
	lazy      = regexp.MustCompile(` loading="lazy" decoding="async"`)
	void      = regexp.MustCompile(` />`)
	address   = regexp.MustCompile(`(href|src)="([^"]*)"`)
	letters   = strings.NewReplacer("“", "&quot;", "”", "&quot;", "‘", "'", "’", "'", "…", "...")
)

func normalize(html string) string {
	html = headingID.ReplaceAllString(html, "$1")
	html = preClass.ReplaceAllString(html, "<pre>")
	html = lexed.ReplaceAllString(html, "$1")
	html = lazy.ReplaceAllString(html, "")
	html = void.ReplaceAllString(html, ">")
	html = address.ReplaceAllStringFunc(html, func(a string) string {
		if plain, err := url.PathUnescape(a); err == nil {
			return strings.ReplaceAll(plain, "&quot;", `"`)
		}
		return a
	})
	return strings.TrimRight(letters.Replace(html), "\n") + "\n"
}

func readExamples(t *testing.T) []example {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Fatal("go list: ", err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "_test", "spec.json"))
	if err != nil {
		t.Fatal(err)
	}
	var examples []example
	if err := json.Unmarshal(data, &examples); err != nil {
		t.Fatal(err)
	}
	if len(examples) != 652 {
		t.Fatalf("%d examples, want 652", len(examples))
	}
	return examples
}

// readDifferences returns the reason of each listed example.
func readDifferences(t *testing.T) map[int]string {
	t.Helper()
	file, err := os.Open("testdata/commonmark_differences.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	listed := map[int]string{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		number, reason, ok := strings.Cut(lines.Text(), " ")
		n, err := strconv.Atoi(number)
		if err != nil || !ok {
			t.Fatal(fmt.Errorf("testdata/commonmark_differences.txt: %q", lines.Text()))
		}
		listed[n] = reason
	}
	return listed
}

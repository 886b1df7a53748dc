package paper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// day is the edition's day in every test.
var day = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

const style = `@page{size:A4;margin:17mm}
body{margin:0;font:12pt "Liberation Sans",Arial,sans-serif}
article{break-before:page}
td{height:20mm}`

// sheets is a binder with a contents list and cards of one, two and three
// pages, the second of them last in the list.
func sheets() Files {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="fr"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src 'self' data:">
<title>Classeur des urgences – édition 2026.11</title><link rel="stylesheet" href="../assets/print.css"></head><body>
<h1>Urgences</h1><ol>`)
	cards := []struct {
		id, title string
		rows      int
	}{{"urg-01", "Écrans bloqués aux urgences", 4}, {"urg-02", "Je n’ai plus le DPI", 20}, {"for-01", "Registre <des> patients", 30}}
	for _, i := range []int{0, 2, 1} {
		fmt.Fprintf(&b, `<li><a href="#%s">%[1]s</a> p. <span data-sheet="%[1]s"></span></li>`, cards[i].id)
	}
	b.WriteString(`<li>Annexe p. <span data-sheet="annexe-1"></span></li></ol>`)
	for _, c := range cards {
		fmt.Fprintf(&b, `<article class="leaf" id="%s"><h1>%s</h1><h2>Tout de suite</h2><p>Voir <a href="../fiches/autre.html">autre</a>.</p><table>`, c.id, strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(c.title))
		for i := range c.rows {
			fmt.Fprintf(&b, "<tr><th scope=row>%d</th><td>Débrancher le câble</td></tr>", i+1)
		}
		b.WriteString("</table></article>")
	}
	b.WriteString("</body></html>")
	const inContents = `<li>Annexe p. <span data-sheet="annexe-1"></span></li>`
	return Files{
		"classeurs/service-urgences.html": []byte(b.String()), "assets/print.css": []byte(style),
		"classeurs/sans-annexe.html": []byte(strings.Replace(b.String(), inContents, "", 1)),
	}
}

func urgences() Binder {
	return Binder{Page: "classeurs/service-urgences.html", Subject: "Édition 2026.11", Date: day, AnnexWord: "Annexe"}
}

// plain is the binder without its annex in the contents.
func plain() Binder {
	b := urgences()
	b.Page = "classeurs/sans-annexe.html"
	return b
}

// withAnnex is the binder with a two-page plan that follows the card URG-02.
func withAnnex(t testing.TB) Binder {
	t.Helper()
	b := urgences()
	body := annex(t)
	b.Annexes = func(sheet string) ([]Annex, error) {
		if sheet != "urg-02" {
			return nil, nil
		}
		return []Annex{{Name: "fiches/urgences/plan.pdf", Of: "URG-02", Body: body}}, nil
	}
	return b
}

func printed(t testing.TB, b Binder) string {
	t.Helper()
	pdfs, err := press(t).Print(context.Background(), sheets(), []Binder{b}, nil)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "binder.pdf")
	if err := os.WriteFile(name, pdfs[0], 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// Seen by another program: bookmarks are the sheets' titles, each number of the
// contents is the page where that sheet starts, and the annex is there with its
// own bookmarks and its pages numbered.
func TestPrint(t *testing.T) {
	name := printed(t, withAnnex(t))
	pages := strings.Split(poppler(t, "pdftotext", "-layout", name, "-"), "\f")
	starts := map[string]string{"URG-01": "Écrans bloqués aux urgences", "URG-02": "Je n’ai plus le DPI", "FOR-01": "Registre <des> patients", "Annexe": "Rez-de-chaussée"}
	contents := regexp.MustCompile(`(?i)(urg-01|urg-02|for-01|annexe) p\. ([0-9]+)`).FindAllStringSubmatch(pages[0], -1)
	if len(contents) != len(starts) {
		t.Fatalf("contents %q", pages[0])
	}
	at := map[string]int{}
	for _, c := range contents {
		id := strings.ToUpper(c[1])
		if id == "ANNEXE" {
			id = "Annexe"
		}
		n, _ := strconv.Atoi(c[2])
		at[id] = n
		if n < 2 || n > len(pages) || !strings.HasPrefix(strings.TrimSpace(pages[n-1]), starts[id]) {
			t.Errorf("%s: page %d is\n%s", id, n, pages[min(n, len(pages))-1])
		}
	}
	want := fmt.Sprintf(`<item page="%d">URG-01 Écrans bloqués aux urgences</item>
<item page="%d">URG-02 Je n’ai plus le DPI</item>
<item page="%d">FOR-01 Registre &lt;des&gt; patients</item>
<item page="%d">Annexe 1 · URG-02 · Plan du service</item>
<outline>
<item page="%[4]d">REZ Rez-de-chaussée</item>
<item page="%d">ETAGE Étage</item>
</outline>`, at["URG-01"], at["URG-02"], at["FOR-01"], at["Annexe"], at["Annexe"]+1)
	if xml := poppler(t, "pdftohtml", "-xml", "-i", "-stdout", name); !strings.Contains(xml, want) {
		t.Errorf("outline, want\n%s\nin\n%s", want, xml[strings.Index(xml, "<outline"):])
	}
	for i, page := range pages[at["Annexe"]-1 : at["Annexe"]+1] {
		if !strings.Contains(page, fmt.Sprintf("Annexe 1 · URG-02 · %d / 2", i+1)) {
			t.Errorf("annex page without its number:\n%s", page)
		}
	}
}

// A file says its title, edition and language, is tagged, and shows no path or
// address of this machine.
func TestProperties(t *testing.T) {
	name := printed(t, plain())
	about := poppler(t, "pdfinfo", "-isodates", name)
	for key, want := range map[string]string{
		"Title": "Classeur des urgences – édition 2026.11", "Subject": "Édition 2026.11", "Creator": "planblanc",
		"CreationDate": "2026-11-23T00:00:00Z", "ModDate": "2026-11-23T00:00:00Z", "Tagged": "yes", "JavaScript": "no",
	} {
		if !regexp.MustCompile(`(?m)^` + key + `: +` + regexp.QuoteMeta(want) + `$`).MatchString(about) {
			t.Errorf("no %s %q in\n%s", key, want, about)
		}
	}
	if tags := poppler(t, "pdfinfo", "-struct-text", name); !strings.Contains(tags, "H1") || !strings.Contains(tags, "Je n’ai plus le DPI") {
		t.Errorf("tags:\n%s", tags)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if root, err := file.Catalog(); err != nil || root["Lang"] == nil || root["Lang"].String() != "(fr)" {
		t.Errorf("language %v, error %v", root["Lang"], err)
	}
	if urls := poppler(t, "pdfinfo", "-url", name); strings.Contains(urls, "planblanc.invalid") {
		t.Errorf("addresses:\n%s", urls)
	}
}

// Two runs give the same bytes, whatever else the browser printed before, and
// at the same time.
func TestSameBytes(t *testing.T) {
	b := withAnnex(t)
	var done []int
	first, err := press(t).Print(context.Background(), sheets(), []Binder{b, plain(), b}, func(n int) { done = append(done, n) })
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(done, []int{1, 2, 3}) {
		t.Errorf("progress %v", done)
	}
	if !bytes.Equal(first[0], first[2]) {
		t.Error("one binder printed twice in a run differs")
	}
	program, err := Find("", map[string]string{})
	if err != nil {
		t.Fatal(err)
	}
	other, err := Start(context.Background(), Options{Browser: program, NoSandbox: os.Getuid() == 0, Patience: loaded})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	second, err := other.Print(context.Background(), sheets(), []Binder{plain(), b}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first[1], second[0]) || !bytes.Equal(first[0], second[1]) {
		t.Error("another browser gives other bytes")
	}
}

// What cannot be a binder is an error that names it.
func TestUnprintable(t *testing.T) {
	broken := urgences()
	broken.Annexes = func(string) ([]Annex, error) {
		return []Annex{{Name: "fiches/urgences/plan.pdf", Of: "URG-01", Body: []byte("not a PDF")}}, nil
	}
	_, err := press(t).Print(context.Background(), sheets(), []Binder{broken}, nil)
	if e, ok := errors.AsType[*AnnexError](err); !ok || e.Name != "fiches/urgences/plan.pdf" {
		t.Errorf("an annex that is no PDF: %v", err)
	}
	_, err = press(t).Print(context.Background(), sheets(), []Binder{urgences()}, nil)
	if e, ok := errors.AsType[*PageError](err); !ok || e.Page != urgences().Page || !strings.Contains(err.Error(), "annexe-1") {
		t.Errorf("contents that name a missing annex: %v", err)
	}
	empty := Files{"a.html": []byte("<!doctype html><title>x</title><p>Rien.")}
	_, err = press(t).Print(context.Background(), empty, []Binder{{Page: "a.html", Date: day}}, nil)
	if _, ok := errors.AsType[*PageError](err); !ok {
		t.Errorf("a page without a sheet: %v", err)
	}
}

func poppler(t testing.TB, command string, args ...string) string {
	t.Helper()
	var errs bytes.Buffer
	cmd := exec.Command(command, args...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil || errs.Len() > 0 {
		t.Fatalf("%s: %v\n%s", command, err, errs.String())
	}
	return string(out)
}

// annex is a PDF of two pages with tags and bookmarks of its own.
func annex(t testing.TB) []byte {
	t.Helper()
	files := Files{"a.html": []byte(`<!doctype html><html lang="fr"><title>Plan du service</title><style>article{break-before:page}</style>
<article class="leaf" id="rez"><h1>Rez-de-chaussée</h1></article><article class="leaf" id="etage"><h1>Étage</h1></article>`)}
	pdfs, err := press(t).Print(context.Background(), files, []Binder{{Page: "a.html", Date: day}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pdfs[0]
}

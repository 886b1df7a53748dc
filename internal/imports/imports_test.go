package imports

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"planblanc/internal/diag"
	"planblanc/internal/markdown"
)

// png is the beginning of an image, which is all that is looked at.
const png = "\x89PNG\r\n\x1a\n"

// parts reads a fixture; its images are made here, since an archive of texts
// holds none.
func parts(t testing.TB, file string) map[string]string {
	t.Helper()
	a, err := txtar.ParseFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range a.Files {
		all[f.Name] = strings.Replace(string(f.Data), "PNG\n", png, 1)
	}
	return all
}

// zipped packs files, by name.
func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func folderOf(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func readWordOf(t testing.TB, text []byte) *Document {
	t.Helper()
	doc, err := Word("procédure.docx", bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// describe writes all of a draft for people to compare.
func describe(t testing.TB, doc *Document, p Placing) string {
	t.Helper()
	draft, err := doc.Draft(p)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "== %s\n%s\n", doc.From, doc.Title)
	for _, s := range [][2]string{{"summary", doc.Summary}, {"owner", doc.Owner}} {
		if s[1] != "" {
			fmt.Fprintf(&b, "%s: %s\n", s[0], s[1])
		}
	}
	fmt.Fprintf(&b, "-- text\n%s", draft.Body)
	for _, f := range draft.Files {
		fmt.Fprintf(&b, "-- file %s (%d bytes)\n", f.Path, len(f.Body))
	}
	for _, l := range draft.Losses {
		fmt.Fprintf(&b, "-- loss %s %d [%s] %s\n", l.Kind, l.Block, l.Under, l.Detail)
	}
	acceptable(t, draft.Body, p.Card)
	return b.String()
}

// acceptable asserts what an imported text must be: Markdown of this base, with
// nothing in it that is an error by itself.
func acceptable(t testing.TB, body []byte, card bool) {
	t.Helper()
	_, ds := markdown.New(markdown.Config{Language: "fr"}).Parse(markdown.Source{File: "fiches/x/x.md", Text: body, Line: 1, Card: card})
	for _, d := range ds {
		if d.Severity == diag.Error {
			t.Errorf("%d:%d: %s\n%s", d.Line, d.Column, d.Message(diag.English), body)
		}
	}
}

func compare(t *testing.T, golden, got string) {
	t.Helper()
	golden = "testdata/" + golden
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", golden, got)
	}
}

func TestWord(t *testing.T) {
	text := zipped(t, parts(t, "word.txtar"))
	got := describe(t, readWordOf(t, text), Placing{Path: "fiches/urgences/x/index.md", Card: true})
	compare(t, "word.golden", got)
	if again := describe(t, readWordOf(t, zipped(t, parts(t, "word.txtar"))), Placing{Path: "fiches/urgences/x/index.md", Card: true}); again != got {
		t.Errorf("two imports differ:\n%s", again)
	}
	compare(t, "word-reference.golden", describe(t, readWordOf(t, text), Placing{Path: "reference/x/index.md"}))
}

// What another program wrote: pandoc 2.17, of a text with most of what Markdown
// has.
func TestWordOfPandoc(t *testing.T) {
	text, err := os.ReadFile("testdata/pandoc.docx")
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "pandoc.golden", describe(t, readWordOf(t, text), Placing{Path: "fiches/urgences/x/index.md", Card: true}))
}

func TestFolders(t *testing.T) {
	for _, name := range []string{"confluence", "markdown"} {
		files := parts(t, name+".txtar")
		packed := zipped(t, files)
		s, err := Archive(name+".zip", bytes.NewReader(packed), int64(len(packed)))
		if err != nil {
			t.Fatal(err)
		}
		unpacked, err := Folder(folderOf(files))
		if err != nil {
			t.Fatal(err)
		}
		var got, same strings.Builder
		pages := map[string]string{}
		for _, d := range s.Documents {
			pages[d.From] = "fiches/x/" + markdown.Slug(d.Title) + "/index.md"
		}
		for i, d := range s.Documents {
			p := Placing{Path: pages[d.From], Card: true, Pages: pages}
			got.WriteString(describe(t, d, p))
			same.WriteString(describe(t, unpacked.Documents[i], p))
		}
		if got.String() != same.String() {
			t.Errorf("the folder differs from the archive:\n%s", same.String())
		}
		compare(t, name+".golden", got.String())
	}
}

// A name that leaves the archive is never read, whatever the file says.
func TestArchiveNamesStayInside(t *testing.T) {
	packed := zipped(t, map[string]string{
		"index.html": "<p>x", "page.html": `<title>P</title><p><img src="../evil.png"><img src="/evil.png"><img src="..%2fevil.png"></p>`,
		"../evil.png": png, "/evil.png": png, `c:\evil.md`: "# x",
	})
	s, err := Archive("x.zip", bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Documents) != 1 || s.Documents[0].HasFiles() {
		t.Errorf("read %d documents", len(s.Documents))
	}
	if len(s.Losses) != 3 {
		t.Errorf("losses %v, want three unsafe names", s.Losses)
	}
}

// What declares little and unpacks to much is refused before it fills the
// memory.
func TestLimits(t *testing.T) {
	big := parts(t, "word.txtar")
	big["word/document.xml"] = strings.Repeat(" ", MaxFile+1)
	deep := parts(t, "word.txtar")
	deep["word/document.xml"] = strings.Replace(deep["word/document.xml"], "<w:sectPr/>", strings.Repeat("<w:sdt><w:sdtContent>", maxDepth)+strings.Repeat("</w:sdtContent></w:sdt>", maxDepth), 1)
	wide := parts(t, "word.txtar")
	wide["word/document.xml"] = strings.Replace(wide["word/document.xml"], "<w:sectPr/>", strings.Repeat("<w:p/>", maxNodes), 1)
	entity := parts(t, "word.txtar")
	entity["word/document.xml"] = `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + strings.Replace(entity["word/document.xml"][strings.Index(entity["word/document.xml"], "<w:document"):], "CH de Valmont", "&a;", 1)
	other := map[string]string{"x.txt": "x"}
	for name, c := range map[string]struct {
		text []byte
		want error
	}{
		"big":    {zipped(t, big), ErrTooLarge},
		"deep":   {zipped(t, deep), ErrTooDeep},
		"wide":   {zipped(t, wide), ErrTooLarge},
		"entity": {zipped(t, entity), nil},
		"other":  {zipped(t, other), ErrNotWord},
		"text":   {[]byte("bonjour"), ErrNotWord},
		"empty":  {nil, ErrNotWord},
		"doc":    {append([]byte(nil), append(oldOffice, make([]byte, 512)...)...), ErrOldWord},
		"cut":    {zipped(t, parts(t, "word.txtar"))[:900], ErrNotWord},
	} {
		_, err := Word(name+".docx", bytes.NewReader(c.text), int64(len(c.text)))
		read, ok := errors.AsType[*ReadError](err)
		if !ok || read.File != name+".docx" || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := Folder(fstest.MapFS{"x.txt": {}}); !errors.Is(err, ErrNoContent) {
		t.Errorf("an empty folder: %v", err)
	}
}

// A page that cannot be read leaves the others.
func TestOnePageFails(t *testing.T) {
	s, err := Folder(fstest.MapFS{"a.md": {Data: []byte("# A\n\nx\n")}, "b.md": {Data: bytes.Repeat([]byte(">"), 3*maxDepth)}})
	if err != nil || len(s.Documents) != 1 || len(s.Failed) != 1 || s.Failed[0].File != "b.md" {
		t.Errorf("%v %+v", err, s)
	}
}

func TestInfinitive(t *testing.T) {
	for _, word := range []string{"Appeler", "Prévenir", "Prendre", "Éteindre", "Voir", "vérifier", "Écrire", "Mettre", "transmettre", "Faire", "Trier"} {
		if !infinitive(word) {
			t.Errorf("%s is an infinitive", word)
		}
	}
	for _, word := range []string{"Papier", "Premier", "Cadre", "Notre", "Tiroir", "Infirmier", "Formulaire", "Hiver", "Registre", "Le"} {
		if infinitive(word) {
			t.Errorf("%s is none", word)
		}
	}
}

func FuzzWord(f *testing.F) {
	files := parts(f, "word.txtar")
	f.Add(files["word/document.xml"], files["word/numbering.xml"], files["word/styles.xml"])
	f.Add("", "", "")
	f.Fuzz(func(t *testing.T, document, numbering, styles string) {
		files["word/document.xml"], files["word/numbering.xml"], files["word/styles.xml"] = document, numbering, styles
		text := zipped(t, files)
		doc, err := Word("x.docx", bytes.NewReader(text), int64(len(text)))
		if err == nil {
			drafted(t, doc)
		}
	})
}

func FuzzPage(f *testing.F) {
	f.Add(parts(f, "confluence.txtar")["Perte-du-DPI_123.html"])
	f.Add("<ol><li>a<ol><li>b</ol></ol><table><tr><td><table><tr><td>x|y</table></table>: x<br>: y")
	f.Fuzz(func(t *testing.T, page string) {
		doc, err := Page(folderOf(map[string]string{"x.html": page, "p.png": png}), "x.html")
		if err == nil {
			drafted(t, doc)
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add(parts(f, "markdown.txtar")["urgences/perte dpi.md"])
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := Text(folderOf(map[string]string{"x.md": text, "p.png": png}), "x.md")
		if err == nil {
			drafted(t, doc)
		}
	})
}

// drafted asserts what holds for every document that can be read.
func drafted(t *testing.T, doc *Document) {
	if markdown.Slug(doc.Title) == "" || strings.ContainsAny(doc.Title, "\n\r") {
		t.Errorf("title %q", doc.Title)
	}
	draft, err := doc.Draft(Placing{Path: "fiches/x/x/index.md", Card: true})
	if err != nil {
		t.Fatal(err)
	}
	acceptable(t, draft.Body, true)
	if printable(string(draft.Body)) != string(draft.Body) {
		t.Errorf("the text holds marks or control characters: %q", draft.Body)
	}
	for _, f := range draft.Files {
		if !strings.HasPrefix(f.Path, "fiches/x/x/") || strings.Count(f.Path, "/") != 3 {
			t.Errorf("a file at %s", f.Path)
		}
	}
}

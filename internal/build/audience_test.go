package build_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf16"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/output"
	"planblanc/internal/pack"
	"planblanc/internal/search"
	"planblanc/internal/sitetest"
	"planblanc/internal/theme"
)

// folder is a content folder in the making: files, and rows of data files by
// audience.
type folder struct {
	files fstest.MapFS
	rows  map[string][]string
}

func newFolder() *folder {
	f := &folder{sitetest.Folder(""), map[string][]string{}}
	for name, file := range f.files {
		if strings.HasPrefix(name, "data/") {
			f.rows[name] = strings.Split(strings.TrimSpace(string(file.Data)), "\n")
		}
	}
	return f
}

func (f *folder) row(file, format string, args ...any) {
	f.rows[file] = append(f.rows[file], fmt.Sprintf(format, args...))
}

func (f *folder) file(name, text string) { f.files[name] = &fstest.MapFile{Data: []byte(text)} }

// fs returns the folder; mix, which may be nil, orders the rows of data files.
func (f *folder) fs(mix *rand.Rand) fs.FS {
	out := maps.Clone(f.files)
	for name, rows := range f.rows {
		if mix != nil {
			rows = mixed(rows, mix)
		}
		out[name] = &fstest.MapFile{Data: []byte(strings.Join(rows, "\n") + "\n")}
	}
	return out
}

// mixed puts restricted rows anywhere among the others, whose order stays: it is
// a part of what a lower edition says.
func mixed(rows []string, mix *rand.Rand) []string {
	var out, above []string
	for _, row := range rows {
		if strings.Contains(row, "audience: restreint") {
			above = append(above, row)
		} else {
			out = append(out, row)
		}
	}
	for _, row := range above {
		first := min(1, len(out)) // which may be a key
		out = slices.Insert(out, first+mix.IntN(len(out)-first+1), row)
	}
	return out
}

// planter writes canaries: words that are nowhere else, each with its number.
type planter struct {
	*folder
	mark     string // of the level
	audience content.Audience
	n        int
}

// word is a new canary. It has digits, so that search keeps it as it is.
func (p *planter) word() string {
	p.n++
	return fmt.Sprintf("%s%05dz", p.mark, p.n-1)
}

// common is the number of a word that open cards have too, and that each level
// defines once.
func (p *planter) common(i int) int {
	if p.audience == content.Internal {
		return 100 + i
	}
	return i
}

// document plants a card with what a card may hold, its fragment and its image.
func (p *planter) document(i int) {
	name := p.word()
	dir := "fiches/" + p.word() + "/"
	code := fmt.Sprintf("%s-%05d", strings.ToUpper(p.mark + "X")[:3], i)
	fragment, image := "fragments/"+p.word()+".md", p.word()+".gif"
	p.file(fragment, "Étape commune "+p.word()+".\n")
	p.file(dir+image, "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")
	p.file(dir+"_index.md", fmt.Sprintf("---\ntitle: Rubrique %s\naudience: %s\n---\n\nTexte %s.\n", p.word(), p.audience, p.word()))
	p.file(dir+name+".md", fmt.Sprintf(`---
title: Titre %s
code: %s
type: procedure-degradee
service: [urgences]
scenario: [rancongiciel]
role: [ide]
phase: alerte
summary: Résumé %s.
trigger: [Signe %s]
version: "%s"
owner: Rédacteur %s
reviewer: Vérificateur %s
approver: Approbateur %s
approved: 2031-01-0%d
review_by: 2035-01-01
status: valide
audience: %s
keywords: [%s, mot %s]
aliases: [anciens/%s.md]
priority: %d
---

> [!NE-PAS-FAIRE]
> - **Ne pas** %s

> [!QUI-DECIDE]
> Chef %s.

## Étape %s (5 min)

1. [ ] **Ouvrir** le coffre %s.

![](../../%s)

![Plan %s](%s)

| Quoi | Où |
| --- | --- |
| %s | %s |

`+"```\n%s\n```"+`

[Texte %s](https://exemple.fr/%s), %s.

## Reprise

Ressaisir %s.
`, p.word(), code, p.word(), p.word(), p.word(), p.word(), p.word(), p.word(), 1+i%9, p.audience, p.word(), p.word(), p.word(), 1+i%3,
		p.word(), p.word(), p.word(), p.word(), fragment, p.word(), image, p.word(), p.word(), p.word(), p.word(), p.word(), p.word(), p.word()))
	p.row("data/register.yaml", "- {code: %s, version: \"%s\", fingerprint: 4K7P-9QXM, date: 2031-01-01}", code, p.word())
}

// data plants rows in every data file; public texts have the word « commun ».
func (p *planter) data(i int) {
	p.row("data/directory.yaml", "- {id: %s, function: Fonction %s, internal: \"%s\", mobile: %s, backup: %s, external: %s, hours: %s, services: tous, audience: %s}",
		p.word(), p.word(), p.word(), p.word(), p.word(), p.word(), p.word(), p.audience)
	for _, axis := range content.Axes() {
		p.row(axis.File(), "- {id: %s, label: Nom %s, short: %s, spoken: Phrase %s, group: %s, synonyms: [%s], kit: %s, window: %s, order: %d, audience: %s}",
			p.word(), p.word(), p.word(), p.word(), p.word(), p.word(), p.word(), p.word(), i%4, p.audience)
	}
	p.row("data/glossary.yaml", "- {term: commun%d, expansion: sens %s, definition: Phrase %s, audience: %s}", p.common(i), p.word(), p.word(), p.audience)
	p.row("data/glossary.yaml", "- {term: %s, expansion: sens %s, senses: [{expansion: %s, definition: %s}], audience: %s}", p.word(), p.word(), p.word(), p.word(), p.audience)
	p.row("data/synonyms.yaml", "  - {words: [commun%d, %s], audience: %s}", p.common(i), p.word(), p.audience)
	p.row("data/notices.yaml", "- {number: %d, at: 2031-01-02 03:04, by: Chef %s, text: Message %s, audience: %s}", len(p.rows["data/notices.yaml"])+1, p.word(), p.word(), p.audience)
}

// open adds public and internal cards that use the words which others define.
func open(f *folder, n int) {
	if f.rows["data/synonyms.yaml"] == nil {
		f.row("data/synonyms.yaml", "groups:")
		f.row("data/synonyms.yaml", "  - [écran, moniteur]")
	}
	for i := range n {
		audience := []string{"public", "interne"}[i%2]
		f.file(fmt.Sprintf("fiches/ouverte-%d.md", i), fmt.Sprintf("---\ntitle: Ouverte %d\ncode: OUV-%02d\ntype: procedure-degradee\nservice: urgences\nscenario: tous\nrole: tous\n"+
			"phase: duree\nsummary: Résumé.\nversion: '1'\nstatus: valide\naudience: %s\napproved: 2026-02-0%d\nreview_by: 2030-01-01\nkeywords: [commun%d]\n---\n\n"+
			"## Faire (5 min)\n\n1. [ ] **Lire** le mot commun%d, commun%d, à l'écran.\n", i, i, audience, 1+i, i, i, 100+i))
	}
}

// canary is what a planted word looks like, whatever its level.
var canary = regexp.MustCompile(`(?i)[xy]q\d{5}z`)

var base64Run = regexp.MustCompile(`[A-Za-z0-9+/_-]{12,}`)

// canaries returns the planted words in a file: as they are, in UTF-16, and in
// base64 however it is aligned.
func canaries(body []byte) map[string]bool {
	found := map[string]bool{}
	look := func(b []byte) {
		for _, word := range canary.FindAll(b, -1) {
			found[strings.ToLower(string(word))] = true
		}
	}
	look(body)
	look(bytes.ReplaceAll(body, []byte{0}, nil))
	plain := strings.NewReplacer("-", "+", "_", "/")
	for _, run := range base64Run.FindAll(body, -1) {
		for from := range 4 {
			part := run[from:]
			out, err := base64.RawStdEncoding.DecodeString(plain.Replace(string(part[:len(part)/4*4])))
			if err == nil {
				look(out)
				look(bytes.ReplaceAll(out, []byte{0}, nil))
			}
		}
	}
	return found
}

// The search for canaries finds them in each form, or it would prove nothing.
func TestCanariesAreFound(t *testing.T) {
	const word = "xq00042z"
	wide := func(order func(uint16) []byte) string {
		var out []byte
		for _, u := range utf16.Encode([]rune("é " + word)) {
			out = append(out, order(u)...)
		}
		return string(out)
	}
	forms := map[string]string{
		"plain": word, "capitals": strings.ToUpper(word),
		"UTF-16LE": wide(func(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }),
		"UTF-16BE": wide(func(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} }),
	}
	for i := range 3 {
		before := strings.Repeat("a", i)
		forms[fmt.Sprintf("base64 at %d", i)] = "url(data:," + base64.StdEncoding.EncodeToString([]byte(before+"bcd "+word+" fin")) + ")"
		forms[fmt.Sprintf("base64 for addresses at %d", i)] = base64.URLEncoding.EncodeToString([]byte(before + "é?>" + word + " fin"))
	}
	for name, form := range forms {
		if !canaries([]byte("début " + form + " fin"))[word] {
			t.Errorf("%s: not found", name)
		}
	}
	if found := canaries([]byte("xq0042z base64 eHEwMDA0MnQ=")); len(found) > 0 {
		t.Errorf("near misses are found: %v", found)
	}
}

// A thousand words of what a level may not read are in no file of its edition, in
// no name of a file, in no answer of its search, in no archive, in no PDF.
func TestNothingOfAHigherAudience(t *testing.T) {
	f := newFolder()
	open(f, 6)
	levels := map[content.Audience]*planter{}
	for _, p := range []*planter{{folder: f, mark: "xq", audience: content.Restricted}, {folder: f, mark: "yq", audience: content.Internal}} {
		for i := range 16 {
			p.document(i)
			p.data(i)
		}
		levels[p.audience] = p
	}
	if n := levels[content.Restricted].n; n < 1000 {
		t.Fatalf("only %d canaries", n)
	}
	source, th := f.fs(nil), standard(t)
	for _, c := range []struct {
		audience content.Audience
		absent   []*planter
		present  []*planter
	}{
		{content.Public, []*planter{levels[content.Restricted], levels[content.Internal]}, nil},
		{content.Internal, []*planter{levels[content.Restricted]}, []*planter{levels[content.Internal]}},
		{content.Restricted, nil, []*planter{levels[content.Restricted], levels[content.Internal]}},
	} {
		dir := filepath.Join(t.TempDir(), "site")
		found := edition(t, th, source, c.audience, dir)
		for _, p := range c.absent {
			for word := range found {
				if strings.HasPrefix(word, p.mark) {
					t.Errorf("%s: %s of %s in %s", c.audience, word, p.audience, found[word])
				}
			}
		}
		for _, p := range c.present {
			// Names of fragments, of reviewers, of unused terms and the like are shown
			// nowhere; most of the rest must be, or nothing was planted.
			shown := 0
			for word := range found {
				if strings.HasPrefix(word, p.mark) {
					shown++
				}
			}
			if shown < p.n*3/4 {
				t.Errorf("%s: only %d of the %d canaries of %s are there", c.audience, shown, p.n, p.audience)
			}
		}
		if len(found) > 0 != (c.audience != content.Public) {
			t.Errorf("%s: %d canaries", c.audience, len(found))
		}
	}
}

// edition builds an edition with its PDFs and archives and returns where each
// canary is.
func edition(t *testing.T, th *theme.Theme, source fs.FS, audience content.Audience, dir string) map[string]string {
	t.Helper()
	o := options(source)
	o.Overrides = []content.Override{{Key: "audience", Value: string(audience)}, {Key: "paper.sandbox", Value: "off"}}
	o.Printing = &build.Printing{Context: t.Context(), Required: true}
	l, _, err := build.Run(o, th, dir, output.Options{})
	if err != nil {
		for _, d := range l.Diagnostics {
			t.Log(d.File, d.Line, d.Message(diag.English))
		}
		t.Fatal(err)
	}
	found := map[string]string{}
	look := func(name string, body []byte) {
		for word := range canaries(append([]byte(name+"\n"), body...)) {
			found[word] = name
		}
	}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		file := filepath.Join(dir, filepath.FromSlash(name))
		body, err := os.ReadFile(file)
		look(name, body)
		if filepath.Ext(name) == ".pdf" {
			text, failed := exec.Command("pdftotext", file, "-").Output()
			if failed != nil || len(text) < 100 {
				t.Errorf("%s: text of %d bytes, %v", name, len(text), failed)
			}
			facts, failed := exec.Command("pdfinfo", "-dests", file).Output()
			if failed != nil {
				t.Errorf("%s: %v", name, failed)
			}
			look(name, append(text, facts...))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	packed, err := pack.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	if _, err := packed.Key(&archive); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, member := range z.File {
		r, err := member.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		look("zip: "+member.Name, body)
	}
	x, err := search.Open(func(file string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, filepath.FromSlash(file))) })
	if err != nil {
		t.Fatal(err)
	}
	for _, mark := range []string{"xq", "yq"} {
		for i := range 40 {
			word := fmt.Sprintf("%s%05dz", mark, i)
			answer, err := x.Find(search.Query{Text: word})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range answer.Results {
				look("search: "+word, []byte(r.Title+" "+r.URL+" "+r.Summary))
			}
		}
	}
	return found
}

// What is written for a higher level changes no byte of a lower edition: of each
// pair, the two folders differ in restricted content alone, and in where its rows
// stand.
func TestLowerEditionsDoNotDependOnHigherContent(t *testing.T) {
	const pairs = 200
	th := standard(t)
	dir := filepath.Join(t.TempDir(), "site")
	for seed := range uint64(pairs) {
		audience := []content.Audience{content.Public, content.Internal}[seed%2]
		var sums [2]string
		for side := range sums {
			mix := rand.New(rand.NewPCG(seed, uint64(side)))
			f := newFolder()
			open(f, 2+int(seed%5))
			p := &planter{folder: f, mark: "xq", audience: content.Restricted, n: 1000 * mix.IntN(50)}
			for i := range mix.IntN(4) * side { // the first side often has nothing to hide
				p.document(i + mix.IntN(1000))
			}
			for i := range mix.IntN(3) {
				p.data(i)
			}
			o := options(f.fs(mix))
			o.Overrides = []content.Override{{Key: "audience", Value: string(audience)}}
			if seed%3 > 0 {
				o.Date = time.Time{} // that of the documents
			}
			l, _, err := build.Run(o, th, dir, output.Options{})
			if err != nil {
				for _, d := range l.Diagnostics {
					t.Log(d.File, d.Line, d.Message(diag.English))
				}
				t.Fatal(seed, err)
			}
			text, err := os.ReadFile(filepath.Join(dir, output.SumsName))
			if err != nil {
				t.Fatal(err)
			}
			sums[side] = string(text)
		}
		if sums[0] != sums[1] {
			t.Errorf("pair %d, %s: the sums differ:\n%s\n%s", seed, audience, sums[0], sums[1])
		}
	}
}

package site_test

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"planblanc/internal/content"
)

// realContent is the repository's own content, in memory.
func realContent(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	disk := os.DirFS("../../content")
	err := fs.WalkDir(disk, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(disk, name)
		out[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// showing returns the codes of the documents whose own text, or that of a
// fragment they include, matches.
func showing(t *testing.T, files fstest.MapFS, pattern string) []string {
	t.Helper()
	match, code := regexp.MustCompile(pattern), regexp.MustCompile(`(?m)^code: (\S+)$`)
	include := regexp.MustCompile(`!\[\]\(([^)]*\.md)\)`)
	var says func(name string) bool
	says = func(name string) bool {
		text := files[name].Data
		if match.Match(text) {
			return true
		}
		return slices.ContainsFunc(include.FindAllSubmatch(text, -1), func(m [][]byte) bool { return says(path.Join(path.Dir(name), string(m[1]))) })
	}
	var codes []string
	for name, f := range files {
		if m := code.FindSubmatch(f.Data); m != nil && strings.HasSuffix(name, ".md") && says(name) {
			codes = append(codes, string(m[1]))
		}
	}
	slices.Sort(codes)
	return codes
}

// Each edit of the real content changes the fingerprints of the documents that
// show what was edited, and of no other: one document and one number in five,
// all with EDITS=all.
func TestFingerprintsOfTheRealContent(t *testing.T) {
	files := realContent(t)
	before := fingerprints(t, files)
	stride := 5
	if os.Getenv("EDITS") == "all" {
		stride = 1
	}
	edits := 0
	check := func(what, file, old, text string, want []string) {
		t.Helper()
		edits++
		was := files[file]
		edit(t, files, file, old, text)
		after := fingerprints(t, files)
		files[file] = was
		var changed []string
		for _, code := range slices.Sorted(maps.Keys(before)) {
			if before[code] != after[code] {
				changed = append(changed, code)
			}
		}
		if !slices.Equal(changed, want) {
			t.Errorf("%s: changed %q, want %q", what, changed, want)
		}
	}

	// A sentence of every document: an action, a box or a section.
	line := regexp.MustCompile(`(?m)^(?:\d+\. \[ \] |> |> - )\*\*[^*\n]+\*\*|^[A-ZÀÉ][^|\n#:\]]{20,}\.$`)
	code := regexp.MustCompile(`(?m)^code: (\S+)$`)
	documents := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		m := code.FindSubmatch(files[name].Data)
		if m == nil {
			continue
		}
		if documents++; documents%stride != 0 {
			continue
		}
		_, body, _ := strings.Cut(string(files[name].Data)[4:], "\n---\n")
		found := line.FindAllString(body, -1)
		if i := len(found) / 2; len(found) > 0 {
			if strings.Count(string(files[name].Data), found[i]) == 1 {
				check(name+": "+found[i], name, found[i], found[i]+" Une fois.", []string{string(m[1])})
			}
		}
	}
	// Of every contact, a number that its cards print in any situation.
	row := regexp.MustCompile(`(?s)- id: (\S+)\n.*?\n  (?:mobile|external): "([^"]*)"`)
	for i, m := range row.FindAllStringSubmatch(string(files[content.DirectoryFile].Data), -1) {
		if i%stride != 0 {
			continue
		}
		check("contact "+m[1], content.DirectoryFile, m[0], strings.Replace(m[0], `"`+m[2]+`"`, `"9`+m[2]+`"`, 1),
			showing(t, files, `contact:`+m[1]+`\)|(?m)^contacts: .*\b`+m[1]+`(?:[,\]]|$)`))
	}
	// Every fragment.
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(name, "fragments/") {
			first := regexp.MustCompile(`\*\*[^*]+\*\*`).FindString(string(files[name].Data))
			check(name, name, first, "**Attendre et "+strings.ToLower(first[2:]), showing(t, files, regexp.QuoteMeta("fragments/"+path.Base(name)+")")))
		}
	}
	// What no reader does or calls.
	check("edition", "site.yaml", `"2026.11"`, `"2027.01"`, nil)
	check("freshness", "site.yaml", "copy: 90", "copy: 30", nil)
	check("an uncoded page", "communication/affiche-accueil.md", "Les soins continuent", "Les soins se poursuivent", nil)
	for _, key := range []string{"approved", "review_by", "exercised"} {
		check(key, "fiches/urgences/ecrans-bloques.md", key+": 202", key+": 203", nil)
	}
	if edits < 70 {
		t.Errorf("only %d edits were tried", edits)
	}
	t.Logf("%d edits", edits)
}

package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"planblanc/internal/diag"
	"planblanc/internal/sitetest"
)

// ruleCase is one archive of testdata/rules: a mistake and its near miss.
//
// Files under bad/ and good/ are laid over sitetest's base folder. In a file
// whose name ends in .esc, \xNN is a byte and the last line end does not count:
// so a byte-order mark or a control character can be read in a diff.
type ruleCase struct {
	rule      diag.Rule
	at        []string // places expected, "file:line:column"; "file" for a whole file
	suggests  string
	flags     []string
	bad, good fstest.MapFS
}

func readRule(t *testing.T, file string) ruleCase {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := ruleCase{rule: diag.Rule(strings.TrimSuffix(filepath.Base(file), ".txtar"))}
	for line := range strings.Lines(string(archive.Comment)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "at":
			c.at = append(c.at, value)
		case "suggests":
			c.suggests = value
		case "flags":
			c.flags = strings.Fields(value)
		}
	}
	c.bad, c.good = overlay(t, archive, "bad/"), overlay(t, archive, "good/")
	if len(c.at) == 0 {
		t.Fatalf("%s: no « at: »", file)
	}
	return c
}

var escape = regexp.MustCompile(`\\x[0-9A-F]{2}`)

func overlay(t *testing.T, archive *txtar.Archive, side string) fstest.MapFS {
	t.Helper()
	var part txtar.Archive
	for _, f := range archive.Files {
		if name, ok := strings.CutPrefix(f.Name, side); ok {
			part.Files = append(part.Files, txtar.File{Name: name, Data: f.Data})
		}
	}
	if len(part.Files) == 0 {
		t.Fatalf("nothing under %s", side)
	}
	folder := sitetest.Folder(string(txtar.Format(&part)))
	for name, f := range folder {
		plain, escaped := strings.CutSuffix(name, ".esc")
		if !escaped {
			continue
		}
		delete(folder, name)
		folder[plain] = &fstest.MapFile{Data: escape.ReplaceAllFunc(bytes.TrimSuffix(f.Data, []byte("\n")), func(e []byte) []byte {
			b, _ := hex.DecodeString(string(e[2:])) // the expression matches hexadecimal digits only
			return b
		})}
	}
	return folder
}

func ruleFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/rules/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// elsewhere is what no build reports, whose cases are in testdata/script/fmt.txtar
// and check_spelling.txtar, and what no archive can hold: TestRefusedFilesAreReported
// has links and large files. A sheet's width is known in a browser alone: check_print.txtar.
var elsewhere = []diag.Rule{diag.UnsafeFormat, diag.UnknownWord, diag.NotPlainFile, diag.TooLarge, diag.PageTooWide}

func TestEveryRuleHasItsCase(t *testing.T) {
	var cases []string
	for _, rule := range elsewhere {
		cases = append(cases, string(rule))
	}
	for _, file := range ruleFiles(t) {
		cases = append(cases, strings.TrimSuffix(filepath.Base(file), ".txtar"))
	}
	var rules []string
	for rule := range diag.Rules() {
		rules = append(rules, string(rule))
	}
	slices.Sort(cases)
	slices.Sort(rules)
	if !slices.Equal(cases, rules) {
		t.Errorf("cases %q\nrules %q", cases, rules)
	}
}

// The guide has a row for each rule, with its severity, and for no other.
func TestTheGuideHasEveryRule(t *testing.T) {
	guide, err := os.ReadFile("../../docs/rediger.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (erreur|avertissement)")
	inGuide := map[diag.Rule]diag.Severity{}
	for _, m := range row.FindAllStringSubmatch(string(guide), -1) {
		inGuide[diag.Rule(m[1])] = map[string]diag.Severity{"erreur": diag.Error, "avertissement": diag.Warning}[m[2]]
	}
	if rules := diag.Rules(); !maps.Equal(inGuide, rules) {
		t.Errorf("the guide has %v\nthe program %v", inGuide, rules)
	}
}

// A mistake stops a strict build at its place, in both languages, and leaves the
// site that was there untouched; its near miss builds in silence.
func TestRules(t *testing.T) {
	top := t.TempDir()
	content, outputs := filepath.Join(top, "content"), filepath.Join(top, "out")
	public := filepath.Join(outputs, "public")
	write(t, content, sitetest.Folder(""))
	if code, _, errs := planblanc(nil, "build", "--strict", "--date", today, "-s", content, "-d", public); code != exitDone || errs != "" {
		t.Fatalf("the base folder: exit %d\n%s", code, errs)
	}
	before := tree(t, public, true)
	for _, file := range ruleFiles(t) {
		c := readRule(t, file)
		t.Run(string(c.rule), func(t *testing.T) {
			bad := t.TempDir()
			write(t, bad, c.bad)
			for _, l := range []diag.Language{diag.French, diag.English} {
				code, out, errs := planblanc([]string{"PLANBLANC_LANG=" + string(l)}, c.args("build", "--strict", "-s", bad, "-d", public)...)
				if code != exitContent || out != "" {
					t.Errorf("exit %d, want %d; output %q\n%s", code, exitContent, out, errs)
				}
				c.complains(t, l, bad, errs)
			}
			if after := tree(t, public, true); !maps.Equal(before, after) {
				t.Error("the failed build changed the site")
			}
			nothingBeside(t, public)
			c.severity(t, bad)

			good := t.TempDir()
			write(t, good, c.good)
			code, _, errs := planblanc(nil, c.args("build", "--strict", "-s", good, "-d", filepath.Join(t.TempDir(), "public"))...)
			if code != exitDone || errs != "" {
				t.Errorf("the near miss: exit %d\n%s", code, errs)
			}
		})
	}
}

func (c ruleCase) args(args ...string) []string {
	return append(append(args, "--date", today), c.flags...)
}

// complains checks that what was printed has each place with its message, code
// frame and suggestion, in the language asked for.
func (c ruleCase) complains(t *testing.T, l diag.Language, dir, errs string) {
	t.Helper()
	severity, colon, help, suggestion := "erreur", " : ", "  aide : ", "vouliez-vous "+c.suggests+" ?"
	if l == diag.English {
		severity, colon, help, suggestion = "error", ": ", "  help: ", "did you mean "+c.suggests+"?"
	}
	if strings.Contains(errs, "%!") {
		t.Errorf("a message is not filled in:\n%s", errs)
	}
	lines := strings.Split(errs, "\n")
	for _, place := range c.at {
		head := filepath.ToSlash(dir) + "/" + place + ": " + severity + colon
		i := slices.IndexFunc(lines, func(s string) bool {
			return strings.HasPrefix(s, head) && strings.HasSuffix(s, " ["+string(c.rule)+"]")
		})
		if i < 0 {
			t.Errorf("nothing says %s … [%s]:\n%s", head, c.rule, errs)
			continue
		}
		rest := lines[i+1:]
		if line, column, ok := lineAndColumn(place); ok {
			if !strings.HasPrefix(rest[0], fmt.Sprintf("%5d | ", line)) || column < 60 && rest[1] != strings.Repeat(" ", 5)+" | "+strings.Repeat(" ", column-1)+"^" {
				t.Errorf("%s has the frame\n%s\n%s", place, rest[0], rest[1])
			}
			rest = rest[2:]
		}
		if !strings.HasPrefix(rest[0], help) || c.suggests != "" && rest[0] != help+suggestion {
			t.Errorf("%s is followed by %q, want %q", place, rest[0], help+suggestion)
		}
	}
}

func lineAndColumn(place string) (line, column int, ok bool) {
	parts := strings.Split(place, ":")
	if len(parts) != 3 {
		return 0, 0, false
	}
	line, err := strconv.Atoi(parts[1])
	if err != nil {
		return 0, 0, false
	}
	column, err = strconv.Atoi(parts[2])
	return line, column, err == nil
}

// nothingBeside checks that a run left only its hidden folder beside the site,
// and nothing half-made in it.
func nothingBeside(t *testing.T, public string) {
	t.Helper()
	names := func(dir string) (all []string) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			all = append(all, e.Name())
		}
		return all
	}
	dir, base := filepath.Split(public)
	hidden := "." + base + ".planblanc"
	if got := names(dir); !slices.Equal(got, []string{hidden, base}) {
		t.Errorf("beside the site: %q", got)
	}
	if got := names(filepath.Join(dir, hidden)); !slices.Equal(got, []string{".gitignore", "lock"}) {
		t.Errorf("in %s: %q", hidden, got)
	}
}

// severity checks the machine format: each place, with the severity of the
// catalogue.
func (c ruleCase) severity(t *testing.T, dir string) {
	t.Helper()
	_, out, errs := planblanc(nil, c.args("check", "--format", "json", "-s", dir)...)
	var report struct {
		Diagnostics []struct {
			File, Severity, Message, Hint string
			Line, Column                  int
			Rule                          diag.Rule
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v\n%s%s", err, out, errs)
	}
	var got []string
	for _, d := range report.Diagnostics {
		if d.Rule != c.rule {
			continue
		}
		got = append(got, fmt.Sprintf("%s:%d:%d", d.File, d.Line, d.Column))
		if want := diag.Rules()[c.rule].String(); d.Severity != want || d.Message == "" || d.Hint == "" {
			t.Errorf("%+v, want severity %s", d, want)
		}
	}
	for _, place := range c.at {
		if _, _, ok := lineAndColumn(place); !ok {
			place += ":1:1"
		}
		if !slices.Contains(got, place) {
			t.Errorf("check --format json has no %s: %q", place, got)
		}
	}
}

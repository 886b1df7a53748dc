package content

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
)

const approved = `---
title: "Écrans : bloqués"   # spoken
code: URG-01
type: fiche-reflexe
role:
  - ide
version: "2.1" # printed
# The circuit.
owner:   'Cadre d''urgences'
status: brouillon
approved:   # on the day
---

Body.	
`

var circuit = []KeyValue{{"version", "2.2"}, {"approver", "Directeur médical : crise"}, {"approved", "2026-11-23"}, {"review_by", "2027-11-23"}, {"status", "valide"}}

func TestSetKeys(t *testing.T) {
	want := `---
title: "Écrans : bloqués"   # spoken
code: URG-01
type: fiche-reflexe
role:
  - ide
version: "2.2" # printed
# The circuit.
owner:   'Cadre d''urgences'
approver: "Directeur médical : crise"
status: valide
approved: 2026-11-23   # on the day
review_by: 2027-11-23
---

Body.	
`
	for name, end := range map[string]string{"LF": "\n", "CRLF": "\r\n", "CR": "\r"} {
		got, err := SetKeys("a.md", []byte(strings.ReplaceAll(approved, "\n", end)), circuit)
		if err != nil || string(got) != strings.ReplaceAll(want, "\n", end) {
			t.Errorf("%s: error %v\n%s", name, err, got)
		}
		again, err := SetKeys("a.md", got, circuit)
		if err != nil || !bytes.Equal(got, again) {
			t.Errorf("%s, again: error %v\n%s", name, err, again)
		}
	}
}

// Each way of writing a value that stands on one line keeps its look.
func TestSetKeysOneLine(t *testing.T) {
	for name, c := range map[string]struct{ front, want string }{
		"plain":              {"version: 2.1", "version: 2.2"},
		"single quotes":      {"version:  '2.1' #'x'", "version:  '2.2' #'x'"},
		"double quotes":      {`version: "2\"1"`, `version: "2.2"`},
		"quoted key":         {`"version": 2.1`, `"version": 2.2`},
		"space before colon": {"version : 2.1", "version : 2.2"},
		"empty":              {"version:", "version: 2.2"},
		"null":               {"version: ~ # none", "version: 2.2 # none"},
		"same":               {"version: '2.2'", "version: '2.2'"},
		"absent":             {"summary: S", "summary: S\nversion: \"2.2\""},
		"last of several":    {"summary: >\n  S\nstatus: brouillon", "summary: >\n  S\nversion: \"2.2\"\nstatus: brouillon"},
		"comment of another": {"trigger: [a,\n  b]\n\n# of status\nstatus: brouillon", "trigger: [a,\n  b]\nversion: \"2.2\"\n\n# of status\nstatus: brouillon"},
		"no order":           {"status: brouillon\nsummary: S\nowner: O", "status: brouillon\nsummary: S\nversion: \"2.2\"\nowner: O"},
	} {
		t.Run(name, func(t *testing.T) {
			text := "---\ntitle: T\n" + c.front + "\n---\nBody"
			got, err := SetKeys("a.md", []byte(text), []KeyValue{{"version", "2.2"}})
			if want := "---\ntitle: T\n" + c.want + "\n---\nBody"; err != nil || string(got) != want {
				t.Errorf("error %v, got\n%s", err, got)
			}
		})
	}
	onTop, err := SetKeys("a.md", []byte("\n---\nversion: '1'\n---"), []KeyValue{{"title", "T"}})
	if err != nil || string(onTop) != "\n---\ntitle: T\nversion: '1'\n---" {
		t.Errorf("error %v, got %q", err, onTop)
	}
}

// What cannot be changed alone is refused with its line.
func TestSetKeysRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		line int
	}{
		"two lines":        {"---\ntitle: T\nversion: 2\n  1\n---\n", 3},
		"block":            {"---\ntitle: T\nversion: |\n  2.1\n---\n", 3},
		"anchor":           {"---\ntitle: T\nversion: &v 2.1\nsummary: *v\n---\n", 0},
		"alias":            {"---\ntitle: &v T\nversion: *v\n---\n", 0},
		"on the next line": {"---\ntitle: T\nversion:\n  2.1\n---\n", 3},
		"one line of keys": {"---\n{title: T, version: 2.1}\n---\n", 0},
		"no front matter":  {"Text.\n", 0},
		"not closed":       {"---\ntitle: T\n", 0},
		"unknown key":      {"---\ntitel: T\n---\n", 0},
		"byte-order mark":  {"\xef\xbb\xbf---\ntitle: T\n---\n", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := SetKeys("a.md", []byte(c.text), []KeyValue{{"version", "2.2"}})
			bad, ok := errors.AsType[*UneditableError](err)
			if !ok || bad.Line != c.line || got != nil {
				t.Errorf("error %v, got %q", err, got)
			}
		})
	}
}

// Whatever the text: refused, or only what was asked for has changed.
func FuzzSetKeys(f *testing.F) {
	f.Add(approved, "2.2", "Directeur")
	f.Add("---\r\ntitle: 'T'\r\nversion: \"1\"\r\n---\r\nx", "1.10", "a: b # c")
	f.Add("---\nversion: &a 1\napprover: *a\n---\n", "~", "!x")
	f.Add("---\n? version\n: 1\n---\n", "'", `\`)
	f.Fuzz(func(t *testing.T, text, version, by string) {
		if strings.TrimSpace(version) != version || strings.TrimSpace(by) != by || version == "" || by == "" || firstBad([]byte(version+by)) >= 0 || strings.ContainsAny(version+by, "\n\t") {
			return
		}
		set := []KeyValue{{"version", version}, {"approver", by}}
		got, err := SetKeys("a.md", []byte(text), set)
		if err != nil {
			return
		}
		before, _ := reread("a.md", []byte(text))
		after, diags := reread("a.md", got)
		if len(diags) > 0 || after.Meta.Version != version || after.Meta.Approver != by || !bytes.Equal(before.body, after.body) || !bytes.HasSuffix(got, before.body) && !strings.Contains(text, "\r") {
			t.Errorf("%q becomes %q: %v", text, got, diags)
		}
		// Lines change in place or are added, none is lost.
		was, is := linesOf([]byte(text)), linesOf(got)
		if d := len(is) - len(was); d < 0 || d > 2 {
			t.Errorf("%d lines become %d", len(was), len(is))
		}
		if again, err := SetKeys("a.md", got, set); err != nil || !bytes.Equal(again, got) {
			t.Errorf("again: error %v, %q", err, again)
		}
	})
}

func TestAppendApprovals(t *testing.T) {
	day, err := ParseDate("2026-11-23")
	if err != nil {
		t.Fatal(err)
	}
	rows := []Approval{{Code: "URG-01", Version: "2.2", Fingerprint: "4K7P-9QXM", Date: day}}
	const row = `- {code: URG-01, version: "2.2", fingerprint: 4K7P-9QXM, date: 2026-11-23}` + "\n"
	const old = "- code: FOR-01\n  version: 1.10\n  fingerprint: 0000-0000\n  date: 2026-01-01"
	for name, c := range map[string]struct{ text, want string }{
		"none":             {"", row},
		"comment":          {"# Registre.\n", "# Registre.\n" + row},
		"empty list":       {"# Registre.\n[]\n", "# Registre.\n" + row},
		"no line end":      {"# Registre.\n[]", "# Registre.\n" + row},
		"rows":             {"# R\n" + old + "\n", "# R\n" + old + "\n" + row},
		"rows, no end":     {old, old + "\n" + row},
		"indented":         {"  - {code: FOR-01, version: '1', fingerprint: 0000-0000, date: 2026-01-01} # x\n", "  - {code: FOR-01, version: '1', fingerprint: 0000-0000, date: 2026-01-01} # x\n  " + row},
		"CRLF":             {strings.ReplaceAll(old+"\n", "\n", "\r\n"), strings.ReplaceAll(old+"\n"+row, "\n", "\r\n")},
		"comment at end":   {old + "\n# end\n", old + "\n# end\n" + row},
		"row in a bracket": {"[{code: FOR-01, version: '1', fingerprint: 0000-0000, date: 2026-01-01}]\n", ""},
		"a map":            {"code: FOR-01\n", ""},
		"unknown key":      {"- {cod: FOR-01}\n", ""},
		"cut in two":       {old + "\n...\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := AppendApprovals([]byte(c.text), rows)
			if string(got) != c.want || (c.want == "") != refusesRows(err) {
				t.Errorf("error %v, got\n%q", err, got)
			}
		})
	}
	two, err := AppendApprovals(nil, slices.Concat(rows, rows))
	if err != nil || string(two) != row+row {
		t.Errorf("error %v, got %q", err, two)
	}
}

func refusesRows(err error) bool {
	_, refused := errors.AsType[*RowsError](err)
	return refused
}

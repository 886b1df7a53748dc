package content

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"planblanc/internal/diag"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"order and form", "---\nstatus: \"valide\"\n\ntrigger: Écran noir\nservice: [urgences]\nphase:\n  - alerte\n  - 24-h\nkeywords: panne\ntitle: 'Je n''ai plus le DPI'\ntype: fiche-reflexe\nversion: 1.0\nrelated: []\nowner:\n---\n\nCorps  \n",
			"---\ntitle: Je n'ai plus le DPI\ntype: fiche-reflexe\nservice: urgences\nphase: [alerte, 24-h]\ntrigger:\n  - Écran noir\nversion: \"1.0\"\nowner:\nstatus: valide\nkeywords: [panne]\nrelated:\n---\n\nCorps  \n"},
		{"comments stay with their keys", "---\n# Modèle du service\n\n# un code libre\ncode: URG-01\n# le titre\n# parlé\ntitle: A\nrole: [ide] # à compléter\ntrigger:\n  # signes\n  - x\n# fin\n---\n",
			"---\n# Modèle du service\n\n# le titre\n# parlé\ntitle: A\n# un code libre\ncode: URG-01\nrole: [ide] # à compléter\ntrigger:\n  # signes\n  - x\n# fin\n---\n"},
		{"quotes where YAML needs them", "---\ntitle: \"A : b\"\nsummary: 'l''« a »'\nstock: \"dit \\\"oui\\\"\"\nkeywords: [\"a, b\", c]\nowner: 'no'\nversion: \"2026-11-20\"\ncopies: 007\napproved: \"2026-11-20\"\n---\n",
			"---\ntitle: \"A : b\"\nsummary: l'« a »\nversion: \"2026-11-20\"\nowner: \"no\"\napproved: 2026-11-20\nkeywords: [\"a, b\", c]\ncopies: 7\nstock: dit \"oui\"\n---\n"},
		{"Windows", "---\r\ncode: URG-01\r\ntitle: A\r\n---\r\nCorps\nmixte\r\n", "---\r\ntitle: A\r\ncode: URG-01\r\n---\r\nCorps\nmixte\r\n"},
		{"a folded text", "---\nsummary: >\n  deux\n  lignes\ntitle: \"a\n  b\"\n---\n", "---\ntitle: a b\nsummary: deux lignes\n---\n"},
		{"empty", "---\n---\nCorps", "---\n---\nCorps"},
		{"only a comment", "---\n# rien\n---\nCorps", "---\n# rien\n---\nCorps"},
		{"blank lines first", "\n\n---\ntype: retex\ntitle: A\n--- \nCorps", "\n\n---\ntitle: A\ntype: retex\n--- \nCorps"},
	} {
		got, diags := Format("a.md", []byte(c.in))
		if len(diags) > 0 || string(got) != c.want {
			t.Errorf("%s: %v\n%s\nwant\n%s", c.name, diags, got, c.want)
		}
		again, diags := Format("a.md", got)
		if len(diags) > 0 || !bytes.Equal(again, got) {
			t.Errorf("%s: not stable: %v\n%s", c.name, diags, again)
		}
	}
}

func TestFormatRefuses(t *testing.T) {
	for _, c := range []struct {
		name, in string
		rule     diag.Rule
	}{
		{"two keys on a line", "---\n{type: retex, title: A} # note\n---\n", diag.UnsafeFormat},
		{"indented keys", "---\n  type: retex\n  title: A\n---\n", diag.UnsafeFormat},
		{"an unknown key", "---\ntitel: A\n---\n", diag.UnknownKey},
		{"a repeated key", "---\ntitle: A\ntitle: B\n---\n", diag.RepeatedKey},
		{"no end", "---\ntitle: A\n", diag.UnclosedFrontMatter},
		{"no front matter", "Corps\n", diag.MissingFrontMatter},
		{"not UTF-8", "---\ntitle: \xe9\n---\n", diag.InvalidText},
		{"a mark", "\ufeff---\ntype: retex\ntitle: A\n---\n", diag.ByteOrderMark},
		{"a wrong date", "---\napproved: hier\n---\n", diag.InvalidDate},
	} {
		got, diags := Format("a.md", []byte(c.in))
		if string(got) != c.in {
			t.Errorf("%s: changed to %q", c.name, got)
		}
		if !slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Rule == c.rule }) {
			t.Errorf("%s: %v, want %s", c.name, diags, c.rule)
		}
	}
}

func TestFill(t *testing.T) {
	in := "---\ntype: fiche-reflexe\n# le titre, dans les mots de tous les jours\ntitle: # à écrire\nrole:\nowner: Cadre\n---\n\n## Tout de suite\n"
	want := "---\n# le titre, dans les mots de tous les jours\ntitle: \"A : b\"\ncode: URG-05\ntype: fiche-reflexe\nrole: [ide, medecin]\nowner: Cadre\nstatus: brouillon\n---\n\n## Tout de suite\n"
	got, diags := Fill("a.md", []byte(in), map[string]any{"title": "A : b", "code": "URG-05", "role": List{"ide", "medecin"}, "status": string(Draft)})
	if len(diags) > 0 || string(got) != want {
		t.Errorf("%v\n%s\nwant\n%s", diags, got, want)
	}
}

// FuzzFormat holds that a front matter put in form says the same, keeps its
// comments and the bytes of its body, and is then in form.
func FuzzFormat(f *testing.F) {
	for _, seed := range []string{
		"---\ntitle: A\n---\nB", "---\r\ncode: URG-01\r\ntitle: 'a: b' # c\r\n---\r\nB\r", "\n---\n# a\n\ntrigger:\n  # b\n  - c\n# d\n---\n",
		"---\nsummary: |\n  a # b\n  # c\n\nkeywords: [\"a\n  # b\", c]\n---\n", "---\n{title: a}\n---\n", "---\nservice: &a [b]\nrole: *a\n---\n",
		"---\ntitle: \"\\u2028\\x85\\ufeff\"\nversion: 1e3\nowner: 'no'\n---\n", "---\n? title\n: a\n---\n", "---\n\"title\": !!str a\n...\n---\n", "---\ntitle: a\n\t# b\ncopies: +1\n---\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		out, diags := Format("a.md", in)
		if len(diags) > 0 {
			if !bytes.Equal(in, out) {
				t.Fatalf("changed what it refuses:\n%q\n%q", in, out)
			}
			return
		}
		before, _ := split(in)
		after, _ := split(out)
		if !bytes.Equal(before.rest, after.rest) || !bytes.Equal(before.opening, after.opening) {
			t.Fatalf("changed more than the front matter:\n%q\n%q", in, out)
		}
		a, _ := Parse("a.md", in)
		b, bad := Parse("a.md", out)
		if len(bad) > 0 || !same(a, b) {
			t.Fatalf("says something else: %v\n%q\n%q", bad, in, out)
		}
		for _, c := range comment.FindAll(bytes.ReplaceAll(before.head, []byte("\r"), nil), -1) {
			if !bytes.Contains(after.head, bytes.TrimSpace(c)) {
				t.Fatalf("lost %q:\n%q\n%q", c, in, out)
			}
		}
		again, diags := Format("a.md", out)
		if len(diags) > 0 || !bytes.Equal(out, again) {
			t.Fatalf("not stable: %v\n%q\n%q\n%q", diags, in, out, again)
		}
	})
}

// Each document of the real content can be put in form.
func TestFormatRealContent(t *testing.T) {
	n := 0
	err := filepath.WalkDir("../../content", func(name string, e os.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".md" || strings.Contains(filepath.ToSlash(name), "/fragments/") {
			return err
		}
		n++
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if _, diags := Format(name, text); len(diags) > 0 {
			t.Errorf("%s: %v", name, diags)
		}
		return nil
	})
	if err != nil || n < 40 {
		t.Errorf("%d documents, %v", n, err)
	}
}

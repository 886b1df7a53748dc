package diag_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"planblanc/internal/diag"
	"planblanc/internal/sitetest"
)

// sources are files that are hard to frame.
func sources() map[string]string {
	long := strings.Repeat("mot ", 60)
	return map[string]string{
		"tabs.md":    "a\n\t\tb:\tc\n",
		"long.md":    long + "ICI " + long + "\n",
		"end.md":     strings.Repeat("x", 150) + "FIN\n",
		"wide.md":    "« Œdème » — été : ICI\n",
		"crlf.md":    "un\r\ndeux ICI\r\n",
		"cr.md":      "un\rdeux ICI\r",
		"control.md": "a\x1b[31mb\u0085c\x7f\n",
		"latin.md":   "caf\xe9 ICI\n",
		"short.md":   "une ligne\n",
	}
}

func samples() []diag.Diagnostic {
	return []diag.Diagnostic{
		diag.New(at("tabs.md", 2, 3), diag.UnknownKey, "b"),
		diag.New(at("long.md", 1, 241), diag.BrokenLink, "x.md").Suggest("x.md", []string{"y.md"}),
		diag.New(at("end.md", 1, 151), diag.BrokenLink, "FIN"),
		diag.New(at("wide.md", 1, 19), diag.InvalidDate, "ICI"),
		diag.New(at("crlf.md", 2, 6), diag.InvalidDate, "ICI"),
		diag.New(at("cr.md", 2, 6), diag.InvalidDate, "ICI"),
		diag.New(at("control.md", 1, 2), diag.InvalidText, "0x1B"),
		diag.New(at("latin.md", 1, 6), diag.InvalidText, "0xE9"),
		diag.New(at("short.md", 1, 99), diag.EmptyDocument),               // past the end of the line
		diag.New(at("short.md", 99, 1), diag.EmptyDocument),               // past the end of the file
		diag.New(at("absent.md", 1, 1), diag.OrphanPage),                  // cannot be read
		diag.New(diag.Position{File: "site.yaml"}, diag.MissingFile, "x"), // a whole file
		diag.New(at("short.md", 1, 1), diag.UnknownKey, "a\nb\x1b[2J"),    // a value must not break the line
	}
}

func printer(l diag.Language) diag.Printer {
	files := sources()
	return diag.Printer{Language: l, Place: func(file string) string { return "contenu/" + file }, Source: func(file string) []byte {
		if text, ok := files[file]; ok {
			return []byte(text)
		}
		return nil
	}}
}

func TestPrint(t *testing.T) {
	for _, l := range []diag.Language{diag.French, diag.English} {
		var b bytes.Buffer
		if err := printer(l).Print(&b, samples()); err != nil {
			t.Fatal(err)
		}
		sitetest.Golden(t, "print."+string(l)+".txt", b.Bytes())
	}
}

// The caret stands under the place, whatever was cut or replaced before it.
func TestCaretStandsUnderThePlace(t *testing.T) {
	for _, d := range samples() {
		if !strings.Contains(sources()[d.File], "ICI") {
			continue
		}
		var b bytes.Buffer
		if err := printer(diag.French).Print(&b, []diag.Diagnostic{d}); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(b.String(), "\n")
		column := utf8.RuneCountInString(lines[2][:strings.IndexByte(lines[2], '^')])
		if got := string([]rune(lines[1])[column:]); !strings.HasPrefix(got, "ICI") {
			t.Errorf("%s: the caret is under %q", d.File, got)
		}
	}
}

func TestFrameIsShort(t *testing.T) {
	var b bytes.Buffer
	if err := printer(diag.French).Print(&b, samples()); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if n := utf8.RuneCountInString(line); strings.Contains(line, " | ") && n > 110 {
			t.Errorf("%d characters: %s", n, line)
		}
	}
}

func TestFormats(t *testing.T) {
	counts := struct {
		Documents int `json:"documents"`
	}{3}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"format.json": func(b *bytes.Buffer) error { return diag.WriteJSON(b, diag.English, samples(), counts) },
		"format.sarif": func(b *bytes.Buffer) error {
			return diag.WriteSARIF(b, diag.French, "1.2.3", `mon dossier\été`, samples())
		},
		"format.github": func(b *bytes.Buffer) error { return diag.WriteGitHub(b, diag.French, "a,b", samples()) },
		"empty.json":    func(b *bytes.Buffer) error { return diag.WriteJSON(b, diag.English, nil, counts) },
		"empty.sarif":   func(b *bytes.Buffer) error { return diag.WriteSARIF(b, diag.English, "1.2.3", "content", nil) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, ".github") && !json.Valid(b.Bytes()) {
			t.Errorf("%s is not JSON", name)
		}
		if bytes.Contains(b.Bytes(), []byte("null")) {
			t.Errorf("%s holds a null", name)
		}
		sitetest.Golden(t, name, b.Bytes())
	}
}

// A workflow command is one line whatever the author typed (GitHub Actions,
// « Workflow commands »).
func TestGitHubCommandsAreLines(t *testing.T) {
	var b bytes.Buffer
	if err := diag.WriteGitHub(&b, diag.French, "a:b", samples()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	if len(lines) != len(samples()) {
		t.Fatalf("%d lines for %d diagnostics", len(lines), len(samples()))
	}
	for _, line := range lines {
		if !strings.HasPrefix(line, "::error file=a%3Ab/") && !strings.HasPrefix(line, "::warning file=a%3Ab/") {
			t.Errorf("not a command: %s", line)
		}
	}
}

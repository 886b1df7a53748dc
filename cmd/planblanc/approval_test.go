package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/output"
)

// A file that cannot be saved, or that someone has changed since it was read,
// puts back those that were saved before it.
func TestSavePutsBack(t *testing.T) {
	for name, last := range map[string]string{"not a folder": "file/register.yaml", "changed meanwhile": "file"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range map[string]string{"a.md": "old", "file": "theirs"} {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			run := &editing{source: dir, former: map[string][]byte{"a.md": []byte("old"), last: []byte("as read")},
				files: []output.File{{Path: "a.md", Body: []byte("new")}, {Path: last, Body: []byte("new")}}}
			if err := (&app{}).save(run); err == nil {
				t.Error("no error")
			}
			for file, want := range map[string]string{"a.md": "old", "file": "theirs"} {
				if got, err := os.ReadFile(filepath.Join(dir, file)); err != nil || string(got) != want {
					t.Errorf("%s: %q, error %v", file, got, err)
				}
			}
		})
	}
}

func TestAfter(t *testing.T) {
	for _, c := range [][3]string{
		{"2026-11-23", "12m", "2027-11-23"}, {"2026-08-31", "6m", "2027-02-28"}, {"2027-08-31", "6m", "2028-02-29"},
		{"2028-02-29", "1a", "2029-02-28"}, {"2026-12-31", "1m", "2027-01-31"}, {"2026-11-23", "2y", "2028-11-23"},
		{"2026-11-23", "90j", "2027-02-21"}, {"2026-11-23", "1d", "2026-11-24"},
	} {
		day, err := time.Parse(time.DateOnly, c[0])
		if err != nil {
			t.Fatal(err)
		}
		if got, err := (&app{}).after(content.Date{Time: day}, c[1]); err != nil || got.String() != c[2] {
			t.Errorf("%s and %s: %s, error %v, want %s", c[0], c[1], got, err, c[2])
		}
	}
	for _, bad := range []string{"", "12", "m", "-1m", "0m", "1.5a", "12 m", "12M", "99999m"} {
		if got, err := (&app{}).after(content.Date{}, bad); err == nil {
			t.Errorf("%q is taken for %s", bad, got)
		}
	}
}

// What git cannot tell is said: no repository, or a clone without its past.
func TestHistoryNote(t *testing.T) {
	for want, l := range map[string]*build.Loaded{
		"": {Versioned: true},
		"Historique git partiel : certaines dates de modification sont inconnues.\n":    {Versioned: true, Shallow: true},
		"Pas d'historique git : les dates de modification des textes sont inconnues.\n": {},
	} {
		var b bytes.Buffer
		if (&app{stderr: &b}).historyNote(l); b.String() != want {
			t.Errorf("%q, want %q", b.String(), want)
		}
	}
}

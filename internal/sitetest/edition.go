package sitetest

import (
	"path/filepath"
	"strings"
	"testing"

	"planblanc/internal/output"
)

// Edition writes an unsigned site of an edition with that number into a folder
// of its own, which it returns. Files are slash paths; their bytes come from the
// edition, unless the path begins with "=": then all editions have the same.
func Edition(t testing.TB, edition string, number int64, files ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "public")
	_, err := output.Write(dir, output.Options{}, func(add func(output.File) error) (output.Manifest, error) {
		for _, file := range files {
			name, same := strings.CutPrefix(file, "=")
			line := edition + " " + name + "\n"
			if same {
				line = name + "\n"
			}
			if err := add(output.File{Path: name, Body: []byte(strings.Repeat(line, 400))}); err != nil {
				return output.Manifest{}, err
			}
		}
		return output.Manifest{Site: "Essai", Audience: "interne", Edition: edition, Number: number, Built: "2026-11-23", ValidUntil: "2027-02-21"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

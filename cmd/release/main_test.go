package main

import (
	"strings"
	"testing"
)

// Whatever git describes is a version that Debian takes.
func TestDebianVersion(t *testing.T) {
	for version, want := range map[string]string{
		"v1.2": "1.2", "1.0-essai": "1.0+essai", "v1.2-5-gabc123": "1.2+5+gabc123", "58515a3-dirty": "0~58515a3+dirty", "abc123": "0~abc123", "v": "0~v",
	} {
		if got := debianVersion(version); got != want {
			t.Errorf("%q becomes %q, want %q", version, got, want)
		}
	}
}

// What cannot be made is refused before anything is removed.
func TestRefusals(t *testing.T) {
	for want, r := range map[string]struct {
		version string
		systems []string
	}{
		"no system":       {"1", nil},
		"is no version":   {"", []string{"linux:linux:amd64:planblanc"}},
		"not folder:os":   {"1", []string{"linux"}},
		`"a/b" is no ver`: {"a/b", []string{"linux:linux:amd64:planblanc"}},
	} {
		err := (&release{dist: t.TempDir(), version: r.version}).run(r.systems, "")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

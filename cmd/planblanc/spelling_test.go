package main

import (
	"strings"
	"testing"

	"planblanc/internal/sitetest"
)

// The real content has no word that neither a dictionary nor the house has.
func TestSpellingOfTheContent(t *testing.T) {
	code, out, errs := planblanc(nil, "check", "-s", "../../content", "--spelling", "--strict", "--date", today)
	if code != exitDone {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
}

// Without hunspell, or without its dictionary, nothing is said to be checked.
func TestSpellingWithoutDictionary(t *testing.T) {
	dir := t.TempDir()
	folder := sitetest.Folder("")
	write(t, dir, folder)
	t.Setenv("DICPATH", t.TempDir())
	for _, c := range []struct{ language, path, says string }{
		{"eo", "", "hunspell n'a pas de dictionnaire pour « eo »"},
		{"fr", t.TempDir(), "hunspell n'est pas sur ce poste"},
	} {
		if c.path != "" {
			t.Setenv("PATH", c.path)
		}
		code, out, errs := planblanc([]string{"PLANBLANC_LANGUAGE=" + c.language}, "check", "-s", dir, "--spelling", "--date", today)
		if code != exitFailure || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("exit %d\n%s%s", code, out, errs)
		}
	}
}

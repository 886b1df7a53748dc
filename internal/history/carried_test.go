package history

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A copy without git has the dates that were written with it; git, where it
// knows a file, is right.
func TestCarriedDates(t *testing.T) {
	dir := t.TempDir()
	if h, err := Load(dir); h != nil || err != nil {
		t.Fatalf("%v, %v for a folder without a past", h, err)
	}
	paris := time.FixedZone("", 3600)
	old, built := time.Date(2026, 3, 1, 12, 0, 0, 0, paris), time.Date(2026, 11, 29, 3, 10, 0, 0, time.UTC)
	text, err := Carry(map[string]time.Time{"a.md": old, "b.md": old, "other.md": built}, []string{"a.md", "b.md", "unknown.md"}, built)
	if err != nil {
		t.Fatal(err)
	}
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put(DatesFile, string(text))
	head, err := Head(dir)
	if err != nil || head == "" {
		t.Fatalf("head %q, %v", head, err)
	}
	h, err := Load(dir)
	if err != nil || len(h.Last) != 2 || !h.Last["a.md"].Equal(old) || h.Last["a.md"].Format(time.RFC3339) != "2026-03-01T12:00:00+01:00" || !h.Since.Equal(built) || h.Shallow {
		t.Fatalf("%+v, %v", h, err)
	}
	again, err := Carry(h.Last, []string{"a.md", "b.md"}, h.Since)
	if err != nil || string(again) != string(text) {
		t.Errorf("carried again:\n%s, %v", again, err)
	}

	runGit(t, dir, "", "init", "-q")
	put("a.md", "neuf")
	runGit(t, dir, "", "add", "a.md")
	runGit(t, dir, "", "commit", "-qm", "a")
	h, err = Load(dir)
	if err != nil || h.Last["a.md"].Equal(old) || !h.Last["b.md"].Equal(old) {
		t.Errorf("%+v, %v", h, err)
	}
	if now, err := Head(dir); err != nil || now == head {
		t.Errorf("head %q after a commit, %v", now, err)
	}
	put(DatesFile, "{")
	if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), DatesFile) {
		t.Errorf("error %v for dates that cannot be read", err)
	}
}

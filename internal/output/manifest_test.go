package output

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestManifestGolden(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	_, err := Write(dir, Options{}, func(add func(File) error) (Manifest, error) {
		for _, f := range []File{{"index.html", []byte("<p>")}, {"a/é.html", []byte("é")}, {"a-b.html", nil}} {
			if err := add(f); err != nil {
				return Manifest{}, err
			}
		}
		return Manifest{
			Site: "Centre hospitalier <d'essai> & fils", Audience: "interne", Edition: "2026.11",
			Number: 1795392000, Built: "2026-11-23", ValidUntil: "2027-02-21",
			Files: []Entry{{Path: "ignored"}},
			Cards: []Card{
				{Code: "URG-01", Title: "Écrans bloqués", Version: "2.1", Fingerprint: "4K7P-9QXM", URL: "index.html",
					Audience: "interne", Approved: "2026-01-05", ReviewBy: "2027-01-05", Binders: []string{"complet"},
					Parts: []Part{{"action", "0123456789abcdef", "Débrancher le câble."}}},
				{Code: "URG-02"},
			},
		}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{ManifestName, SumsName} {
		got := read(t, filepath.Join(dir, name))
		golden := filepath.Join("testdata", name)
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want := read(t, golden); got != want {
			t.Errorf("%s:\n%s\nwant:\n%s", name, got, want)
		}
	}
}

func TestManifestNeverHoldsNull(t *testing.T) {
	b, err := Manifest{Cards: []Card{{}}}.encode()
	if err != nil {
		t.Fatal(err)
	}
	empty, err := Manifest{}.encode()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(append(b, empty...), []byte("null")) {
		t.Errorf("%s%s", b, empty)
	}
}

func TestParseManifestRefusesStrangers(t *testing.T) {
	sum := strings.Repeat("0a", 32)
	tests := map[string]bool{
		`{"files":[],"cards":[]}`:                                                 true,
		`{"files":[],"cards":[],"new":{}}`:                                        true,
		`{"files":[{"path":"a/b","bytes":1,"sha256":"` + sum + `"}],"cards":[]}`:  true,
		`{"files":[{"path":"../b","bytes":1,"sha256":"` + sum + `"}],"cards":[]}`: false,
		`{"files":[{"path":"a","bytes":-1,"sha256":"` + sum + `"}],"cards":[]}`:   false,
		`{"files":[{"path":"a","bytes":1,"sha256":"0a"}],"cards":[]}`:             false,
		`{"files":[{"path":"a","bytes":1}],"cards":[]}`:                           false,
		`{"files":[]}`:                false,
		`{"cards":[]}`:                false,
		`{"files":null,"cards":null}`: false,
		`{"name":"App","icons":[]}`:   false,
		`[]`:                          false,
		`{"files":[],"cards":[]} x`:   false,
		``:                            false,
	}
	for text, want := range tests {
		if _, err := ParseManifest([]byte(text)); (err == nil) != want {
			t.Errorf("%s: %v", text, err)
		}
		name := filepath.Join(t.TempDir(), ManifestName)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		want = want || strings.HasSuffix(text, " x") // which is after the files
		if _, err := readEntries(name); (err == nil) != want {
			t.Errorf("%s: its files: %v", text, err)
		}
	}
}

func FuzzParseManifest(f *testing.F) {
	f.Add([]byte(read(f, "testdata/manifest.json")))
	f.Add([]byte(`{"files":[{"path":"../../etc/passwd"}],"cards":[]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := ParseManifest(b)
		if err != nil {
			return
		}
		for _, e := range m.Files {
			if !filepath.IsLocal(e.Path) {
				t.Fatalf("%q leaves the folder", e.Path)
			}
		}
		once, err := m.encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseManifest(once)
		if err != nil {
			t.Fatalf("what we wrote is refused: %v\n%s", err, once)
		}
		if twice, _ := again.encode(); !bytes.Equal(once, twice) {
			t.Fatalf("changed by a second turn:\n%s\n%s", once, twice)
		}
	})
}

// sha256sum runs the system's own tool; a machine without it fails the test.
func sha256sum(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("sha256sum", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("sha256sum %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func TestSumsPassTheSystemsTool(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	build(t, dir, pages{"index.html": "a", "a b/é'#.html": "b", "-r.html": "c"})
	put(t, dir, pages{"foreign.txt": "x"})
	build(t, dir, pages{"index.html": "a", "a b/é'#.html": "b", "-r.html": "c"})
	out := sha256sum(t, dir, "-c", "--strict", SumsName)
	want := "-r.html: OK\na b/é'#.html: OK\nindex.html: OK\nmanifest.json: OK\n"
	if out != want {
		t.Errorf("sha256sum says:\n%s", out)
	}
}

func TestSumLineOfOddNames(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"plain", `back\slash`, "new\nline", "carriage\rreturn", `all\n` + "\n\r", "  spaces "} {
		put(t, dir, pages{name: "body"})
		sum := "230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5"
		if got, want := sumLine(sum, name), sha256sum(t, dir, "--", name); got != want {
			t.Errorf("%q: %q, sha256sum says %q", name, got, want)
		}
	}
}

package output

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Intact agrees with the site that Write made and with no other: each way of
// changing a file of ours is seen, one beside is not our matter.
func TestIntact(t *testing.T) {
	for name, change := range map[string]func(dir string) error{
		"nothing":        func(string) error { return nil },
		"a foreign file": func(dir string) error { return os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("x"), 0o644) },
		"a bit":          func(dir string) error { return os.WriteFile(filepath.Join(dir, "a", "b.html"), []byte("B"), 0o644) },
		"a byte more":    func(dir string) error { return os.WriteFile(filepath.Join(dir, "a", "b.html"), []byte("b\n"), 0o644) },
		"a file gone":    func(dir string) error { return os.Remove(filepath.Join(dir, "a", "b.html")) },
		"a folder": func(dir string) error {
			os.Remove(filepath.Join(dir, "index.html"))
			return os.Mkdir(filepath.Join(dir, "index.html"), 0o755)
		},
		"the manifest": func(dir string) error { return os.WriteFile(filepath.Join(dir, ManifestName), []byte("{}"), 0o644) },
		"the sums":     func(dir string) error { return os.WriteFile(filepath.Join(dir, SumsName), nil, 0o644) },
		"no sums":      func(dir string) error { return os.Remove(filepath.Join(dir, SumsName)) },
		"no site":      func(dir string) error { return os.RemoveAll(dir) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			written, err := Write(dir, Options{}, func(add func(File) error) (Manifest, error) {
				for _, f := range []File{{"index.html", []byte("i")}, {"a/b.html", []byte("b")}, {"é.txt", nil}} {
					if err := add(f); err != nil {
						return Manifest{}, err
					}
				}
				return Manifest{}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			seal, err := Seal(dir)
			if err != nil {
				t.Fatal(err)
			}
			if _, same, err := Intact(dir, strings.Repeat("0", 64)); err != nil || same {
				t.Errorf("another seal: %v %v", same, err)
			}
			if err := change(dir); err != nil {
				t.Fatal(err)
			}
			r, same, err := Intact(dir, seal)
			if want := name == "nothing" || name == "a foreign file"; err != nil || same != want {
				t.Fatalf("%v %v, want %v", same, err, want)
			}
			if same && (r.Files != written.Files || r.Reused != r.Files || r.Bytes != written.Bytes) {
				t.Errorf("%+v, written %+v", r, written)
			}
		})
	}
}

func TestParseSums(t *testing.T) {
	sum := strings.Repeat("ab", 32)
	entries := []Entry{{Path: "a/b c.html", SHA256: sum}, {Path: "é.txt", SHA256: sum}}
	got, err := ParseSums(sums(entries))
	if err != nil || !slices.Equal(got, entries) {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range []string{"x", sum + "  a", sum + " a\n", sum[2:] + "  a\n", sum + "  ../a\n", sum + "  \n", strings.Repeat("zz", 32) + "  a\n", "\n",
		strings.Repeat("AB", 32) + "  a\n", sum + "  b\n" + sum + "  a\n", sum + "  a\n" + sum + "  a\n", `\` + sum + "  a\n"} {
		if got, err := ParseSums([]byte(bad)); err == nil {
			t.Errorf("%q is taken as %v", bad, got)
		}
	}
}

func FuzzParseSums(f *testing.F) {
	f.Add([]byte(strings.Repeat("ab", 32) + "  index.html\n"))
	f.Add([]byte(`\` + strings.Repeat("0", 64) + `  a\\b` + "\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		entries, err := ParseSums(text)
		if err != nil {
			return
		}
		again, err := ParseSums(sums(entries))
		if err != nil || !slices.Equal(again, entries) {
			t.Errorf("%q: %v, then %v %v", text, entries, again, err)
		}
	})
}

package main

import (
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"planblanc/internal/sitetest"
)

// corpus is a generated content folder.
func corpus(documents int) fstest.MapFS {
	files := fstest.MapFS{}
	for name, text := range sitetest.Corpus(documents) {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// surroundings are what a build must not depend on.
type surroundings struct {
	name    string
	environ []string
	args    []string
	// store changes how a file is stored, not what it says.
	store func(string) string
	// seed shuffles the order in which files are made.
	seed uint64
}

func (s surroundings) build(t *testing.T, files fstest.MapFS) string {
	t.Helper()
	top := filepath.Join(t.TempDir(), s.name)
	content, public := filepath.Join(top, "contenu"), filepath.Join(top, "site")
	names := slices.Sorted(maps.Keys(files))
	rand.New(rand.NewPCG(s.seed, 1)).Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for _, name := range names {
		text := string(files[name].Data)
		if s.store != nil {
			text = s.store(text)
		}
		write(t, content, fstest.MapFS{name: {Data: []byte(text)}})
	}
	cmd := exec.Command("planblanc", append([]string{"build", "-s", content, "-d", public}, s.args...)...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + top}, s.environ...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", s.name, err, out)
	}
	if err := verify(public); err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
	return public
}

// Two builds of the same words give the same bytes, whatever the machine, the
// hour, the place and the way files are stored.
func TestBuildsAreDeterministic(t *testing.T) {
	const epoch = "SOURCE_DATE_EPOCH=1795392000"
	for name, files := range map[string]fstest.MapFS{"small": sitetest.Folder(""), "300 documents": corpus(300)} {
		t.Run(name, func(t *testing.T) {
			reference := surroundings{name: "reference", environ: []string{epoch, "TZ=UTC", "GOMAXPROCS=8", "LANG=fr_FR.UTF-8"}, seed: 1}
			public := reference.build(t, files)
			want := tree(t, public, false)
			for _, s := range []surroundings{
				{name: "one processor, other side of the world", environ: []string{epoch, "TZ=Pacific/Auckland", "GOMAXPROCS=1", "LANG=en_NZ.UTF-8"}, seed: 2},
				{name: "CRLF", environ: []string{epoch, "TZ=America/Los_Angeles"}, seed: 3,
					store: func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }},
				{name: "flag", environ: []string{"TZ=Pacific/Kiritimati", "LC_ALL=C", "GOMAXPROCS=2", "GOGC=10"}, args: []string{"--date", today}, seed: 4},
			} {
				got := tree(t, s.build(t, files), false)
				for _, name := range slices.Sorted(maps.Keys(want)) {
					if got[name] != want[name] {
						t.Errorf("%s: %s differs", s.name, name)
					}
				}
				if len(got) != len(want) {
					t.Errorf("%s: %d files, want %d", s.name, len(got), len(want))
				}
			}
			// No file tells where it was built.
			for name := range want {
				text, err := os.ReadFile(filepath.Join(public, filepath.FromSlash(name)))
				if err == nil && strings.Contains(string(text), filepath.Dir(public)) {
					t.Errorf("%s names the folder that it was built in", name)
				}
			}
		})
	}
}

// A build over a former site gives the bytes of a build from nothing.
func TestRebuildEqualsBuild(t *testing.T) {
	top := t.TempDir()
	content, over, fresh := filepath.Join(top, "content"), filepath.Join(top, "over"), filepath.Join(top, "fresh")
	write(t, content, corpus(60))
	build := func(dir string) {
		t.Helper()
		if code, _, errs := planblanc(nil, "build", "--date", today, "-s", content, "-d", dir); code != exitDone {
			t.Fatalf("exit %d\n%s", code, errs)
		}
	}
	build(over)
	note := "---\ntitle: Note\ntype: reference\nstatus: valide\nservice: service-1\n---\n\nTexte.\n"
	write(t, content, fstest.MapFS{"fiches/note.md": {Data: []byte(note)}})
	build(over)
	build(fresh)
	if !maps.Equal(tree(t, over, false), tree(t, fresh, false)) {
		t.Error("a second build differs from a first one")
	}
}

package build_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"testing/fstest"
	"time"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/output"
	"planblanc/internal/sitetest"
	"planblanc/internal/theme"
)

var day = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

func options(source fs.FS) build.Options {
	return build.Options{Source: source, Date: day, Today: content.Date{Time: day}}
}

func standard(t *testing.T) *theme.Theme {
	t.Helper()
	th, err := theme.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return th
}

const overdue = "-- fiches/note.md --\n---\ntitle: Note\ntype: reference\nstatus: valide\nreview_by: 2026-11-22\n---\n\nTexte.\n"

func TestRunWritesASite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	l, report, err := build.Run(options(sitetest.Folder(overdue)), standard(t), dir, output.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Diagnostics) != 1 || l.Diagnostics[0].Rule != diag.Overdue || l.Counts.Documents != 3 {
		t.Errorf("diagnostics %v, counts %+v", l.Diagnostics, l.Counts)
	}
	if report.Files == 0 || report.Written != report.Files || report.Bytes == 0 {
		t.Errorf("report %+v", report)
	}
	for _, name := range []string{"index.html", "fiches/urgences/ecrans-bloques.html", "fiches/note.html", "manifest.json", "SHA256SUMS"} {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Error(err)
		}
	}
}

func TestManifest(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	fsys := sitetest.Folder("-- fiches/tous.md --\n---\ntitle: Pour tous\ncode: GEN-01\ntype: procedure-degradee\nservice: tous\nscenario: tous\n" +
		"role: tous\nphase: duree\nsummary: S\nversion: '2'\nstatus: valide\naudience: public\napproved: 2026-11-01\nreview_by: 2027-11-01\n---\n\n" +
		"## Faire (5 min)\n\n1. [ ] **Attendre** l'ordre.\n")
	if _, _, err := build.Run(options(fsys), standard(t), dir, output.Options{}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	// What the manifest says of cards and of the site; its list of files changes
	// with the theme and is compared with the folder by others.
	sitetest.Golden(t, "manifest.json", withoutFiles(t, text))
}

// Errors, and warnings when strict, come back with ErrContent; nothing is made.
func TestRunStopsOnErrors(t *testing.T) {
	broken := sitetest.Folder("-- fiches/note.md --\n---\ntitle: Note\ntype: reference\nstatus: valide\n---\n\n[x](y.md) [](fiche:URG-99)\n")
	strict := options(sitetest.Folder(overdue))
	strict.Strict = true
	official := options(sitetest.Folder(overdue))
	official.Official = true
	for name, o := range map[string]build.Options{"broken": options(broken), "strict": strict, "official": official} {
		dir := filepath.Join(t.TempDir(), "public")
		l, report, err := build.Run(o, standard(t), dir, output.Options{})
		if !errors.Is(err, build.ErrContent) || !reflect.DeepEqual(report, build.Report{}) {
			t.Errorf("%s: error %v, report %+v", name, err, report)
		}
		if l == nil || !diag.HasErrors(l.Diagnostics) {
			t.Errorf("%s: no diagnostics", name)
		}
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %s was made", name, dir)
		}
	}
}

// All that is wrong is said at once, in the order of files.
func TestLoadSaysEverything(t *testing.T) {
	fsys := sitetest.Folder("-- fiches/b.md --\n---\ntitel: B\ntype: reference\nstatus: valide\n---\n\n<b>x</b> [](fiche:URG-99)\n" +
		"-- fiches/a.md --\n---\ntitle: A\ntype: reference\nstatus: valide\nservice: urgence\n---\n\n> [!NOTTE]\n> x\n")
	l, err := build.Load(options(fsys))
	if err != nil {
		t.Fatal(err)
	}
	var got []diag.Rule
	for _, d := range l.Diagnostics {
		got = append(got, d.Rule)
	}
	want := []diag.Rule{diag.UnknownTerm, diag.UnknownCallout, diag.UnknownKey, diag.RawHTML, diag.RawHTML, diag.UnknownCode}
	if len(got) != len(want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
}

func TestOverridesReachTheSite(t *testing.T) {
	o := options(sitetest.Folder(""))
	o.Overrides = []content.Override{{Key: "audience", Value: "public", Origin: content.FromFlag, Name: "--audience"}}
	l, err := build.Load(o)
	if err != nil {
		t.Fatal(err)
	}
	if s := l.Site(o); s.Audience != content.Public || len(s.Pages) != 0 || !s.Built.Equal(day) {
		t.Errorf("audience %s, %d pages, built %s", s.Audience, len(s.Pages), s.Built)
	}
	if l.Counts.Documents != 2 {
		t.Errorf("%d documents checked: every audience's must be", l.Counts.Documents)
	}
}

// A disk that fails is an error, not a remark on the content.
func TestReadFailure(t *testing.T) {
	fsys := sitetest.Folder("")
	for _, name := range []string{"fiches/urgences/ecrans-bloques.md", "site.yaml", "data/services.yaml"} {
		_, err := build.Load(options(failing{fsys, name}))
		if !errors.Is(err, fs.ErrPermission) {
			t.Errorf("%s cannot be read: error %v", name, err)
		}
	}
}

// failing is a folder with one file that cannot be read.
type failing struct {
	fstest.MapFS
	name string
}

func (f failing) Open(name string) (fs.File, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.Open(name)
}

func (f failing) ReadFile(name string) ([]byte, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.ReadFile(name)
}

// withoutFiles drops the list of files from a manifest.
func withoutFiles(t *testing.T, text []byte) []byte {
	t.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	delete(all, "files")
	out, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(out, '\n')
}

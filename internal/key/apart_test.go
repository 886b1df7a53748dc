package key

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"planblanc/internal/output"
)

// exercise returns the site of an exercise.
func exercise(t *testing.T) fs.FS {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "public")
	_, err := output.Write(dir, output.Options{}, func(add func(output.File) error) (output.Manifest, error) {
		return output.Manifest{Site: "Essai", Edition: "2026.12", Number: 3, Built: "2026-12-01", ValidUntil: "2027-03-01", Exercise: "Cyber 2026"},
			add(output.File{Path: "index.html", Body: []byte("exercice\n")})
	})
	if err != nil {
		t.Fatal(err)
	}
	return os.DirFS(dir)
}

// An exercise is not written beside a real site, nor beside what cannot be told
// from one; nothing is touched then.
func TestExercisesStayApart(t *testing.T) {
	without := func(s *simulated, name string) {
		maps.DeleteFunc(s.files, func(file string, _ []byte) bool { return file == name || strings.HasPrefix(file, name+"/") })
	}
	for name, c := range map[string]struct {
		plain  bool
		before func(*simulated)
		want   *RealSiteError
	}{
		"an empty key":               {false, func(*simulated) {}, nil},
		"an empty folder":            {true, func(*simulated) {}, nil},
		"the exercise before":        {false, func(s *simulated) { s.write(t, exercise(t)) }, nil},
		"a real site in the first":   {false, func(s *simulated) { s.write(t, first(t)) }, &RealSiteError{A, "2026.11"}},
		"a real site in the other":   {false, func(s *simulated) { s.write(t, first(t)); s.write(t, second(t)); without(s, "a") }, &RealSiteError{B, "2026.12"}},
		"a manifest without a sense": {false, func(s *simulated) { s.write(t, exercise(t)); s.files["a/"+output.ManifestName] = []byte("{") }, &RealSiteError{A, ""}},
		"a manifest that is gone":    {false, func(s *simulated) { s.write(t, first(t)); delete(s.files, "a/"+output.ManifestName) }, &RealSiteError{A, ""}},
		"a cut writing": {false, func(s *simulated) {
			s.write(t, first(t))
			delete(s.files, "a/"+output.ManifestName)
			delete(s.files, "a/"+ScriptName)
		}, nil},
		"a real site in a folder": {true, func(s *simulated) {
			if _, err := Write(s, first(t), Options{Plain: true}); err != nil {
				t.Fatal(err)
			}
		}, &RealSiteError{"", "2026.11"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSimulated(1)
			c.before(s)
			before := maps.Clone(s.files)
			_, err := Write(s, exercise(t), Options{Plain: c.plain})
			if c.want == nil {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if e, ok := errors.AsType[*RealSiteError](err); !ok || *e != *c.want {
				t.Errorf("%v, want %v", err, c.want)
			}
			if !maps.EqualFunc(s.files, before, slices.Equal) {
				t.Error("the key has changed")
			}
		})
	}
}

// A real site opens instead of an exercise, which is said; written again, it takes
// the exercise's place too, and a third time nothing is left to do.
func TestRealSitesReplaceExercises(t *testing.T) {
	s := newSimulated(1)
	s.write(t, exercise(t))
	for i, want := range []struct {
		slot     Slot
		exercise string
		current  bool
	}{{B, "Cyber 2026", false}, {A, "", false}, {A, "", true}} {
		if r := s.write(t, first(t)); r.Slot != want.slot || r.Exercise != want.exercise || r.Current != want.current {
			t.Errorf("writing %d: slot %s, exercise %q, current %v", i+1, r.Slot, r.Exercise, r.Current)
		}
	}
}

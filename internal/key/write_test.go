package key

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"planblanc/internal/output"
)

func TestWriteTakesTurns(t *testing.T) {
	s := newSimulated(1)
	one, two := first(t), second(t)
	for i, site := range []fs.FS{one, two, one, two} {
		r := s.write(t, site)
		if r.Write != int64(i+1) || r.Current || r.Resumed || r.Written+r.Kept != 8 || i < 2 && r.Kept > 0 { // six pages, the manifest and the sums
			t.Errorf("%+v", r)
		}
		if want := []Slot{A, B, A, B}[i]; r.Slot != want || s.opens(t) != r.Facts {
			t.Errorf("writing %d went to %s, %+v opens", i, r.Slot, s.opens(t))
		}
		var markers []string
		for name := range s.files {
			if _, _, ok := parseMarkerName(name); ok {
				markers = append(markers, name)
			}
		}
		if !slices.Equal(markers, []string{MarkerName(r.Slot, r.Write)}) {
			t.Errorf("markers: %v", markers)
		}
	}
	for _, slot := range []string{"a", "b"} {
		c, err := Check(sub(t, s, slot), nil, ScriptName, PictureName)
		if err != nil || !c.Whole() {
			t.Errorf("slot %s: %v %+v", slot, err, c)
		}
	}
}

func sub(t *testing.T, s fs.FS, dir string) fs.FS {
	t.Helper()
	folder, err := fs.Sub(s, dir)
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestWriteAgainWritesNothing(t *testing.T) {
	s := newSimulated(1)
	site := first(t)
	s.write(t, site)
	if r := s.write(t, site); !r.Current || s.written != 0 || r.Write != 1 {
		t.Errorf("%+v, %d bytes", r, s.written)
	}
	s.files[DoorName] = s.files[DoorName][:100]
	if r := s.write(t, site); r.Current || s.opens(t).Write != r.Write {
		t.Errorf("a damaged door: %+v", r)
	}
}

// A signature is of the site: another one is another writing.
func TestWriteCopiesSignatures(t *testing.T) {
	s := newSimulated(1)
	dir := t.TempDir()
	if err := os.CopyFS(dir, first(t)); err != nil {
		t.Fatal(err)
	}
	s.write(t, os.DirFS(dir))
	for name, body := range map[string]string{output.SignatureName(1): "one", output.SignatureName(2): "two"} {
		if err := os.WriteFile(path.Join(dir, name), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r := s.write(t, os.DirFS(dir))
	if r.Slot != B || string(s.files["b/"+output.SignatureName(1)]) != "one" || string(s.files["b/SHA256SUMS.2.sig"]) != "two" {
		t.Errorf("%+v %v", r, slices.Sorted(maps.Keys(s.files)))
	}
}

// TestEveryCutLeavesAVersion cuts a writing at each of its operations, several
// times since a crash may lose more or less, from a key with one version, two,
// and a cut writing.
func TestEveryCutLeavesAVersion(t *testing.T) {
	one, two := first(t), second(t)
	for seed := range uint64(6) {
		for stop := 1; ; stop++ {
			s := newSimulated(seed*1000 + uint64(stop))
			s.write(t, one)
			if seed%2 == 1 {
				s.write(t, two)
				s.write(t, one)
			}
			acknowledged := s.opens(t).Write
			s.operations, s.stop, s.failure = 0, stop, errCrash
			_, err := Write(s, two, Options{})
			if err == nil {
				if stop < 15 {
					t.Fatalf("only %d operations", stop)
				}
				break
			}
			if !errors.Is(err, errCrash) {
				t.Fatal(err)
			}
			s.crash()
			if opened := s.opens(t); opened.Write < acknowledged {
				t.Fatalf("cut at operation %d: writing %d opens, %d was acknowledged", stop, opened.Write, acknowledged)
			}
			if seed > 3 { // cut again, elsewhere
				s.stop, s.failure = 1+s.random.IntN(stop), errCrash
				if _, err := Write(s, one, Options{}); err != nil {
					s.crash()
				}
				s.stop = 0
				// One that was complete and never acknowledged may be redone.
				if again := s.opens(t); again.Write < acknowledged {
					t.Fatalf("second cut: writing %d opens, %d was acknowledged", again.Write, acknowledged)
				}
			}
			r := s.write(t, two)
			if got := s.opens(t); got != r.Facts || got.Edition != "2026.12" {
				t.Fatalf("after a cut at operation %d: %+v opens", stop, got)
			}
		}
	}
}

// A program with another door than the key's writes over it: at each cut one of
// two doors is whole, and the next run leaves one.
func TestDoorIsNeverLost(t *testing.T) {
	former := []byte("<!doctype html><title>opens</title>")
	site, met := first(t), false
	for stop := 1; ; stop++ {
		s := newSimulated(uint64(stop))
		s.write(t, site)
		s.files[DoorName], s.medium[DoorName] = former, former
		s.operations, s.stop, s.failure = 0, stop, errCrash
		_, err := Write(s, site, Options{})
		if err == nil {
			break
		}
		s.crash()
		door := s.files[DoorName]
		if !bytes.Equal(door, former) && !bytes.Equal(door, Door) && !bytes.Equal(s.files[SpareName], Door) {
			t.Fatalf("cut at operation %d: no door is whole", stop)
		}
		if v := verify(t, s.view(s.files), Trust{Now: now}); bytes.Equal(door, Door) && s.files[SpareName] != nil {
			met = true
			if !slices.Contains(v.Notices, Notice{Interrupt, SpareName}) || len(v.Extra)+len(v.Changed) > 0 {
				t.Errorf("cut at operation %d: %+v", stop, v)
			}
			s.files[SpareName] = []byte("x")
			if v := verify(t, s.view(s.files), Trust{Now: now}); !slices.Equal(v.Changed, []string{SpareName}) {
				t.Errorf("another page of that name: %+v", v)
			}
		}
		s.write(t, site)
		if s.opens(t); s.files[SpareName] != nil {
			t.Errorf("cut at operation %d: %s stays", stop, SpareName)
		}
	}
	if !met {
		t.Error("no cut left two doors")
	}
}

// TestEveryFailureIsNamed makes each operation fail as a bad medium does: the
// message names a file, what was there opens, and the next run succeeds.
func TestEveryFailureIsNamed(t *testing.T) {
	one, two := first(t), second(t)
	for _, failure := range []error{syscall.EIO, syscall.ENOSPC, syscall.EROFS, syscall.EACCES} {
		for stop := 1; ; stop++ {
			s := newSimulated(uint64(stop))
			s.write(t, one)
			s.operations, s.stop, s.failure = 0, stop, failure
			_, err := Write(s, two, Options{})
			if err == nil {
				break
			}
			if !errors.Is(err, failure) {
				t.Fatalf("operation %d: %v", stop, err)
			}
			if verb, name, _ := strings.Cut(strings.SplitN(err.Error(), ":", 2)[0], " "); name == "" || !slices.Contains([]string{"write", "make", "remove", "sync"}, verb) {
				t.Errorf("operation %d: %q names no file", stop, err)
			}
			s.stop = 0
			s.opens(t)
			if r := s.write(t, two); s.opens(t) != r.Facts {
				t.Errorf("after operation %d failed, %+v opens", stop, s.opens(t))
			}
		}
	}
}

// After a cut at half of the bytes, at most 60 % are written again.
func TestCutWritingIsResumed(t *testing.T) {
	var pages []string
	for i := range 400 {
		pages = append(pages, fmt.Sprintf("fiches/%03d.html", i))
	}
	site := built(t, "2026.11", pages...)
	whole := newSimulated(1)
	whole.write(t, site)
	if whole.operations > 500 { // 402 files: each sync of a folder takes as long as many of them
		t.Errorf("%d operations", whole.operations)
	}
	for stop := whole.operations / 2; ; stop += 5 {
		s := newSimulated(uint64(stop))
		s.stop, s.failure = stop, errCrash
		if _, err := Write(s, site, Options{}); err == nil {
			t.Fatal("half of the bytes were never written")
		}
		if s.written < whole.written/2 {
			continue
		}
		s.crash()
		// What is in the slot and was synced stays; a name may be lost.
		r := s.write(t, site)
		if s.written > whole.written*6/10 || !r.Resumed {
			t.Errorf("%d of %d bytes were written again, resumed %v", s.written, whole.written, r.Resumed)
		}
		return
	}
}

// What a cut writing left is known for ours, though no later site has files of
// these names: the sums are on the medium before what they list.
func TestCutWritingIsNotForeign(t *testing.T) {
	one, two := first(t), second(t)
	three, four := built(t, "2027.01", "a.html", "search/p-3.js"), built(t, "2027.02", "four.html")
	for seed := range uint64(4) {
		for stop := 1; ; stop++ {
			s := newSimulated(seed*1000 + uint64(stop))
			s.write(t, one)
			if seed%2 == 1 {
				s.write(t, two)
			}
			s.operations, s.stop, s.failure = 0, stop, errCrash
			if _, err := Write(s, three, Options{}); err == nil {
				break
			}
			s.crash()
			if _, err := Write(s, four, Options{}); err != nil {
				t.Fatalf("after a cut at operation %d: %v", stop, err)
			}
		}
	}
}

// A medium that gives back other bytes is found out, wherever it lies.
func TestLyingMediumIsFound(t *testing.T) {
	site := first(t)
	whole := newSimulated(1)
	whole.write(t, site)
	for name := range whole.files {
		s := newSimulated(1)
		s.alter = func(n string, body []byte) []byte {
			if n != name {
				return body
			}
			body = slices.Clone(body)
			body[len(body)/2] ^= 1
			return body
		}
		_, err := Write(s, site, Options{})
		e, ok := errors.AsType[*ReadBackError](err)
		if !ok || e.Path != name && !strings.HasPrefix(e.Path, "a/") {
			t.Errorf("%s altered: %v", name, err)
		}
		if len(States(s)) > 0 && name != "a/"+PictureName && name != "a/"+ScriptName && !strings.HasPrefix(name, "actif-") {
			t.Errorf("%s altered: the slot opens", name)
		}
	}
}

func TestRefusals(t *testing.T) {
	site := first(t)
	damaged := t.TempDir()
	if err := os.CopyFS(damaged, site); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path.Join(damaged, "index.html"), []byte("other"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*simulated)
		site   fs.FS
		plain  bool
		want   func(error) bool
	}{
		"read-only": {func(s *simulated) { s.volume.ReadOnly = true }, site, false, func(err error) bool { return errors.Is(err, ErrReadOnly) }},
		"full": {func(s *simulated) { s.volume.Free = 2000 }, site, false, func(err error) bool {
			e, ok := errors.AsType[*output.SpaceError](err)
			return ok && e.Missing > 0
		}},
		"foreign at the top": {func(s *simulated) {
			s.files["photo.jpg"], s.files["cv/x.doc"], s.dirs["cv"] = []byte("x"), []byte("x"), true
		}, site, false, func(err error) bool {
			e, ok := errors.AsType[*ForeignError](err)
			return ok && slices.Equal(e.Paths, []string{"cv/", "photo.jpg"})
		}},
		"foreign in a slot": {func(s *simulated) {
			s.write(t, second(t))
			s.write(t, first(t))
			s.files["a/fiches/photo.jpg"] = []byte("x")
		}, second(t), false, func(err error) bool {
			e, ok := errors.AsType[*ForeignError](err)
			return ok && slices.Equal(e.Paths, []string{"a/fiches/photo.jpg"})
		}},
		"a folder of the name of a slot": {func(s *simulated) {
			s.files["a/index.html"], s.files["a/x.jpg"], s.dirs["a"] = []byte("x"), []byte("x"), true
		}, site, false, func(err error) bool {
			e, ok := errors.AsType[*ForeignError](err)
			return ok && slices.Equal(e.Paths, []string{"a/index.html", "a/x.jpg"})
		}},
		"a folder of the name of the other slot": {func(s *simulated) {
			s.write(t, first(t))
			s.files["b/x.jpg"], s.dirs["b"] = []byte("x"), true
		}, second(t), false, func(err error) bool {
			e, ok := errors.AsType[*ForeignError](err)
			return ok && slices.Equal(e.Paths, []string{"b/x.jpg"})
		}},
		"a plain folder with a page of its own": {func(s *simulated) { s.files["index.html"] = []byte("x") }, site, true, func(err error) bool {
			e, ok := errors.AsType[*ForeignError](err)
			return ok && slices.Equal(e.Paths, []string{"index.html"})
		}},
		"a plain folder with sums of its own": {func(s *simulated) {
			s.files["debian.iso"], s.files["SHA256SUMS"] = []byte("x"), []byte(strings.Repeat("0", 64)+"  debian.iso\n")
		}, site, true, func(err error) bool {
			e, ok := errors.AsType[*ForeignError](err)
			return ok && slices.Equal(e.Paths, []string{"debian.iso"})
		}},
		"foreign in a plain folder": {func(s *simulated) { s.files["fiches/x.jpg"], s.dirs["fiches"] = []byte("x"), true }, site, true, func(err error) bool {
			e, ok := errors.AsType[*ForeignError](err)
			return ok && slices.Equal(e.Paths, []string{"fiches/x.jpg"})
		}},
		"a site that is not its own": {func(*simulated) {}, os.DirFS(damaged), false, func(err error) bool {
			e, ok := errors.AsType[*SourceError](err)
			return ok && slices.Contains(e.Paths, "index.html")
		}},
		"no site": {func(*simulated) {}, fstest.MapFS{}, false, func(err error) bool {
			_, ok := errors.AsType[*SourceError](err)
			return ok
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSimulated(1)
			c.change(s)
			before := maps.Clone(s.files)
			s.operations = 0
			_, err := Write(s, c.site, Options{Plain: c.plain})
			if !c.want(err) {
				t.Errorf("%v", err)
			}
			if s.operations > 0 || !maps.EqualFunc(s.files, before, slices.Equal) {
				t.Errorf("%d operations before the refusal", s.operations)
			}
		})
	}
}

// What systems leave on a key disturbs nobody.
func TestLeftoversAreNoReasonToRefuse(t *testing.T) {
	s := newSimulated(1)
	for _, name := range []string{"System Volume Information/IndexerVolumeGuid", ".Trash-1000/info", "desktop.ini", "a/Thumbs.db"} {
		s.files[name], s.dirs[path.Dir(name)] = []byte("x"), true
	}
	s.write(t, first(t))
	s.opens(t)
	if s.files["desktop.ini"] == nil || s.files["a/Thumbs.db"] == nil {
		t.Error("leftovers were removed")
	}
}

// A folder that the new site does not have stays when a system left something
// there, as every look at it from macOS does.
func TestLeftoversInAnObsoleteFolder(t *testing.T) {
	s := newSimulated(1)
	s.write(t, first(t))
	s.write(t, second(t))
	s.files["a/old/._gone.html"], s.files["a/search/.DS_Store"] = []byte("x"), []byte("x")
	s.files["a/old/.Trashes/x"], s.dirs["a/old/.Trashes"] = []byte("x"), true
	if r := s.write(t, built(t, "2027.01", "index.html")); r.Slot != A {
		t.Errorf("written to %s", r.Slot)
	}
	s.opens(t)
	if s.files["a/old/gone.html"] != nil || s.files["a/old/._gone.html"] == nil || s.dirs["a/fiches"] {
		t.Errorf("%v", slices.Sorted(maps.Keys(s.files)))
	}
}

// A damaged site may be all there is: it is not the one that is written over.
func TestDamagedSlot(t *testing.T) {
	one, two := first(t), second(t)
	spoil := func(s *simulated, name string) { s.files[name] = []byte("other") }
	t.Run("the only one stays", func(t *testing.T) {
		s := newSimulated(1)
		s.write(t, one)
		spoil(s, "a/fiches/un.html")
		if r := s.write(t, one); r.Slot != B || r.Current || s.opens(t) != r.Facts {
			t.Errorf("%+v", r)
		}
	})
	t.Run("of two, the newest stays", func(t *testing.T) {
		s := newSimulated(1)
		s.write(t, one)
		s.write(t, two)
		spoil(s, "a/fiches/un.html")
		spoil(s, "b/fiches/un.html")
		if r := s.write(t, two); r.Slot != A || s.opens(t) != r.Facts {
			t.Errorf("%+v", r)
		}
	})
	t.Run("the older one is mended", func(t *testing.T) {
		s := newSimulated(1)
		s.write(t, one)
		s.write(t, two)
		spoil(s, "a/fiches/un.html")
		if r := s.write(t, two); r.Slot != A || r.Current || s.opens(t) != r.Facts {
			t.Errorf("%+v", r)
		}
		if r := s.write(t, two); !r.Current {
			t.Errorf("%+v", r)
		}
	})
}

func TestPlainFolder(t *testing.T) {
	s := newSimulated(1)
	one, two := first(t), second(t)
	for _, site := range []fs.FS{one, two, two} {
		r, err := Write(s, site, Options{Plain: true})
		if err != nil {
			t.Fatal(err)
		}
		c, err := Check(s, nil)
		if err != nil || !c.Whole() || c.Manifest.Edition != r.Edition {
			t.Errorf("%v %+v", err, c)
		}
	}
	if _, there := s.files["old/gone.html"]; there {
		t.Error("a page of the former site is left")
	}
}

func TestRoomIsCountedInClusters(t *testing.T) {
	site := built(t, "2026.11", "a.html", "b.html", "c.html")
	s := newSimulated(1)
	s.volume.Cluster = 32 << 10
	s.volume.Free = 0
	_, err := Write(s, site, Options{})
	e, ok := errors.AsType[*output.SpaceError](err)
	if !ok || e.Missing < 5*s.volume.Cluster || e.Missing > 20*s.volume.Cluster {
		t.Fatalf("%v", err)
	}
	s.volume.Free = e.Missing - 1
	if _, err := Write(s, site, Options{}); err == nil {
		t.Error("one byte less suffices")
	}
	s.volume.Free = e.Missing
	if _, err := Write(s, site, Options{}); err != nil {
		t.Error(err)
	}
	if s.volume.Free = 0; errorOf(Write(s, site, Options{})) != nil {
		t.Error("a site that is there needs room")
	}
}

// The room that is needed is that of the fullest moment: what goes away before is
// taken off, what is written over counts once, names and states are counted too.
func TestRoomIsExact(t *testing.T) {
	w := &writer{cluster: 2, plan: plan{
		folders: []string{"x", "y"}, obsolete: []string{"old"},
		wrong: []output.Entry{{Path: "p", Bytes: 2000}, {Path: "x/" + strings.Repeat("n", 26), Bytes: 500}, {Path: "q", Bytes: 10}},
	}}
	there := map[string]int64{"old": 1000, "p": 100, "q": 700}
	const folders, names, states = 2 * 2, (2 + 2 + 2 + 2) * 32, 4 * 2 // two more for the name of 26 letters
	even := func(body []byte) int { return len(body) + len(body)%2 }
	fullest := int64(folders - 1000 + 2000 - 100 + 500 + 2*even(Door) + even(Readme) + names + states)
	w.report.Volume.Free = 10
	if e, ok := errors.AsType[*output.SpaceError](w.room(there)); !ok || e.Missing != fullest-10 {
		t.Errorf("%+v instead of %d", e, fullest-10)
	}
	if w.report.Volume.Free = fullest; w.room(there) != nil {
		t.Error("the room that is needed does not suffice")
	}
	w.cluster = 512
	for size, want := range map[int64]int64{0: 0, 1: 512, 512: 512, 513: 1024} {
		if got := w.clusters(size); got != want {
			t.Errorf("%d bytes take %d", size, got)
		}
	}
}

func errorOf(_ Report, err error) error { return err }

// unreadable is a medium on which one file fails to be read.
type unreadable struct {
	*simulated
	name string
}

func (u unreadable) Raw() fs.FS { return failing{u.simulated.Raw(), u.name} }

func (u unreadable) Open(name string) (fs.File, error) {
	return failing{u.simulated, u.name}.Open(name)
}

// A slot that cannot be read, or whose state cannot, may be the last good one: the
// writing stops before it begins.
func TestUnreadableSlotIsNotWrittenOver(t *testing.T) {
	for _, name := range []string{"b/index.html", "b/" + ScriptName, "a/" + ScriptName} {
		s := newSimulated(1)
		s.write(t, first(t))
		s.write(t, second(t))
		s.operations = 0
		_, err := Write(unreadable{s, name}, first(t), Options{})
		if !errors.Is(err, syscall.EIO) || !strings.Contains(err.Error(), path.Base(name)) || s.operations > 0 {
			t.Errorf("%s: %v after %d operations", name, err, s.operations)
		}
	}
}

// A state that no program wrote is none: the slot is written again.
func TestEndlessStateIsNoState(t *testing.T) {
	s := newSimulated(1)
	s.write(t, first(t))
	s.write(t, second(t))
	s.files["a/"+ScriptName] = make([]byte, 1<<20)
	if r := s.write(t, first(t)); r.Slot != A || s.opens(t) != r.Facts {
		t.Errorf("%+v", r)
	}
}

// A slot that was found damaged says no more that it is complete, once another
// one opens, so that the key verifies.
func TestDamagedSlotIsDisowned(t *testing.T) {
	s, allowed := signer(t)
	m := newSimulated(1)
	one := signed(t, first(t), s)
	m.write(t, one)
	m.files["a/index.html"] = []byte("x")
	next := signed(t, second(t), s)
	r := m.write(t, next)
	for last := m.operations; last > m.operations-2; last-- { // removes the state; puts that on the medium
		bad := newSimulated(1)
		bad.write(t, one)
		bad.files["a/index.html"] = []byte("x")
		bad.operations, bad.stop, bad.failure = 0, last, syscall.EIO
		if err := errorOf(Write(bad, next, Options{})); !errors.Is(err, syscall.EIO) {
			t.Errorf("operation %d of %d fails: %v", last, m.operations, err)
		}
	}
	if r.Slot != B || m.files["a/"+ScriptName] != nil || m.files["a/"+PictureName] != nil {
		t.Errorf("%+v", r)
	}
	v := verify(t, m.view(m.files), Trust{Allowed: allowed, Threshold: 1, Now: now})
	if v.Verdict != Authentic || !slices.Equal(v.Notices, []Notice{{Unfinished, "a/"}}) {
		t.Errorf("%+v", v)
	}
	if r := m.write(t, signed(t, first(t), s)); r.Slot != A || !r.Resumed || m.opens(t) != r.Facts {
		t.Errorf("%+v", r)
	}
}

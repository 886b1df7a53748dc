package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"planblanc/internal/output"
	"planblanc/internal/retry"
	"planblanc/internal/sitetest"
)

// built makes a site, as sitetest.Edition does, with a signature that nobody checks.
func built(t testing.TB, edition string, pages ...string) fs.FS {
	t.Helper()
	dir := sitetest.Edition(t, edition, 1, pages...)
	if err := os.WriteFile(filepath.Join(dir, output.SignatureName(1)), []byte("signature of "+edition+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return os.DirFS(dir)
}

func first(t testing.TB) fs.FS {
	return built(t, "2026.11", "=LISEZ-MOI.txt", "=assets/screen.css", "assets/site.js", "index.html", "fiches/un.html", "fiches/deux.html", "=fiches/tri.html",
		"search/index.js", "=search/d-aaaaaaaaaa.js", "old/gone.html", "esms/Été à l’œuvre.html")
}

func second(t testing.TB) fs.FS {
	return built(t, "2026.12", "=LISEZ-MOI.txt", "=assets/screen.css", "assets/site.js", "index.html", "fiches/un.html", "fiches/trois.html", "=fiches/tri.html",
		"search/index.js", "=search/d-bbbbbbbbbb.js", "new/here.html", "esms/Été à l’œuvre.html")
}

// texts are the files of a site.
func texts(t testing.TB, site fs.FS) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(site, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(site, name)
		files[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func options() Options {
	return Options{MaxDeletes: 100, Retry: retry.Policy{Tries: 3, First: time.Millisecond}}
}

func publish(t testing.TB, s *server, site fs.FS, o Options) Report {
	t.Helper()
	target := s.open(t, s.address)
	defer target.Close()
	r, err := Run(t.Context(), site, target, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// equal compares what is at a target with a site and foreign files.
func equal(t testing.TB, s *server, site fs.FS, foreign map[string]string) {
	t.Helper()
	want := texts(t, site)
	maps.Copy(want, foreign)
	got := s.files()
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s is not as it should be (%d bytes)", name, len(got[name]))
		}
	}
	for name := range got {
		if _, wanted := want[name]; !wanted {
			t.Errorf("%s is too much", name)
		}
	}
}

// servers are the stores that files are sent to one by one.
func servers() map[string]func(testing.TB) *server {
	return map[string]func(testing.TB) *server{"s3": s3Server, "sftp": sftpServer}
}

// targets are these and a folder.
func targets() map[string]func(testing.TB) *server {
	all := servers()
	all["folder"] = func(t testing.TB) *server {
		root := filepath.Join(t.TempDir(), "www")
		return &server{
			open:  func(testing.TB, string) Target { return Folder(root) },
			files: func() map[string]string { return onDisk(t, root) },
			put: func(name, text string) {
				full := filepath.Join(root, filepath.FromSlash(name))
				if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, []byte(text), 0o644)); err != nil {
					t.Fatal(err)
				}
			},
		}
	}
	return all
}

func TestPublish(t *testing.T) {
	for name, start := range targets() {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			one, two := first(t), second(t)
			dry := options()
			dry.Dry = true
			if r := publish(t, s, one, dry); len(r.New) != 11 || len(s.files()) != 0 {
				t.Fatalf("a dry run: %+v, and %d files", r, len(s.files()))
			}
			publish(t, s, one, options())
			equal(t, s, one, nil)
			s.put("robots.txt", "mine")
			foreign := map[string]string{"robots.txt": "mine"}
			r := publish(t, s, two, options())
			equal(t, s, two, foreign)
			want := Report{Facts: r.Facts, Former: "2026.11", New: []string{"fiches/trois.html", "new/here.html", "search/d-bbbbbbbbbb.js"},
				Changed: []string{"assets/site.js", "esms/Été à l’œuvre.html", "fiches/un.html", "index.html", "search/index.js"},
				Removed: []string{"fiches/deux.html", "old/gone.html", "search/d-aaaaaaaaaa.js"}, Kept: 3, SentBytes: r.SentBytes, Signed: true}
			if got, _ := json.Marshal(r); string(got) != must(json.Marshal(want)) {
				t.Errorf("%s\nwant %s", got, must(json.Marshal(want)))
			}
			if r := publish(t, s, two, options()); !r.Current {
				t.Errorf("published again: %+v", r)
			}
			few := options()
			few.MaxDeletes = 2
			before := s.files()
			target := s.open(t, s.address)
			defer target.Close()
			_, err := Run(t.Context(), one, target, few)
			if e, ok := errors.AsType[*DeletesError](err); !ok || !slices.Equal(e.Paths, []string{"fiches/trois.html", "new/here.html", "search/d-bbbbbbbbbb.js"}) {
				t.Errorf("too many deletions: %v", err)
			}
			if !maps.Equal(s.files(), before) {
				t.Error("a refusal changed the target")
			}
			s.put("index.html", strings.Repeat("x", len(before["index.html"])))
			all := options()
			all.All = true
			publish(t, s, two, all)
			equal(t, s, two, foreign)
		})
	}
}

func must(text []byte, err error) string {
	if err != nil {
		panic(err)
	}
	return string(text)
}

func TestForeignFiles(t *testing.T) {
	for name, start := range targets() {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			s.put("fiches/un.html", "somebody's")
			target := s.open(t, s.address)
			defer target.Close()
			_, err := Run(t.Context(), first(t), target, options())
			if _, ok := errors.AsType[*output.NotOursError](err); !ok {
				t.Errorf("a place that is not ours: %v", err)
			}
			forced := options()
			forced.Force = true
			_, err = Run(t.Context(), first(t), target, forced)
			if e, ok := errors.AsType[*output.ConflictError](err); !ok || e.Path != "fiches/un.html" {
				t.Errorf("a file in a page's place: %v", err)
			}
			if got := s.files(); len(got) != 1 || got["fiches/un.html"] != "somebody's" {
				t.Errorf("changed: %v", got)
			}
		})
	}
}

// cuts is how many places a run is cut at.
func cuts(t testing.TB, usual int) int {
	t.Helper()
	if text := os.Getenv("CUTS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return usual
}

// Wherever a run is cut, no file is torn, the manifest that stands has all its
// files, and the next run makes it whole; another edition too.
func TestCutAnywhere(t *testing.T) {
	for name, start := range servers() {
		t.Run(name, func(t *testing.T) {
			one, two := first(t), second(t)
			s := start(t)
			publish(t, s, one, options())
			through := newCutter(t, s.address, math.MaxInt64)
			target := s.open(t, through.Addr().String())
			if _, err := Run(t.Context(), two, target, options()); err != nil {
				t.Fatal(err)
			}
			target.Close()
			all := through.sent.Load()
			n := cuts(t, 100)
			random := rand.New(rand.NewPCG(11, 5))
			met, resumed, sealed := 0, 0, 0
			for range n {
				publish(t, s, one, options())
				at := random.Int64N(all)
				cut := newCutter(t, s.address, at)
				target := s.open(t, cut.Addr().String())
				_, err := Run(t.Context(), two, target, Options{MaxDeletes: 100})
				target.Close()
				if err != nil {
					met++
				}
				sealed += consistent(t, s, one, two, fmt.Sprintf("cut after %d of %d bytes", at, all))
				next := two
				if random.IntN(3) == 0 {
					next = one // the cut edition is given up
				}
				if r := publish(t, s, next, options()); r.Resumed {
					resumed++
				}
				equal(t, s, next, nil)
				if t.Failed() {
					t.Fatalf("cut after %d of %d bytes", at, all)
				}
			}
			if met < n*3/4 || resumed < n/3 {
				t.Errorf("of %d cuts %d were met, %d runs went on", n, met, resumed)
			}
			t.Logf("%d cuts in %d bytes: %d met, %d after the manifest, %d resumed", n, all, met, sealed, resumed)
		})
	}
}

// consistent checks what readers find after a cut, and reports 1 when it is the
// new edition.
func consistent(t *testing.T, s *server, one, two fs.FS, where string) int {
	t.Helper()
	got := s.files()
	old, new := texts(t, one), texts(t, two)
	for name, text := range got {
		if strings.HasPrefix(name, WorkFolder+"/") {
			continue
		}
		if text != old[name] && text != new[name] {
			t.Fatalf("%s: %s is torn", where, name)
		}
	}
	standing, sealed := old, 0
	if got[output.ManifestName] == new[output.ManifestName] {
		standing, sealed = new, 1
	}
	for name := range standing {
		text, there := got[name]
		if !there || sealed == 1 && text != new[name] {
			t.Fatalf("%s: the manifest of %d lists %s, which is not there", where, sealed, name)
		}
	}
	return sealed
}

// A line that breaks now and then costs time, not the run.
func TestRetries(t *testing.T) {
	for name, start := range servers() {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			var told atomic.Int64
			o := options()
			o.Retry = retry.Policy{Tries: 20, First: time.Millisecond, Told: func(error, time.Duration) { told.Add(1) }}
			target := s.open(t, s.address)
			defer target.Close()
			broken := &unreliable{store: target.(store), every: 7}
			if _, err := Run(t.Context(), first(t), broken, o); err != nil {
				t.Fatal(err)
			}
			equal(t, s, first(t), nil)
			if told.Load() == 0 {
				t.Error("nothing failed")
			}
		})
	}
}

// unreliable fails each so-manieth call, half of the time after it was done.
type unreliable struct {
	store
	calls atomic.Int64
	every int64
}

func (u *unreliable) Close() error { return nil }

func (u *unreliable) fails() (before, after error) {
	call := u.calls.Add(1)
	switch {
	case call%(2*u.every) == 0:
		return errors.New("line broken"), nil
	case call%u.every == 0:
		return nil, errors.New("answer lost")
	}
	return nil, nil
}

func (u *unreliable) send(ctx context.Context, name, site string, body []byte) error {
	before, after := u.fails()
	if before != nil {
		return before
	}
	return errors.Join(u.store.send(ctx, name, site, body), after)
}

func (u *unreliable) place(ctx context.Context, sent, name string) error {
	before, after := u.fails()
	if before != nil {
		return before
	}
	return errors.Join(u.store.place(ctx, sent, name), after)
}

func TestTwoRunsAtOnce(t *testing.T) {
	for name, start := range servers() {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			publish(t, s, first(t), options())
			target := s.open(t, s.address)
			defer target.Close()
			late := &interrupted{store: target.(store), before: func() { s.put(announcement(strings.Repeat("0", 64)), "\n") }}
			_, err := Run(t.Context(), second(t), late, options())
			if _, ok := errors.AsType[*OtherRunError](err); !ok {
				t.Errorf("another run began: %v", err)
			}
			consistent(t, s, first(t), second(t), "another run")
			if s.files()[output.ManifestName] != texts(t, first(t))[output.ManifestName] {
				t.Error("the run went on")
			}
			publish(t, s, second(t), options())
			equal(t, s, second(t), nil)
		})
	}
}

// interrupted calls before when the first file was sent.
type interrupted struct {
	store
	before func()
}

func (i *interrupted) Close() error { return nil }

func (i *interrupted) send(ctx context.Context, name, site string, body []byte) error {
	if isAnnouncement(name) {
		i.before()
	}
	return i.store.send(ctx, name, site, body)
}

func TestHeaders(t *testing.T) {
	for name, want := range map[string][2]string{
		"index.html":             {"text/html; charset=utf-8", "no-cache"},
		"assets/site.js":         {"text/javascript; charset=utf-8", "no-cache"},
		"search/index.js":        {"text/javascript; charset=utf-8", "no-cache"},
		"search/d-1e5e369d2d.js": {"text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		"fiches/d-1e5e369d2d.js": {"text/javascript; charset=utf-8", "no-cache"},
		"SHA256SUMS":             {"text/plain; charset=utf-8", "no-cache"},
		"SHA256SUMS.sig":         {"text/plain; charset=utf-8", "no-cache"},
		"outils/planblanc":       {"application/octet-stream", "no-cache"},
	} {
		if got := [2]string{ContentType(name), CacheControl(name)}; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

package follow

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"planblanc/internal/folder"
	"planblanc/internal/key"
	"planblanc/internal/output"
	"planblanc/internal/retry"
	"planblanc/internal/sign"
	"planblanc/internal/sitetest"
)

// now is the day of the tests.
var now = time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)

// built makes a signed site of an edition with that number.
func built(t testing.TB, signer *sign.Signer, edition string, number int64, pages ...string) string {
	t.Helper()
	dir := sitetest.Edition(t, edition, number, pages...)
	if signer != nil {
		sums, err := os.ReadFile(filepath.Join(dir, output.SumsName))
		if err != nil {
			t.Fatal(err)
		}
		text, err := signer.Sign(sums)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, output.SignatureName(1)), text, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func first(t testing.TB, s *sign.Signer) string {
	return built(t, s, "2026.11", 100, "=LISEZ-MOI.txt", "=assets/screen.css", "index.html", "fiches/un.html", "fiches/deux.html", "esms/Été à l’œuvre.html")
}

func second(t testing.TB, s *sign.Signer) string {
	return built(t, s, "2026.12", 200, "=LISEZ-MOI.txt", "=assets/screen.css", "index.html", "fiches/un.html", "fiches/trois.html", "esms/Été à l’œuvre.html")
}

func signer(t testing.TB) (*sign.Signer, key.Trust) {
	t.Helper()
	_, s, err := sign.Generate("essai", nil)
	if err != nil {
		t.Fatal(err)
	}
	allowed, err := sign.ParseAllowed([]byte("crise "+s.Public()+"\n"), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return s, key.Trust{Allowed: allowed, Now: now}
}

// place is a folder on a crisis PC.
type place struct {
	dir, spool string
	trust      key.Trust
}

func newPlace(t testing.TB, trust key.Trust) *place {
	t.Helper()
	p := &place{filepath.Join(t.TempDir(), "crise"), filepath.Join(t.TempDir(), "cache"), trust}
	if err := os.Mkdir(p.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return p
}

// pull does what the command does.
func (p *place) pull(t testing.TB, from Source, tries int) (*Site, error) {
	t.Helper()
	spool, err := output.OpenSpool(p.spool)
	if err != nil {
		t.Fatal(err)
	}
	defer spool.Close()
	o := Options{Trust: p.trust, Retry: retry.Policy{Tries: tries, First: time.Millisecond}}
	for _, f := range key.States(folder.At(p.dir)) {
		slot, err := fs.Sub(folder.At(p.dir), string(f.Slot))
		if err != nil {
			t.Fatal(err)
		}
		o.Have = append(o.Have, slot)
	}
	site, err := Fetch(t.Context(), from, spool, o)
	if err != nil {
		return nil, err
	}
	m, err := output.Mount(p.dir, key.LockName)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if _, err := key.Write(m, site.Files, key.Options{}); err != nil {
		return nil, err
	}
	return site, spool.Empty()
}

// whole brings a site, writes it nowhere, and checks that all of it came.
func (p *place) whole(t testing.TB, from Source, want string) error {
	t.Helper()
	spool, err := output.OpenSpool(p.spool)
	if err != nil {
		t.Fatal(err)
	}
	defer spool.Close()
	site, err := Fetch(t.Context(), from, spool, Options{Trust: p.trust})
	if err != nil {
		return err
	}
	sums, err := os.ReadFile(filepath.Join(want, output.SumsName))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := key.Load(site.Files); err != nil || string(c.Sums) != string(sums) || len(c.Signatures) != 1 {
		return fmt.Errorf("not the site: %w", err)
	}
	return nil
}

// opens checks that the place verifies, and returns the edition that opens.
func (p *place) opens(t testing.TB) string {
	t.Helper()
	r, err := key.Verify(folder.At(p.dir), p.trust, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != key.Authentic {
		t.Fatalf("the folder is %s: %v %v %v", r.Verdict, r.Changed, r.Missing, r.Extra)
	}
	return r.Copies[0].Edition
}

// served serves a folder, each answer through a filter.
type served struct {
	*httptest.Server
	dir    atomic.Pointer[string]
	left   atomic.Int64 // bytes of bodies until all answers are cut
	ranges atomic.Int64
	sent   atomic.Int64
}

func serve(t testing.TB, dir string) *served {
	t.Helper()
	s := &served{}
	s.dir.Store(&dir)
	s.left.Store(1 << 40)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Range") != "" {
			s.ranges.Add(1)
		}
		http.FileServer(http.Dir(*s.dir.Load())).ServeHTTP(&cutting{w, s}, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *served) web(t testing.TB) *Web {
	t.Helper()
	w, err := NewWeb(s.URL, 2*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

type cutting struct {
	http.ResponseWriter
	s *served
}

func (c *cutting) Write(b []byte) (int, error) {
	left := c.s.left.Add(-int64(len(b)))
	c.s.sent.Add(int64(len(b)))
	if left < 0 {
		_, _ = c.ResponseWriter.Write(b[:max(0, int64(len(b))+left)])
		_ = http.NewResponseController(c.ResponseWriter).Flush()
		panic(http.ErrAbortHandler)
	}
	return c.ResponseWriter.Write(b)
}

func TestPull(t *testing.T) {
	s, trust := signer(t)
	one, two := first(t, s), second(t, s)
	for name, from := range map[string]func(dir string) Source{
		"web":    func(dir string) Source { return serve(t, dir).web(t) },
		"folder": func(dir string) Source { return Folder(dir) },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, trust)
			if site, err := p.pull(t, from(one), 1); err != nil || site.Brought != 6 {
				t.Fatalf("%+v %v", site, err)
			}
			if e := p.opens(t); e != "2026.11" {
				t.Fatal(e)
			}
			site, err := p.pull(t, from(two), 1)
			if err != nil || site.Brought != 4 || site.Kept != 2 || p.opens(t) != "2026.12" {
				t.Fatalf("%+v %v", site, err)
			}
			if site, err := p.pull(t, from(two), 1); err != nil || site.Brought != 0 {
				t.Fatalf("again: %+v %v", site, err)
			}
			// A file that was damaged here comes again.
			states := key.States(folder.At(p.dir))
			if err := os.WriteFile(filepath.Join(p.dir, string(states[0].Slot), "index.html"), []byte("x"), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := p.pull(t, from(two), 1); err != nil {
				t.Fatal(err)
			}
			if _, err := p.pull(t, from(two), 1); err != nil || p.opens(t) != "2026.12" {
				t.Fatal(err)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	s, trust := signer(t)
	stranger, _ := signer(t)
	one := first(t, s)
	damaged := func(name string) string {
		dir := second(t, s)
		file := filepath.Join(dir, name)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text[len(text)/2] ^= 1
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	missing := second(t, s)
	if err := os.Remove(filepath.Join(missing, "fiches", "trois.html")); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		dir  string
		want key.Verdict
	}{
		"unsigned":  {second(t, nil), key.Unsigned},
		"stranger":  {second(t, stranger), key.UnknownSigner},
		"page":      {damaged("index.html"), key.Altered},
		"manifest":  {damaged(output.ManifestName), key.Altered},
		"sums":      {damaged(output.SumsName), key.Altered},
		"signature": {damaged(output.SignatureName(1)), key.Altered},
		"missing":   {missing, key.Altered},
		"rollback":  {built(t, s, "2026.01", 50, "index.html"), key.Rollback},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, trust)
			p.trust.Seen = map[string]int64{"Essai": 100}
			if _, err := p.pull(t, Folder(one), 1); err != nil {
				t.Fatal(err)
			}
			_, err := p.pull(t, serve(t, c.dir).web(t), 2)
			if e, ok := errors.AsType[*RefusedError](err); !ok || e.Verdict != c.want {
				t.Errorf("%v, want %s", err, c.want)
			}
			if e := p.opens(t); e != "2026.11" {
				t.Errorf("%s opens", e)
			}
		})
	}
	t.Run("expired", func(t *testing.T) {
		p := newPlace(t, trust)
		p.trust.Now = time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
		if site, err := p.pull(t, Folder(one), 1); err != nil || site.Verdict != key.Expired {
			t.Errorf("%+v %v", site, err)
		}
	})
}

// Wherever the line is cut, the former version opens; the next run asks for the
// rest and no more.
func TestCutAnywhere(t *testing.T) {
	n := 100
	if text := os.Getenv("CUTS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	s, trust := signer(t)
	one, two := first(t, s), second(t, s)
	srv := serve(t, two)
	model := newPlace(t, trust)
	if _, err := model.pull(t, srv.web(t), 1); err != nil {
		t.Fatal(err)
	}
	all := srv.sent.Load()
	random := rand.New(rand.NewPCG(11, 7))
	met := 0
	former := newPlace(t, trust)
	if _, err := former.pull(t, Folder(one), 1); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		p := newPlace(t, trust)
		if err := os.CopyFS(p.dir, os.DirFS(former.dir)); err != nil {
			t.Fatal(err)
		}
		at := random.Int64N(all)
		srv.left.Store(at)
		_, err := p.pull(t, srv.web(t), 1)
		want := "2026.12"
		if err != nil {
			met++
			want = "2026.11"
		}
		if e := p.opens(t); e != want {
			t.Fatalf("cut after %d bytes: %s opens, want %s (%v)", at, e, want, err)
		}
		srv.left.Store(1 << 40)
		if err != nil && i%10 != 0 { // writing a slot takes most of the time
			err = p.whole(t, srv.web(t), two)
		} else {
			_, err = p.pull(t, srv.web(t), 1)
			p.opens(t)
		}
		if err != nil {
			t.Fatalf("cut after %d bytes, then: %v", at, err)
		}
	}
	if met < n/2 || srv.ranges.Load() == 0 {
		t.Errorf("%d of %d cuts met, %d ranges asked for", met, n, srv.ranges.Load())
	}
	t.Logf("%d cuts in %d bytes: %d met, %d ranges asked for", n, all, met, srv.ranges.Load())
}

// A server that is up now and then costs time, not the run; one that keeps
// nothing back is read on with ranges.
func TestTriesAgain(t *testing.T) {
	s, trust := signer(t)
	p := newPlace(t, trust)
	n := 0
	dir := second(t, s)
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n++; n%3 == 0 {
			http.Error(w, "later", http.StatusServiceUnavailable)
			return
		}
		http.FileServer(http.Dir(dir)).ServeHTTP(w, r)
	}))
	defer h.Close()
	w, err := NewWeb(h.URL, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.pull(t, w, 8); err != nil || p.opens(t) != "2026.12" {
		t.Fatal(err)
	}
}

func TestHostileServers(t *testing.T) {
	_, trust := signer(t)
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	late := func(err error) bool {
		e, ok := errors.AsType[*url.Error](err)
		return ok && e.Timeout() && !errors.Is(err, context.Canceled)
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   func(error) bool
	}{
		"redirect": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL+"/", http.StatusFound) },
			func(err error) bool { _, ok := errors.AsType[*RedirectError](err); return ok }},
		"silence": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, late},
		"drip": {func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "0")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, late},
		"endless signature": {func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, ".sig") {
				for range 100 {
					fmt.Fprint(w, strings.Repeat("x", 1000))
				}
			}
		}, func(err error) bool { return err != nil && strings.Contains(err.Error(), "over") }},
	} {
		t.Run(name, func(t *testing.T) {
			h := httptest.NewServer(c.answer)
			defer h.Close()
			w, err := NewWeb(h.URL, 200*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			if _, err := newPlace(t, trust).pull(t, w, 1); !c.want(err) {
				t.Errorf("%v", err)
			}
		})
	}
	for _, address := range []string{"ftp://host/", "http://", "https://host/?x=1", "host", "file:///etc"} {
		if _, err := NewWeb(address, time.Second); !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

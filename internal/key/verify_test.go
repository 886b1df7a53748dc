package key

import (
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"planblanc/internal/output"
	"planblanc/internal/sign"
)

var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// signer is allowed to sign.
func signer(t testing.TB) (*sign.Signer, *sign.Allowed) {
	t.Helper()
	_, s, err := sign.Generate("crise@valmont", nil)
	if err != nil {
		t.Fatal(err)
	}
	allowed, err := sign.ParseAllowed([]byte("crise@valmont "+s.Public()), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return s, allowed
}

// signed adds a signature to a copy of a site.
func signed(t testing.TB, site fs.FS, signers ...*sign.Signer) fs.FS {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, site); err != nil {
		t.Fatal(err)
	}
	sums, err := fs.ReadFile(site, output.SumsName)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range signers {
		text, err := s.Sign(sums)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, output.SignatureName(i+1)), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return os.DirFS(dir)
}

// genuine is a key with two signed editions, the newest in slot b.
func genuine(t *testing.T) (*simulated, Trust) {
	t.Helper()
	s, allowed := signer(t)
	m := newSimulated(1)
	m.write(t, signed(t, first(t), s))
	m.write(t, signed(t, second(t), s))
	return m, Trust{Allowed: allowed, Threshold: 1, Now: now}
}

func verify(t *testing.T, folder fs.FS, trust Trust) Result {
	t.Helper()
	r, err := Verify(folder, trust, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestVerdicts(t *testing.T) {
	stranger, _ := signer(t)
	for name, c := range map[string]struct {
		change func(*simulated, *Trust)
		want   Verdict
	}{
		"untouched":     {func(*simulated, *Trust) {}, Authentic},
		"nobody known":  {func(_ *simulated, trust *Trust) { trust.Allowed = nil }, UnknownSigner},
		"two wanted":    {func(_ *simulated, trust *Trust) { trust.Threshold = 2 }, Unsigned},
		"past its date": {func(_ *simulated, trust *Trust) { trust.Now = now.AddDate(1, 0, 0) }, Expired},
		"its last day":  {func(_ *simulated, trust *Trust) { trust.Now = time.Date(2027, 2, 21, 23, 0, 0, 0, time.UTC) }, Authentic},
		"seen before":   {func(_ *simulated, trust *Trust) { trust.Seen = map[string]int64{"Essai": 2} }, Rollback},
		"seen now":      {func(_ *simulated, trust *Trust) { trust.Seen = map[string]int64{"Essai": 1, "other": 9} }, Authentic},
		"both": {func(_ *simulated, trust *Trust) {
			trust.Now, trust.Seen = now.AddDate(1, 0, 0), map[string]int64{"Essai": 2}
		}, Rollback},
		"no signature":            {func(s *simulated, _ *Trust) { delete(s.files, "b/SHA256SUMS.sig") }, Unsigned},
		"the older slot unsigned": {func(s *simulated, _ *Trust) { delete(s.files, "a/SHA256SUMS.sig") }, Unsigned},
		"another signer":          {func(s *simulated, _ *Trust) { s.files["b/SHA256SUMS.sig"], _ = stranger.Sign(s.files["b/SHA256SUMS"]) }, UnknownSigner},
		"another text":            {func(s *simulated, _ *Trust) { s.files["b/SHA256SUMS.sig"], _ = stranger.Sign([]byte("x")) }, Altered},
		"a page":                  {func(s *simulated, _ *Trust) { s.files["a/index.html"] = []byte("x") }, Altered},
		"too much":                {func(s *simulated, _ *Trust) { s.files["b/fiches/x.html"] = []byte("x") }, Altered},
		"a system's":              {func(s *simulated, _ *Trust) { s.files["Thumbs.db"] = []byte("x") }, Authentic},
		"a virus by its rest":     {func(s *simulated, _ *Trust) { s.dirs["FOUND.000"], s.files["FOUND.000/a.exe. "] = true, []byte("x") }, Altered},
		"a cut writing":           {func(s *simulated, _ *Trust) { cut(s, "x.html") }, Authentic},
		"a cut writing's script":  {func(s *simulated, _ *Trust) { cut(s, "assets/x.js") }, Authentic},
		"a program in it":         {func(s *simulated, _ *Trust) { cut(s, "outils/x.exe") }, Altered},
		"a script to start in it": {func(s *simulated, _ *Trust) { cut(s, "x.js") }, Altered},
		"a virus in it":           {func(s *simulated, _ *Trust) { s.dirs["FOUND.000"], s.files["FOUND.000/a.LNK"] = true, []byte("x") }, Altered},
		"an old slot that opens": {func(s *simulated, _ *Trust) {
			for _, c := range []string{ScriptName, PictureName} {
				delete(s.files, "b/"+c)
			}
			delete(s.files, "actif-b-2.txt")
			f := States(s.view(s.files))[0]
			f.Write = 3
			s.files["a/"+ScriptName], s.files["a/"+PictureName], s.files[MarkerName(A, 3)] = f.Script(), f.Picture(), f.Marker()
		}, Authentic}, // its signature holds; a machine that saw the newer one says rollback
	} {
		t.Run(name, func(t *testing.T) {
			s, trust := genuine(t)
			c.change(s, &trust)
			if r := verify(t, s.view(s.files), trust); r.Verdict != c.want {
				t.Errorf("%s: %+v", r.Verdict, r)
			}
		})
	}
}

// cut makes slot a one that is being rewritten, whose list names a file.
func cut(s *simulated, name string) {
	delete(s.files, "a/"+ScriptName)
	delete(s.files, "a/"+PictureName)
	lines := append(slices.Collect(strings.Lines(string(s.files["a/"+output.SumsName]))), strings.Repeat("0", 64)+"  "+name+"\n")
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[66:], b[66:]) })
	s.files["a/"+output.SumsName] = []byte(strings.Join(lines, ""))
	for dir := path.Dir("a/" + name); dir != "."; dir = path.Dir(dir) {
		s.dirs[dir] = true
	}
	s.files["a/"+name] = []byte("x")
}

func TestVerifyNamesWhatIsWrong(t *testing.T) {
	s, trust := genuine(t)
	s.files["a/index.html"] = []byte("x")
	delete(s.files, "b/fiches/un.html")
	s.files["b/OUVRIR.exe"] = []byte("MZ")
	s.files["note.txt"] = []byte("x")
	s.files["desktop.ini"] = []byte("x")
	s.files[DoorName] = []byte("x")
	r := verify(t, s.view(s.files), trust)
	want := Result{Verdict: Altered, Changed: []string{DoorName, "a/index.html"}, Missing: []string{"b/fiches/un.html"},
		Extra: []string{"b/OUVRIR.exe", "note.txt"}, Executables: []string{"b/OUVRIR.exe"}, Notices: []Notice{{Leftover, "desktop.ini"}}}
	if r.Verdict != want.Verdict || !slices.Equal(r.Changed, want.Changed) || !slices.Equal(r.Missing, want.Missing) || !slices.Equal(r.Extra, want.Extra) ||
		!slices.Equal(r.Executables, want.Executables) || !slices.Equal(r.Notices, want.Notices) {
		t.Errorf("%+v", r)
	}
	if r.Copies[0].Edition != "2026.12" || r.Copies[0].Signers[0].Principal != "crise@valmont" {
		t.Errorf("%+v", r.Copies)
	}
}

// A folder that is not ours is named by its files, and by its folders that hold
// nothing.
func TestVerifyNamesForeignFolders(t *testing.T) {
	s, trust := genuine(t)
	s.dirs["photos"], s.dirs["photos/vide"], s.dirs["rien"] = true, true, true
	s.files["photos/x.jpg"] = []byte("x")
	if r := verify(t, s.view(s.files), trust); !slices.Equal(r.Extra, []string{"photos/vide/", "photos/x.jpg", "rien/"}) {
		t.Errorf("%q", r.Extra)
	}
}

// The edition that opens is held against its date and against the others of the
// key; one that no page opens may be old.
func TestVerifyJudgesTheEditionThatOpens(t *testing.T) {
	s, allowed := signer(t)
	past := signed(t, dated(t, output.Manifest{Edition: "2026.10", Number: 1, ValidUntil: "2026-11-01"}, "index.html"), s)
	older := signed(t, dated(t, output.Manifest{Edition: "2026.11", Number: 2, ValidUntil: "2027-02-21"}, "index.html"), s)
	newer := signed(t, dated(t, output.Manifest{Edition: "2026.12", Number: 3, ValidUntil: "2027-02-21"}, "index.html"), s)
	for _, c := range []struct {
		below, opens fs.FS
		want         Verdict
	}{{past, newer, Authentic}, {older, newer, Authentic}, {older, past, Rollback}, {newer, older, Rollback}} {
		m := newSimulated(1)
		m.write(t, c.below)
		m.write(t, c.opens)
		if r := verify(t, m.view(m.files), Trust{Allowed: allowed, Threshold: 1, Now: now}); r.Verdict != c.want {
			t.Errorf("%s opens above %s: %s", r.Copies[0].Edition, r.Copies[1].Edition, r.Verdict)
		}
	}
}

// A key that has lost its sites is no empty key: it says what should be there.
func TestVerifyKeyWithoutItsSites(t *testing.T) {
	s, trust := genuine(t)
	maps.DeleteFunc(s.files, func(name string, _ []byte) bool { return name != DoorName && name != ReadmeName })
	if r := verify(t, s.view(s.files), trust); r.Verdict != Altered || !slices.Equal(r.Missing, []string{"a/SHA256SUMS"}) {
		t.Errorf("%+v", r)
	}
}

// A cut at any operation leaves a key that is genuine, with a notice at most.
func TestVerifyAfterEveryCut(t *testing.T) {
	s, allowed := signer(t)
	one, two := signed(t, first(t), s), signed(t, second(t), s)
	trust := Trust{Allowed: allowed, Threshold: 1, Now: now}
	told := map[NoticeKind]bool{}
	for stop := 1; ; stop++ {
		m := newSimulated(uint64(stop))
		m.write(t, one)
		m.write(t, two)
		m.operations, m.stop, m.failure = 0, stop, errCrash
		_, err := Write(m, one, Options{})
		if err == nil {
			break
		}
		m.crash()
		// Half a state is the one thing that looks like harm.
		r := verify(t, m.view(m.files), trust)
		torn := slices.ContainsFunc(slices.Concat(r.Changed, r.Missing), func(name string) bool {
			return path.Base(name) != ScriptName && path.Base(name) != PictureName && !strings.HasPrefix(name, "actif-")
		})
		if r.Verdict != Authentic && (r.Verdict != Altered || torn || len(r.Extra) > 0) {
			t.Errorf("cut at operation %d: %+v", stop, r)
		}
		if marker := MarkerName(B, 2); States(m.view(m.files))[0].Write == 2 && m.files[marker] == nil {
			t.Errorf("cut at operation %d: %s is gone and its slot opens", stop, marker)
		}
		for _, n := range r.Notices {
			told[n.Kind] = true
		}
	}
	if !told[Unfinished] {
		t.Error("no cut left an unfinished slot")
	}
}

func TestVerifyPlainSite(t *testing.T) {
	s, allowed := signer(t)
	site := signed(t, first(t), s, s)
	trust := Trust{Allowed: allowed, Threshold: 1, Now: now}
	if r := verify(t, site, trust); r.Verdict != Authentic || len(r.Copies) != 1 || r.Copies[0].Envelope == "" {
		t.Errorf("%+v", r)
	}
	trust.Threshold = 2 // the same person twice
	if r := verify(t, site, trust); r.Verdict != Unsigned {
		t.Errorf("%+v", r)
	}
	_, second, err := sign.Generate("", nil)
	if err != nil {
		t.Fatal(err)
	}
	site = signed(t, first(t), s, second)
	for principal, want := range map[string]Verdict{"directeur@valmont": Authentic, "crise@valmont": Unsigned} { // or another key of the same person
		if trust.Allowed, err = sign.ParseAllowed([]byte("crise@valmont "+s.Public()+"\n"+principal+" "+second.Public()), time.UTC); err != nil {
			t.Fatal(err)
		}
		if r := verify(t, site, trust); r.Verdict != want {
			t.Errorf("%s: %+v", principal, r)
		}
	}
	if _, err := Verify(fstest.MapFS{"photo.jpg": {}}, trust, nil); !errors.Is(err, ErrNoSite) {
		t.Errorf("%v", err)
	}
}

// A site is believed by its sums, its manifest and its signatures alone.
func TestVouches(t *testing.T) {
	s, allowed := signer(t)
	folder, err := Load(signed(t, first(t), s))
	if err != nil {
		t.Fatal(err)
	}
	facts := NewFacts("", 0, folder.Manifest, folder.ManifestText, folder.Sums)
	signature, err := s.Sign(folder.Sums)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(site fstest.MapFS, f *Facts, trust *Trust)
		want   bool
	}{
		"signed": {func(fstest.MapFS, *Facts, *Trust) {}, true},
		"by the ninth": {func(site fstest.MapFS, _ *Facts, _ *Trust) {
			site["SHA256SUMS.9.sig"] = site["SHA256SUMS.sig"]
			delete(site, "SHA256SUMS.sig")
		}, true},
		"not signed":          {func(site fstest.MapFS, _ *Facts, _ *Trust) { delete(site, "SHA256SUMS.sig") }, false},
		"by too few":          {func(_ fstest.MapFS, _ *Facts, trust *Trust) { trust.Threshold = 2 }, false},
		"without sums":        {func(site fstest.MapFS, _ *Facts, _ *Trust) { delete(site, output.SumsName) }, false},
		"sums that are none":  {func(site fstest.MapFS, _ *Facts, _ *Trust) { site[output.SumsName].Data = []byte("x") }, false},
		"without a manifest":  {func(site fstest.MapFS, _ *Facts, _ *Trust) { delete(site, output.ManifestName) }, false},
		"another manifest":    {func(site fstest.MapFS, _ *Facts, _ *Trust) { site[output.ManifestName].Data = []byte("{}") }, false},
		"of another site":     {func(_ fstest.MapFS, f *Facts, _ *Trust) { f.Site = "other" }, false},
		"with another number": {func(_ fstest.MapFS, f *Facts, _ *Trust) { f.Number++ }, false},
	} {
		t.Run(name, func(t *testing.T) {
			site := fstest.MapFS{output.SumsName: {Data: folder.Sums}, output.ManifestName: {Data: folder.ManifestText}, "SHA256SUMS.sig": {Data: signature}}
			f, trust := facts, Trust{Allowed: allowed, Threshold: 1, Now: now}
			c.change(site, &f, &trust)
			if got := trust.Vouches(site, f); got != c.want {
				t.Errorf("%v", got)
			}
		})
	}
}

// failing is a folder in which one file cannot be read.
type failing struct {
	fs.FS
	name string
}

func (f failing) Open(name string) (fs.File, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EIO}
	}
	return f.FS.Open(name)
}

func TestVerifyNamesWhatItCannotRead(t *testing.T) {
	s, trust := genuine(t)
	for name := range s.files {
		r := verify(t, failing{s.view(s.files), name}, trust)
		if r.Verdict != Unreadable || len(r.Unread) == 0 || !strings.Contains(errors.Join(r.Unread...).Error(), path.Base(name)) {
			t.Errorf("%s: %s %v", name, r.Verdict, r.Unread)
		}
	}
}

// TestMutations changes a genuine key on a disk in one of eight ways, at random,
// and compares Verify with sha256sum -c and a scan for what is too much.
// MUTATIONS sets how many.
func TestMutations(t *testing.T) {
	mutations := 1000
	if text := os.Getenv("MUTATIONS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		mutations = n
	}
	if _, err := exec.LookPath("sha256sum"); err != nil {
		t.Fatalf("NON EXÉCUTÉ : %v", err)
	}
	one, allowed := signer(t)
	trust := Trust{Allowed: allowed, Threshold: 1, Now: now}
	s := newSimulated(1)
	var former map[string][]byte // the key as it was after its first writing
	for _, site := range []fs.FS{first(t), second(t), built(t, "2027.01", "index.html", "fiches/quatre.html")} {
		s.write(t, signed(t, site, one))
		if former == nil {
			former = maps.Clone(s.files)
		}
	}
	dir := t.TempDir()
	for name, body := range s.files {
		put(t, dir, name, body)
	}
	before := disk(t, dir)
	names := slices.Sorted(maps.Keys(before))
	random := rand.New(rand.NewPCG(uint64(mutations), 6))
	pick := func() string { return names[random.IntN(len(names))] }
	for i := range mutations {
		what := mutate(t, random, dir, before, former, pick)
		after := disk(t, dir)
		if maps.Equal(before, after) {
			continue // the old bytes were the same
		}
		r := verify(t, os.DirFS(dir), trust)
		if r.Verdict == Authentic {
			t.Fatalf("mutation %d, %s, is not detected: %+v", i, what, r)
		}
		if by := oracle(dir, before, after); !by {
			t.Fatalf("mutation %d, %s: we say %s, sha256sum and a scan find nothing: %+v", i, what, r.Verdict, r)
		}
		for name := range after {
			if _, there := before[name]; !there {
				remove(t, dir, name)
			}
		}
		for name, body := range before {
			if got, there := after[name]; !there || got != body {
				put(t, dir, name, []byte(body))
			}
		}
	}
	if r := verify(t, os.DirFS(dir), trust); r.Verdict != Authentic {
		t.Errorf("the key is not as before: %+v", r)
	}
}

// mutate changes a key in one way and says how.
func mutate(t *testing.T, random *rand.Rand, dir string, before map[string]string, former map[string][]byte, pick func() string) string {
	t.Helper()
	name, other := pick(), pick()
	body := []byte(before[name])
	switch random.IntN(8) {
	case 0:
		if len(body) == 0 {
			return "nothing"
		}
		body[random.IntN(len(body))] ^= 1 << random.IntN(8)
		put(t, dir, name, body)
		return "a bit of " + name
	case 1:
		put(t, dir, name, body[:random.IntN(len(body))])
		return "cut " + name
	case 2:
		added := path.Join(path.Dir(name), []string{"x.html", "AUTORUN.INF", "note", "SHA256SUMS.0.sig", "SHA256SUMS.10.sig", "z/y/x.lnk"}[random.IntN(6)])
		put(t, dir, added, []byte("x"))
		return "add " + added
	case 3:
		remove(t, dir, name)
		return "delete " + name
	case 4:
		remove(t, dir, name)
		put(t, dir, name+"x", body)
		return "rename " + name
	case 5:
		put(t, dir, name, []byte(before[other]))
		put(t, dir, other, body)
		return "swap " + name + " and " + other
	case 6:
		folded := path.Join(path.Dir(name), strings.ToUpper(path.Base(name)))
		if folded == name {
			folded = path.Join(path.Dir(name), strings.ToLower(path.Base(name)))
		}
		remove(t, dir, name)
		put(t, dir, folded, body)
		return "case of " + name
	}
	if random.IntN(2) == 0 { // one old file
		if old, there := former[name]; there {
			put(t, dir, name, old)
			return "old " + name
		}
	}
	for n, old := range former { // the old slot
		if strings.HasPrefix(n, "a/") {
			put(t, dir, n, old)
		}
	}
	return "the old slot a"
}

// oracle reports whether sha256sum, or a comparison of what no list of sums
// covers, finds something wrong.
func oracle(dir string, before, after map[string]string) bool {
	covered := map[string]bool{}
	for _, slot := range []string{"a", "b"} {
		sums := exec.Command("sha256sum", "-c", "--strict", "--quiet", output.SumsName)
		sums.Dir = filepath.Join(dir, slot)
		if sums.Run() != nil {
			return true
		}
		for line := range strings.Lines(after[slot+"/"+output.SumsName]) {
			covered[slot+"/"+strings.TrimSpace(line[66:])] = true
		}
	}
	for name, body := range after {
		if !covered[name] && before[name] != body {
			return true
		}
	}
	for name := range before {
		if _, there := after[name]; !there {
			return true
		}
	}
	return false
}

func put(t *testing.T, dir, name string, body []byte) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, body, 0o644)); err != nil {
		t.Fatal(err)
	}
}

// remove removes a file and the folders that held only it.
func remove(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
		t.Fatal(err)
	}
	for d := path.Dir(name); d != "."; d = path.Dir(d) {
		if os.Remove(filepath.Join(dir, filepath.FromSlash(d))) != nil {
			break
		}
	}
}

// disk reads all files below a folder.
func disk(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		files[name] = string(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestSignatureNames(t *testing.T) {
	for i, want := range []string{"SHA256SUMS.sig", "SHA256SUMS.2.sig", "SHA256SUMS.9.sig"} {
		if got := output.SignatureName([]int{1, 2, 9}[i]); got != want || !output.IsSignature(got) {
			t.Errorf("%s instead of %s", got, want)
		}
	}
	for _, name := range []string{"SHA256SUMS.1.sig", "SHA256SUMS.10.sig", "SHA256SUMS.0.sig", "sha256sums.sig", "a/SHA256SUMS.sig"} {
		if output.IsSignature(name) {
			t.Errorf("%s is taken for a signature", name)
		}
	}
}

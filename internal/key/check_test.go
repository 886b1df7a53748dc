package key

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"testing/fstest"

	"planblanc/internal/output"
)

// What keeps a site from being whole is named, whichever it is.
func TestDamageIsNamed(t *testing.T) {
	for want, c := range map[string]Contents{
		"":        {},
		"changed": {Changed: []string{"changed"}, Missing: []string{"x"}, Extra: []string{"x"}, Failed: []error{io.EOF}},
		"missing": {Missing: []string{"missing"}, Extra: []string{"x"}},
		"extra":   {Extra: []string{"extra"}, Failed: []error{io.EOF}},
		"EOF":     {Failed: []error{io.EOF}},
	} {
		if got := c.Damage(); got != want || c.Whole() != (want == "") {
			t.Errorf("%q instead of %q, whole: %v", got, want, c.Whole())
		}
	}
}

// A manifest that gives another size than the file has is not the site's, empty
// files not excepted. Of a file that was not read no size is known.
func TestManifestIsHeldAgainstSizes(t *testing.T) {
	for _, c := range []struct {
		listed, read int64
		same         bool
	}{{5, 5, true}, {5, 4, false}, {5, 0, false}, {0, 0, true}, {5, -1, true}} {
		contents := Contents{
			ManifestText: []byte("{}"),
			Manifest:     output.Manifest{Files: []output.Entry{{Path: "x", Bytes: c.listed}}},
			Entries:      []output.Entry{{Path: "x", Bytes: c.read}},
		}
		if contents.compare(); (len(contents.Changed) == 0) != c.same {
			t.Errorf("%d bytes listed, %d read: %q", c.listed, c.read, contents.Changed)
		}
	}
}

// broken is a file that fails after its first bytes.
type broken struct {
	fs.File
	left int
}

func (b *broken) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, syscall.EIO
	}
	n, err := b.File.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

type breaking struct{ fs.FS }

func (b breaking) Open(name string) (fs.File, error) {
	f, err := b.FS.Open(name)
	if name != "large" {
		return f, err
	}
	return &broken{f, 300 << 10}, err
}

// A file that is read in several pieces has the sum of all of them, and one that
// fails in the middle is not taken for a shorter one.
func TestLargeFilesAreReadWhole(t *testing.T) {
	body := bytes.Repeat([]byte("0123456789abcdef"), 60<<10/2)
	site := fstest.MapFS{"large": {Data: body}, output.SumsName: {Data: []byte(entryOf("large", body).SHA256 + "  large\n")}}
	c, err := Check(site, nil)
	if err != nil || len(c.Changed)+len(c.Failed) > 0 || c.Entries[0].Bytes != int64(len(body)) || !slices.Equal(c.Missing, []string{output.ManifestName}) {
		t.Errorf("%v %+v", err, c)
	}
	c, err = Check(breaking{site}, nil)
	if err != nil || !errors.Is(errors.Join(c.Failed...), syscall.EIO) || slices.Contains(c.Changed, "large") {
		t.Errorf("%v %+v", err, c)
	}
}

// A manifest that is not as listed is changed, and not missing too.
func TestChangedManifestIsThere(t *testing.T) {
	s := newSimulated(1)
	s.write(t, first(t))
	s.files["a/"+output.ManifestName] = []byte("{}")
	c, err := Check(sub(t, s.view(s.files), "a"), nil, ScriptName, PictureName)
	if err != nil || !slices.Equal(c.Changed, []string{output.ManifestName}) || len(c.Missing) > 0 {
		t.Errorf("%v %+v", err, c)
	}
}

// Only macOS takes accents apart: elsewhere two such names are two files.
func TestNamesAreComposedWhereTheyAreTakenApart(t *testing.T) {
	const apart, one = "e\u0301te\u0301.html", "\u00e9t\u00e9.html"
	want := apart
	if runtime.GOOS == "darwin" {
		want = one
	}
	if got := composed(apart); got != want || composed(one) != one {
		t.Errorf("%q", got)
	}
}

// A small file is read whole, up to its limit, and not beyond.
func TestSmallFilesHaveALimit(t *testing.T) {
	for size, want := range map[int]error{maxSmall - 1: nil, maxSmall: nil, maxSmall + 1: errTooLong} {
		b, err := readSmall(fstest.MapFS{"x": {Data: make([]byte, size)}}, "x")
		if !errors.Is(err, want) || err == nil && len(b) != size {
			t.Errorf("%d of %d bytes: %v", len(b), size, err)
		}
	}
}

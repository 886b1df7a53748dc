package key

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"planblanc/internal/output"
)

// some returns sound facts.
func some(slot Slot, write int64) Facts {
	m := output.Manifest{Site: "Plan blanc – « CH » de Valmont \\ \u2028 <é> & Cie", Audience: "interne", Edition: "2026.11", Number: 1795564800,
		Built: "2026-11-25", ValidUntil: "2027-02-23", Files: []output.Entry{{Path: "index.html", Bytes: 40}}}
	return NewFacts(slot, write, m, []byte("{}"), []byte("sums"))
}

func TestFactsComeBack(t *testing.T) {
	f := some(B, 12)
	if f.Files != 2 || f.Bytes != 42 || f.Envelope != output.Envelope([]byte("sums")) {
		t.Errorf("%+v", f)
	}
	if got, err := ParseScript(f.Script()); err != nil || got != f {
		t.Errorf("script: %+v %v", got, err)
	}
	if got, err := ParseMarker("actif-b-12.txt", f.Marker()); err != nil || got != f {
		t.Errorf("marker: %+v %v", got, err)
	}
	if s := string(f.Picture()); !strings.Contains(s, "Édition 2026.11 du 25/11/2026") || !strings.Contains(s, f.Envelope) {
		t.Errorf("picture:\n%s", s)
	}
}

func TestOnlyOurFactsAreRead(t *testing.T) {
	f := some(A, 3)
	for _, name := range []string{"actif-b-3.txt", "actif-a-4.txt", "actif-a-03.txt", "x"} {
		if _, err := ParseMarker(name, f.Marker()); err == nil {
			t.Errorf("a marker is read under the name %s", name)
		}
	}
	for i := range f.Marker() {
		if _, err := ParseMarker("actif-a-3.txt", f.Marker()[:i]); err == nil {
			t.Errorf("a marker of %d bytes is read", i)
		}
	}
	for i := range f.Script() {
		if _, err := ParseScript(f.Script()[:i]); err == nil {
			t.Errorf("a state of %d bytes is read", i)
		}
	}
	for _, wrong := range []Facts{{}, some("c", 1), some(A, 0), some(A, -1)} {
		if _, err := ParseScript(wrong.Script()); err == nil {
			t.Errorf("%+v is read", wrong)
		}
	}
	for _, add := range []string{" ", "\n", "alert(1)"} {
		if _, err := ParseScript(append(f.Script(), add...)); err == nil {
			t.Errorf("a state followed by %q is read", add)
		}
	}
}

func FuzzParseScript(f *testing.F) {
	f.Add(some(A, 1).Script())
	f.Fuzz(func(t *testing.T, text []byte) {
		if facts, err := ParseScript(text); err == nil && !bytes.Equal(facts.Script(), text) {
			t.Errorf("%q gives %+v", text, facts)
		}
	})
}

func FuzzParseMarker(f *testing.F) {
	f.Add("actif-a-1.txt", some(A, 1).Marker())
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		facts, err := ParseMarker(name, text)
		if err == nil && (!bytes.Equal(facts.Marker(), text) || name != MarkerName(facts.Slot, facts.Write)) {
			t.Errorf("%q gives %+v", text, facts)
		}
	})
}

func TestNewestSlotOpens(t *testing.T) {
	key := fstest.MapFS{
		"a/etat.js":       {Data: some(A, 4).Script()},
		"b/etat.js":       {Data: some(B, 5).Script()},
		"a/manifest.json": {Data: []byte("{}")},
	}
	if _, at, err := Site(key); at != "b" || err != nil {
		t.Errorf("%s %v", at, err)
	}
	key["b/etat.js"].Data = key["b/etat.js"].Data[:20] // cut
	if _, at, err := Site(key); at != "a" || err != nil {
		t.Errorf("%s %v", at, err)
	}
	key["a/etat.js"].Data = some(B, 9).Script() // of another slot
	if _, _, err := Site(key); err != ErrNoSite {
		t.Error(err)
	}
	key["manifest.json"] = &fstest.MapFile{Data: []byte("{}")}
	if _, at, err := Site(key); at != "." || err != nil {
		t.Errorf("%s %v", at, err)
	}
}

// TestDoorIsFixed holds the bytes at the top of a key: keys that are out there
// have these. Before you change one, add its former sum to what verify accepts.
func TestDoorIsFixed(t *testing.T) {
	policy := regexp.MustCompile(`content="(default-src[^"]*)"`).FindSubmatch(Door)[1]
	for _, block := range []string{"style", "script"} {
		text := regexp.MustCompile(`(?s)<` + block + `>(.*?)</` + block + `>`).FindSubmatch(Door)[1]
		sum := sha256.Sum256(text)
		if hash := base64.StdEncoding.EncodeToString(sum[:]); !bytes.Contains(policy, []byte("'sha256-"+hash+"'")) {
			t.Errorf("the policy does not allow the %s: %s", block, hash)
		}
	}
	if !bytes.HasPrefix(Readme, []byte("\ufeff")) || bytes.Count(Readme, []byte("\n")) != bytes.Count(Readme, []byte("\r\n")) {
		t.Errorf("%s is not UTF-8 with a byte-order mark and CRLF", ReadmeName)
	}
}

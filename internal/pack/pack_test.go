package pack

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"planblanc/internal/key"
	"planblanc/internal/output"
)

func built(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "public")
	_, err := output.Write(dir, output.Options{}, func(add func(output.File) error) (output.Manifest, error) {
		var err error
		for _, name := range []string{"index.html", "fiches/été.html", "100%.txt", "empty.txt"} {
			body := []byte("page " + name)
			if name == "empty.txt" {
				body = []byte{}
			}
			err = errors.Join(err, add(output.File{Path: name, Body: body}))
		}
		return output.Manifest{Site: "Essai – « CH »", Edition: "2026.11", Number: 1, Built: "2026-11-23", ValidUntil: "2027-02-21"}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func load(t *testing.T, dir string) *Site {
	t.Helper()
	s, err := Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// unpack reads an archive whole, which checks its sums.
func unpack(t *testing.T, archive []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	last := ""
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		files[f.Name] = string(body)
		if f.Name <= last || len(f.Extra) > 0 || f.Flags&8 != 0 || f.Method != zip.Store || !f.Modified.Equal(time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%+v", f.FileHeader)
		}
		last = f.Name
	}
	return files
}

func TestKeyArchiveIsAKey(t *testing.T) {
	dir := built(t)
	var one, two bytes.Buffer
	facts, err := load(t, dir).Key(&one)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(filepath.Join(dir, "index.html"), time.Time{}, time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := load(t, dir).Key(&two); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Errorf("two archives differ: %v", err)
	}
	folder := t.TempDir()
	for name, body := range unpack(t, one.Bytes()) {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(body), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	r, err := key.Verify(os.DirFS(folder), key.Trust{Threshold: 1, Now: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)}, nil)
	if err != nil || r.Verdict != key.Unsigned || r.Copies[0].Facts != facts || facts.Envelope == "" {
		t.Errorf("%v %+v", err, r)
	}
}

// Other programs read the archive too.
func TestUnzipReadsIt(t *testing.T) {
	unzip, err := exec.LookPath("unzip")
	if err != nil {
		t.Fatalf("NON EXÉCUTÉ : %v (paquet unzip)", err)
	}
	name := filepath.Join(t.TempDir(), "key.zip")
	err = output.SaveStream(name, func(w io.Writer) error {
		_, err := load(t, built(t)).Key(w)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(unzip, "-t", name).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestBag reads a bag by the rules of RFC 8493 §3.
func TestBag(t *testing.T) {
	dir := built(t)
	var b bytes.Buffer
	if err := load(t, dir).Bag(&b, "plan-blanc"); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for name, body := range unpack(t, b.Bytes()) {
		inside, ok := strings.CutPrefix(name, "plan-blanc/")
		if !ok {
			t.Errorf("%s is outside of the bag", name)
		}
		files[inside] = body
	}
	if files["bagit.txt"] != "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n" {
		t.Errorf("bagit.txt: %q", files["bagit.txt"])
	}
	listed := func(manifest string) map[string]bool {
		all := map[string]bool{}
		for line := range strings.Lines(files[manifest]) {
			sum, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
			name = strings.NewReplacer("%0A", "\n", "%0D", "\r", "%25", "%").Replace(name)
			got := sha256.Sum256([]byte(files[name]))
			if _, there := files[name]; !there || hex.EncodeToString(got[:]) != sum {
				t.Errorf("%s: %q is not as listed", manifest, name)
			}
			all[name] = true
		}
		return all
	}
	payload, tags := listed("manifest-sha256.txt"), listed("tagmanifest-sha256.txt")
	octets := 0
	for name, body := range files {
		if strings.HasPrefix(name, "data/") {
			octets += len(body)
			if !payload[name] {
				t.Errorf("%s is not listed", name)
			}
		} else if !tags[name] && name != "tagmanifest-sha256.txt" {
			t.Errorf("%s is not listed", name)
		}
	}
	if !strings.Contains(files["bag-info.txt"], "Bagging-Date: 2026-11-23\nPayload-Oxum: ") || len(payload) != 6 {
		t.Errorf("%d files, %s", len(payload), files["bag-info.txt"])
	}
	if err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !payload["data/"+name] {
			t.Errorf("%s is not in the bag", name)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedSiteIsNotPacked(t *testing.T) {
	dir := built(t)
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(os.DirFS(dir)); err == nil || !strings.Contains(err.Error(), "index.html") {
		t.Errorf("%v", err)
	}
}

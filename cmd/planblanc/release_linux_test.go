package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"planblanc/internal/build"
	"planblanc/internal/sign"
	"planblanc/internal/site"
)

// What « make release » makes is the same in two folders, and serves on a
// machine that has nothing but a key. RELEASE=all makes the programs of every
// system, the second time with nothing compiled before.
func TestRelease(t *testing.T) {
	platforms, cold := site.Platforms(), os.Getenv("RELEASE") == "all"
	if !cold {
		platforms = slices.DeleteFunc(platforms, func(p site.Platform) bool { return p.OS != runtime.GOOS || p.Arch != runtime.GOARCH })
	}
	dist := t.TempDir()
	private, signer, err := sign.Generate("editeur@exemple", nil)
	if err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(t.TempDir(), "cle")
	if err := os.WriteFile(key, private, 0o600); err != nil {
		t.Fatal(err)
	}
	makeRelease(t, "../..", dist, key, platforms)
	if found, err := build.ProgramsIn(os.DirFS(dist)); err != nil || !slices.Equal(found, platforms) || len(found) == 0 {
		t.Fatalf("programs for %v, %v", found, err)
	}
	t.Run("of another system", func(t *testing.T) {
		other := t.TempDir()
		if err := os.Mkdir(filepath.Join(other, "macos"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(dist, native(t)), filepath.Join(other, "macos", "planblanc")); err != nil {
			t.Fatal(err)
		}
		found, err := build.ProgramsIn(os.DirFS(other))
		if wrong, ok := errors.AsType[*build.ProgramError](err); !ok || wrong.For != "darwin/arm64" {
			t.Errorf("%v, %v for a program of another system", found, err)
		}
	})
	t.Run("whole", func(t *testing.T) { wholeRelease(t, dist, signer, platforms) })
	t.Run("reproducible", func(t *testing.T) { sameRelease(t, dist, key, platforms, cold) })
	t.Run("unpacked", func(t *testing.T) { unpacked(t, dist) })
	t.Run("isolated", func(t *testing.T) { isolatedMachine(t, dist, len(platforms)) })
}

// native is the path of this machine's program in a release.
func native(t *testing.T) string {
	t.Helper()
	all := site.Platforms()
	i := slices.IndexFunc(all, func(p site.Platform) bool { return p.OS == runtime.GOOS && p.Arch == runtime.GOARCH })
	if i < 0 {
		t.Fatalf("no release for %s/%s", runtime.GOOS, runtime.GOARCH)
	}
	return all[i].Path()
}

// makeRelease runs « make release » in a folder for some platforms.
func makeRelease(t *testing.T, folder, dist, key string, platforms []site.Platform, environ ...string) {
	t.Helper()
	var systems []string
	for _, p := range platforms {
		systems = append(systems, strings.Join([]string{p.Folder, p.OS, p.Arch, p.Program}, ":"))
	}
	cmd := exec.Command("make", "-C", folder, "release", "DIST="+dist, "VERSION=1.0-essai", "KEY="+key, "SYSTEMS="+strings.Join(systems, " "))
	cmd.Env = append(os.Environ(), environ...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("make release: %v\n%s", err, out)
	}
}

// sameRelease makes the release again from a copy of the sources alone, without
// git, in a folder whose path is longer: every file of it is the same.
func sameRelease(t *testing.T, dist, key string, platforms []site.Platform, cold bool) {
	elsewhere, again := filepath.Join(t.TempDir(), "un autre dossier", "sources"), t.TempDir()
	for _, name := range []string{"cmd", "internal", "starter", "themes"} {
		if err := os.CopyFS(filepath.Join(elsewhere, name), os.DirFS(filepath.Join("../..", name))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum", "Makefile", "LICENSE", "README.md", "docs/installer.md"} {
		text, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(elsewhere, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(elsewhere, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var environ []string
	if cold {
		environ = []string{"GOCACHE=" + t.TempDir()}
	}
	if err := os.WriteFile(filepath.Join(again, "planblanc-0.9-linux.tar.gz"), []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	makeRelease(t, elsewhere, again, key, platforms, append(environ, "PLANBLANC_LANG=en", "TZ=Asia/Tokyo", "SOURCE_DATE_EPOCH=1700000000")...)
	one, two := sumsIn(t, dist), sumsIn(t, again)
	if !maps.Equal(one, two) {
		t.Errorf("two releases differ:\n%v\n%v", one, two)
	}
	for _, p := range platforms {
		body, err := os.ReadFile(filepath.Join(dist, p.Path()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(body, []byte(filepath.Dir(elsewhere))) || !bytes.Contains(body, []byte("1.0-essai")) {
			t.Errorf("%s holds a path, or not its version", p.Path())
		}
	}
}

// sumsIn gives the sum of each file below a folder.
func sumsIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	sums := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := os.ReadFile(filepath.Join(dir, name))
		sums[name] = fmt.Sprintf("%x", sha256.Sum256(body))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

// wholeRelease looks at what a release lists: each system's archive with all that
// goes with the program, packages for Linux, sums and their signature.
func wholeRelease(t *testing.T, dist string, signer *sign.Signer, platforms []site.Platform) {
	text, err := os.ReadFile(filepath.Join(dist, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for line := range strings.Lines(string(text)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		listed[name] = sum
	}
	there := sumsIn(t, dist)
	delete(there, "SHA256SUMS")
	delete(there, "SHA256SUMS.sig")
	if !maps.Equal(listed, there) {
		t.Errorf("SHA256SUMS lists %v, there is %v", listed, there)
	}
	signature, err := os.ReadFile(filepath.Join(dist, "SHA256SUMS.sig"))
	if err != nil {
		t.Fatal(err)
	}
	allowed, err := sign.ParseAllowed([]byte("editeur@exemple namespaces=\"planblanc\" "+signer.Public()+"\n"), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if s := allowed.Check(text, signature, time.Now()); s.State != sign.Good {
		t.Errorf("the signature is %s", s.State)
	}
	for _, p := range platforms {
		var names []string
		if p.OS == "windows" {
			archive, err := zip.OpenReader(filepath.Join(dist, "planblanc-1.0-essai-"+p.Folder+".zip"))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range archive.File {
				names = append(names, f.Name)
			}
			archive.Close()
		} else {
			out, err := exec.Command("tar", "-tzf", filepath.Join(dist, "planblanc-1.0-essai-"+p.Folder+".tar.gz")).Output()
			if err != nil {
				t.Fatal(err)
			}
			names = strings.Fields(string(out))
		}
		for _, want := range []string{p.Program, "LICENSE", "LICENCES.txt", "README.md", "INSTALLER.md", "completions/planblanc.bash", "completions/_planblanc", "completions/planblanc.fish", "completions/planblanc.ps1", "man/planblanc.1", "man/planblanc-key-write.1"} {
			if !slices.Contains(names, "planblanc-1.0-essai/"+want) {
				t.Errorf("the archive for %s lacks %s", p.Folder, want)
			}
		}
		if p.OS == "linux" {
			out, err := exec.Command("dpkg-deb", "--field", filepath.Join(dist, "planblanc_1.0+essai_"+p.Arch+".deb"), "Package", "Architecture", "Version").CombinedOutput()
			if err != nil || string(out) != "Package: planblanc\nArchitecture: "+p.Arch+"\nVersion: 1.0+essai\n" {
				t.Errorf("the package for %s: %v, %s", p.Arch, err, out)
			}
		}
	}
}

// unpacked runs this machine's archive, and what its package holds, in empty
// folders, as a user with no right but in one of them.
func unpacked(t *testing.T, dist string) {
	top := t.TempDir()
	if err := os.Chmod(filepath.Dir(top), 0o755); err != nil {
		t.Fatal(err)
	}
	folder := strings.Split(native(t), "/")[0]
	archives, err := filepath.Glob(filepath.Join(dist, "planblanc-*-"+folder+".tar.gz"))
	packages, err2 := filepath.Glob(filepath.Join(dist, "planblanc_*_"+runtime.GOARCH+".deb"))
	if err != nil || err2 != nil || len(archives) != 1 || len(packages) != 1 {
		t.Fatalf("%v %v %v %v", archives, packages, err, err2)
	}
	for name, open := range map[string][]string{
		"planblanc-1.0-essai/planblanc": {"tar", "--no-same-owner", "-xzf", archives[0], "-C"}, "usr/bin/planblanc": {"dpkg-deb", "-x", packages[0]},
	} {
		dir := filepath.Join(top, strings.ReplaceAll(name, "/", "_"))
		work := filepath.Join(dir, "vide")
		if err := os.MkdirAll(work, 0o755); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(open[0], append(open[1:], dir)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", open, err, out)
		}
		program := filepath.Join(dir, name)
		nobody := func(line string) (string, error) {
			cmd := exec.Command("sh", "-c", line)
			if os.Geteuid() == 0 {
				if err := os.Chown(work, 65534, 65534); err != nil {
					t.Fatal(err)
				}
				cmd = exec.Command("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "sh", "-c", line)
			}
			cmd.Dir = work
			cmd.Env = []string{"PATH=/usr/bin:/bin", "HOME=" + work, "PLANBLANC_LANG=fr", "PB=" + program}
			out, err := cmd.CombinedOutput()
			return string(out), err
		}
		if out, err := nobody("touch ../interdit"); os.Geteuid() == 0 && err == nil {
			t.Fatalf("the user may write elsewhere: %s", out)
		}
		for _, line := range []string{`"$PB" version | grep 1.0-essai`, `"$PB" new site base`, `"$PB" check -s base/content`, `"$PB" build -s base/content`, `test -s public/index.html`,
			`"$PB" completion bash | bash -n`, `"$PB" licences | grep cobra`, `"$PB" doctor --format json > doctor.json; test $? -le 1 && grep '"part": "rights",' doctor.json`} {
			if out, err := nobody(line); err != nil {
				t.Errorf("%s, %s: %v\n%s", name, line, err, out)
			}
		}
	}
}

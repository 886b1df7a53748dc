// Command release puts the programs that « make release » built into archives and
// Debian packages, with their licences, manual pages and completions, and lists
// the sums of all, signed where a key is given.
//
// The same programs give the same bytes: entries are in order, belong to nobody
// and have one date. Archives are written by Go's own library, so that they do
// not depend on which tar and zip a machine has.
//
// Why dpkg-deb for packages and not a library: it is Debian's own, keeps to
// SOURCE_DATE_EPOCH, and adds no module; nfpm would have brought dozens into
// go.sum for two files. Where it is missing, that is said and packages are not
// made.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"planblanc/internal/output"
	"planblanc/internal/sign"
	"planblanc/internal/site"
)

// date is that of every entry: the first that a ZIP archive can have.
var date = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

func main() {
	var r release
	var key string
	flag.StringVar(&r.dist, "dist", "dist", "the `folder` of the programs")
	flag.StringVar(&r.version, "version", "", "the `version` of the programs")
	flag.StringVar(&key, "key", "", "the private key to sign with, a `file`")
	flag.Parse()
	if err := r.run(flag.Args(), key); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(2)
	}
}

// release is one run.
type release struct {
	dist, version string
	shared        []file   // what every archive has
	made          []string // below dist
}

// file is an entry of an archive.
type file struct {
	name string
	body []byte
	mode int64 // 0o644 or 0o755
}

// run makes everything for some systems, each "folder:os:arch:program".
func (r *release) run(systems []string, key string) error {
	if len(systems) == 0 {
		return errors.New("no system")
	}
	if strings.ContainsAny(r.version, "/\\ ") || r.version == "" {
		return fmt.Errorf("%q is no version: no git here? give VERSION", r.version)
	}
	var platforms []site.Platform
	for _, text := range systems {
		parts := strings.Split(text, ":")
		if len(parts) != 4 {
			return fmt.Errorf("%s: not folder:os:arch:program", text)
		}
		platforms = append(platforms, site.Platform{Folder: parts[0], OS: parts[1], Arch: parts[2], Program: parts[3]})
	}
	if err := r.clear(); err != nil {
		return err
	}
	if err := r.share(platforms); err != nil {
		return err
	}
	for _, p := range platforms {
		body, err := os.ReadFile(filepath.Join(r.dist, filepath.FromSlash(p.Path())))
		if err != nil {
			return err
		}
		r.made = append(r.made, p.Path())
		if err := r.archive(p, body); err != nil {
			return fmt.Errorf("archive for %s: %w", p.Folder, err)
		}
		if p.OS == "linux" {
			if err := r.debian(p, body); err != nil {
				return fmt.Errorf("package for %s: %w", p.Folder, err)
			}
		}
	}
	return r.sums(key)
}

// clear removes what a former release has left beside the programs: nobody is to
// take an old archive for a new one.
func (r *release) clear() error {
	for _, pattern := range []string{"planblanc-*.zip", "planblanc-*.tar.gz", "planblanc_*.deb", output.SumsName, output.SignatureName(1)} {
		old, err := filepath.Glob(filepath.Join(r.dist, pattern))
		if err != nil {
			return err
		}
		for _, name := range old {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// share gathers what every archive has. Manual pages and completions come from
// this machine's program, which must be among those built.
func (r *release) share(platforms []site.Platform) error {
	for name, from := range map[string]string{"LICENSE": "LICENSE", "README.md": "README.md", "INSTALLER.md": "docs/installer.md"} {
		body, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		r.shared = append(r.shared, file{name, body, 0o644})
	}
	notices, err := notices()
	if err != nil {
		return err
	}
	r.shared = append(r.shared, file{"LICENCES.txt", notices, 0o644})
	at := slices.IndexFunc(platforms, func(p site.Platform) bool { return p.OS == runtime.GOOS && p.Arch == runtime.GOARCH })
	if at < 0 {
		return fmt.Errorf("SYSTEMS lacks %s/%s, whose program writes the manual pages", runtime.GOOS, runtime.GOARCH)
	}
	program, err := filepath.Abs(filepath.Join(r.dist, filepath.FromSlash(platforms[at].Path())))
	if err != nil {
		return err
	}
	for shell, name := range map[string]string{"bash": "planblanc.bash", "zsh": "_planblanc", "fish": "planblanc.fish", "powershell": "planblanc.ps1"} {
		body, err := ask(program, "completion", shell)
		if err != nil {
			return err
		}
		r.shared = append(r.shared, file{"completions/" + name, body, 0o644})
	}
	man, err := os.MkdirTemp("", "planblanc-man-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(man)
	if _, err := ask(program, "gen", "man", "-d", man); err != nil {
		return err
	}
	pages, err := os.ReadDir(man)
	if err != nil {
		return err
	}
	for _, page := range pages {
		body, err := os.ReadFile(filepath.Join(man, page.Name()))
		if err != nil {
			return err
		}
		r.shared = append(r.shared, file{"man/" + page.Name(), body, 0o644})
	}
	return nil
}

// ask runs the program in French, whatever this machine speaks.
func ask(program string, args ...string) ([]byte, error) {
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "PLANBLANC_LANG=fr")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", program, strings.Join(args, " "), err)
	}
	return out, nil
}

// archive writes what people unpack: a .zip for Windows, which opens it by
// itself, a .tar.gz elsewhere, which keeps the right to run the program.
func (r *release) archive(p site.Platform, program []byte) error {
	top := "planblanc-" + r.version
	files := append(slices.Clone(r.shared), file{p.Program, program, 0o755})
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	for i := range files {
		files[i].name = top + "/" + files[i].name
	}
	name, write := top+"-"+p.Folder+".tar.gz", tarball
	if p.OS == "windows" {
		name, write = top+"-"+p.Folder+".zip", zipped
	}
	r.made = append(r.made, name)
	return output.SaveStream(filepath.Join(r.dist, name), func(w io.Writer) error { return write(w, files) })
}

func tarball(w io.Writer, files []file) error {
	packed := gzip.NewWriter(w)
	t := tar.NewWriter(packed)
	for _, f := range files {
		if err := t.WriteHeader(&tar.Header{Name: f.name, Mode: f.mode, Size: int64(len(f.body)), ModTime: date, Format: tar.FormatUSTAR}); err != nil {
			return err
		}
		if _, err := t.Write(f.body); err != nil {
			return err
		}
	}
	return errors.Join(t.Close(), packed.Close())
}

func zipped(w io.Writer, files []file) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		entry, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: date})
		if err != nil {
			return err
		}
		if _, err := entry.Write(f.body); err != nil {
			return err
		}
	}
	return z.Close()
}

// debianVersion makes a version that Debian takes of any that git describes
// (Debian Policy §5.6.12): it begins with a digit.
func debianVersion(version string) string {
	version = regexp.MustCompile(`[^A-Za-z0-9.+~]`).ReplaceAllString(version, "+")
	if numbered := strings.TrimPrefix(version, "v"); numbered != "" {
		version = numbered
	}
	if version[:1] < "0" || version[:1] > "9" || !strings.Contains(version, ".") {
		return "0~" + version // a commit alone: before any numbered one
	}
	return version
}

// debian makes a package of a program for Linux.
func (r *release) debian(p site.Platform, program []byte) error {
	tool, err := exec.LookPath("dpkg-deb")
	if err != nil {
		fmt.Printf("release: paquet Debian pour %s non fait : dpkg-deb manque sur ce poste\n", p.Folder)
		return nil
	}
	version := debianVersion(r.version)
	files := []file{
		{"usr/bin/planblanc", program, 0o755},
		{"DEBIAN/control", fmt.Appendf(nil, "Package: planblanc\nVersion: %s\nArchitecture: %s\nMaintainer: planblanc\nInstalled-Size: %d\nSection: doc\nPriority: optional\nSuggests: chromium, git, hunspell-fr-classical, fonts-liberation2\nDescription: le volet numérique du plan blanc en site statique\n Transforme un dossier de procédures Markdown en un site consultable sans\n réseau : clé USB, intranet isolé, papier.\n", version, p.Arch, (len(program)+1023)/1024), 0o644},
	}
	for _, f := range r.shared {
		name := ""
		switch base := filepath.Base(f.name); {
		case f.name == "LICENSE":
			name = "usr/share/doc/planblanc/copyright"
		case strings.HasPrefix(f.name, "man/"):
			name = "usr/share/man/man1/" + base + ".gz"
			if f.body, err = gzipped(f.body); err != nil {
				return err
			}
		case base == "planblanc.bash":
			name = "usr/share/bash-completion/completions/planblanc"
		case base == "_planblanc":
			name = "usr/share/zsh/vendor-completions/_planblanc"
		case base == "planblanc.fish":
			name = "usr/share/fish/vendor_completions.d/planblanc.fish"
		case base == "planblanc.ps1":
			continue
		default:
			name = "usr/share/doc/planblanc/" + base
		}
		files = append(files, file{name, f.body, 0o644})
	}
	tree, err := os.MkdirTemp("", "planblanc-deb-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tree)
	if err := lay(tree, files); err != nil {
		return err
	}
	name := fmt.Sprintf("planblanc_%s_%s.deb", version, p.Arch)
	cmd := exec.Command(tool, "--root-owner-group", "-Zgzip", "--build", tree, filepath.Join(r.dist, name))
	cmd.Env = append(os.Environ(), fmt.Sprintf("SOURCE_DATE_EPOCH=%d", date.Unix()))
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("dpkg-deb: %w: %s", err, out)
	}
	r.made = append(r.made, name)
	return nil
}

// lay writes a tree whose rights depend on no umask. dpkg-deb brings later dates
// down to the one it is given.
func lay(tree string, files []file) error {
	if err := os.Chmod(tree, 0o755); err != nil {
		return err
	}
	for _, f := range files {
		for dir := filepath.Dir(f.name); dir != "."; dir = filepath.Dir(dir) {
			at := filepath.Join(tree, dir)
			if err := os.MkdirAll(at, 0o755); err != nil {
				return err
			}
			if err := os.Chmod(at, 0o755); err != nil {
				return err
			}
		}
		at := filepath.Join(tree, f.name)
		if err := os.WriteFile(at, f.body, 0o600); err != nil {
			return err
		}
		if err := os.Chmod(at, os.FileMode(f.mode)); err != nil {
			return err
		}
	}
	return nil
}

func gzipped(text []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

// sums lists what was made as sha256sum does, and signs the list.
func (r *release) sums(key string) error {
	slices.Sort(r.made)
	var text bytes.Buffer
	for _, name := range r.made {
		body, err := os.ReadFile(filepath.Join(r.dist, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "%x  %s\n", sha256.Sum256(body), name)
		fmt.Println(filepath.ToSlash(filepath.Join(r.dist, name)))
	}
	if err := output.Save(filepath.Join(r.dist, output.SumsName), text.Bytes()); err != nil {
		return err
	}
	if key == "" {
		fmt.Println("release: SHA256SUMS n'est PAS signé : donner une clé, make release KEY=fichier")
		return nil
	}
	signer, err := signerOf(key)
	if err != nil {
		return err
	}
	signature, err := signer.Sign(text.Bytes())
	if err != nil {
		return err
	}
	fmt.Println("release: SHA256SUMS signé par", signer.Fingerprint())
	return output.Save(filepath.Join(r.dist, output.SignatureName(1)), signature)
}

// signerOf reads a private key, and asks for its passphrase where it has one.
func signerOf(name string) (*sign.Signer, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	signer, err := sign.ParseKey(text, nil)
	if !errors.Is(err, sign.ErrPassphrase) {
		return signer, err
	}
	fmt.Fprintf(os.Stderr, "Phrase secrète de %s : ", name)
	passphrase, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(os.Stderr)
	if err != nil {
		return nil, fmt.Errorf("read the passphrase: %w", err)
	}
	return sign.ParseKey(text, passphrase)
}

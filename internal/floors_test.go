// Package internal_test holds the house's rules on who may import what.
package internal_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors says on which floor each package lives; a new package adds its row
// here and in docs/architecture.md.
var floors = map[string]int{
	"diag": 0, "folder": 0, "output": 0, "sign": 0, "history": 0, "watch": 0, "spelling": 0, "picture": 0, "retry": 0,
	"content": 1, "markdown": 1, "edition": 1,
	"site": 2, "imports": 2, "key": 2,
	"check": 3, "pack": 3, "publish": 3, "follow": 3, "theme": 3, "search": 3, "paper": 3, "sitetest": 3,
	"build":  4,
	"server": 5,
}

// doors says which package alone may import a library; where there are two, each
// has a use of its own.
var doors = map[string]string{
	"github.com/gofrs/flock":          "output",
	"golang.org/x/sys":                "output",
	"github.com/go-git/go-git":        "history",
	"github.com/fsnotify/fsnotify":    "watch",
	"github.com/adrg/frontmatter":     "content",
	"go.yaml.in/yaml":                 "content",
	"github.com/yuin/goldmark":        "markdown",
	"github.com/alecthomas/chroma":    "markdown",
	"html/template":                   "theme",
	"github.com/JohannesKaufmann":     "imports",
	"golang.org/x/net":                "imports pack sitetest",
	"github.com/evanw/esbuild":        "theme",
	"github.com/blevesearch":          "search",
	"github.com/chromedp/chromedp":    "paper",
	"github.com/chromedp/cdproto":     "paper",
	"github.com/pdfcpu/pdfcpu":        "paper",
	"golang.org/x/tools/txtar":        "sitetest",
	"github.com/spf13/cobra":          "cmd",
	"github.com/spf13/pflag":          "cmd",
	"golang.org/x/term":               "cmd",
	"github.com/cpuguy83/go-md2man":   "cmd",
	"github.com/rogpeppe/go-internal": "cmd",
	"rsc.io/qr":                       "theme",
	"golang.org/x/image":              "picture",
	"github.com/hiddeco/sshsig":       "sign",
	"golang.org/x/crypto":             "sign publish",
	"github.com/minio/minio-go":       "publish",
	"github.com/pkg/sftp":             "publish",
	"github.com/skeema/knownhosts":    "publish",
	"github.com/cenkalti/backoff":     "retry",
	"github.com/Microsoft/go-winio":   "sign",
}

// writers are the calls that change a disk; only output may make them.
var writers = []string{"os.Create", "os.WriteFile", "os.Mkdir", "os.MkdirAll", "os.Rename", "os.Remove", "os.RemoveAll", "os.OpenFile", "os.Link", "os.Symlink", "os.Chmod"}

// outside are the calls that read the clock or the environment; only cmd may.
var outside = []string{"time.Now", "os.Getenv", "os.LookupEnv", "os.Environ", "os.Args"}

type file struct {
	path, pkg string
	test      bool
	imports   []string
	text      string
}

func sources(t *testing.T) []file {
	t.Helper()
	var files []file
	for _, root := range []string{".", "../cmd", "../themes", "../starter"} {
		err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || filepath.Ext(name) != ".go" {
				return err
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
			if err != nil {
				return err
			}
			f := file{path: filepath.ToSlash(name), test: strings.HasSuffix(name, "_test.go"), text: string(text)}
			switch {
			case strings.HasPrefix(f.path, "../cmd"):
				f.pkg = "cmd"
			case strings.HasPrefix(f.path, "../themes"), strings.HasPrefix(f.path, "../starter"):
				f.pkg = strings.Split(f.path, "/")[1]
			default:
				f.pkg, _, _ = strings.Cut(f.path, "/")
			}
			for _, i := range parsed.Imports {
				p, _ := strconv.Unquote(i.Path.Value)
				f.imports = append(f.imports, p)
			}
			files = append(files, f)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) < 40 {
		t.Fatalf("only %d Go files found: the walk looks in the wrong place", len(files))
	}
	return files
}

func TestEveryPackageHasAFloor(t *testing.T) {
	for _, f := range sources(t) {
		if _, known := floors[f.pkg]; !known && f.pkg != "cmd" && f.pkg != "themes" && f.pkg != "starter" && f.pkg != path.Base(f.path) {
			t.Errorf("%s: package %s has no floor", f.path, f.pkg)
		}
	}
}

func TestImportsGoDown(t *testing.T) {
	for _, f := range sources(t) {
		for _, i := range f.imports {
			inner, ours := strings.CutPrefix(i, "planblanc/internal/")
			if !ours || f.pkg == "cmd" || f.test && (inner == "sitetest" || inner == f.pkg) {
				continue
			}
			if floors[inner] >= floors[f.pkg] && !f.test {
				t.Errorf("%s: floor %d imports %s of floor %d", f.path, floors[f.pkg], inner, floors[inner])
			}
		}
	}
}

func TestOneDoorPerLibrary(t *testing.T) {
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		for _, i := range f.imports {
			for library, door := range doors {
				if (i == library || strings.HasPrefix(i, library+"/")) && !slices.Contains(strings.Fields(door), f.pkg) {
					t.Errorf("%s: only %s imports %s", f.path, door, library)
				}
			}
		}
	}
}

func TestOnlyOutputWritesAndOnlyCommandsLookOutside(t *testing.T) {
	for _, f := range sources(t) {
		if f.test || f.pkg == "sitetest" { // goldens are written, when asked for
			continue
		}
		for _, call := range writers {
			if strings.HasPrefix(f.path, "../cmd/release/") || strings.HasPrefix(f.path, "../cmd/mutants/") {
				continue // no part of the program: they lay trees for dpkg-deb and for the compiler
			}
			if strings.Contains(f.text, call+"(") && f.pkg != "output" {
				t.Errorf("%s: only output calls %s", f.path, call)
			}
		}
		for _, call := range outside {
			if strings.Contains(f.text, call) && f.pkg != "cmd" {
				t.Errorf("%s: only cmd uses %s", f.path, call)
			}
		}
	}
}

// os.DirFS follows links out of its folder, and waits for pipes.
func TestFoldersAreReadThroughFolder(t *testing.T) {
	for _, f := range sources(t) {
		if !f.test && strings.Contains(f.text, "os.DirFS(") {
			t.Errorf("%s: folder.At reads folders", f.path)
		}
	}
}

func TestNoInitNoJunkDrawer(t *testing.T) {
	for _, f := range sources(t) {
		if strings.Contains(f.text, "\nfunc init()") {
			t.Errorf("%s: func init", f.path)
		}
		if slices.Contains([]string{"util", "utils", "common", "helpers", "types"}, f.pkg) {
			t.Errorf("%s: a package is named for what it holds, not %s", f.path, f.pkg)
		}
	}
}

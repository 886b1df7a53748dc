package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"planblanc/internal/sitetest"
)

// digests are the SHA-256 of files in manifests and lists of sums.
var digests = regexp.MustCompile(`\b[0-9a-f]{64}\b`)

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE") == "1",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"base": base, "crlf": crlf, "cut": cut, "damage": damage, "english": english, "exits": exits, "group": group, "holds": holds, "whole": whole, "isjson": isJSON, "pack": archive, "same": same,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// group DIR writes the content of three hospitals.
func group(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: group DIR")
	}
	ts.Check(os.CopyFS(ts.MkAbs(args[0]), sitetest.Group()))
}

// damage DIR NAME changes a byte in the middle of each file of a name.
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: damage DIR NAME")
	}
	spoil(ts, args[0], args[1], func(text []byte) []byte {
		text[len(text)/2] ^= 1
		return text
	})
}

// cut DIR NAME leaves the first half of each file of a name.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cut DIR NAME")
	}
	spoil(ts, args[0], args[1], func(text []byte) []byte { return text[:len(text)/2] })
}

// spoil changes each file of a name below a folder.
func spoil(ts *testscript.TestScript, dir, base string, change func([]byte) []byte) {
	n := 0
	err := filepath.WalkDir(ts.MkAbs(dir), func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() != base {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		n++
		return os.WriteFile(name, change(text), 0o644)
	})
	ts.Check(err)
	if n == 0 {
		ts.Fatalf("no %s below %s", base, dir)
	}
}

// same DIR DIR fails unless two folders hold the same files.
func same(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: same DIR DIR")
	}
	var all [2]map[string]string
	for i, dir := range args {
		all[i] = map[string]string{}
		folder := os.DirFS(ts.MkAbs(dir))
		ts.Check(fs.WalkDir(folder, ".", func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			text, err := fs.ReadFile(folder, name)
			all[i][name] = string(text)
			return err
		}))
	}
	for i, files := range all {
		for name, text := range files {
			if other, there := all[1-i][name]; !there || other != text {
				ts.Fatalf("%s and %s differ in %s", args[0], args[1], name)
			}
		}
	}
}

// base DIR lays the smallest content folder that builds under the script's own
// files.
func base(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: base DIR")
	}
	for name, f := range sitetest.Folder("") {
		file := ts.MkAbs(filepath.Join(args[0], filepath.FromSlash(name)))
		if _, err := os.Stat(file); err == nil {
			continue
		}
		ts.Check(os.MkdirAll(filepath.Dir(file), 0o755))
		ts.Check(os.WriteFile(file, f.Data, 0o644))
	}
}

// crlf FILE… gives files the line ends of Windows.
func crlf(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		text := ts.ReadFile(name)
		if neg || strings.Contains(text, "\r") {
			ts.Fatalf("usage: crlf FILE..., with plain line ends")
		}
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(strings.ReplaceAll(text, "\n", "\r\n")), 0o644))
	}
}

// archive is « pack ARCHIVE DIR »: it makes an archive of a folder's files: a .zip, a .docx. A file
// whose text is PNG alone becomes an image.
func archive(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: pack ARCHIVE DIR")
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	dir := ts.MkAbs(args[1])
	ts.Check(filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(name)
		if string(text) == "PNG\n" {
			text = sitetest.PNG("plan")
		}
		w, failed := z.Create(filepath.ToSlash(rel))
		if err = errors.Join(err, failed); err != nil {
			return err
		}
		_, err = w.Write(text)
		return err
	}))
	ts.Check(z.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o644))
}

// exits CODE COMMAND… runs a command that must end with this very code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// holds DIR WORD… finds each word in a file of the folder, its name or its text;
// « ! holds » fails on the first that is found anywhere.
func holds(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: [!] holds DIR WORD...")
	}
	dir := ts.MkAbs(args[0])
	where := map[string]string{}
	ts.Check(filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		plain := digests.ReplaceAllString(string(text), "") // four digits occur in some sum
		all := name[len(dir):] + "\n" + plain + "\n" + html.UnescapeString(plain)
		for _, word := range args[1:] {
			if where[word] == "" && strings.Contains(all, word) {
				where[word] = name
			}
		}
		return err
	}))
	for _, word := range args[1:] {
		switch {
		case neg && where[word] != "":
			ts.Fatalf("%s holds %q", where[word], word)
		case !neg && where[word] == "":
			ts.Fatalf("no file of %s holds %q", args[0], word)
		}
	}
}

// whole DIR [FOREIGN…] checks that a site is all there, and nothing else but the
// foreign files named.
func whole(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: whole DIR [FOREIGN...]")
	}
	ts.Check(verify(ts.MkAbs(args[0]), args[1:]...))
}

// isjson FILE… checks that files, or stdout, are JSON without null.
func isJSON(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		text := []byte(ts.ReadFile(name))
		if neg || !json.Valid(text) || bytes.Contains(text, []byte(": null")) {
			ts.Fatalf("%s: not JSON, or with a null:\n%s", name, text)
		}
	}
}

// verify compares a site with its own SHA256SUMS: each file listed is there with
// its bytes, and no other is but SHA256SUMS and the foreign ones.
func verify(dir string, foreign ...string) error {
	sums, err := os.ReadFile(filepath.Join(dir, "SHA256SUMS"))
	if err != nil {
		return err
	}
	want := map[string]string{}
	for line := range strings.Lines(string(sums)) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok {
			return fmt.Errorf("%s: SHA256SUMS has the line %q", dir, line)
		}
		want[name] = sum
	}
	for _, name := range append(foreign, "SHA256SUMS") {
		want[name] = ""
	}
	err = filepath.WalkDir(dir, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		relative, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(relative)
		sum, listed := want[name]
		if !listed {
			return fmt.Errorf("%s is in the folder and not in SHA256SUMS", name)
		}
		delete(want, name)
		text, err := os.ReadFile(file)
		if got := sha256.Sum256(text); err == nil && sum != "" && sum != hex.EncodeToString(got[:]) {
			err = fmt.Errorf("%s has not the bytes of SHA256SUMS", name)
		}
		return err
	})
	if err != nil {
		return err
	}
	for name := range want {
		return fmt.Errorf("%s is missing", name)
	}
	return nil
}

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/testscript"

	"planblanc/internal/sitetest"
)

// today is the day of every test: nothing here depends on the clock.
const today = "2026-11-23"

// TestMain puts this program, as « planblanc », on the path of scripts and of
// the tests that need a process of their own, and a browser that fails as
// FAKE_BROWSER says, and what benchmarks compare it with.
func TestMain(m *testing.M) {
	programs := map[string]func(){
		"planblanc":   main,
		"fakebrowser": func() { os.Exit(sitetest.FakeBrowser(os.Getenv("FAKE_BROWSER"))) },
	}
	maps.Copy(programs, platformPrograms)
	// An ordinary account has no /sbin on its path: mkfs.vfat, insmod.
	if err := os.Setenv("PATH", strings.Join([]string{os.Getenv("PATH"), "/usr/sbin", "/sbin"}, string(filepath.ListSeparator))); err != nil {
		panic(err)
	}
	maps.Copy(programs, yardsticks)
	testscript.Main(m, programs)
}

// planblanc runs the program in this process.
func planblanc(environ []string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(args, environ, &out, &errs)
	return code, out.String(), errs.String()
}

// write puts a folder on the disk.
func write(t testing.TB, dir string, files fstest.MapFS) {
	t.Helper()
	for name, f := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// tree describes every file and folder below dir: its mode and the hash of its
// bytes, and when times is set its modification time.
func tree(t testing.TB, dir string, times bool) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		what := info.Mode().String()
		if times {
			what += " " + info.ModTime().String()
		}
		if info.Mode().IsRegular() {
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			sum := sha256.Sum256(text)
			what += " " + hex.EncodeToString(sum[:])
		}
		relative, err := filepath.Rel(dir, name)
		all[filepath.ToSlash(relative)] = what
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

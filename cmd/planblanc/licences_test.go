package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

// spdx finds the licence of a text by a phrase that no other has.
var spdx = []struct{ phrase, id string }{
	{"Apache License", "Apache-2.0"}, {"Mozilla Public License", "MPL-2.0"},
	{"Permission to use, copy, modify, and/or distribute", "ISC"},
	{"Neither the name", "BSD-3-Clause"}, {"names of its contributors may be used", "BSD-3-Clause"},
	{"Redistribution and use in source and binary forms", "BSD-2-Clause"},
	{"Permission is hereby granted, free of charge", "MIT"},
}

// TestLicences checks that each module linked into a program has its licence
// text; UPDATE=1 gathers the texts anew, for every system of a release.
func TestLicences(t *testing.T) {
	const file = "licences/texts.json"
	if os.Getenv("UPDATE") == "1" {
		text, err := json.MarshalIndent(gather(t), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Skip("written: ", file)
	}
	var known []licenceText
	if err := json.Unmarshal(licenceFile, &known); err != nil {
		t.Fatal(err)
	}
	for _, l := range known {
		if l.ID == "" || len(l.Text) < 200 || len(l.Modules) == 0 {
			t.Errorf("%s of %v: %d bytes", l.ID, l.Modules, len(l.Text))
		}
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		t.Fatal("no build information")
	}
	// This is the test's own program: what only tests need is not shipped.
	onlyTests := []string{"github.com/rogpeppe/go-internal", "golang.org/x/tools"}
	parts := modules(info, known)
	for _, m := range parts {
		if len(m.Licences) == 0 && !slices.Contains(onlyTests, m.Module) {
			t.Errorf("%s %s has no licence: UPDATE=1 go test ./cmd/planblanc -run TestLicences", m.Module, m.Version)
		}
	}
	if len(parts) < 40 {
		t.Errorf("only %d modules", len(parts))
	}
	b := billOf(release{Version: "1"}, parts)
	if len(b.Components) != len(parts) || b.Components[0].URL == "" || b.Format != "CycloneDX" {
		t.Errorf("%+v", b.Metadata)
	}
}

// gather reads the licences of the modules that each system's program needs.
func gather(t *testing.T) []licenceText {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	folders := map[string]string{standardLibrary: strings.TrimSpace(string(root))}
	for _, system := range []string{"linux", "windows", "darwin"} {
		cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}", ".")
		cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(out)) {
			if name, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				folders[name] = dir
			}
		}
	}
	byText := map[string]*licenceText{}
	for name, dir := range folders {
		found := 0
		for _, pattern := range []string{"LICEN[SC]E*", "COPYING*", "NOTICE*", "Licen[sc]e*"} {
			files, err := filepath.Glob(filepath.Join(dir, pattern))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					continue // a folder of licences of test data
				}
				text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
				l := byText[string(text)]
				if l == nil {
					l = &licenceText{ID: idOf(text), Text: strings.TrimRight(string(text), "\n") + "\n"}
					byText[string(text)] = l
				}
				if l.ID != "" {
					found++
				}
				if !slices.Contains(l.Modules, name) {
					l.Modules = append(l.Modules, name)
				}
			}
		}
		if found == 0 {
			t.Errorf("%s: no licence known in %s", name, dir)
		}
	}
	var all []licenceText
	for _, l := range byText {
		if l.ID == "" {
			l.ID = noticeText
		}
		slices.Sort(l.Modules)
		all = append(all, *l)
	}
	slices.SortFunc(all, func(a, b licenceText) int { return strings.Compare(a.ID+a.Modules[0]+a.Text, b.ID+b.Modules[0]+b.Text) })
	return all
}

func idOf(text []byte) string {
	for _, s := range spdx {
		if bytes.Contains(bytes.Join(bytes.Fields(text), []byte(" ")), []byte(s.phrase)) {
			return s.id
		}
	}
	return ""
}

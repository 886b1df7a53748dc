// Package sitetest makes sites for tests: a small base folder to vary, a large
// generated one to measure, and goldens.
//
// It is imported by tests only, so it alone of the packages above floor 0 reads
// the environment and writes: goldens, when UPDATE=1 asks for it.
package sitetest

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
)

// base is the smallest folder that builds, one row of each vocabulary.
const base = `
-- site.yaml --
title: Essai
organization: Centre hospitalier d'essai
-- data/services.yaml --
- {id: urgences, label: Urgences, code: URG}
- {id: pui, label: Pharmacie, code: PUI}
-- data/scenarios.yaml --
- {id: rancongiciel, label: Rançongiciel, cuts: [mail]}
- {id: perte-dpi, label: Perte du DPI}
-- data/roles.yaml --
- {id: ide, label: IDE}
-- data/phases.yaml --
- {id: alerte, label: Alerte, urgent: true, order: 1}
- {id: duree, label: Durée, order: 2}
-- data/directory.yaml --
- {id: astreinte, function: Astreinte, internal: "7112", services: tous}
- {id: rssi, function: RSSI, mobile: 06 39 98 00 01, audience: restreint}
-- data/glossary.yaml --
- {term: DPI, expansion: dossier patient informatisé}
-- fiches/_index.md --
---
title: Fiches
---
-- fiches/urgences/ecrans-bloques.md --
---
title: Écrans bloqués
code: URG-01
type: fiche-reflexe
service: urgences
scenario: rancongiciel
role: ide
phase: alerte
summary: Premiers gestes.
trigger: Message de rançon
version: "1.0"
status: valide
contacts: astreinte
---

## Tout de suite (0–5 min)

1. [ ] **Débrancher** le câble réseau.
`

// Folder returns the base folder with a txtar archive's files added or put in
// place of the base's; an empty file removes the base's, and the text of a .png
// names an image.
func Folder(archive string) fstest.MapFS {
	m := fstest.MapFS{}
	for _, text := range []string{base, archive} {
		for _, f := range txtar.Parse([]byte(text)).Files {
			if len(f.Data) == 0 {
				delete(m, f.Name)
				continue
			}
			if path.Ext(f.Name) == ".png" {
				f.Data = PNG(string(f.Data))
			}
			m[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return m
}

// Catalog loads a folder and fails the test on any diagnostic of form.
func Catalog(t testing.TB, fsys fs.FS, over ...content.Override) *site.Catalog {
	t.Helper()
	l, ds, err := content.Load(fsys, over)
	if err != nil {
		t.Fatal(err)
	}
	c := site.NewCatalog(l, nil)
	for _, d := range append(ds, c.Diagnostics...) {
		t.Errorf("%s:%d: %s [%s]", d.File, d.Line, d.Message(diag.English), d.Rule)
	}
	return c
}

// Golden compares got with a file below testdata, or rewrites it with UPDATE=1.
func Golden(t testing.TB, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", filepath.FromSlash(name))
	if os.Getenv("UPDATE") == "1" {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; UPDATE=1 writes it", err)
	}
	if string(want) != string(got) {
		t.Errorf("%s differs; UPDATE=1 rewrites it.\ngot:\n%s\nwant:\n%s", file, got, want)
	}
}

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestBillIsCycloneDX holds the bill of materials against the published schema
// of CycloneDX 1.5, kept with its licence in testdata/cyclonedx (from
// github.com/CycloneDX/cyclonedx-go v0.12.0, no schema is fetched).
func TestBillIsCycloneDX(t *testing.T) {
	const base = "http://cyclonedx.org/schema/"
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	files, err := filepath.Glob("testdata/cyclonedx/*.schema.json")
	if err != nil || len(files) != 3 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(file, err)
		}
		if err := compiler.AddResource(base+path.Base(filepath.ToSlash(file)), parsed); err != nil {
			t.Fatal(file, err)
		}
	}
	schema, err := compiler.Compile(base + "bom-1.5.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(b bill) error {
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(parsed)
	}
	var known []licenceText
	if err := json.Unmarshal(licenceFile, &known); err != nil {
		t.Fatal(err)
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		t.Fatal("no build information")
	}
	parts := modules(info, known)
	sound := func() bill { return billOf(release{Version: "1.0"}, parts) }
	if err := validate(sound()); err != nil {
		t.Error(err)
	}
	for what, spoil := range map[string]func(*bill){
		"a licence that SPDX does not know": func(b *bill) { b.Components[0].Licenses[0].License.ID = "Apache" },
		"a kind of component that is none":  func(b *bill) { b.Components[0].Type = "module" },
		"another format":                    func(b *bill) { b.Format = "SPDX" },
		"two equal components":              func(b *bill) { b.Components[1] = b.Components[0] },
		"no name of the program's":          func(b *bill) { b.Metadata.Component.Type = "" },
	} {
		b := sound()
		if spoil(&b); validate(b) == nil {
			t.Errorf("%s passes", what)
		}
	}
}

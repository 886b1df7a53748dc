package main

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"planblanc/internal/content"
)

var guideTable = regexp.MustCompile(`(?m)<!-- table: ([a-z]+) -->\n\n((?:\|.*\n)+)`)

// The guide's tables say what the program knows of each key. UPDATE=1 rewrites
// them.
func TestTheGuideHasEveryKey(t *testing.T) {
	const file = "../../docs/rediger.md"
	guide, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"types": typesTable()}
	names := []string{"types"}
	for _, p := range content.Parts() {
		want[p.Name] = table(p)
		names = append(names, p.Name)
	}
	var found []string
	updated := guideTable.ReplaceAllFunc(guide, func(m []byte) []byte {
		part := guideTable.FindSubmatch(m)
		name := string(part[1])
		found = append(found, name)
		if os.Getenv("UPDATE") != "1" && string(part[2]) != want[name] {
			t.Errorf("table %s of the guide:\n%s\nwant (UPDATE=1 writes it)\n%s", name, part[2], want[name])
		}
		return []byte("<!-- table: " + name + " -->\n\n" + want[name])
	})
	slices.Sort(found)
	slices.Sort(names)
	if !slices.Equal(found, names) {
		t.Errorf("the guide has the tables %q, want %q", found, names)
	}
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(file, updated, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

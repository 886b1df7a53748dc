package markdown

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// The table of testdata/addresses.json says of each writing of an address whether
// it is refused, stays in the site ("local"), leads out ("outside") or names
// something ("named"); in e2e/hostile.test.mjs browsers say what they make of the
// same writings. UPDATE=1 rewrites it.
func TestAddressTable(t *testing.T) {
	const file = "testdata/addresses.json"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var table [][2]string
	if err := json.Unmarshal(text, &table); err != nil {
		t.Fatal(err)
	}
	if len(table) < 120 {
		t.Errorf("%d writings, want 120", len(table))
	}
	var now strings.Builder
	for i, row := range table {
		got := verdict(row[1])
		if got != row[0] && os.Getenv("UPDATE") != "1" {
			t.Errorf("%q is %s, want %s", row[1], got, row[0])
		}
		line, err := json.Marshal([2]string{got, row[1]})
		if err != nil {
			t.Fatal(err)
		}
		now.WriteString(map[bool]string{true: "\n", false: ",\n"}[i == 0] + string(line))
	}
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(file, []byte("["+now.String()+"\n]\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// verdict says what becomes of an address as an author writes it.
func verdict(address string) string {
	d, ok := classify("fiches/urgences/page.md", string(appendPlain(nil, []byte(address))))
	switch {
	case !ok:
		return "refused"
	case d.kind == LinkExternal:
		return "outside"
	case d.kind == LinkPage || d.kind == LinkFile || d.kind == LinkAnchor:
		return "local"
	}
	return "named"
}

package content

import (
	"bytes"
	"reflect"
	"slices"

	"go.yaml.in/yaml/v4"

	"planblanc/internal/diag"
)

// Record tells of an exercise that was held: the day, the cards that were
// played, what was found.
type Record struct {
	Exercise string    `yaml:"exercise"`
	Date     Date      `yaml:"date"`
	Cards    List      `yaml:"cards"`
	Findings []Finding `yaml:"findings"`

	// Places are those of the cards.
	Places []diag.Position
}

// Finding is what an exercise has found, in a card or elsewhere.
type Finding struct {
	located
	Card string `yaml:"card"` // its code, or ""
	Text string `yaml:"text"`
}

// ParseRecord reads the record of an exercise, with every mistake of form.
func ParseRecord(file string, text []byte) (Record, []diag.Diagnostic) {
	plain, diags := clean(file, bytes.Clone(text))
	d := &decoder{file: file, diags: diags}
	var r Record
	d.note = func(key string, item int, at *yaml.Node) {
		if key == "cards" && (item != whole || at.Kind == yaml.ScalarNode) {
			r.Places = append(r.Places, d.at(at))
		}
	}
	root, ok := d.parse(plain)
	if !ok {
		return r, d.diags
	}
	var faulty []string
	if root != nil {
		faulty = d.fields("", root, reflect.ValueOf(&r).Elem())
	}
	missing := func(key string, at diag.Position) {
		d.diags = append(d.diags, diag.New(at, diag.MissingKey, key, wantRecord))
	}
	for _, k := range []struct {
		key    string
		absent bool
	}{{"exercise", r.Exercise == ""}, {"date", r.Date.IsZero()}, {"cards", len(r.Cards) == 0}} {
		if k.absent && !slices.Contains(faulty, k.key) {
			missing(k.key, diag.Position{File: file, Line: 1, Column: 1})
		}
	}
	for _, f := range r.Findings {
		if f.Text == "" && !slices.Contains(f.faulty, "text") {
			missing("text", f.Position)
		}
	}
	return r, diag.Sort(d.diags)
}

// wantRecord names the record in messages.
var wantRecord = diag.Text{FR: "le compte rendu d'un exercice", EN: "the record of an exercise"}

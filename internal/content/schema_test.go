package content

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// asJSON turns YAML into what a program that knows JSON only would see.
func asJSON(t *testing.T, text []byte) any {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	var value func(n *yaml.Node) any
	value = func(n *yaml.Node) any {
		switch {
		case n.Kind == yaml.MappingNode:
			m := map[string]any{}
			for i := 0; i+1 < len(n.Content); i += 2 {
				m[n.Content[i].Value] = value(n.Content[i+1])
			}
			return m
		case n.Kind == yaml.SequenceNode:
			l := []any{}
			for _, item := range n.Content {
				l = append(l, value(item))
			}
			return l
		case n.Tag == "!!null":
			return nil
		case n.Tag == "!!bool":
			return n.Value == "true"
		case n.Tag == "!!int" || n.Tag == "!!float":
			f, _ := strconv.ParseFloat(n.Value, 64)
			return f
		}
		return n.Value
	}
	if len(doc.Content) == 0 {
		return nil
	}
	return value(doc.Content[0])
}

func compile(t *testing.T, s Schema) *jsonschema.Schema {
	t.Helper()
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(s.Text))
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(s.Name, parsed); err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	compiled, err := c.Compile(s.Name)
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	return compiled
}

func schemas(t *testing.T, l *Library) map[string]*jsonschema.Schema {
	t.Helper()
	all, err := l.Schemas()
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]*jsonschema.Schema{}
	for _, s := range all {
		by[s.Name] = compile(t, s)
		if s.Files != "" {
			by[s.Files] = by[s.Name]
		}
	}
	return by
}

// The schemas take all of the real content.
func TestSchemasTakeTheRealContent(t *testing.T) {
	fsys := os.DirFS("../../content")
	l, diags, err := Load(fsys, nil)
	if err != nil || len(diags) > 0 {
		t.Fatal(err, diags)
	}
	by := schemas(t, l)
	files, err := walk(fsys, ".")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range files {
		name := f.name
		body, err := os.ReadFile("../../content/" + name)
		if err != nil {
			t.Fatal(err)
		}
		schema := by[name]
		if isDocument(name) {
			doc, _ := Parse(name, body)
			schema = by[string(doc.Meta.Type)]
			if doc.Section {
				schema = by["section"]
			}
			p, _ := split(body)
			body = p.head
		}
		if schema == nil {
			continue
		}
		n++
		if err := schema.Validate(asJSON(t, body)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n < 50 {
		t.Errorf("only %d files have a schema", n)
	}
}

// What the program refuses, the schemas refuse, and they take what it takes.
func TestSchemasSayWhatTheProgramSays(t *testing.T) {
	const sound = "title: A\ncode: URG-01\ntype: fiche-reflexe\nservice: urgences\nscenario: tous\nrole: [ide]\nphase: alerte\nsummary: B\ntrigger: C\nversion: \"1.0\"\n"
	fsys := fstest.MapFS{
		"site.yaml":           {Data: []byte("title: A\norganization: B\nsites: {nord: {name: Nord}}\n")},
		"data/services.yaml":  {Data: []byte("- {id: urgences, label: Urgences}\n")},
		"data/scenarios.yaml": {Data: []byte("- {id: perte-dpi, label: Perte du DPI}\n")}, "data/roles.yaml": {Data: []byte("- {id: ide, label: IDE}\n")},
		"data/phases.yaml": {Data: []byte("- {id: alerte, label: Alerte}\n")}, "data/directory.yaml": {Data: []byte("- {id: astreinte, function: Astreinte, internal: 0222}\n")},
	}
	l, diags, err := Load(fsys, nil)
	if err != nil || len(diags) > 0 {
		t.Fatal(err, diags)
	}
	by := schemas(t, l)
	for _, c := range []struct {
		schema, more string
		good         bool
	}{
		{"fiche-reflexe", "", true},
		{"fiche-reflexe", "owner:\nreview_by: 2026-11-20\ncontacts: [astreinte]\nsites: nord\nkeywords: 12\npages: 2", true},
		{"fiche-reflexe", "titel: x", false},
		{"fiche-reflexe", "review_by: hier", false},
		{"fiche-reflexe", "contacts: [personne]", false},
		{"fiche-reflexe", "sites: [sud]", false},
		{"fiche-reflexe", "status: prêt", false},
		{"fiche-reflexe", "related: urg-1", false},
		{"fiche-reflexe", "pages: deux", false},
		{"procedure-degradee", "", false}, // of another type
		{"site.yaml", "title: A\norganization: B\nedition: 2026.11\nfreshness: {copy: 30}", true},
		{"site.yaml", "title: A\norganization: B\nedition: {number: \"1\", date: 2026-11-20}", true},
		{"site.yaml", "title: A\norganization: B\nfreshness: {copy: 0}", false},
		{"site.yaml", "title: A\norganization: B\nfreshness: {ticks: 0}", false},
		{"site.yaml", "title: A\norganization: B\nfreshness: {logbook: 0}", true},
		{"site.yaml", "title: A\norganization: B\nfreshness: {logbook: -1}", false},
		{"site.yaml", "title: A\norganization: B\npaper: {poster: A3}", true},
		{"site.yaml", "title: A\norganization: B\npaper: {browser: chromium}", false},
		{"site.yaml", "title: A\norganization: B\npaper: {sandbox: off}", false},
		{"site.yaml", "title: A", false},
		{"data/directory.yaml", "- {id: a, function: B, internal: 0222, services: [urgences, tous]}", true},
		{"data/directory.yaml", "- {id: É, function: B}", false},
		{"data/directory.yaml", "- {id: a}", false},
		{"data/directory.yaml", "- {id: a, function: B, services: pui}", false},
		{"data/phases.yaml", "- {id: alerte, label: A, urgent: true}", true},
		{"data/phases.yaml", "- {id: alerte, label: A, urgent: oui}", false},
		{"data/scenarios.yaml", "- {id: a, label: A, cuts: [mail, dpi]}", true},
		{"data/scenarios.yaml", "- {id: a, label: A, cuts: [café]}", false},
		{"data/glossary.yaml", "- {term: PCA, expansion: deux sens, senses: [{expansion: a, definition: b}]}", true},
		{"data/synonyms.yaml", "groups: [[a, b]]\noneway: [{from: a, to: [b]}]", true},
		{"data/synonyms.yaml", "groups: [{words: [a, b], audience: restreint}]\noneway: [{from: a, to: [b], audience: interne}]", true},
		{"data/synonyms.yaml", "groups: [{audience: restreint}]", false},
		{"data/synonyms.yaml", "group: []", false},
		{"section", "title: A", true},
		{"section", "summary: A", false},
	} {
		text := c.more
		if strings.HasPrefix(c.schema, "fiche") || strings.HasPrefix(c.schema, "proc") {
			text = sound + c.more
		}
		if err := by[c.schema].Validate(asJSON(t, []byte(text))); (err == nil) != c.good {
			t.Errorf("%s with %q: %v", c.schema, c.more, err)
		}
	}
}

func TestSchemasAreClosedListsInFrench(t *testing.T) {
	l := &Library{Data: &Data{Tables: &Tables{Terms: map[Axis][]Term{ByPhase: {{ID: "alerte", Label: "Alerte"}}}}}}
	all, err := l.Schemas()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(all, func(s Schema) bool { return s.Name == string(Reference) })
	var parsed struct {
		Properties map[string]struct {
			Description string
			AnyOf       []struct {
				Enum, EnumDescriptions []string
			}
		}
	}
	if err := json.Unmarshal(all[at].Text, &parsed); err != nil {
		t.Fatal(err)
	}
	phase := parsed.Properties["phase"]
	if phase.Description != "identifiants de data/phases.yaml\u202f; tous n’est pas admis ici" || !slices.Equal(phase.AnyOf[0].Enum, []string{"alerte"}) || !slices.Equal(phase.AnyOf[0].EnumDescriptions, []string{"Alerte"}) {
		t.Errorf("%+v", phase)
	}
	if d := parsed.Properties["type"].Description; d != "ce à quoi sert le document\u202f: voir les types" {
		t.Errorf("type: %q", d)
	}
}

// Each key has its meaning, and each meaning its key.
func TestEveryKeyIsExplained(t *testing.T) {
	for of, explained := range meanings {
		keys := Keys(of)
		for _, key := range keys {
			if explained[key].meaning == "" {
				t.Errorf("%s: %s is not explained", of.Name(), key)
			}
		}
		for key := range explained {
			if !slices.Contains(keys, key) {
				t.Errorf("%s has no key %s", of.Name(), key)
			}
		}
	}
	if len(meanings) != 18 {
		t.Errorf("%d types explained", len(meanings))
	}
	for _, of := range Types() {
		if of.Purpose() == "" {
			t.Errorf("%s has no purpose", of)
		}
	}
}

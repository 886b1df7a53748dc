package content

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Schema is a JSON Schema (draft-07, which editors know best) of one kind of
// file.
type Schema struct {
	Name string // of its file, without .schema.json
	// Files are the content paths that it describes, as a pattern; "" for front
	// matter, which is a part of a file.
	Files string
	Text  []byte
}

// node is a JSON Schema. Its keys come out in the order of these fields.
type node struct {
	Schema      string           `json:"$schema,omitempty"`
	Title       string           `json:"title,omitempty"`
	Description string           `json:"description,omitempty"`
	Type        any              `json:"type,omitempty"`
	Const       string           `json:"const,omitempty"`
	Enum        []string         `json:"enum,omitempty"`
	Labels      []string         `json:"enumDescriptions,omitempty"` // shown by editors
	Format      string           `json:"format,omitempty"`
	Pattern     string           `json:"pattern,omitempty"`
	MaxLength   int              `json:"maxLength,omitempty"`
	Minimum     *int             `json:"minimum,omitempty"`
	Default     any              `json:"default,omitempty"`
	AnyOf       []*node          `json:"anyOf,omitempty"`
	Items       *node            `json:"items,omitempty"`
	Properties  map[string]*node `json:"properties,omitempty"`
	Required    []string         `json:"required,omitempty"`
	// Additional is false, or the schema of free keys.
	Additional any `json:"additionalProperties,omitempty"`
}

// SummaryLimit is the length of a summary, in characters.
const SummaryLimit = 160

// Schemas describes what authors write in JSON Schema, with descriptions in
// French and the library's vocabularies as closed lists: the front matter of
// each type of document and of a section, site.yaml, and the data files. The
// same library gives the same bytes.
func (l *Library) Schemas() ([]Schema, error) {
	s := schemer{l}
	var all []Schema
	add := func(name, files, title string, n *node) error {
		n.Schema, n.Title = "http://json-schema.org/draft-07/schema#", title
		text, err := json.MarshalIndent(n, "", "  ")
		if err != nil {
			return fmt.Errorf("write the schema of %s: %w", name, err)
		}
		all = append(all, Schema{name, files, append(text, '\n')})
		return nil
	}
	for _, t := range Types() {
		n := s.object(reflect.TypeFor[Meta](), t.Required())
		n.Properties["type"] = &node{Const: string(t), Description: plain(meanings[reflect.TypeFor[Meta]()]["type"].meaning)}
		if err := add(string(t), "", "En-tête d'un document « "+string(t)+" » : "+t.Purpose(), n); err != nil {
			return nil, err
		}
	}
	list := func(t reflect.Type, required ...string) *node {
		return &node{Type: "array", Items: s.object(t, required)}
	}
	files := []struct {
		name, files, title string
		n                  *node
	}{
		{"section", "", "En-tête d'une rubrique (_index.md)", s.object(reflect.TypeFor[Meta](), []string{"title"})},
		{"site", SettingsFile, "Réglages du site", s.object(reflect.TypeFor[Settings](), []string{"title", "organization"})},
		{"directory", DirectoryFile, "Annuaire", list(reflect.TypeFor[Contact](), "id", "function")},
		{"glossary", GlossaryFile, "Glossaire", list(reflect.TypeFor[Definition](), "term", "expansion")},
		{"synonyms", SynonymsFile, "Mots des équipes", s.object(reflect.TypeFor[Synonyms](), nil)},
		{"notices", NoticesFile, "Messages de la cellule de crise", list(reflect.TypeFor[Notice](), "at")},
		{"register", "data/register.yaml", "Registre des approbations", list(reflect.TypeFor[Approval](), "code", "version", "fingerprint", "date")},
	}
	for _, a := range Axes() {
		n := list(reflect.TypeFor[Term](), "id", "label")
		files = append(files, struct {
			name, files, title string
			n                  *node
		}{strings.TrimSuffix(strings.TrimPrefix(a.File(), "data/"), ".yaml"), a.File(), "Vocabulaire de « " + string(a) + " »", n})
	}
	for _, f := range files {
		if err := add(f.name, f.files, f.title, f.n); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b Schema) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// schemer makes schemas from types.
type schemer struct{ *Library }

// object describes a struct by its keys.
func (s schemer) object(t reflect.Type, required []string) *node {
	n := &node{Type: "object", Properties: map[string]*node{}, Required: slices.Clone(required), Additional: false}
	for i, key := range tags(t) {
		if key == "" || t == reflect.TypeFor[Paper]() && slices.Contains(machineSettings, "paper."+key) {
			continue
		}
		k := s.value(t, key, t.Field(i).Type)
		if !slices.Contains(required, key) {
			k = orNull(k)
		}
		k.Description = plain(meanings[t][key].meaning)
		if t == reflect.TypeFor[Settings]() && defaults()[key] != "" {
			k.Default = defaults()[key]
		}
		n.Properties[key] = k
	}
	return n
}

// text is what the program takes for a text: a number is read as it is typed.
func text() *node { return &node{Type: []string{"string", "number"}} }

// value describes the value of a key.
func (s schemer) value(of reflect.Type, key string, t reflect.Type) *node {
	switch of {
	case reflect.TypeFor[Meta]():
		switch key {
		case "code":
			return &node{Type: "string", Pattern: codeForm.String()}
		case "summary":
			return &node{Type: "string", MaxLength: SummaryLimit}
		case "service", "scenario", "role", "phase":
			return oneOrMany(s.terms(Axis(key)))
		case "contacts":
			return oneOrMany(s.contacts())
		case "sites":
			return oneOrMany(closed(slices.Sorted(maps.Keys(s.Settings.Sites)), nil))
		case "related":
			return oneOrMany(&node{Type: "string", Pattern: codeForm.String()})
		}
	case reflect.TypeFor[Contact]():
		if key == "services" {
			return oneOrMany(s.terms(ByService))
		}
	case reflect.TypeFor[Notice]():
		if key == "text" {
			return &node{Type: "string", MaxLength: NoticeLimit}
		}
	case reflect.TypeFor[Settings]():
		if key == "edition" {
			return &node{AnyOf: []*node{text(), s.object(t, nil)}}
		}
	case reflect.TypeFor[Freshness]():
		least := leastFreshness[key]
		return &node{Type: "integer", Minimum: &least}
	}
	if key == "id" {
		return &node{Type: "string", Pattern: IDForm.String()}
	}
	return s.plainValue(t)
}

// plainValue describes a value by its type alone.
func (s schemer) plainValue(t reflect.Type) *node {
	switch t {
	case reflect.TypeFor[Date]():
		return &node{Type: "string", Format: "date"}
	case reflect.TypeFor[Moment]():
		return &node{Type: "string", Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$`}
	case reflect.TypeFor[List]():
		return oneOrMany(text())
	case reflect.TypeFor[Group]():
		n := oneOrMany(text())
		n.AnyOf = append(n.AnyOf, s.object(t, []string{"words"}))
		return n
	}
	if e, ok := reflect.Zero(t).Interface().(enum); ok {
		return closed(e.values(), nil)
	}
	switch t.Kind() {
	case reflect.Bool:
		return &node{Type: "boolean"}
	case reflect.Int:
		return &node{Type: "integer"}
	case reflect.Struct:
		return s.object(t, nil)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.String {
			return oneOrMany(s.plainValue(t.Elem()))
		}
		return &node{Type: "array", Items: s.plainValue(t.Elem())}
	case reflect.Map:
		return &node{Type: "object", Additional: s.plainValue(t.Elem())}
	}
	return text()
}

// terms is the closed list of an axis, with its labels.
func (s schemer) terms(a Axis) *node {
	var ids, labels []string
	if a != ByPhase {
		ids, labels = []string{All}, []string{"Tous"}
	}
	for _, t := range s.Terms[a] {
		ids, labels = append(ids, t.ID), append(labels, t.Label)
	}
	return closed(ids, labels)
}

func (s schemer) contacts() *node {
	var ids, labels []string
	for _, c := range s.Contacts {
		ids, labels = append(ids, c.ID), append(labels, c.Function)
	}
	return closed(ids, labels)
}

// closed is one of some values. With none known, nothing is admitted: an empty
// enum is no schema.
func closed(values, labels []string) *node {
	n := &node{Type: "string", Enum: values, Labels: labels}
	if len(values) == 0 {
		n.Pattern = "^$"
	}
	return n
}

// oneOrMany is a list, which may be written as its one value.
func oneOrMany(item *node) *node {
	return &node{AnyOf: []*node{item, {Type: "array", Items: item}}}
}

// orNull admits a key without a value beside n.
func orNull(n *node) *node {
	if n.AnyOf != nil {
		n.AnyOf = append(n.AnyOf, &node{Type: "null"})
		return n
	}
	return &node{AnyOf: []*node{n, {Type: "null"}}}
}

var markdownLink = regexp.MustCompile(`\[([^]]*)\]\([^)]*\)`)

// plain takes the marks of Markdown out of a description.
func plain(markdown string) string {
	return frenchSpaces.Replace(strings.ReplaceAll(markdownLink.ReplaceAllString(markdown, "$1"), "`", ""))
}

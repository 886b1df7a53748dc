package content

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"planblanc/internal/diag"
)

// decoder turns YAML into typed values and collects every mistake with its
// place. It decodes from nodes, never from untyped values, so that an extension
// such as 0222 stays the text that the author typed.
type decoder struct {
	file string
	// line is added to YAML lines to count from the top of the file.
	line  int
	diags []diag.Diagnostic
	// note, when set, is told where each key and each item of its list stood.
	note func(key string, item int, at *yaml.Node)
}

// whole is the item of a key itself.
const whole = -1

func (d *decoder) at(n *yaml.Node) diag.Position {
	return diag.Position{File: d.file, Line: n.Line + d.line, Column: n.Column}
}

func (d *decoder) report(n *yaml.Node, r diag.Rule, args ...any) {
	d.diags = append(d.diags, diag.New(d.at(n), r, args...))
}

func (d *decoder) remember(key string, item int, n *yaml.Node) {
	if d.note != nil {
		d.note(key, item, n)
	}
}

// parse reads one YAML document; a syntax error becomes a diagnostic and false.
// An empty document is nil and true.
func (d *decoder) parse(text []byte) (root *yaml.Node, ok bool) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		p := diag.Position{File: d.file, Line: 1 + d.line, Column: 1}
		message := err.Error()
		if load, ok := errors.AsType[*yaml.LoadError](err); ok {
			p.Line, p.Column = max(1, load.Mark.Line)+d.line, max(1, load.Mark.Column)
			message = load.Message
		}
		d.diags = append(d.diags, diag.New(p, diag.InvalidYAML, yamlMessage(message)))
		return nil, false
	}
	if len(doc.Content) == 0 {
		return nil, true
	}
	if line := secondDocument(text); line > 0 {
		d.diags = append(d.diags, diag.New(diag.Position{File: d.file, Line: line + d.line, Column: 1}, diag.InvalidYAML, secondPart))
	}
	if !d.sober(text, doc.Content[0], 0) {
		return nil, false
	}
	return doc.Content[0], true
}

// secondPart is what a file must not have: YAML would leave it out in silence.
var secondPart = diag.Text{FR: "une ligne « --- » ou « ... » coupe le fichier en deux, la suite ne serait pas lue", EN: "a line “---” or “...” cuts the file in two, the rest would not be read"}

// secondDocument returns the line on which a second YAML document has its first
// value, or 0.
func secondDocument(text []byte) int {
	if !bytes.Contains(text, []byte("\n---")) && !bytes.Contains(text, []byte("\n...")) {
		return 0
	}
	loader, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithV3Defaults())
	if err != nil {
		return 0
	}
	var doc yaml.Node
	for n := 0; ; n++ {
		doc = yaml.Node{}
		if err := loader.Load(&doc); err != nil {
			if load, ok := errors.AsType[*yaml.LoadError](err); ok && n > 0 {
				return max(1, load.Mark.Line)
			}
			return 0
		}
		if n > 0 && len(doc.Content) > 0 && doc.Content[0].Tag != "!!null" {
			return doc.Content[0].Line
		}
	}
}

// Texts for WrongType.
var (
	wantMap    = diag.Text{FR: "un groupe de clés", EN: "a map of keys"}
	wantList   = diag.Text{FR: "une liste", EN: "a list"}
	wantString = diag.Text{FR: "un texte sur une ligne", EN: "a text on one line"}
	wantBool   = diag.Text{FR: "true ou false", EN: "true or false"}
	wantInt    = diag.Text{FR: "un nombre entier", EN: "a whole number"}
	wantID     = diag.Text{FR: "en minuscules sans accents, chiffres et tirets", EN: "in lower case without accents, digits and hyphens"}

	wantLanguage    = diag.Text{FR: "un code de langue, par exemple fr ou fr-FR", EN: "a language tag, for example en or en-GB"}
	wantFingerprint = diag.Text{FR: "une empreinte, par exemple 4K7P-9QXM", EN: "a fingerprint, for example 4K7P-9QXM"}
)

// Date is a calendar day; the zero value means none. It prints as 2006-01-02.
type Date struct{ time.Time }

// String returns YYYY-MM-DD, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

// ParseDate reads YYYY-MM-DD.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	return Date{t}, err
}

// List is a list of strings; a single string is accepted in its place.
type List []string

// enum is a string type with a closed set of values.
type enum interface{ values() []string }

// value decodes a node into v; path names it in messages.
func (d *decoder) value(path string, n *yaml.Node, v reflect.Value) {
	d.remember(path, whole, n)
	switch p := v.Addr().Interface().(type) {
	case *Date:
		d.date(path, n, p)
		return
	case *Moment:
		d.moment(path, n, p)
		return
	case *List:
		d.list(path, n, p)
		return
	case *Group:
		if n.Kind != yaml.MappingNode {
			p.Position = d.at(n)
			d.list(path, n, &p.Words)
			return
		}
	}
	switch v.Kind() {
	case reflect.String:
		d.text(path, n, v)
	case reflect.Bool:
		if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
			d.report(n, diag.WrongType, path, wantBool)
			return
		}
		v.SetBool(n.Value == "true")
	case reflect.Int:
		i, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil {
			d.report(n, diag.WrongType, path, wantInt)
			return
		}
		v.SetInt(int64(i))
	case reflect.Struct:
		d.fields(path, n, v)
	case reflect.Slice:
		d.rows(path, n, v)
	case reflect.Map:
		d.entries(path, n, v)
	default:
		panic("content: cannot decode into " + v.Type().String())
	}
}

// scalar returns a node's text as typed; an empty value is "".
func (d *decoder) scalar(path string, n *yaml.Node) (string, bool) {
	if n.Kind != yaml.ScalarNode || strings.ContainsAny(strings.TrimSpace(n.Value), "\n\r") {
		d.report(n, diag.WrongType, path, wantString)
		return "", false
	}
	if n.Tag == "!!null" {
		return "", true
	}
	return strings.TrimSpace(n.Value), true
}

func (d *decoder) text(path string, n *yaml.Node, v reflect.Value) {
	s, ok := d.scalar(path, n)
	if !ok {
		return
	}
	v.SetString(s)
	e, closed := v.Interface().(enum)
	if !closed || s == "" {
		return
	}
	for _, known := range e.values() {
		if s == known {
			v.SetString(known) // which needs no memory of its own
			return
		}
	}
	d.diags = append(d.diags, diag.New(d.at(n), diag.UnknownValue, s, path, strings.Join(e.values(), ", ")).Suggest(s, e.values()))
}

func (d *decoder) date(path string, n *yaml.Node, p *Date) {
	s, ok := d.scalar(path, n)
	if !ok || s == "" {
		return
	}
	parsed, err := ParseDate(s)
	if err != nil {
		d.report(n, diag.InvalidDate, s)
		return
	}
	*p = parsed
}

func (d *decoder) moment(path string, n *yaml.Node, p *Moment) {
	s, ok := d.scalar(path, n)
	if !ok || s == "" {
		return
	}
	parsed, err := ParseMoment(s)
	if err != nil {
		d.report(n, diag.WrongType, path, wantMoment)
		return
	}
	*p = parsed
}

func (d *decoder) list(path string, n *yaml.Node, p *List) {
	if n.Kind == yaml.ScalarNode {
		if s, ok := d.scalar(path, n); ok && s != "" {
			*p = List{s}
		}
		return
	}
	if n.Kind != yaml.SequenceNode {
		d.report(n, diag.WrongType, path, wantList)
		return
	}
	for _, item := range n.Content {
		s, ok := d.scalar(path, item)
		if !ok || s == "" {
			continue
		}
		d.remember(path, len(*p), item)
		*p = append(*p, s)
	}
}

// rows decodes a sequence into a slice of structs or of words, in place of what
// it holds; a single word is accepted.
func (d *decoder) rows(path string, n *yaml.Node, v reflect.Value) {
	v.SetZero()
	if n.Kind == yaml.ScalarNode && n.Tag != "!!null" && v.Type().Elem().Kind() == reflect.String {
		n = &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{n}}
	}
	if n.Kind != yaml.SequenceNode {
		if n.Tag != "!!null" {
			d.report(n, diag.WrongType, path, wantList)
		}
		return
	}
	for _, item := range n.Content {
		row := reflect.New(v.Type().Elem()).Elem()
		d.value(path, item, row)
		v.Set(reflect.Append(v, row))
	}
}

// entries decodes a map with free keys.
func (d *decoder) entries(path string, n *yaml.Node, v reflect.Value) {
	if !d.mapping(path, n) {
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if d.repeated(seen, key) {
			continue
		}
		row := reflect.New(v.Type().Elem()).Elem()
		d.value(path+"."+key.Value, n.Content[i+1], row)
		v.SetMapIndex(reflect.ValueOf(key.Value), row)
	}
}

func (d *decoder) mapping(path string, n *yaml.Node) bool {
	if n.Kind == yaml.MappingNode {
		return true
	}
	if n.Tag != "!!null" {
		d.report(n, diag.WrongType, path, wantMap)
	}
	return false
}

func (d *decoder) repeated(seen map[string]int, key *yaml.Node) bool {
	if first, again := seen[key.Value]; again {
		d.report(key, diag.RepeatedKey, key.Value, first)
		return true
	}
	seen[key.Value] = key.Line + d.line
	return false
}

// fields decodes a mapping into a struct by its yaml tags, and returns the keys
// whose value or spelling is wrong. A row learns its position and these keys.
func (d *decoder) fields(path string, n *yaml.Node, v reflect.Value) (faulty []string) {
	if s, ok := v.Addr().Interface().(interface{ fromScalar(string) (key string) }); ok && n.Kind == yaml.ScalarNode {
		if text, ok := d.scalar(path, n); ok {
			d.remember(path+"."+s.fromScalar(text), whole, n)
		}
		return nil
	}
	if !d.mapping(path, n) {
		return nil
	}
	prefix := ""
	if path != "" {
		prefix = path + "."
	}
	keys := fieldKeys(v.Type())
	seen := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		if d.repeated(seen, key) {
			continue
		}
		field := fieldByKey(keys, key.Value)
		if field < 0 {
			unknown := diag.New(d.at(key), diag.UnknownKey, key.Value).Suggest(key.Value, Keys(v.Type()))
			d.diags = append(d.diags, unknown)
			faulty = append(faulty, unknown.Suggestion)
			continue
		}
		before := len(d.diags)
		d.value(prefix+key.Value, val, v.Field(field))
		if len(d.diags) > before {
			faulty = append(faulty, key.Value)
		}
	}
	if row, ok := v.Addr().Interface().(interface {
		locate(diag.Position, []string)
	}); ok {
		row.locate(d.at(n), faulty)
	}
	return faulty
}

// metaKeys are the fields of the front matter, looked up thirty times a
// document.
var metaKeys = tags(reflect.TypeFor[Meta]())

// fieldKeys returns the key of each field of a struct type, "" for none.
func fieldKeys(t reflect.Type) []string {
	if t == reflect.TypeFor[Meta]() {
		return metaKeys
	}
	return tags(t)
}

func tags(t reflect.Type) []string {
	keys := make([]string, t.NumField())
	for i := range keys {
		keys[i] = t.Field(i).Tag.Get("yaml")
	}
	return keys
}

// fieldByKey returns the index of a key's field, or -1.
func fieldByKey(keys []string, key string) int {
	if key == "" {
		return -1
	}
	return slices.Index(keys, key)
}

// Keys returns the YAML keys of a struct type in order of declaration.
func Keys(t reflect.Type) []string {
	return slices.DeleteFunc(tags(t), func(key string) bool { return key == "" })
}

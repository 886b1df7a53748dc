package content

import (
	"errors"
	"reflect"
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
	// keep says to remember where keys and list items stood: rules need it later.
	keep   bool
	places []place
}

// place is where a key, or one item of its list, stood inside a known file. It
// is small and in a slice, not a map: there are thirty a document.
type place struct {
	key          string
	item         int32 // -1 for the key itself
	line, column int32
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
	if d.keep {
		d.places = append(d.places, place{key, int32(item), int32(n.Line + d.line), int32(n.Column)})
	}
}

// parse reads one YAML document; a syntax error becomes a diagnostic and nil.
// An empty document is nil too.
func (d *decoder) parse(text []byte) *yaml.Node {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		p := diag.Position{File: d.file, Line: 1 + d.line, Column: 1}
		message := err.Error()
		if load, ok := errors.AsType[*yaml.LoadError](err); ok {
			p.Line, p.Column = max(1, load.Mark.Line)+d.line, max(1, load.Mark.Column)
			message = load.Message
		}
		d.diags = append(d.diags, diag.New(p, diag.InvalidYAML, yamlMessage(message)))
		return nil
	}
	if len(doc.Content) == 0 {
		return nil
	}
	return doc.Content[0]
}

// yamlMessage gives the parser's commonest complaints in plain words.
func yamlMessage(m string) diag.Text {
	fr := map[string]string{
		"mapping values are not allowed in this context":         "un deux-points de trop (mettre la valeur entre guillemets)",
		"found unexpected end of stream":                         "guillemet ou crochet non fermé",
		"did not find expected node content":                     "crochet ou liste non fermé",
		"did not find expected ',' or ']'":                       "virgule ou crochet fermant attendu",
		"did not find expected key":                              "clé attendue (vérifier l'alignement et les guillemets)",
		"could not find expected ':'":                            "deux-points attendu après la clé",
		"found character that cannot start any token":            "caractère impossible à cet endroit (tabulation ?)",
		"found a tab character that violates indentation":        "tabulation interdite : utiliser des espaces",
		"found unknown escape character":                         "barre oblique inverse entre guillemets doubles : utiliser des guillemets simples",
		"block sequence entries are not allowed in this context": "tiret de liste mal placé",
	}[m]
	if fr == "" {
		fr = m
	}
	return diag.Text{FR: fr, EN: m}
}

// Texts for WrongType.
var (
	wantMap    = diag.Text{FR: "un groupe de clés", EN: "a map of keys"}
	wantList   = diag.Text{FR: "une liste", EN: "a list"}
	wantString = diag.Text{FR: "un texte sur une ligne", EN: "a text on one line"}
	wantInt    = diag.Text{FR: "un nombre entier", EN: "a whole number"}
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
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	d.remember(path, whole, n)
	switch p := v.Addr().Interface().(type) {
	case *Date:
		d.date(path, n, p)
		return
	case *List:
		d.list(path, n, p)
		return
	case *Group:
		p.Position = d.at(n)
		d.list(path, n, &p.Words)
		return
	}
	switch v.Kind() {
	case reflect.String:
		d.text(path, n, v)
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
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
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

// rows decodes a sequence into a slice of structs or of lists.
func (d *decoder) rows(path string, n *yaml.Node, v reflect.Value) {
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

// fields decodes a mapping into a struct by its yaml tags. A struct with a
// Position field learns its own.
func (d *decoder) fields(path string, n *yaml.Node, v reflect.Value) {
	if s, ok := v.Addr().Interface().(interface{ fromScalar(string) (key string) }); ok && n.Kind == yaml.ScalarNode {
		if text, ok := d.scalar(path, n); ok {
			d.remember(path+"."+s.fromScalar(text), whole, n)
		}
		return
	}
	if !d.mapping(path, n) {
		return
	}
	if p, ok := v.Addr().Interface().(interface{ setPosition(diag.Position) }); ok {
		p.setPosition(d.at(n))
	}
	prefix := ""
	if path != "" {
		prefix = path + "."
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		if d.repeated(seen, key) {
			continue
		}
		field, ok := fieldByKey(v, key.Value)
		if !ok {
			d.diags = append(d.diags, diag.New(d.at(key), diag.UnknownKey, key.Value).Suggest(key.Value, Keys(v.Type())))
			continue
		}
		d.value(prefix+key.Value, val, field)
	}
}

func fieldByKey(v reflect.Value, key string) (reflect.Value, bool) {
	t := v.Type()
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("yaml"); tag != "" && tag == key {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// Keys returns the YAML keys of a struct type in order of declaration.
func Keys(t reflect.Type) []string {
	var keys []string
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("yaml"); tag != "" {
			keys = append(keys, tag)
		}
	}
	return keys
}

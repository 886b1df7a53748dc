package content

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"planblanc/internal/diag"
)

// KeyValue is a key of the front matter, of one value, with the value it is to
// have.
type KeyValue struct{ Key, Value string }

// UneditableError says that a key's value is written in a way that cannot be
// changed without touching what stands around it.
type UneditableError struct {
	File, Key string
	Line      int // 0 when the whole front matter is to blame
}

func (e *UneditableError) Error() string {
	return fmt.Sprintf("%s:%d: cannot change key %q here: write it on one line of its own", e.File, e.Line, e.Key)
}

// SetKeys returns a document's text with some keys of its front matter set. No
// other byte changes: line ends, comments, order and quotes stay. A key that is
// missing gets a line of its own at its place in the order of Meta. The text
// must be one that Load takes without a remark. The result was read again and
// differs in these keys alone; else the error is an UneditableError.
func SetKeys(file string, text []byte, set []KeyValue) ([]byte, error) {
	before, diags := reread(file, text)
	if before.Unread || len(diags) > 0 {
		return nil, &UneditableError{File: file}
	}
	out := text
	for _, kv := range set {
		var err error
		if out, err = setKey(file, out, kv); err != nil {
			return nil, err
		}
	}
	after, diags := reread(file, out)
	want := before.Meta
	for _, kv := range set {
		d := &decoder{}
		field := reflect.ValueOf(&want).Elem().Field(fieldByKey(metaKeys, kv.Key))
		d.value(kv.Key, &yaml.Node{Kind: yaml.ScalarNode, Value: kv.Value, Tag: "!!str"}, field)
		diags = append(diags, d.diags...)
	}
	if len(diags) > 0 || after.Unread || !reflect.DeepEqual(after.Meta, want) || !bytes.Equal(after.body, before.body) {
		return nil, &UneditableError{File: file, Key: set[0].Key}
	}
	return out, nil
}

func reread(file string, text []byte) (*Document, []diag.Diagnostic) {
	plain, diags := clean(file, bytes.Clone(text))
	doc, more := parseDocument(file, plain)
	return doc, append(diags, more...)
}

// line is one line of a text, in bytes; end is where its line end begins.
type line struct{ start, end, next int }

// linesOf finds the lines of a text, whatever their ends: LF, CRLF or CR.
func linesOf(text []byte) []line {
	var lines []line
	for start := 0; start < len(text); {
		n := bytes.IndexAny(text[start:], "\r\n")
		if n < 0 {
			return append(lines, line{start, len(text), len(text)})
		}
		l := line{start, start + n, start + n + 1}
		if text[l.end] == '\r' && l.next < len(text) && text[l.next] == '\n' {
			l.next++
		}
		lines = append(lines, l)
		start = l.next
	}
	return lines
}

// placedHead is a front matter with its place in a text.
type placedHead struct {
	text  []byte
	lines []line
	first int // index in lines of the first line below the fence
	fence int // of the closing fence
	root  *yaml.Node
}

func readHead(text []byte) (*placedHead, error) {
	h := &placedHead{text: text, lines: linesOf(text)}
	isFence := func(i int) bool { return string(bytes.TrimSpace(text[h.lines[i].start:h.lines[i].end])) == fence }
	for h.first = 0; h.first < len(h.lines) && !isFence(h.first); h.first++ {
	}
	for h.first++; h.first+h.fence < len(h.lines) && !isFence(h.first+h.fence); h.fence++ {
	}
	h.fence += h.first
	if h.fence >= len(h.lines) {
		return nil, errors.New("no front matter")
	}
	var b bytes.Buffer
	for _, l := range h.lines[h.first:h.fence] {
		b.Write(text[l.start:l.end])
		b.WriteByte('\n')
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(b.Bytes(), &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode || doc.Content[0].Style&yaml.FlowStyle != 0 {
		return nil, errors.New("no keys line by line")
	}
	h.root = doc.Content[0]
	return h, nil
}

// offset is the byte at which a node begins.
func (h *placedHead) offset(n *yaml.Node) int {
	at := h.lines[h.first+n.Line-1].start
	for range n.Column - 1 {
		_, size := utf8.DecodeRune(h.text[at:])
		at += size
	}
	return at
}

func setKey(file string, text []byte, kv KeyValue) ([]byte, error) {
	h, err := readHead(text)
	if err != nil {
		return nil, &UneditableError{File: file, Key: kv.Key}
	}
	for i := 0; i+1 < len(h.root.Content); i += 2 {
		key, val := h.root.Content[i], h.root.Content[i+1]
		if key.Value != kv.Key {
			continue
		}
		if val.Value == kv.Value && val.Tag != "!!null" {
			return text, nil
		}
		start, end, ok := h.span(key, val)
		if !ok {
			return nil, &UneditableError{file, kv.Key, h.first + key.Line}
		}
		value := quote(kv.Value, val.Style)
		if start == end {
			value = " " + value
		}
		return slices.Concat(text[:start], []byte(value), text[end:]), nil
	}
	at := h.room(kv.Key)
	newline := "\n"
	if l := h.lines[h.first-1]; l.next > l.end {
		newline = string(text[l.end:l.next])
	}
	var style yaml.Style
	if kv.Key == "version" {
		style = yaml.DoubleQuotedStyle // clearer: 1.10 is not 1.1
	}
	return slices.Concat(text[:at], []byte(kv.Key+": "+quote(kv.Value, style)+newline), text[at:]), nil
}

// span returns the bytes of a key's value, which must stand whole on the key's
// line, and begin there. An empty value is the empty
// span behind the colon.
func (h *placedHead) span(key, val *yaml.Node) (start, end int, ok bool) {
	l := h.lines[h.first+key.Line-1]
	if val.Kind != yaml.ScalarNode || val.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return 0, 0, false
	}
	if val.Tag == "!!null" && val.Value == "" {
		colon := bytes.IndexByte(h.text[h.offset(key):l.end], ':')
		if colon < 0 {
			return 0, 0, false
		}
		at := h.offset(key) + colon + 1
		return at, at, true
	}
	if val.Line != key.Line {
		return 0, 0, false
	}
	start = h.offset(val)
	rest := h.text[start:l.end]
	switch {
	case val.Style&yaml.DoubleQuotedStyle != 0:
		end = closing(rest, '"')
	case val.Style&yaml.SingleQuotedStyle != 0:
		end = closing(rest, '\'')
	case bytes.HasPrefix(rest, []byte(val.Value)):
		end = len(val.Value)
	}
	return start, start + end, end > 0
}

// closing returns the length of a quoted text, quotes included, or 0.
func closing(text []byte, mark byte) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && mark == '"':
			i++
		case text[i] == mark && mark == '\'' && i+1 < len(text) && text[i+1] == mark:
			i++
		case text[i] == mark:
			return i + 1
		}
	}
	return 0
}

// room returns where the line of a new key goes: behind the nearest key that
// comes before it in the order of Meta, or on top.
func (h *placedHead) room(key string) int {
	rank := fieldByKey(metaKeys, key)
	best, after := -1, -1 // rank of the key before, index of its node
	for i := 0; i+1 < len(h.root.Content); i += 2 {
		if r := fieldByKey(metaKeys, h.root.Content[i].Value); r < rank && r > best {
			best, after = r, i
		}
	}
	if after < 0 {
		return h.lines[h.first].start
	}
	next := h.fence
	if after+2 < len(h.root.Content) {
		next = h.first + h.root.Content[after+2].Line - 1
	}
	// What stands above the next key is said of that key.
	for own := h.first + h.root.Content[after].Line; next > own; next-- {
		l := h.lines[next-1]
		if above := bytes.TrimSpace(h.text[l.start:l.end]); len(above) > 0 && above[0] != '#' {
			break
		}
	}
	return h.lines[next].start
}

// quote writes a value for YAML, in the style of the one it replaces where that
// can hold it.
func quote(value string, style yaml.Style) string {
	switch {
	case style&yaml.SingleQuotedStyle != 0:
		return "'" + strings.ReplaceAll(value, "'", "''") + "'"
	case style&yaml.DoubleQuotedStyle != 0 || !plainScalar(value):
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
	}
	return value
}

// plainScalar reports whether YAML reads a value as it is without quotes.
func plainScalar(value string) bool {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte("k: "+value+"\n"), &doc); err != nil || len(doc.Content) != 1 {
		return false
	}
	m := doc.Content[0]
	return m.Kind == yaml.MappingNode && len(m.Content) == 2 && m.Content[1].Kind == yaml.ScalarNode &&
		m.Content[1].Value == value && m.Content[1].Tag != "!!null" && m.Content[1].Anchor == "" && m.Content[1].Style == 0 &&
		!strings.Contains(value, "#")
}

package content

import (
	"bytes"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// head is a front matter as its lines, key by key.
type head struct {
	meta    Meta
	preface []string // comments at the top, set apart from the first key
	entries []entry
	tail    []string // comments below the last key
}

// entry is one key with the comments above it.
type entry struct {
	field    int // of Meta
	comments []string
	lines    []string // the key and its value
}

// cut shares the lines of a front matter out among its keys.
func (h *head) cut(text []byte, root *yaml.Node) bool {
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	from := 0 // the first line that belongs to no key yet
	for i := 0; i+1 < len(root.Content); i += 2 {
		key := root.Content[i]
		at := key.Line - 1
		if key.Column != 1 || root.Style&yaml.FlowStyle != 0 || at < from {
			return false
		}
		above := at
		for above > from && standsAlone(lines[above-1]) {
			above--
		}
		if i > 0 {
			h.close(lines[from:above])
		} else if above > 0 {
			return false // something that is no key comes first
		}
		h.entries = append(h.entries, entry{field: fieldByKey(metaKeys, key.Value), comments: lines[above:at]})
		from = at
	}
	end := len(lines)
	for end > from && standsAlone(lines[end-1]) {
		end--
	}
	if len(h.entries) > 0 {
		h.close(lines[from:end])
	} else if end > 0 {
		return false
	}
	h.tail = noBlank(lines[end:])
	h.separate()
	return true
}

// close gives the last key its lines: as they are when one may hold a comment,
// in canonical form otherwise.
func (h *head) close(lines []string) {
	e := &h.entries[len(h.entries)-1]
	e.lines = lines
	if !slices.ContainsFunc(lines, comment.MatchString) {
		e.lines = h.canonical(e.field)
	}
}

// separate makes a preface of the comments at the top that a blank line sets
// apart from the first key.
func (h *head) separate() {
	for i := range h.entries {
		c := h.entries[i].comments
		if i == 0 {
			for last := len(c) - 1; last > 0; last-- {
				if strings.TrimSpace(c[last]) == "" {
					h.preface, c = noBlank(c[:last]), c[last+1:]
					break
				}
			}
		}
		h.entries[i].comments = noBlank(c)
	}
}

// standsAlone reports whether a line is blank or a comment that belongs to no
// value above it.
func standsAlone(line string) bool {
	return strings.HasPrefix(line, "#") || strings.TrimSpace(line) == ""
}

func noBlank(lines []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return strings.TrimSpace(l) == "" })
}

// set gives a key a value: a string, a list or a date.
func (h *head) set(key string, value any) {
	field := fieldByKey(metaKeys, key)
	reflect.ValueOf(&h.meta).Elem().Field(field).Set(reflect.ValueOf(value).Convert(reflect.TypeFor[Meta]().Field(field).Type))
	lines := h.canonical(field)
	for i := range h.entries {
		if h.entries[i].field == field {
			h.entries[i].lines = lines
			return
		}
	}
	h.entries = append(h.entries, entry{field: field, lines: lines})
}

// text returns the front matter in canonical order.
func (h *head) text() []byte {
	entries := slices.Clone(h.entries)
	slices.SortStableFunc(entries, func(a, b entry) int { return a.field - b.field })
	var b bytes.Buffer
	write := func(lines []string) {
		for _, line := range lines {
			b.WriteString(line)
			b.WriteByte('\n')
		}
	}
	write(h.preface)
	if len(h.preface) > 0 {
		b.WriteByte('\n')
	}
	for _, e := range entries {
		write(e.comments)
		write(e.lines)
	}
	write(h.tail)
	return b.Bytes()
}

// canonical returns the lines of a key: a list of one term is that term, signs
// stand each on a line, other lists between brackets.
func (h *head) canonical(field int) []string {
	key := metaKeys[field] + ":"
	line := func(value string) []string {
		if value == "" {
			return []string{key}
		}
		return []string{key + " " + value}
	}
	switch v := reflect.ValueOf(&h.meta).Elem().Field(field); x := v.Interface().(type) {
	case Date:
		return line(x.String())
	case int:
		return line(strconv.Itoa(x))
	case List:
		switch {
		case len(x) == 0:
			return line("")
		case metaKeys[field] == "trigger":
			lines := []string{key}
			for _, item := range x {
				lines = append(lines, "  - "+scalar(item, false))
			}
			return lines
		case len(x) == 1 && slices.Contains(Axes(), Axis(metaKeys[field])):
			return line(scalar(x[0], true))
		}
		items := make([]string, len(x))
		for i, item := range x {
			items[i] = scalar(item, true)
		}
		return line("[" + strings.Join(items, ", ") + "]")
	default:
		return line(scalar(v.String(), false))
	}
}

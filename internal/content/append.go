package content

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// RowsError says that a data file's text is not a list with a row on each line,
// to which rows can be added.
type RowsError struct{ File string }

func (e *RowsError) Error() string { return "rows cannot be added to " + e.File }

// ledger is a data file that the program adds rows to, and never changes.
type ledger[T any] struct {
	file string
	line func(T) string // a row as YAML, on one line
	same func(a, b T) bool
}

// add returns the file's text, which may be empty, with rows added at its end.
// Nothing that it holds changes; an empty list "[]" makes room. The result was
// read again: it has the old rows, then the new ones.
func (l ledger[T]) add(text []byte, rows []T) ([]byte, error) {
	before, root, err := l.read(text)
	if err != nil {
		return nil, err
	}
	out, indent := bytes.Clone(text), ""
	switch {
	case root == nil || root.Tag == "!!null" && root.Value == "":
	case root.Kind != yaml.SequenceNode:
		return nil, &RowsError{l.file}
	case len(root.Content) == 0:
		lines := linesOf(text)
		at := lines[root.Line-1]
		if string(bytes.TrimSpace(text[at.start:at.end])) != "[]" {
			return nil, &RowsError{l.file}
		}
		out = slices.Concat(text[:at.start], text[at.next:])
	case root.Style&yaml.FlowStyle != 0:
		return nil, &RowsError{l.file}
	default:
		indent = strings.Repeat(" ", root.Column-1)
	}
	newline := "\n"
	if bytes.Contains(text, []byte("\r\n")) {
		newline = "\r\n"
	}
	if len(out) > 0 && out[len(out)-1] != '\n' {
		out = append(out, newline...)
	}
	for _, row := range rows {
		out = fmt.Appendf(out, "%s- %s%s", indent, l.line(row), newline)
	}
	after, _, err := l.read(out)
	if err != nil || !slices.EqualFunc(after, slices.Concat(before, rows), l.same) {
		return nil, &RowsError{l.file}
	}
	return out, nil
}

func (l ledger[T]) read(text []byte) ([]T, *yaml.Node, error) {
	plain, diags := clean(l.file, bytes.Clone(text))
	d := &decoder{file: l.file, diags: diags}
	root, _ := d.parse(plain)
	var rows []T
	if root != nil {
		d.value(l.file, root, reflect.ValueOf(&rows).Elem())
	}
	if len(d.diags) > 0 {
		return nil, nil, &RowsError{l.file}
	}
	return rows, root, nil
}

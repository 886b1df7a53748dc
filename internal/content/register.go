package content

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// ErrRegister says that a register's text is not a list with a row on each line
// to which rows can be added.
var ErrRegister = errors.New("rows cannot be added to " + RegisterFile)

// AppendApprovals returns a register's text, which may be empty, with rows added
// at its end. Nothing that it holds changes; an empty list "[]" makes room. The
// result was read again: it has the old rows, then the new ones.
func AppendApprovals(text []byte, rows []Approval) ([]byte, error) {
	before, root, err := readRegister(text)
	if err != nil {
		return nil, err
	}
	out, indent := bytes.Clone(text), ""
	switch {
	case root == nil || root.Tag == "!!null" && root.Value == "":
	case root.Kind != yaml.SequenceNode:
		return nil, ErrRegister
	case len(root.Content) == 0:
		lines := linesOf(text)
		l := lines[root.Line-1]
		if string(bytes.TrimSpace(text[l.start:l.end])) != "[]" {
			return nil, ErrRegister
		}
		out = slices.Concat(text[:l.start], text[l.next:])
	case root.Style&yaml.FlowStyle != 0:
		return nil, ErrRegister
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
	for _, a := range rows {
		out = fmt.Appendf(out, "%s- {code: %s, version: %s, fingerprint: %s, date: %s}%s", indent, a.Code, quote(a.Version, yaml.DoubleQuotedStyle), a.Fingerprint, a.Date, newline)
	}
	after, _, err := readRegister(out)
	if err != nil || !sameRows(after, slices.Concat(before, rows)) {
		return nil, ErrRegister
	}
	return out, nil
}

// sameRows compares what rows say, not where they stand.
func sameRows(a, b []Approval) bool {
	return slices.EqualFunc(a, b, func(x, y Approval) bool {
		return x.Code == y.Code && x.Version == y.Version && x.Fingerprint == y.Fingerprint && x.Date.Equal(y.Date.Time)
	})
}

func readRegister(text []byte) ([]Approval, *yaml.Node, error) {
	plain, diags := clean(RegisterFile, bytes.Clone(text))
	d := &decoder{file: RegisterFile, diags: diags}
	root, _ := d.parse(plain)
	var rows []Approval
	if root != nil {
		d.value("register", root, reflect.ValueOf(&rows).Elem())
	}
	if len(d.diags) > 0 {
		return nil, nil, ErrRegister
	}
	return rows, root, nil
}

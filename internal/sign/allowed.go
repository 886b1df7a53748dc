package sign

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// Allowed says who may sign: a list in the format of ssh-keygen(1), "ALLOWED
// SIGNERS".
type Allowed struct{ entries []entry }

// entry is one line of the list.
type entry struct {
	principals    string
	key           []byte // in SSH's wire format
	namespaces    []string
	after, before time.Time // zero for no limit
}

// LineError says which line of a list of signers cannot be used. The whole list
// is refused then: a line that is passed over may be the one that forbids.
type LineError struct {
	Line    int // from 1
	Problem LineProblem
	// Word is what the problem is about: an option, a time, a type of key. It may
	// be empty.
	Word string
}

func (e *LineError) Error() string {
	return strings.TrimSuffix(fmt.Sprintf("line %d: %s: %s", e.Line, e.Problem, e.Word), ": ")
}

// LineProblem says what is wrong with a line of a list of signers.
type LineProblem string

// The problems of a line.
const (
	LineForm        LineProblem = "not a principal, options and a key"
	LineKey         LineProblem = "not a public key of its type"
	LineCertificate LineProblem = "certificates are not supported"
	LineTwice       LineProblem = "option given twice"
	LineQuotes      LineProblem = "value not in quotes"
	LineOption      LineProblem = "unknown option"
	LineTime        LineProblem = "not YYYYMMDD or YYYYMMDDHHMM[SS], with Z for UTC"
)

// ParseAllowed reads a list of signers. Days and times without a Z are in local's
// zone. Certificates are not supported: a hospital has a few signers, and who
// signs must be in the list by name.
func ParseAllowed(text []byte, local *time.Location) (*Allowed, error) {
	a := &Allowed{}
	number := 0
	for line := range bytes.Lines(text) {
		number++
		fields := split(strings.TrimSpace(string(line)))
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		e, err := parseEntry(fields, local)
		if err != nil {
			err.Line = number
			return nil, err
		}
		a.entries = append(a.entries, e)
	}
	return a, nil
}

// Signers is how many lines a list has.
func (a *Allowed) Signers() int { return len(a.entries) }

// split cuts a line at white space that is not quoted.
func split(line string) []string {
	var fields []string
	quoted, start := false, -1
	for i, r := range line {
		space := (r == ' ' || r == '\t') && !quoted
		if r == '"' {
			quoted = !quoted
		}
		if !space && start < 0 {
			start = i
		}
		if space && start >= 0 {
			fields = append(fields, line[start:i])
			start = -1
		}
	}
	if start >= 0 {
		fields = append(fields, line[start:])
	}
	return fields
}

func parseEntry(fields []string, local *time.Location) (entry, *LineError) {
	e := entry{principals: strings.Trim(fields[0], `"`)}
	rest := fields[1:]
	if len(rest) >= 3 && !isKeyType(rest[0]) {
		if err := e.parseOptions(rest[0], local); err != nil {
			return e, err
		}
		rest = rest[1:]
	}
	if len(rest) < 2 || !isKeyType(rest[0]) {
		return e, &LineError{Problem: LineForm}
	}
	blob, err := base64.StdEncoding.DecodeString(rest[1])
	if err != nil {
		return e, &LineError{Problem: LineKey, Word: rest[0]}
	}
	key, err := ssh.ParsePublicKey(blob)
	if err != nil || key.Type() != rest[0] {
		return e, &LineError{Problem: LineKey, Word: rest[0]}
	}
	if _, certificate := key.(*ssh.Certificate); certificate {
		return e, &LineError{Problem: LineCertificate, Word: rest[0]}
	}
	e.key = blob
	return e, nil
}

// isKeyType reports whether a word begins a public key.
func isKeyType(word string) bool {
	return strings.HasPrefix(word, "ssh-") || strings.HasPrefix(word, "ecdsa-") || strings.HasPrefix(word, "sk-")
}

// parseOptions reads the options of a line, which are joined by commas.
func (e *entry) parseOptions(text string, local *time.Location) *LineError {
	given := map[string]bool{}
	for _, option := range splitOptions(text) {
		name, value, assigned := strings.Cut(option, "=")
		name = strings.ToLower(name)
		if given[name] {
			return &LineError{Problem: LineTwice, Word: name}
		}
		given[name] = true
		if assigned && (len(value) < 2 || value[0] != '"' || strings.IndexByte(value[1:], '"') != len(value)-2) {
			return &LineError{Problem: LineQuotes, Word: name}
		}
		value = strings.Trim(value, `"`)
		var err error
		switch name {
		case "namespaces":
			e.namespaces = strings.Split(value, ",")
		case "valid-after":
			e.after, err = parseTime(value, local)
		case "valid-before":
			e.before, err = parseTime(value, local)
		case "cert-authority":
			return &LineError{Problem: LineCertificate, Word: name}
		default:
			return &LineError{Problem: LineOption, Word: name}
		}
		if err != nil {
			return &LineError{Problem: LineTime, Word: value}
		}
	}
	return nil
}

func splitOptions(text string) []string {
	quoted := false
	return strings.FieldsFunc(text, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ',' && !quoted
	})
}

func parseTime(text string, local *time.Location) (time.Time, error) {
	digits, utc := strings.CutSuffix(text, "Z")
	if utc {
		local = time.UTC
	}
	for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
		if len(digits) == len(layout) {
			return time.ParseInLocation(layout, digits, local)
		}
	}
	return time.Time{}, fmt.Errorf("wrong time %q", text)
}

// allows reports whether the line lets its key sign for our namespace, and
// whether at that moment.
func (e *entry) allows(now time.Time) (named, timely bool) {
	named = e.namespaces == nil
	for _, pattern := range e.namespaces {
		pattern, negated := strings.CutPrefix(pattern, "!")
		if matches(pattern, Namespace) {
			if named = !negated; negated {
				break
			}
		}
	}
	return named, !now.Before(e.after) && (e.before.IsZero() || !now.After(e.before))
}

// matches applies a pattern of ssh_config(5), "PATTERNS": * and ? only.
func matches(pattern, text string) bool {
	for i, c := range []byte(pattern) {
		switch {
		case c == '*':
			for j := range len(text) + 1 {
				if matches(pattern[i+1:], text[j:]) {
					return true
				}
			}
			return false
		case text == "" || c != '?' && c != text[0]:
			return false
		}
		text = text[1:]
	}
	return text == ""
}

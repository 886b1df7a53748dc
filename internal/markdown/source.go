package markdown

import (
	"sort"
	"unicode/utf8"

	"planblanc/internal/diag"
)

// source is a text with its fragments in place, and the way back to the files
// that its lines came from.
type source struct {
	text  []byte
	lines []int  // offset of each line
	spans []span // by line
}

// span is a run of lines that came from one file.
type span struct {
	line  int    // first line of the text, from 0
	file  string // content path
	first int    // that line in the file, 1-based
}

// index finds the lines of the text.
func (s *source) index() {
	s.lines = append(s.lines[:0], 0)
	for i, c := range s.text {
		if c == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
}

// locate returns the place in its file of an offset in the text.
func (s *source) locate(offset int) diag.Position {
	offset = max(0, min(offset, len(s.text)))
	line := sort.SearchInts(s.lines, offset+1) - 1
	from := s.spans[s.spanAt(line)]
	column := 1
	for _, c := range s.text[s.lines[line]:offset] {
		if utf8.RuneStart(c) {
			column++
		}
	}
	return diag.Position{File: from.file, Line: from.first + line - from.line, Column: column}
}

// spanAt returns the index of the span that holds a line.
func (s *source) spanAt(line int) int {
	return sort.Search(len(s.spans), func(i int) bool { return s.spans[i].line > line }) - 1
}

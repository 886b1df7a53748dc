package markdown

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"planblanc/internal/diag"
)

// expander copies a text with its fragments in the place of their includes. An
// include works on lines, before Markdown is parsed, so that the steps of a
// fragment join the list they stand in.
type expander struct {
	include func(string) ([]byte, int, bool)
	text    []byte
	line    int
	spans   []span
	stack   []string // files being copied, outermost first
	used    []string
	ds      []diag.Diagnostic

	top  diag.Position // of the include under way in the outermost file
	size int           // bytes of fragments copied
	full bool          // they are more than includeLimit
}

// includeLimit is how many bytes of fragments a text may bring in, some eighty
// sheets: fragments that include one another twice double at each level.
const includeLimit = 256 << 10

// expand returns the text of a source with its fragments in place, the content
// paths of these, sorted, and what is wrong with the includes. Without an
// include, the text is the author's own slice.
func expand(s Source) (source, []string, []diag.Diagnostic) {
	if s.Include == nil || !mayInclude(s.Text) {
		return source{text: s.Text, spans: []span{{0, s.File, s.Line}}}, nil, nil
	}
	e := expander{include: s.Include, text: make([]byte, 0, 2*len(s.Text))}
	e.copy(s.File, s.Text, s.Line)
	slices.Sort(e.used)
	return source{text: e.text, spans: e.spans}, slices.Compact(e.used), e.ds
}

// mayInclude is a cheap test for a line that could be an include.
func mayInclude(text []byte) bool {
	return bytes.HasPrefix(text, []byte("![")) || bytes.Contains(text, []byte("\n!["))
}

func (e *expander) copy(file string, text []byte, first int) {
	e.stack = append(e.stack, file)
	e.spans = append(e.spans, span{e.line, file, first})
	var open fence
	for number := first; len(text) > 0; number++ {
		line := text
		if end := bytes.IndexByte(text, '\n'); end >= 0 {
			line = text[:end]
			text = text[end+1:]
		} else {
			text = nil
		}
		dest, column := includeOf(line)
		if inside := open.next(line); inside || dest == "" {
			e.put(line)
			continue
		}
		e.put(nil)
		e.fragment(file, dest, diag.Position{File: file, Line: number, Column: column})
		e.put(nil)
		e.spans = append(e.spans, span{e.line, file, number + 1})
	}
	e.stack = e.stack[:len(e.stack)-1]
}

func (e *expander) put(line []byte) {
	e.text = append(append(e.text, line...), '\n')
	e.line++
}

func (e *expander) fragment(file, dest string, at diag.Position) {
	if e.full {
		return
	}
	if len(e.stack) == 1 {
		e.top = at
	}
	link, ok := classify(file, dest)
	if !ok || link.kind != LinkPage || link.anchor != "" {
		e.ds = append(e.ds, diag.New(at, diag.DisallowedLink, dest))
		return
	}
	if i := slices.Index(e.stack, link.target); i >= 0 {
		// An include closes as many cycles as there are ways to it: one is enough.
		if !slices.ContainsFunc(e.ds, func(d diag.Diagnostic) bool { return d.Rule == diag.IncludeCycle && d.Position == at }) {
			e.ds = append(e.ds, diag.New(at, diag.IncludeCycle, trail(e.stack[i:], link.target)))
		}
		return
	}
	text, first, ok := e.include(link.target)
	if !ok {
		e.ds = append(e.ds, diag.New(at, diag.BrokenInclude, dest))
		return
	}
	if e.size += len(text); e.size > includeLimit {
		e.full = true
		e.ds = append(e.ds, diag.New(e.top, diag.IncludeTooLarge, includeLimit>>10, trail(e.stack[1:], link.target)))
		return
	}
	e.used = append(e.used, link.target)
	e.copy(link.target, text, first)
}

// trail writes the way to a fragment through others.
func trail(stack []string, target string) string {
	return strings.Join(append(slices.Clone(stack), target), " → ")
}

// includeOf returns the destination of a line that is an include, with its
// column in characters, or "".
func includeOf(line []byte) (dest string, column int) {
	line = bytes.TrimRight(line, " \t")
	if !bytes.HasPrefix(line, []byte("![")) || !bytes.HasSuffix(line, []byte(")")) {
		return "", 0
	}
	start := bytes.Index(line, []byte("]("))
	if start < 0 {
		return "", 0
	}
	start += len("](")
	inner := line[start : len(line)-1]
	if len(inner) > 2 && inner[0] == '<' && inner[len(inner)-1] == '>' {
		inner = inner[1 : len(inner)-1]
		start++
	}
	if !bytes.HasSuffix(inner, []byte(".md")) || bytes.ContainsAny(inner, " \t()<>[]\"'") {
		return "", 0
	}
	return string(inner), utf8.RuneCount(line[:start]) + 1
}

// fence is the state of a fenced code block: its character and length, or zero
// outside of one (CommonMark 0.31.2 §4.5).
type fence struct {
	char   byte
	length int
}

// next reads one line and reports whether it belongs to a fenced block.
func (f *fence) next(line []byte) bool {
	rest := bytes.TrimLeft(line, " ")
	length := 0
	for length < len(rest) && (rest[0] == '`' || rest[0] == '~') && rest[length] == rest[0] {
		length++
	}
	marker := length >= 3 && len(line)-len(rest) <= 3
	switch {
	case f.length == 0 && marker && (rest[0] == '~' || bytes.IndexByte(rest[length:], '`') < 0):
		*f = fence{rest[0], length}
		return true
	case f.length == 0:
		return false
	case marker && rest[0] == f.char && length >= f.length && len(bytes.TrimSpace(rest[length:])) == 0:
		*f = fence{}
	}
	return true
}

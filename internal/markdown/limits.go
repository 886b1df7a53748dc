package markdown

import (
	"bytes"
	"fmt"

	"planblanc/internal/diag"
)

// The proportions of a text that is parsed: some time of goldmark's grows with the
// square of a block, of a table's width times its height, or of the depth, so
// these have bounds and the whole stays in proportion to its length. The content
// has a tenth of each.
const (
	maxBlock = 4_000  // bytes of a line or a paragraph
	maxLines = 20_000 // lines of a text, fragments included
	maxDepth = 16     // lists and quotes in one another
)

// proportioned reports the first thing that is out of proportion, and whether
// there is none.
func (r *renderer) proportioned() bool {
	if len(r.source.lines) > maxLines {
		text := diag.Text{FR: "texte", EN: "text"}
		r.report(r.source.lines[maxLines], diag.TooLarge, text, lineCount(len(r.source.lines)), lineCount(maxLines))
		return false
	}
	var open fence
	block, start, table := 0, 0, false
	for i, from := range r.source.lines {
		to := len(r.source.text)
		if i+1 < len(r.source.lines) {
			to = r.source.lines[i+1] - 1
		}
		line := r.source.text[from:max(from, to)]
		inside := open.next(line)
		depth, item, rest := containers(line)
		switch {
		case inside:
			block, table, depth = 0, false, 0
		case len(rest) == 0:
			block, table = 0, false
		case isDelimiterRow(rest):
			table = true
		case item || block == 0:
			block, start, table = 0, from, false // an item or a paragraph begins
		}
		if !inside && !table {
			block += len(line)
		}
		switch {
		case depth > maxDepth:
			r.report(from, diag.TooDeep, maxDepth)
			return false
		case len(line) > maxBlock:
			r.report(from, diag.TooLarge, diag.Text{FR: "ligne", EN: "line"}, byteCount(len(line)), byteCount(maxBlock))
			return false
		case block > maxBlock:
			r.report(start, diag.TooLarge, diag.Text{FR: "paragraphe", EN: "paragraph"}, byteCount(block), byteCount(maxBlock))
			return false
		}
	}
	return true
}

func lineCount(n int) diag.Text {
	return diag.Text{FR: fmt.Sprintf("%d lignes", n), EN: fmt.Sprintf("%d lines", n)}
}

func byteCount(n int) diag.Text {
	return diag.Text{FR: fmt.Sprintf("%d octets", n), EN: fmt.Sprintf("%d bytes", n)}
}

// containers counts the markers of quotes and list items that a line begins with
// and returns whether the last is an item's, and what follows, without the white
// space around it.
func containers(line []byte) (depth int, item bool, rest []byte) {
	for rest = bytes.TrimSpace(line); len(rest) > 0; depth++ {
		n := 0
		switch c := rest[0]; {
		case c == '>':
			rest, item = bytes.TrimLeft(rest[1:], " \t"), false
			continue
		case c == '-' || c == '*' || c == '+':
			n = 1
		case '0' <= c && c <= '9':
			for n < len(rest) && '0' <= rest[n] && rest[n] <= '9' {
				n++
			}
			if n == len(rest) || rest[n] != '.' && rest[n] != ')' {
				return depth, item, rest
			}
			n++
		}
		if n == 0 || n < len(rest) && rest[n] != ' ' && rest[n] != '\t' {
			return depth, item, rest
		}
		rest, item = bytes.TrimLeft(rest[n:], " \t"), true
	}
	return depth, item, rest
}

// isDelimiterRow reports whether a line makes a table of what surrounds it
// (GFM 0.29 §4.10).
func isDelimiterRow(line []byte) bool {
	return bytes.IndexByte(line, '-') >= 0 && bytes.IndexByte(line, '|') >= 0 && len(bytes.Trim(line, "|:- \t")) == 0
}

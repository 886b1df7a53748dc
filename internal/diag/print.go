package diag

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Printer shows diagnostics to people.
type Printer struct {
	Language Language
	// Place is how the path of a file is shown, for example below "content/".
	Place func(file string) string
	// Source returns a file's bytes for the code frame, or nil.
	Source func(file string) []byte
}

// Print writes each diagnostic with its place, code frame and next step.
func (p Printer) Print(w io.Writer, ds []Diagnostic) error {
	var b bytes.Buffer
	for _, d := range ds {
		p.one(&b, d)
	}
	_, err := w.Write(b.Bytes())
	return err
}

var (
	severityText = map[Severity]Text{Warning: {"avertissement", "warning"}, Error: {"erreur", "error"}}
	hintText     = Text{"aide : ", "help: "}
)

// colon is « : » with its space in French.
func colon(l Language) string {
	return Text{" : ", ": "}.In(l)
}

func (p Printer) one(b *bytes.Buffer, d Diagnostic) {
	place := p.Place(d.File)
	if d.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", place, d.Line, max(1, d.Column))
	}
	fmt.Fprintf(b, "%s: %s%s%s [%s]\n", place, severityText[d.Severity].In(p.Language), colon(p.Language), oneLine(d.Message(p.Language)), d.Rule)
	p.frame(b, d)
	fmt.Fprintf(b, "  %s%s\n", hintText.In(p.Language), oneLine(d.Hint(p.Language)))
}

// frame writes the line and a caret under the column. Tabs become one space, so
// that the caret stands where the eye looks; a long line is cut around it.
func (p Printer) frame(b *bytes.Buffer, d Diagnostic) {
	if p.Source == nil || d.Line < 1 {
		return
	}
	text := p.Source(d.File)
	if text == nil {
		return
	}
	lines := strings.Split(lineEnds.Replace(string(text)), "\n")
	if d.Line > len(lines) {
		return
	}
	line := []rune(oneLine(lines[d.Line-1]))
	col := min(max(d.Column, 1), len(line)+1)
	const width, lead = 100, 40
	from := 0
	if len(line) > width && col > width-lead {
		from = min(col-lead, len(line)-width)
	}
	shown := line[from:min(len(line), from+width)]
	number := fmt.Sprintf("%5d", d.Line)
	fmt.Fprintf(b, "%s | %s\n", number, string(shown))
	fmt.Fprintf(b, "%s | %s^\n", strings.Repeat(" ", len(number)), strings.Repeat(" ", col-1-from))
}

// lineEnds makes the three ways to end a line one, as the reader of files does.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// oneLine keeps an author's words on one line, in the order that they are read
// in, and out of the terminal's control.
func oneLine(s string) string { return strings.Map(printable, s) }

func printable(r rune) rune {
	switch {
	case r == '\t':
		return ' '
	case r == '\n' || IsHidden(r):
		return '\uFFFD'
	}
	return r
}

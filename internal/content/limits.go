package content

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"planblanc/internal/diag"
)

// The largest texts that are read. The longest procedure of the content has a
// hundredth of each.
const (
	maxText  = 2_000_000 // bytes of a document or a file of data
	maxHead  = 64 << 10  // bytes of a front matter
	maxDepth = 16        // lists and maps in one another
)

// readText reads a text of reasonable size. One that is larger is an author's
// mistake, and nil.
func readText(fsys fs.FS, name string) ([]byte, []diag.Diagnostic, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, nil, fmt.Errorf("read content: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, fmt.Errorf("read content: %w", err)
	}
	size := info.Size()
	if size <= maxText {
		text := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
		if size, err = text.ReadFrom(io.LimitReader(f, maxText+1)); err != nil {
			return nil, nil, fmt.Errorf("read content: %w", err)
		}
		if size <= maxText {
			return text.Bytes(), nil, nil
		}
	}
	whole := diag.Text{FR: "fichier", EN: "file"}
	return nil, []diag.Diagnostic{diag.New(diag.Position{File: name, Line: 1, Column: 1}, diag.TooLarge, whole, kilobytes(int(size)), kilobytes(maxText))}, nil
}

func kilobytes(n int) diag.Text {
	return diag.Text{FR: fmt.Sprintf("%d Ko", n/1000), EN: fmt.Sprintf("%d kB", n/1000)}
}

// Kinds of files that are not plain.
var (
	symbolicLink = diag.Text{FR: "lien symbolique", EN: "symbolic link"}
	otherFile    = diag.Text{FR: "tube, périphérique ou autre", EN: "pipe, device or the like"}
	notUTF8      = diag.Text{FR: "il n'est pas écrit en UTF-8", EN: "it is not written in UTF-8"}
)

// notPlain reports a file that is not read, whatever it leads to.
func notPlain(name string, mode fs.FileMode) diag.Diagnostic {
	if !utf8.ValidString(name) {
		name = strings.ToValidUTF8(name, "\uFFFD")
		return diag.New(diag.Position{File: name, Line: 1, Column: 1}, diag.IllegalName, name, notUTF8)
	}
	kind := otherFile
	if mode&fs.ModeSymlink != 0 {
		kind = symbolicLink
	}
	return diag.New(diag.Position{File: name, Line: 1, Column: 1}, diag.NotPlainFile, name, kind)
}

// sober reports the first thing that YAML is not used for here, a value that
// stands for others, a type or deep nesting, and whether there is none. text is
// what n was read from.
func (d *decoder) sober(text []byte, n *yaml.Node, depth int) bool {
	switch {
	case n.Kind == yaml.AliasNode:
		d.report(n, diag.YAMLShortcut, "*"+n.Value)
	case n.Anchor != "":
		d.report(n, diag.YAMLShortcut, "&"+n.Anchor)
	case n.Style&yaml.TaggedStyle != 0:
		d.report(n, diag.YAMLShortcut, n.Tag)
	case n.Kind == yaml.ScalarNode:
		d.honest(text, n)
		return true
	case depth == maxDepth:
		d.report(n, diag.TooDeep, maxDepth)
	default:
		return !slices.ContainsFunc(n.Content, func(inner *yaml.Node) bool { return !d.sober(text, inner, depth+1) })
	}
	return false
}

// honest reports what an escape (\u202e) brings into a value; what stands in the
// file itself was reported with it.
func (d *decoder) honest(text []byte, n *yaml.Node) {
	if n.Style&yaml.DoubleQuotedStyle == 0 || strings.IndexFunc(n.Value, isFromEscape) < 0 {
		return
	}
	for _, l := range lies([]byte(n.Value)) {
		if !bytes.Contains(text, []byte(l.what)) {
			d.report(n, l.rule, l.args...)
		}
	}
}

func isFromEscape(r rune) bool { return r >= 0x80 || diag.IsHidden(r) }

package content

import (
	"bytes"
	"reflect"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v4"

	"planblanc/internal/diag"
)

// Format returns a document's text with its front matter in canonical order and
// form: the keys as Meta declares them, one way to write each value, comments
// above the key that follows them. No byte of the body changes, and Format of
// its own result is that result. A value beside which a comment stands stays as
// it is written.
//
// A front matter with mistakes, or one that would change its meaning or lose a
// comment, comes back as it was, with a diagnostic.
func Format(name string, text []byte) ([]byte, []diag.Diagnostic) {
	old, diags := Parse(name, text)
	if diag.HasErrors(diags) {
		return text, diags
	}
	parts, _ := split(text)
	h, ok := parseHead(name, parts.head)
	if ok {
		parts.head = h.text()
		out := parts.join()
		if again, diags := Parse(name, out); len(diags) == 0 && same(old, again) && slices.Equal(comments(text), comments(out)) {
			return out, nil
		}
	}
	return text, []diag.Diagnostic{diag.New(diag.Position{File: name, Line: 1, Column: 1}, diag.UnsafeFormat)}
}

// Fill returns a document's text in canonical form with some keys of its front
// matter set; a comment beside a value that is set goes with the old value. The
// values are strings, lists and dates. Mistakes are those of Format, which the
// values may bring.
func Fill(name string, text []byte, values map[string]any) ([]byte, []diag.Diagnostic) {
	if _, diags := Parse(name, text); diag.HasErrors(diags) {
		return text, diags
	}
	parts, _ := split(text)
	h, ok := parseHead(name, parts.head)
	if !ok {
		return text, []diag.Diagnostic{diag.New(diag.Position{File: name, Line: 1, Column: 1}, diag.UnsafeFormat)}
	}
	for key, value := range values {
		h.set(key, value)
	}
	parts.head = h.text()
	return Format(name, parts.join())
}

// Parse reads a document from its file's bytes. It is complete enough to go on
// when there are mistakes.
func Parse(name string, text []byte) (*Document, []diag.Diagnostic) {
	text, diags := clean(name, text)
	doc, more := parseDocument(name, text)
	return doc, append(diags, more...)
}

// same reports whether two texts of a document say the same.
func same(a, b *Document) bool {
	return bytes.Equal(a.body, b.body) && reflect.DeepEqual(a.Meta, b.Meta)
}

// comment finds what may be a comment: what looks like one inside a text counts
// too, so that none is missed.
var comment = regexp.MustCompile(`(?m)(^|[ \t])#[^\r\n]*`)

// comments lists what may be comments in a document's front matter, sorted.
func comments(text []byte) []string {
	parts, _ := split(text)
	var all []string
	for _, c := range comment.FindAll(parts.head, -1) {
		all = append(all, string(bytes.TrimSpace(c)))
	}
	slices.Sort(all)
	return all
}

// parts are a file's bytes around its front matter.
type parts struct {
	opening []byte // to the end of the first fence
	head    []byte // with the file's line ends from split, LF from parseHead
	rest    []byte // from the second fence
}

// split cuts a file as package frontmatter does: the first line that is not
// blank is a fence, and the next fence ends the front matter.
func split(text []byte) (parts, bool) {
	at, opened := 0, -1
	for at < len(text) {
		line := text[at:]
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			line = line[:end+1]
		}
		isFence := string(bytes.TrimSpace(line)) == fence
		switch {
		case opened >= 0 && isFence:
			return parts{text[:opened], text[opened:at], text[at:]}, true
		case opened < 0 && isFence:
			opened = at + len(line)
		case opened < 0 && len(bytes.TrimSpace(line)) > 0:
			return parts{}, false
		}
		at += len(line)
	}
	return parts{}, false
}

// join puts the parts together, the head with the line ends of the fence above
// it.
func (p parts) join() []byte {
	head := p.head
	if bytes.HasSuffix(p.opening, []byte("\r\n")) {
		head = bytes.ReplaceAll(head, []byte("\n"), []byte("\r\n"))
	}
	return slices.Concat(p.opening, head, p.rest)
}

// parseHead reads a front matter without mistakes into its keys. It refuses one
// that has two keys on a line, or a key that does not start its line.
func parseHead(name string, text []byte) (*head, bool) {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	dec := &decoder{file: name}
	root, _ := dec.parse(text)
	h := &head{}
	dec.fields("", orEmpty(root), reflect.ValueOf(&h.meta).Elem())
	if len(dec.diags) > 0 {
		return nil, false
	}
	return h, h.cut(text, orEmpty(root))
}

func orEmpty(root *yaml.Node) *yaml.Node {
	if root == nil {
		return &yaml.Node{Kind: yaml.MappingNode}
	}
	return root
}

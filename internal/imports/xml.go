package imports

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// element is a part of an XML tree: an element with a name, or a text.
type element struct {
	name     string // "w:p"; "" for a text
	attrs    map[string]string
	children []*element
	text     string
}

// prefixes are the names given here to the namespaces of Office Open XML, those
// of the transitional and of the strict form (ECMA-376-1 and -4).
var prefixes = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":           "w",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                       "w",
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships":    "r",
	"http://purl.oclc.org/ooxml/officeDocument/relationships":                "r",
	"http://schemas.openxmlformats.org/drawingml/2006/main":                  "a",
	"http://purl.oclc.org/ooxml/drawingml/main":                              "a",
	"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
	"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing":             "wp",
	"http://schemas.openxmlformats.org/drawingml/2006/chart":                 "c",
	"http://purl.oclc.org/ooxml/drawingml/chart":                             "c",
	"http://schemas.openxmlformats.org/drawingml/2006/diagram":               "dgm",
	"http://purl.oclc.org/ooxml/drawingml/diagram":                           "dgm",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":             "m",
	"http://purl.oclc.org/ooxml/officeDocument/math":                         "m",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":            "mc",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingShape":      "wps",
	"http://schemas.microsoft.com/office/word/2010/wordml":                   "w14",
	"urn:schemas-microsoft-com:vml":                                          "v",
	"urn:schemas-microsoft-com:office:office":                                "o",
	"http://purl.org/dc/elements/1.1/":                                       "dc",
}

func spell(n xml.Name) string {
	if p := prefixes[n.Space]; p != "" {
		return p + ":" + n.Local
	}
	return n.Local
}

// parseXML reads a tree within the limits. Documents that declare entities are
// refused by encoding/xml where they use them.
func parseXML(text []byte) (*element, error) {
	dec := xml.NewDecoder(bytes.NewReader(text))
	root := &element{}
	open, count := []*element{root}, 0
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if count++; count > maxNodes {
				return nil, ErrTooLarge
			}
			if len(open) > maxDepth {
				return nil, ErrTooDeep
			}
			e := &element{name: spell(t.Name)}
			if len(t.Attr) > 0 {
				e.attrs = make(map[string]string, len(t.Attr))
				for _, a := range t.Attr {
					e.attrs[spell(a.Name)] = a.Value
				}
			}
			top.children = append(top.children, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if count++; count > maxNodes {
				return nil, ErrTooLarge
			}
			top.children = append(top.children, &element{text: string(t)})
		}
	}
}

// child returns the first element of a name, or an empty one: a missing part of
// a document is as good as an empty one.
func (e *element) child(name string) *element {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return &element{}
}

// has reports whether an element has a child of a name.
func (e *element) has(name string) bool { return e.child(name).name != "" }

// val is the value of a property: <w:numId w:val="3"/>.
func (e *element) val(name string) string { return e.child(name).attrs["w:val"] }

// on reports whether a property is there and not switched off.
func (e *element) on(name string) bool {
	p := e.child(name)
	switch p.attrs["w:val"] {
	case "0", "false", "off", "none":
		return false
	}
	return p.name != ""
}

// find calls each with the elements of a name, at any depth, in order.
func (e *element) find(name string, each func(*element)) {
	for _, c := range e.children {
		if c.name == name {
			each(c)
		}
		c.find(name, each)
	}
}

// first returns the first element of a name at any depth, or nil.
func (e *element) first(name string) *element {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
		if f := c.first(name); f != nil {
			return f
		}
	}
	return nil
}

// words is the text of a part of a document, its paragraphs apart.
func (e *element) words() string {
	var b strings.Builder
	var walk func(*element)
	walk = func(e *element) {
		for _, c := range e.children {
			switch c.name {
			case "w:t", "w:delText", "m:t":
				for _, text := range c.children {
					b.WriteString(text.text)
				}
				continue
			case "w:p", "w:tab", "w:br", "w:tc":
				b.WriteByte(' ')
			case "mc:Fallback", "w:instrText":
				continue
			}
			walk(c)
		}
	}
	walk(e)
	return strings.Join(strings.Fields(printable(b.String())), " ")
}

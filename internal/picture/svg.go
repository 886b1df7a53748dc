package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// svgElements are those that draw (SVG 2, appendix F), without any that runs,
// moves, loads or embeds.
var svgElements = strings.Fields(`svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath
 linearGradient radialGradient stop clipPath mask pattern marker image switch style view
 filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow
 feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence`)

// running elements are named for what they are when they are refused.
var running = strings.Fields(`script foreignObject iframe embed object audio video canvas handler listener set animate animateMotion animateTransform animateColor discard a`)

// said are elements about a drawing rather than of it: they are left out.
var said = strings.Fields(`metadata`)

// cleanSVG writes a drawing from its listed tokens. Comments, metadata and the
// elements and attributes of other vocabularies, which editors add, are left out:
// they hold names and paths of those who drew.
func cleanSVG(body []byte) ([]byte, error) {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(body) {
		return nil, &Fault{Unreadable, "UTF-8"}
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	s := svg{}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, &Fault{Unreadable, err.Error()}
		}
		if err := s.token(token); err != nil {
			return nil, err
		}
	}
	if len(s.open) > 0 || !s.seen {
		return nil, &Fault{Unreadable, "svg"}
	}
	s.out.WriteByte('\n')
	return s.out.Bytes(), nil
}

type svg struct {
	out  bytes.Buffer
	open []string // elements, outermost first
	drop int      // how many of the open ones are left out
	seen bool     // the root
}

func (s *svg) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.Directive:
		return &Fault{Declared, "<!" + firstWord(string(t)) + ">"}
	case xml.ProcInst:
		if t.Target != "xml" || s.seen {
			return &Fault{Declared, "<?" + t.Target + "?>"}
		}
	case xml.StartElement:
		return s.start(t)
	case xml.EndElement:
		return s.end(t)
	case xml.CharData:
		return s.text(t)
	}
	return nil
}

// start opens an element. RawToken gives prefixes as they are written: one that
// is not SVG's is another vocabulary's.
func (s *svg) start(t xml.StartElement) error {
	name := t.Name.Local
	full := written(t.Name)
	s.open = append(s.open, full)
	ours := t.Name.Space == "" || t.Name.Space == "svg"
	switch {
	case slices.ContainsFunc(running, func(r string) bool { return strings.EqualFold(r, name) }):
		return &Fault{Script, "<" + full + ">"}
	case s.drop > 0 || !ours || slices.Contains(said, name):
		s.drop++
		return nil
	case !slices.Contains(svgElements, name):
		return &Fault{Unlisted, "<" + full + ">"}
	case !s.seen && name != "svg", s.seen && len(s.open) == 1:
		return &Fault{Unreadable, "<" + full + ">"}
	}
	s.seen = true
	s.out.WriteString("<" + full)
	for _, a := range t.Attr {
		if err := s.attribute(name, a); err != nil {
			return err
		}
	}
	s.out.WriteString(">")
	return nil
}

// namespaces are those that a drawing may declare; others go with what they name.
var namespaces = map[string]string{"xmlns": "http://www.w3.org/2000/svg", "svg": "http://www.w3.org/2000/svg", "xlink": "http://www.w3.org/1999/xlink"}

func (s *svg) attribute(element string, a xml.Attr) error {
	name := strings.ToLower(a.Name.Local)
	full := written(a.Name)
	space := a.Name.Space
	if space == "xmlns" || full == "xmlns" {
		want, known := namespaces[a.Name.Local]
		switch {
		case !known:
			return nil // with what it names
		case a.Value != want:
			return &Fault{Unreadable, full}
		}
		s.write(full, a.Value)
		return nil
	}
	switch {
	case strings.HasPrefix(name, "on"):
		return &Fault{Script, full}
	case space == "xml" && name == "base":
		return &Fault{External, full}
	case name == "href" || name == "src":
		if !internalAddress(element, a.Value) {
			return &Fault{External, full}
		}
	case space != "" && space != "xml" && space != "xlink" && space != "svg":
		return nil
	case !internalStyle(a.Value):
		return &Fault{External, full}
	}
	s.write(full, a.Value)
	return nil
}

func (s *svg) write(name, value string) {
	s.out.WriteString(" " + name + `="`)
	_ = xml.EscapeText(&s.out, []byte(value)) // a buffer takes all
	s.out.WriteString(`"`)
}

func (s *svg) end(t xml.EndElement) error {
	full := written(t.Name)
	if len(s.open) == 0 || s.open[len(s.open)-1] != full {
		return &Fault{Unreadable, "</" + full + ">"}
	}
	s.open = s.open[:len(s.open)-1]
	if s.drop > 0 {
		s.drop--
		return nil
	}
	s.out.WriteString("</" + full + ">")
	return nil
}

func (s *svg) text(t xml.CharData) error {
	if s.drop > 0 || len(s.open) == 0 {
		return nil
	}
	if last := s.open[len(s.open)-1]; (last == "style" || last == "svg:style") && !internalStyle(string(t)) {
		return &Fault{External, "<style>"}
	}
	_ = xml.EscapeText(&s.out, t)
	return nil
}

func written(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// internalAddress reports whether an address is of the drawing itself: a place in
// it, or for an image the pixels.
func internalAddress(element, address string) bool {
	address = strings.TrimSpace(address)
	if strings.HasPrefix(address, "#") {
		return true
	}
	if element != "image" {
		return false
	}
	for _, kind := range []string{"png", "jpeg", "gif", "webp"} {
		if strings.HasPrefix(address, "data:image/"+kind+";base64,") {
			return true
		}
	}
	return false
}

// internalStyle reports whether a value of CSS leads nowhere out of the drawing.
// An escape could hide what it says, so there is none.
func internalStyle(css string) bool {
	css = strings.ToLower(css)
	if strings.ContainsAny(css, "\\") || strings.Contains(css, "@import") || strings.Contains(css, "@namespace") || strings.Contains(css, "javascript:") ||
		strings.Contains(css, "expression(") || strings.Contains(css, "image-set(") || strings.Contains(css, "src(") || strings.Contains(css, "/*") && strings.Contains(css, "url") {
		return false
	}
	for {
		_, rest, found := strings.Cut(css, "url")
		if !found {
			return true
		}
		inside := strings.TrimLeft(rest, " \t\r\n")
		if strings.HasPrefix(inside, "(") && !strings.HasPrefix(strings.TrimLeft(inside[1:], " \t\r\n\"'"), "#") {
			return false
		}
		css = rest
	}
}

func firstWord(s string) string {
	if f := strings.Fields(s); len(f) > 0 {
		return f[0]
	}
	return ""
}

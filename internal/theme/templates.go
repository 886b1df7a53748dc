package theme

import (
	"fmt"
	"html/template"
	"regexp"
	"strings"
	texttemplate "text/template"
)

// templates are a theme's, with the words of one language in place.
type templates struct {
	layouts map[string]*template.Template // by name; each has its own "main"
	pieces  *template.Template            // components, for HTML that is kept
	readme  *texttemplate.Template
	tools   *texttemplate.Template // of the readme beside the tools

	// The styles of pages that stand alone.
	slipStyle, verifierStyle template.CSS
}

// compile parses every component and layout.
func compile(src source, v *vocabulary) (*templates, error) {
	t := &templates{layouts: map[string]*template.Template{}}
	base := template.New("base")
	components, err := src.list("components", ".html")
	if err != nil {
		return nil, err
	}
	for _, file := range components {
		if err := parse(src, v, base.New(stem(file)), file); err != nil {
			return nil, err
		}
	}
	if t.pieces, err = base.Clone(); err != nil {
		return nil, err
	}
	if err := parse(src, v, base, "layouts/base.html"); err != nil {
		return nil, err
	}
	layouts, err := src.list("layouts", ".html")
	if err != nil {
		return nil, err
	}
	for _, file := range layouts {
		if stem(file) == "base" {
			continue
		}
		layout, err := base.Clone()
		if err != nil {
			return nil, err
		}
		if err := parse(src, v, layout, file); err != nil {
			return nil, err
		}
		t.layouts[stem(file)] = layout
	}
	for file, style := range map[string]*template.CSS{"layouts/slip.css": &t.slipStyle, "layouts/verifier.css": &t.verifierStyle} {
		text, err := src.read(file)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		*style = template.CSS(text)
	}
	if t.readme, err = parseText(src, v, "layouts/readme.txt"); err != nil {
		return nil, err
	}
	t.tools, err = parseText(src, v, "layouts/tools.txt")
	return t, err
}

func parse(src source, v *vocabulary, t *template.Template, file string) error {
	text, err := src.read(file)
	if err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	worded, err := v.put(string(text), template.HTMLEscapeString)
	if err == nil {
		_, err = t.Parse(worded)
	}
	if err != nil {
		return fmt.Errorf("parse %s: %w", file, err)
	}
	return nil
}

// parseText reads a template of plain text.
func parseText(src source, v *vocabulary, file string) (*texttemplate.Template, error) {
	text, err := src.read(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	worded, err := v.put(string(text), func(s string) string { return s })
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", file, err)
	}
	t, err := texttemplate.New(file).Funcs(texttemplate.FuncMap{"wrap": wrap}).Parse(worded)
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", file, err)
	}
	return t, nil
}

var wordSlot = regexp.MustCompile(`\[\[[a-z0-9.-]+\]\]`)

// put replaces each [[key]] of a template by its word.
func (v *vocabulary) put(text string, escape func(string) string) (string, error) {
	var unknown string
	text = wordSlot.ReplaceAllStringFunc(text, func(slot string) string {
		key := slot[2 : len(slot)-2]
		word, ok := v.byKey[key]
		if !ok || strings.Contains(word, "{{") {
			unknown = key
		}
		return escape(word)
	})
	if unknown != "" {
		return "", fmt.Errorf("no usable word %q", unknown)
	}
	return text, nil
}

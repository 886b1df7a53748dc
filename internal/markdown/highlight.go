package markdown

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
)

// HighlightCSS returns the stylesheets of highlighted code for light and dark
// backgrounds, unscoped, a rule a line. Both styles keep a contrast of 4.5 to 1 at least
// (WCAG 2.2 §1.4.3).
func HighlightCSS() (light, dark string, err error) {
	if light, err = stylesheet("modus-operandi"); err == nil {
		dark, err = stylesheet("modus-vivendi")
	}
	return light, dark, err
}

func stylesheet(style string) (string, error) {
	var sheet bytes.Buffer
	if err := html.New(html.WithClasses(true)).WriteCSS(&sheet, styles.Get(style)); err != nil {
		return "", fmt.Errorf("write the %s stylesheet: %w", style, err)
	}
	var rules strings.Builder
	for rule := range strings.Lines(sheet.String()) {
		comment, rule, _ := strings.Cut(rule, " */ ")
		if !strings.HasPrefix(comment, "/* Line") { // lines are not numbered here
			rules.WriteString(rule)
		}
	}
	return rules.String(), nil
}

// lexer returns the lexer of a language, or nil. A search costs a match
// against every known file pattern, so it is remembered.
func (p *Parser) lexer(language string) chroma.Lexer {
	if language == "" {
		return nil
	}
	found, ok := p.lexers.Load(language)
	if !ok {
		var lexer chroma.Lexer
		if l := lexers.Get(language); l != nil {
			lexer = chroma.Coalesce(l)
		}
		found, _ = p.lexers.LoadOrStore(language, &lexer)
	}
	return *found.(*chroma.Lexer)
}

// code writes the inside of a code block.
func (r *renderer) code(language string, text []byte) {
	start := len(r.out)
	if lexer := r.parser.lexer(language); lexer == nil || !r.tokens(lexer, string(text)) {
		r.out = appendEscaped(r.out[:start], text)
	}
}

// tokens writes highlighted code and reports whether it went through: a lexer
// may panic on its own rules.
func (r *renderer) tokens(lexer chroma.Lexer, text string) (ok bool) {
	defer func() { ok = recover() == nil && ok }()
	next, err := lexer.Tokenise(nil, text)
	if err != nil {
		return false
	}
	for t := next(); t != chroma.EOF; t = next() {
		r.token(t)
	}
	return true
}

func (r *renderer) token(t chroma.Token) {
	class := chroma.StandardTypes[t.Type]
	if class == "" {
		r.out = appendEscaped(r.out, t.Value)
		return
	}
	r.out = append(append(append(r.out, `<span class="`...), class...), `">`...)
	r.out = append(appendEscaped(r.out, t.Value), "</span>"...)
}

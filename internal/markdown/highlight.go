package markdown

import (
	"maps"
	"slices"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
)

// A Shade is a colour of highlighted code on a light and on a dark ground, as
// CSS writes it, and the classes of what has it.
type Shade struct {
	Light, Dark string
	Classes     []string
}

// Shades lists what stands out in highlighted code, with a contrast of 4.5 to 1
// at least on white and on a dark ground (WCAG 2.2 §1.4.3).
func Shades() []Shade {
	light, dark := styles.Get("modus-operandi"), styles.Get("modus-vivendi")
	plain := light.Get(chroma.Background).Colour
	var shades []Shade
	for _, kind := range slices.Sorted(maps.Keys(chroma.StandardTypes)) {
		class, own := chroma.StandardTypes[kind], light.Get(kind).Colour
		if class == "" || kind < 0 || own == plain { // below zero: the block, and the numbers of its lines
			continue
		}
		s := Shade{Light: own.String(), Dark: dark.Get(kind).Colour.String()}
		at := slices.IndexFunc(shades, func(o Shade) bool { return o.Light == s.Light && o.Dark == s.Dark })
		if at < 0 {
			at, shades = len(shades), append(shades, s)
		}
		shades[at].Classes = append(shades[at].Classes, class)
	}
	return shades
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

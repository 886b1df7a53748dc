package markdown

import (
	"embed"
	"io/fs"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
)

// A Shade is a colour of highlighted code on a light and on a dark ground, as
// CSS writes it, and the classes of what has it.
type Shade struct {
	Light, Dark string
	Classes     []string
}

// Shades lists what stands out in highlighted code, with a contrast of 4.5 to 1
// at least on white and on a dark ground (WCAG 2.2 §1.4.3). They are those of
// chroma's modus-operandi and modus-vivendi, copied because that package reads
// all its styles whenever a program starts.
func Shades() []Shade {
	return []Shade{
		{"#5317ac", "#b6a0ff", []string{"k", "kd", "kn", "kp", "kr"}},
		{"#0000c0", "#00bcff", []string{"kc", "l", "ld", "m", "mb", "mf", "mh", "mi", "il", "mo"}},
		{"#005a5f", "#6ae4b9", []string{"kt"}},
		{"#8f0075", "#f78fe7", []string{"nb", "bp"}},
		{"#00538b", "#00d3d0", []string{"nv", "vc", "vg", "vi", "vm", "o", "ow", "or"}},
		{"#721045", "#feacd0", []string{"nf", "fm"}},
		{"#2544bb", "#79a8ff", []string{"s", "sa", "sb", "sc", "dl", "sd", "s2", "se", "sh", "si", "sx", "sr", "s1", "ss"}},
		{"#505050", "#a8a8a8", []string{"c", "ch", "cm", "c1", "cs", "cp", "cpf"}},
	}
}

// grammars are chroma's own, of the languages that an author is likely to show: a
// configuration, a script, an export. All of them, in chroma's package lexers,
// are two megabytes of each program on each key, and are read at each start.
// TestGrammars keeps them the same as chroma's and writes them anew.
//
//go:embed grammars/*.xml
var grammars embed.FS

// languages are the lexers of the grammars.
var languages = sync.OnceValue(func() *chroma.LexerRegistry {
	known := chroma.NewLexerRegistry()
	names, _ := fs.Glob(grammars, "grammars/*.xml")
	for _, name := range names {
		known.Register(chroma.MustNewXMLLexer(grammars, name))
	}
	return known
})

// lexer returns the lexer of a language, or nil. A search costs a match
// against every known file pattern, so it is remembered.
func (p *Parser) lexer(language string) chroma.Lexer {
	if language == "" {
		return nil
	}
	found, ok := p.lexers.Load(language)
	if !ok {
		var lexer chroma.Lexer
		if l := languages().Get(language); l != nil {
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

// frontLine is the line around a front matter, which is YAML in Markdown.
const frontLine = "---\n"

// tokens writes highlighted code and reports whether it went through: a lexer
// may panic on its own rules.
func (r *renderer) tokens(lexer chroma.Lexer, text string) (ok bool) {
	defer func() { ok = recover() == nil && ok }()
	if lexer.Config().Name == "markdown" && strings.HasPrefix(text, frontLine) {
		if head, rest, found := strings.Cut(text[len(frontLine):], "\n"+frontLine); found {
			return r.lex(r.parser.lexer("yaml"), frontLine+head+"\n"+frontLine) && r.lex(lexer, rest)
		}
	}
	return r.lex(lexer, text)
}

func (r *renderer) lex(lexer chroma.Lexer, text string) bool {
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

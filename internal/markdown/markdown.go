package markdown

import (
	"sync"

	gm "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"planblanc/internal/diag"
)

// Config is what all texts of a site share.
type Config struct {
	// Language is a BCP 47 code that selects the typography: French for "fr",
	// English for any other.
	Language string
	// Terms are marked with their expansions where they first occur in a
	// section.
	Terms []Term
}

// Term is a glossary entry.
type Term struct{ Name, Expansion string }

// Parser turns texts into bodies. Goroutines may share it.
type Parser struct {
	engine   gm.Parser
	french   bool
	glossary glossary
	lexers   sync.Map // language of a code block to its chroma.Lexer, or nil
	pool     sync.Pool
}

// New returns a Parser for a site.
func New(c Config) *Parser {
	p := &Parser{
		engine:   newEngine(),
		french:   isFrench(c.Language),
		glossary: newGlossary(c),
	}
	p.pool.New = func() any { return &renderer{parser: p, seen: make([]int, len(c.Terms))} }
	return p
}

// Source is one text to parse.
type Source struct {
	// File is the path from the content folder, with slashes.
	File string
	// Text is the body without front matter, with LF only. It is not kept.
	Text []byte
	// Line is the line of File where Text begins, 1-based.
	Line int
	// Card splits the text into boxes, stages and fixed sections.
	Card bool
	// Form gives values in braces their meaning: they are shown on the filled-in
	// copy only.
	Form bool
	// Include returns the text of the fragment at a content path and the line
	// of its file where the text begins. When it is nil, every include is
	// misplaced.
	Include func(file string) ([]byte, int, bool)
}

// Parse returns the body of a text and the author's mistakes, sorted. The body
// is usable whatever the mistakes: what is wrong is left out or shown as plain
// text.
func (p *Parser) Parse(s Source) (*Body, []diag.Diagnostic) {
	r := p.pool.Get().(*renderer)
	defer p.pool.Put(r)
	r.begin(s)
	if !r.proportioned() {
		r.shown = true // there is a text, and one remark is enough
		return r.finish()
	}
	r.capitals()
	r.references()
	tree := p.engine.Parse(text.NewReader(r.source.text))
	if s.Card {
		r.card(tree)
	} else {
		start := r.mark()
		r.blocks(tree)
		r.body.Flow = r.since(start)
	}
	return r.finish()
}

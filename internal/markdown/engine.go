package markdown

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	gm "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// newEngine returns goldmark's parser with the extensions that the tree needs.
// Typography and bare addresses are done on text at rendering: as inline
// parsers they would be called at every word.
func newEngine() gm.Parser {
	return gm.NewParser(
		gm.WithBlockParsers(gm.DefaultBlockParsers()...),
		gm.WithBlockParsers(
			util.Prioritized(extension.NewDefinitionListParser(), 101),
			util.Prioritized(extension.NewDefinitionDescriptionParser(), 102),
			util.Prioritized(fillLineParser{}, 150),
			util.Prioritized(extension.NewFootnoteBlockParser(), 999)),
		gm.WithInlineParsers(gm.DefaultInlineParsers()...),
		gm.WithInlineParsers(
			util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
			util.Prioritized(extension.NewFootnoteParser(), 101),
			util.Prioritized(fillParser{}, 450),
			util.Prioritized(sampleParser{}, 451),
			util.Prioritized(extension.NewStrikethroughParser(), 500)),
		gm.WithParagraphTransformers(gm.DefaultParagraphTransformers()...),
		gm.WithParagraphTransformers(
			util.Prioritized(extension.NewTableParagraphTransformer(), 200)),
		gm.WithASTTransformers(
			util.Prioritized(extension.NewFootnoteASTTransformer(), 999)),
	)
}

var (
	kindFill     = ast.NewNodeKind("Fill")
	kindFillLine = ast.NewNodeKind("FillLine")
)

// fill is a run of three or more underscores in a text: a place to write on.
type fill struct {
	ast.BaseInline
	length int
}

func (*fill) Kind() ast.NodeKind           { return kindFill }
func (n *fill) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// fillLine is such a run alone on its line.
type fillLine struct{ ast.BaseBlock }

func (*fillLine) Kind() ast.NodeKind           { return kindFillLine }
func (n *fillLine) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

func underscores(line []byte) int {
	n := 0
	for n < len(line) && line[n] == '_' {
		n++
	}
	return n
}

type fillParser struct{}

func (fillParser) Trigger() []byte { return []byte{'_'} }

func (fillParser) Parse(_ ast.Node, block text.Reader, _ gm.Context) ast.Node {
	line, _ := block.PeekLine()
	n := underscores(line)
	if n < 3 {
		return nil
	}
	block.Advance(n)
	return &fill{length: n}
}

type fillLineParser struct{}

func (fillLineParser) Trigger() []byte { return []byte{'_'} }

func (fillLineParser) Open(_ ast.Node, reader text.Reader, _ gm.Context) (ast.Node, gm.State) {
	line, _ := reader.PeekLine()
	line = util.TrimRightSpace(util.TrimLeftSpace(line))
	if n := underscores(line); n < 3 || n < len(line) {
		return nil, gm.NoChildren
	}
	reader.AdvanceToEOL()
	return &fillLine{}, gm.NoChildren
}

func (fillLineParser) Continue(ast.Node, text.Reader, gm.Context) gm.State { return gm.Close }
func (fillLineParser) Close(ast.Node, text.Reader, gm.Context)             {}
func (fillLineParser) CanInterruptParagraph() bool                         { return true }
func (fillLineParser) CanAcceptIndentedLine() bool                         { return false }

package main

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// switches is the text of the functions that the changed files call.
//
//go:embed switch.go.txt
var switches string

// classic are the kinds of changes that gremlins v0.6 makes by default; the others
// see a filter or a check that is a call, or a statement that nothing needs.
var classic = []string{"boundary", "negation", "arithmetic", "step", "minus"}

// change is one place where the code can be made to do something else.
type change struct {
	file      string
	line, col int
	kind      string // one of classic, or logic, condition, removal
	what      string
}

func (c change) String() string {
	return fmt.Sprintf("%s:%d:%d: %s: %s", c.file, c.line, c.col, c.kind, c.what)
}

// changer writes the files of one package with all changes in them, each behind a
// switch; a change's switch is its place in changes.
type changer struct {
	fset    *token.FileSet
	info    *types.Info
	changes []change
	name    string // of the file
	text    []byte
	edits   map[int]*edit // by offset
}

// edit is what is written at an offset: what closes an expression before it, what
// opens one at it, and how many bytes of an operator give way.
type edit struct {
	closing, opening string
	drop             int
}

// file returns a file's text with its changes.
func (c *changer) file(name string, text []byte, f *ast.File) []byte {
	c.name, c.text, c.edits = name, text, map[int]*edit{}
	ast.PreorderStack(f, nil, func(n ast.Node, stack []ast.Node) bool {
		if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
			return false
		}
		return c.node(n, stack)
	})
	var out strings.Builder
	from := 0
	for _, at := range slices.Sorted(maps.Keys(c.edits)) {
		e := c.edits[at]
		out.Write(text[from:at])
		out.WriteString(e.closing + e.opening)
		from = at + e.drop
	}
	out.Write(text[from:])
	return []byte(out.String())
}

// node plans the changes of a node, and reports whether those of its parts are to
// be planned; stack are the nodes that it lies in.
func (c *changer) node(n ast.Node, stack []ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if c.constant(n) {
			return false
		}
		c.binary(n)
	case *ast.UnaryExpr:
		if b, ok := c.info.TypeOf(n).(*types.Basic); n.Op == token.SUB && ok && b.Info()&types.IsUntyped == 0 {
			c.swap(n.OpPos, 1, fmt.Sprintf("mutantMinus[%s](%d,", b.Name(), c.add(n.OpPos, "minus", "a minus sign left out")), n.End())
		}
	case *ast.IfStmt:
		c.condition(n.Cond)
		if last := len(n.Body.List) - 1; n.Else == nil && last >= 0 {
			if r, ok := n.Body.List[last].(*ast.ReturnStmt); ok {
				c.removal(r)
			}
		}
	case *ast.ForStmt:
		c.condition(n.Cond)
	case *ast.ReturnStmt:
		for _, r := range n.Results {
			c.condition(r)
		}
	case *ast.BlockStmt:
		c.statements(n.List)
	case *ast.CaseClause:
		if s, ok := stack[len(stack)-2].(*ast.SwitchStmt); ok && s.Tag == nil {
			for _, e := range n.List {
				c.condition(e)
			}
		}
		c.statements(n.Body)
	case *ast.CommClause:
		c.statements(n.Body)
	case *ast.IncDecStmt:
		if loop, ok := stack[len(stack)-1].(*ast.ForStmt); ok && loop.Post == n {
			name := map[token.Token]string{token.INC: "mutantUp", token.DEC: "mutantDown"}[n.Tok]
			c.open(n.Pos(), fmt.Sprintf("%s(%d,&", name, c.add(n.TokPos, "step", n.Tok.String()+" turned round")))
			c.swap(n.TokPos, len("++"), ")", token.NoPos)
		}
	}
	return true
}

var helpers = map[token.Token]struct{ name, kind, what string }{
	token.LSS:  {"Less", "boundary", "<= for <"},
	token.GTR:  {"More", "boundary", ">= for >"},
	token.LEQ:  {"AtMost", "boundary", "< for <="},
	token.GEQ:  {"AtLeast", "boundary", "> for >="},
	token.ADD:  {"Sum", "arithmetic", "- for +"},
	token.SUB:  {"Difference", "arithmetic", "+ for -"},
	token.MUL:  {"Product", "arithmetic", "/ for *"},
	token.QUO:  {"Quotient", "arithmetic", "* for /"},
	token.REM:  {"Rest", "arithmetic", "* for %"},
	token.LAND: {"And", "logic", "|| for &&"},
	token.LOR:  {"Or", "logic", "&& for ||"},
}

func (c *changer) binary(n *ast.BinaryExpr) {
	h, ordinary := helpers[n.Op]
	size := len(n.Op.String())
	switch {
	case n.Op == token.EQL || n.Op == token.NEQ:
		c.negate(n, n.OpPos, "negation", "not "+n.Op.String())
	case !ordinary || h.kind == "arithmetic" && c.basic(n)&types.IsNumeric == 0 || h.kind == "logic" && !c.truth(n):
	case h.kind == "logic":
		c.open(n.Pos(), fmt.Sprintf("mutant%s(%d,", h.name, c.add(n.OpPos, h.kind, h.what)))
		c.swap(n.OpPos, size, ",func()bool{return(", token.NoPos)
		c.close(n.End(), ")})")
		c.condition(n.X)
		c.condition(n.Y)
	default:
		c.open(n.Pos(), fmt.Sprintf("mutant%s(%d,", h.name, c.add(n.OpPos, h.kind, h.what)))
		if h.kind == "boundary" {
			c.add(n.OpPos, "negation", "not "+n.Op.String())
		}
		c.swap(n.OpPos, size, ",", n.End())
	}
}

// condition turns round what is true or false by itself: a variable, a call, a
// constant that is returned. Comparisons have changes of their own.
func (c *changer) condition(n ast.Expr) {
	if n == nil || !c.truth(n) {
		return
	}
	if _, compares := ast.Unparen(n).(*ast.BinaryExpr); !compares {
		c.negate(n, n.Pos(), "condition", "not "+c.source(n))
	}
}

// statements leaves out one of those of a block that the compiler can do without.
func (c *changer) statements(list []ast.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.ExprStmt:
			if call, ok := s.X.(*ast.CallExpr); ok && c.source(call.Fun) != "panic" {
				c.removal(s)
			}
		case *ast.AssignStmt:
			if id, ok := s.Lhs[0].(*ast.Ident); s.Tok != token.DEFINE && !(ok && id.Name == "_") {
				c.removal(s)
			}
		case *ast.BranchStmt:
			if s.Tok == token.CONTINUE || s.Tok == token.BREAK {
				c.removal(s)
			}
		case *ast.IncDecStmt:
			other := map[token.Token]string{token.INC: "--", token.DEC: "++"}[s.Tok]
			c.open(s.Pos(), fmt.Sprintf("if mutantOn(%d){%s%s}else{", c.add(s.TokPos, "step", other+" for "+s.Tok.String()), c.source(s.X), other))
			c.close(s.End(), "}")
		}
	}
}

func (c *changer) removal(s ast.Stmt) {
	c.open(s.Pos(), fmt.Sprintf("if !mutantOn(%d){", c.add(s.Pos(), "removal", "without "+c.source(s))))
	c.close(s.End(), "}")
}

func (c *changer) negate(n ast.Expr, at token.Pos, kind, what string) {
	c.open(n.Pos(), fmt.Sprintf("(mutantOn(%d)!=(", c.add(at, kind, what)))
	c.close(n.End(), "))")
}

// add returns the switch of a new change; 0 is that of none.
func (c *changer) add(at token.Pos, kind, what string) int {
	p := c.fset.Position(at)
	c.changes = append(c.changes, change{c.name, p.Line, p.Column, kind, what})
	return len(c.changes)
}

func (c *changer) edit(at token.Pos) *edit {
	offset := c.fset.Position(at).Offset
	if c.edits[offset] == nil {
		c.edits[offset] = &edit{}
	}
	return c.edits[offset]
}

// open and close write around a node. Outer nodes come first, so that they open
// before and close after those within.
func (c *changer) open(at token.Pos, text string)  { c.edit(at).opening += text }
func (c *changer) close(at token.Pos, text string) { e := c.edit(at); e.closing = text + e.closing }

// swap writes a text in the place of an operator, and a bracket at an end.
func (c *changer) swap(at token.Pos, size int, text string, end token.Pos) {
	e := c.edit(at)
	e.opening, e.drop = e.opening+text, size
	if end.IsValid() {
		c.close(end, ")")
	}
}

func (c *changer) constant(n ast.Expr) bool { return c.info.Types[n].Value != nil }

// truth reports whether an expression is a bool, and of no type with a name.
func (c *changer) truth(n ast.Expr) bool {
	b, ok := c.info.TypeOf(n).(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

func (c *changer) basic(n ast.Expr) types.BasicInfo {
	if b, ok := c.info.TypeOf(n).Underlying().(*types.Basic); ok {
		return b.Info()
	}
	return 0
}

// source is a node as it is written, on one line.
func (c *changer) source(n ast.Node) string {
	text := string(c.text[c.fset.Position(n.Pos()).Offset:c.fset.Position(n.End()).Offset])
	return strings.Join(strings.Fields(text), " ")
}

// switchFile is the file of the switches, for a package and a folder of theirs.
func (c *changer) switchFile(pkg, folder string) []byte {
	return []byte(strings.NewReplacer("PACKAGE", pkg, "FOLDER", strconv.Quote(folder), "COUNT", strconv.Itoa(len(c.changes)+1)).Replace(switches))
}

func (c change) isClassic() bool { return slices.Contains(classic, c.kind) }

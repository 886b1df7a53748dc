package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"

	"planblanc/internal/diag"
)

// callout is a quotation that begins with [!KIND].
type callout struct {
	name string // class and interface word
	box  Box
	card bool // has a fixed place on a card
}

// callouts are the known kinds, folded.
var callouts = map[string]callout{
	"note":           {name: "note"},
	"tip":            {name: "tip"},
	"important":      {name: "important"},
	"warning":        {name: "warning"},
	"caution":        {name: "caution"},
	"ne-pas-faire":   {"not-to-do", NotToDo, true},
	"do-not":         {"not-to-do", NotToDo, true},
	"qui-decide":     {"who-decides", WhoDecides, true},
	"who-decides":    {"who-decides", WhoDecides, true},
	"sans-telephone": {"no-phone", NoPhone, true},
	"no-phone":       {"no-phone", NoPhone, true},
	"fin":            {"end", End, true},
	"end":            {"end", End, true},
}

// calloutNames are the kinds shown to authors.
const calloutNames = "NOTE, TIP, IMPORTANT, WARNING, CAUTION, NE-PAS-FAIRE, QUI-DECIDE, SANS-TELEPHONE, FIN, " + eventsName + ", " + zoneNames

// box is a box of a card, met but not rendered.
type box struct {
	node ast.Node
	kind Box
	skip int
}

func (r *renderer) blockquote(n *ast.Blockquote) {
	kind, at, end := r.marker(n)
	c, known := callouts[diag.Fold(kind)]
	z, size, drawn := zoneOf(kind)
	script, scripted := eventsOf(kind)
	switch {
	case drawn:
		z.draw(r, n, end, size)
	case scripted:
		r.events(n, script, end)
	case !known:
		if kind != "" {
			d := diag.New(r.source.locate(at), diag.UnknownCallout, shorten(kind), calloutNames)
			r.ds = append(r.ds, d.Suggest(kind, strings.Split(calloutNames, ", ")))
		}
		r.write("<blockquote>\n")
		r.blocks(n)
		r.write("</blockquote>\n")
	case r.isCard && c.card:
		for _, b := range r.boxes {
			if b.kind == c.box {
				r.report(at, diag.RepeatedBox, kind)
				return
			}
		}
		r.boxes = append(r.boxes, box{n, c.box, end})
	default:
		r.write(`<div class="callout callout-` + c.name + `" role="note"><p class="callout-title">`)
		r.slot(slotWord, 0, "callout."+c.name)
		r.write("</p>\n")
		r.content(n, end)
		r.write("</div>\n")
	}
}

// content writes a callout without its marker, which ends at an offset.
func (r *renderer) content(n ast.Node, marker int) {
	outer := r.skip
	r.skip = marker
	r.blocks(n)
	r.skip = outer
}

// marker returns the kind of a callout as written, with the offsets of its
// marker; the kind is "" for a plain quotation.
func (r *renderer) marker(n ast.Node) (kind string, at, end int) {
	p, ok := n.FirstChild().(*ast.Paragraph)
	if !ok {
		return "", 0, 0
	}
	line := p.Lines().At(0)
	value := r.source.text[line.Start:line.Stop]
	stop := bytes.IndexByte(value, ']')
	if !bytes.HasPrefix(value, []byte("[!")) || stop < 3 {
		return "", 0, 0
	}
	end = line.Start + stop + 1
	for end < line.Stop && (r.source.text[end] == ' ' || r.source.text[end] == '\n') {
		end++
	}
	return string(value[2:stop]), line.Start, end
}

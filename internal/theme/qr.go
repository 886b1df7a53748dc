package theme

import (
	"fmt"
	"html/template"
	"strconv"

	"rsc.io/qr/coding"
)

// qrDrawer draws codes as QR symbols of version 1, whose 21 modules a side hold
// ten capital letters, digits and hyphens at level H: a third of the symbol may
// be lost to a bad copy (ISO/IEC 18004:2015 §7.3.4, table 7). A valid code has
// at most nine.
type qrDrawer struct{ plan *coding.Plan }

// newQRDrawer lays the symbol out once: what does not depend on the code takes
// most of the work.
func newQRDrawer() (qrDrawer, error) {
	plan, err := coding.NewPlan(1, coding.H, 0)
	if err != nil {
		return qrDrawer{}, fmt.Errorf("lay out QR codes: %w", err)
	}
	return qrDrawer{plan}, nil
}

// draw returns a code's symbol as SVG, nothing for a text that does not fit.
// It says the code alone, so that a hand scanner types it into a search field.
func (d qrDrawer) draw(code string) template.HTML {
	symbol, err := d.plan.Encode(coding.Alpha(code))
	if err != nil {
		return ""
	}
	b := append(make([]byte, 0, 1536), `<svg viewBox="-2 -2.5 25 25" aria-hidden="true" shape-rendering="crispEdges"><path stroke="#000" d="`...)
	number := func(before byte, n int) { b = strconv.AppendInt(append(b, before), int64(n), 10) }
	for y := range symbol.Size {
		at := 0 // where the pen is, from the start of the row
		for x := 0; x < symbol.Size; x++ {
			from := x
			for x < symbol.Size && symbol.Black(x, y) {
				x++
			}
			if x == from {
				continue
			}
			if at == 0 {
				number('M', from)
				number(' ', y)
			} else {
				number('m', from-at)
				number(' ', 0)
			}
			number('h', x-from)
			at = x
		}
	}
	return template.HTML(append(b, `"/></svg>`...))
}

package paper

import (
	"context"
	_ "embed"
	"errors"
	"math"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// measure.js reads how high the sheets of a page are, in millimetres.
//
//go:embed measure.js
var measureScript string

// contain keeps what is wider than a part of a binder in that part: a browser shrinks all
// that it prints until the widest thing fits, and each of the other sheets would
// be measured smaller than it is printed alone.
const contain = `() => { for (const leaf of document.querySelectorAll(".leaf, .binder__part, .cover")) leaf.style.overflowX = "clip"; }`

// The part of an A4 sheet that the theme prints on, in millimetres: 17 mm at
// the sides, 9 mm above, 10 mm below, and a millimetre for rounding.
const (
	printedWidth  = 210 - 2*17
	printedHeight = 297 - 9 - 10 - 1
	wideTolerance = .5 // by which borders may stand out
)

// Sheet is one sheet of a binder as it is printed.
type Sheet struct {
	ID string
	// Pages is how many it takes.
	Pages int
	// Parts are what begins on a page of its own: a form and its example.
	Parts []Part
	// Line is the height of a line of it.
	Line float64
	// Wide is by how much it is wider than the page, in millimetres, 0 within a
	// tolerance: the browser shrinks it, and all that is printed with it.
	Wide float64
}

// Part is a run of pages. Height is that of its text, in millimetres, Room what
// one page has for it.
type Part struct{ Height, Room float64 }

// Lines returns how many lines must go for the sheet to take so many pages: at
// least one where it takes more, 0 where it does not.
func (s Sheet) Lines(pages int) int {
	if s.Pages <= pages || s.Line <= 0 {
		return 0
	}
	lines := 0
	share := float64(max(1, pages/max(1, len(s.Parts))))
	for _, p := range s.Parts {
		lines += max(0, int(math.Ceil((p.Height-share*p.Room)/s.Line)))
	}
	return max(1, lines)
}

// Measure prints a page of the files and returns its sheets in order, each as it
// would be printed alone.
func (p *Press) Measure(ctx context.Context, files Files, page string) ([]Sheet, error) {
	var sheets []Sheet
	err := p.share(ctx, files, 1, nil, func(t *tab, _ int) (err error) {
		sheets, err = t.measure(page)
		return err
	})
	return sheets, err
}

func (t *tab) measure(name string) ([]Sheet, error) {
	fault := func(err error) error { return &PageError{Page: name, Err: err} }
	if err := t.show(name); err != nil {
		return nil, err
	}
	page, err := run[prepared](t, prepareScript, nil)
	if err != nil {
		return nil, err
	}
	if _, err := run[any](t, contain, nil); err != nil {
		return nil, err
	}
	printed, err := t.print(len(page.Bookmarks), false)
	if err != nil {
		return nil, err
	}
	file, err := parse(printed)
	if err != nil {
		return nil, fault(err)
	}
	at, err := file.destinations()
	if err != nil {
		return nil, fault(err)
	}
	if ids := missing(page.Bookmarks, at); len(ids) > 0 {
		return nil, fault(errors.New("sheets without a page"))
	}
	err = t.within(30, func(ctx context.Context) error {
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: int64(math.Round(printedWidth / 25.4 * 96)), Height: 1000, DeviceScaleFactor: 1,
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	type measured struct {
		ID    string
		Parts []struct{ Flow, Frame float64 }
		Line  float64
		Wide  float64
	}
	all, err := run[[]measured](t, measureScript, nil)
	if err != nil {
		return nil, err
	}
	heights := make(map[string]measured, len(all))
	for _, m := range all {
		heights[m.ID] = m
	}
	var sheets []Sheet
	for i, b := range page.Bookmarks {
		if !b.Sheet {
			continue
		}
		end := file.PageCount + 1
		if i+1 < len(page.Bookmarks) {
			end = at[page.Bookmarks[i+1].ID]
		}
		m := heights[b.ID]
		sheet := Sheet{ID: b.ID, Pages: end - at[b.ID], Line: m.Line}
		if m.Wide > wideTolerance {
			sheet.Wide = m.Wide
		}
		for _, part := range m.Parts {
			sheet.Parts = append(sheet.Parts, Part{Height: part.Flow, Room: printedHeight - part.Frame})
		}
		sheets = append(sheets, sheet)
	}
	return sheets, nil
}

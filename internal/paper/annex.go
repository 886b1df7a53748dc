package paper

import (
	"fmt"
	"path"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// stampStyle puts an annex's number at the bottom right, black on white.
const stampStyle = "font:Helvetica, points:8, scale:1 abs, rot:0, pos:br, off:-12 10, fillc:#000000, bgcol:#FFFFFF"

// append adds an annex's pages, stamped, and returns its bookmark with its own
// ones below.
func (d *document) append(a opened, first int) (entry, error) {
	e := entry{title: a.label + " · " + strings.TrimSuffix(path.Base(a.Name), path.Ext(a.Name)), page: first}
	if a.file.Title != "" {
		e.title = a.label + " · " + a.file.Title
	}
	own, err := pdfcpu.Bookmarks(a.file.Context)
	if err != nil {
		return e, fmt.Errorf("bookmarks: %w", err)
	}
	count := a.file.PageCount
	e.kids = moved(own, first-1, count)
	if err := d.appendPages(a.file); err != nil {
		return e, err
	}
	stamps := map[int]*model.Watermark{}
	for i := range count {
		stamp, err := pdfcpu.ParseTextWatermarkDetails(fmt.Sprintf("%s · %d / %d", a.label, i+1, count), stampStyle, true, types.POINTS)
		if err != nil {
			return e, fmt.Errorf("number: %w", err)
		}
		stamps[first+i] = stamp
	}
	if err := pdfcpu.AddWatermarksMap(d.Context, stamps); err != nil {
		return e, fmt.Errorf("number: %w", err)
	}
	return e, nil
}

// moved returns bookmarks of a file of so many pages that now follows others;
// one that leads nowhere leads to its first page.
func moved(all []pdfcpu.Bookmark, by, count int) []entry {
	var out []entry
	for _, b := range all {
		out = append(out, entry{title: b.Title, page: by + min(max(b.PageFrom, 1), count), kids: moved(b.Kids, by, count)})
	}
	return out
}

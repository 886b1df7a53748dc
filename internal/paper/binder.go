package paper

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// prepare.js reads a binder's sheets and makes them destinations; number.js
// writes the contents.
//
//go:embed prepare.js
var prepareScript string

//go:embed number.js
var numberScript string

// prepared is what prepare.js returns.
type prepared struct {
	Bookmarks []bookmark `json:"bookmarks"`
	// Numbers counts the places where a page's number is to be printed.
	Numbers int `json:"numbers"`
}

// bookmark is one entry of a binder's outline.
type bookmark struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Sheet says that it is a sheet, which may have annexes.
	Sheet bool `json:"sheet"`
}

// settles is how many times the contents may be printed again because writing
// them moved a sheet.
const settles = 3

// binder prints one binder.
func (t *tab) binder(b Binder) ([]byte, error) {
	fault := func(err error) error { return &PageError{Page: b.Page, Err: err} }
	if err := t.show(b.Page); err != nil {
		return nil, err
	}
	page, err := run[prepared](t, prepareScript, nil)
	if err != nil {
		return nil, err
	}
	if len(page.Bookmarks) == 0 {
		return nil, fault(errors.New("nothing to print: no element of class leaf with an id"))
	}
	annexes, err := b.annexes(page.Bookmarks)
	if err != nil {
		return nil, err
	}
	var pages map[string]int
	for again := range settles + 1 {
		last := page.Numbers == 0 || again > 0
		printed, err := t.print(len(page.Bookmarks), last)
		if err != nil {
			return nil, err
		}
		renumber(printed)
		file, err := parse(printed)
		if err != nil {
			return nil, fault(err)
		}
		now, err := file.destinations()
		if err != nil {
			return nil, fault(err)
		}
		number(now, annexes, file.PageCount)
		if page.Numbers == 0 || maps.Equal(pages, now) {
			return file.finish(b, page.Bookmarks, now, annexes, fault)
		}
		pages = now
		missing, err := run[[]string](t, numberScript, pages)
		if err != nil {
			return nil, err
		}
		if len(missing) > 0 {
			return nil, fault(fmt.Errorf("the contents name what is not there: %q", missing))
		}
	}
	return nil, fault(errors.New("writing page numbers into the contents moves the sheets each time"))
}

// opened is an annex with its place.
type opened struct {
	Annex
	id    string
	file  *document
	label string // "Annexe 1 · URG-01"
}

// annexes opens the annexes of a binder's sheets, in their order.
func (b Binder) annexes(sheets []bookmark) ([]opened, error) {
	var all []opened
	if b.Annexes == nil {
		return nil, nil
	}
	for _, s := range sheets {
		if !s.Sheet {
			continue
		}
		own, err := b.Annexes(s.ID)
		if err != nil {
			return nil, err
		}
		for _, a := range own {
			file, err := parse(a.Body)
			if err != nil {
				return nil, &AnnexError{Name: a.Name, Err: err}
			}
			n := strconv.Itoa(len(all) + 1)
			all = append(all, opened{Annex: a, id: "annexe-" + n, file: file, label: b.AnnexWord + " " + n + " · " + a.Of})
		}
	}
	return all, nil
}

// number adds the first page of each annex; those of the binder come before.
func number(pages map[string]int, annexes []opened, before int) {
	for _, a := range annexes {
		pages[a.id] = before + 1
		before += a.file.PageCount
	}
}

// missing are the bookmarks that have no page.
func missing(bookmarks []bookmark, pages map[string]int) []string {
	var ids []string
	for _, b := range bookmarks {
		if pages[b.ID] == 0 {
			ids = append(ids, b.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// Package paper prints pages to PDF through the browser that the machine has.
//
// Start runs one Chrome, Edge, Chromium or Brave with a fresh profile; Print
// shares its tabs among binders:
//
//  1. the page and what it loads are answered from memory, under an address
//     that exists nowhere; any other request is refused;
//  2. a first print tells, by the destinations it holds, on which page each
//     sheet starts; these numbers are written into the page's contents;
//  3. a second print, tagged, is the binder; its destinations must be those of
//     the first;
//  4. pdfcpu reads the result and the annexes, whose pages follow, numbered;
//     outline, properties and dates are set, and the file is written so that its
//     bytes depend on nothing else.
//
// What a page must offer: one element of class "leaf" for each sheet, with the
// sheet's code in lower case as its id and its title as its first heading, and an
// empty element [data-sheet="id"] wherever the page of a sheet is to be printed.
// The page's root has the attribute data-numbered when it is printed so. An annex
// has the id "annexe-1", "annexe-2", in their order. Other parts with
// an id, of class "binder__part", get a bookmark too.
//
// The same page gives the same bytes on one machine, with one browser and one
// set of fonts. Nothing is written to the disk but the browser's own profile,
// in the system's temporary folder, removed at the end.
//
// Why not files on a disk: a browser in a package of its own (Snap, Flatpak)
// cannot read the temporary folder, and addresses of a temporary folder would
// stay in the file. Why not one browser for each binder: a start takes seconds.
// Why not the browser's own outline: it holds every heading of every sheet. Why
// not a PDF library alone: paper must be the page that people print themselves.
package paper

import (
	"context"
	"time"
)

// Files are the pages and what they load, by path from the top of the site.
type Files map[string][]byte

// Binder is one page to print.
type Binder struct {
	// Page is its path among the files.
	Page string
	// Subject names the edition in the file's properties; its title is the
	// page's own.
	Subject string
	// Date is the day that the file gives as its own.
	Date time.Time
	// Annexes returns the ready-made files of a sheet, in order.
	Annexes func(sheet string) ([]Annex, error)
	// AnnexWord is what an annex's number follows: "Annexe".
	AnnexWord string
}

// Annex is a ready-made PDF that follows the sheets of a binder.
type Annex struct {
	// Name is its path in the content folder, for messages.
	Name string
	// Of is what it belongs to, as printed: "URG-01".
	Of   string
	Body []byte
}

// Print returns each binder as a PDF, in the order given. progress, which may
// be nil, is called after each with how many are done; never by two goroutines
// at once. The first failure ends the whole: a *BrowserError, an *AnnexError,
// a *PageError or the context's.
func (p *Press) Print(ctx context.Context, files Files, binders []Binder, progress func(done int)) ([][]byte, error) {
	out := make([][]byte, len(binders))
	err := p.share(ctx, files, len(binders), progress, func(t *tab, i int) (err error) {
		out[i], err = t.binder(binders[i])
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

package paper

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/fault"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/validate"
)

// document is a PDF in memory.
type document struct{ *model.Context }

// alone keeps pdfcpu from making a folder of its own in the user's home: the
// one way is a variable of that library.
var alone = sync.OnceFunc(func() { model.ConfigPath = "disable" })

// parse reads a PDF, which it may change. Not through pdfcpu's package api: with
// its forms comes a table of the width of every character, filled at each start
// of this program, search and check included.
func parse(pdf []byte) (_ *document, err error) {
	defer fault.Catch(&err) // pdfcpu panics on some damaged files
	alone()
	c := model.NewDefaultConfiguration()
	c.Offline = true
	c.ValidationMode = model.ValidationRelaxed
	c.CreateBookmarks = false // on merging; finish writes the outline
	ctx, err := pdfcpu.Read(bytes.NewReader(pdf), c)
	if err != nil {
		return nil, err
	}
	if err := validate.XRefTable(ctx); err != nil {
		return nil, fmt.Errorf("object %d: %w", ctx.CurObj, err)
	}
	if ctx.XRefTable.Encrypt != nil {
		return nil, errors.New("the file is encrypted")
	}
	return &document{ctx}, ctx.EnsurePageCount()
}

// destinations returns the page of each named place, from 1.
func (d *document) destinations() (map[string]int, error) {
	pages := map[string]int{}
	root, err := d.Catalog()
	if err != nil {
		return nil, err
	}
	places, err := d.DereferenceDict(root["Dests"])
	if err != nil {
		return nil, err
	}
	numbers := map[int]int{}
	for name, o := range places {
		place, err := d.DereferenceArray(o)
		if err != nil {
			return nil, fmt.Errorf("destination %s: %w", name, err)
		}
		if len(place) == 0 {
			continue
		}
		of, ok := place[0].(types.IndirectRef)
		if !ok {
			continue
		}
		object := of.ObjectNumber.Value()
		if numbers[object] == 0 {
			if numbers[object], err = d.PageNumber(object); err != nil {
				return nil, fmt.Errorf("destination %s: %w", name, err)
			}
		}
		pages[name] = numbers[object]
	}
	return pages, nil
}

// finish appends the annexes, writes outline and properties, and returns the
// file, which says nothing of when and where it was made.
func (d *document) finish(b Binder, bookmarks []bookmark, pages map[string]int, annexes []opened, fault func(error) error) ([]byte, error) {
	if ids := missing(bookmarks, pages); len(ids) > 0 {
		return nil, fault(fmt.Errorf("sheets without a page: %q", ids))
	}
	entries := make([]entry, 0, len(bookmarks)+len(annexes))
	for _, m := range bookmarks {
		entries = append(entries, entry{title: m.Title, page: pages[m.ID]})
	}
	for _, a := range annexes {
		e, err := d.append(a, pages[a.id])
		if err != nil {
			return nil, &AnnexError{Name: a.Name, Err: err}
		}
		entries = append(entries, e)
	}
	if err := d.outline(entries); err != nil {
		return nil, fault(fmt.Errorf("outline: %w", err))
	}
	if err := d.describe(b); err != nil {
		return nil, fault(err)
	}
	pdf, err := d.write()
	if err != nil {
		return nil, fault(err)
	}
	return pdf, nil
}

// describe sets the properties that are ours; the title is the page's own, the
// producer the browser's part that writes PDF.
func (d *document) describe(b Binder) error {
	if d.Info == nil {
		return errors.New("the browser gave a file without properties")
	}
	properties, err := d.DereferenceDict(*d.Info)
	if err != nil {
		return err
	}
	subject, err := types.EscapedUTF16String(b.Subject)
	if err != nil {
		return err
	}
	date := types.StringLiteral("D:" + b.Date.UTC().Format("20060102150405") + "+00'00'")
	properties["Subject"] = types.StringLiteral(*subject)
	properties["Creator"] = types.StringLiteral("planblanc")
	properties["CreationDate"], properties["ModDate"] = date, date
	return nil
}

var nodes = regexp.MustCompile(`\(node([0-9]{8})\)`)

// renumber replaces the names that a browser gives to table cells, which count
// on through all that a process prints, by their rank in this file.
func renumber(pdf []byte) {
	found := nodes.FindAllSubmatchIndex(pdf, -1)
	rank := map[string]string{}
	for _, at := range found {
		rank[string(pdf[at[2]:at[3]])] = ""
	}
	for i, name := range slices.Sorted(maps.Keys(rank)) {
		rank[name] = fmt.Sprintf("%08d", i+1)
	}
	for _, at := range found {
		copy(pdf[at[2]:at[3]], rank[string(pdf[at[2]:at[3]])])
	}
}

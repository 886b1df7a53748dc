package paper

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// document is a PDF in memory.
type document struct{ *model.Context }

// alone keeps pdfcpu from making a folder of its own in the user's home: the
// one way is a variable of that library.
var alone = sync.OnceFunc(api.DisableConfigDir)

// parse reads a PDF, which it may change.
func parse(pdf []byte) (*document, error) {
	alone()
	c := model.NewDefaultConfiguration()
	c.Offline = true
	c.ValidationMode = model.ValidationRelaxed
	c.CreateBookmarks = false // on merging; finish writes the outline
	ctx, err := api.ReadAndValidate(bytes.NewReader(pdf), c)
	if err != nil {
		return nil, err
	}
	if ctx.XRefTable.Encrypt != nil {
		return nil, fmt.Errorf("the file is encrypted")
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
		id, err := types.DecodeName(name)
		if err != nil {
			return nil, fmt.Errorf("destination %s: %w", name, err)
		}
		pages[id] = numbers[object]
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
	if err := d.describe(b.Subject); err != nil {
		return nil, fault(err)
	}
	var out bytes.Buffer
	if err := api.WriteContext(d.Context, &out); err != nil {
		return nil, fault(err)
	}
	fixed, err := fix(out.Bytes(), b.Date)
	if err != nil {
		return nil, fault(err)
	}
	return fixed, nil
}

// describe sets the properties that are ours; the title is the page's own.
func (d *document) describe(subject string) error {
	if d.Info == nil {
		return fmt.Errorf("the browser gave a file without properties")
	}
	properties, err := d.DereferenceDict(*d.Info)
	if err != nil {
		return err
	}
	text, err := types.EscapedUTF16String(subject)
	if err != nil {
		return err
	}
	properties["Subject"] = types.StringLiteral(*text)
	properties["Creator"] = types.StringLiteral("planblanc")
	return nil
}

var (
	dates       = regexp.MustCompile(`/(?:CreationDate|ModDate)\s*\(D:([0-9]{14}[+-][0-9]{2}'[0-9]{2}')\)`)
	identifiers = regexp.MustCompile(`/ID\s*\[\s*<([0-9A-Fa-f]{32})>\s*<([0-9A-Fa-f]{32})>`)
)

// fix replaces the dates and the identifier of a file just written, byte for
// byte, so that nothing in it moves.
func fix(pdf []byte, day time.Time) ([]byte, error) {
	date := day.UTC().Format("20060102150405") + "+00'00'"
	found := dates.FindAllSubmatchIndex(pdf, -1)
	if len(found) < 2 {
		return nil, fmt.Errorf("%d dates in the file, want 2", len(found))
	}
	for _, at := range found {
		copy(pdf[at[2]:at[3]], date)
	}
	ids := identifiers.FindSubmatchIndex(pdf)
	if ids == nil {
		return nil, fmt.Errorf("no identifier in the file")
	}
	for _, part := range [][2]int{{ids[2], ids[3]}, {ids[4], ids[5]}} {
		copy(pdf[part[0]:part[1]], strings.Repeat("0", 32))
	}
	sum := sha256.Sum256(pdf)
	id := strings.ToUpper(hex.EncodeToString(sum[:16]))
	copy(pdf[ids[2]:ids[3]], id)
	copy(pdf[ids[4]:ids[5]], id)
	return pdf, nil
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

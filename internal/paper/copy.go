package paper

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// copier copies objects of one file into another, each once, in an order that
// depends on the file alone, unlike that of pdfcpu's own merge.
type copier struct {
	from, to *document
	numbers  map[int]types.IndirectRef // by the number in from
}

// appendPages adds the pages of another file after those of this one. Of what
// hangs on a page, its place in that file's own tags stays behind; of what
// hangs on the file, its scripts, attached files and settings do.
func (d *document) appendPages(other *document) error {
	rootRef, err := d.Pages()
	if err != nil {
		return err
	}
	root, err := d.DereferenceDict(*rootRef)
	if err != nil {
		return err
	}
	kids, err := d.DereferenceArray(root["Kids"])
	if err != nil {
		return err
	}
	node := types.Dict{"Type": types.Name("Pages"), "Parent": *rootRef, "Count": types.Integer(other.PageCount)}
	nodeRef, err := d.IndRefForNewObject(node)
	if err != nil {
		return err
	}
	c := copier{other, d, map[int]types.IndirectRef{}}
	pages := make([]types.Dict, other.PageCount)
	refs := make(types.Array, other.PageCount)
	for i := range pages { // first, so that what points at a page finds it
		_, ref, _, err := other.PageDict(i+1, false)
		if err != nil {
			return err
		}
		pages[i] = types.Dict{}
		own, err := d.IndRefForNewObject(pages[i])
		if err != nil {
			return err
		}
		refs[i] = *own
		c.numbers[ref.ObjectNumber.Value()] = *own
	}
	for i := range pages {
		if err := c.page(i+1, pages[i]); err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
		pages[i]["Parent"] = *nodeRef
	}
	node["Kids"] = refs
	root["Kids"] = append(kids, *nodeRef)
	root["Count"] = types.Integer(d.PageCount + other.PageCount)
	d.PageCount += other.PageCount
	return nil
}

// page copies a page with what it inherits.
func (c *copier) page(n int, into types.Dict) error {
	page, _, inherited, err := c.from.PageDict(n, false)
	if err != nil {
		return err
	}
	whole := maps.Clone(page)
	delete(whole, "Parent")
	delete(whole, "B") // its part of an article
	if _, own := whole["Resources"]; !own && inherited.Resources != nil {
		whole["Resources"] = inherited.Resources
	}
	if _, own := whole["MediaBox"]; !own && inherited.MediaBox != nil {
		whole["MediaBox"] = inherited.MediaBox.Array()
	}
	if _, own := whole["CropBox"]; !own && inherited.CropBox != nil {
		whole["CropBox"] = inherited.CropBox.Array()
	}
	whole["Rotate"] = types.Integer(inherited.Rotate)
	copied, err := c.dict(whole)
	maps.Copy(into, copied)
	return err
}

func (c *copier) object(o types.Object) (types.Object, error) {
	switch o := o.(type) {
	case types.IndirectRef:
		return c.reference(o)
	case types.Dict:
		return c.dict(o)
	case types.StreamDict:
		d, err := c.dict(o.Dict)
		o.Dict = d
		return o, err
	case types.Array:
		out := make(types.Array, len(o))
		for i, item := range o {
			var err error
			if out[i], err = c.object(item); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return o, nil
}

func (c *copier) reference(o types.IndirectRef) (types.Object, error) {
	number := o.ObjectNumber.Value()
	if ref, done := c.numbers[number]; done {
		return ref, nil
	}
	target, err := c.from.Dereference(o)
	if err != nil || target == nil {
		return nil, err
	}
	ref, err := c.to.IndRefForNewObject(nil)
	if err != nil {
		return nil, err
	}
	c.numbers[number] = *ref
	copied, err := c.object(target)
	if err != nil {
		return nil, err
	}
	entry, found := c.to.FindTableEntryForIndRef(ref)
	if !found {
		return nil, fmt.Errorf("object %d is lost", number)
	}
	entry.Object = copied
	return *ref, nil
}

func (c *copier) dict(d types.Dict) (types.Dict, error) {
	out := make(types.Dict, len(d))
	link := d["S"] == types.Name("GoTo")
	for _, key := range slices.Sorted(maps.Keys(d)) {
		if key == "StructParent" || key == "StructParents" {
			continue
		}
		value := d[key]
		if key == "Dest" || key == "D" && link {
			value = c.place(value)
		}
		var err error
		if out[key], err = c.object(value); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// place is a destination without its name, which the other file does not know.
func (c *copier) place(o types.Object) types.Object {
	resolved, err := c.from.Dereference(o)
	if err != nil {
		return nil
	}
	var name string
	switch n := resolved.(type) {
	case types.Name:
		name = n.Value()
	case types.StringLiteral:
		name, err = types.StringLiteralToString(n)
	case types.HexLiteral:
		name, err = types.HexLiteralToString(n)
	default:
		return resolved
	}
	array, lost := c.from.DereferenceDestArray(name)
	if err != nil || lost != nil {
		return nil
	}
	return array
}

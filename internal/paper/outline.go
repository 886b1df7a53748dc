package paper

import "github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

// entry is one bookmark with those below it.
type entry struct {
	title string
	page  int // from 1
	kids  []entry
}

// outline replaces the file's bookmarks. pdfcpu's own go through named
// destinations, which it does not write so that readers find names with
// accents; these hold their page.
func (d *document) outline(entries []entry) error {
	root, err := d.Catalog()
	if err != nil {
		return err
	}
	top := types.Dict{"Type": types.Name("Outlines")}
	ref, err := d.IndRefForNewObject(top)
	if err != nil {
		return err
	}
	if err := d.below(top, *ref, entries); err != nil {
		return err
	}
	top["Count"] = types.Integer(len(entries))
	root["Outlines"] = *ref
	root["PageMode"] = types.Name("UseOutlines")
	return nil
}

// below writes bookmarks below another, folded.
func (d *document) below(parent types.Dict, parentRef types.IndirectRef, entries []entry) error {
	var before types.Dict
	var beforeRef types.IndirectRef
	for i, e := range entries {
		_, page, _, err := d.PageDict(e.page, false)
		if err != nil {
			return err
		}
		title, err := types.EscapedUTF16String(e.title)
		if err != nil {
			return err
		}
		item := types.Dict{
			"Title": types.StringLiteral(*title), "Parent": parentRef,
			"Dest": types.Array{*page, types.Name("Fit")},
		}
		ref, err := d.IndRefForNewObject(item)
		if err != nil {
			return err
		}
		if len(e.kids) > 0 {
			if err := d.below(item, *ref, e.kids); err != nil {
				return err
			}
			item["Count"] = types.Integer(-len(e.kids))
		}
		if i == 0 {
			parent["First"] = *ref
		} else {
			before["Next"], item["Prev"] = *ref, beforeRef
		}
		parent["Last"] = *ref
		before, beforeRef = item, *ref
	}
	return nil
}

// Package edition compares two editions of a site by their manifests: which
// sheets a service must print again, and which files must be copied.
//
// A manifest holds the fingerprint of each card and what it says to do and whom
// to call, in words, so two editions can be compared without their sources. What
// is printed again depends on fingerprints alone: never on the theme, the build
// date or a signer.
//
// Why not compare HTML: a change of style would have every sheet of a hospital
// printed again, and a changed telephone number would be lost in it.
package edition

import (
	"cmp"
	"slices"
	"strings"

	"planblanc/internal/output"
)

// Kind is what happened to a card.
type Kind string

// The kinds, in the order in which they are listed.
const (
	Changed   Kind = "changed"   // another text: replace the sheet
	Added     Kind = "added"     // print the sheet
	Withdrawn Kind = "withdrawn" // destroy the sheet
	Extended  Kind = "extended"  // the same text under other dates or another version
)

// Card is a card that is not the same in both editions.
type Card struct {
	Kind  Kind   `json:"kind"`
	Code  string `json:"code"`
	Title string `json:"title"`
	// OldTitle is set when the title changed.
	OldTitle   string `json:"old_title"`
	OldVersion string `json:"old_version"`
	NewVersion string `json:"new_version"`
	// The fingerprints tell two sheets of one version apart.
	OldFingerprint string `json:"old_fingerprint"`
	NewFingerprint string `json:"new_fingerprint"`
	// Edits say in words what a reader will find changed.
	Edits []Edit `json:"edits"`
	// Dates are the dates that changed.
	Dates []Date `json:"dates"`
	// URL is the page of the new edition, or of the old one when withdrawn.
	URL string `json:"url"`
}

// Date is a date of a card, YYYY-MM-DD or empty: "approved" or "review_by".
type Date struct {
	Name string `json:"name"`
	Old  string `json:"old"`
	New  string `json:"new"`
}

// Binder lists what to do with the sheets of one binder. Its list of sheets is
// printed again with any of them.
type Binder struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Cards are by kind, then by code. A card that moved from one binder to
	// another is withdrawn here and added there.
	Cards []Card `json:"cards"`
}

// File is a file that is not the same in both editions.
type File struct {
	Kind  Kind   `json:"kind"`
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"` // of the new file; of the old one when withdrawn
}

// Side is one of the two editions.
type Side struct {
	Site     string `json:"site"`
	Audience string `json:"audience"`
	Edition  string `json:"edition"`
	Number   int64  `json:"number"`
	Built    string `json:"built"`
}

// Doubt is a reason to believe that two editions are not to be compared: what
// follows from it would have sheets in force destroyed.
type Doubt string

// The doubts, in the order in which they are listed.
const (
	Older         Doubt = "older" // the new edition was built before the old one
	OtherSite     Doubt = "site"
	OtherAudience Doubt = "audience"
)

// Comparison is what changed from one edition to another. Lists are never nil.
type Comparison struct {
	Old Side `json:"old"`
	New Side `json:"new"`
	// Doubts are to be read before anything else.
	Doubts []Doubt `json:"doubts"`
	// Cards are to be replaced, printed or destroyed, each once, by kind then by
	// code; Extended are those whose text is the same.
	Cards    []Card   `json:"cards"`
	Extended []Card   `json:"extended"`
	Binders  []Binder `json:"binders"`
	Files    []File   `json:"files"`
}

// Compare tells what changed from an old edition to a new one.
func Compare(old, new output.Manifest) Comparison {
	c := Comparison{Old: side(old), New: side(new), Doubts: doubts(old, new), Cards: []Card{}, Extended: []Card{}, Files: files(old.Files, new.Files)}
	before, after := byCode(old.Cards), byCode(new.Cards)
	for code, n := range after {
		switch o, there := before[code]; {
		case !there:
			c.Cards = append(c.Cards, added(n))
		case o.Fingerprint != n.Fingerprint:
			c.Cards = append(c.Cards, changed(o, n))
		case o.Version != n.Version || len(dates(o, n)) > 0:
			c.Extended = append(c.Extended, extended(o, n))
		}
	}
	for code, o := range before {
		if _, there := after[code]; !there {
			c.Cards = append(c.Cards, withdrawn(o))
		}
	}
	sortCards(c.Cards)
	sortCards(c.Extended)
	c.Binders = binders(old, new, before, after, c.Cards)
	return c
}

// Same reports whether no sheet has to be printed or destroyed.
func (c *Comparison) Same() bool { return len(c.Cards) == 0 && len(c.Binders) == 0 }

func side(m output.Manifest) Side {
	return Side{Site: m.Site, Audience: m.Audience, Edition: m.Edition, Number: m.Number, Built: m.Built}
}

func doubts(old, new output.Manifest) []Doubt {
	all := []Doubt{}
	if new.Number < old.Number {
		all = append(all, Older)
	}
	if new.Site != old.Site {
		all = append(all, OtherSite)
	}
	if new.Audience != old.Audience {
		all = append(all, OtherAudience)
	}
	return all
}

// byCode finds cards. A manifest that names a code twice has its last one.
func byCode(cards []output.Card) map[string]*output.Card {
	found := make(map[string]*output.Card, len(cards))
	for i := range cards {
		found[cards[i].Code] = &cards[i]
	}
	return found
}

func added(n *output.Card) Card {
	return Card{Kind: Added, Code: n.Code, Title: n.Title, NewVersion: n.Version, NewFingerprint: n.Fingerprint, URL: n.URL, Edits: []Edit{}, Dates: []Date{}}
}

func withdrawn(o *output.Card) Card {
	return Card{Kind: Withdrawn, Code: o.Code, Title: o.Title, OldVersion: o.Version, OldFingerprint: o.Fingerprint, URL: o.URL, Edits: []Edit{}, Dates: []Date{}}
}

func changed(o, n *output.Card) Card {
	c := Card{Kind: Changed, Code: n.Code, Title: n.Title, OldVersion: o.Version, NewVersion: n.Version,
		OldFingerprint: o.Fingerprint, NewFingerprint: n.Fingerprint, URL: n.URL, Edits: edits(o.Parts, n.Parts), Dates: dates(o, n)}
	if o.Title != n.Title {
		c.OldTitle = o.Title
	}
	return c
}

func extended(o, n *output.Card) Card {
	c := changed(o, n)
	c.Kind = Extended
	return c
}

func dates(o, n *output.Card) []Date {
	all := []Date{}
	for _, d := range []Date{{"approved", o.Approved, n.Approved}, {"review_by", o.ReviewBy, n.ReviewBy}} {
		if d.Old != d.New {
			all = append(all, d)
		}
	}
	return all
}

// sortCards orders by kind as listed above, then by code.
func sortCards(cards []Card) {
	order := []Kind{Changed, Added, Withdrawn, Extended}
	slices.SortFunc(cards, func(a, b Card) int {
		return cmp.Or(slices.Index(order, a.Kind)-slices.Index(order, b.Kind), strings.Compare(a.Code, b.Code))
	})
}

// binders lists, for each binder of either edition, the cards that concern it.
func binders(old, new output.Manifest, before, after map[string]*output.Card, cards []Card) []Binder {
	changes := map[string]Card{}
	for _, c := range cards {
		changes[c.Code] = c
	}
	found := []Binder{}
	for _, b := range names(old, new) {
		for code, o := range before {
			n := after[code]
			if !slices.Contains(o.Binders, b.ID) {
				continue
			}
			if n == nil || !slices.Contains(n.Binders, b.ID) {
				b.Cards = append(b.Cards, withdrawn(o))
			} else if c, there := changes[code]; there {
				b.Cards = append(b.Cards, c)
			}
		}
		for code, n := range after {
			if o := before[code]; slices.Contains(n.Binders, b.ID) && (o == nil || !slices.Contains(o.Binders, b.ID)) {
				b.Cards = append(b.Cards, added(n))
			}
		}
		if len(b.Cards) > 0 {
			sortCards(b.Cards)
			found = append(found, b)
		}
	}
	return found
}

// names lists the binders of both editions: the new ones in their order, then
// those that are no more. A manifest of before binders had titles gives their
// ids.
func names(old, new output.Manifest) []Binder {
	var all []Binder
	seen := map[string]bool{}
	add := func(id, title string) {
		if !seen[id] {
			seen[id] = true
			all = append(all, Binder{ID: id, Title: title})
		}
	}
	for _, m := range []output.Manifest{new, old} {
		for _, b := range m.Binders {
			add(b.ID, b.Title)
		}
		ids := map[string]bool{}
		for _, c := range m.Cards {
			for _, id := range c.Binders {
				ids[id] = true
			}
		}
		for _, id := range sorted(ids) {
			add(id, id)
		}
	}
	return all
}

func sorted(set map[string]bool) []string {
	var all []string
	for s := range set {
		all = append(all, s)
	}
	slices.Sort(all)
	return all
}

// files compares two lists of files by path.
func files(old, new []output.Entry) []File {
	before := map[string]output.Entry{}
	for _, e := range old {
		before[e.Path] = e
	}
	all := []File{}
	for _, e := range new {
		o, there := before[e.Path]
		delete(before, e.Path)
		switch {
		case !there:
			all = append(all, File{Added, e.Path, e.Bytes})
		case o.SHA256 != e.SHA256:
			all = append(all, File{Changed, e.Path, e.Bytes})
		}
	}
	for _, e := range before {
		all = append(all, File{Withdrawn, e.Path, e.Bytes})
	}
	slices.SortFunc(all, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return all
}

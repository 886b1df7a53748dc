package site

import (
	"slices"

	"planblanc/internal/content"
)

// Telephone says what a document's scenarios leave of the establishment's own
// telephones, on which internal numbers ring.
type Telephone int

// What is left of the telephone. In doubt, a number that works either way comes
// first.
const (
	TelephoneWorks  Telephone = iota // no scenario that is named cuts it
	TelephoneUnsure                  // some do
	TelephoneDown                    // all do
)

// Telephone says what is left of the telephone in scenarios that are named by
// their ids. A document for all scenarios is read with the telephone working,
// most of the time, and has the usual order.
func (c *Catalog) Telephone(scenarios ...string) Telephone {
	cut := 0
	for _, id := range scenarios {
		if c.silent[id] {
			cut++
		}
	}
	switch {
	case cut == 0 || slices.Contains(scenarios, content.All):
		return TelephoneWorks
	case cut < len(scenarios):
		return TelephoneUnsure
	}
	return TelephoneDown
}

// Cut returns what one of some scenarios takes away; content.All stands for
// each of them.
func (c *Catalog) Cut(scenarios ...string) map[content.Means]bool {
	cut := map[content.Means]bool{}
	for _, t := range c.Library.Terms[content.ByScenario] {
		if slices.Contains(scenarios, t.ID) || slices.Contains(scenarios, content.All) {
			for _, m := range t.Cuts {
				cut[m] = true
			}
		}
	}
	return cut
}

// Numbers returns the numbers of a contact that may be dialled, the first to try
// first; what an internal number rings on is not there when the telephone is
// down.
func Numbers(k *content.Contact, t Telephone) []string { return appendNumbers(nil, k, t) }

func appendNumbers(dst []string, k *content.Contact, t Telephone) []string {
	var order []content.NumberKind
	switch t {
	case TelephoneWorks:
		order = []content.NumberKind{content.InternalNumber, content.MobileNumber, content.ExternalNumber, content.BackupNumber}
	case TelephoneUnsure:
		order = []content.NumberKind{content.MobileNumber, content.ExternalNumber, content.InternalNumber, content.BackupNumber}
	case TelephoneDown:
		order = []content.NumberKind{content.MobileNumber, content.ExternalNumber, content.BackupNumber}
	}
	for _, kind := range order {
		if n := k.Number(kind); n != "" {
			dst = append(dst, n)
		}
	}
	return dst
}

// Number returns the number that reaches a contact first, its function when
// there is none.
func Number(k *content.Contact, t Telephone) string {
	var room [4]string
	if all := appendNumbers(room[:0], k, t); len(all) > 0 {
		return all[0]
	}
	return k.Function
}

// Silent reports whether a contact has an internal number and no other, so that
// no number is left when the telephone is cut.
func Silent(k *content.Contact) bool {
	return k.Internal != "" && k.Mobile == "" && k.External == ""
}

package site

import (
	"planblanc/internal/content"
)

// Standing says how a page's text compares with what the register has approved.
type Standing uint8

// The standings.
const (
	// Unregistered: the register says nothing of the page's code.
	Unregistered Standing = iota
	// AsApproved: the text is one that was approved, under this version or, the
	// number alone having changed, as the last one.
	AsApproved
	// Modified: the text is not the one that was approved.
	Modified
)

// Approvals is the register by code, in its own order: the oldest first.
type Approvals map[string][]*content.Approval

func approvals(l *content.Data) Approvals {
	all := make(Approvals, len(l.Register))
	for i := range l.Register {
		a := &l.Register[i]
		all[a.Code] = append(all[a.Code], a)
	}
	return all
}

// Standing compares a code's version and fingerprint with the register. Dates
// do not count: a text put back as it was is approved again.
func (a Approvals) Standing(code, version, fingerprint string) Standing {
	rows := a[code]
	if len(rows) == 0 {
		return Unregistered
	}
	known := false
	for _, row := range rows {
		if row.Version == version {
			if row.Fingerprint == fingerprint {
				return AsApproved
			}
			known = true
		}
	}
	if !known && rows[len(rows)-1].Fingerprint == fingerprint {
		return AsApproved
	}
	return Modified
}

// Other returns an approval of the same code and version for another text, the
// newest one, or nil: two different sheets would bear one number.
func (a Approvals) Other(code, version, fingerprint string) *content.Approval {
	rows := a[code]
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].Version == version && rows[i].Fingerprint != fingerprint {
			return rows[i]
		}
	}
	return nil
}

// Last returns a code's newest approval, or nil.
func (a Approvals) Last(code string) *content.Approval {
	if rows := a[code]; len(rows) > 0 {
		return rows[len(rows)-1]
	}
	return nil
}

// Former returns the approvals of sheets that this site no longer shows, in the
// register's order: earlier texts and numbers of its documents, and those of documents that
// were taken away or archived. What is written for a narrower audience, or is
// being revised, is not told; what is gone has no audience any more, so a public
// site tells nothing of it.
func (s *Site) Former() []*content.Approval {
	var all []*content.Approval
	for i := range s.Catalog.Library.Register {
		a := &s.Catalog.Library.Register[i]
		p := s.Catalog.ByCode[a.Code]
		switch {
		case p == nil && s.Audience == content.Public:
		case p == nil, s.Publishes(p) && (p.Fingerprint != a.Fingerprint || p.Meta.Version != a.Version),
			!s.Publishes(p) && p.Meta.Status == content.Archived && s.Audience.Includes(p.Meta.Audience):
			all = append(all, a)
		}
	}
	return all
}

package site

import (
	"cmp"
	"slices"
	"time"

	"planblanc/internal/content"
)

// notices chooses those that this audience may read, that nobody has withdrawn,
// and whose last day is not before the build date.
func (s *Site) notices() {
	y, m, d := s.Built.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	s.Notices = nil
	data := s.Catalog.Library.Data
	for i := range data.Notices {
		n := &data.Notices[i]
		past := !n.Until.IsZero() && n.Until.Before(today)
		if n.Withdraws == 0 && !past && s.Audience.Includes(n.Audience) && data.Withdrawal(n.Number) == nil {
			s.Notices = append(s.Notices, n)
		}
	}
	slices.SortStableFunc(s.Notices, func(a, b *content.Notice) int {
		return cmp.Or(b.At.Compare(a.At.Time), cmp.Compare(b.Number, a.Number))
	})
}

// lastNotice is when a notice for this audience was last given or withdrawn.
// The day of a commit would also tell of others.
func (s *Site) lastNotice() time.Time {
	var last time.Time
	data := s.Catalog.Library.Data
	for _, n := range data.Notices {
		if n.Withdraws != 0 || !s.Audience.Includes(n.Audience) {
			continue
		}
		for _, row := range []*content.Notice{&n, data.Withdrawal(n.Number)} {
			if row != nil && row.At.After(last) {
				last = row.At.Time
			}
		}
	}
	return last
}

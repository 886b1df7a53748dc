package site

import (
	"cmp"
	"slices"

	"planblanc/internal/content"
)

// ContactsOf returns the contacts of a service, the most its own first: those
// that name few services, those that name many, those for every service; each
// in the order of the directory.
func (s *Site) ContactsOf(service *Term) []*content.Contact {
	var out []*content.Contact
	for _, c := range s.Contacts {
		if slices.Contains(c.Services, service.ID) || slices.Contains(c.Services, content.All) {
			out = append(out, c)
		}
	}
	width := func(c *content.Contact) int {
		if !slices.Contains(c.Services, service.ID) {
			return len(s.Terms[content.ByService]) + 1
		}
		return len(c.Services)
	}
	slices.SortStableFunc(out, func(a, b *content.Contact) int { return cmp.Compare(width(a), width(b)) })
	return out
}

// ContactsForAll returns the contacts that every service calls, in the order of
// the directory.
func (s *Site) ContactsForAll() []*content.Contact {
	var out []*content.Contact
	for _, c := range s.Contacts {
		if slices.Contains(c.Services, content.All) {
			out = append(out, c)
		}
	}
	return out
}

package site_test

import (
	"strings"
	"testing"

	"planblanc/internal/content"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

func TestContacts(t *testing.T) {
	s := sitetest.Catalog(t, sitetest.Folder(`
-- data/directory.yaml --
- {id: all-1, function: F, services: tous}
- {id: nobody, function: F}
- {id: three, function: F, services: [urgences, pui, bloc]}
- {id: both, function: F, services: [tous, urgences]}
- {id: one, function: F, services: urgences}
- {id: secret, function: F, services: urgences, audience: restreint}
- {id: two, function: F, services: [pui, urgences]}
- {id: other, function: F, services: pui}
- {id: all-2, function: F, services: [tous]}
-- data/services.yaml --
- {id: urgences, label: U}
- {id: pui, label: P}
- {id: bloc, label: B}
`)).Select(site.Selection{})
	ids := func(contacts []*content.Contact) string {
		var out []string
		for _, c := range contacts {
			out = append(out, c.ID)
		}
		return strings.Join(out, " ")
	}
	if got, want := ids(s.ContactsOf(s.Term(content.ByService, "urgences"))), "one both two three all-1 all-2"; got != want {
		t.Errorf("contacts of a service: %s, want %s", got, want)
	}
	if got, want := ids(s.ContactsForAll()), "all-1 both all-2"; got != want {
		t.Errorf("contacts for all: %s, want %s", got, want)
	}
}

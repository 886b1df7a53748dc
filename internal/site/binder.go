package site

import (
	"cmp"
	"slices"
	"strings"

	"planblanc/internal/content"
)

// Binder is a set of sheets that are printed together: the cards, forms and
// contacts of a service, a scenario or a role, or all of them.
type Binder struct {
	// ID names the binder in the manifest and in its URL: "service-urgences",
	// "complet".
	ID  string
	URL string
	// Term is what the binder is about; nil for the complete one and for forms.
	Term *Term
	// Tabs hold the cards, and what else has a code, in the order of the binder.
	Tabs []Tab
	// Forms are the blank forms, by code.
	Forms []*Page
	// Contacts are those to call, the term's own first.
	Contacts []*content.Contact
	// Only are the codes of the sheets to print again; nil for the whole binder.
	// Such a print has the list of all sheets, and no cover.
	Only map[string]bool
}

// Tab is a part of a binder: what all share, a phase, or the documents of no
// phase. Exactly one of General and Phase is set, neither for the last.
type Tab struct {
	General bool
	Phase   *Term
	Pages   []*Page // by code
}

// Pages returns the sheets of the binder in order: the tabs', then the forms.
func (b *Binder) Pages() []*Page {
	var out []*Page
	for _, t := range b.Tabs {
		out = append(out, t.Pages...)
	}
	return append(out, b.Forms...)
}

// Printed returns the sheets that are printed, in order: all but in a print of
// some.
func (b *Binder) Printed() []*Page {
	pages := b.Pages()
	if b.Only == nil {
		return pages
	}
	return slices.DeleteFunc(pages, func(p *Page) bool { return !b.Only[p.Meta.Code] })
}

// binderAxes are the axes that binders can be made by.
var binderAxes = []struct {
	kind content.BinderKind
	axis content.Axis
}{
	{content.ServiceBinders, content.ByService}, {content.ScenarioBinders, content.ByScenario}, {content.RoleBinders, content.ByRole},
}

// The binders of everything and of forms have the names of their kinds.
const (
	wholeBinderID = string(content.WholeBinder)
	formsBinderID = string(content.FormsBinder)
)

// Binders returns the binders that the settings ask for and that hold a sheet,
// by kind, then in the order of their terms.
func (s *Site) Binders() []*Binder {
	var out []*Binder
	for _, by := range binderAxes {
		if !slices.Contains(s.Settings.Paper.Binders, by.kind) {
			continue
		}
		for _, t := range s.Terms[by.axis] {
			if b := s.binder(string(by.kind)+"-"+t.ID, t, t.General, t.Own); b != nil {
				out = append(out, b)
			}
		}
	}
	for _, kind := range []content.BinderKind{content.WholeBinder, content.FormsBinder} {
		if slices.Contains(s.Settings.Paper.Binders, kind) {
			if b := s.Binder(string(kind)); b != nil {
				out = append(out, b)
			}
		}
	}
	return out
}

// Binder returns a binder by its id, whether the settings ask for its kind or
// not; nil when the site has no such term or nothing to put in.
func (s *Site) Binder(id string) *Binder {
	switch content.BinderKind(id) {
	case content.WholeBinder:
		return s.wholeBinder()
	case content.FormsBinder:
		return s.formsBinder()
	}
	for _, by := range binderAxes {
		if term, ok := strings.CutPrefix(id, string(by.kind)+"-"); ok {
			if t := s.Term(by.axis, term); t != nil {
				return s.binder(id, t, t.General, t.Own)
			}
		}
	}
	return nil
}

func (s *Site) wholeBinder() *Binder {
	var general, own []*Page
	for _, p := range s.Coded {
		if slices.Contains(p.Meta.Service, content.All) {
			general = append(general, p)
		} else {
			own = append(own, p)
		}
	}
	return s.binder(wholeBinderID, nil, general, own)
}

// formsBinder holds the blank forms to photocopy, and nobody to call.
func (s *Site) formsBinder() *Binder {
	forms := slices.DeleteFunc(slices.Clone(s.Coded), func(p *Page) bool { return p.Meta.Type != content.Form })
	b := s.binder(formsBinderID, nil, forms, nil)
	if b != nil {
		b.Contacts = nil
	}
	return b
}

// binder gathers sheets: what is general, then by phase, then by code, and the
// forms last. It is nil when there is none.
func (s *Site) binder(id string, about *Term, general, own []*Page) *Binder {
	b := &Binder{ID: id, URL: BinderURL(id), Term: about}
	shared, rest := Tab{General: true}, Tab{}
	phases := make([]Tab, len(s.Terms[content.ByPhase]))
	sort := func(p *Page, to *Tab) {
		switch {
		case p.Meta.Code == "":
		case p.Meta.Type == content.Form:
			b.Forms = append(b.Forms, p)
		default:
			to.Pages = append(to.Pages, p)
		}
	}
	for _, p := range general {
		sort(p, &shared)
	}
	for _, p := range own {
		if i := s.phaseRank(p); i < len(phases) {
			phases[i].Phase = s.Terms[content.ByPhase][i]
			sort(p, &phases[i])
		} else {
			sort(p, &rest)
		}
	}
	for _, t := range slices.Concat([]Tab{shared}, phases, []Tab{rest}) {
		if len(t.Pages) > 0 {
			slices.SortFunc(t.Pages, byCode)
			b.Tabs = append(b.Tabs, t)
		}
	}
	if len(b.Tabs) == 0 && len(b.Forms) == 0 {
		return nil
	}
	slices.SortFunc(b.Forms, byCode)
	b.Contacts = s.binderContacts(b)
	return b
}

func byCode(a, b *Page) int {
	return cmp.Or(strings.Compare(a.Meta.Code, b.Meta.Code), strings.Compare(a.URL, b.URL))
}

// binderContacts are those of a service and those for all services; for another
// binder, those for all and those that its cards print; for the complete one,
// everybody.
func (s *Site) binderContacts(b *Binder) []*content.Contact {
	switch {
	case b.Term == nil:
		return s.Contacts
	case b.Term.Axis == content.ByService:
		return s.ContactsOf(b.Term)
	}
	called := map[string]bool{}
	for _, p := range b.Pages() {
		for _, id := range p.Meta.Contacts {
			called[id] = true
		}
	}
	var all, named []*content.Contact
	for _, c := range s.Contacts {
		switch {
		case slices.Contains(c.Services, content.All):
			all = append(all, c)
		case called[c.ID]:
			named = append(named, c)
		}
	}
	return append(all, named...)
}

// BindersOf names the binders that hold a page with a code, in the order of
// Binders.
func (s *Site) BindersOf(p *Page) []string {
	out := []string{}
	if p.Meta.Code == "" {
		return out
	}
	for _, by := range binderAxes {
		if !slices.Contains(s.Settings.Paper.Binders, by.kind) {
			continue
		}
		ids := p.Meta.Values(by.axis)
		all := slices.Contains(ids, content.All)
		for _, t := range s.Terms[by.axis] {
			if all || slices.Contains(ids, t.ID) {
				out = append(out, string(by.kind)+"-"+t.ID)
			}
		}
	}
	if slices.Contains(s.Settings.Paper.Binders, content.WholeBinder) {
		out = append(out, wholeBinderID)
	}
	if slices.Contains(s.Settings.Paper.Binders, content.FormsBinder) && p.Meta.Type == content.Form {
		out = append(out, formsBinderID)
	}
	return out
}

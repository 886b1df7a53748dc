package theme

import (
	"html/template"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/site"
)

// rowData is what components/row shows: a page in a list.
type rowData struct {
	Code          string
	Kind          string // what a page with neither code nor pages of its own is
	URL           template.URL
	Title, Detail string
	Version       string
}

// linkData is what components/link shows.
type linkData struct {
	URL         template.URL
	Code, Title string
}

// group is a titled list of pages.
type group struct {
	Title, Note string
	Urgent      bool
	Rows        template.HTML
	Print       *sheetsLink // nil where no binder holds them all
}

// row is a page as a line of a list.
func (r *renderer) row(p *site.Page, from place) template.HTML {
	return r.piece("row", p, from, func() any {
		m := &p.Meta
		d := rowData{Code: m.Code, URL: from.to(p.URL), Title: p.Title, Detail: p.Summary}
		if m.Code == "" && !p.Section {
			d.Kind = r.byKey["type."+string(m.Type)]
		}
		if m.Version != "" {
			d.Version = "v" + m.Version
		}
		if !m.Approved.IsZero() {
			d.Version = strings.TrimPrefix(d.Version+" · "+r.shortDate(m.Approved.Time), " · ")
		}
		return d
	})
}

func (r *renderer) rows(pages []*site.Page, from place) template.HTML {
	return join(pages, func(p *site.Page) template.HTML { return r.row(p, from) })
}

// item is a page as a short line: code and title.
func (r *renderer) item(p *site.Page, from place) template.HTML {
	return r.piece("item", p, from, func() any { return linkData{from.to(p.URL), p.Meta.Code, p.Title} })
}

// link is the same within a line.
func (r *renderer) link(p *site.Page, from place) template.HTML {
	return r.piece("link", p, from, func() any { return linkData{from.to(p.URL), p.Meta.Code, p.Title} })
}

// termItem is a term as a short line.
func (r *renderer) termItem(t *site.Term, from place) template.HTML {
	return r.piece("item", t, from, func() any { return linkData{URL: from.to(t.URL), Title: r.names[t].label} })
}

// group lists pages under a title; none make no group.
func (r *renderer) group(groups []group, g group, pages []*site.Page, from place) []group {
	if len(pages) == 0 {
		return groups
	}
	g.Rows = r.rows(pages, from)
	return append(groups, g)
}

// byPhase lists pages of a term by phase, cards for the first minutes together and first,
// then the documents that are not cards.
func (r *renderer) byPhase(t *site.Term, pages []*site.Page, from place) []group {
	var now, documents, other []*site.Page
	later := map[*site.Term][]*site.Page{}
	for _, p := range pages {
		phase := r.site.PhaseOf(p)
		switch {
		case !p.IsCard():
			documents = append(documents, p)
		case r.site.Urgent(p):
			now = append(now, p)
		case phase != nil:
			later[phase] = append(later[phase], p)
		default:
			other = append(other, p)
		}
	}
	groups := r.group(nil, group{Title: r.words.GroupNow, Note: r.words.GroupNowNote, Urgent: true, Print: r.sheetsLink(now, r.bindersOf(t), from)}, now, from)
	for _, phase := range r.site.Terms[content.ByPhase] {
		groups = r.group(groups, group{Title: r.names[phase].label, Note: r.typeset(phase.Window)}, later[phase], from)
	}
	groups = r.group(groups, group{Title: r.words.GroupOther}, other, from)
	return r.group(groups, group{Title: r.words.GroupDocuments}, documents, from)
}

// split parts cards from other documents.
func split(pages []*site.Page) (cards, documents []*site.Page) {
	for _, p := range pages {
		if p.IsCard() {
			cards = append(cards, p)
		} else {
			documents = append(documents, p)
		}
	}
	return cards, documents
}

func countCards(pages []*site.Page) int {
	cards, _ := split(pages)
	return len(cards)
}

// numberData is what components/call shows: a contact.
type numberData struct {
	URL            template.URL
	Function, Call string
	Others         string
}

// reached is a contact with what is left of the telephone to reach it.
type reached struct {
	*content.Contact
	telephone site.Telephone
}

// numbers lists contacts, each with its number that works first.
func (r *renderer) numbers(contacts []*content.Contact, telephone site.Telephone, from place) template.HTML {
	return join(contacts, func(c *content.Contact) template.HTML {
		return r.piece("call", reached{c, telephone}, from, func() any {
			d := numberData{URL: from.to(site.DirectoryURL) + template.URL("#"+c.ID), Function: r.typeset(c.Function), Call: site.Number(c, telephone)}
			var others []string
			if telephone == site.TelephoneUnsure && c.Internal != "" && c.Internal != d.Call {
				others = append(others, r.words.DirectoryInternal+"\u00a0"+unbroken(c.Internal))
			}
			for _, n := range []string{c.Mobile, c.Backup} {
				if n != "" && n != d.Call {
					others = append(others, r.typeset(unbroken(n)))
				}
			}
			d.Others = strings.Join(others, " · ")
			return d
		})
	})
}

// unbroken keeps a number of digits and spaces on one line.
func unbroken(number string) string {
	if strings.Trim(number, "0123456789 +") == "" {
		return strings.ReplaceAll(number, " ", "\u00a0")
	}
	return number
}

// join concatenates the HTML of items.
func join[T any](items []T, html func(T) template.HTML) template.HTML {
	parts := make([]string, len(items))
	for i, item := range items {
		parts[i] = string(html(item))
	}
	return template.HTML(strings.Join(parts, ""))
}

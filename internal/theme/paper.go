package theme

import (
	"html/template"

	"planblanc/internal/content"
	"planblanc/internal/site"
)

// paperPage is what layouts/paper.html shows: all that is made to be printed.
type paperPage struct {
	Frame             frame
	Groups            []paperGroup
	Posters           template.HTML
	Wall, Pocket      template.URL
	Forms, InForce    template.URL
	Sheets            template.URL
	HasCalls, HasForm bool
}

// paperGroup is the binders of one kind.
type paperGroup struct {
	Name  string
	Links template.HTML
}

func (r *renderer) paper() error {
	from, w := placeOf(site.PaperURL), &r.words
	page := paperPage{
		Frame: r.frame(site.PaperURL, w.PaperTitle, w.PaperTitle, noChapter),
		Wall:  from.to(site.DirectoryURL), Pocket: from.to(site.PocketURL), Forms: from.to(site.FormsURL), InForce: from.to(site.VersionsURL),
		Sheets:   from.to(sheetsURL),
		HasCalls: len(r.site.Contacts) > 0,
	}
	add := func(name string, in func(*site.Binder) bool) {
		var links template.HTML
		for _, b := range r.binders() {
			if in(b) {
				title, mark := r.binderName(b)
				links += r.fill("item", linkData{URL: from.to(b.URL), Code: mark, Title: title})
				if r.printed[b.ID] {
					links += r.fill("item", linkData{URL: from.to(site.BinderPDF(b.ID)), Code: "PDF", Title: title})
				}
			}
		}
		if links != "" {
			page.Groups = append(page.Groups, paperGroup{name, links})
		}
	}
	add(w.EveryService, func(b *site.Binder) bool { return b.Term == nil })
	for _, by := range []struct {
		axis content.Axis
		name string
	}{{content.ByService, w.Services}, {content.ByScenario, w.Situations}, {content.ByRole, w.Roles}} {
		add(by.name, func(b *site.Binder) bool { return b.Term != nil && b.Term.Axis == by.axis })
	}
	page.Posters = join(r.site.Pages, func(p *site.Page) template.HTML {
		page.HasForm = page.HasForm || p.Meta.Type == content.Form
		if p.Meta.Type != content.Poster {
			return ""
		}
		return r.item(p, from)
	})
	return r.page(site.PaperURL, "paper", page)
}

// A pocket card has two faces of so many numbers, each on two lines at most, and
// a sheet four cards.
const (
	faceRows  = 15
	sheetRoom = 4
)

// pocketPage is what layouts/pocket.html shows: the directory on cards to cut
// out and fold.
type pocketPage struct {
	Frame  frame
	House  string
	Number string
	Date   template.HTML
	Sheets [][]pocketCard
}

type pocketCard struct{ Faces [2][]pocketRow }

type pocketRow struct{ Function, Call, Other string }

func (r *renderer) pocket() error {
	page := pocketPage{
		Frame: r.frame(site.PocketURL, r.words.PocketTitle, r.words.PocketTitle, noChapter, crumb{site.PaperURL, r.words.PaperTitle}),
		House: r.typeset(r.site.Settings.Organization), Number: r.site.Number, Date: r.brief(r.site.Date.Time),
	}
	page.Frame.Sheeted = true
	page.Frame.Style = "@page{size:A4 landscape;margin:0}"
	page.Frame.Policy = policy(page.Frame.Style)
	page.Sheets = pocketSheets(r.pocketRows())
	return r.page(site.PocketURL, "pocket", page)
}

// pocketRows are the contacts that every service calls, then the others.
func (r *renderer) pocketRows() []pocketRow {
	var first, then []pocketRow
	all := map[*content.Contact]bool{}
	for _, c := range r.site.ContactsForAll() {
		all[c] = true
	}
	for _, c := range r.site.Contacts {
		row := pocketRow{Function: r.typeset(c.Function), Call: unbroken(site.Number(c, site.TelephoneWorks))}
		if m := unbroken(c.Mobile); m != row.Call {
			row.Other = m
		}
		if all[c] {
			first = append(first, row)
		} else {
			then = append(then, row)
		}
	}
	return append(first, then...)
}

// pocketSheets shares rows between cards, and fills a last sheet with copies:
// one card makes four alike, two make two of each.
func pocketSheets(rows []pocketRow) [][]pocketCard {
	var cards []pocketCard
	for len(rows) > 0 {
		var c pocketCard
		half := (min(len(rows), 2*faceRows) + 1) / 2
		for i := range c.Faces {
			n := min(half, len(rows))
			c.Faces[i], rows = rows[:n], rows[n:]
		}
		cards = append(cards, c)
	}
	var sheets [][]pocketCard
	for len(cards) > 0 {
		n := min(sheetRoom, len(cards))
		sheet := cards[:n:n]
		for copies := sheetRoom/n - 1; copies > 0; copies-- {
			sheet = append(sheet, cards[:n]...)
		}
		sheets, cards = append(sheets, sheet), cards[n:]
	}
	return sheets
}

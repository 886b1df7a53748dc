package theme

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/site"
)

// homePage is what layouts/home.html shows.
type homePage struct {
	Frame                       frame
	Gestures                    []gesture
	PrintGestures               *sheetsLink
	Search                      searchData
	Situations, OtherSituations template.HTML
	Services                    []cluster
	OtherServices               template.HTML
	Roles                       []cluster
	Numbers, Sections           template.HTML
	Built, ValidUntil           template.HTML
}

// gesture is a card that everyone opens first.
type gesture struct {
	Number      int
	URL         template.URL
	Code, Title string
}

// cluster is a named group of terms.
type cluster struct {
	Name  string
	Items template.HTML
}

// On the home page, more of either would be a list to read, not a choice.
const (
	gestureLimit   = 3
	situationLimit = 8
)

func (r *renderer) home() error {
	from, s := placeOf(site.HomeURL), r.site
	page := homePage{
		Frame:   r.frame(site.HomeURL, "", "", homeChapter),
		Search:  searchData{Action: from.to(site.SearchURL), Big: true},
		Numbers: r.numbers(r.site.ContactsForAll(), site.TelephoneWorks, from),
		Built:   r.date(s.Built), ValidUntil: r.date(s.ValidUntil.Time),
	}
	first := r.firstGestures()
	page.Gestures, page.PrintGestures = gestures(first, from), r.sheetsLink(first, r.binders(), from)
	scenarios := s.Terms[content.ByScenario]
	shown := min(situationLimit, len(scenarios))
	page.Situations = join(scenarios[:shown], func(t *site.Term) template.HTML {
		return r.fill("situation", situationData{from.to(t.URL), r.names[t].spoken, r.labelOf(t)})
	})
	page.OtherSituations = join(scenarios[shown:], func(t *site.Term) template.HTML {
		return r.fill("item", linkData{URL: from.to(t.URL), Title: r.names[t].spoken})
	})
	var own, other []*site.Term
	for _, t := range s.Terms[content.ByService] {
		if countCards(t.Own) > 0 {
			own = append(own, t)
		} else {
			other = append(other, t)
		}
	}
	page.Services = r.clusters(own, "", func(t *site.Term) template.HTML { return r.tile(t, t, t.URL, countCards(t.Own), from) })
	page.OtherServices = join(other, func(t *site.Term) template.HTML { return r.termItem(t, from) })
	page.Roles = r.clusters(s.Terms[content.ByRole], r.words.HomeOtherRoles, func(t *site.Term) template.HTML { return r.termItem(t, from) })
	page.Sections = join(s.Sections, func(sec *site.Section) template.HTML {
		if sec.Parent != nil {
			return ""
		}
		return r.item(sec.Page, from)
	})
	return r.page(site.HomeURL, "home", page)
}

// firstGestures are the first general cards for the first minutes.
func (r *renderer) firstGestures() []*site.Page {
	var cards []*site.Page
	for _, p := range r.site.Pages {
		if r.site.Urgent(p) && slices.Contains(p.Meta.Service, content.All) {
			cards = append(cards, p)
		}
	}
	slices.SortFunc(cards, func(a, b *site.Page) int {
		return cmp.Or(site.ComparePriority(a, b), strings.Compare(a.Meta.Code, b.Meta.Code), strings.Compare(a.URL, b.URL))
	})
	return cards[:min(gestureLimit, len(cards))]
}

func gestures(cards []*site.Page, from place) []gesture {
	var out []gesture
	for i, p := range cards {
		out = append(out, gesture{i + 1, from.to(p.URL), p.Meta.Code, p.Title})
	}
	return out
}

// clusters puts terms together by group, in the order in which groups first
// appear; those without a group come last under the name rest, or first without
// one.
func (r *renderer) clusters(terms []*site.Term, rest string, html func(*site.Term) template.HTML) []cluster {
	var names []string
	byName := map[string][]*site.Term{}
	for _, t := range terms {
		if t.Group != "" && byName[t.Group] == nil {
			names = append(names, t.Group)
		}
		byName[t.Group] = append(byName[t.Group], t)
	}
	switch {
	case byName[""] == nil:
	case rest == "":
		names = append([]string{""}, names...)
	default:
		names = append(names, "")
	}
	var out []cluster
	for _, name := range names {
		title := r.typeset(name)
		if name == "" {
			title = rest
		}
		out = append(out, cluster{title, join(byName[name], html)})
	}
	return out
}

package theme

import (
	"html/template"

	"planblanc/internal/content"
	"planblanc/internal/site"
)

// frame is what surrounds every page, and what layouts/base.html shows.
type frame struct {
	Language  string
	PageTitle string
	Policy    string
	Style     template.CSS // the page's own rules for paper
	Rules     template.URL // a file of the same, for a page with many
	Look      template.URL // a file of styles for screens that no other page has
	Sheeted   bool         // on paper, the page brings its own head and foot
	Assets    template.HTML
	Exercise  template.HTML // what marks the page as one of an exercise
	Top       template.HTML
	Crisis    template.HTML
	Trail     *trail
	Bottom    template.HTML
}

// trail is the way from the home page to this one.
type trail struct {
	Parents template.HTML
	Here    string
}

// chapter is the entry of the menu that a page stands under.
type chapter string

const (
	noChapter        chapter = ""
	homeChapter      chapter = site.HomeURL
	servicesChapter  chapter = site.HomeURL + "#services"
	situationChapter chapter = site.HomeURL + "#situations"
	directoryChapter chapter = site.DirectoryURL
	formsChapter     chapter = site.FormsURL
	alphabetChapter  chapter = site.AlphabetURL
)

// frameKey names the parts of a frame that pages share.
type frameKey struct {
	from    place
	chapter chapter
	here    bool
}

// searchData is what components/search shows: the box, large on the home page.
type searchData struct {
	Action template.URL
	Big    bool
}

// menuItem is an entry of the menu or the footer.
type menuItem struct {
	URL           template.URL
	Text, Current string
}

// topData is what components/top shows.
type topData struct {
	Home               template.URL
	Mark               string
	Logo               template.URL // of the establishment, in place of the mark
	Name, Organization string
	House              bool // the site is an establishment's: its name is large
	Menu               []menuItem
	Number             string
	Date               template.HTML
	Notice             string
	Search             *searchData // nil where the page has its own
}

// bottomData is what components/bottom shows.
type bottomData struct {
	Name, Organization, Group, Number string
	Links                             []menuItem
}

// crumb is a step of the trail.
type crumb struct{ URL, Title string }

// frame returns the surroundings of a page; parents lead to it from the home
// page, which has none.
func (r *renderer) frame(url, title, here string, c chapter, parents ...crumb) frame {
	from := placeOf(url)
	key := frameKey{from, c, string(c) == url}
	shared, ok := r.frames.Load(key)
	if !ok {
		shared, _ = r.frames.LoadOrStore(key, r.sharedFrame(key))
	}
	f := shared.(frame)
	f.PageTitle = r.siteName()
	if title != "" {
		f.PageTitle = title + " — " + f.PageTitle
	}
	f.PageTitle = r.marked(f.PageTitle)
	if url != site.HomeURL {
		f.Trail = &trail{Here: here, Parents: r.crumb(from, crumb{site.HomeURL, r.words.HomeWord})}
		for _, p := range parents {
			f.Trail.Parents += r.crumb(from, p)
		}
	}
	return f
}

// siteName is what the title of a page ends in.
func (r *renderer) siteName() string {
	return r.typeset(r.site.Settings.Title + " — " + r.site.Settings.Organization)
}

func (r *renderer) crumb(from place, c crumb) template.HTML {
	return r.piece("crumb", c, from, func() any { return linkData{URL: from.to(c.URL), Title: c.Title} })
}

func (r *renderer) sharedFrame(k frameKey) frame {
	s := r.site.Settings
	f := frame{Language: s.Language, Policy: policy("")}
	f.Assets = r.fill("assets", assetLinks{k.from.to(screenURL), k.from.to(darkURL), k.from.to(printURL), k.from.to(scriptURL), k.from.to(searchURL)})
	top := topData{
		Home: k.from.to(site.HomeURL), Mark: s.Mark, Logo: r.logo(k.from), House: r.own() != "", Name: r.typeset(s.Title), Organization: r.typeset(s.Organization),
		Menu: r.menu(k), Number: r.site.Number, Date: r.date(r.site.Date.Time), Notice: r.notice(),
	}
	if k.chapter != homeChapter {
		top.Search = &searchData{Action: k.from.to(site.SearchURL)}
	}
	f.Top = r.fill("top", top)
	f.Exercise = r.exercise()
	f.Crisis = r.crisis("crisis")
	f.Bottom = r.fill("bottom", bottomData{
		Name: r.typeset(s.Title), Organization: r.typeset(s.Organization), Group: r.typeset(s.Group), Number: r.site.Number,
		Links: []menuItem{
			{URL: k.from.to(site.PaperURL), Text: r.words.PaperTitle},
			{URL: k.from.to(site.SituationURL), Text: r.words.LogTitle},
			{URL: k.from.to(site.MapURL), Text: r.words.MapTitle},
			{URL: k.from.to(site.VersionsURL), Text: r.words.VersionsTitle},
			{URL: k.from.to(site.GlossaryURL), Text: r.words.GlossaryTitle},
			{URL: k.from.to(site.AccessibilityURL), Text: r.accessLink()},
		},
	})
	return f
}

// exercise marks a page of an exercise, on the screen and on each of its sheets;
// it is nothing in a real site.
func (r *renderer) exercise() template.HTML {
	if r.site.Exercise == "" {
		return ""
	}
	return r.piece("exercise", nil, 0, func() any { return r.typeset(r.site.Exercise) })
}

// marked puts the word before a name in a site for an exercise.
func (r *renderer) marked(name string) string {
	if r.site.Exercise == "" {
		return name
	}
	return r.words.ExerciseWord + " — " + name
}

// assetLinks is what components/assets shows.
type assetLinks struct{ Screen, Dark, Print, Script, Search template.URL }

func (r *renderer) menu(k frameKey) []menuItem {
	items := []struct {
		chapter chapter
		text    string
	}{
		{homeChapter, r.words.HomeWord}, {servicesChapter, r.words.Services}, {situationChapter, r.words.Situations},
		{directoryChapter, r.words.DirectoryWord}, {formsChapter, r.words.FormsWord}, {alphabetChapter, r.words.AlphabetTitle},
	}
	var menu []menuItem
	for _, item := range items {
		m := menuItem{URL: template.URL(k.from.prefix() + string(item.chapter)), Text: item.text}
		if item.chapter == k.chapter {
			m.Current = "true"
			if k.here {
				m.Current = "page"
			}
		}
		menu = append(menu, m)
	}
	return menu
}

// notice says who may read the edition, when it is not the ordinary one.
func (r *renderer) notice() string {
	switch r.site.Audience {
	case content.Public:
		return r.words.EditionPublic
	case content.Restricted:
		return r.words.EditionRestricted
	}
	return ""
}

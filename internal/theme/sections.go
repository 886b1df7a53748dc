package theme

import (
	"html/template"

	"planblanc/internal/site"
)

// sectionPage is what layouts/section.html shows.
type sectionPage struct {
	Frame          frame
	Title, Summary string
	Text           template.HTML
	Groups         []group
}

func (r *renderer) section(s *site.Section) error {
	from := placeOf(s.URL)
	text := r.body(s.Page, from)
	children := make([]*site.Page, len(s.Children))
	for i, child := range s.Children {
		children[i] = child.Page
	}
	page := sectionPage{
		Frame: r.frame(s.URL, s.Title, s.Title, noChapter, r.sectionCrumbs(s.Parent)...),
		Title: s.Title, Summary: s.Summary, Text: text.html(s.Body.Flow),
	}
	r.buffers.Put(text.buffer)
	page.Groups = r.group(page.Groups, group{Title: r.words.GroupSections}, children, from)
	page.Groups = r.group(page.Groups, group{Title: r.words.GroupPages}, s.Pages, from)
	return r.page(s.URL, "section", page)
}

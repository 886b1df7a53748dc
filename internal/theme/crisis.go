package theme

import (
	"html/template"
	"regexp"
	"strconv"

	"planblanc/internal/content"
)

// crisisData is what components/crisis shows: what the crisis cell tells
// everybody, the newest first, the others folded so that the page stays near.
type crisisData struct {
	Newest crisisNotice
	Older  []crisisNotice
	More   string // how many are older, in words
}

type crisisNotice struct {
	When            template.HTML
	Text, By, Until string
}

// grouped matches a space between the groups of a telephone number.
var grouped = regexp.MustCompile(`(\d) (\d)`)

func (r *renderer) crisisNotice(n *content.Notice) crisisNotice {
	c := crisisNotice{When: r.moment(n.At), Text: grouped.ReplaceAllString(r.typeset(n.Text), "$1\u00a0$2"), By: r.typeset(n.By)}
	if !n.Until.IsZero() {
		c.Until = insert(r.words.CrisisUntil, "date", r.longDate(n.Until.Time))
	}
	return c
}

// crisis fills the component that shows the notices in one of its forms; it is
// the same on every page, and empty without a notice.
func (r *renderer) crisis(component string) template.HTML {
	all := r.site.Notices
	if len(all) == 0 {
		return ""
	}
	return r.piece(component, nil, 0, func() any {
		data := crisisData{Newest: r.crisisNotice(all[0])}
		for _, n := range all[1:] {
			data.Older = append(data.Older, r.crisisNotice(n))
		}
		switch len(data.Older) {
		case 0:
		case 1:
			data.More = r.words.CrisisOlderOne
		default:
			data.More = insert(r.words.CrisisOlder, "n", strconv.Itoa(len(data.Older)))
		}
		return data
	})
}

// moment is a day and an hour in words for people and machines.
func (r *renderer) moment(m content.Moment) template.HTML {
	said := insert(r.words.CrisisMoment, "date", r.longDate(m.Time), "time", m.Format(r.words.DateTime))
	return template.HTML(`<time datetime="` + m.Format("2006-01-02T15:04") + `">` + template.HTMLEscapeString(said) + `</time>`)
}

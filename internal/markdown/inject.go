package markdown

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"
	ext "github.com/yuin/goldmark/extension/ast"

	"planblanc/internal/diag"
)

// Inject is one event of a scripted exercise: a row of a table under
// [!EVENEMENTS].
type Inject struct {
	// After is the time from the beginning of the exercise.
	After time.Duration
	// When is that as the author wrote it; Event is what the animator gives, and
	// Expected what the players are to do.
	When, Event, Expected Fragment
	Position              diag.Position
}

// events is a callout that holds the events of an exercise. Its hour, when it
// has one, is that of the beginning: times are then those of a watch.
type events struct {
	start time.Duration
	watch bool
}

const eventsName = "EVENEMENTS"

// eventsOf reads a callout's marker.
func eventsOf(kind string) (e events, ok bool) {
	name, hour, timed := strings.Cut(kind, " ")
	if folded := diag.Fold(name); folded != "evenements" && folded != "events" {
		return e, false
	}
	if !timed {
		return e, true
	}
	e.start, e.watch = watch(hour)
	return e, e.watch
}

var (
	hours   = regexp.MustCompile(`^([0-9]{1,2}):([0-5][0-9])$`)
	minutes = regexp.MustCompile(`^[0-9]{1,3}$`)
)

// watch reads the time of a watch, from midnight.
func watch(text string) (time.Duration, bool) {
	d, ok := length(text)
	return d, ok && strings.Contains(text, ":") && d < 24*time.Hour
}

// length reads minutes, or hours and minutes.
func length(text string) (time.Duration, bool) {
	if m := hours.FindStringSubmatch(text); m != nil {
		h, _ := strconv.Atoi(m[1]) // the expression matches numbers only
		min, _ := strconv.Atoi(m[2])
		return time.Duration(h)*time.Hour + time.Duration(min)*time.Minute, true
	}
	n, err := strconv.Atoi(text)
	return time.Duration(n) * time.Minute, err == nil && minutes.MatchString(text)
}

// after is how long after the beginning a written time is; past midnight a watch
// begins again.
func (e events) after(text string) (time.Duration, bool) {
	if !e.watch {
		return length(text)
	}
	at, ok := watch(text)
	return (at - e.start + 24*time.Hour) % (24 * time.Hour), ok
}

// What may be wrong with an event.
var (
	eventTable   = diag.Text{FR: "l'encadré attend un seul tableau : le moment, l'événement, ce qu'on attend", EN: "the callout needs one table: the moment, the event, what is expected"}
	eventColumns = diag.Text{FR: "une ligne a trois cases, aucune vide : le moment, l'événement, ce qu'on attend", EN: "a row has three cells, none empty: the moment, the event, what is expected"}
	eventMoment  = diag.Text{FR: "ce moment ne se lit pas", EN: "this moment cannot be read"}
	eventOrder   = diag.Text{FR: "ce moment est avant celui de la ligne qui précède", EN: "this moment is before that of the row above"}
)

// events writes the table of a callout as it stands, and takes its rows as
// injects.
func (r *renderer) events(n *ast.Blockquote, e events, marker int) {
	tables, rows := 0, 0
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == ext.KindTable {
			tables++
			rows += c.ChildCount() - 1
		}
	}
	outer := r.inject
	r.inject = &e
	r.content(n, marker)
	r.inject = outer
	if tables != 1 || rows == 0 {
		r.report(n.FirstChild().Lines().At(0).Start, diag.InvalidEvent, eventTable)
	}
}

// takeInject takes a row of the table whose cells were written as fragments.
func (r *renderer) takeInject(row ast.Node, cells []Fragment) {
	i := Inject{Position: r.source.locate(row.Pos())}
	wrong := func(why diag.Text) { r.ds = append(r.ds, diag.New(i.Position, diag.InvalidEvent, why)) }
	if len(cells) != 3 || cells[0].Empty() || cells[1].Empty() || cells[2].Empty() {
		wrong(eventColumns)
		return
	}
	written := ""
	if t, ok := row.FirstChild().FirstChild().(*ast.Text); ok && t.NextSibling() == nil {
		written = strings.TrimSpace(string(t.Segment.Value(r.source.text)))
	}
	var ok bool
	if i.After, ok = r.inject.after(written); !ok {
		wrong(eventMoment)
		return
	}
	all := r.body.Injects
	if len(all) > 0 && i.After < all[len(all)-1].After {
		wrong(eventOrder)
		return
	}
	i.When, i.Event, i.Expected = cells[0], cells[1], cells[2]
	r.body.Injects = append(all, i)
}

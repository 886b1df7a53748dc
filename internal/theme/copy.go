package theme

import (
	"encoding/json"
	"fmt"
	"time"

	"planblanc/internal/output"
)

// copyFacts is what assets/site.js begins with: the days by which readers are
// told how old their copy is, and what a browser needs to keep ticks. No page
// holds them, since an edit that moves the build date would then change all.
type copyFacts struct {
	Built string `json:"built"` // and in words
	Day   string `json:"day"`
	Limit string `json:"limit"` // the last day of use, and in words
	Until string `json:"until"`
	Name  string `json:"name"`  // of the site, among those that one browser opens
	Ticks int    `json:"ticks"` // hours
	Log   int    `json:"log"`   // hours that a logbook is kept; 0 means always
}

// script makes the script of every page.
func (r *renderer) script() error {
	s, built, until := r.site.Settings, r.site.Built, r.site.ValidUntil.Time
	facts, err := json.Marshal(copyFacts{
		Built: built.Format(time.DateOnly), Day: r.longDate(built), Limit: until.Format(time.DateOnly), Until: r.longDate(until),
		Name: r.marked(s.Organization + ", " + s.Title), Ticks: s.Freshness.Ticks, Log: s.Freshness.Logbook,
	})
	if err != nil {
		return err
	}
	return r.add(output.File{Path: scriptURL, Body: fmt.Appendf(nil, "self.planblancCopy=%s;\n%s", facts, r.siteScript)})
}

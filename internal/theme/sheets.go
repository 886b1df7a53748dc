package theme

import (
	"encoding/json"
	"fmt"

	"planblanc/internal/output"
	"planblanc/internal/site"
)

// sheetsURL holds what papier.html knows of sheets of paper. It is a script,
// since a page opened from a folder can read nothing else.
const sheetsURL = "assets/sheets.js"

// sheets makes the list of sheets: those in force, and those that the register
// knows of before them.
func (r *renderer) sheets() error {
	from := placeOf(site.PaperURL)
	list := struct {
		Now  [][]string `json:"now"`  // code, title, version, fingerprint, URL
		Then [][]string `json:"then"` // code, version, fingerprint, date
	}{[][]string{}, [][]string{}}
	for _, p := range r.site.Coded {
		list.Now = append(list.Now, []string{p.Meta.Code, p.Title, p.Meta.Version, p.Fingerprint, string(from.to(p.URL))})
	}
	for _, a := range r.site.Former() {
		list.Then = append(list.Then, []string{a.Code, a.Version, a.Fingerprint, r.shortDate(a.Date.Time)})
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return r.add(output.File{Path: sheetsURL, Body: fmt.Appendf(nil, "self.planblancSheets=%s;\n", text)})
}

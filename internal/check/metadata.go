package check

import (
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
)

// keys returns a map's keys in order, as candidates for a suggestion.
func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// metadata checks a page's front matter.
func (r *run) metadata(p *site.Page) {
	m := &p.Meta
	r.required(p)
	if n := utf8.RuneCountInString(m.Summary); n > content.SummaryLimit {
		r.report(diag.New(p.At("summary"), diag.SummaryTooLong, n))
	}
	if m.Code != "" {
		if !content.ValidCode(m.Code) {
			d := diag.New(p.At("code"), diag.InvalidCode, m.Code)
			if upper := strings.ToUpper(m.Code); content.ValidCode(upper) {
				d.Suggestion = upper
			}
			r.report(d)
		}
		if first := r.ByCode[m.Code]; first != p {
			r.report(diag.New(p.At("code"), diag.DuplicateCode, m.Code, first.Path))
		}
	}
	for _, a := range content.Axes() {
		r.terms(p, a)
	}
	for i, code := range m.Related {
		at := p.AtItem("related", i)
		if target := r.ByCode[code]; target != nil {
			if target != p {
				r.linked = append(r.linked, target.Path)
			}
			r.reach(p, target, at)
		} else if !r.documentMayHold(code) {
			r.report(diag.New(at, diag.UnknownCode, code).Suggest(code, keys(r.ByCode)))
		}
	}
	for i, id := range m.Contacts {
		at := p.AtItem("contacts", i)
		r.counts.Contacts++
		if c := r.Contacts[id]; c != nil {
			r.below(p, c.ID, c.Audience, at)
		} else if !r.mayHold(content.DirectoryFile, id) {
			r.report(diag.New(at, diag.UnknownContact, id).Suggest(id, keys(r.Contacts)))
		}
	}
	for i, file := range m.Annexes {
		if !r.Library.Assets[path.Join(path.Dir(p.Path), file)] {
			r.report(diag.New(p.AtItem("annexes", i), diag.BrokenLink, file))
		}
	}
}

// required checks the keys that the document's type must have. A draft may
// still lack some.
func (r *run) required(p *site.Page) {
	needed, kind := p.Meta.Type.Required(), string(p.Meta.Type)
	if p.Section {
		needed, kind = []string{"title"}, path.Base(p.Path)
	}
	for _, key := range needed {
		if p.Meta.Has(key) || p.Faulty(key) {
			continue
		}
		of := any(kind)
		if kind == "" {
			of = diag.Text{FR: "tout document", EN: "every document"}
		}
		d := diag.New(p.At(""), diag.MissingKey, key, of)
		if p.Meta.Status == content.Draft {
			d = d.As(diag.Warning)
		}
		r.report(d)
	}
}

// terms checks a page's values on one axis.
func (r *run) terms(p *site.Page, a content.Axis) {
	for i, id := range p.Meta.Values(a) {
		r.counts.Terms++
		if t := r.vocabulary[a][id]; t != nil {
			r.below(p, id, t.Audience, p.AtItem(string(a), i))
			continue
		}
		if id == content.All && a != content.ByPhase || r.mayHold(a.File(), id) {
			continue
		}
		r.report(diag.New(p.AtItem(string(a), i), diag.UnknownTerm, id, a.File()).Suggest(id, r.ids(a)))
	}
}

func (r *run) known(a content.Axis, id string) bool { return r.vocabulary[a][id] != nil }

// ids are the candidates for a suggestion.
func (r *run) ids(a content.Axis) []string { return append(keys(r.vocabulary[a]), content.All) }

var wantID = diag.Text{FR: "en minuscules sans accents, chiffres et tirets", EN: "in lower case without accents, digits and hyphens"}

// vocabularies checks the data files' own references.
func (r *run) vocabularies() {
	for _, a := range content.Axes() {
		for i := range r.Library.Terms[a] {
			t := &r.Library.Terms[a][i]
			if t.ID != "" && (!content.IDForm.MatchString(t.ID) || t.ID == content.All) {
				r.report(diag.New(t.Position, diag.WrongType, "id: "+t.ID, wantID))
			}
		}
	}
	for i := range r.Library.Contacts {
		c := &r.Library.Contacts[i]
		if c.ID != "" && !content.IDForm.MatchString(c.ID) {
			r.report(diag.New(c.Position, diag.WrongType, "id: "+c.ID, wantID))
		}
		for _, id := range c.Services {
			switch t := r.vocabulary[content.ByService][id]; {
			case t != nil && !c.Audience.Includes(t.Audience):
				r.report(diag.New(c.Position, diag.LinkAboveAudience, id, string(t.Audience), string(c.Audience)))
			case t == nil && id != content.All && !r.mayHold(content.ByService.File(), id):
				r.report(diag.New(c.Position, diag.UnknownTerm, id, content.ByService.File()).Suggest(id, r.ids(content.ByService)))
			}
		}
	}
}

// preparedness checks what site.yaml says of the cards to have.
func (r *run) preparedness() {
	o := &r.Library.Settings.Preparedness
	at := o.Position
	if at.File == "" {
		at.File = content.SettingsFile // set by a variable alone
	}
	known := func(a content.Axis, id string, all bool) {
		if r.known(a, id) || all && id == content.All || r.mayHold(a.File(), id) {
			return
		}
		r.report(diag.New(at, diag.UnknownTerm, id, a.File()).Suggest(id, keys(r.vocabulary[a])))
	}
	for _, id := range o.Services {
		known(content.ByService, id, false)
	}
	for _, id := range o.Scenarios {
		known(content.ByScenario, id, false)
	}
	for _, service := range keys(o.Expected) {
		known(content.ByService, service, false)
		for _, id := range o.Expected[service] {
			known(content.ByScenario, id, true)
		}
	}
	w := o.Weights
	if min(w.Hole, w.Overdue, w.Modified, w.Unapproved, w.NeverExercised) < 0 {
		r.report(diag.New(at, diag.WrongType, "status.weights", wantWeight))
	}
}

var wantWeight = diag.Text{FR: "fait de nombres entiers, 0 ou plus", EN: "made of whole numbers, 0 or more"}

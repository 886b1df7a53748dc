package content

import (
	"fmt"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"planblanc/internal/diag"
)

// Blank is what is known of a document that is about to be written.
type Blank struct {
	Type  Type
	Path  string // in the content folder
	Title string
	// Code is "" for a document without one.
	Code string
	// Axes has the terms to set; an axis that it lacks stays as the archetype
	// has it.
	Axes     map[Axis]List
	ReviewBy Date
}

// Folder returns the folder where documents of a type usually are.
func (t Type) Folder() string {
	switch t {
	case ActionCard, DegradedProcedure:
		return "fiches"
	case Form, Logbook:
		return "formulaires"
	case Poster, MessageTemplate:
		return "communication"
	case DecisionGrid:
		return "organisation"
	case Review:
		return "retex"
	}
	return "reference"
}

// Render returns a new document: an archetype with its title, code, terms and
// status filled in. The review date is filled in where the archetype has the
// key and no value. What is not known yet stays as the archetype has it.
func (b Blank) Render(archetype []byte) ([]byte, []diag.Diagnostic) {
	model, diags := Parse(b.Path, archetype)
	if diag.HasErrors(diags) {
		return nil, diags
	}
	values := map[string]any{"title": b.Title, "type": string(b.Type), "status": string(Draft)}
	if b.Code != "" {
		values["code"] = b.Code
	}
	for axis, ids := range b.Axes {
		values[string(axis)] = ids
	}
	if model.HasKey("review_by") && model.Meta.ReviewBy.IsZero() && !b.ReviewBy.IsZero() {
		values["review_by"] = b.ReviewBy
	}
	return Fill(b.Path, archetype, values)
}

// HasKey reports whether a document's front matter has a key, with a value or
// not.
func (d *Document) HasKey(key string) bool {
	_, has := d.find(key, whole)
	return has
}

// codeInText finds codes in a file that cannot be read as a document.
var codeInText = regexp.MustCompile(`\b[A-Z]{3}-[0-9]{2,5}\b`)

// codes lists every code in use: of a document, of the register, since a code
// is for ever, and those in a file with mistakes, which may be its own.
func (l *Library) codes() []string {
	var all []string
	for _, d := range l.Documents {
		all = append(all, d.Meta.Code)
	}
	for _, a := range l.Register {
		all = append(all, a.Code)
	}
	for _, text := range l.Faulty {
		all = append(all, codeInText.FindAllString(string(text), -1)...)
	}
	return all
}

// HasCode reports whether a code is or was in use.
func (l *Library) HasCode(code string) bool { return slices.Contains(l.codes(), code) }

// NextCode returns the code after the highest of a mark: a gap may be the code
// of a sheet that still lies in a cupboard. It is "" when there is none left.
func (l *Library) NextCode(mark string) string {
	highest := 0
	for _, code := range l.codes() {
		if number, ok := strings.CutPrefix(code, mark+"-"); ok {
			n, err := strconv.Atoi(number)
			if err == nil {
				highest = max(highest, n)
			}
		}
	}
	code := fmt.Sprintf("%s-%02d", mark, highest+1)
	if !ValidCode(code) {
		return ""
	}
	return code
}

// FormMark begins the codes of forms, GeneralMark those of what is for every
// service.
const (
	FormMark    = "FOR"
	GeneralMark = "GEN"
)

// Mark returns the three letters that begin the code of a document: those of
// its service, else those of the documents beside it, else the general ones. It
// is "" for a service that has none.
func (l *Library) Mark(b Blank) string {
	if b.Type == Form {
		return FormMark
	}
	services := b.Axes[ByService]
	for _, t := range l.Terms[ByService] {
		if len(services) > 0 && t.ID == services[0] && ValidCode(t.Code+"-01") {
			return t.Code
		}
	}
	for _, n := range l.beside(b.Path) {
		if ValidCode(n.Meta.Code) {
			return n.Meta.Code[:3]
		}
	}
	if len(services) == 0 || services[0] == All {
		return GeneralMark
	}
	return ""
}

// ServicesAt returns the services of a document by its place: the one that
// gives its folder its name, else those that all documents beside it share.
func (l *Library) ServicesAt(name string) List {
	folder := path.Base(path.Dir(name))
	if l.HasTerm(ByService, folder) {
		return List{folder}
	}
	near := l.beside(name)
	for _, n := range near {
		if !reflect.DeepEqual(n.Meta.Service, near[0].Meta.Service) {
			return nil
		}
	}
	if len(near) == 0 {
		return nil
	}
	return near[0].Meta.Service
}

// beside lists the documents in a document's folder.
func (l *Library) beside(name string) []*Document {
	var near []*Document
	for _, d := range l.Documents {
		if path.Dir(d.Path) == path.Dir(name) && !d.Section && !d.Unread {
			near = append(near, d)
		}
	}
	return near
}

// HasTerm reports whether a vocabulary has an id.
func (l *Library) HasTerm(a Axis, id string) bool { return slices.Contains(l.IDs(a), id) }

// IDs lists the ids of a vocabulary, in its order.
func (l *Library) IDs(a Axis) []string {
	ids := make([]string, len(l.Terms[a]))
	for i, t := range l.Terms[a] {
		ids[i] = t.ID
	}
	return ids
}

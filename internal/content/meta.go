package content

import (
	"regexp"
	"slices"
)

// Type says what a document is for.
type Type string

// The document types.
const (
	ActionCard        Type = "fiche-reflexe"
	DegradedProcedure Type = "procedure-degradee"
	Form              Type = "formulaire"
	Poster            Type = "affiche"
	DecisionGrid      Type = "grille-decision"
	MessageTemplate   Type = "modele-communication"
	Logbook           Type = "main-courante"
	Reference         Type = "reference"
	Review            Type = "retex"
)

func (Type) values() []string {
	var all []string
	for _, t := range Types() {
		all = append(all, string(t))
	}
	return all
}

// Types returns every document type in the order of lists.
func Types() []Type {
	return []Type{ActionCard, DegradedProcedure, Form, Poster, DecisionGrid, MessageTemplate, Logbook, Reference, Review}
}

// IsCard reports whether documents of this type have a card's anatomy: boxes,
// stages with action rows, fixed sections.
func (t Type) IsCard() bool { return t == ActionCard || t == DegradedProcedure }

// Status is a document's place in the approval circuit.
type Status string

// The statuses; only Valid is built unless drafts are asked for.
const (
	Draft    Status = "brouillon"
	InReview Status = "relecture"
	Valid    Status = "valide"
	Archived Status = "archive"
)

func (Status) values() []string {
	return []string{string(Draft), string(InReview), string(Valid), string(Archived)}
}

// Audience says who may read; a build carries its level and those below.
type Audience string

// The audiences, from the widest to the narrowest.
const (
	Public     Audience = "public"
	Internal   Audience = "interne"
	Restricted Audience = "restreint"
)

func (Audience) values() []string {
	return []string{string(Public), string(Internal), string(Restricted)}
}

// Audiences returns the levels from the widest to the narrowest.
func Audiences() []string { return Audience("").values() }

// Includes reports whether a build for audience a carries a document for b. A
// misspelled level is the narrowest of a document, and no one's of a build.
func (a Audience) Includes(b Audience) bool {
	levels := a.values()
	needed := slices.Index(levels, string(b))
	if needed < 0 {
		needed = len(levels) - 1
	}
	return needed <= slices.Index(levels, string(a))
}

// All is the value of an axis that stands for every term.
const All = "tous"

// Meta is a document's front matter; absent values are empty.
type Meta struct {
	Title     string   `yaml:"title"`
	Code      string   `yaml:"code"`
	Type      Type     `yaml:"type"`
	Service   List     `yaml:"service"`
	Scenario  List     `yaml:"scenario"`
	Role      List     `yaml:"role"`
	Phase     List     `yaml:"phase"`
	Summary   string   `yaml:"summary"`
	Trigger   List     `yaml:"trigger"`
	Version   string   `yaml:"version"`
	Owner     string   `yaml:"owner"`
	Reviewer  string   `yaml:"reviewer"`
	Approver  string   `yaml:"approver"`
	Approved  Date     `yaml:"approved"`
	ReviewBy  Date     `yaml:"review_by"`
	Exercised Date     `yaml:"exercised"`
	Status    Status   `yaml:"status"`
	Audience  Audience `yaml:"audience"`
	Sites     List     `yaml:"sites"`
	Keywords  List     `yaml:"keywords"`
	Spoken    List     `yaml:"spoken"`
	Related   List     `yaml:"related"`
	Contacts  List     `yaml:"contacts"`
	Annexes   List     `yaml:"annexes"`
	Copies    int      `yaml:"copies"`
	Stock     string   `yaml:"stock"`
	Aliases   List     `yaml:"aliases"`
	Priority  int      `yaml:"priority"`
	Pages     int      `yaml:"pages"`
}

// Required returns the keys that a document of this type must have.
func (t Type) Required() []string {
	keys := []string{"title", "type"}
	if t.IsCard() || t == Form {
		keys = append(keys, "code")
	}
	if t.IsCard() {
		keys = append(keys, "service", "scenario", "role", "phase", "summary", "version")
	}
	if t == ActionCard {
		keys = append(keys, "trigger")
	}
	return keys
}

// OfficialKeys returns the keys that an official edition requires of cards and
// forms.
func OfficialKeys() []string {
	return []string{"owner", "reviewer", "approver", "approved", "review_by"}
}

var codeForm = regexp.MustCompile(`^[A-Z]{3}-[0-9]{2,5}$`)

// ValidCode reports whether s has the form of a code: URG-01.
func ValidCode(s string) bool { return codeForm.MatchString(s) }

// Has reports whether a key of the front matter has a value.
func (m *Meta) Has(key string) bool {
	switch key {
	case "title":
		return m.Title != ""
	case "type":
		return m.Type != ""
	case "code":
		return m.Code != ""
	case "service":
		return len(m.Service) > 0
	case "scenario":
		return len(m.Scenario) > 0
	case "role":
		return len(m.Role) > 0
	case "phase":
		return len(m.Phase) > 0
	case "summary":
		return m.Summary != ""
	case "version":
		return m.Version != ""
	case "trigger":
		return len(m.Trigger) > 0
	case "owner":
		return m.Owner != ""
	case "reviewer":
		return m.Reviewer != ""
	case "approver":
		return m.Approver != ""
	case "approved":
		return !m.Approved.IsZero()
	case "review_by":
		return !m.ReviewBy.IsZero()
	}
	return false
}

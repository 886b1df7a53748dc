package content

import (
	"regexp"

	"planblanc/internal/diag"
)

// IDForm is the form of identifiers, which keeps them usable as file names
// everywhere.
var IDForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// located gives a data row its place in its file.
type located struct {
	Position diag.Position
	faulty   []string // keys already reported
}

func (l *located) locate(p diag.Position, faulty []string) { l.Position, l.faulty = p, faulty }

// Term is one value of an axis: a service, a scenario, a role or a phase.
type Term struct {
	located
	ID       string `yaml:"id"`
	Label    string `yaml:"label"`
	Short    string `yaml:"short"`
	Spoken   string `yaml:"spoken"`
	Code     string `yaml:"code"`
	Icon     string `yaml:"icon"`
	Group    string `yaml:"group"`
	Synonyms List   `yaml:"synonyms"`
	Order    int    `yaml:"order"`
	// Kit says where a service keeps its paper.
	Kit string `yaml:"kit"`
	// Window is a phase's span in words.
	Window string `yaml:"window"`
	// Urgent says that a phase is that of the first minutes: its cards come first.
	Urgent bool `yaml:"urgent"`
	// Cuts lists what a scenario takes away.
	Cuts []Means `yaml:"cuts"`
}

// Means is something that a scenario can take away.
type Means string

// The means that rules on cards know.
const (
	Mail      Means = "mail"
	Network   Means = "network"
	Internet  Means = "internet"
	Telephone Means = "telephone"
	Records   Means = "dpi"
	Printing  Means = "print"
)

func (Means) values() []string {
	return []string{string(Mail), string(Network), string(Internet), string(Telephone), string(Records), string(Printing)}
}

// Contact is one row of the directory.
type Contact struct {
	located
	ID       string   `yaml:"id"`
	Function string   `yaml:"function"`
	Internal string   `yaml:"internal"`
	Mobile   string   `yaml:"mobile"`
	Backup   string   `yaml:"backup"`
	External string   `yaml:"external"`
	Hours    string   `yaml:"hours"`
	Audience Audience `yaml:"audience"`
	Services List     `yaml:"services"`
	Checked  Date     `yaml:"checked"`
}

// Definition is one row of the glossary.
type Definition struct {
	located
	Term       string  `yaml:"term"`
	Expansion  string  `yaml:"expansion"`
	Definition string  `yaml:"definition"`
	Senses     []Sense `yaml:"senses"`
}

// Sense is one of the meanings of an ambiguous term.
type Sense struct {
	Expansion  string `yaml:"expansion"`
	Definition string `yaml:"definition"`
}

// Synonyms holds the words that search takes for one another.
type Synonyms struct {
	Groups []Group  `yaml:"groups"`
	OneWay []OneWay `yaml:"oneway"`
}

// Group is words that mean the same, written as a list.
type Group struct {
	located
	Words List
}

// OneWay says that a search for From also finds To, not the reverse.
type OneWay struct {
	located
	From string `yaml:"from"`
	To   List   `yaml:"to"`
}

// Approval is one row of the register.
type Approval struct {
	located
	Code        string `yaml:"code"`
	Version     string `yaml:"version"`
	Fingerprint string `yaml:"fingerprint"`
	Date        Date   `yaml:"date"`
}

// Axis is a front-matter key with a vocabulary.
type Axis string

// The axes.
const (
	ByService  Axis = "service"
	ByScenario Axis = "scenario"
	ByRole     Axis = "role"
	ByPhase    Axis = "phase"
)

// File returns the data file that holds the axis's terms.
func (a Axis) File() string { return "data/" + string(a) + "s.yaml" }

// Axes returns the four axes in the order of the front matter.
func Axes() []Axis { return []Axis{ByService, ByScenario, ByRole, ByPhase} }

// Values returns a document's ids on an axis.
func (m *Meta) Values(a Axis) List {
	switch a {
	case ByService:
		return m.Service
	case ByScenario:
		return m.Scenario
	case ByRole:
		return m.Role
	}
	return m.Phase
}

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
	// Audience is who may read the row; Public by default.
	Audience Audience `yaml:"audience"`
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

// NumberKind names one of the numbers of a contact as the directory's key does.
type NumberKind string

// The numbers of a contact.
const (
	InternalNumber NumberKind = "internal"
	MobileNumber   NumberKind = "mobile"
	ExternalNumber NumberKind = "external"
	BackupNumber   NumberKind = "backup"
)

// NumberKinds lists the kinds of numbers.
func NumberKinds() []string {
	return []string{string(InternalNumber), string(MobileNumber), string(ExternalNumber), string(BackupNumber)}
}

// Number returns one of the contact's numbers, "" for one that it has not.
func (c *Contact) Number(kind NumberKind) string {
	switch kind {
	case InternalNumber:
		return c.Internal
	case MobileNumber:
		return c.Mobile
	case ExternalNumber:
		return c.External
	case BackupNumber:
		return c.Backup
	}
	return ""
}

// Definition is one row of the glossary.
type Definition struct {
	located
	Term       string   `yaml:"term"`
	Expansion  string   `yaml:"expansion"`
	Definition string   `yaml:"definition"`
	Senses     []Sense  `yaml:"senses"`
	Audience   Audience `yaml:"audience"` // Public by default
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

// Group is words that mean the same, written as a list, or as a map that also
// says for whom.
type Group struct {
	located
	Words    List     `yaml:"words"`
	Audience Audience `yaml:"audience"` // Public by default
}

// OneWay says that a search for From also finds To, not the reverse.
type OneWay struct {
	located
	From     string   `yaml:"from"`
	To       List     `yaml:"to"`
	Audience Audience `yaml:"audience"` // Public by default
}

// For returns the entries that an audience may read.
func (s Synonyms) For(a Audience) Synonyms {
	var out Synonyms
	for _, g := range s.Groups {
		if a.Includes(g.Audience) {
			out.Groups = append(out.Groups, g)
		}
	}
	for _, o := range s.OneWay {
		if a.Includes(o.Audience) {
			out.OneWay = append(out.OneWay, o)
		}
	}
	return out
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

package content

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"planblanc/internal/diag"
)

// Settings is site.yaml, with the environment's and the program's values over
// and under it.
type Settings struct {
	Title        string    `yaml:"title"`
	Mark         string    `yaml:"mark"`
	Organization string    `yaml:"organization"`
	Language     string    `yaml:"language"`
	Audience     Audience  `yaml:"audience"`
	Edition      Edition   `yaml:"edition"`
	Freshness    Freshness `yaml:"freshness"`
	Paper        Paper     `yaml:"paper"`
	// Accessibility is what the declaration of accessibility owes to its readers.
	Accessibility Accessibility `yaml:"accessibility"`
	// Preparedness says which cards the hospital should have.
	Preparedness Preparedness `yaml:"status"`
	// Sites describes the establishments of a group.
	Sites map[string]Establishment `yaml:"sites"`

	// Establishment is the one whose site this is, "" for the site of all; then
	// Organization is its name, and Group that of the whole.
	Establishment, Group string
}

// Logo is the content path of the establishment's logo, or "".
func (s *Settings) Logo() string { return s.Sites[s.Establishment].Logo }

// Edition is what every sheet prints; a plain string in site.yaml is its number.
type Edition struct {
	Number string `yaml:"number"`
	Date   Date   `yaml:"date"`
}

func (e *Edition) fromScalar(s string) (key string) {
	e.Number = s
	return "number"
}

// Freshness sets when what is read is too old.
type Freshness struct {
	// Copy is the number of days that a copy may be used.
	Copy int `yaml:"copy"`
	// Ticks is the number of hours without a change after which a browser
	// forgets the ticks of a card.
	Ticks int `yaml:"ticks"`
	// Logbook is the number of hours without a change after which a browser
	// forgets a logbook, once it was exported; 0 means never.
	Logbook int `yaml:"logbook"`
}

// leastFreshness are the smallest values of the keys of Freshness.
var leastFreshness = map[string]int{"copy": 1, "ticks": 1, "logbook": 0}

// Accessibility is what the program cannot know of a hospital for its
// declaration; what is empty is shown as to be filled in.
type Accessibility struct {
	// Contact is who answers a reader who cannot read a page.
	Contact string `yaml:"contact"`
	// Plan is where the plan over several years is read.
	Plan string `yaml:"plan"`
	// Exemptions are what would cost too much to mend, and why.
	Exemptions string `yaml:"exemptions"`
	// Excluded is what the law leaves out.
	Excluded string `yaml:"excluded"`
}

// Paper sets what is made to be printed.
type Paper struct {
	// Binders are the kinds of binders to make.
	Binders []BinderKind `yaml:"binders"`
	// Poster is the paper of posters.
	Poster PosterFormat `yaml:"poster"`
	// Browser is the program that makes PDFs, by path or name; "" looks for one.
	// It and Sandbox are machineSettings.
	Browser string `yaml:"browser"`
	// Sandbox says whether that browser runs in its sandbox.
	Sandbox Switch `yaml:"sandbox"`
}

// machineSettings decide what a machine runs, and how. Content comes from
// elsewhere, so site.yaml may not hold them.
var machineSettings = []string{"paper.browser", "paper.sandbox"}

// Variable returns the environment variable that sets a dotted key.
func Variable(key string) string {
	return "PLANBLANC_" + strings.ToUpper(strings.ReplaceAll(key, ".", "__"))
}

// Switch is on or off.
type Switch string

// The positions of a switch.
const (
	On  Switch = "on"
	Off Switch = "off"
)

func (Switch) values() []string { return []string{string(On), string(Off)} }

// BinderKind says by what the cards of a binder are gathered.
type BinderKind string

// The kinds of binders: one a service, a scenario or a role, one of all, and one
// of the blank forms alone.
const (
	ServiceBinders  BinderKind = "service"
	ScenarioBinders BinderKind = "scenario"
	RoleBinders     BinderKind = "role"
	WholeBinder     BinderKind = "complet"
	FormsBinder     BinderKind = "formulaires"
)

func (BinderKind) values() []string { return BinderKinds() }

// BinderKinds returns every kind of binder.
func BinderKinds() []string {
	return []string{string(ServiceBinders), string(ScenarioBinders), string(RoleBinders), string(WholeBinder), string(FormsBinder)}
}

// PosterFormat is a size of paper.
type PosterFormat string

// The papers of a poster.
const (
	PosterA4 PosterFormat = "A4"
	PosterA3 PosterFormat = "A3"
)

func (PosterFormat) values() []string { return []string{string(PosterA4), string(PosterA3)} }

// Preparedness is what the state of the cards is measured against.
type Preparedness struct {
	located
	// Services and Scenarios are the rows and columns of the matrix; empty means
	// the program's choice.
	Services  List `yaml:"services"`
	Scenarios List `yaml:"scenarios"`
	// Expected lists, by service, the scenarios for which it should have a card;
	// a service that it does not name should have one for each.
	Expected map[string]List `yaml:"expected"`
	Weights  Weights         `yaml:"weights"`
}

// Weights say how much each thing that is wanting counts; 0 leaves it out of
// what is to be done.
type Weights struct {
	Hole           int `yaml:"hole"`
	Overdue        int `yaml:"overdue"`
	Modified       int `yaml:"modified"`
	Unapproved     int `yaml:"unapproved"`
	NeverExercised int `yaml:"never_exercised"`
}

// Establishment is one house of a group.
type Establishment struct {
	located
	Name string `yaml:"name"`
	// Logo and Contacts are content paths.
	Logo     string `yaml:"logo"`
	Contacts string `yaml:"contacts"`
	// Labels are the words for some terms, by id.
	Labels   map[string]string `yaml:"labels"`
	Audience Audience          `yaml:"audience"`
}

// Origin says where a setting comes from.
type Origin string

// The origins, the strongest first.
const (
	FromFlag        Origin = "flag"
	FromEnvironment Origin = "environment"
	FromFile        Origin = "file"
	FromDefault     Origin = "default"
)

// Setting is one effective value, for people to inspect.
type Setting struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Origin Origin `json:"origin"`
}

// defaults are the values of a site.yaml that says nothing.
func defaults() map[string]string {
	return map[string]string{
		"language": "fr", "audience": string(Internal), "freshness.copy": "90", "freshness.ticks": "12", "freshness.logbook": "72",
		"paper.binders": string(ServiceBinders), "paper.poster": string(PosterA4), "paper.sandbox": string(On),
		"status.weights.hole": "10", "status.weights.overdue": "6", "status.weights.modified": "5",
		"status.weights.unapproved": "4", "status.weights.never_exercised": "1",
	}
}

// The files that rules name, by content path; an axis names its own.
const (
	SettingsFile  = "site.yaml"
	DirectoryFile = "data/directory.yaml"
	RegisterFile  = "data/register.yaml"
	GlossaryFile  = "data/glossary.yaml"
	SynonymsFile  = "data/synonyms.yaml"
)

// Override is a setting given outside site.yaml: by flag or environment.
type Override struct {
	Key, Value string
	Origin     Origin
	// Name is what the user typed, for messages: "--audience",
	// "PLANBLANC_AUDIENCE".
	Name string
}

// languageForm is a tag of BCP 47. The language names files to other programs,
// such as a dictionary, so nothing of a path may pass.
var languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// settingsFile is site.yaml, decoded over the defaults: what the settings of each
// establishment are made of.
type settingsFile struct {
	settings Settings
	origin   map[string]Origin
	read     bool     // it says something
	faulty   []string // keys
}

// decodeSettings decodes site.yaml.
func decodeSettings(d *decoder, text []byte) settingsFile {
	f := settingsFile{origin: map[string]Origin{}}
	s := &f.settings
	for key, value := range defaults() {
		d.setting(s, key, value)
	}
	machine := s.Paper
	d.note = func(key string, _ int, n *yaml.Node) {
		if slices.Contains(machineSettings, key) {
			d.report(n, diag.MachineSetting, key, Variable(key))
			return
		}
		f.origin[key] = FromFile
	}
	root, read := d.parse(text)
	f.read = read
	if root != nil {
		f.read, f.faulty = root.Kind == yaml.MappingNode, d.fields("", root, reflect.ValueOf(s).Elem())
	}
	d.note = nil
	s.Paper.Browser, s.Paper.Sandbox = machine.Browser, machine.Sandbox
	if f.read {
		d.requireNames(s.Sites)
	}
	return f
}

// of lays an establishment's settings over those of all, if one is named, then
// overrides, the later ones stronger.
func (f *settingsFile) of(establishment string, over []Override) (Settings, []Setting, []diag.Diagnostic) {
	s, origin, d := f.settings, maps.Clone(f.origin), &decoder{file: SettingsFile}
	s.establish(establishment)
	for _, o := range over {
		before := len(d.diags)
		d.setting(&s, o.Key, o.Value)
		for i := range d.diags[before:] {
			d.diags[before+i].Position = diag.Position{File: o.Name}
		}
		origin[o.Key] = o.Origin
	}
	if f.read {
		d.require(s, f.faulty)
	}
	return s, list(s, origin), d.diags
}

// establish puts an establishment's settings in the place of those of all.
func (s *Settings) establish(establishment string) {
	e, known := s.Sites[establishment]
	if !known {
		return
	}
	s.Establishment, s.Group = establishment, s.Organization
	if e.Name != "" {
		s.Organization = e.Name
	}
	if e.Audience != "" {
		s.Audience = e.Audience
	}
}

// require reports the settings that must have a value, those already reported
// aside.
func (d *decoder) require(s Settings, faulty []string) {
	for key, value := range map[string]string{"title": s.Title, "organization": s.Organization} {
		if value == "" && !slices.Contains(faulty, key) {
			d.diags = append(d.diags, diag.New(diag.Position{File: SettingsFile}, diag.MissingKey, key, SettingsFile))
		}
	}
	if !languageForm.MatchString(s.Language) {
		d.diags = append(d.diags, diag.New(diag.Position{File: SettingsFile}, diag.WrongType, "language", wantLanguage))
	}
	for key, value := range map[string]int{"copy": s.Freshness.Copy, "ticks": s.Freshness.Ticks, "logbook": s.Freshness.Logbook} {
		if value < leastFreshness[key] {
			d.diags = append(d.diags, diag.New(diag.Position{File: SettingsFile}, diag.WrongType, "freshness."+key, wantInt))
		}
	}
}

// requireNames reports the establishments that lack a name, and ids that are none.
func (d *decoder) requireNames(sites map[string]Establishment) {
	for _, id := range slices.Sorted(maps.Keys(sites)) {
		e := sites[id]
		if e.Name == "" && !slices.Contains(e.faulty, "name") {
			d.diags = append(d.diags, diag.New(e.Position, diag.MissingKey, "sites."+id+".name", SettingsFile))
		}
		if !IDForm.MatchString(id) {
			d.diags = append(d.diags, diag.New(e.Position, diag.WrongType, "sites: "+id, wantID))
		}
	}
}

// setting decodes one dotted key from a plain string; a list's values stand
// between commas.
func (d *decoder) setting(s *Settings, key, value string) {
	v := reflect.ValueOf(s).Elem()
	parts := strings.Split(key, ".")
	for i, part := range parts {
		at := fieldByKey(fieldKeys(v.Type()), part)
		var field reflect.Value
		if at >= 0 {
			field = v.Field(at)
		}
		if at < 0 || (i < len(parts)-1) != (field.Kind() == reflect.Struct && field.Type() != reflect.TypeFor[Date]()) {
			d.diags = append(d.diags, diag.New(diag.Position{}, diag.UnknownKey, key).Suggest(key, SettingKeys()))
			return
		}
		v = field
	}
	node := &yaml.Node{Kind: yaml.ScalarNode, Value: value, Tag: "!!str"}
	if v.Kind() == reflect.Slice { // "service, complet"
		node = &yaml.Node{Kind: yaml.SequenceNode}
		for item := range strings.SplitSeq(value, ",") {
			node.Content = append(node.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: item, Tag: "!!str"})
		}
	}
	d.value(key, node, v)
}

// SettingKeys returns the dotted keys of every single setting.
func SettingKeys() []string {
	var keys []string
	for _, s := range list(Settings{}, nil) {
		keys = append(keys, s.Key)
	}
	return keys
}

// list shows the effective settings by dotted key, in a stable order.
func list(s Settings, origin map[string]Origin) []Setting {
	var out []Setting
	var walk func(prefix string, v reflect.Value)
	walk = func(prefix string, v reflect.Value) {
		for i := range v.NumField() {
			tag := v.Type().Field(i).Tag.Get("yaml")
			if tag == "" {
				continue
			}
			key := prefix + tag
			f := v.Field(i)
			var text string
			switch x := f.Interface().(type) {
			case Date:
				text = x.String()
			case int:
				text = strconv.Itoa(x)
			case []BinderKind:
				text = joined(x)
			case List:
				text = strings.Join(x, ", ")
			case map[string]List:
				if len(x) == 0 {
					continue
				}
				text = strings.Join(slices.Sorted(maps.Keys(x)), ", ")
			case map[string]Establishment:
				if len(x) == 0 {
					continue
				}
				text = strings.Join(slices.Sorted(maps.Keys(x)), ", ")
			default:
				if f.Kind() == reflect.Struct {
					walk(key+".", f)
					continue
				}
				text = f.String()
			}
			from := origin[key]
			if from == "" {
				from = FromDefault
			}
			out = append(out, Setting{Key: key, Value: text, Origin: from})
		}
	}
	walk("", reflect.ValueOf(s))
	return out
}

func joined(kinds []BinderKind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	return strings.Join(words, ", ")
}

// IsSettingsPlace reports whether a diagnostic's File speaks of a setting:
// site.yaml, or the name of a variable or flag.
func IsSettingsPlace(file string) bool {
	return file == SettingsFile || strings.HasPrefix(file, "PLANBLANC_") || strings.HasPrefix(file, "--")
}

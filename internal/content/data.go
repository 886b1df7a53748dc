package content

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"

	"planblanc/internal/diag"
)

// source is what site.yaml and the files of data/ say, read once: the data of each
// establishment is made of it.
type source struct {
	fsys     fs.FS
	there    []string // files of the content folder, sorted
	files    []string // those of them that were read
	settings settingsFile
	over     []Override
	raw      *Tables // as written
	shared   *Tables // with their defaults, for all that have no words or contacts of their own
	about    []diag.Diagnostic
	complete []diag.Diagnostic // of shared
}

// readSource reads site.yaml and the files of data/ among files, which are sorted.
func readSource(fsys fs.FS, files []string, over []Override) (*source, error) {
	s := &source{fsys: fsys, there: files, over: over, raw: &Tables{Terms: map[Axis][]Term{}}}
	if _, found := slices.BinarySearch(files, SettingsFile); !found {
		s.about = append(s.about, diag.New(diag.Position{File: SettingsFile}, diag.MissingFile, SettingsFile))
	} else if err := s.readSettings(); err != nil {
		return nil, err
	}
	var axes [4][]Term
	targets := map[string]any{
		DirectoryFile: &s.raw.Contacts,
		GlossaryFile:  &s.raw.Glossary,
		SynonymsFile:  &s.raw.Synonyms,
		RegisterFile:  &s.raw.Register,
		NoticesFile:   &s.raw.Notices,
	}
	for i, a := range Axes() {
		targets[a.File()] = &axes[i]
		if _, found := slices.BinarySearch(files, a.File()); !found {
			s.about = append(s.about, diag.New(diag.Position{File: a.File()}, diag.MissingFile, a.File()))
		}
	}
	for _, name := range files {
		if target := targets[name]; target != nil {
			s.files = append(s.files, name)
			bad, err := decodeData(fsys, name, target)
			if err != nil {
				return nil, err
			}
			s.about = append(s.about, bad...)
		}
	}
	for i, a := range Axes() {
		s.raw.Terms[a] = axes[i]
	}
	s.shared = s.raw.apart()
	s.complete = (&Data{Tables: s.shared}).completeData()
	return s, nil
}

func (s *source) readSettings() error {
	s.files = append(s.files, SettingsFile)
	text, bad, err := readText(s.fsys, SettingsFile)
	if err != nil {
		return err
	}
	if text != nil {
		text, bad = clean(SettingsFile, text)
	}
	d := &decoder{file: SettingsFile, diags: bad}
	s.settings = decodeSettings(d, text)
	s.about = append(s.about, d.diags...)
	return nil
}

// data returns what is said to an establishment, "" for what is common to all.
func (s *source) data(establishment string) (*Data, []diag.Diagnostic, error) {
	l := &Data{Files: slices.Clone(s.files), Tables: s.shared}
	diags := slices.Clone(s.about)
	if slices.Contains(s.files, SettingsFile) {
		var bad []diag.Diagnostic
		l.Settings, l.Effective, bad = s.settings.of(establishment, s.over)
		diags = append(diags, bad...)
	}
	complete := s.complete
	if establishment != "" {
		e, known := l.Settings.Sites[establishment]
		if !known && !diag.HasErrors(diags) {
			return nil, nil, &UnknownEstablishmentError{establishment, slices.Sorted(maps.Keys(l.Settings.Sites))}
		}
		if e.Contacts != "" || len(e.Labels) > 0 {
			l.Tables = s.raw.apart()
		}
		bad, err := l.establish(s.fsys, s.there, e)
		if err != nil {
			return nil, nil, err
		}
		diags = append(diags, bad...)
		if l.Tables != s.shared {
			complete = l.completeData()
		}
	}
	slices.Sort(l.Files)
	return l, append(diags, complete...), nil
}

// apart returns tables in which terms and contacts may be changed; the rows of the
// others are the same.
func (t *Tables) apart() *Tables {
	own := *t
	own.Terms, own.Contacts = map[Axis][]Term{}, slices.Clone(t.Contacts)
	for a, terms := range t.Terms {
		own.Terms[a] = slices.Clone(terms)
	}
	return &own
}

// completeData gives rows their defaults and checks their identifiers.
func (l *Data) completeData() []diag.Diagnostic {
	var diags []diag.Diagnostic
	for _, a := range Axes() {
		ids := uniqueIDs{file: a.File()}
		terms := l.Terms[a]
		for i := range terms {
			t := &terms[i]
			ids.add(t.located, t.ID, "label", t.Label)
			open(&t.Audience)
			if t.Short == "" {
				t.Short = t.Label
			}
			if t.Spoken == "" {
				t.Spoken = t.Label
			}
		}
		diags = append(diags, ids.diags...)
		slices.SortStableFunc(terms, func(x, y Term) int { return x.Order - y.Order })
	}
	people := uniqueIDs{file: DirectoryFile}
	for i := range l.Contacts {
		c := &l.Contacts[i]
		people.add(c.located, c.ID, "function", c.Function)
		if c.Audience == "" {
			c.Audience = Internal
		}
	}
	words := uniqueIDs{file: GlossaryFile, key: "term"}
	for i := range l.Glossary {
		g := &l.Glossary[i]
		words.add(g.located, g.Term, "expansion", g.Expansion)
		open(&g.Audience)
	}
	for i := range l.Synonyms.Groups {
		open(&l.Synonyms.Groups[i].Audience)
	}
	for i := range l.Synonyms.OneWay {
		open(&l.Synonyms.OneWay[i].Audience)
	}
	diags = append(append(diags, people.diags...), words.diags...)
	return append(append(diags, l.completeRegister()...), l.completeNotices()...)
}

// open gives a row of a vocabulary its default audience.
func open(a *Audience) {
	if *a == "" {
		*a = Public
	}
}

// fingerprintForm is that of two groups of four in Crockford's base 32.
var fingerprintForm = regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$`)

// completeRegister checks that each approval says what was approved and when: a
// row that cannot be read would approve nothing, in silence.
func (l *Data) completeRegister() []diag.Diagnostic {
	var diags []diag.Diagnostic
	for i := range l.Register {
		row := &l.Register[i]
		for _, kv := range [][2]string{{"code", row.Code}, {"version", row.Version}, {"fingerprint", row.Fingerprint}, {"date", row.Date.String()}} {
			if kv[1] == "" && !slices.Contains(row.faulty, kv[0]) {
				diags = append(diags, diag.New(row.Position, diag.MissingKey, kv[0], RegisterFile))
			}
		}
		if row.Code != "" && !ValidCode(row.Code) {
			diags = append(diags, diag.New(row.Position, diag.InvalidCode, row.Code))
		}
		if row.Fingerprint != "" && !fingerprintForm.MatchString(row.Fingerprint) {
			diags = append(diags, diag.New(row.Position, diag.WrongType, "fingerprint: "+row.Fingerprint, wantFingerprint))
		}
	}
	return diags
}

// uniqueIDs reports rows without an identifier or with one already used.
type uniqueIDs struct {
	file, key string
	seen      map[string]int
	diags     []diag.Diagnostic
}

func (u *uniqueIDs) add(row located, id, required, value string) {
	if u.seen == nil {
		u.seen = map[string]int{}
	}
	if u.key == "" {
		u.key = "id"
	}
	for _, kv := range [][2]string{{u.key, id}, {required, value}} {
		if kv[1] == "" && !slices.Contains(row.faulty, kv[0]) {
			u.diags = append(u.diags, diag.New(row.Position, diag.MissingKey, kv[0], u.file))
		}
	}
	if first, again := u.seen[id]; again && id != "" {
		u.diags = append(u.diags, diag.New(row.Position, diag.DuplicateID, id, first))
		return
	}
	u.seen[id] = row.Position.Line
}

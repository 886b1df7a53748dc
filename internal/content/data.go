package content

import (
	"io/fs"
	"regexp"
	"slices"

	"planblanc/internal/diag"
)

// loadData reads site.yaml and the files of data/ among files, which are sorted,
// and what is an establishment's own, if one is named.
func loadData(fsys fs.FS, files []string, over []Override, establishment string) (*Data, []diag.Diagnostic, error) {
	l := &Data{Tables: &Tables{Terms: map[Axis][]Term{}}}
	var diags []diag.Diagnostic
	has := func(name string) bool {
		_, found := slices.BinarySearch(files, name)
		return found
	}
	if !has(SettingsFile) {
		diags = append(diags, diag.New(diag.Position{File: SettingsFile}, diag.MissingFile, SettingsFile))
	} else {
		l.Files = append(l.Files, SettingsFile)
		text, bad, err := readText(fsys, SettingsFile)
		if err != nil {
			return nil, nil, err
		}
		if text != nil {
			text, bad = clean(SettingsFile, text)
		}
		d := &decoder{file: SettingsFile, diags: bad}
		l.Settings, l.Effective = settings(d, text, over, establishment)
		diags = append(diags, d.diags...)
	}
	var axes [4][]Term
	targets := map[string]any{
		DirectoryFile: &l.Contacts,
		GlossaryFile:  &l.Glossary,
		SynonymsFile:  &l.Synonyms,
		RegisterFile:  &l.Register,
		NoticesFile:   &l.Notices,
	}
	for i, a := range Axes() {
		targets[a.File()] = &axes[i]
		if !has(a.File()) {
			diags = append(diags, diag.New(diag.Position{File: a.File()}, diag.MissingFile, a.File()))
		}
	}
	for _, name := range files {
		if target := targets[name]; target != nil {
			l.Files = append(l.Files, name)
			bad, err := decodeData(fsys, name, target)
			if err != nil {
				return nil, nil, err
			}
			diags = append(diags, bad...)
		}
	}
	for i, a := range Axes() {
		l.Terms[a] = axes[i]
	}
	if establishment != "" {
		bad, err := l.establish(fsys, files, establishment, !diag.HasErrors(diags))
		if err != nil {
			return nil, nil, err
		}
		diags = append(diags, bad...)
	}
	slices.Sort(l.Files)
	return l, append(diags, l.completeData()...), nil
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

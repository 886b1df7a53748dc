package content_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"planblanc/internal/content"
	"planblanc/internal/diag"
)

// folder is a minimal content folder with files added or replaced.
func folder(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{
		"site.yaml":           {Data: []byte("title: Essai\norganization: CH\n")},
		"data/services.yaml":  {Data: []byte("- {id: urgences, label: Urgences}\n")},
		"data/scenarios.yaml": {Data: []byte("- {id: panne, label: Panne}\n")},
		"data/roles.yaml":     {Data: []byte("- {id: ide, label: IDE}\n")},
		"data/phases.yaml":    {Data: []byte("- {id: alerte, label: Alerte}\n")},
	}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func load(t *testing.T, files map[string]string, over ...content.Override) (*content.Library, []string) {
	t.Helper()
	l, ds, err := content.Load(folder(files), over)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range diag.Sort(ds) {
		got = append(got, fmt.Sprintf("%s:%d:%d %s %s", d.File, d.Line, d.Column, d.Rule, d.Suggestion))
	}
	return l, got
}

func TestDiagnosticsOfForm(t *testing.T) {
	const top = "---\ntitle: x\n"
	for name, c := range map[string]struct{ file, text, want string }{
		"unknown key":          {"a.md", top + "titel: y\n---\n", "a.md:3:1 unknown-key title"},
		"repeated key":         {"a.md", top + "title: y\n---\n", "a.md:3:1 repeated-key "},
		"no front matter":      {"a.md", "bonjour\n", "a.md:1:1 missing-front-matter "},
		"unclosed":             {"a.md", top + "\nbonjour\n", "a.md:1:1 unclosed-front-matter "},
		"byte-order mark":      {"a.md", "\xef\xbb\xbf" + top + "---\n", "a.md:1:1 byte-order-mark "},
		"not UTF-8":            {"a.md", top + "---\n\ncaf\xe9\n", "a.md:5:4 invalid-text "},
		"control character":    {"a.md", top + "---\n\na\x00b\n", "a.md:5:2 invalid-text "},
		"wrong date":           {"a.md", top + "approved: 2026-02-30\n---\n", "a.md:3:11 invalid-date "},
		"text for a number":    {"a.md", top + "copies: vingt\n---\n", "a.md:3:9 wrong-type "},
		"map for a list":       {"a.md", top + "service: {a: b}\n---\n", "a.md:3:10 wrong-type "},
		"list for a text":      {"a.md", "---\ntitle: [a]\n---\n", "a.md:2:8 wrong-type "},
		"unknown type":         {"a.md", top + "type: fiche\n---\n", "a.md:3:7 unknown-value "},
		"close type":           {"a.md", top + "type: formulair\n---\n", "a.md:3:7 unknown-value formulaire"},
		"YAML syntax":          {"a.md", "---\ntitle: a: b\n---\n", "a.md:2:9 invalid-yaml "},
		"blank lines first":    {"a.md", "\n\n---\ntitel: y\n---\n", "a.md:4:1 unknown-key title"},
		"repeated id":          {"data/services.yaml", "- {id: a, label: A}\n- {id: a, label: B}\n", "data/services.yaml:2:3 duplicate-id "},
		"row without label":    {"data/services.yaml", "- {id: a}\n", "data/services.yaml:1:3 missing-key "},
		"row's unknown key":    {"data/directory.yaml", "- {id: a, function: b, interal: 12}\n", "data/directory.yaml:1:24 unknown-key internal"},
		"unknown means":        {"data/scenarios.yaml", "- {id: a, label: A, cuts: [courrielerie]}\n", "data/scenarios.yaml:1:28 unknown-value "},
		"neither yes nor no":   {"data/phases.yaml", "- {id: a, label: A, urgent: oui}\n", "data/phases.yaml:1:29 wrong-type "},
		"data not a list":      {"data/roles.yaml", "id: a\n", "data/roles.yaml:1:1 wrong-type "},
		"setting's key":        {"site.yaml", "title: a\norganization: b\nlangage: fr\n", "site.yaml:3:1 unknown-key language"},
		"setting missing":      {"site.yaml", "title: a\n", "site.yaml:0:0 missing-key "},
		"second part":          {"data/roles.yaml", "- {id: a, label: A}\n---\n- {id: b, label: B}\n", "data/roles.yaml:3:1 invalid-yaml "},
		"second part's error":  {"data/roles.yaml", "- {id: a, label: A}\n---\n- {id: b\n", "data/roles.yaml:4:1 invalid-yaml "},
		"header cut in two":    {"a.md", top + "...\ncode: URG-01\n---\n", "a.md:4:1 invalid-yaml "},
		"approval's key":       {"data/register.yaml", "- {code: URG-01, version: '1', fingerprint: 4K7P-9QXM}\n", "data/register.yaml:1:3 missing-key "},
		"approval's date":      {"data/register.yaml", "- {code: URG-01, version: '1', fingerprint: 4K7P-9QXM, date: hier}\n", "data/register.yaml:1:62 invalid-date "},
		"approval's code":      {"data/register.yaml", "- {code: urg1, version: '1', fingerprint: 4K7P-9QXM, date: 2026-11-23}\n", "data/register.yaml:1:3 invalid-code "},
		"approval's text":      {"data/register.yaml", "- {code: URG-01, version: '1', fingerprint: 4k7p9qxm, date: 2026-11-23}\n", "data/register.yaml:1:3 wrong-type "},
		"row's label wrong":    {"data/roles.yaml", "- {id: a, label: [A]}\n", "data/roles.yaml:1:18 wrong-type "},
		"row's label misspelt": {"data/roles.yaml", "- {id: a, lable: A}\n", "data/roles.yaml:1:11 unknown-key label"},
		"data's character":     {"data/roles.yaml", "- {id: a, label: \"A\x01\"}\n", "data/roles.yaml:1:20 invalid-text "},
		"header's character":   {"a.md", "---\ntitle: x\xe9 y\n---\n", "a.md:2:9 invalid-text "},
		"fragment's character": {"fragments/a.md", "x\xe9\n", "fragments/a.md:1:2 invalid-text "},
		"settings' YAML":       {"site.yaml", "title: a: b\n", "site.yaml:1:9 invalid-yaml "},
		"settings no map":      {"site.yaml", "- a\n", "site.yaml:1:1 wrong-type "},
		"setting misspelt":     {"site.yaml", "titel: a\norganization: b\n", "site.yaml:1:1 unknown-key title"},
		"establishment's key":  {"site.yaml", "title: a\norganization: b\nsites: {nord: {nane: x}}\n", "site.yaml:3:16 unknown-key name"},
		"establishment's level": {"site.yaml", "title: a\norganization: b\nsites: {nord: {name: x, audience: xx}}\n",
			"site.yaml:3:35 unknown-value "},
	} {
		t.Run(name, func(t *testing.T) {
			if _, got := load(t, map[string]string{c.file: c.text}); len(got) != 1 || got[0] != c.want {
				t.Errorf("got %q, want one %q", got, c.want)
			}
		})
	}
}

func TestNearMisses(t *testing.T) {
	for name, text := range map[string]string{
		"code like a number": "---\ntitle: x\ncode: 0222\n---\n",
		"no is a text":       "---\ntitle: no\nversion: 2.10\n---\n",
		"single for a list":  "---\ntitle: x\nservice: urgences\n---\n",
		"empty values":       "---\ntitle: x\nservice:\napproved:\nsummary: ''\n---\n",
		"rule in the body":   "---\ntitle: x\n---\n\na\n\n---\n\nb\n",
		"accents and tabs":   "---\ntitle: Été œdème\n---\n\n\tcode\n",
		"line of three dots": "---\ntitle: x\nsummary: a ... b\n---\n",
		"folded text":        "---\ntitle: x\nsummary: >-\n  a\n  b\n---\n",
	} {
		t.Run(name, func(t *testing.T) {
			if _, got := load(t, map[string]string{"a.md": text}); len(got) != 0 {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestValuesStayAsTyped(t *testing.T) {
	l, _ := load(t, map[string]string{
		"a.md":                "---\ntitle: no\ncode: 0222\nversion: 2.10\nservice: urgences\n---\ncorps\n",
		"data/directory.yaml": "- {id: a, function: b, internal: 0222}\n",
	})
	d := l.Documents[0]
	if d.Meta.Title != "no" || d.Meta.Code != "0222" || d.Meta.Version != "2.10" || !reflect.DeepEqual(d.Meta.Service, content.List{"urgences"}) {
		t.Errorf("front matter changed: %+v", d.Meta)
	}
	if got := l.Contacts[0].Internal; got != "0222" {
		t.Errorf("extension 0222 became %q", got)
	}
	if d.Meta.Status != content.Draft || d.Meta.Audience != content.Internal {
		t.Errorf("defaults: status %q, audience %q", d.Meta.Status, d.Meta.Audience)
	}
	if body := d.TakeBody(); string(body) != "corps\n" || d.Line != 7 {
		t.Errorf("body %q at line %d", body, d.Line)
	}
}

func TestLineEndsMakeNoDifference(t *testing.T) {
	text := "---\ntitle: x\nservice: [urgences,\n  panne]\n---\n\nun\n\ndeux\n"
	a, _ := load(t, map[string]string{"a.md": text})
	b, _ := load(t, map[string]string{"a.md": strings.ReplaceAll(text, "\n", "\r\n")})
	if !reflect.DeepEqual(a.Documents[0], b.Documents[0]) {
		t.Errorf("CRLF: %+v\nLF: %+v", b.Documents[0], a.Documents[0])
	}
}

func TestWhatIsRead(t *testing.T) {
	const doc = "---\ntitle: x\n---\n"
	l, got := load(t, map[string]string{
		"a/_index.md": doc, "a/b.md": doc, "a/c/index.md": doc, "a/c/plan.png": "x",
		"_archetypes/f.md": "rien", ".git/x.md": "rien", "a/_note.md": "rien",
		"fragments/f.md": "1. [ ] **Faire**\n",
	})
	if len(got) != 0 {
		t.Fatal(got)
	}
	var paths []string
	for _, d := range l.Documents {
		paths = append(paths, d.Path)
	}
	if want := []string{"a/_index.md", "a/b.md", "a/c/index.md"}; !reflect.DeepEqual(paths, want) {
		t.Errorf("documents %q, want %q", paths, want)
	}
	if !l.Documents[0].Section || l.Documents[0].Meta.Status != content.Valid {
		t.Error("_index.md is a section and needs no approval")
	}
	if !l.Assets["a/c/plan.png"] || len(l.Assets) != 1 || l.Fragments["fragments/f.md"] == nil {
		t.Errorf("assets %v, fragments %v", l.Assets, l.Fragments)
	}
}

func TestSettingsOrder(t *testing.T) {
	over := []content.Override{
		{Key: "edition.number", Value: "2026.12", Origin: content.FromEnvironment, Name: "PLANBLANC_EDITION__NUMBER"},
		{Key: "audience", Value: "public", Origin: content.FromEnvironment, Name: "PLANBLANC_AUDIENCE"},
		{Key: "audience", Value: "restreint", Origin: content.FromFlag, Name: "--audience"},
	}
	l, got := load(t, map[string]string{"site.yaml": "title: a\norganization: b\nedition: '2026.11'\nfreshness: {copy: 30}\n"}, over...)
	if len(got) != 0 {
		t.Fatal(got)
	}
	want := map[string][2]string{
		"title": {"a", "file"}, "edition.number": {"2026.12", "environment"}, "audience": {"restreint", "flag"},
		"freshness.copy": {"30", "file"}, "language": {"fr", "default"},
	}
	for _, s := range l.Effective {
		if w, listed := want[s.Key]; listed && (s.Value != w[0] || string(s.Origin) != w[1]) {
			t.Errorf("%s = %q from %s, want %v", s.Key, s.Value, s.Origin, w)
		}
	}
	if _, got := load(t, nil, content.Override{Key: "audiance", Value: "x", Name: "PLANBLANC_AUDIANCE"}); len(got) != 1 ||
		got[0] != "PLANBLANC_AUDIANCE:0:0 unknown-key audience" {
		t.Errorf("misspelled variable: %q", got)
	}
}

// The language names a dictionary to hunspell and a file of words to a theme.
func TestLanguageIsATag(t *testing.T) {
	for language, good := range map[string]bool{
		"fr": true, "fr-FR": true, "gsw": true, "zh-Hant-TW": true, "en-": false, "FR": false, "../../etc/passwd": false, "/fr": false,
		"fr,/tmp/x": false, "fr_FR": false, "-d": false, "": false, "f": false, `fr\x`: false, "fr-../x": false,
	} {
		_, got := load(t, map[string]string{"site.yaml": "title: a\norganization: b\nlanguage: '" + language + "'\n"})
		if (len(got) == 0) != good {
			t.Errorf("language %q: %q", language, got)
		}
	}
}

// What makes YAML unreadable is said in French to a French reader, whatever it is.
func TestYAMLComplaintsAreFrench(t *testing.T) {
	for _, text := range []string{
		"a: b: c", "a: [b", "a: [b c: d}", "a: {b", "a: {b c: ]", "- a\nb: c", "a: b\n c", "a\nb: c", "a: - b", "a: \"b", "a: \"\\q\"", "a: \"\\xzz\"",
		"a: `b", "a: @b", "a:\n\t- b", "\ta: b", "a: |x\n b", "a: |0\n b", "a: [b]#c", "a: *b", "a: *", "a: & b", "a: !<b", "a: !b{", "a: !%z", "a: !!b[",
		"%a", "%", "%a b\n", "? - a\n b", "a: ? b", "a: ]", "a: 'b' c", "a: 'b", "a: [b]]", "a: {b: c}}", "a:\n  b: c\n d: e", "a: >-x\n",
	} {
		_, ds, err := content.Load(folder(map[string]string{"data/roles.yaml": text + "\n"}), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range ds {
			fr, en := d.Message(diag.French), d.Message(diag.English)
			if d.Rule == diag.InvalidYAML && (strings.TrimPrefix(fr, "YAML invalide : ") == strings.TrimPrefix(en, "invalid YAML: ") || strings.Contains(fr, "non reconnue")) {
				t.Errorf("%q: %q, in English %q", text, fr, en)
			}
		}
		if len(ds) != 1 {
			t.Errorf("%q has %d remarks, want one", text, len(ds))
		}
	}
}

// FuzzDocument feeds any bytes as a document: Load never panics, reports
// positions inside the file, and gives LF and CRLF the same document.
func FuzzDocument(f *testing.F) {
	for _, seed := range []string{"---\ntitle: x\n---\ncorps", "---\na: &x [*x]\n---\n", "---\ntitle: {a: [b]}\n", "\ufeff---", "---\n? a\n: b\n---\n", "---\ntitle: \"\\x00\"\n---"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		fsys := folder(nil)
		fsys["a.md"] = &fstest.MapFile{Data: text}
		l, ds, err := content.Load(fsys, nil)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n") + strings.Count(string(text), "\r") + 2
		for _, d := range ds {
			if d.File != "a.md" || d.Line < 1 || d.Line > lines || d.Column < 1 {
				t.Errorf("position %+v outside a file of %d lines", d.Position, lines)
			}
			if d.Message(diag.French) == "" || strings.Contains(d.Message(diag.English), "%!") {
				t.Errorf("message of %s: %q", d.Rule, d.Message(diag.English))
			}
		}
		if strings.Contains(string(text), "\r") {
			return
		}
		fsys["a.md"] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(text), "\n", "\r\n"))}
		crlf, _, err := content.Load(fsys, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(l.Documents, crlf.Documents) {
			t.Errorf("CRLF changes the document: %+v", crlf.Documents)
		}
	})
}

// A misspelled level shows a document to the fewest, and gives a build nothing.
func TestAudiencesInclude(t *testing.T) {
	levels := []content.Audience{content.Public, content.Internal, content.Restricted}
	for i, a := range levels {
		for j, b := range levels {
			if a.Includes(b) != (j <= i) {
				t.Errorf("%s includes %s: %v", a, b, a.Includes(b))
			}
		}
		if a.Includes("secret") != (a == content.Restricted) || content.Audience("secret").Includes(a) {
			t.Errorf("%s beside an unknown level", a)
		}
	}
}

// What says no audience is for the hospital: documents, contacts, notices. Sections
// and the words that pages are sorted, explained and found by are for all.
func TestAudienceOfWhatSaysNone(t *testing.T) {
	l, ds := load(t, map[string]string{
		"fiches/a.md":          "---\ntitle: A\n---\n",
		"fiches/_index.md":     "---\ntitle: Fiches\n---\n",
		"reserve/_index.md":    "---\ntitle: Réserve\naudience: restreint\n---\n",
		"sans.md":              "Sans en-tête.\n",
		"data/directory.yaml":  "- {id: a, function: A, internal: \"7112\"}\n- {id: b, function: B, internal: \"7113\", audience: public}\n",
		"data/glossary.yaml":   "- {term: A, expansion: a}\n- {term: B, expansion: b, audience: interne}\n",
		"data/synonyms.yaml":   "groups:\n  - [a, b]\n  - {words: [c, d], audience: restreint}\noneway:\n  - {from: a, to: [b]}\n  - {from: c, to: [d], audience: restreint}\n",
		"data/services.yaml":   "- {id: a, label: A}\n- {id: b, label: B, audience: restreint}\n",
		content.NoticesFile:    "- {number: 1, at: 2026-11-20 08:00, text: A}\n- {number: 2, at: 2026-11-20 08:00, text: B, audience: public}\n",
		"data/scenarios.yaml":  "[]\n",
		"data/roles.yaml":      "[]\n",
		"data/phases.yaml":     "[]\n",
		"fiches/restreinte.md": "---\ntitle: R\naudience: restreint\n---\n",
	})
	var got []string
	say := func(what string, a content.Audience) { got = append(got, what+" "+string(a)) }
	for _, d := range l.Documents {
		say(d.Path, d.Meta.Audience)
	}
	for _, c := range l.Contacts {
		say("contact "+c.ID, c.Audience)
	}
	for _, g := range l.Glossary {
		say("term "+g.Term, g.Audience)
	}
	for _, g := range l.Synonyms.Groups {
		say("words "+g.Words[0], g.Audience)
	}
	for _, o := range l.Synonyms.OneWay {
		say("from "+o.From, o.Audience)
	}
	for _, s := range l.Terms[content.ByService] {
		say("service "+s.ID, s.Audience)
	}
	for _, n := range l.Notices {
		say(fmt.Sprint("notice ", n.Number), n.Audience)
	}
	want := []string{
		"fiches/_index.md public", "fiches/a.md interne", "fiches/restreinte.md restreint", "reserve/_index.md restreint", "sans.md interne",
		"contact a interne", "contact b public", "term A public", "term B interne", "words a public", "words c restreint", "from a public", "from c restreint",
		"service a public", "service b restreint", "notice 1 interne", "notice 2 public",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q (%v)", got, ds)
	}
	var words []string
	public := l.Synonyms.For(content.Public)
	for _, g := range public.Groups {
		words = append(words, g.Words[0])
	}
	for _, o := range public.OneWay {
		words = append(words, o.From)
	}
	if !slices.Equal(words, []string{"a", "a"}) {
		t.Errorf("all may read %v", words)
	}
}

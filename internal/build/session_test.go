package build_test

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"planblanc/internal/build"
	"planblanc/internal/diag"
	"planblanc/internal/output"
	"planblanc/internal/search"
	"planblanc/internal/sitetest"
	"planblanc/internal/theme"
)

var (
	edits    = flag.Int("edits", 500, "random edits of TestSessionIsAFullBuild")
	editSeed = flag.Uint64("edit-seed", 1, "seed of the random edits")
	editReal = flag.Bool("edit-content", false, "edit the project's own content")
)

// author makes random edits to a content folder, as people do, mistakes among
// them.
type author struct {
	*rand.Rand
	files  fstest.MapFS
	good   fstest.MapFS    // as of the last good site
	edited map[string]bool // since the session was told
	images int
}

// put writes a file; a nil text removes it.
func (a *author) put(name string, text []byte) {
	a.edited[name] = true
	delete(a.files, name)
	if text != nil {
		a.files[name] = &fstest.MapFile{Data: text}
	}
}

// pick returns a file whose name has a prefix and a suffix, or "".
func (a *author) pick(prefix, suffix string) string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(a.files)) {
		if strings.HasPrefix(name, prefix) && strings.HasSuffix(name, suffix) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return names[a.IntN(len(names))]
}

func (a *author) one(choices ...string) string { return choices[a.IntN(len(choices))] }

// replace swaps a random one of the lines that begin with a prefix, or adds one
// below the first line.
func (a *author) replace(name, prefix, line string) {
	lines := strings.Split(string(a.files[name].Data), "\n")
	var at []int
	for i, l := range lines {
		if strings.HasPrefix(l, prefix) {
			at = append(at, i)
		}
	}
	if len(at) > 0 {
		lines[at[a.IntN(len(at))]] = line
	} else {
		lines = slices.Insert(lines, min(1, len(lines)), line)
	}
	a.put(name, []byte(strings.Join(lines, "\n")))
}

func (a *author) card() string {
	return a.pick(a.one("fiches/", "reference/", "formulaires/"), ".md")
}

func (a *author) code() string { return fmt.Sprintf("URG-%02d", 1+a.IntN(12)) }

// sentence is a piece of a file's body with a link of some kind, most of them
// sound.
func (a *author) sentence(file string) string {
	up := strings.Repeat("../", strings.Count(file, "/"))
	switch a.IntN(16) {
	case 0:
		return "Voir [](fiche:" + a.code() + ")."
	case 1:
		return "Appeler [](contact:" + a.one("astreinte", "astreinte", "astreinte", "rssi", "personne") + ")."
	case 2:
		return "Le DPI et la PCA sont arrêtés ; [terme](glossaire:" + a.one("DPI", "DPI", "PCA", "XYZ") + ")."
	case 3:
		if to := a.pick("fiches/", ".md"); to != "" {
			return "Lire [](" + up + to + ")."
		}
	case 4:
		return "[Plus bas](#" + a.one("faire", "faire", "ensuite", "tout-de-suite") + ")."
	case 5:
		return "![Schéma](" + a.one("schema.png", "schema.png", up+"schema.png", "absent.png") + ")"
	}
	return a.one("Rester calme.", "Noter l'heure : 3 h 07.", "**Débrancher** le câble.", "Perfusion à 12 ml/h, soit 288 ml par jour.")
}

func (a *author) body(file string) string {
	include := ""
	if a.IntN(3) == 0 {
		include = "\n![](" + strings.Repeat("../", strings.Count(file, "/")) + "fragments/" + a.one("rappel", "rappel", "rappel", "appel") + ".md)\n"
	}
	if a.IntN(3) == 0 {
		return "\n## Faire (0–5 min)\n\n1. [ ] **Prévenir** le cadre. " + a.sentence(file) + "\n1. [ ] **Débrancher** le poste.\n" + include
	}
	return "\n" + a.sentence(file) + "\n" + include + "\n## " + a.one("Faire", "Ensuite", "Rien") + "\n\n" + a.sentence(file) + "\n"
}

func (a *author) document(file string) string {
	head := "---\ntitle: " + a.one("Sans écran", "Écran noir", "Papier", "Appels") + "\nstatus: " + a.one("valide", "valide", "valide", "brouillon") + "\n"
	switch a.IntN(4) {
	case 0:
		return head + "type: reference\naudience: " + a.one("public", "interne", "restreint") + "\nservice: urgences\n---\n" + a.body(file)
	case 1:
		return head + "type: formulaire\ncode: " + a.code() + "\nsummary: S\nversion: '1.0'\nservice: tous\n---\n\n| Nom | Heure |\n|---|---|\n|  |  |\n"
	}
	return head + "type: fiche-reflexe\ncode: " + a.code() + "\nservice: " + a.one("urgences", "pui", "tous") + "\nscenario: " + a.one("rancongiciel", "perte-dpi", "tous") +
		"\nrole: ide\nphase: " + a.one("alerte", "duree") + "\nsummary: Premiers gestes.\ntrigger: Message\nversion: '1.0'\n---\n" +
		"\n## Faire (0–5 min)\n\n1. [ ] **Prévenir** le cadre. " + a.sentence(file) + "\n"
}

// edit changes something and returns what changed.
func (a *author) edit() []string {
	switch a.IntN(21) {
	case 0, 1, 2, 3, 4, 5: // a text
		if name := a.card(); name != "" {
			head, _, _ := strings.Cut(strings.TrimPrefix(string(a.files[name].Data), "---\n"), "\n---\n")
			a.put(name, []byte("---\n"+head+"\n---\n"+a.body(name)))
		}
	case 6, 7: // a key
		if name := a.card(); name != "" {
			key, value := "title", a.one("Un autre titre", "Écran noir", "Téléphone")
			switch a.IntN(9) {
			case 0:
				key, value = "code", a.code()
			case 1:
				key, value = "related", "["+a.code()+"]"
			case 2:
				key, value = "status", a.one("valide", "brouillon", "en-relecture")
			case 3:
				key, value = "aliases", "[ancien/"+a.one("un", "deux")+".md]"
			case 4:
				key, value = "contacts", a.one("astreinte", "[astreinte, rssi]", "inconnu")
			case 5:
				key, value = "priority", a.one("1", "2", "cent")
			case 6:
				key, value = "annexes", a.one("[notice.pdf]", "[absente.pdf]")
			}
			a.replace(name, key+":", key+": "+value)
		}
	case 8: // a new document
		name := "fiches/" + a.one("urgences/", "pui/", "") + a.one("un", "deux", "trois", "quatre") + ".md"
		a.put(name, []byte(a.document(name)))
	case 9: // moved, a folder at times
		if name := a.pick("fiches/", ".md"); name != "" {
			to := "fiches/" + a.one("urgences/", "pui/", "bloc/") + path.Base(name)
			text := a.files[name].Data
			a.put(name, nil)
			a.put(to, text)
		}
	case 10: // deleted
		if name := a.pick("fiches/", ".md"); name != "" && len(a.files) > 15 {
			a.put(name, nil)
		}
	case 11: // a section
		name := "fiches/" + a.one("urgences", "pui", "bloc") + "/_index.md"
		if a.files[name] != nil {
			a.put(name, nil)
		} else {
			a.put(name, []byte("---\ntitle: Section "+a.one("un", "deux")+"\n---\n\n"+a.sentence(name)+"\n"))
		}
	case 12:
		a.replace("data/services.yaml", "- {id: "+a.one("urgences", "pui"), "- {id: "+a.one("urgences", "pui")+", label: "+a.one("Urgences", "Accueil", "Pharmacie")+", code: "+a.one("URG", "PUI")+"}")
	case 13:
		a.replace("data/directory.yaml", "- {id: astreinte", "- {id: astreinte, function: "+a.one("Astreinte", "Garde")+`, internal: "`+a.one("7112", "7113")+`", services: `+a.one("tous", "urgences")+"}")
	case 14:
		a.replace("data/glossary.yaml", a.one("- {term: DPI", "- {term: PCA"), a.one("- {term: DPI, expansion: dossier patient}", "- {term: PCA, expansion: plan de continuité}", "- {term: PCA, senses: [{expansion: plan}, {expansion: pompe}]}"))
	case 15:
		name := "fragments/" + a.one("rappel", "appel") + ".md"
		if a.files[name] != nil && a.IntN(3) == 0 {
			a.put(name, nil)
		} else {
			a.put(name, []byte("Ne rien **éteindre**. "+a.sentence(name)+"\n"))
		}
	case 16:
		name := a.one("schema.png", "fiches/urgences/schema.png", "fiches/urgences/notice.pdf", "fiches/schema.png")
		a.images++
		if a.files[name] != nil && a.IntN(2) == 0 {
			a.put(name, nil)
		} else {
			a.put(name, sitetest.PNG(fmt.Sprint("image ", a.images)))
		}
	case 17:
		a.replace("site.yaml", a.one("title:", "organization:", "language:", "audience:"), a.one("title: Essai", "title: Autre essai", "organization: Hôpital", "audience: interne", "audience: restreint", "audience: public"))
	case 18:
		a.put("data/register.yaml", []byte("- {code: "+a.code()+", version: '1.0', fingerprint: "+a.one("4K7P-9QXM", "0000-0000")+", date: 2026-11-01, by: Direction}\n"))
	case 20: // what the crisis cell says
		text := ""
		for n := range a.IntN(4) {
			text += fmt.Sprintf("- {number: %d, at: \"2026-11-%02d 03:10\", until: %s, audience: %s, text: %s}\n", n+1, 20+a.IntN(9),
				a.one("2026-11-22", "2026-11-23", "2027-01-01", ""), a.one("public", "interne", "restreint", ""), a.one("Le DPI est coupé.", "Appeler le 7000 ; puis écrire."))
		}
		text += a.one("", "- {withdraws: 1, at: 2026-11-28 08:00}\n", "- {withdraws: 9}\n")
		a.put("data/notices.yaml", []byte(text))
	case 19: // unreadable
		if name := a.card(); name != "" {
			a.put(name, []byte(a.one("---\ntitle: [\n---\nTexte.\n", "Texte sans en-tête.\n", "---\ntitle: T\n", "")))
		}
	}
	return a.told()
}

// told names what was edited, in one of the ways of a watcher.
func (a *author) told() []string {
	names := slices.AppendSeq([]string{}, maps.Keys(a.edited))
	clear(a.edited)
	switch a.IntN(6) {
	case 0:
		return nil
	case 1:
		names = append(names, "fiches", "nulle-part")
	case 2:
		names = append(names, "site.yaml", "fiches/urgences")
	}
	return names
}

// back returns to the last good folder.
func (a *author) back() []string {
	for name := range a.files {
		if a.good[name] == nil {
			a.put(name, nil)
		}
	}
	for name, file := range a.good {
		if a.files[name] != file {
			a.put(name, file.Data)
			a.files[name] = file
		}
	}
	return a.told()
}

// whole builds the content from nothing.
func whole(t *testing.T, o build.Options, th *theme.Theme) ([]diag.Diagnostic, map[string][]byte) {
	t.Helper()
	l, err := build.Load(o)
	if err != nil {
		t.Fatal(err)
	}
	if diag.HasErrors(l.Diagnostics) {
		return l.Diagnostics, nil
	}
	var mu sync.Mutex
	files := map[string][]byte{}
	keep := func(f output.File) error {
		body := bytes.Clone(f.Body)
		mu.Lock()
		defer mu.Unlock()
		files[f.Path] = body
		return nil
	}
	s := l.Site(o)
	if err := th.Render(s, nil, keep); err != nil {
		t.Fatal(err)
	}
	if err := search.Render(s, keep); err != nil {
		t.Fatal(err)
	}
	return l.Diagnostics, files
}

// After each edit a session has the diagnostics and the bytes of a build from
// nothing.
func TestSessionIsAFullBuild(t *testing.T) {
	folder := sitetest.Folder(`
-- reference/note.md --
---
title: Note
type: reference
status: valide
service: pui
---

Texte.
-- fiches/pui/stock.md --
---
title: Stock
type: fiche-reflexe
code: URG-02
service: pui
scenario: tous
role: ide
phase: duree
summary: Compter.
trigger: Écran noir
version: '1.0'
status: valide
related: [URG-01]
---

![](../../fragments/rappel.md)

## Faire (5 min)

1. [ ] **Compter** les boîtes, voir [](fiche:URG-01).
-- fragments/rappel.md --
Ne rien **éteindre**.
`)
	if *editReal {
		folder = fstest.MapFS{}
		real := os.DirFS("../../content")
		err := fs.WalkDir(real, ".", func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			text, err := fs.ReadFile(real, name)
			folder[name] = &fstest.MapFile{Data: text}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	other, err := theme.Load(fstest.MapFS{"styles/10-base.css": {Data: []byte("body{color:red}")}})
	if err != nil {
		t.Fatal(err)
	}
	a := &author{Rand: rand.New(rand.NewPCG(*editSeed, 0)), files: folder, good: maps.Clone(folder), edited: map[string]bool{}}
	o := options(folder)
	session, themes := build.NewSession(o), []*theme.Theme{standard(t), other}
	changed, shown := []string(nil), 0
	for n := range *edits {
		th := themes[0]
		if a.IntN(8) == 0 {
			th = themes[1]
		}
		l, err := session.Load(changed)
		if err != nil {
			t.Fatal(n, changed, err)
		}
		diags, files := whole(t, o, th)
		if !slices.EqualFunc(l.Diagnostics, diags, func(x, y diag.Diagnostic) bool { return fmt.Sprint(x) == fmt.Sprint(y) }) {
			t.Fatalf("edit %d of %q, seed %d: diagnostics\n%v\nof a full build\n%v", n, changed, *editSeed, l.Diagnostics, diags)
		}
		faulty := files == nil
		if !faulty {
			same(t, fmt.Sprintf("edit %d of %q, seed %d", n, changed, *editSeed), session.Preview(th), files)
			shown, a.good = shown+1, maps.Clone(folder)
		}
		if faulty && a.IntN(2) > 0 {
			changed = a.back()
		} else {
			changed = a.edit()
		}
	}
	if shown < *edits/3 {
		t.Errorf("only %d of %d edits gave a site: too few to show anything", shown, *edits)
	}
	t.Logf("%d edits, %d sites compared, %d files in the last folder", *edits, shown, len(a.files))
}

// same compares a preview with the files of a build.
func same(t *testing.T, when string, p *build.Preview, want map[string][]byte) {
	t.Helper()
	names, err := p.Files()
	if err != nil {
		t.Fatal(when, err)
	}
	if all := slices.Sorted(maps.Keys(want)); !slices.Equal(names, all) {
		t.Fatalf("%s: files\n%q\nof a full build\n%q", when, names, all)
	}
	got := make([][]byte, len(names))
	for i, name := range names {
		if got[i], err = p.File(name); err != nil {
			t.Fatal(when, name, err)
		}
	}
	for i, name := range names {
		if !bytes.Equal(got[i], want[name]) {
			t.Fatalf("%s: %s is\n%s\nin a full build\n%s", when, name, got[i], want[name])
		}
	}
}

// A commit changes the dates that pages show, though no file of the content
// changes with it.
func TestSessionFollowsCommits(t *testing.T) {
	dir := t.TempDir()
	for name, f := range sitetest.Folder("") {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git := func(when string, args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_COMMITTER_DATE="+when+"T12:00:00Z", "GIT_CONFIG_GLOBAL=/dev/null")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	o := options(os.DirFS(dir))
	o.Dir, o.Date = dir, time.Time{}
	session, th := build.NewSession(o), standard(t)
	const card = "fiches/urgences/ecrans-bloques.md"
	for step, s := range []struct {
		do   func()
		date string
		same bool
	}{
		{func() {
			git("", "init", "-q")
			git("2026-03-01", "add", ".")
			git("2026-03-01", "commit", "-qm", "one")
		}, "2026-03-01", false},
		{func() {
			if err := os.WriteFile(filepath.Join(dir, "fiches", "neuf.md"), []byte("---\ntitle: Neuf\ntype: reference\nservice: pui\nstatus: valide\n---\n\nTexte.\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, "2026-03-01", false},
		{func() { git("2026-04-02", "add", "."); git("2026-04-02", "commit", "-qm", "two") }, "2026-04-02", false},
		{func() {}, "2026-04-02", true},
	} {
		s.do()
		l, err := session.Load([]string{card, "fiches/neuf.md"})
		if err != nil {
			t.Fatal(err)
		}
		diags, files := whole(t, o, th)
		if len(diags) != len(l.Diagnostics) || l.Same != s.same {
			t.Errorf("step %d: %v, of a full build %v; same %v", step, l.Diagnostics, diags, l.Same)
		}
		p := session.Preview(th)
		if got := p.Site.Built.Format(time.DateOnly); got != s.date {
			t.Errorf("step %d: built %s, want %s", step, got, s.date)
		}
		same(t, fmt.Sprint("step ", step), p, files)
	}
}

// Open pages load again when an image may have changed, whether the watcher
// names it or its folder only.
func TestSessionSeesImages(t *testing.T) {
	folder := sitetest.Folder("-- fiches/plan.png --\nun\n")
	session := build.NewSession(options(folder))
	for _, step := range []struct {
		changed []string
		same    bool
	}{
		{nil, false}, {[]string{"fiches/4913"}, true}, {[]string{"fiches/plan.png"}, false}, {[]string{"fiches"}, false},
		{[]string{"."}, false}, {[]string{"data/roles"}, true}, {[]string{"fiches/urgences/ecrans-bloques.md"}, true},
	} {
		l, err := session.Load(step.changed)
		if err != nil {
			t.Fatal(err)
		}
		if l.Same != step.same {
			t.Errorf("%q: same %v, want %v", step.changed, l.Same, step.same)
		}
	}
}

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/markdown"
	"planblanc/internal/output"
	"planblanc/starter"
)

// archetypesDir is where a knowledge base keeps its own archetypes.
const archetypesDir = "_archetypes"

// asked is what the flags of a new document say.
type asked struct {
	options
	title, code string
	terms       [4][]string // by axis
}

func (a *app) newDocumentCommand(k kind) *cobra.Command {
	var q asked
	what := k.what.In(a.language)
	cmd := &cobra.Command{
		Use:     k.name + " " + a.t("CHEMIN", "PATH"),
		Aliases: aliases(k),
		Short:   fmt.Sprintf(a.t("Commencer %s", "Begin %s"), what),
		Long: fmt.Sprintf(a.t(`Écrit %s à compléter, au statut « brouillon ». CHEMIN part de « %s/ » ;
son dernier mot donne le nom du fichier et, sans --title, le titre. Le code est
le premier libre après le plus grand de sa marque ; la date de révision est dans
un an.

Le texte de départ est celui de %s dans le dossier de
contenu, sinon celui du programme.`,
			`Writes %s to complete, with status “brouillon”. PATH starts at “%s/”; its last
word gives the name of the file and, without --title, the title. The code is the
one after the highest of its mark; the review date is in a year.

The text to begin with is that of %s in the content
folder, else the program's.`), what, k.of.Folder(), archetypesDir+"/"+string(k.of)+".md"),
		Example: "  planblanc new " + k.name + " " + k.path + a.t("\n  planblanc new "+k.name+" "+k.path+" --title \"Le titre, dans les mots de tous les jours\"",
			"\n  planblanc new "+k.name+" "+k.path+" --title \"The title, in everyday words\""),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return a.seeHelp(cmd, fmt.Sprintf(a.t("donner un seul CHEMIN, comme %s", "give one PATH, such as %s"), k.path))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.newDocument(k, args[0], q) },
	}
	a.sourceFlag(cmd, &q.options)
	a.dateFlag(cmd, &q.options)
	f := cmd.Flags()
	f.StringVar(&q.title, "title", "", a.t("`TITRE`, dans les mots de tous les jours", "`TITLE`, in everyday words"))
	if slices.Contains(k.of.Required(), "code") {
		f.StringVar(&q.code, "code", "", a.t("`CODE`, comme URG-05 (par défaut : le suivant)", "`CODE`, such as URG-05 (default: the next one)"))
	}
	for i, axis := range content.Axes() {
		f.StringSliceVar(&q.terms[i], string(axis), nil, fmt.Sprintf(a.t("`IDENTIFIANT` de %s ; plusieurs : séparés par des virgules", "`ID` of %s; several: with commas"), axis.File()))
	}
	return cmd
}

// aliases are the other names of a kind: its type, where it is longer.
func aliases(k kind) []string {
	if k.name == string(k.of) {
		return nil
	}
	return []string{string(k.of)}
}

func (a *app) newDocument(k kind, arg string, q asked) error {
	b, l, err := a.read(q.options)
	if err != nil {
		return err
	}
	blank := content.Blank{Type: k.of, Axes: map[content.Axis]content.List{}, ReviewBy: content.Date{Time: b.Today.AddDate(1, 0, 0)}}
	words := ""
	if blank.Path, words, err = a.place(k, arg, q.source, b.Source); err != nil {
		return err
	}
	archetype, err := a.archetype(b.Source, k.of)
	if err != nil {
		return err
	}
	model, _ := content.Parse(blank.Path, archetype) // Render reports its mistakes
	if err := a.complete(&blank, l, q, words, model); err != nil {
		return err
	}
	text, diags := blank.Render(archetype)
	if diag.HasErrors(diags) {
		for i := range diags { // the place is in the archetype, not in what it was to become
			diags[i].File = archetypesDir + "/" + string(k.of) + ".md"
		}
		if err := a.printer(q.source).Print(a.stderr, diags); err != nil {
			return err
		}
		return exitError(exitContent)
	}
	if err := output.SaveNew(q.source, []output.File{{Path: blank.Path, Body: text}}); err != nil {
		return err
	}
	file, code := filepath.ToSlash(filepath.Join(q.source, blank.Path)), ""
	if blank.Code != "" {
		code = " (" + blank.Code + ")"
	}
	_, err = fmt.Fprintf(a.stdout, a.t("Créé : %s%s, à compléter.\nPour le voir en l'écrivant : planblanc serve -O -D\n", "Created: %s%s, to complete.\nTo see it while you write: planblanc serve -O -D\n"), file, code)
	return err
}

// place turns what was typed into a content path, and into words for a title.
// A path that begins with a folder of the content is taken from there.
func (a *app) place(k kind, arg, source string, fsys fs.FS) (name, words string, err error) {
	typed := strings.TrimSuffix(filepath.ToSlash(arg), ".md")
	typed = strings.TrimPrefix(typed, strings.TrimSuffix(filepath.ToSlash(source), "/")+"/")
	parts := strings.Split(typed, "/")
	for i, part := range parts {
		last := i == len(parts)-1
		if slug := markdown.Slug(part); last || !isFolder(fsys, strings.Join(parts[:i+1], "/")) {
			if slug == "" || path.IsAbs(typed) {
				return "", "", fmt.Errorf(a.t("« %s » n'est pas un chemin comme %s", "“%s” is not a path such as %s"), arg, k.path)
			}
			parts[i] = slug
		}
		if last {
			words = part
		}
	}
	name = strings.Join(parts, "/") + ".md"
	if len(parts) == 1 || !isFolder(fsys, parts[0]) {
		name = path.Join(k.of.Folder(), name)
	}
	return name, title(words), nil
}

func isFolder(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.IsDir()
}

// title makes a title of a file's name.
func title(words string) string {
	if !strings.Contains(words, " ") {
		words = strings.ReplaceAll(words, "-", " ")
	}
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:]
}

// archetype returns the text to begin a type of document with.
func (a *app) archetype(fsys fs.FS, t content.Type) ([]byte, error) {
	text, err := fs.ReadFile(fsys, archetypesDir+"/"+string(t)+".md")
	if errors.Is(err, fs.ErrNotExist) {
		return starter.Archetypes.ReadFile("archetypes/" + string(t) + ".md")
	}
	return text, err
}

// complete fills in a document from the flags, its place and the answers. Of the
// archetype's terms, those that this base has are kept.
func (a *app) complete(blank *content.Blank, l *content.Library, q asked, words string, model *content.Document) error {
	d := a.dialogue()
	var err error
	blank.Title = q.title
	if q.title == "" {
		blank.Title, err = d.ask(fmt.Sprintf(a.t("Titre, dans les mots de tous les jours [%s] :", "Title, in everyday words [%s]:"), words), words, func(string) error { return nil })
		if err != nil {
			return err
		}
	}
	for i, axis := range content.Axes() {
		ids := q.terms[i]
		if err := a.knownTerms(l, axis, ids); err != nil {
			return fmt.Errorf("--%s%s%w", axis, a.t(" : ", ": "), err)
		}
		if axis == content.ByService && len(ids) == 0 {
			ids = l.ServicesAt(blank.Path)
		}
		if len(ids) == 0 && blank.Type.IsCard() && axis != content.ByPhase {
			if ids, err = a.askTerms(d, l, axis); err != nil {
				return err
			}
		}
		if of := model.Meta.Values(axis); len(ids) == 0 && len(of) > 0 {
			ids = slices.DeleteFunc(of, func(id string) bool { return a.knownTerms(l, axis, []string{id}) != nil })
		}
		if len(ids) > 0 || model.HasKey(string(axis)) {
			blank.Axes[axis] = ids
		}
	}
	if blank.Type.IsCard() && len(blank.Axes[content.ByService]) == 0 {
		return a.noService(l, blank.Path)
	}
	if model.HasKey("code") || q.code != "" {
		return a.giveCode(blank, l, q.code)
	}
	return nil
}

// noService says that a card's folder tells no service.
func (a *app) noService(l *content.Library, name string) error {
	folder := path.Base(path.Dir(name))
	text := fmt.Sprintf(a.t("« %s » n'est pas un service de %s", "“%s” is not a service of %s"), folder, content.ByService.File())
	if near := diag.Closest(folder, l.IDs(content.ByService)); near != "" {
		return a.didYouMean(text, near)
	}
	return fmt.Errorf(a.t("%s : nommer le service par --service (ou « tous »)", "%s: name the service with --service (or “tous”)"), text)
}

// giveCode gives a document its code, which no other has.
func (a *app) giveCode(blank *content.Blank, l *content.Library, code string) error {
	switch {
	case code == "":
		mark := l.Mark(*blank)
		if code = l.NextCode(mark); mark == "" || code == "" {
			return fmt.Errorf(a.t("le service « %s » n'a pas de marque de trois lettres, ou plus de code libre : compléter %s (code), ou donner --code", "service “%s” has no mark of three letters, or no code left: complete %s (code), or give --code"), blank.Axes[content.ByService][0], content.ByService.File())
		}
	case !content.ValidCode(code):
		return fmt.Errorf(a.t("--code : « %s » n'a pas la forme URG-05", "--code: “%s” has not the form URG-05"), code)
	case l.HasCode(code):
		return fmt.Errorf(a.t("--code : %s est ou a été celui d'un autre document", "--code: %s is or was another document's"), code)
	}
	blank.Code = code
	return nil
}

// askTerms asks for the terms of an axis; none is an answer.
func (a *app) askTerms(d *dialogue, l *content.Library, axis content.Axis) ([]string, error) {
	label := map[content.Axis]string{content.ByService: a.t("Services", "Services"), content.ByScenario: a.t("Situations", "Scenarios"), content.ByRole: a.t("Fonctions", "Roles")}[axis]
	question := fmt.Sprintf(a.t("%s, séparés par des virgules (« ? » pour la liste, Entrée pour plus tard) :", "%s, with commas (“?” for the list, Enter for later):"), label)
	answer, err := d.ask(question, "", func(answer string) error {
		if answer == "?" {
			return a.vocabulary(l, axis)
		}
		return a.knownTerms(l, axis, commas(answer))
	})
	return commas(answer), err
}

// vocabulary shows the terms of an axis, in the place of an error.
func (a *app) vocabulary(l *content.Library, axis content.Axis) error {
	lines := []string{"  " + content.All}
	for _, t := range l.Terms[axis] {
		lines = append(lines, fmt.Sprintf("  %s (%s)", t.ID, t.Label))
	}
	return errors.New(strings.Join(lines, "\n"))
}

func commas(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
}

// knownTerms refuses an id that a vocabulary lacks.
func (a *app) knownTerms(l *content.Library, axis content.Axis, ids []string) error {
	for _, id := range ids {
		if l.HasTerm(axis, id) || id == content.All && axis != content.ByPhase {
			continue
		}
		text := fmt.Sprintf(a.t("« %s » n'est pas dans %s", "“%s” is not in %s"), id, axis.File())
		if near := diag.Closest(id, l.IDs(axis)); near != "" {
			return a.didYouMean(text, near)
		}
		return errors.New(text)
	}
	return nil
}

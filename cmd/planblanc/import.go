package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"planblanc/internal/content"
	"planblanc/internal/folder"
	"planblanc/internal/imports"
)

// importing is one run of « import ».
type importing struct {
	asked
	kind   string
	into   string
	format string
	dry    bool
}

func (a *app) importCommand() *cobra.Command {
	var q importing
	formats := []string{"text", "json"}
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.name
	}
	cmd := &cobra.Command{
		Use:   "import SOURCE…",
		Short: a.t("Reprendre des documents Word, Markdown ou Confluence", "Take over Word, Markdown or Confluence documents"),
		Long: a.t(`Fait des brouillons à compléter de ce qui est déjà écrit : un document Word (.docx),
un fichier ou un dossier de Markdown, une page HTML, un export HTML de Confluence
(dossier ou .zip). Les titres, les listes, les tableaux, les liens et les notes
restent ; les images sont rangées à côté ; dans une fiche, les listes numérotées
et les cases deviennent des actions à cocher.

Chaque brouillon a son code, le statut « brouillon » et les clés à remplir. La
commande dit, avec le lieu, tout ce qu'elle n'a pas pu reprendre tel quel. Aucun
fichier n'est jamais remplacé ; un document est écrit en entier ou pas du tout.
Code de sortie 1 quand un document d'un dossier n'a pas été repris.`,
			`Makes drafts to complete of what is written already: a Word document (.docx), a
file or a folder of Markdown, an HTML page, an HTML export of Confluence (folder
or .zip). Headings, lists, tables, links and notes are kept; images are put
beside; in a card, numbered lists and boxes become action rows.

Each draft has its code, the status “brouillon” and the keys to fill in. The
command tells, with the place, all that it could not carry over as it was. No
file is ever replaced; a document is written whole or not at all. Exit code 1
when a document of a folder was not imported.`),
		Example: a.t(`  planblanc import perte-dpi.docx --service urgences --scenario perte-dpi --role ide
  planblanc import premiers-gestes.docx --type fiche --service tous --title "Les premiers gestes"
  planblanc import export-confluence.zip --type reference --into reference
  planblanc import anciennes-procedures/ --service pui --dry-run`,
			`  planblanc import perte-dpi.docx --service urgences --scenario perte-dpi --role ide
  planblanc import first-moves.docx --type fiche --service tous --title "First moves"
  planblanc import confluence-export.zip --type reference --into reference
  planblanc import old-procedures/ --service pui --dry-run`),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.seeHelp(cmd, a.t("donner un fichier ou un dossier à reprendre", "give a file or a folder to import"))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := errors.Join(a.oneOf("format", q.format, formats), a.oneOf("type", q.kind, names)); err != nil {
				return err
			}
			return a.runImport(q, args)
		},
	}
	a.sourceFlag(cmd, &q.options)
	a.dateFlag(cmd, &q.options)
	f := cmd.Flags()
	f.StringVar(&q.kind, "type", "procedure", fmt.Sprintf(a.t("`TYPE` des brouillons : %s", "`TYPE` of the drafts: %s"), strings.Join(names, ", ")))
	_ = cmd.RegisterFlagCompletionFunc("type", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
	f.StringVar(&q.into, "into", "", a.t("écrire dans `RUBRIQUE`, un dossier du contenu comme fiches/urgences (par défaut : selon le type et le service)", "write into `SECTION`, a folder of the content such as fiches/urgences (default: by type and service)"))
	f.StringVar(&q.title, "title", "", a.t("`TITRE`, pour un seul document (par défaut : celui du document)", "`TITLE`, for one document (default: the document's)"))
	f.StringVar(&q.code, "code", "", a.t("`CODE`, pour un seul document (par défaut : le suivant)", "`CODE`, for one document (default: the next one)"))
	for i, axis := range content.Axes() {
		f.StringSliceVar(&q.terms[i], string(axis), nil, fmt.Sprintf(a.t("`IDENTIFIANT` de %s ; plusieurs : séparés par des virgules", "`ID` of %s; several: with commas"), axis.File()))
	}
	f.BoolVarP(&q.dry, "dry-run", "n", false, a.t("dire ce qui serait fait, ne rien écrire", "tell what would be done, write nothing"))
	a.formatFlag(cmd, &q.format, formats)
	return cmd
}

// readSources reads everything that is named. What fails in a folder is in the
// source; a named file that fails is an error.
func (a *app) readSources(args []string) (*imports.Source, error) {
	all := &imports.Source{}
	for _, arg := range args {
		s, err := readSource(arg)
		if err != nil {
			return nil, a.importProblem(err)
		}
		all.Documents = append(all.Documents, s.Documents...)
		all.Failed = append(all.Failed, s.Failed...)
		all.Losses = append(all.Losses, s.Losses...)
	}
	return all, nil
}

// readSource reads one file or folder, by what it is called.
func readSource(name string) (*imports.Source, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		s, err := imports.Folder(folder.At(name))
		if e, ok := errors.AsType[*imports.ReadError](err); ok && e.File == "." {
			e.File = filepath.ToSlash(name)
		}
		return s, err
	}
	dir, base := filepath.Split(name)
	if dir == "" {
		dir = "."
	}
	one := func(doc *imports.Document, err error) (*imports.Source, error) {
		return &imports.Source{Documents: []*imports.Document{doc}}, err
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".md", ".markdown":
		return one(imports.Text(folder.At(dir), base))
	case ".html", ".htm":
		return one(imports.Page(folder.At(dir), base))
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was read
	if strings.EqualFold(filepath.Ext(name), ".zip") {
		return imports.Archive(base, io.ReaderAt(f), info.Size())
	}
	return one(imports.Word(base, f, info.Size()))
}

// importProblem says in the reader's language why a source cannot be read.
func (a *app) importProblem(err error) error {
	e, ok := errors.AsType[*imports.ReadError](err)
	if !ok {
		return err
	}
	for _, known := range []struct {
		err  error
		text string
	}{
		{imports.ErrOldWord, a.t("« %s » est un ancien .doc ou un document protégé par un mot de passe : l'ouvrir dans Word et l'enregistrer en .docx, sans mot de passe", "“%s” is an old .doc or is protected by a password: open it in Word and save it as .docx, without a password")},
		{imports.ErrNotWord, a.t("« %s » n'est pas un document Word (.docx) : enregistrer le document en .docx, ou donner un .md, un .html, un .zip ou un dossier", "“%s” is not a Word document (.docx): save it as .docx, or give a .md, an .html, a .zip or a folder")},
		{imports.ErrTooLarge, fmt.Sprintf(a.t("« %%s » est trop gros : %d Mio par fichier, %d Mio et %d fichiers en tout au plus, une fois dépliés ; reprendre le contenu en plusieurs fois", "“%%s” is too large: %d MiB a file, %d MiB and %d files in all at most, unpacked; import the content in several parts"), imports.MaxFile>>20, imports.MaxTotal>>20, imports.MaxFiles)},
		{imports.ErrTooDeep, a.t("« %s » est trop imbriqué pour être lu : l'enregistrer de nouveau depuis Word ou un navigateur", "“%s” is nested too deeply to be read: save it again from Word or a browser")},
		{imports.ErrNoContent, a.t("rien à reprendre dans « %s » : ni fichier .md, ni export HTML avec sa page index.html", "nothing to import in “%s”: no .md file, no HTML export with its page index.html")},
	} {
		if errors.Is(err, known.err) {
			return fmt.Errorf(known.text, e.File)
		}
	}
	return fmt.Errorf(a.t("« %s » ne se lit pas, il est sans doute abîmé (%v) : l'enregistrer de nouveau", "“%s” cannot be read, it is probably damaged (%v): save it again"), e.File, e.Err)
}

// runImport reads, writes and reports.
func (a *app) runImport(q importing, args []string) error {
	b, l, err := a.read(q.options)
	if err != nil {
		return err
	}
	for i, axis := range content.Axes() {
		if err := a.knownTerms(l, axis, q.terms[i]); err != nil {
			return fmt.Errorf("--%s%s%w", axis, a.t(" : ", ": "), err)
		}
	}
	of := kinds[slices.IndexFunc(kinds, func(k kind) bool { return k.name == q.kind })].of
	archetype, err := a.archetype(b.Source, of)
	if err != nil {
		return err
	}
	s, err := a.readSources(args)
	if err != nil {
		return err
	}
	if len(s.Documents)+len(s.Failed) > 1 && (q.title != "" || q.code != "") {
		return errors.New(a.t("--title et --code ne valent que pour un seul document", "--title and --code are for one document only"))
	}
	run := &draftRun{app: a, q: q, of: of, known: l, archetype: archetype, fsys: b.Source, today: b.Today, pages: map[string]string{}, taken: map[string]bool{}}
	result := imported{Documents: []importedDocument{}, Failed: []importFailure{}, Losses: a.losses(s.Losses)}
	drafts := run.place(s.Documents)
	for _, d := range drafts {
		if d.err == nil {
			d.err = run.write(d)
		}
		switch diags, hasDiags := errors.AsType[*archetypeError](d.err); {
		case hasDiags:
			if err := a.printer(q.source).Print(a.stderr, diags.diags); err != nil {
				return err
			}
			return exitError(exitContent)
		case d.err != nil && len(s.Documents)+len(s.Failed) == 1:
			return d.err
		case d.err != nil:
			result.Failed = append(result.Failed, importFailure{d.doc.From, a.explain(d.err)})
		default:
			result.Documents = append(result.Documents, d.report)
		}
	}
	for _, f := range s.Failed {
		result.Failed = append(result.Failed, importFailure{f.File, a.importProblem(f).Error()})
	}
	return a.reportImport(q, result)
}

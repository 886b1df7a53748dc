package main

import (
	"archive/zip"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/edition"
	"planblanc/internal/folder"
	"planblanc/internal/key"
	"planblanc/internal/output"
	"planblanc/internal/site"
	"planblanc/internal/theme"
)

// differing is what « diff » was asked for.
type differing struct {
	options
	old, new, format, html, pdf, themeDir string
	files                                 bool
}

func (a *app) diffCommand() *cobra.Command {
	formats := []string{"text", "json"}
	var d differing
	cmd := &cobra.Command{
		Use:   "diff " + a.t("ANCIEN NOUVEAU", "OLD NEW"),
		Short: a.t("Dire quelles feuilles réimprimer d'une édition à l'autre", "Tell which sheets to print again from one edition to another"),
		Long: a.t(`Compare deux éditions : des sites construits, des clés, des archives .zip ou des manifest.json.
Pour chaque classeur, donne les feuilles à remplacer, à ajouter, à retirer et détruire, avec ce qui a
changé en toutes lettres ; à part, les feuilles dont seules les dates changent, à ne pas réimprimer.
Une nouvelle présentation ou une nouvelle date de construction ne compte pas.

--html écrit le bordereau de mise à jour, à cocher. --pdf le met en PDF dans un dossier, avec pour
chaque classeur un PDF des seules feuilles à réimprimer ; le contenu de la nouvelle édition (-s) est
alors relu, et doit lui correspondre.

Codes de sortie : 0 aucune feuille à réimprimer, 1 il y en a, 2 mauvais usage ou panne.`,
			`Compares two editions: built sites, keys, .zip archives or manifest.json files. For each
binder, gives the sheets to replace, to add, to remove and destroy, with what changed in words; apart,
the sheets of which only dates change, not to be printed again. A new look or a new build date does not
count.

--html writes the update slip, to tick. --pdf puts it as a PDF into a folder, with a PDF for each
binder of only the sheets to print again; the content of the new edition (-s) is then read, and must
match it.

Exit codes: 0 no sheet to print again, 1 there are some, 2 wrong usage or failure.`),
		Example: a.t(`  planblanc diff /media/cle public
  planblanc diff 2026-10.zip public --html bordereau.html
  planblanc diff ancien/manifest.json public --pdf a-reimprimer
  planblanc diff /media/cle public --files     ce qui sera copié`,
			`  planblanc diff /media/key public
  planblanc diff 2026-10.zip public --html slip.html
  planblanc diff old/manifest.json public --pdf to-print
  planblanc diff /media/key public --files     what will be copied`),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return a.seeHelp(cmd, a.t("donner l'ancienne édition, puis la nouvelle", "give the old edition, then the new one"))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.oneOf("format", d.format, formats); err != nil {
				return err
			}
			d.old, d.new = args[0], args[1]
			return a.diff(d)
		},
	}
	a.siteFlags(cmd, &d.options)
	a.formatFlag(cmd, &d.format, formats)
	f := cmd.Flags()
	f.BoolVar(&d.files, "files", false, a.t("donner la liste des fichiers plutôt que des feuilles", "list files rather than sheets"))
	f.StringVar(&d.html, "html", "", a.t("écrire le bordereau dans `FICHIER`", "write the slip to `FILE`"))
	f.StringVar(&d.pdf, "pdf", "", a.t("imprimer le bordereau et les feuilles dans `DOSSIER`", "print the slip and the sheets into `FOLDER`"))
	f.StringVar(&d.themeDir, "theme", "", a.t("prendre les fichiers de `DOSSIER` à la place de ceux du thème", "take the files of `FOLDER` in place of the theme's"))
	_ = cmd.MarkFlagDirname("pdf")
	_ = cmd.MarkFlagDirname("theme")
	return cmd
}

func (a *app) diff(d differing) error {
	old, err := a.manifestOf(d.old)
	if err != nil {
		return err
	}
	next, err := a.manifestOf(d.new)
	if err != nil {
		return err
	}
	c := edition.Compare(old, next)
	t, err := a.loadTheme(d.themeDir)
	if err != nil {
		return err
	}
	if d.html != "" || d.pdf != "" {
		slip, err := t.Slip(string(a.language), c)
		if err == nil && d.html != "" {
			err = output.Save(d.html, slip)
		}
		if err == nil && d.pdf != "" {
			err = a.printDiff(d, t, c, next, slip)
		}
		if err != nil {
			return err
		}
	}
	switch {
	case d.format == "json":
		err = a.writeJSON(c)
	case d.files:
		a.printFiles(c)
	default:
		a.printDiffText(t, c)
	}
	if err == nil && !c.Same() {
		return exitError(exitContent)
	}
	return err
}

// maxManifest is the largest manifest that is read, in bytes: 100,000 documents
// have a tenth of it.
const maxManifest = 1 << 30

var errTooLarge = errors.New("> 1 GiB")

// manifestOf reads the manifest of a site, a key, an archive of one, or the
// manifest itself.
func (a *app) manifestOf(name string) (output.Manifest, error) {
	info, err := os.Stat(name)
	if err != nil {
		return output.Manifest{}, err
	}
	var site fs.FS = folder.At(filepath.Dir(name))
	file := filepath.Base(name)
	archived := strings.EqualFold(filepath.Ext(name), ".zip")
	if info.IsDir() || archived {
		site, file = folder.At(name), output.ManifestName
		if archived {
			archive, err := zip.OpenReader(name)
			if err != nil {
				return output.Manifest{}, fmt.Errorf(a.t("« %s » n'est pas une archive .zip lisible (%v)", "“%s” is not a legible .zip archive (%v)"), name, err)
			}
			defer archive.Close()
			site = inside(archive)
		}
		if site, _, err = key.Site(site); err != nil {
			return output.Manifest{}, fmt.Errorf(a.t("« %s » ne contient ni site ni clé de planblanc", "“%s” holds neither a site nor a key of planblanc"), name)
		}
	}
	m, err := readManifest(site, file)
	if err != nil {
		return output.Manifest{}, fmt.Errorf(a.t("« %s » : ce n'est pas le manifeste d'un site de planblanc (%v)", "“%s”: this is not the manifest of a site of planblanc (%v)"), name, err)
	}
	return m, nil
}

func readManifest(folder fs.FS, name string) (output.Manifest, error) {
	f, err := folder.Open(name)
	if err != nil {
		return output.Manifest{}, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxManifest+1))
	if err != nil {
		return output.Manifest{}, err
	}
	if len(text) > maxManifest {
		return output.Manifest{}, errTooLarge
	}
	return output.ParseManifest(text)
}

// inside returns the one folder that an archive holds, or the archive. macOS
// adds a folder of its own to what it packs.
func inside(archive *zip.ReadCloser) fs.FS {
	entries, err := fs.ReadDir(archive, ".")
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "__MACOSX" })
	if err == nil && len(entries) == 1 && entries[0].IsDir() {
		if sub, err := fs.Sub(archive, entries[0].Name()); err == nil {
			return sub
		}
	}
	return archive
}

// printDiffText says what to do, binder by binder.
func (a *app) printDiffText(t *theme.Theme, c edition.Comparison) {
	fmt.Fprintf(a.stdout, a.t("De l'édition %s (%s) à l'édition %s (%s).\n", "From edition %s (%s) to edition %s (%s).\n"), c.Old.Edition, c.Old.Built, c.New.Edition, c.New.Built)
	for _, doubt := range t.Doubts(string(a.language), c) {
		fmt.Fprintln(a.stdout, doubt)
	}
	if c.Same() {
		fmt.Fprintln(a.stdout, a.t("Aucune feuille à réimprimer.", "No sheet to print again."))
	} else {
		if len(c.Cards) > 0 { // else sheets only moved from one binder to another
			fmt.Fprintf(a.stdout, a.t("\nFeuilles modifiées : %d\n", "\nChanged sheets: %d\n"), len(c.Cards))
		}
		for _, card := range c.Cards {
			fmt.Fprintln(a.stdout, a.cardLine(card))
			for _, note := range t.Notes(string(a.language), card) {
				fmt.Fprintf(a.stdout, "      %s\n", note)
			}
		}
		fmt.Fprintln(a.stdout, a.t("\nPar classeur, avec sa liste des feuilles :", "\nBy binder, with its list of sheets:"))
		for _, b := range c.Binders {
			fmt.Fprintf(a.stdout, "%s\n", b.Title)
			for _, card := range b.Cards {
				fmt.Fprintln(a.stdout, a.cardLine(card))
			}
		}
	}
	if len(c.Extended) > 0 {
		fmt.Fprintln(a.stdout, a.t("\nDates prolongées, texte inchangé (ne pas réimprimer) :", "\nDates extended, same text (do not print again):"))
		for _, card := range c.Extended {
			fmt.Fprintf(a.stdout, "  %s %s%s\n", card.Code, card.Title, versions(card))
		}
	}
}

func (a *app) cardLine(c edition.Card) string {
	do := map[edition.Kind]string{
		edition.Changed: a.t("remplacer", "replace"), edition.Added: a.t("ajouter", "add"), edition.Withdrawn: a.t("détruire", "destroy"),
	}[c.Kind]
	return fmt.Sprintf("  %-10s %s %s%s", do, c.Code, c.Title, versions(c))
}

// versions are a card's, in parentheses. Two texts of one version are told
// apart by their fingerprints.
func versions(c edition.Card) string {
	switch {
	case c.OldVersion != "" && c.NewVersion != "" && c.OldVersion != c.NewVersion:
		return " (" + c.OldVersion + " → " + c.NewVersion + ")"
	case c.Kind == edition.Changed:
		return " (" + strings.TrimLeft(c.NewVersion+", ", ", ") + c.OldFingerprint + " → " + c.NewFingerprint + ")"
	case c.NewVersion != "":
		return " (" + c.NewVersion + ")"
	case c.OldVersion != "":
		return " (" + c.OldVersion + ")"
	}
	return ""
}

// printFiles lists what a copy would change.
func (a *app) printFiles(c edition.Comparison) {
	var bytes int64
	for _, f := range c.Files {
		what := map[edition.Kind]string{edition.Changed: a.t("modifié", "changed"), edition.Added: a.t("nouveau", "new"), edition.Withdrawn: a.t("retiré", "removed")}[f.Kind]
		fmt.Fprintf(a.stdout, "%-8s %10d  %s\n", what, f.Bytes, f.Path)
		if f.Kind != edition.Withdrawn {
			bytes += f.Bytes
		}
	}
	fmt.Fprintf(a.stdout, a.t("%s, %s à copier\n", "%s, %s to copy\n"), a.count(len(c.Files), "fichier", "file"), a.size(bytes))
}

// printDiff prints the slip, and of each binder the sheets to print again.
func (a *app) printDiff(d differing, t *theme.Theme, c edition.Comparison, next output.Manifest, slip []byte) error {
	b, err := a.resolveAs(d.options, next)
	if err != nil {
		return err
	}
	l, err := build.Load(b)
	if err != nil {
		return err
	}
	if diag.HasErrors(l.Diagnostics) {
		if err := a.printer(d.source).Print(a.stderr, l.Diagnostics); err != nil {
			return err
		}
		return fmt.Errorf(a.t("le contenu de « %s » a des erreurs : les feuilles ne peuvent pas être imprimées", "the content of “%s” has errors: its sheets cannot be printed"), d.source)
	}
	s := l.Site(b)
	binders, err := a.reprints(d, s, c, next)
	if err != nil {
		return err
	}
	slipName := a.t("bordereau.pdf", "slip.pdf")
	if err := a.onlyPrints(d.pdf, slipName, binders); err != nil {
		return err
	}
	printing, stop := a.printing(true)
	defer stop()
	day, err := time.Parse(time.DateOnly, c.New.Built)
	if err != nil {
		return err
	}
	page, err := printing.Page(s.Settings.Paper, slip, c.New.Edition, day)
	if err != nil {
		return err
	}
	pdfs, err := printing.PDFs(t, s, binders)
	if err != nil {
		return err
	}
	pdfs = append(pdfs, output.File{Path: slipName, Body: page})
	for _, pdf := range pdfs {
		if err := output.Save(filepath.Join(d.pdf, path.Base(pdf.Path)), pdf.Body); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.stderr, a.t("Imprimé : le bordereau et %s dans %s.\n", "Printed: the slip and %s in %s.\n"), a.count(len(binders), "classeur", "binder"), filepath.ToSlash(d.pdf)+"/")
	return nil
}

// resolveAs resolves options as those of an edition that was built: its sheets
// bear its number and its day, and its audience's alone are listed.
func (a *app) resolveAs(o options, m output.Manifest) (build.Options, error) {
	o.audience = cmp.Or(o.audience, m.Audience)
	o.date = cmp.Or(o.date, m.Built)
	b, err := a.resolve(o)
	number := m.Edition
	if b.Exercise = m.Exercise; b.Exercise != "" {
		_, number, _ = strings.Cut(number, " ") // the word stands before it
	}
	b.Overrides = append(b.Overrides, content.Override{Key: "edition.number", Value: number, Origin: content.FromFlag, Name: output.ManifestName})
	return b, err
}

// onlyPrints refuses a folder with PDFs that will not be written now: sheets of
// two updates would be printed together.
func (a *app) onlyPrints(dir, slip string, binders []*site.Binder) error {
	names := []string{slip}
	for _, b := range binders {
		names = append(names, path.Base(site.BinderPDF(b.ID)))
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if strings.EqualFold(path.Ext(e.Name()), ".pdf") && !slices.Contains(names, e.Name()) {
			return fmt.Errorf(a.t("« %s » contient déjà « %s », qui n'est pas de cette mise à jour ; donner un autre dossier ou l'enlever", "“%s” already holds “%s”, which is not of this update; give another folder or remove it"), dir, e.Name())
		}
	}
	return nil
}

// reprints are the binders with their sheets to print again: of one that only
// loses sheets, its list. The content must be that of the new edition: other
// sheets than those listed would be printed, or listed.
func (a *app) reprints(d differing, s *site.Site, c edition.Comparison, next output.Manifest) ([]*site.Binder, error) {
	for _, card := range next.Cards {
		p := s.Catalog.ByCode[card.Code]
		if p == nil || p.Fingerprint != card.Fingerprint || p.Meta.Version != card.Version ||
			p.Meta.Approved.String() != card.Approved || p.Meta.ReviewBy.String() != card.ReviewBy {
			return nil, fmt.Errorf(a.t("le contenu de « %s » n'est pas celui de « %s » : la fiche %s diffère ; nommer le bon contenu avec -s, et donner -D et --audience comme à sa construction", "the content of “%s” is not that of “%s”: card %s differs; name the right content with -s, and give -D and --audience as when it was built"), d.source, d.new, card.Code)
		}
	}
	known := map[string]bool{}
	for _, card := range next.Cards {
		known[card.Code] = true
	}
	for _, p := range s.Coded {
		if !known[p.Meta.Code] {
			return nil, fmt.Errorf(a.t("le contenu de « %s » n'est pas celui de « %s », qui n'a pas la fiche %s ; nommer le bon contenu avec -s, et donner -D et --audience comme à sa construction", "the content of “%s” is not that of “%s”, which has no card %s; name the right content with -s, and give -D and --audience as when it was built"), d.source, d.new, p.Meta.Code)
		}
	}
	var all []*site.Binder
	for _, changed := range c.Binders {
		b := s.Binder(changed.ID)
		only := map[string]bool{}
		for _, card := range changed.Cards {
			if card.Kind != edition.Withdrawn {
				only[card.Code] = true
			}
		}
		switch {
		case b != nil:
			some := *b
			some.Only = only
			all = append(all, &some)
		case len(only) > 0:
			return nil, fmt.Errorf(a.t("le contenu de « %s » ne donne plus le classeur « %s » de « %s » ; nommer le bon contenu avec -s", "the content of “%s” no longer gives the binder “%s” of “%s”; name the right content with -s"), d.source, changed.Title, d.new)
		}
	}
	return all, nil
}

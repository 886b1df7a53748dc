package main

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/output"
)

// building are the flags of build.
type building struct {
	options
	destination, themeDir, pdf string
	exercise                   string
	force, anew, all           bool
	carry                      carrying
}

func (a *app) buildCommand() *cobra.Command {
	var v building
	cmd := &cobra.Command{
		Use:   "build",
		Short: a.t("Construire le site", "Build the site"),
		Long: a.t(`Lit le contenu, le vérifie et écrit le site. Une erreur dans le contenu n'écrit
rien : le site précédent reste tel quel. Les fichiers étrangers présents dans le
dossier du site sont conservés. Quand rien n'a changé, le site n'est que relu :
ce qu'il faut pour le savoir est gardé dans .planblanc/, à côté du contenu.`,
			`Reads the content, checks it and writes the site. An error in the content writes
nothing: the previous site stays as it was. Foreign files in the site's folder
are kept. When nothing has changed the site is only read through: what tells is
kept in .planblanc/, beside the content.`),
		Example: a.t(`  planblanc build                                  content/ vers public/
  planblanc build -s contenu -d /media/cle/site    autres dossiers
  planblanc build --audience public -d portail     ce que tous peuvent lire
  planblanc build --official --date 2026-11-23     édition officielle
  planblanc build --binders service,role,complet   d'autres classeurs
  planblanc build --pdf                            avec les classeurs en PDF
  planblanc build --with-content --with-program dist   de quoi refaire le site, dans outils/
  planblanc build --site nord -d nord              le site d'un établissement du groupe
  planblanc build --all-sites                      tous, chacun dans public/<id>/
  planblanc build --exercise "Exercice du 12 mars" -d exercice   chaque page marquée EXERCICE`,
			`  planblanc build                                  content/ to public/
  planblanc build -s procedures -d /media/key/site other folders
  planblanc build --audience public -d portal      what anyone may read
  planblanc build --official --date 2026-11-23     official edition
  planblanc build --binders service,role,complet   other binders
  planblanc build --pdf                            with the binders as PDFs
  planblanc build --with-content --with-program dist   what makes the site again, in outils/
  planblanc build --site nord -d nord              the site of one establishment of the group
  planblanc build --all-sites                      all, each in public/<id>/
  planblanc build --exercise "Drill of 12 March" -d exercise   each page marked EXERCISE`),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("exercise") {
				if err := a.exerciseName(&v); err != nil {
					return err
				}
			}
			return a.build(v)
		},
	}
	a.siteFlags(cmd, &v.options)
	a.strictFlags(cmd, &v.options)
	f := cmd.Flags()
	f.StringVarP(&v.destination, "destination", "d", "public", a.t("écrire le site dans `DOSSIER`", "write the site into `FOLDER`"))
	f.StringVar(&v.binders, "binders", "", a.t("faire les classeurs de ces `SORTES` : service, scenario, role, complet, formulaires (par défaut : paper.binders de site.yaml, sinon service)", "make the binders of these `KINDS`: service, scenario, role, complet, formulaires (default: paper.binders of site.yaml, else service)"))
	_ = cmd.RegisterFlagCompletionFunc("binders", cobra.FixedCompletions(content.BinderKinds(), cobra.ShellCompDirectiveNoFileComp))
	f.StringVar(&v.themeDir, "theme", "", a.t("prendre les fichiers de `DOSSIER` à la place de ceux du thème", "take the files of `FOLDER` in place of the theme's"))
	f.StringVar(&v.pdf, "pdf", "", a.t("imprimer aussi les classeurs en PDF ; `require` : échouer si c'est impossible", "print the binders as PDFs too; `require`: fail if that is not possible"))
	f.Lookup("pdf").NoOptDefVal = pdfModes[0]
	f.StringVar(&v.exercise, "exercise", "", a.t("site de l'exercice de ce `NOM` : chaque page et chaque feuille est marquée EXERCICE", "site of the exercise of this `NAME`: each page and each sheet is marked EXERCISE"))
	a.allSitesFlag(cmd, &v.all)
	f.BoolVar(&v.anew, "no-cache", false, a.t("tout construire, ne rien lire ni garder dans .planblanc/", "build everything, read and keep nothing in .planblanc/"))
	f.BoolVar(&v.force, "force", false, a.t("écrire dans un dossier non vide qui n'est pas un site", "write into a non-empty folder that is not a site"))
	a.carryFlags(cmd, &v.carry)
	_ = cmd.MarkFlagDirname("destination")
	_ = cmd.RegisterFlagCompletionFunc("pdf", cobra.FixedCompletions(pdfModes, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.MarkFlagDirname("theme")
	return cmd
}

func (a *app) build(v building) error {
	start := time.Now()
	b, err := a.resolve(v.options)
	if err != nil {
		return err
	}
	b.Exercise = v.exercise
	if err := a.apart(v.source, v.destination); err != nil {
		return err
	}
	if v.pdf != "" {
		if err := a.oneOf("pdf", v.pdf, pdfModes); err != nil {
			return err
		}
		printing, stop := a.printing(v.pdf == "require")
		defer stop()
		b.Printing = printing
	}
	if b.Tools, err = a.tools(v, b); err != nil {
		return err
	}
	if v.all {
		return a.buildAll(v, b, start)
	}
	if err := a.notOverReal(b, v.destination); err != nil {
		return err
	}
	k, err := a.keepingBuild(v, b)
	if err != nil {
		return err
	}
	before, same, err := a.recall(k, v.destination, start)
	if err != nil {
		return err
	}
	if same {
		a.repeat(before, v.destination)
		return nil
	}
	t, err := a.loadTheme(v.themeDir)
	if err != nil {
		return err
	}
	l, report, err := build.Run(b, t, v.destination, output.Options{Force: v.force})
	said, failed := a.remarks(v, b, l, report)
	if failed != nil {
		return failed
	}
	fmt.Fprint(a.stderr, said)
	if errors.Is(err, build.ErrContent) {
		n, _ := tally(l.Diagnostics)
		fmt.Fprintf(a.stderr, a.t("%s dans le contenu : rien n'est écrit, « %s » reste tel quel.\n", "%s in the content: nothing is written, “%s” stays as it was.\n"),
			a.count(n, "erreur", "error"), v.destination)
		return exitError(exitContent)
	}
	if err != nil {
		return err
	}
	a.reportTools(b.Tools)
	a.reportBuild(v.destination, l, report, time.Since(start))
	if l.Shallow { // its history may grow, and no key tells
		return nil
	}
	return a.retain(k, v, b, built{said, []builtSite{{Documents: report.Documents}}})
}

// remarks are what is to be said of the content, and of notices that are past;
// nothing of a content that could not be read.
func (a *app) remarks(v building, b build.Options, l *build.Loaded, report build.Report) (string, error) {
	if l == nil {
		return "", nil
	}
	var said bytes.Buffer
	if err := a.printer(v.source).Print(&said, l.Diagnostics); err != nil {
		return "", err
	}
	if n := len(l.Catalog.Library.Elsewhere); n > 0 && b.Establishment == "" {
		fmt.Fprintf(&said, a.t("%s pour certains établissements seulement : ce site commun ne les a pas, voir --site et --all-sites.\n",
			"%s for some establishments only: this common site does not have them, see --site and --all-sites.\n"), a.count(n, "document", "document"))
	}
	said.WriteString(a.pastNotices(b, report))
	return said.String(), nil
}

// pastNotices says which notices a site still shows after their last day.
func (a *app) pastNotices(b build.Options, report build.Report) string {
	var said strings.Builder
	for _, n := range report.Past {
		fmt.Fprintf(&said, a.t("Le message n° %d, valable jusqu'au %s, paraît encore : le retirer (planblanc notice --withdraw %[1]d), ou construire avec --date %[3]s.\n",
			"Message no. %d, valid until %s, is still shown: withdraw it (planblanc notice --withdraw %[1]d), or build with --date %[3]s.\n"), n.Number, n.Until, b.Today)
	}
	return said.String()
}

// pdfModes are the values of --pdf, the first that of the bare flag.
var pdfModes = []string{"try", "require"}

// reportBuild says what was written and what to open.
func (a *app) reportBuild(dir string, l *build.Loaded, r build.Report, took time.Duration) {
	if l.Shallow {
		a.shallowNote()
	}
	if l.Unprinted != nil {
		fmt.Fprintf(a.stderr, a.t("Site construit sans PDF : %s.\n", "Site built without PDFs: %s.\n"), a.explain(l.Unprinted))
	}
	if l.Printed > 0 {
		fmt.Fprintf(a.stdout, a.t("Imprimé : %s en PDF dans classeurs/.\n", "Printed: %s as PDF in classeurs/.\n"), a.count(l.Printed, "classeur", "binder"))
	}
	size := fmt.Sprintf("%.1f", float64(r.Bytes)/1e6)
	seconds := fmt.Sprintf("%.1f", took.Seconds())
	if a.language != diag.English {
		size, seconds = strings.ReplaceAll(size, ".", ","), strings.ReplaceAll(seconds, ".", ",")
	}
	fmt.Fprintf(a.stdout, a.t("Site construit dans %s : %s, %s (%d écrits, %d inchangés, %d retirés), %s Mo en %s s.\n",
		"Site built in %s: %s, %s (%d written, %d unchanged, %d removed), %s MB in %s s.\n"),
		filepath.ToSlash(dir)+"/", a.count(r.Documents, "document", "document"), a.count(r.Files, "fichier", "file"), r.Written, r.Reused, r.Removed, size, seconds)
	fmt.Fprintf(a.stdout, a.t("À ouvrir : %s\n", "Open: %s\n"), filepath.Join(dir, "index.html"))
}

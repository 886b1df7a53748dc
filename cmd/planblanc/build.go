package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/diag"
	"planblanc/internal/output"
)

func (a *app) buildCommand() *cobra.Command {
	var o options
	var destination, themeDir string
	var force bool
	cmd := &cobra.Command{
		Use:   "build",
		Short: a.t("Construire le site", "Build the site"),
		Long: a.t(`Lit le contenu, le vérifie et écrit le site. Une erreur dans le contenu n'écrit
rien : le site précédent reste tel quel. Les fichiers étrangers présents dans le
dossier du site sont conservés.`,
			`Reads the content, checks it and writes the site. An error in the content writes
nothing: the previous site stays as it was. Foreign files in the site's folder
are kept.`),
		Example: a.t(`  planblanc build                                  content/ vers public/
  planblanc build -s contenu -d /media/cle/site    autres dossiers
  planblanc build --audience public -d portail     ce que tous peuvent lire
  planblanc build --official --date 2026-11-23     édition officielle`,
			`  planblanc build                                  content/ to public/
  planblanc build -s procedures -d /media/key/site other folders
  planblanc build --audience public -d portal      what anyone may read
  planblanc build --official --date 2026-11-23     official edition`),
		Args: a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			start := time.Now()
			b, err := a.resolve(o)
			if err != nil {
				return err
			}
			if err := a.apart(o.source, destination); err != nil {
				return err
			}
			t, err := a.loadTheme(themeDir)
			if err != nil {
				return err
			}
			l, report, err := build.Run(b, t, destination, output.Options{Force: force})
			if l != nil {
				if err := a.printer(o.source).Print(a.stderr, l.Diagnostics); err != nil {
					return err
				}
			}
			if errors.Is(err, build.ErrContent) {
				n, _ := tally(l.Diagnostics)
				fmt.Fprintf(a.stderr, a.t("%s dans le contenu : rien n'est écrit, « %s » reste tel quel.\n", "%s in the content: nothing is written, “%s” stays as it was.\n"),
					a.count(n, "erreur", "error"), destination)
				return exitError(exitContent)
			}
			if err != nil {
				return err
			}
			a.reportBuild(destination, l, report, time.Since(start))
			return nil
		},
	}
	a.siteFlags(cmd, &o)
	a.strictFlags(cmd, &o)
	f := cmd.Flags()
	f.StringVarP(&destination, "destination", "d", "public", a.t("écrire le site dans `DOSSIER`", "write the site into `FOLDER`"))
	f.StringVar(&themeDir, "theme", "", a.t("prendre les fichiers de `DOSSIER` à la place de ceux du thème", "take the files of `FOLDER` in place of the theme's"))
	f.BoolVar(&force, "force", false, a.t("écrire dans un dossier non vide qui n'est pas un site", "write into a non-empty folder that is not a site"))
	_ = cmd.MarkFlagDirname("destination")
	_ = cmd.MarkFlagDirname("theme")
	return cmd
}

// reportBuild says what was written and what to open.
func (a *app) reportBuild(dir string, l *build.Loaded, r build.Report, took time.Duration) {
	if l.Shallow {
		a.shallowNote()
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

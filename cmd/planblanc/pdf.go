package main

import (
	"fmt"
	"path"
	"path/filepath"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

func (a *app) pdfCommand() *cobra.Command {
	var o options
	var destination, themeDir string
	cmd := &cobra.Command{
		Use:   "pdf [" + a.t("CLASSEUR", "BINDER") + "…]",
		Short: a.t("Imprimer des classeurs en PDF", "Print binders as PDFs"),
		Long: a.t(`Imprime en PDF les classeurs nommés : un service (urgences), ou un classeur par son
nom (scenario-rancongiciel, role-ide, complet, formulaires). Sans nom, tous ceux que demande le
réglage paper.binders. Le site n'est pas touché.`,
			`Prints the binders named as PDFs: a service (urgences), or a binder by its name
(scenario-rancongiciel, role-ide, complet, formulaires). Without a name, all that the setting
paper.binders asks for. The site is not touched.`),
		Example: a.t(`  planblanc pdf                        tous les classeurs, dans pdf/
  planblanc pdf urgences pui -d bureau ceux de deux services
  planblanc pdf formulaires            les formulaires à photocopier
  planblanc pdf complet                toutes les feuilles en un seul classeur`,
			`  planblanc pdf                        all binders, into pdf/
  planblanc pdf urgences pui -d desk   those of two services
  planblanc pdf formulaires            the forms to photocopy
  planblanc pdf complet                every sheet in one binder`),
		RunE: func(_ *cobra.Command, names []string) error {
			b, err := a.resolve(o)
			if err != nil {
				return err
			}
			t, err := a.loadTheme(themeDir)
			if err != nil {
				return err
			}
			l, err := build.Load(b)
			if err != nil {
				return err
			}
			if err := a.printer(o.source).Print(a.stderr, l.Diagnostics); err != nil {
				return err
			}
			if diag.HasErrors(l.Diagnostics) {
				return exitError(exitContent)
			}
			s := l.Site(b)
			binders, err := a.bindersNamed(s, names)
			if err != nil {
				return err
			}
			printing, stop := a.printing(true)
			defer stop()
			pdfs, err := printing.PDFs(t, s, binders)
			if err != nil {
				return err
			}
			for _, pdf := range pdfs {
				if err := output.Save(filepath.Join(destination, path.Base(pdf.Path)), pdf.Body); err != nil {
					return err
				}
			}
			fmt.Fprintf(a.stdout, a.t("Imprimé : %s en PDF dans %s.\n", "Printed: %s as PDF in %s.\n"), a.count(len(pdfs), "classeur", "binder"), filepath.ToSlash(destination)+"/")
			return nil
		},
	}
	a.siteFlags(cmd, &o)
	a.strictFlags(cmd, &o)
	f := cmd.Flags()
	f.StringVarP(&destination, "destination", "d", "pdf", a.t("écrire les PDF dans `DOSSIER`", "write the PDFs into `FOLDER`"))
	f.StringVar(&themeDir, "theme", "", a.t("prendre les fichiers de `DOSSIER` à la place de ceux du thème", "take the files of `FOLDER` in place of the theme's"))
	_ = cmd.MarkFlagDirname("destination")
	_ = cmd.MarkFlagDirname("theme")
	return cmd
}

// bindersNamed finds binders by service or by their own name; all of the
// settings without a name.
func (a *app) bindersNamed(s *site.Site, names []string) ([]*site.Binder, error) {
	if len(names) == 0 {
		return s.Binders(), nil
	}
	var binders []*site.Binder
	for _, name := range names {
		b := s.Binder(name)
		if b == nil {
			b = s.Binder(string(content.ServiceBinders) + "-" + name)
		}
		if b == nil {
			var known []string
			for _, t := range s.Terms[content.ByService] {
				known = append(known, t.ID)
			}
			text := fmt.Sprintf(a.t("aucun classeur à imprimer pour « %s »", "no binder to print for “%s”"), name)
			if near := diag.Closest(name, known); near != "" && near != name {
				return nil, a.didYouMean(text, near)
			}
			return nil, fmt.Errorf("%s", text)
		}
		binders = append(binders, b)
	}
	return binders, nil
}

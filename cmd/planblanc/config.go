package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/diag"
)

func (a *app) configCommand() *cobra.Command {
	var o options
	var format string
	formats := []string{"text", "json"}
	cmd := &cobra.Command{
		Use:   "config",
		Short: a.t("Montrer les réglages en vigueur et leur origine", "Show the effective settings and their origin"),
		Long: a.t(`Montre chaque réglage avec sa valeur et son origine : une option, une variable
d'environnement, le fichier site.yaml ou la valeur par défaut, dans cet ordre de
priorité. La variable d'un réglage est PLANBLANC_ suivi de son nom en majuscules,
deux tirets bas pour chaque point : PLANBLANC_EDITION__NUMBER pour edition.number.`,
			`Shows each setting with its value and origin: a flag, an environment variable, the
file site.yaml or the default, in this order of strength. A setting's variable is
PLANBLANC_ and its name in capitals, two underscores for a dot:
PLANBLANC_EDITION__NUMBER for edition.number.`),
		Example: a.t(`  planblanc config
  PLANBLANC_EDITION__NUMBER=2026.12 planblanc config --format json`,
			`  planblanc config
  PLANBLANC_EDITION__NUMBER=2026.12 planblanc config --format json`),
		Args: a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.oneOf("format", format, formats); err != nil {
				return err
			}
			b, err := a.resolve(o)
			if err != nil {
				return err
			}
			b.Dir = "" // settings need no history
			l, err := build.Load(b)
			if err != nil {
				return err
			}
			bad := settingProblems(l.Diagnostics)
			if err := a.printer(o.source).Print(a.stderr, bad); err != nil {
				return err
			}
			if err := a.printSettings(format, l.Catalog.Library.Effective); err != nil {
				return err
			}
			if diag.HasErrors(bad) {
				return exitError(exitContent)
			}
			return nil
		},
	}
	a.sourceFlag(cmd, &o)
	a.establishmentFlag(cmd, &o)
	a.audienceFlag(cmd, &o)
	a.formatFlag(cmd, &format, formats)
	return cmd
}

// settingProblems keeps the diagnostics on settings: in site.yaml, a variable
// or a flag, which are the only places without a folder or an extension .md.
func settingProblems(ds []diag.Diagnostic) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, d := range ds {
		if content.IsSettingsPlace(d.File) {
			out = append(out, d)
		}
	}
	return out
}

func (a *app) printSettings(format string, all []content.Setting) error {
	if format == "json" {
		return a.writeJSON(all)
	}
	origin := map[content.Origin]string{
		content.FromFlag: "option", content.FromEnvironment: a.t("environnement", "environment"),
		content.FromFile: "site.yaml", content.FromDefault: a.t("par défaut", "default"),
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, a.t("RÉGLAGE\tVALEUR\tORIGINE", "SETTING\tVALUE\tORIGIN"))
	for _, s := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\n", s.Key, s.Value, origin[s.Origin])
	}
	return w.Flush()
}

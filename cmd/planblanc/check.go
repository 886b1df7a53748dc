package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/diag"
)

func (a *app) checkCommand() *cobra.Command {
	var o options
	var format string
	cmd := &cobra.Command{
		Use:   "check",
		Short: a.t("Vérifier le contenu sans rien écrire", "Check the content without writing"),
		Long: a.t(`Applique toutes les règles au contenu et montre chaque remarque avec son fichier,
sa ligne et un conseil. La dernière ligne dit combien d'éléments ont été vérifiés.

Tout est vérifié, quels que soient le niveau de lecture et le statut. Les options
sont celles de build : --audience n'y change rien, -D admet les liens vers un
brouillon.`,
			`Applies every rule to the content and shows each remark with its file, its line
and advice. The last line says how many items were checked.

Everything is checked, whatever its audience and status. The flags are those of
build: --audience changes nothing here, -D allows links to a draft.`),
		Example: a.t(`  planblanc check
  planblanc check --strict                      un avertissement suffit à échouer
  planblanc check --official --date 2026-12-01  le contenu est-il publiable ce jour-là ?
  planblanc check --format sarif > planblanc.sarif`,
			`  planblanc check
  planblanc check --strict                      a warning is enough to fail
  planblanc check --official --date 2026-12-01  can the content be published that day?
  planblanc check --format sarif > planblanc.sarif`),
		Args: a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.oneOf("format", format, checkFormats); err != nil {
				return err
			}
			b, err := a.resolve(o)
			if err != nil {
				return err
			}
			b.Thorough = true
			l, err := build.Load(b)
			if err != nil {
				return err
			}
			if err := a.printCheck(format, o.source, l); err != nil {
				return err
			}
			if diag.HasErrors(l.Diagnostics) {
				return exitError(exitContent)
			}
			return nil
		},
	}
	a.siteFlags(cmd, &o)
	a.strictFlags(cmd, &o)
	a.formatFlag(cmd, &format, checkFormats)
	return cmd
}

var checkFormats = []string{"text", "json", "sarif", "github"}

// formatFlag adds --format with its values; the first is the default.
func (a *app) formatFlag(cmd *cobra.Command, format *string, values []string) {
	cmd.Flags().StringVar(format, "format", values[0], a.t("`FORMAT` de la sortie : ", "output `FORMAT`: ")+strings.Join(values, ", "))
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// oneOf refuses a flag's unknown value with the known ones.
func (a *app) oneOf(flag, value string, values []string) error {
	for _, v := range values {
		if v == value {
			return nil
		}
	}
	return fmt.Errorf(a.t("--%s : « %s » inconnu, valeurs possibles : %s", "--%s: unknown “%s”, possible values: %s"), flag, value, strings.Join(values, ", "))
}

func (a *app) printCheck(format, source string, l *build.Loaded) error {
	switch format {
	case "json":
		return diag.WriteJSON(a.stdout, a.language, l.Diagnostics, l.Counts)
	case "sarif":
		return diag.WriteSARIF(a.stdout, a.language, version().Version, source, l.Diagnostics)
	case "github":
		return diag.WriteGitHub(a.stdout, a.language, source, l.Diagnostics)
	}
	if err := a.printer(source).Print(a.stdout, l.Diagnostics); err != nil {
		return err
	}
	errs, warns := tally(l.Diagnostics)
	c := l.Counts
	_, err := fmt.Fprintf(a.stdout, a.t("%s, %s. Vérifié : %s, %s, %s, %s, %s, %s.\n", "%s, %s. Checked: %s, %s, %s, %s, %s, %s.\n"),
		a.count(errs, "erreur", "error"), a.count(warns, "avertissement", "warning"),
		a.count(c.Documents, "document", "document"), a.count(c.Links, "lien", "link"), a.count(c.Anchors, "ancre", "anchor"),
		a.count(c.Images, "image", "image"), a.count(c.Contacts, "contact", "contact"), a.count(c.Terms, "terme", "term"))
	return err
}

package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/check"
	"planblanc/internal/diag"
	"planblanc/internal/spelling"
)

func (a *app) checkCommand() *cobra.Command {
	var o options
	var format, themeDir string
	var print, words, all bool
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
  planblanc check --print                       les fiches tiennent-elles sur leur page ?
  planblanc check --spelling                    quels mots le dictionnaire ignore-t-il ?
  planblanc check --all-sites                   chaque établissement du groupe
  planblanc check --format sarif > planblanc.sarif`,
			`  planblanc check
  planblanc check --strict                      a warning is enough to fail
  planblanc check --official --date 2026-12-01  can the content be published that day?
  planblanc check --print                       do the cards fit their page?
  planblanc check --spelling                    which words has the dictionary not?
  planblanc check --all-sites                   each establishment of the group
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
			var sites build.Findings
			err = a.each(b, all, func(l *build.Loaded) error {
				if print {
					if err := a.measure(b, l, themeDir); err != nil {
						return err
					}
				}
				if words {
					if err := a.spell(b, l); err != nil {
						return err
					}
				}
				sites.Add(l)
				return nil
			})
			if err != nil {
				return err
			}
			found := sites.Remarks()
			if err := a.printCheck(format, o.source, found, sites.Counts); err != nil {
				return err
			}
			if diag.HasErrors(found) {
				return exitError(exitContent)
			}
			return nil
		},
	}
	a.siteFlags(cmd, &o)
	a.strictFlags(cmd, &o)
	a.allSitesFlag(cmd, &all)
	a.formatFlag(cmd, &format, checkFormats)
	cmd.Flags().BoolVar(&print, "print", false, a.t("mesurer chaque feuille dans le navigateur", "measure each sheet in the browser"))
	cmd.Flags().BoolVar(&words, "spelling", false, a.t("chercher chaque mot dans le dictionnaire de hunspell", "look up each word in hunspell's dictionary"))
	cmd.Flags().StringVar(&themeDir, "theme", "", a.t("avec --print, prendre les fichiers de `DOSSIER` à la place de ceux du thème", "with --print, take the files of `FOLDER` in place of the theme's"))
	_ = cmd.MarkFlagDirname("theme")
	return cmd
}

// measure has the browser measure what Load estimated; without a browser the
// estimates stay, and a line says so.
func (a *app) measure(b build.Options, l *build.Loaded, themeDir string) error {
	t, err := a.loadTheme(themeDir)
	if err != nil {
		return err
	}
	printing, stop := a.printing(false)
	defer stop()
	b.Printing = printing
	err = l.Measure(b, t)
	if printing.Tolerable(err) {
		fmt.Fprintf(a.stderr, a.t("Longueurs estimées, non mesurées : %s.\n", "Lengths estimated, not measured: %s.\n"), a.explain(err))
		return nil
	}
	if err == nil {
		fmt.Fprintf(a.stderr, a.t("Mesuré dans le navigateur : %s.\n", "Measured in the browser: %s.\n"), a.count(l.Measured, "feuille", "sheet"))
	}
	return err
}

// spell looks up every word. There is no lesser check to fall back on: without a
// dictionary the command fails.
func (a *app) spell(b build.Options, l *build.Loaded) error {
	err := l.Spell(b)
	if text := a.spellingProblem(err); text != "" {
		return errors.New(text)
	}
	if err == nil {
		fmt.Fprintf(a.stderr, a.t("Cherché dans le dictionnaire : %s.\n", "Looked up in the dictionary: %s.\n"), a.count(l.Spelled, "mot", "word"))
	}
	return err
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

func (a *app) printCheck(format, source string, found []diag.Diagnostic, c check.Counts) error {
	switch format {
	case "json":
		return diag.WriteJSON(a.stdout, a.language, found, c)
	case "sarif":
		return diag.WriteSARIF(a.stdout, a.language, version().Version, source, found)
	case "github":
		return diag.WriteGitHub(a.stdout, a.language, source, found)
	}
	if err := a.printer(source).Print(a.stdout, found); err != nil {
		return err
	}
	errs, warns := tally(found)
	_, err := fmt.Fprintf(a.stdout, a.t("%s, %s. Vérifié : %s, %s, %s, %s, %s, %s.\n", "%s, %s. Checked: %s, %s, %s, %s, %s, %s.\n"),
		a.count(errs, "erreur", "error"), a.count(warns, "avertissement", "warning"),
		a.count(c.Documents, "document", "document"), a.count(c.Links, "lien", "link"), a.count(c.Anchors, "ancre", "anchor"),
		a.count(c.Images, "image", "image"), a.count(c.Contacts, "contact", "contact"), a.count(c.Terms, "terme", "term"))
	return err
}

// spellingProblem says why no word could be looked up, or "" when the error is of
// another kind.
func (a *app) spellingProblem(err error) string {
	if e, ok := errors.AsType[*spelling.DictionaryError](err); ok {
		return fmt.Sprintf(a.t("orthographe non vérifiée : hunspell n'a pas de dictionnaire pour « %s » (essayés : %s) ; installer celui de cette langue, sous Debian le paquet hunspell-%s",
			"spelling not checked: hunspell has no dictionary for “%s” (tried: %s); install the one for that language, on Debian the package hunspell-%s"), e.Language, strings.Join(e.Names, ", "), e.Language)
	}
	if errors.Is(err, spelling.ErrNotFound) {
		return a.t("orthographe non vérifiée : hunspell n'est pas sur ce poste ; l'installer avec un dictionnaire, sous Debian les paquets hunspell et hunspell-fr-classical",
			"spelling not checked: hunspell is not on this machine; install it with a dictionary, on Debian the packages hunspell and hunspell-fr-classical")
	}
	return ""
}

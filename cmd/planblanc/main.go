// Command planblanc builds the static site of a hospital's crisis procedures.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"planblanc/internal/content"
	"planblanc/internal/diag"
)

// Exit codes, the same for every command.
const (
	exitDone    = 0
	exitContent = 1 // the content has errors
	exitFailure = 2 // wrong usage, or the machine failed
)

func main() {
	// Collecting early costs no more time here than first use of new memory
	// does, and leaves an old PC more than half of Go's usual reserve.
	debug.SetGCPercent(45)
	os.Exit(run(os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// run is the whole program with its surroundings passed in.
func run(args, environ []string, stdout, stderr io.Writer) int {
	a := &app{env: environment(environ), stdin: os.Stdin, stdout: stdout, stderr: stderr}
	a.language = a.detectLanguage()
	root := a.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteC()
	var quiet exitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &quiet):
		return int(quiet)
	}
	fmt.Fprintf(stderr, "planblanc%s%s\n", a.t(" : ", ": "), a.explain(err))
	if code, err := strconv.Atoi(cmd.Annotations[usageCode]); err == nil {
		return code
	}
	return exitFailure
}

// usageCode is the annotation of a command whose exit code for wrong usage and
// failure is not exitFailure.
const usageCode = "usage"

// exitError ends the program with a code, everything having been said.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// app is what every command shares.
type app struct {
	env            map[string]string
	language       diag.Language
	stdin          io.Reader // asked for answers when it is a terminal
	stdout, stderr io.Writer
}

func environment(environ []string) map[string]string {
	env := make(map[string]string, len(environ))
	for _, kv := range environ {
		if key, value, ok := strings.Cut(kv, "="); ok {
			env[key] = value
		}
	}
	return env
}

// detectLanguage reads the usual variables; French unless one asks for English.
func (a *app) detectLanguage() diag.Language {
	for _, name := range []string{"PLANBLANC_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := a.env[name]; v != "" {
			if strings.HasPrefix(strings.ToLower(v), "en") {
				return diag.English
			}
			return diag.French
		}
	}
	return diag.French
}

// t picks the sentence for the reader's language.
func (a *app) t(fr, en string) string { return diag.Text{FR: fr, EN: en}.In(a.language) }

// explain says a machine's failure in the reader's language.
func (a *app) explain(err error) string {
	if text := a.outputProblem(err); text != "" {
		return text
	}
	if text := a.printProblem(err); text != "" {
		return text
	}
	if text := a.toolsProblem(err); text != "" {
		return text
	}
	if text := a.editProblem(err); text != "" {
		return text
	}
	if text := a.publishProblem(err); text != "" {
		return text
	}
	if text := a.followProblem(err); text != "" {
		return text
	}
	if text := a.networkProblem(err); text != "" {
		return text
	}
	if e, ok := errors.AsType[*content.UnknownEstablishmentError](err); ok {
		return fmt.Sprintf(a.t("--site : « %s » n'est pas un établissement de site.yaml (%s)", "--site: “%s” is no establishment of site.yaml (%s)"),
			e.ID, cmp.Or(strings.Join(e.Known, ", "), a.t("il n'en décrit aucun", "it describes none")))
	}
	path := ""
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		path = e.Path
	} else if e, ok := errors.AsType[*os.LinkError](err); ok {
		path = e.New
	}
	for _, known := range []struct {
		err  error
		text string
	}{
		{fs.ErrNotExist, a.t("« %s » n'existe pas", "“%s” does not exist")},
		{fs.ErrPermission, a.t("« %s » : accès refusé", "“%s”: access denied")},
		{diskFull, a.t("« %s » : le disque est plein", "“%s”: the disk is full")},
		{diskLocked, a.t("« %s » : le disque est protégé en écriture", "“%s”: the disk is write-protected")},
		{fileBusy, a.t("« %s » est ouvert dans un autre programme : le fermer, puis recommencer", "“%s” is open in another program: close it and try again")},
	} {
		if path != "" && errors.Is(err, known.err) {
			return fmt.Sprintf(known.text, path)
		}
	}
	return err.Error()
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "planblanc",
		Short: a.t("Le volet numérique du plan blanc en site statique", "A hospital's crisis procedures as a static site"),
		Long: a.t(`planblanc transforme un dossier de procédures Markdown en un site statique
consultable sans réseau : clé USB, intranet isolé, papier.

Codes de sortie : 0 terminé, 1 le contenu a des erreurs, 2 mauvais usage ou panne ;
ceux qui diffèrent sont dans l'aide de leur commande.`,
			`planblanc turns a folder of Markdown procedures into a static site that works
without a network: USB key, isolated intranet, paper.

Exit codes: 0 done, 1 the content has errors, 2 usage or failure; those that
differ are in the help of their command.`),
		Args:          a.unknownCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(a.helpCommand(root))
	root.PersistentFlags().BoolP("help", "h", false, a.t("afficher l'aide", "show help"))
	root.SetUsageFunc(a.usage)
	root.SetFlagErrorFunc(a.flagError)
	root.AddCommand(a.buildCommand(), a.checkCommand(), a.serveCommand(), a.newCommand(), a.importCommand(), a.fmtCommand(), a.pdfCommand(), a.listCommand(), a.statusCommand(), a.sitesCommand(), a.approveCommand(), a.exerciseCommand(), a.noticeCommand(), a.searchCommand(), a.diffCommand(), a.packCommand(), a.publishCommand(), a.pullCommand(), a.signCommand(), a.keyCommand(), a.verifyCommand(), a.genCommand(), a.configCommand(), a.completionCommand(), a.doctorCommand(), a.versionCommand(), a.licencesCommand())
	return root
}

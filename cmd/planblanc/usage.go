package main

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"planblanc/internal/diag"
)

// How a command is used, and what is wrong with the way it was called, in the
// reader's language: cobra and pflag have these words in English only.

// helpCommand is cobra's, in the reader's language.
func (a *app) helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [" + a.t("COMMANDE", "COMMAND") + "]",
		Short:   a.t("Afficher l'aide d'une commande", "Show a command's help"),
		Example: "  planblanc help build",
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return a.unknownCommand(root, rest)
			}
			return cmd.Help()
		},
	}
}

// usage writes what follows a command's description.
func (a *app) usage(cmd *cobra.Command) error {
	w := tabwriter.NewWriter(cmd.OutOrStderr(), 0, 0, 3, ' ', 0)
	fmt.Fprintf(w, "%s\n  %s", a.t("Usage :", "Usage:"), cmd.CommandPath())
	_, args, _ := strings.Cut(cmd.Use, " ")
	if args != "" {
		args = " " + args
	}
	if !cmd.HasAvailableSubCommands() {
		fmt.Fprintf(w, "%s [options]\n", args)
	} else {
		if args != "" { // it does something itself
			fmt.Fprintf(w, "%s [options]\n  %s", args, cmd.CommandPath())
		}
		fmt.Fprintf(w, " %s\n\n%s\n", a.t("COMMANDE", "COMMAND"), a.t("Commandes :", "Commands:"))
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				fmt.Fprintf(w, "  %s\t%s\n", c.Name(), c.Short)
			}
		}
	}
	if cmd.HasExample() {
		fmt.Fprintf(w, "\n%s\n%s\n", a.t("Exemples :", "Examples:"), cmd.Example)
	}
	fmt.Fprintf(w, "\n%s\n", "Options"+a.t(" :", ":"))
	for _, flags := range []*pflag.FlagSet{cmd.NonInheritedFlags(), cmd.InheritedFlags()} {
		flags.VisitAll(func(f *pflag.Flag) { fmt.Fprintln(w, a.flagLine(f)) })
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(w, a.t("\n« %s COMMANDE --help » décrit une commande.\n", "\n“%s COMMAND --help” describes a command.\n"), cmd.CommandPath())
	}
	return w.Flush()
}

// flagLine is a flag's line in the help; what stands between backquotes in its
// description names its value.
func (a *app) flagLine(f *pflag.Flag) string {
	line := "      --" + f.Name
	if f.Shorthand != "" {
		line = "  -" + f.Shorthand + ", --" + f.Name
	}
	value, text := pflag.UnquoteUsage(f)
	switch {
	case f.NoOptDefVal != "" && value != "" && f.Value.Type() != "bool":
		line += "[=" + value + "]"
	case value != "":
		line += " " + value
	}
	if f.DefValue != "" && f.DefValue != "[]" && f.DefValue != "0s" && f.Value.Type() != "bool" {
		text += fmt.Sprintf(a.t(" (par défaut : %s)", " (default: %s)"), f.DefValue)
	}
	return line + "\t" + text
}

// flagError says what is wrong with a flag.
func (a *app) flagError(cmd *cobra.Command, err error) error {
	text := err.Error()
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		typed, known := spelled(e), []string{}
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
		text = fmt.Sprintf(a.t("option inconnue : %s", "unknown flag: %s"), typed)
		if near := diag.Closest(typed, known); near != "" {
			return a.didYouMean(text, near)
		}
	} else if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		text = fmt.Sprintf(a.t("l'option %s attend une valeur", "flag %s needs a value"), spelled(e))
	} else if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		text = fmt.Sprintf(a.wrongValue(e.GetFlag().Value.Type()), e.GetFlag().Name, e.GetValue())
	} else if e, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		text = fmt.Sprintf(a.t("option mal écrite : %s", "badly written flag: %s"), e.GetSpecifiedFlag())
	}
	return a.seeHelp(cmd, text)
}

// wrongValue says what a flag's value is not.
func (a *app) wrongValue(kind string) string {
	switch kind {
	case "int", "uint16":
		return a.t("--%s : « %s » n'est pas un nombre possible", "--%s: “%s” is not a possible number")
	case "duration":
		return a.t("--%s : « %s » n'est pas une durée comme 2s ou 500ms", "--%s: “%s” is not a duration such as 2s or 500ms")
	}
	return a.t("--%s : « %s » n'est ni true ni false", "--%s: “%s” is neither true nor false")
}

// spelled is a flag as it was typed.
func spelled(e interface {
	GetSpecifiedName() string
	GetSpecifiedShortnames() string
}) string {
	if short := e.GetSpecifiedShortnames(); short != "" {
		return "-" + short
	}
	return "--" + e.GetSpecifiedName()
}

// noArgs refuses arguments.
func (a *app) noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return a.seeHelp(cmd, fmt.Sprintf(a.t("« %s » est de trop", "“%s” is one argument too many"), args[0]))
}

// unknownCommand refuses a command that the program does not have.
func (a *app) unknownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, c := range root.Commands() {
		known = append(known, c.Name())
	}
	text := fmt.Sprintf(a.t("commande inconnue : « %s »", "unknown command: “%s”"), args[0])
	if near := diag.Closest(args[0], known); near != "" {
		return a.didYouMean(text, near)
	}
	return a.seeHelp(root, text)
}

func (a *app) didYouMean(text, near string) error {
	return fmt.Errorf(a.t("%s ; vouliez-vous %s ?", "%s; did you mean %s?"), text, near)
}

func (a *app) seeHelp(cmd *cobra.Command, text string) error {
	return fmt.Errorf(a.t("%s ; voir « %s --help »", "%s; see “%s --help”"), text, cmd.CommandPath())
}

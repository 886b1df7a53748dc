package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func (a *app) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: a.t("Écrire le script de complétion d'un interpréteur", "Write a shell's completion script"),
		Long: a.t("Écrit sur la sortie standard le script qui complète les commandes et les options.",
			"Writes to standard output the script that completes commands and flags."),
		Example: `  planblanc completion bash > ~/.local/share/bash-completion/completions/planblanc
  planblanc completion zsh > "${fpath[1]}/_planblanc"
  planblanc completion fish > ~/.config/fish/completions/planblanc.fish
  planblanc completion powershell >> $PROFILE`,
		ValidArgs: shells,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 || !slices.Contains(shells, args[0]) {
				return a.seeHelp(cmd, a.t("nommer un interpréteur : ", "name one shell: ")+strings.Join(shells, ", "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.stdout, true)
			case "zsh":
				return root.GenZshCompletion(a.stdout)
			case "fish":
				return root.GenFishCompletion(a.stdout, true)
			}
			return root.GenPowerShellCompletionWithDesc(a.stdout)
		},
	}
}

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"planblanc/internal/content"
	"planblanc/internal/diag"
)

func (a *app) newCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "new",
		Short: a.t("Commencer un document ou une base", "Begin a document or a knowledge base"),
		Long: a.t(`Écrit un document à compléter, ou une base de procédures entière. Rien n'est
jamais remplacé. Ce qui manque est demandé si la commande est lancée dans un
terminal ; sinon, c'est laissé à compléter.`,
			`Writes a document to complete, or a whole base of procedures. Nothing is ever
replaced. What is missing is asked for when the command runs in a terminal; else
it is left to complete.`),
		Example: a.t(`  planblanc new site ma-base
  planblanc new fiche urgences/perte-scope --scenario perte-reseau --role ide
  planblanc new formulaire suivi-des-lits`,
			`  planblanc new site my-base
  planblanc new fiche urgences/perte-scope --scenario perte-reseau --role ide
  planblanc new formulaire suivi-des-lits`),
		Args: a.unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.newSiteCommand())
	for _, k := range kinds {
		cmd.AddCommand(a.newDocumentCommand(k))
	}
	return cmd
}

// kind is a type of document as the command line names it.
type kind struct {
	name string
	of   content.Type
	what diag.Text
	path string // an example
}

var kinds = []kind{
	{"fiche", content.ActionCard, diag.Text{FR: "une fiche réflexe", EN: "an action card"}, "urgences/perte-scope"},
	{"procedure", content.DegradedProcedure, diag.Text{FR: "une procédure dégradée", EN: "a degraded procedure"}, "pui/dispenser-sans-dpi"},
	{"formulaire", content.Form, diag.Text{FR: "un formulaire", EN: "a form"}, "suivi-des-lits"},
	{"affiche", content.Poster, diag.Text{FR: "une affiche", EN: "a poster"}, "visites-suspendues"},
	{"grille", content.DecisionGrid, diag.Text{FR: "une grille de décision", EN: "a decision grid"}, "accueil-des-filieres"},
	{"modele", content.MessageTemplate, diag.Text{FR: "un modèle de communication", EN: "a message template"}, "message-aux-familles"},
	{"main-courante", content.Logbook, diag.Text{FR: "une main courante", EN: "a logbook"}, "cellule-de-crise"},
	{"reference", content.Reference, diag.Text{FR: "une page de référence", EN: "a reference page"}, "mode-degrade"},
	{"retex", content.Review, diag.Text{FR: "un retour d'expérience", EN: "an after-action review"}, "exercice-de-novembre"},
}

// dialogue asks a person at a terminal. Without one it asks nothing.
type dialogue struct {
	in  *bufio.Reader // nil without a terminal
	out io.Writer
}

// dialogue returns the way to ask, which only a terminal on standard input has.
func (a *app) dialogue() *dialogue {
	d := &dialogue{out: a.stderr}
	if f, ok := a.stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		d.in = bufio.NewReader(f)
	}
	return d
}

// ask puts a question until accept finds the answer right; an accept that
// refuses says why. An empty answer, and the end of the input, are the default.
func (d *dialogue) ask(question, standard string, accept func(answer string) error) (string, error) {
	if d.in == nil {
		return standard, nil
	}
	for {
		fmt.Fprintf(d.out, "%s ", question)
		line, err := d.in.ReadString('\n')
		answer := strings.TrimSpace(line)
		if answer == "" {
			if err != nil {
				fmt.Fprintln(d.out)
			}
			return standard, nil
		}
		problem := accept(answer)
		if problem == nil {
			return answer, nil
		}
		fmt.Fprintln(d.out, problem)
		if err != nil {
			return standard, problem // nothing more will be said
		}
	}
}

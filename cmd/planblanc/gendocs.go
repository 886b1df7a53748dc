package main

import (
	"fmt"
	"strings"

	"github.com/cpuguy83/go-md2man/v2/md2man"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"planblanc/internal/content"
	"planblanc/internal/output"
)

func (a *app) genManCommand() *cobra.Command {
	dir := ""
	cmd := &cobra.Command{
		Use:     "man",
		Short:   a.t("Écrire les pages du manuel (man)", "Write the manual pages (man)"),
		Long:    a.t("Écrit une page de manuel pour le programme et une pour chaque commande.", "Writes a manual page for the program and one for each command."),
		Example: "  planblanc gen man\n  planblanc gen man -d ~/.local/share/man/man1",
		Args:    a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var files []output.File
			for _, c := range commands(cmd.Root()) {
				files = append(files, output.File{Path: pageName(c) + ".1", Body: md2man.Render([]byte(a.manPage(c)))})
			}
			return a.generate(dir, files)
		},
	}
	a.intoFlag(cmd, &dir, "man")
	return cmd
}

func (a *app) genGuideCommand() *cobra.Command {
	dir := ""
	cmd := &cobra.Command{
		Use:   "guide",
		Short: a.t("Écrire la page des clés du guide des auteurs", "Write the page of keys of the authors' guide"),
		Long: a.t(`Écrit cles.md, la page du guide des auteurs qui décrit chaque clé de l'en-tête, des
fichiers de données et de site.yaml. Lancer la commande de nouveau avec chaque
version du programme.`,
			`Writes cles.md, the page of the authors' guide, in French, that describes each key
of the front matter, of the data files and of site.yaml. Run the command again
with each version of the program.`),
		Example: "  planblanc gen guide\n  planblanc gen guide -d content/rediger",
		Args:    a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.generate(dir, []output.File{{Path: keysFile, Body: []byte(keysDocument())}})
		},
	}
	a.intoFlag(cmd, &dir, guideDir)
	return cmd
}

func (a *app) genDocsCommand() *cobra.Command {
	dir := ""
	cmd := &cobra.Command{
		Use:   "docs",
		Short: a.t("Écrire la référence en Markdown", "Write the reference in Markdown"),
		Long: a.t(`Écrit une page pour chaque commande, et cles.md, qui décrit toutes les clés que
les auteurs écrivent.`,
			`Writes a page for each command, and cles.md, which describes in French all the
keys that authors write.`),
		Example: "  planblanc gen docs\n  planblanc gen docs -d reference",
		Args:    a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			files := []output.File{{Path: keysFile, Body: []byte(keysPage())}}
			for _, c := range commands(cmd.Root()) {
				files = append(files, output.File{Path: pageName(c) + ".md", Body: []byte(a.commandPage(c))})
			}
			return a.generate(dir, files)
		},
	}
	a.intoFlag(cmd, &dir, "reference")
	return cmd
}

// commands lists a command and those below it.
func commands(c *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			all = append(all, commands(sub)...)
		}
	}
	return all
}

func pageName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// synopsis is how a command is called.
func (a *app) synopsis(c *cobra.Command) string {
	if c.HasAvailableSubCommands() {
		return c.CommandPath() + " " + a.t("COMMANDE", "COMMAND")
	}
	_, args, _ := strings.Cut(c.Use, " ")
	return strings.TrimSpace(c.CommandPath()+" "+args) + " [options]"
}

// flags calls each with every flag of a command: its spelling and its sense.
func (a *app) flags(c *cobra.Command, each func(spelled, sense string)) {
	for _, set := range []*pflag.FlagSet{c.NonInheritedFlags(), c.InheritedFlags()} {
		set.VisitAll(func(f *pflag.Flag) {
			spelled, sense, _ := strings.Cut(a.flagLine(f), "\t")
			each(strings.TrimSpace(spelled), sense)
		})
	}
}

// related lists the pages above and below a command's.
func related(c *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	if c.HasParent() {
		all = append(all, c.Parent())
	}
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			all = append(all, sub)
		}
	}
	return all
}

// commandPage is a command's page for a browser.
func (a *app) commandPage(c *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s.\n\n```text\n%s\n```\n\n%s\n", c.CommandPath(), c.Short, a.synopsis(c), c.Long)
	if c.HasExample() {
		fmt.Fprintf(&b, "\n## %s\n\n```sh\n%s\n```\n", a.t("Exemples", "Examples"), c.Example)
	}
	fmt.Fprintf(&b, "\n## Options\n\n")
	a.flags(c, func(spelled, sense string) { fmt.Fprintf(&b, "- `%s`%s%s\n", spelled, a.t(" : ", ": "), sense) })
	if all := related(c); len(all) > 0 {
		fmt.Fprintf(&b, "\n## %s\n\n", a.t("Voir aussi", "See also"))
		for _, r := range all {
			fmt.Fprintf(&b, "- [%s](%s.md)%s%s\n", r.CommandPath(), pageName(r), a.t(" : ", ": "), r.Short)
		}
	}
	return b.String()
}

// manPage is a command's page for man, in the Markdown of go-md2man: a title
// line, then a section a level-one heading.
func (a *app) manPage(c *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%% \"%s\" \"1\" \"\" \"planblanc\" \"%s\"\n", strings.ToUpper(pageName(c)), a.t("Manuel de planblanc", "planblanc manual"))
	fmt.Fprintf(&b, "# %s\n\n%s - %s\n\n# SYNOPSIS\n\n**%s**\n\n# DESCRIPTION\n\n%s\n", a.t("NOM", "NAME"), pageName(c), c.Short, a.synopsis(c), c.Long)
	if c.HasExample() {
		fmt.Fprintf(&b, "\n# %s\n\n```\n%s\n```\n", a.t("EXEMPLES", "EXAMPLES"), c.Example)
	}
	fmt.Fprintf(&b, "\n# OPTIONS\n\n")
	a.flags(c, func(spelled, sense string) { fmt.Fprintf(&b, "**%s**\n: %s\n\n", spelled, sense) })
	var see []string
	for _, r := range related(c) {
		see = append(see, "**"+pageName(r)+"(1)**")
	}
	if len(see) > 0 {
		fmt.Fprintf(&b, "# %s\n\n%s\n", a.t("VOIR AUSSI", "SEE ALSO"), strings.Join(see, ", "))
	}
	return b.String()
}

// keysFile is the page of the authors' guide that describes the keys.
const keysFile = "cles.md"

// guideDir is where a base keeps its authors' guide.
const guideDir = "content/rediger"

// keysDocument is that page as a document of a knowledge base.
func keysDocument() string {
	return `---
title: Les clés, une par une
type: reference
summary: "L’en-tête d’un document, les fichiers de données et les réglages : chaque clé, sa valeur et son sens."
status: valide
keywords: [en-tête, YAML]
priority: 3
---

` + keysBody()
}

// keysPage is the same as a page of the reference.
func keysPage() string { return "# Les clés\n\n" + keysBody() }

// keysBody describes in French what authors write.
func keysBody() string {
	titles := map[string]string{
		content.FrontMatterPart: "L’en-tête d’un document", content.TermPart: "`services.yaml`, `scenarios.yaml`, `roles.yaml`, `phases.yaml`",
		content.ContactPart: "`directory.yaml`", content.DefinitionPart: "`glossary.yaml`", content.ApprovalPart: "`register.yaml`", content.NoticePart: "`notices.yaml`",
		content.SettingsPart: "`site.yaml`", content.MachinePart: "Les variables du poste",
	}
	var b strings.Builder
	b.WriteString("Ce que les auteurs écrivent, clé par clé. Le programme écrit cette page : ne pas la modifier.\n\n- « fiches » : les types `fiche-reflexe` et `procedure-degradee`.\n- « officielle » : exigée des documents validés qui ont un code, avec `--official`.\n- Une date s’écrit `AAAA-MM-JJ`.\n")
	for _, p := range content.Parts() {
		fmt.Fprintf(&b, "\n## %s\n\n", titles[p.Name])
		if p.Name == content.MachinePart {
			b.WriteString("Ces réglages décident de ce que le poste exécute. Ils se donnent au poste, dans son environnement ; `site.yaml` ne peut pas les contenir.\n\n")
		}
		b.WriteString(table(p))
		if p.Name == content.FrontMatterPart {
			fmt.Fprintf(&b, "\n### Les types\n\n%s", typesTable())
		}
	}
	return b.String()
}

// table shows a part's keys. A setting that must be given has no default, so
// one column says both.
func table(p content.Part) string {
	settings := p.Name == content.SettingsPart || p.Name == content.MachinePart
	first, third := "clé", "obligatoire"
	if settings {
		third = "par défaut"
	}
	if p.Name == content.MachinePart {
		first = "variable"
	}
	rows := []string{"| " + first + " | valeur | " + third + " | sens |", "|---|---|---|---|"}
	for _, k := range p.Keys {
		said := k.Required
		switch {
		case settings && k.Required != "":
			said = "obligatoire"
		case settings && k.Default != "":
			said = "`" + k.Default + "`"
		case !settings && said == "":
			said = "non"
		}
		row := strings.Join([]string{"", " `" + k.Name + "` ", " " + k.Value + " ", " " + said + " ", " " + k.Meaning + " ", ""}, "|")
		rows = append(rows, strings.ReplaceAll(row, "|  |", "| |"))
	}
	return strings.Join(rows, "\n") + "\n"
}

func typesTable() string {
	rows := []string{"| type | sert à |", "|---|---|"}
	for _, t := range content.Types() {
		rows = append(rows, "| `"+string(t)+"` | "+t.Purpose()+" |")
	}
	return strings.Join(rows, "\n") + "\n"
}

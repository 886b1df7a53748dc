package main

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"planblanc/internal/content"
	"planblanc/internal/output"
	"planblanc/starter"
)

func (a *app) newSiteCommand() *cobra.Command {
	var title, organization string
	cmd := &cobra.Command{
		Use:   "site " + a.t("DOSSIER", "FOLDER"),
		Short: a.t("Commencer une base de procédures", "Begin a base of procedures"),
		Long: a.t(`Écrit dans DOSSIER une base de départ qui se construit aussitôt : réglages,
vocabulaires, annuaire, fiches, formulaires, schémas pour l'éditeur de texte,
contrôle avant commit, fichiers pour GitLab et GitHub. C'est un modèle à adapter :
rien n'y est approuvé. Aucun fichier n'est jamais remplacé.`,
			`Writes into FOLDER a base to begin with, in French, that builds at once: settings,
vocabularies, directory, cards, forms, schemas for text editors, a check before
commits, files for GitLab and GitHub. It is a model to adapt: nothing in it is
approved. No file is ever replaced.`),
		Example: a.t(`  planblanc new site ma-base
  planblanc new site . --title "Plan blanc numérique" --organization "CH de Valmont"`,
			`  planblanc new site my-base
  planblanc new site . --title "Plan blanc numérique" --organization "CH de Valmont"`),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 || args[0] == "" {
				return a.seeHelp(cmd, a.t("donner un seul DOSSIER", "give one FOLDER"))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.newSite(args[0], title, organization) },
	}
	f := cmd.Flags()
	f.StringVar(&title, "title", "", a.t("`TITRE` du site", "`TITLE` of the site"))
	f.StringVar(&organization, "organization", "", a.t("`NOM` de l'établissement", "`NAME` of the hospital"))
	return cmd
}

func (a *app) newSite(dir, title, organization string) error {
	d := a.dialogue()
	for _, q := range []struct {
		value            *string
		question, answer string
	}{
		{&title, a.t("Titre du site", "Title of the site"), "Plan blanc numérique"},
		{&organization, a.t("Nom de l'établissement", "Name of the hospital"), "Établissement à nommer"},
	} {
		if *q.value != "" {
			continue
		}
		answer, err := d.ask(fmt.Sprintf("%s [%s]%s", q.question, q.answer, a.t(" :", ":")), q.answer, func(string) error { return nil })
		if err != nil {
			return err
		}
		*q.value = answer
	}
	files, documents, err := starterFiles(title, organization)
	if err != nil {
		return err
	}
	if err := output.SaveNew(dir, files); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, a.t(`Base créée dans %s : %s, %s.
Ensuite :
  cd %s
  planblanc serve -O
  git init && git config core.hooksPath .githooks
C'est un modèle, rien n'y est approuvé : commencer par README.md.
`, `Base created in %s: %s, %s.
Next:
  cd %s
  planblanc serve -O
  git init && git config core.hooksPath .githooks
It is a model, nothing in it is approved: begin with README.md.
`), filepath.ToSlash(filepath.Clean(dir))+"/", a.count(documents, "document", "document"), a.count(len(files), "fichier", "file"), shellWord(dir))
	return err
}

// shellWord quotes a folder's name where a shell needs it.
func shellWord(s string) string {
	if strings.ContainsAny(s, " '\"$&()") {
		return `"` + s + `"`
	}
	return s
}

// starterFiles is the knowledge base to begin with, and the number of its
// documents.
func starterFiles(title, organization string) ([]output.File, int, error) {
	top, err := fs.Sub(starter.Site, "site")
	if err != nil {
		return nil, 0, err
	}
	var files []output.File
	err = fs.WalkDir(top, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := fs.ReadFile(top, name)
		if name == path.Join("content", content.SettingsFile) {
			named := strings.NewReplacer("title:\n", "title: "+content.Scalar(title)+"\n", "organization:\n", "organization: "+content.Scalar(organization)+"\n")
			body = []byte(named.Replace(string(body)))
		}
		files = append(files, output.File{Path: name, Body: body})
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	files = append(files, output.File{Path: guideDir + "/" + keysFile, Body: []byte(keysDocument())})
	source, err := fs.Sub(top, "content")
	if err != nil {
		return nil, 0, err
	}
	l, _, err := content.Load(source, nil) // only the title is missing
	if err != nil {
		return nil, 0, err
	}
	schemas, err := schemaFiles(l)
	if err != nil {
		return nil, 0, err
	}
	for _, s := range schemas {
		files = append(files, output.File{Path: schemasDir + "/" + s.Path, Body: s.Body})
	}
	return files, len(l.Documents) + 1, nil // the keys are not in the starter
}

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"planblanc/internal/content"
	"planblanc/internal/output"
)

func (a *app) genCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "gen",
		Short: a.t("Engendrer des schémas, un manuel, une référence", "Generate schemas, a manual, a reference"),
		Long: a.t(`Écrit des fichiers que le programme tient de lui-même et du contenu. Ils peuvent
être écrits de nouveau à tout moment ; rien d'autre n'est touché.`,
			`Writes files that the program knows from itself and from the content. They can be
written again at any time; nothing else is touched.`),
		Example: "  planblanc gen schema\n  planblanc gen man -d man\n  planblanc gen docs -d reference\n  planblanc gen guide",
		Args:    a.unknownCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.genSchemaCommand(), a.genManCommand(), a.genDocsCommand(), a.genGuideCommand())
	return cmd
}

// intoFlag adds the flag that says where to write.
func (a *app) intoFlag(cmd *cobra.Command, dir *string, standard string) {
	cmd.Flags().StringVarP(dir, "destination", "d", standard, a.t("écrire dans `DOSSIER`", "write into `FOLDER`"))
	_ = cmd.MarkFlagDirname("destination")
}

func (a *app) genSchemaCommand() *cobra.Command {
	var o options
	dir := ""
	cmd := &cobra.Command{
		Use:   "schema",
		Short: a.t("Écrire les schémas JSON de ce que les auteurs écrivent", "Write the JSON Schemas of what authors write"),
		Long: a.t(`Écrit un schéma JSON pour l'en-tête de chaque type de document, pour site.yaml et
pour chaque fichier de données. Les services, situations, fonctions, phases,
contacts et établissements du contenu y sont des listes fermées : lancer la
commande de nouveau quand ils changent.`,
			`Writes a JSON Schema for the front matter of each type of document, for site.yaml
and for each data file. The services, scenarios, roles, phases, contacts and
sites of the content are closed lists in them: run the command again when they
change.`),
		Example: "  planblanc gen schema\n  planblanc gen schema -s content -d schemas",
		Args:    a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			_, l, err := a.read(o)
			if err != nil {
				return err
			}
			files, err := schemaFiles(l)
			if err != nil {
				return err
			}
			return a.generate(dir, files)
		},
	}
	a.sourceFlag(cmd, &o)
	a.intoFlag(cmd, &dir, schemasDir)
	return cmd
}

// schemasDir is where editors are told to find the schemas.
const schemasDir = "schemas"

func schemaFiles(l *content.Library) ([]output.File, error) {
	all, err := l.Schemas()
	if err != nil {
		return nil, err
	}
	files := make([]output.File, len(all))
	for i, s := range all {
		files[i] = output.File{Path: s.Name + ".schema.json", Body: s.Text}
	}
	return files, nil
}

// generate writes files, and leaves those that are right already.
func (a *app) generate(dir string, files []output.File) error {
	written := 0
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Path))
		if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, f.Body) {
			continue // what cannot be read, Save replaces or refuses
		}
		if err := output.Save(name, f.Body); err != nil {
			return err
		}
		written++
	}
	_, err := fmt.Fprintf(a.stdout, a.t("%s dans %s, dont %d écrits.\n", "%s in %s, %d written.\n"), a.count(len(files), "fichier", "file"), filepath.ToSlash(dir)+"/", written)
	return err
}

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/folder"
	"planblanc/internal/output"
)

func (a *app) fmtCommand() *cobra.Command {
	var o options
	var check bool
	cmd := &cobra.Command{
		Use:   "fmt [" + a.t("FICHIER", "FILE") + "…]",
		Short: a.t("Mettre en forme les en-têtes", "Put front matter in form"),
		Long: a.t(`Met l'en-tête de chaque document dans l'ordre et la forme du guide, sans toucher
au texte ni perdre un commentaire. Sans FICHIER, tout le contenu. Un en-tête qui a
des erreurs reste tel quel, avec une remarque.`,
			`Puts the front matter of each document in the order and form of the guide. It
touches no text and loses no comment. Without FILE, the whole content. Front
matter with errors stays as it is, with a remark.`),
		Example: a.t(`  planblanc fmt
  planblanc fmt content/fiches/urgences/tri.md
  planblanc fmt --check      ne rien écrire, échouer si un en-tête n'est pas en forme`,
			`  planblanc fmt
  planblanc fmt content/fiches/urgences/tri.md
  planblanc fmt --check      write nothing, fail when front matter is not in form`),
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			if _, err := a.resolve(o); err != nil {
				return err
			}
			files, err := a.documents(o.source, args)
			if err != nil {
				return err
			}
			return a.format(o.source, files, check)
		},
	}
	a.sourceFlag(cmd, &o)
	cmd.Flags().BoolVar(&check, "check", false, a.t("ne rien écrire, nommer les en-têtes à mettre en forme", "write nothing, name the front matter that is not in form"))
	return cmd
}

// documents lists content paths: those of files named on the command line, or
// all. Fragments have no front matter and are passed over.
func (a *app) documents(source string, args []string) ([]string, error) {
	if len(args) == 0 {
		return content.DocumentFiles(folder.At(source))
	}
	var files []string
	for _, arg := range args {
		name, err := a.inContent(source, arg)
		if err != nil {
			return nil, err
		}
		if filepath.Ext(name) != ".md" {
			return nil, fmt.Errorf(a.t("« %s » n'est pas un document Markdown (.md)", "“%s” is not a Markdown document (.md)"), arg)
		}
		if !strings.HasPrefix(name, "fragments/") {
			files = append(files, name)
		}
	}
	return files, nil
}

// inContent turns a path on the disk into one in the content folder.
func (a *app) inContent(source, name string) (string, error) {
	top, err := realPath(source)
	if err != nil {
		return "", err
	}
	file, err := realPath(name)
	if err != nil {
		return "", err
	}
	relative, err := filepath.Rel(top, file)
	if err != nil || !within(top, file) {
		return "", fmt.Errorf(a.t("« %s » n'est pas dans le contenu « %s » (option -s)", "“%s” is not in the content “%s” (option -s)"), name, source)
	}
	return filepath.ToSlash(relative), nil
}

// format puts documents in form and says what it did.
func (a *app) format(source string, files []string, check bool) error {
	var bad []diag.Diagnostic
	changed := 0
	for _, name := range files {
		file := filepath.Join(source, filepath.FromSlash(name))
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		formed, diags := content.Format(name, text)
		bad = append(bad, diags...)
		if bytes.Equal(formed, text) {
			continue
		}
		changed++
		if !check {
			if err := output.Save(file, formed); err != nil {
				return err
			}
		}
		said := a.t("%s : en-tête mis en forme\n", "%s: front matter put in form\n")
		if check {
			said = a.t("%s : en-tête à mettre en forme\n", "%s: front matter not in form\n")
		}
		fmt.Fprintf(a.stdout, said, filepath.ToSlash(file))
	}
	if err := a.printer(source).Print(a.stderr, diag.Sort(bad)); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, a.formatted(changed, len(files), check))
	if check && changed > 0 || diag.HasErrors(bad) {
		return exitError(exitContent)
	}
	return nil
}

// formatted is the last line of fmt.
func (a *app) formatted(changed, all int, check bool) string {
	number := a.count(all, "document", "document")
	switch {
	case check && changed > 0:
		return fmt.Sprintf(a.t("%s, dont %d à mettre en forme : lancer « planblanc fmt ».", "%s, %d not in form: run “planblanc fmt”."), number, changed)
	case check:
		return fmt.Sprintf(a.t("%s, aucun à mettre en forme.", "%s, none to put in form."), number)
	}
	return fmt.Sprintf(a.t("%s, dont %d mis en forme.", "%s, %d put in form."), number, changed)
}

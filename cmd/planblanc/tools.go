package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/folder"
	"planblanc/internal/site"
)

// carrying are the flags of build that put tools beside the pages.
type carrying struct {
	content  bool
	programs string
}

func (c carrying) any() bool { return c.content || c.programs != "" }

func (a *app) carryFlags(cmd *cobra.Command, c *carrying) {
	f := cmd.Flags()
	f.BoolVar(&c.content, "with-content", false, a.t("mettre aussi les sources dans outils/, pour refaire le site sur un poste isolé", "put the sources into outils/ too, to make the site again on an isolated machine"))
	f.StringVar(&c.programs, "with-program", "", a.t("mettre aussi dans outils/ les programmes de `DOSSIER`, celui que fait « make release »", "put the programs of `FOLDER` into outils/ too, the one that “make release” makes"))
	_ = cmd.MarkFlagDirname("with-program")
}

// tools finds what the site is to carry; nil for nothing.
func (a *app) tools(v building, b build.Options) (*build.Tools, error) {
	if !v.carry.any() {
		return nil, nil
	}
	t := &build.Tools{Content: v.carry.content}
	if v.themeDir != "" {
		t.Theme = folder.At(v.themeDir)
	}
	for _, over := range b.Overrides {
		switch {
		case !v.carry.content, over.Key == "audience": // which the page of the tools always names
		case over.Origin == content.FromFlag:
			t.Flags = append(t.Flags, over.Name+" "+over.Value)
		default:
			a.note(a.t("%s ne suit pas les sources : l'écrire dans site.yaml pour qu'un poste isolé refasse le même site", "%s does not go with the sources: write it into site.yaml, so that an isolated machine makes the same site"), over.Name)
		}
	}
	if v.carry.programs == "" {
		return t, nil
	}
	t.Programs = folder.At(v.carry.programs)
	var err error
	t.Platforms, err = build.ProgramsIn(t.Programs)
	if e, ok := errors.AsType[*build.ProgramError](err); ok {
		return nil, fmt.Errorf(a.t("« %s » n'est pas planblanc pour %s : le refaire avec make release", "“%s” is not planblanc for %s: make it again with make release"), filepath.Join(v.carry.programs, filepath.FromSlash(e.Path)), e.For)
	}
	if errors.Is(err, build.ErrNoProgram) {
		return nil, fmt.Errorf(a.t("aucun programme dans « %s » : make release y met %s", "no program in “%s”: make release puts %s there"), v.carry.programs, programPaths())
	}
	return t, err
}

func programPaths() string {
	var paths []string
	for _, p := range site.Platforms() {
		paths = append(paths, p.Path())
	}
	return strings.Join(paths, ", ")
}

// toolsProblem says in the reader's language why sources cannot be carried, or
// "" when the error is of another kind.
func (a *app) toolsProblem(err error) string {
	e, ok := errors.AsType[*build.AboveError](err)
	if !ok {
		return ""
	}
	const most = 5
	items := strings.Join(e.Items[:min(len(e.Items), most)], ", ")
	if more := len(e.Items) - most; more > 0 {
		items += fmt.Sprintf(a.t(" et %d autres", " and %d more"), more)
	}
	return fmt.Sprintf(a.t("les sources contiennent ce que le niveau « %s » ne doit pas lire (%s) : construire avec un niveau plus réservé (--audience), ou sans --with-content ; rien n'est écrit",
		"the sources hold what audience “%s” may not read (%s): build for a narrower audience (--audience), or without --with-content; nothing is written"), e.Audience, items)
}

// reportTools says what the site carries beside its pages.
func (a *app) reportTools(t *build.Tools) {
	if t == nil {
		return
	}
	var parts []string
	if t.Content {
		parts = append(parts, a.t("les sources", "the sources"))
	}
	if n := len(t.Platforms); n > 0 {
		var names []string
		for _, p := range t.Platforms {
			names = append(names, p.Folder)
		}
		parts = append(parts, a.count(n, "programme", "program")+" ("+strings.Join(names, ", ")+")")
	}
	fmt.Fprintf(a.stdout, a.t("Dans outils/ : %s. Signer le site : un programme n'est sûr que sur une clé signée.\n", "In outils/: %s. Sign the site: a program is safe on a signed key only.\n"), strings.Join(parts, ", "))
}

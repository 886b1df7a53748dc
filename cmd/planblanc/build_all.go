package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/diag"
	"planblanc/internal/output"
)

// allSitesFlag adds the flag that stands for every establishment.
func (a *app) allSitesFlag(cmd *cobra.Command, all *bool) {
	cmd.Flags().BoolVar(all, "all-sites", false, a.t("le site de chaque établissement de site.yaml", "the site of each establishment in site.yaml"))
	cmd.MarkFlagsMutuallyExclusive("site", "all-sites")
}

// each reads and checks the content of one establishment, or of all, and does
// something with each.
func (a *app) each(b build.Options, all bool, do func(*build.Loaded) error) error {
	if all {
		g, err := a.group(b)
		if err != nil {
			return err
		}
		return g.Check(do)
	}
	l, err := build.Load(b)
	if err != nil {
		return err
	}
	return do(l)
}

// group reads the content of all establishments, of which there is one at least.
func (a *app) group(b build.Options) (*build.Group, error) {
	g, err := build.ReadGroup(b)
	if err == nil && len(g.IDs()) == 0 {
		err = errors.New(a.t("site.yaml ne décrit aucun établissement (clé « sites »)", "site.yaml describes no establishment (key “sites”)"))
	}
	return g, err
}

// buildAll writes the site of each establishment into a folder of its own. All
// are checked before the first is written, and each takes the place of its
// former one in a single step: whatever happens, a folder holds a whole site.
func (a *app) buildAll(v building, b build.Options, start time.Time) error {
	_, err := os.Lstat(filepath.Join(v.destination, output.ManifestName))
	if err == nil {
		return fmt.Errorf(a.t("« %s » est un site : choisir avec -d un dossier pour y mettre ceux des établissements", "“%s” is a site: choose a folder for those of the establishments with -d"), v.destination)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look at %s: %w", v.destination, err)
	}
	k, err := a.keepingBuild(v, b)
	if err != nil {
		return err
	}
	before, same, err := a.recall(k, v.destination, start)
	if err != nil {
		return err
	}
	if same {
		a.repeat(before, v.destination)
		return nil
	}
	// What establishments share stays to the end: to look through it as often as the
	// program does usually is a quarter of the time of a run.
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	g, err := a.group(b)
	if err != nil {
		return err
	}
	for _, id := range g.IDs() {
		if err := a.notOverReal(b, filepath.Join(v.destination, id)); err != nil {
			return err
		}
	}
	var all build.Findings
	if err := g.Check(func(l *build.Loaded) error { all.Add(l); return nil }); err != nil {
		return err
	}
	found := all.Remarks()
	var said bytes.Buffer
	if err := a.printer(v.source).Print(&said, found); err != nil {
		return err
	}
	fmt.Fprint(a.stderr, said.String())
	if diag.HasErrors(found) {
		n, _ := tally(found)
		fmt.Fprintf(a.stderr, a.t("%s dans le contenu : rien n'est écrit, « %s » reste tel quel.\n", "%s in the content: nothing is written, “%s” stays as it was.\n"),
			a.count(n, "erreur", "error"), v.destination)
		return exitError(exitContent)
	}
	return a.writeAll(v, b, g, built{Said: said.String()}, k, start)
}

// writeAll writes the sites of a build, begun at start, in which all is checked,
// and keeps it.
func (a *app) writeAll(v building, b build.Options, g *build.Group, done built, k buildKeeping, start time.Time) error {
	t, err := a.loadTheme(v.themeDir)
	if err != nil {
		return err
	}
	shallow := false
	for i, id := range g.IDs() {
		dir := filepath.Join(v.destination, id)
		l, report, err := g.Write(id, t, dir, output.Options{Force: v.force})
		if err != nil {
			a.note(a.t("échec au site de « %s » ; déjà écrits : %s ; lui et les suivants restent tels qu'ils étaient", "failed at the site of “%s”; already written: %s; it and those that follow stay as they were"),
				id, cmp.Or(strings.Join(g.IDs()[:i], ", "), a.t("aucun", "none")))
			return err
		}
		past := a.pastNotices(b, report)
		fmt.Fprint(a.stderr, past)
		a.reportTools(b.Tools)
		a.reportBuild(dir, l, report, time.Since(start))
		start = time.Now()
		done.Sites = append(done.Sites, builtSite{Folder: id, Said: past, Documents: report.Documents})
		shallow = shallow || l.Shallow
	}
	if shallow { // its history may grow, and no key tells
		return nil
	}
	return a.retain(k, v, b, done)
}

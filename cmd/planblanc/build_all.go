package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/diag"
	"planblanc/internal/output"
	"planblanc/internal/theme"
)

// allSitesFlag adds the flag that stands for every establishment.
func (a *app) allSitesFlag(cmd *cobra.Command, all *bool) {
	cmd.Flags().BoolVar(all, "all-sites", false, a.t("le site de chaque établissement de site.yaml", "the site of each establishment in site.yaml"))
	cmd.MarkFlagsMutuallyExclusive("site", "all-sites")
}

// load reads and checks the content of one establishment, or of all.
func (a *app) load(b build.Options, all bool) ([]*build.Loaded, error) {
	if !all {
		l, err := build.Load(b)
		return []*build.Loaded{l}, err
	}
	sites, err := build.LoadAll(b)
	if err == nil && len(sites) == 0 {
		err = errors.New(a.t("site.yaml ne décrit aucun établissement (clé « sites »)", "site.yaml describes no establishment (key “sites”)"))
	}
	return sites, err
}

// buildAll writes the site of each establishment into a folder of its own. All
// are checked before the first is written, and each takes the place of its
// former one in a single step: whatever happens, a folder holds a whole site.
func (a *app) buildAll(v building, b build.Options, t *theme.Theme, start time.Time) error {
	_, err := os.Lstat(filepath.Join(v.destination, output.ManifestName))
	if err == nil {
		return fmt.Errorf(a.t("« %s » est un site : choisir avec -d un dossier pour y mettre ceux des établissements", "“%s” is a site: choose a folder for those of the establishments with -d"), v.destination)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look at %s: %w", v.destination, err)
	}
	sites, err := a.load(b, true)
	if err != nil {
		return err
	}
	for _, l := range sites {
		if err := a.notOverReal(b, filepath.Join(v.destination, l.Catalog.Library.Settings.Establishment)); err != nil {
			return err
		}
	}
	found := build.Remarks(sites)
	if err := a.printer(v.source).Print(a.stderr, found); err != nil {
		return err
	}
	if diag.HasErrors(found) {
		n, _ := tally(found)
		fmt.Fprintf(a.stderr, a.t("%s dans le contenu : rien n'est écrit, « %s » reste tel quel.\n", "%s in the content: nothing is written, “%s” stays as it was.\n"),
			a.count(n, "erreur", "error"), v.destination)
		return exitError(exitContent)
	}
	var done []string
	for i, l := range sites {
		sites[i] = nil // one written is let go
		b.Establishment = l.Catalog.Library.Settings.Establishment
		dir := filepath.Join(v.destination, b.Establishment)
		report, err := l.Write(b, t, dir, output.Options{Force: v.force})
		if err != nil {
			a.note(a.t("échec au site de « %s » ; déjà écrits : %s ; lui et les suivants restent tels qu'ils étaient", "failed at the site of “%s”; already written: %s; it and those that follow stay as they were"),
				b.Establishment, cmp.Or(strings.Join(done, ", "), a.t("aucun", "none")))
			return err
		}
		done = append(done, b.Establishment)
		fmt.Fprint(a.stderr, a.pastNotices(b, report))
		a.reportTools(b.Tools)
		a.reportBuild(dir, l, report, time.Since(start))
		start = time.Now()
	}
	return nil
}

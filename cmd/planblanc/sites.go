package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/content"
)

// siteReport is an establishment in « sites --format json », and in that of
// status.
type siteReport struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	Documents int           `json:"documents"`
	Overrides []siteFile    `json:"overrides"`
	Additions []siteFile    `json:"additions"`
	Drifted   int           `json:"drifted"`
	Missing   []siteMissing `json:"missing"`
}

// siteFile is a file of an establishment's own.
type siteFile struct {
	Path          string      `json:"path"`
	Code          string      `json:"code"`
	Title         string      `json:"title"`
	Drifted       build.Drift `json:"drifted"` // "" for an addition
	Changed       string      `json:"changed"`
	CommonChanged string      `json:"common_changed"`
}

// siteMissing is a document that an establishment has nothing for.
type siteMissing struct {
	Path  string   `json:"path"`
	Code  string   `json:"code"`
	Title string   `json:"title"`
	Sites []string `json:"sites"`
}

func (a *app) sitesCommand() *cobra.Command {
	var o options
	var format string
	formats := []string{"text", "json"}
	cmd := &cobra.Command{
		Use:   "sites",
		Short: a.t("Montrer ce que chaque établissement a de particulier", "Show what each establishment has of its own"),
		Long: a.t(`Liste, pour chaque établissement de site.yaml, les fichiers de sites/<id>/ qui
remplacent un fichier commun ou s'y ajoutent, ceux dont le texte commun a changé
depuis (à relire), et les documents à code réservés à d'autres établissements dont
il n'a pas d'équivalent : ni même chemin, ni même code. Les dates sont celles de git.`,
			`Lists, for each establishment in site.yaml, the files of sites/<id>/ that replace
a common file or come on top, those whose common text has changed since (to be
read again), and the documents with a code kept for other establishments that it
has nothing for: neither their path nor their code. The dates are git's.`),
		Example: a.t(`  planblanc sites
  planblanc sites --format json    tout, pour un autre programme`,
			`  planblanc sites
  planblanc sites --format json    everything, for another program`),
		Args: a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.oneOf("format", format, formats); err != nil {
				return err
			}
			b, err := a.resolve(o)
			if err != nil {
				return err
			}
			reports := []siteReport{}
			var found build.Findings
			err = a.each(b, true, func(l *build.Loaded) error {
				if format != "json" && len(reports) == 0 {
					a.historyNote(l)
				}
				found.Add(l)
				reports = append(reports, siteReportOf(l))
				return nil
			})
			if err != nil {
				return err
			}
			if format == "json" {
				err = a.writeJSON(reports)
			} else {
				err = a.printSites(o.source, reports)
			}
			if err != nil {
				return err
			}
			return a.refuseDoubt(found.Remarks())
		},
	}
	a.sourceFlag(cmd, &o)
	a.formatFlag(cmd, &format, formats)
	return cmd
}

// siteReportOf says in what an establishment differs from its group.
func siteReportOf(l *build.Loaded) siteReport {
	local := l.Local()
	r := siteReport{ID: local.ID, Name: l.Catalog.Library.Settings.Organization, Documents: len(l.Catalog.Pages),
		Overrides: []siteFile{}, Additions: []siteFile{}, Missing: []siteMissing{}}
	for _, f := range local.Files {
		file := siteFile{Path: f.File, Drifted: f.Drift, Changed: content.Date{Time: f.Changed}.String(), CommonChanged: content.Date{Time: f.CommonChanged}.String()}
		if f.Page != nil {
			file.Code, file.Title = f.Page.Meta.Code, f.Page.Meta.Title
		}
		if !f.Overrides {
			r.Additions = append(r.Additions, file)
			continue
		}
		r.Overrides = append(r.Overrides, file)
		if f.Drift == build.Drifted {
			r.Drifted++
		}
	}
	for _, d := range local.Missing {
		r.Missing = append(r.Missing, siteMissing{d.Path, d.Meta.Code, d.Meta.Title, d.Meta.Sites})
	}
	return r
}

// printSites shows each establishment with its files.
func (a *app) printSites(source string, reports []siteReport) error {
	place := func(file string) string { return filepath.ToSlash(filepath.Join(source, filepath.FromSlash(file))) }
	for i, r := range reports {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		fmt.Fprintln(a.stdout, a.siteLine(r))
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		for _, f := range r.Overrides {
			fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", a.t("remplace", "replaces"), f.Code, place(f.Path), a.drift(f))
		}
		for _, f := range r.Additions {
			fmt.Fprintf(w, "  %s\t%s\t%s\t\n", a.t("ajoute", "adds"), f.Code, place(f.Path))
		}
		for _, m := range r.Missing {
			fmt.Fprintf(w, "  %s\t%s\t%s\t%s %s\n", a.t("manque", "lacks"), m.Code, place(m.Path), a.t("réservé à", "kept for"), strings.Join(m.Sites, ", "))
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// siteLine sums up an establishment.
func (a *app) siteLine(r siteReport) string {
	return fmt.Sprintf(a.t("%s (%s) : %s, dont remplacés %d, ajoutés %d ; à relire %d, manquants %d", "%s (%s): %s, of which replaced %d, added %d; to be read again %d, missing %d"),
		r.Name, r.ID, a.count(r.Documents, "document", "document"), len(r.Overrides), len(r.Additions), r.Drifted, len(r.Missing))
}

// drift says what became of the common text.
func (a *app) drift(f siteFile) string {
	switch f.Drifted {
	case build.Drifted:
		return fmt.Sprintf(a.t("À RELIRE : le texte commun a changé le %s, celui-ci date du %s", "TO BE READ AGAIN: the common text changed on %s, this one is of %s"), f.CommonChanged, f.Changed)
	case build.Current:
		return a.t("à jour", "up to date")
	}
	return a.t("dates inconnues", "dates unknown")
}

package main

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
)

// listed is one row of « list --format json »; lists are never null.
type listed struct {
	Code        string   `json:"code"`
	Title       string   `json:"title"`
	Type        string   `json:"type"`
	Path        string   `json:"path"`
	URL         string   `json:"url"`
	Service     []string `json:"service"`
	Scenario    []string `json:"scenario"`
	Role        []string `json:"role"`
	Phase       []string `json:"phase"`
	Version     string   `json:"version"`
	Status      string   `json:"status"`
	Audience    string   `json:"audience"`
	Approved    string   `json:"approved"`
	ReviewBy    string   `json:"review_by"`
	Exercised   string   `json:"exercised"`
	Owner       string   `json:"owner"`
	Fingerprint string   `json:"fingerprint"`
	Reviewer    string   `json:"reviewer"`
	Approver    string   `json:"approver"`
	Standing    string   `json:"standing"`
	Changed     string   `json:"changed"`
}

func (a *app) listCommand() *cobra.Command {
	var o options
	var stale, drafts, orphans bool
	format := ""
	formats := []string{"table", "csv", "json"}
	cmd := &cobra.Command{
		Use:   "list",
		Short: a.t("Lister les documents", "List the documents"),
		Long: a.t(`Liste tous les documents du contenu, brouillons compris, triés par code puis par
chemin. Les options se combinent : un document est listé s'il répond à l'une.`,
			`Lists every document of the content, drafts included, by code then by path. The
options combine: a document is listed when it meets one of them.`),
		Example: a.t(`  planblanc list
  planblanc list --stale                  les fiches à revoir
  planblanc list --drafts --format csv    les brouillons, pour un tableur`,
			`  planblanc list
  planblanc list --stale                  the cards whose review is overdue
  planblanc list --drafts --format csv    the drafts, for a spreadsheet`),
		Args: a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.oneOf("format", format, formats); err != nil {
				return err
			}
			b, err := a.resolve(o)
			if err != nil {
				return err
			}
			l, err := build.Load(b)
			if err != nil {
				return err
			}
			lonely := map[string]bool{}
			for _, d := range l.Diagnostics {
				if d.Rule == diag.OrphanPage {
					lonely[d.File] = true
				}
			}
			var rows []listed
			for _, p := range sorted(l.Catalog.Pages) {
				m := &p.Meta
				late := m.Status == content.Valid && !m.ReviewBy.IsZero() && m.ReviewBy.Before(b.Today.Time)
				all := !stale && !drafts && !orphans
				if !p.Section && (all || stale && late || drafts && m.Status != content.Valid || orphans && lonely[l.Catalog.Library.Ours(p.Path)]) {
					rows = append(rows, row(l, p))
				}
			}
			if err := a.printList(format, rows); err != nil {
				return err
			}
			// A list of content that cannot be read whole must not look whole.
			if diag.HasErrors(l.Diagnostics) {
				n, _ := tally(l.Diagnostics)
				fmt.Fprintf(a.stderr, a.t("%s dans le contenu : la liste peut être incomplète, voir « planblanc check ».\n", "%s in the content: the list may be incomplete, see “planblanc check”.\n"), a.count(n, "erreur", "error"))
				return exitError(exitContent)
			}
			return nil
		},
	}
	a.sourceFlag(cmd, &o)
	a.establishmentFlag(cmd, &o)
	a.dateFlag(cmd, &o)
	f := cmd.Flags()
	f.BoolVarP(&drafts, "drafts", "D", false, a.t("documents qui ne sont pas publiés", "documents that are not published"))
	f.BoolVar(&stale, "stale", false, a.t("documents à revoir", "documents whose review is overdue"))
	f.BoolVar(&orphans, "orphans", false, a.t("documents qu'aucune liste ne montre", "documents that no list shows"))
	a.formatFlag(cmd, &format, formats)
	return cmd
}

// sorted orders pages by code, those without one last, then by path.
func sorted(pages []*site.Page) []*site.Page {
	out := slices.Clone(pages)
	slices.SortStableFunc(out, func(x, y *site.Page) int {
		if (x.Meta.Code == "") != (y.Meta.Code == "") {
			return strings.Compare(y.Meta.Code, x.Meta.Code)
		}
		return strings.Compare(x.Meta.Code, y.Meta.Code)
	})
	return out
}

// standings are the words of machine formats for what the register says.
var standings = map[site.Standing]string{site.Unregistered: "", site.AsApproved: "approved", site.Modified: "modified"}

func row(l *build.Loaded, p *site.Page) listed {
	m := &p.Meta
	some := func(l content.List) []string { return append([]string{}, l...) }
	return listed{
		Code: m.Code, Title: m.Title, Type: string(m.Type), Path: l.Catalog.Library.Ours(p.Path), URL: p.URL,
		Service: some(m.Service), Scenario: some(m.Scenario), Role: some(m.Role), Phase: some(m.Phase),
		Version: m.Version, Status: string(m.Status), Audience: string(m.Audience),
		Approved: m.Approved.String(), ReviewBy: m.ReviewBy.String(), Exercised: m.Exercised.String(),
		Owner: m.Owner, Fingerprint: p.Fingerprint, Reviewer: m.Reviewer, Approver: m.Approver,
		Standing: standings[p.Standing], Changed: changedOn(l, p),
	}
}

func (a *app) printList(format string, rows []listed) error {
	switch format {
	case "json":
		return a.writeJSON(append([]listed{}, rows...))
	case "csv":
		return a.printCSV(rows)
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, a.t("CODE\tTITRE\tVERSION\tSTATUT\tAPPROUVÉE\tÀ REVOIR\tRÉDACTEUR\tCHEMIN", "CODE\tTITLE\tVERSION\tSTATUS\tAPPROVED\tREVIEW BY\tOWNER\tPATH"))
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.Code, r.Title, r.Version, r.Status, r.Approved, r.ReviewBy, r.Owner, r.Path)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(a.stdout, a.count(len(rows), "document", "document"))
	return err
}

// printCSV writes the columns of the JSON format; lists are joined by a space.
func (a *app) printCSV(rows []listed) error {
	table := [][]string{{"code", "title", "type", "path", "url", "service", "scenario", "role", "phase", "version",
		"status", "audience", "approved", "review_by", "exercised", "owner", "fingerprint",
		"reviewer", "approver", "standing", "changed"}}
	join := func(l []string) string { return strings.Join(l, " ") }
	for _, r := range rows {
		table = append(table, []string{r.Code, r.Title, r.Type, r.Path, r.URL, join(r.Service), join(r.Scenario), join(r.Role), join(r.Phase),
			r.Version, r.Status, r.Audience, r.Approved, r.ReviewBy, r.Exercised, r.Owner, r.Fingerprint,
			r.Reviewer, r.Approver, r.Standing, r.Changed})
	}
	return a.writeCSV(table)
}

// writeCSV writes rows (RFC 4180). A value that a spreadsheet would run as a
// formula is quoted with an apostrophe.
func (a *app) writeCSV(rows [][]string) error {
	w := csv.NewWriter(a.stdout)
	for _, row := range rows {
		for i, v := range row {
			if v != "" && strings.ContainsRune("=+-@\t", rune(v[0])) {
				row[i] = "'" + v
			}
		}
		_ = w.Write(row) // Error tells, below
	}
	w.Flush()
	return w.Error()
}

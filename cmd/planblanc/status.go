package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
)

// tallied are the counts of « status --format json ».
type tallied struct {
	Cards          int `json:"cards"`
	Approved       int `json:"approved"`
	Overdue        int `json:"overdue"`
	NeverExercised int `json:"never_exercised"`
}

// statusReport is « status --format json ».
type statusReport struct {
	Date     string        `json:"date"`
	History  string        `json:"history"`
	Total    tallied       `json:"total"`
	Expected int           `json:"expected"`
	Holes    int           `json:"holes"`
	Matrix   []statusPair  `json:"matrix"`
	Owners   []statusOwner `json:"owners"`
	Months   []statusMonth `json:"months"`
	Undated  int           `json:"undated"`
	Tasks    []statusTask  `json:"tasks"`
	Sites    []siteReport  `json:"sites"`
}

type statusPair struct {
	Service  string `json:"service"`
	Scenario string `json:"scenario"`
	Expected bool   `json:"expected"`
	Hole     bool   `json:"hole"`
	Own      int    `json:"own"`
	General  int    `json:"general"`
	tallied
}

type statusOwner struct {
	Owner string `json:"owner"`
	tallied
	Next string `json:"next_review"`
}

type statusMonth struct {
	Month   string `json:"month"`
	Cards   int    `json:"cards"`
	Overdue int    `json:"overdue"`
}

type statusTask struct {
	Score    int      `json:"score"`
	Wants    []string `json:"wants"`
	Code     string   `json:"code"`
	Title    string   `json:"title"`
	Path     string   `json:"path"`
	Owner    string   `json:"owner"`
	Service  string   `json:"service"`
	Scenario string   `json:"scenario"`
}

// wants are the words of machine formats for what is wanting; those of people
// are in want.
var wants = map[site.Want]string{
	site.WantCard: "card", site.WantReview: "review", site.WantApproval: "approval", site.WantNewApproval: "new-approval", site.WantExercise: "exercise",
}

// firstTasks is how many things to do the terminal shows.
const firstTasks = 15

func (a *app) statusCommand() *cobra.Command {
	var o options
	var format string
	formats := []string{"text", "json", "csv"}
	cmd := &cobra.Command{
		Use:   "status",
		Short: a.t("Montrer l'état de préparation", "Show the state of preparedness"),
		Long: a.t(`Compte les fiches de chaque service pour chaque situation : publiées, approuvées, à
revoir, jamais exercées, et les trous, puis ce que doit chaque rédacteur, les mois
de relecture et ce qu'il faut faire d'abord. Les brouillons comptent comme fiches
mais ne comblent aucun trou ; les archives ne comptent pas.

Sans réglage, les lignes sont les neuf services du guide national et les colonnes
les situations de l'accueil. La clé « status » de site.yaml en décide autrement.
La même matrice est dans le site : couverture.html.`,
			`Counts each service's cards for each scenario: published, approved, overdue, never
exercised, and the holes, then what each owner has to do, the months of review and
what to do first. Drafts count as cards but fill no hole; archives do not count.

Without a setting the rows are the nine services of the national guide and the
columns the scenarios of the home page. The key “status” of site.yaml decides
otherwise. The same matrix is in the site: couverture.html.`),
		Example: a.t(`  planblanc status
  planblanc status --format csv > matrice.csv    une ligne par service et situation
  planblanc status --format json                 tout, pour un autre programme`,
			`  planblanc status
  planblanc status --format csv > matrix.csv     a row for each service and scenario
  planblanc status --format json                 everything, for another program`),
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
			pages := slices.DeleteFunc(slices.Clone(l.Catalog.Pages), func(p *site.Page) bool {
				return p.Section || p.Meta.Status == content.Archived
			})
			sites := []siteReport{}
			if o.site != "" {
				sites = append(sites, siteReportOf(l))
			} else if len(l.Catalog.Library.Settings.Sites) > 0 {
				err := a.each(b, true, func(one *build.Loaded) error {
					sites = append(sites, siteReportOf(one))
					return nil
				})
				if err != nil {
					return err
				}
			}
			if err := a.printStatus(format, l, l.Catalog.Coverage(pages, b.Today), sites); err != nil {
				return err
			}
			return a.refuseDoubt(l.Diagnostics)
		},
	}
	a.sourceFlag(cmd, &o)
	a.establishmentFlag(cmd, &o)
	cmd.Flags().StringVar(&o.date, "date", "", a.t("prendre le jour `AAAA-MM-JJ` pour aujourd'hui", "take the day `YYYY-MM-DD` for today"))
	a.formatFlag(cmd, &format, formats)
	return cmd
}

// refuseDoubt ends a count of content that cannot be read whole.
func (a *app) refuseDoubt(found []diag.Diagnostic) error {
	if !diag.HasErrors(found) {
		return nil
	}
	n, _ := tally(found)
	fmt.Fprintf(a.stderr, a.t("%s dans le contenu : les comptes peuvent être faux, voir « planblanc check ».\n", "%s in the content: the counts may be wrong, see “planblanc check”.\n"), a.count(n, "erreur", "error"))
	return exitError(exitContent)
}

func (a *app) printStatus(format string, l *build.Loaded, o *site.Coverage, sites []siteReport) error {
	r := statusOf(l, o)
	r.Sites = sites
	switch format {
	case "json":
		return a.writeJSON(r)
	case "csv":
		table := [][]string{{"service", "scenario", "expected", "hole", "own", "general", "cards", "approved", "overdue", "never_exercised"}}
		for _, p := range r.Matrix {
			row := []string{p.Service, p.Scenario, strconv.FormatBool(p.Expected), strconv.FormatBool(p.Hole)}
			for _, n := range []int{p.Own, p.General, p.Cards, p.Approved, p.Overdue, p.NeverExercised} {
				row = append(row, strconv.Itoa(n))
			}
			table = append(table, row)
		}
		return a.writeCSV(table)
	}
	a.historyNote(l)
	return a.printDashboard(r, o)
}

func statusOf(l *build.Loaded, o *site.Coverage) statusReport {
	r := statusReport{Date: o.Day.String(), History: "full", Total: tallied(o.Total), Expected: o.Expected, Holes: o.Holes, Undated: o.Undated,
		Matrix: []statusPair{}, Owners: []statusOwner{}, Months: []statusMonth{}, Tasks: []statusTask{}}
	switch {
	case !l.Versioned:
		r.History = "none"
	case l.Shallow:
		r.History = "shallow"
	}
	for i, service := range o.Services {
		for j, scenario := range o.Scenarios {
			c := o.Cells[i][j]
			r.Matrix = append(r.Matrix, statusPair{service.ID, scenario.ID, c.Expected, c.Hole, c.Own, c.General, tallied(c.Tally)})
		}
	}
	for _, t := range o.Owners {
		r.Owners = append(r.Owners, statusOwner{t.Owner, tallied(t.Tally), t.Next.String()})
	}
	for _, m := range o.Months {
		r.Months = append(r.Months, statusMonth{m.Month.Format("2006-01"), m.Cards, m.Overdue})
	}
	for _, t := range o.Tasks {
		task := statusTask{Score: t.Score, Wants: []string{}}
		for _, w := range t.Wants {
			task.Wants = append(task.Wants, wants[w])
		}
		if p := t.Page; p != nil {
			task.Code, task.Title, task.Path, task.Owner = p.Meta.Code, p.Meta.Title, l.Catalog.Library.Ours(p.Path), p.Meta.Owner
		} else {
			task.Service, task.Scenario = t.Service.ID, t.Scenario.ID
		}
		r.Tasks = append(r.Tasks, task)
	}
	return r
}

// printDashboard shows the report to people.
func (a *app) printDashboard(r statusReport, o *site.Coverage) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, a.t("État de préparation au %s\nFiches et formulaires : %d, dont approuvés %d, à revoir %d, jamais exercés %d\nCouples service × situation attendus : %d, dont trous %d\n\n",
		"State of preparedness on %s\nCards and forms: %d, of which approved %d, overdue %d, never exercised %d\nExpected service × scenario pairs: %d, of which holes %d\n\n"),
		r.Date, r.Total.Cards, r.Total.Approved, r.Total.Overdue, r.Total.NeverExercised, r.Expected, r.Holes)
	a.printMatrix(w, o)
	fmt.Fprintf(w, "\n%s\n", a.t("RÉDACTEUR\tFICHES\tAPPROUVÉES\tÀ REVOIR\tJAMAIS EXERCÉES\tPROCHAINE RELECTURE", "OWNER\tCARDS\tAPPROVED\tOVERDUE\tNEVER EXERCISED\tNEXT REVIEW"))
	for _, t := range r.Owners {
		owner := t.Owner
		if owner == "" {
			owner = a.t("(sans rédacteur)", "(no owner)")
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%s\n", owner, t.Cards, t.Approved, t.Overdue, t.NeverExercised, t.Next)
	}
	fmt.Fprintf(w, "\n%s\n", a.t("RELECTURE\tFICHES\tEN RETARD", "REVIEW\tCARDS\tOVERDUE"))
	for _, m := range r.Months {
		fmt.Fprintf(w, "%s\t%d\t%d\n", m.Month, m.Cards, m.Overdue)
	}
	if r.Undated > 0 {
		fmt.Fprintf(w, a.t("(sans date)\t%d\t\n", "(no date)\t%d\t\n"), r.Undated)
	}
	if len(r.Sites) > 0 {
		fmt.Fprintf(w, "\n%s\n", a.t("ÉTABLISSEMENT\tDOCUMENTS\tREMPLACÉS\tAJOUTÉS\tÀ RELIRE\tMANQUANTS", "ESTABLISHMENT\tDOCUMENTS\tREPLACED\tADDED\tTO BE READ AGAIN\tMISSING"))
	}
	for _, s := range r.Sites {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\n", s.ID, s.Documents, len(s.Overrides), len(s.Additions), s.Drifted, len(s.Missing))
	}
	fmt.Fprintf(w, "\n%s\n", a.t("À FAIRE D'ABORD\tPOIDS\tPOURQUOI", "TO DO FIRST\tWEIGHT\tWHY"))
	for _, t := range o.Tasks[:min(firstTasks, len(o.Tasks))] {
		var why []string
		for _, want := range t.Wants {
			why = append(why, a.want(want, t))
		}
		name := ""
		if t.Page != nil {
			name = t.Page.Meta.Code
		} else {
			name = t.Service.ID + " × " + t.Scenario.ID
		}
		fmt.Fprintf(w, "%s\t%d\t%s\n", name, t.Score, strings.Join(why, ", "))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	rest := ""
	if n := len(o.Tasks) - firstTasks; n > 0 {
		rest = fmt.Sprintf(a.t("… et %d autres : --format json\n", "... and %d more: --format json\n"), n)
	}
	_, err := fmt.Fprint(a.stdout, rest)
	return err
}

// printMatrix shows a cell as its own cards, "+" and those for all services, then
// a letter for each thing that is wanting in it.
func (a *app) printMatrix(w *tabwriter.Writer, o *site.Coverage) {
	mark := func(t *content.Term) string {
		if t.Code != "" {
			return t.Code
		}
		return t.ID
	}
	for _, t := range o.Scenarios {
		fmt.Fprintf(w, "\t%s", mark(t))
	}
	fmt.Fprintln(w)
	for i, service := range o.Services {
		fmt.Fprint(w, mark(service))
		for _, c := range o.Cells[i] {
			fmt.Fprintf(w, "\t%s", cellText(c))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, a.t("\n2+1 : deux fiches du service, une commune à tous ; – : trou ; . : rien d'attendu\nn : non approuvée ou modifiée depuis ; r : à revoir ; e : aucune n'a servi en exercice",
		"\n2+1: two cards of the service, one for all; –: hole; .: none expected\nn: not approved, or modified since; r: overdue; e: none was ever exercised"))
}

func cellText(c site.Cell) string {
	text := ""
	switch {
	case c.Cards == 0 && c.Hole:
		return "–"
	case c.Cards == 0:
		return "."
	case c.General == 0:
		text = strconv.Itoa(c.Own)
	default:
		text = fmt.Sprintf("%d+%d", c.Own, c.General)
	}
	for _, mark := range []struct {
		text string
		here bool
	}{{"–", c.Hole}, {"n", c.Approved < c.Cards}, {"r", c.Overdue > 0}, {"e", c.NeverExercised == c.Cards}} {
		if mark.here {
			text += mark.text
		}
	}
	return text
}

// want says what is wanting.
func (a *app) want(w site.Want, t site.Task) string {
	switch w {
	case site.WantReview:
		return fmt.Sprintf(a.t("à revoir depuis le %s", "overdue since %s"), t.Page.Meta.ReviewBy)
	case site.WantApproval:
		return a.t("à faire approuver", "to be approved")
	case site.WantNewApproval:
		return a.t("modifiée depuis sa validation", "modified since its approval")
	case site.WantExercise:
		return a.t("jamais exercée", "never exercised")
	}
	return a.t("aucune fiche publiée", "no published card")
}

package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
)

// approvedCard is one element of « approve --format json ».
type approvedCard struct {
	Code        string `json:"code"`
	Title       string `json:"title"`
	Path        string `json:"path"`
	Version     string `json:"version"`
	Fingerprint string `json:"fingerprint"`
	Approver    string `json:"approver"`
	Approved    string `json:"approved"`
	ReviewBy    string `json:"review_by"`
	Changed     string `json:"changed"`
}

func (a *app) approveCommand() *cobra.Command {
	var o options
	var by, within, version, format string
	formats := []string{"text", "json"}
	cmd := &cobra.Command{
		Use:   "approve CODE…",
		Short: a.t("Valider des fiches", "Approve cards"),
		Long: a.t(`Met dans l'en-tête des fiches nommées le statut « valide », l'approbateur, la date
du jour, l'échéance de relecture et, si elle est donnée, la version. Rien d'autre
ne change dans le fichier, pas un octet. Ajoute une ligne par fiche à
data/register.yaml : code, version, empreinte du texte, date.

Toutes les fiches sont validées, ou aucune. Un contenu qui a des erreurs est
refusé, ainsi qu'un numéro de version déjà donné à un autre texte.`,
			`Sets in the front matter of the cards named the status “valide”, the approver,
today's date, the day of the next review and, when given, the version. Nothing
else changes in the file, not one byte. Adds a row a card to data/register.yaml:
code, version, fingerprint of the text, date.

All the cards are approved, or none. Content that has errors is refused, and so
is a version already given to another text.`),
		Example: a.t(`  planblanc approve URG-01 --by "Directeur médical de crise"
  planblanc approve URG-01 URG-02 --by "Directeur des soins" --review-in 6m
  planblanc approve PUI-03 --by "Pharmacien gérant" --version 2.2`,
			`  planblanc approve URG-01 --by "Crisis medical director"
  planblanc approve URG-01 URG-02 --by "Director of nursing" --review-in 6m
  planblanc approve PUI-03 --by "Head pharmacist" --version 2.2`),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.seeHelp(cmd, a.t("aucun code de fiche", "no card's code"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, codes []string) error {
			if err := a.oneOf("format", format, formats); err != nil {
				return err
			}
			run := approval{by: strings.TrimSpace(by), version: strings.TrimSpace(version), editing: editing{source: o.source}}
			if run.by == "" {
				return a.seeHelp(cmd, a.t("--by manque : la fonction qui valide", "--by is missing: the function that approves"))
			}
			for flag, value := range map[string]string{"by": run.by, "version": run.version} {
				if strings.ContainsFunc(value, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
					return fmt.Errorf(a.t("--%s : une seule ligne de texte", "--%s: one line of text only"), flag)
				}
			}
			b, err := a.resolve(o)
			if err != nil {
				return err
			}
			run.day = b.Today
			if run.until, err = a.after(run.day, within); err != nil {
				return err
			}
			l, err := build.Load(b)
			if err != nil {
				return err
			}
			if diag.HasErrors(l.Diagnostics) {
				return a.refuseErrors(a.printer(o.source), l.Diagnostics)
			}
			if err := a.prepare(&run, l.Catalog, codes); err != nil {
				return err
			}
			if err := a.rehearse(&run, b); err != nil {
				return err
			}
			if err := a.save(&run.editing); err != nil {
				return err
			}
			return a.reportApproval(format, &run, l)
		},
	}
	a.sourceFlag(cmd, &o)
	a.establishmentFlag(cmd, &o)
	cmd.Flags().StringVar(&o.date, "date", "", a.t("valider à la date `AAAA-MM-JJ` (par défaut : aujourd'hui)", "approve on `YYYY-MM-DD` (default: today)"))
	f := cmd.Flags()
	f.StringVar(&by, "by", "", a.t("`FONCTION` qui valide ; obligatoire", "`FUNCTION` that approves; required"))
	f.StringVar(&within, "review-in", "12m", a.t("`DURÉE` avant la relecture : 12m, 2a, 90j", "`TIME` until the review: 12m, 2y, 90d"))
	f.StringVar(&version, "version", "", a.t("`NUMÉRO` de version à donner aux fiches", "`VERSION` to give to the cards"))
	a.formatFlag(cmd, &format, formats)
	return cmd
}

var span = regexp.MustCompile(`^([1-9][0-9]{0,3})([mayjd])$`)

// after is a day later by a number of months (m), years (a, y) or days (j, d).
// The last day of a month stays in its month: 31 August and 6 months is 28
// February.
func (a *app) after(day content.Date, within string) (content.Date, error) {
	m := span.FindStringSubmatch(within)
	if m == nil {
		return content.Date{}, fmt.Errorf(a.t("--review-in : « %s » n'est pas une durée comme 12m (mois), 2a (ans) ou 90j (jours)", "--review-in: “%s” is not a time such as 12m (months), 2y (years) or 90d (days)"), within)
	}
	n, _ := strconv.Atoi(m[1]) // the expression matches a number only
	var months int
	switch m[2] {
	case "j", "d":
		return content.Date{Time: day.AddDate(0, 0, n)}, nil
	case "a", "y":
		months = 12 * n
	default:
		months = n
	}
	first := time.Date(day.Year(), day.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return content.Date{Time: first.AddDate(0, 0, min(day.Day(), last)-1)}, nil
}

// reportApproval says what was approved.
func (a *app) reportApproval(format string, run *approval, l *build.Loaded) error {
	var rows []approvedCard
	for _, p := range run.pages {
		version := p.Meta.Version
		if run.version != "" {
			version = run.version
		}
		rows = append(rows, approvedCard{Code: p.Meta.Code, Title: p.Meta.Title, Path: l.Catalog.Library.Ours(p.Path), Version: version, Fingerprint: p.Fingerprint,
			Approver: run.by, Approved: run.day.String(), ReviewBy: run.until.String(), Changed: changedOn(l, p)})
	}
	if format == "json" {
		return a.writeJSON(rows)
	}
	for i, p := range run.pages {
		r := rows[i]
		fmt.Fprintf(a.stdout, a.t("%s version %s validée le %s par : %s ; à revoir avant le %s ; empreinte %s%s\n", "%s version %s approved on %s by: %s; review by %s; fingerprint %s%s\n"),
			r.Code, r.Version, r.Approved, r.Approver, r.ReviewBy, r.Fingerprint, a.changedNote(r.Changed))
		for _, key := range []string{"owner", "reviewer"} {
			if !p.Meta.Has(key) {
				fmt.Fprintf(a.stderr, a.t("%s : « %s » manque, une édition officielle refusera la fiche.\n", "%s: “%s” is missing, an official edition will refuse the card.\n"), r.Code, key)
			}
		}
	}
	fmt.Fprintf(a.stdout, a.t("%s dans %s.\n", "%s in %s.\n"), a.count(len(rows), "approbation", "approval"), filepath.ToSlash(filepath.Join(run.source, content.RegisterFile)))
	a.historyNote(l)
	return nil
}

func (a *app) changedNote(day string) string {
	if day == "" {
		return ""
	}
	return fmt.Sprintf(a.t(" ; texte modifié le %s", "; text changed on %s"), day)
}

// historyNote says on standard error when git cannot tell all dates.
func (a *app) historyNote(l *build.Loaded) {
	switch {
	case !l.Versioned:
		fmt.Fprintln(a.stderr, a.t("Pas d'historique git : les dates de modification des textes sont inconnues.", "No git history: the dates on which texts changed are unknown."))
	case l.Shallow:
		a.shallowNote()
	}
}

func (a *app) shallowNote() {
	fmt.Fprintln(a.stderr, a.t("Historique git partiel : certaines dates de modification sont inconnues.", "Partial git history: some modification dates are unknown."))
}

// changedOn is the day on which a page's text last changed, as git knows it.
func changedOn(l *build.Loaded, p *site.Page) string {
	return content.Date{Time: l.Catalog.Changed[p.Path]}.String()
}

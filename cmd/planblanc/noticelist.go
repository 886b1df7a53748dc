package main

import (
	"cmp"
	"fmt"
	"text/tabwriter"
	"time"

	"planblanc/internal/content"
)

// givenNotice is one element of « notice --list --format json ».
type givenNotice struct {
	Number    int    `json:"number"`
	At        string `json:"at"`
	Until     string `json:"until"`
	Audience  string `json:"audience"`
	By        string `json:"by"`
	Text      string `json:"text"`
	State     string `json:"state"` // "current", "past" or "withdrawn"
	Withdrawn string `json:"withdrawn"`
	// WithdrawnBy is the function that withdrew it.
	WithdrawnBy string `json:"withdrawn_by"`
}

func (a *app) listNotices(n noticing) error {
	_, l, err := a.noticesText(n)
	if err != nil {
		return err
	}
	today := content.MomentOf(time.Now()).Format(time.DateOnly)
	rows := []givenNotice{}
	for _, given := range l.Notices {
		if given.Withdraws != 0 {
			continue
		}
		row := givenNotice{Number: given.Number, At: given.At.String(), Until: given.Until.String(), Audience: string(given.Audience), By: given.By, Text: given.Text, State: "current"}
		if row.Until != "" && row.Until < today {
			row.State = "past"
		}
		if gone := l.Withdrawal(given.Number); gone != nil {
			row.State, row.Withdrawn, row.WithdrawnBy = "withdrawn", gone.At.String(), gone.By
		}
		rows = append(rows, row)
	}
	if n.format == "json" {
		return a.writeJSON(rows)
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	if len(rows) > 0 {
		fmt.Fprintln(w, a.t("N°\tDU\tJUSQU'AU\tNIVEAU\tPAR\tÉTAT\tMESSAGE", "NO.\tOF\tUNTIL\tAUDIENCE\tBY\tSTATE\tMESSAGE"))
	}
	current := 0
	for _, r := range rows {
		if r.State == "current" {
			current++
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", r.Number, r.At, cmp.Or(r.Until, "-"), r.Audience, cmp.Or(r.By, "-"), a.noticeState(r), r.Text)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, a.t("%s, dont %d en cours.\n", "%s, %d current.\n"), a.count(len(rows), "message", "message"), current)
	return nil
}

func (a *app) noticeState(r givenNotice) string {
	switch r.State {
	case "past":
		return a.t("terminé", "past")
	case "withdrawn":
		return fmt.Sprintf(a.t("retiré le %s", "withdrawn on %s"), r.Withdrawn)
	}
	return a.t("en cours", "current")
}

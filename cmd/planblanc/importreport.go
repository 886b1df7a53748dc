package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"planblanc/internal/imports"
)

// The elements of « import --format json ».
type (
	imported struct {
		Documents []importedDocument `json:"documents"`
		Failed    []importFailure    `json:"failed"`
		Losses    []importLoss       `json:"losses"` // of no document
	}
	importedDocument struct {
		From   string       `json:"from"`
		Path   string       `json:"path"`
		Code   string       `json:"code"`
		Title  string       `json:"title"`
		Files  []string     `json:"files"`
		Losses []importLoss `json:"losses"`
	}
	importFailure struct {
		From    string `json:"from"`
		Message string `json:"message"`
	}
	importLoss struct {
		Kind    string `json:"kind"`
		Block   int    `json:"block"`
		Under   string `json:"under"`
		Detail  string `json:"detail"`
		Message string `json:"message"`
	}
)

func (a *app) losses(all []imports.Loss) []importLoss {
	rows := []importLoss{}
	for _, l := range all {
		rows = append(rows, importLoss{string(l.Kind), l.Block, l.Under, l.Detail, l.Kind.Text().In(a.language)})
	}
	return rows
}

// reportImport says what was imported, and what its author must look at.
func (a *app) reportImport(q importing, r imported) error {
	if q.format == "json" {
		if err := a.writeJSON(r); err != nil {
			return err
		}
	} else if err := a.printImport(q, r); err != nil {
		return err
	}
	if len(r.Failed) > 0 {
		return exitError(exitContent)
	}
	return nil
}

func (a *app) printImport(q importing, r imported) error {
	var b strings.Builder
	verb := a.t("Repris", "Imported")
	if q.dry {
		verb = a.t("À reprendre", "To import")
	}
	total := len(r.Losses)
	a.printLosses(&b, r.Losses)
	for _, d := range r.Documents {
		code := ""
		if d.Code != "" {
			code = " (" + d.Code + ")"
		}
		fmt.Fprintf(&b, a.t("%s : %s → %s%s", "%s: %s → %s%s"), verb, d.From, filepath.ToSlash(filepath.Join(q.source, d.Path)), code)
		if len(d.Files) > 0 {
			fmt.Fprintf(&b, a.t(", avec %s", ", with %s"), a.count(len(d.Files), a.t("fichier", "file"), "file"))
		}
		b.WriteString("\n")
		a.printLosses(&b, d.Losses)
		total += len(d.Losses)
	}
	for _, f := range r.Failed {
		fmt.Fprintf(a.stderr, a.t("Pas repris : %s : %s\n", "Not imported: %s: %s\n"), f.From, f.Message)
	}
	fmt.Fprintf(&b, a.t("%s, %s.\n", "%s, %s.\n"), a.count(len(r.Documents), "document", "document"), a.count(total, "remarque", "remark"))
	if len(r.Documents) > 0 && !q.dry {
		b.WriteString(a.t("Ensuite : compléter les en-têtes et relire, avec planblanc check et planblanc serve -O -D\n", "Next: complete the front matter and read again, with planblanc check and planblanc serve -O -D\n"))
	}
	_, err := io.WriteString(a.stdout, b.String())
	return err
}

// printLosses prints a line for each loss: its place, what it is, its words.
func (a *app) printLosses(b *strings.Builder, losses []importLoss) {
	for _, l := range losses {
		place := ""
		if l.Block > 0 {
			place = fmt.Sprintf(a.t("bloc %d", "block %d"), l.Block)
		}
		if l.Under != "" {
			place = strings.TrimPrefix(place+", ", ", ") + fmt.Sprintf(a.t("sous « %s »", "under “%s”"), l.Under)
		}
		if place != "" {
			place += a.t(" : ", ": ")
		}
		detail := ""
		if l.Detail != "" {
			detail = fmt.Sprintf(a.t(" : « %s »", ": “%s”"), l.Detail)
		}
		fmt.Fprintf(b, "  %s%s%s\n", place, l.Message, detail)
	}
}

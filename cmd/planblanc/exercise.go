package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// exerciseLength is how long the name of an exercise may be, in characters: it
// stands on every page.
const exerciseLength = 60

// exerciseName reads the name that build was given. It goes into what people
// type on an isolated machine, so that it holds nothing that a shell reads.
func (a *app) exerciseName(v *building) error {
	v.exercise = strings.Join(strings.Fields(v.exercise), " ")
	switch {
	case v.exercise == "":
		return errors.New(a.t("--exercise attend un nom, par exemple « Exercice du 12 mars »", "--exercise needs a name, for example “Drill of 12 March”"))
	case v.official:
		return errors.New(a.t("--exercise et --official s'excluent : un site d'exercice n'est pas une édition officielle", "--exercise and --official exclude each other: the site of an exercise is no official edition"))
	case utf8.RuneCountInString(v.exercise) > exerciseLength:
		return fmt.Errorf(a.t("--exercise : %d caractères au plus", "--exercise: at most %d characters"), exerciseLength)
	case strings.ContainsAny(v.exercise, "\"\\`$%!<>|&^"):
		return errors.New(a.t("--exercise : des lettres, des chiffres et une ponctuation simple", "--exercise: letters, digits and plain punctuation"))
	}
	return a.oneLine("--exercise", v.exercise)
}

// notOverReal refuses to put the site of an exercise in the place of a real one.
func (a *app) notOverReal(b build.Options, dir string) error {
	if b.Exercise == "" {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(dir, output.ManifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if m, err := output.ParseManifest(text); err == nil && m.Exercise != "" {
		return nil
	}
	return fmt.Errorf(a.t("« %s » contient un vrai site : donner un autre dossier à l'exercice avec -d ; rien n'est écrit", "“%s” holds a real site: give the exercise another folder with -d; nothing is written"), dir)
}

func (a *app) exerciseCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "exercise",
		Short: a.t("Tirer les suites d'un exercice", "Follow up an exercise"),
		Long: a.t(`Note dans les fiches la date de l'exercice qui les a essayées. Le site d'un exercice
se construit avec « planblanc build --exercise ».`,
			`Notes in cards the date of the exercise that tried them. The site of an exercise is
built with “planblanc build --exercise”.`),
		Args: a.unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.exerciseRecordCommand())
	return cmd
}

// recording is what « exercise record » was asked for.
type recording struct {
	options
	file, format string
}

func (a *app) exerciseRecordCommand() *cobra.Command {
	var r recording
	formats := []string{"text", "json"}
	cmd := &cobra.Command{
		Use:   "record " + a.t("FICHIER", "FILE"),
		Short: a.t("Dater les fiches qu'un exercice a essayées", "Date the cards that an exercise tried"),
		Long: a.t(`Lit le compte rendu d'un exercice, en YAML, et met sa date dans la clé « exercised »
des fiches jouées. Rien d'autre ne change dans leurs fichiers, pas un octet. Toutes les
fiches sont datées, ou aucune : une date à venir, un code inconnu ou une fiche essayée
depuis sont refusés. Ce que l'exercice a trouvé est rappelé à la fin.

  exercise: Exercice du 12 mars
  date: 2026-03-12
  cards: [GEN-01, URG-01]
  findings:
    - {card: GEN-01, text: Le numéro de l'astreinte était faux}
    - {text: La mallette du hall était vide}`,
			`Reads the record of an exercise, in YAML, and puts its date into the key “exercised”
of the cards played. Nothing else changes in their files, not one byte. All the cards
are dated, or none: a date to come, an unknown code or a card tried since are refused.
What the exercise found is recalled at the end.

  exercise: Drill of 12 March
  date: 2026-03-12
  cards: [GEN-01, URG-01]
  findings:
    - {card: GEN-01, text: The on-call number was wrong}
    - {text: The case in the hall was empty}`),
		Example: a.t("  planblanc exercise record exercice-2026-03-12.yaml\n  planblanc exercise record compte-rendu.yaml --format json",
			"  planblanc exercise record drill-2026-03-12.yaml\n  planblanc exercise record record.yaml --format json"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return a.seeHelp(cmd, a.t("donner le fichier du compte rendu", "give the file of the record"))
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.oneOf("format", r.format, formats); err != nil {
				return err
			}
			r.file = args[0]
			return a.recordExercise(r)
		},
	}
	a.sourceFlag(cmd, &r.options)
	a.establishmentFlag(cmd, &r.options)
	cmd.Flags().StringVar(&r.date, "date", "", a.t("prendre le jour `AAAA-MM-JJ` pour aujourd'hui", "take the day `YYYY-MM-DD` for today"))
	a.formatFlag(cmd, &r.format, formats)
	return cmd
}

// recordExercise dates the cards of a record.
func (a *app) recordExercise(r recording) error {
	b, err := a.resolve(r.options)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(r.file)
	if err != nil {
		return err
	}
	record, wrong := content.ParseRecord(filepath.ToSlash(r.file), text)
	l, err := build.Load(b)
	if err != nil {
		return err
	}
	wrong = append(wrong, unknownCards(record, l.Catalog)...)
	if len(wrong) > 0 {
		printer := diag.Printer{Language: a.language, Place: func(file string) string { return file }, Source: func(string) []byte { return text }}
		if err := printer.Print(a.stderr, diag.Sort(wrong)); err != nil {
			return err
		}
		fmt.Fprintf(a.stderr, a.t("%s dans le compte rendu : rien n'est changé.\n", "%s in the record: nothing is changed.\n"), a.count(len(wrong), "erreur", "error"))
		return exitError(exitContent)
	}
	if record.Date.After(b.Today.Time) {
		return fmt.Errorf(a.t("%s : la date de l'exercice, %s, est à venir (aujourd'hui : %s) ; rien n'est changé", "%s: the date of the exercise, %s, is to come (today: %s); nothing is changed"), r.file, record.Date, b.Today)
	}
	if diag.HasErrors(l.Diagnostics) {
		return a.refuseErrors(a.printer(r.source), l.Diagnostics)
	}
	e := editing{source: r.source}
	cards, err := a.date(&e, l.Catalog, record)
	if err != nil {
		return err
	}
	after, err := a.reload(&e, b)
	if err != nil {
		return err
	}
	for _, p := range e.pages {
		if now := after.Catalog.ByPath[p.Path]; now.Fingerprint != p.Fingerprint || now.Meta.Exercised != record.Date {
			return fmt.Errorf("date %s: the new front matter changes the card", p.Meta.Code)
		}
	}
	if err := a.save(&e); err != nil {
		return err
	}
	return a.reportRecord(r, record, cards)
}

// unknownCards finds the codes of a record that no document has.
func unknownCards(r content.Record, c *site.Catalog) []diag.Diagnostic {
	var wrong []diag.Diagnostic
	look := func(code string, at diag.Position) {
		if c.ByCode[code] == nil && code != "" {
			wrong = append(wrong, diag.New(at, diag.UnknownCode, code).Suggest(code, sortedCodes(c)))
		}
	}
	for i, code := range r.Cards {
		look(code, r.Places[i])
	}
	for _, f := range r.Findings {
		look(f.Card, f.Position)
	}
	return wrong
}

// exercisedCard is one of the cards of « exercise record --format json ».
type exercisedCard struct {
	Code      string `json:"code"`
	Title     string `json:"title"`
	Path      string `json:"path"`
	Before    string `json:"before"`
	Exercised string `json:"exercised"`
}

// date makes the new texts of the cards that do not have the date yet.
func (a *app) date(e *editing, c *site.Catalog, r content.Record) ([]exercisedCard, error) {
	var later []string
	listed := map[*site.Page]bool{}
	cards := []exercisedCard{}
	for _, code := range r.Cards {
		p := c.ByCode[code]
		if listed[p] {
			continue
		}
		listed[p] = true
		file := c.Library.Ours(p.Path)
		cards = append(cards, exercisedCard{code, p.Title, file, p.Meta.Exercised.String(), r.Date.String()})
		switch {
		case p.Meta.Exercised.After(r.Date.Time):
			later = append(later, fmt.Sprintf("%s (%s)", code, p.Meta.Exercised))
		case p.Meta.Exercised != r.Date:
			set := []content.KeyValue{{Key: "exercised", Value: r.Date.String()}}
			if err := e.change(c, file, func(text []byte) ([]byte, error) { return content.SetKeys(file, text, set) }); err != nil {
				return nil, err
			}
			e.pages = append(e.pages, p)
		}
	}
	if len(later) > 0 {
		return nil, fmt.Errorf(a.t("essayées depuis le %s : %s ; les retirer du compte rendu ou corriger sa date ; rien n'est changé", "tried since %s: %s; take them out of the record or correct its date; nothing is changed"), r.Date, strings.Join(later, ", "))
	}
	return cards, nil
}

// reportRecord says what has changed, and what was found.
func (a *app) reportRecord(r recording, record content.Record, cards []exercisedCard) error {
	if r.format == "json" {
		type finding struct {
			Card string `json:"card"`
			Text string `json:"text"`
		}
		findings := []finding{}
		for _, f := range record.Findings {
			findings = append(findings, finding{f.Card, f.Text})
		}
		return a.writeJSON(struct {
			Exercise string          `json:"exercise"`
			Date     string          `json:"date"`
			Cards    []exercisedCard `json:"cards"`
			Findings []finding       `json:"findings"`
		}{record.Exercise, record.Date.String(), cards, findings})
	}
	changed := 0
	for _, c := range cards {
		before := fmt.Sprintf(a.t("avant : %s", "before: %s"), c.Before)
		switch c.Before {
		case c.Exercised:
			before = a.t("déjà noté", "noted already")
		case "":
			before = a.t("jamais avant", "never before")
		}
		if c.Before != c.Exercised {
			changed++
		}
		fmt.Fprintf(a.stdout, a.t("%s essayée le %s (%s) : %s\n", "%s tried on %s (%s): %s\n"), c.Code, c.Exercised, before, filepath.ToSlash(filepath.Join(r.source, c.Path)))
	}
	for _, f := range record.Findings {
		where := ""
		if f.Card != "" {
			where = f.Card + a.t(" : ", ": ")
		}
		fmt.Fprintf(a.stdout, a.t("À reprendre : %s%s\n", "To follow up: %s%s\n"), where, f.Text)
	}
	_, err := fmt.Fprintf(a.stdout, a.t("%s : %s, dont %d à une nouvelle date.\n", "%s: %s, %d with a new date.\n"), record.Exercise, a.count(len(cards), "document", "document"), changed)
	return err
}

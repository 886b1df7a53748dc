package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/output"
)

// noticing is what « notice » was asked for.
type noticing struct {
	options
	text, at, until, by, format string
	withdraw                    int
	list                        bool
}

func (a *app) noticeCommand() *cobra.Command {
	var n noticing
	cmd := &cobra.Command{
		Use:   "notice [" + a.t("TEXTE", "TEXT") + "]",
		Short: a.t("Donner un message de la cellule de crise sur toutes les pages", "Give a message of the crisis cell on every page"),
		Long: a.t(`Ajoute un message à data/notices.yaml, dans le contenu. À la construction suivante,
il paraît en rouge en haut de chaque page, daté, à l'écran et sur les feuilles ; les formulaires et
les affiches imprimés ne le portent pas. Le plus récent est en clair, les autres sont repliés.

Une fiche garde son empreinte : rien n'est à réimprimer pour un message. La date de construction,
elle, devient au moins celle du message, si bien qu'une clé d'avant se reconnaît.

Rien n'est jamais effacé : --withdraw ajoute une ligne qui retire un message, et --list dit ce qui a
été donné et retiré, et quand.`,
			`Adds a message to data/notices.yaml, in the content. With the next build it stands in red
at the top of each page, dated, on screen and on sheets; printed forms and posters do not carry it.
The newest is shown in full, the others are folded.

A card keeps its fingerprint: nothing is to be printed again for a message. The build date becomes at
least that of the message, so that a former key can be told.

Nothing is ever deleted: --withdraw adds a row that withdraws a message, and --list says what was
given and withdrawn, and when.`),
		Example: a.t(`  planblanc notice "Le DPI reste coupé jusqu'à nouvel ordre. Prescrire sur papier." --by "Directeur de crise"
  planblanc notice "Le standard répond au 7000." --until 2026-12-02
  planblanc notice "Plan de repli : salle A012." --audience restreint
  planblanc notice --list                      ce qui a été dit
  planblanc notice --withdraw 2 --by "Directeur de crise"`,
			`  planblanc notice "Records stay down until further notice. Prescribe on paper." --by "Crisis director"
  planblanc notice "The switchboard answers on 7000." --until 2026-12-02
  planblanc notice "Fall back to room A012." --audience restreint
  planblanc notice --list                      what was said
  planblanc notice --withdraw 2 --by "Crisis director"`),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return a.seeHelp(cmd, a.t("mettre le message entre guillemets", "put the message between quotes"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.notice(cmd, n, args) },
	}
	a.noticeFlags(cmd, &n)
	return cmd
}

// noticeFormats are those of the list.
var noticeFormats = []string{"text", "json"}

func (a *app) noticeFlags(cmd *cobra.Command, n *noticing) {
	a.sourceFlag(cmd, &n.options)
	f := cmd.Flags()
	f.StringVar(&n.audience, "audience", "", a.t("`NIVEAU` de lecture du message : public, interne ou restreint (par défaut : interne)", "`AUDIENCE` of the message: public, interne or restreint (default: interne)"))
	_ = cmd.RegisterFlagCompletionFunc("audience", cobra.FixedCompletions(content.Audiences(), cobra.ShellCompDirectiveNoFileComp))
	f.StringVar(&n.until, "until", "", a.t("dernier jour où il paraît, `AAAA-MM-JJ` (par défaut : jusqu'à son retrait)", "last day on which it is shown, `YYYY-MM-DD` (default: until it is withdrawn)"))
	f.StringVar(&n.at, "at", "", a.t("`MOMENT` du message, « AAAA-MM-JJ HH:MM » (par défaut : maintenant)", "`MOMENT` of the message, “YYYY-MM-DD HH:MM” (default: now)"))
	f.StringVar(&n.by, "by", "", a.t("`FONCTION` qui donne ou retire le message", "`FUNCTION` that gives or withdraws the message"))
	f.IntVar(&n.withdraw, "withdraw", 0, a.t("retirer le message de ce `NUMÉRO`", "withdraw the message of this `NUMBER`"))
	f.Lookup("withdraw").DefValue = ""
	f.BoolVar(&n.list, "list", false, a.t("lister les messages, ceux qui sont passés aussi", "list the messages, past ones too"))
	a.formatFlag(cmd, &n.format, noticeFormats)
}

// notice does the one thing that was asked for.
func (a *app) notice(cmd *cobra.Command, n noticing, args []string) error {
	if err := a.oneOf("format", n.format, noticeFormats); err != nil {
		return err
	}
	withdraws := cmd.Flags().Changed("withdraw")
	switch {
	case len(args) == 1 && !n.list && !withdraws:
		n.text = strings.TrimSpace(args[0])
		return a.giveNotice(n)
	case len(args) == 0 && n.list && !withdraws:
		return a.listNotices(n)
	case len(args) == 0 && withdraws && !n.list:
		return a.withdrawNotice(n)
	}
	return a.seeHelp(cmd, a.t("donner un message, ou --list, ou --withdraw", "give a message, or --list, or --withdraw"))
}

// noticesText reads the file of notices, which may be missing, and its rows. A
// file with mistakes is refused: what it says of withdrawals is not known.
func (a *app) noticesText(n noticing) ([]byte, *content.Library, error) {
	b, err := a.resolve(n.options)
	if err != nil {
		return nil, nil, err
	}
	text, err := fs.ReadFile(b.Source, content.NoticesFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	l, diags, err := content.Load(b.Source, nil)
	if err != nil {
		return nil, nil, err
	}
	var bad []diag.Diagnostic
	for _, d := range diags {
		if d.File == content.NoticesFile {
			bad = append(bad, d)
		}
	}
	if len(bad) == 0 {
		return text, l, nil
	}
	if err := a.printer(n.source).Print(a.stderr, diag.Sort(bad)); err != nil {
		return nil, nil, err
	}
	return nil, nil, exitError(exitContent)
}

// addNotice adds a row, dated and said by whom it was asked.
func (a *app) addNotice(n noticing, text []byte, l *content.Library, row content.Notice) (content.Notice, error) {
	row.By = strings.TrimSpace(n.by)
	if err := a.oneLine("by", row.By); err != nil {
		return row, err
	}
	var err error
	if row.At, err = a.momentOf(n.at); err != nil {
		return row, err
	}
	if !row.Until.IsZero() && row.Until.Format(time.DateOnly) < row.At.Format(time.DateOnly) {
		return row, fmt.Errorf(a.t("--until %s est avant le message, du %s", "--until %s is before the message, of %s"), row.Until, row.At)
	}
	for _, former := range l.Notices {
		if former.At.After(row.At.Time) {
			a.note(a.t("un message du %s est plus récent que celui-ci, du %s : vérifier l'heure de ce poste", "a message of %s is newer than this one, of %s: check this machine's clock"), former.At, row.At)
			break
		}
	}
	after, err := content.AppendNotices(text, []content.Notice{row})
	if err != nil {
		return row, err
	}
	return row, output.Save(filepath.Join(n.source, filepath.FromSlash(content.NoticesFile)), after)
}

func (a *app) giveNotice(n noticing) error {
	row := content.Notice{Text: n.text, Number: 1}
	if n.text == "" {
		return errors.New(a.t("le message est vide", "the message is empty"))
	}
	if err := a.oneLine(a.t("message", "message"), n.text); err != nil {
		return err
	}
	if length := utf8.RuneCountInString(n.text); length > content.NoticeLimit {
		return fmt.Errorf(a.t("le message a %d caractères, pour %d au plus : l'essentiel d'abord, le reste sur une fiche", "the message has %d characters, of %d at most: the essential first, the rest on a card"), length, content.NoticeLimit)
	}
	if n.audience != "" {
		if err := a.oneOf("audience", n.audience, content.Audiences()); err != nil {
			return err
		}
	}
	row.Audience = content.Audience(n.audience)
	if n.until != "" {
		day, err := content.ParseDate(n.until)
		if err != nil {
			return fmt.Errorf(a.t("--until : « %s » n'est pas une date AAAA-MM-JJ", "--until: “%s” is not a date YYYY-MM-DD"), n.until)
		}
		row.Until = day
	}
	text, l, err := a.noticesText(n)
	if err != nil {
		return err
	}
	for _, former := range l.Notices {
		row.Number = max(row.Number, former.Number+1)
	}
	if row, err = a.addNotice(n, text, l, row); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, a.t("Message n° %d du %s ajouté dans %s.\n", "Message no. %d of %s added in %s.\n"), row.Number, row.At, a.noticesPlace(n))
	a.sayBuild(n)
	return nil
}

func (a *app) withdrawNotice(n noticing) error {
	text, l, err := a.noticesText(n)
	if err != nil {
		return err
	}
	known := false
	for _, former := range l.Notices {
		known = known || former.Number == n.withdraw && n.withdraw > 0
	}
	if !known {
		return fmt.Errorf(a.t("aucun message n° %d dans %s : voir planblanc notice --list", "no message no. %d in %s: see planblanc notice --list"), n.withdraw, a.noticesPlace(n))
	}
	if gone := l.Withdrawal(n.withdraw); gone != nil {
		return fmt.Errorf(a.t("le message n° %d est déjà retiré, depuis le %s", "message no. %d is withdrawn already, since %s"), n.withdraw, gone.At)
	}
	row, err := a.addNotice(n, text, l, content.Notice{Withdraws: n.withdraw})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, a.t("Message n° %d retiré le %s dans %s.\n", "Message no. %d withdrawn on %s in %s.\n"), row.Withdraws, row.At, a.noticesPlace(n))
	a.sayBuild(n)
	return nil
}

func (a *app) noticesPlace(n noticing) string {
	return filepath.ToSlash(filepath.Join(n.source, content.NoticesFile))
}

// sayBuild says that nobody reads it yet.
func (a *app) sayBuild(n noticing) {
	fmt.Fprintf(a.stdout, a.t("Rien n'est encore publié : planblanc build -s %s\n", "Nothing is published yet: planblanc build -s %s\n"), filepath.ToSlash(n.source))
}

// momentOf reads --at; without it, it is now. A moment to come would date the
// site after all those that follow.
func (a *app) momentOf(at string) (content.Moment, error) {
	now := time.Now()
	if at == "" {
		return content.MomentOf(now), nil
	}
	m, err := content.ParseMoment(at)
	switch {
	case err != nil:
		err = fmt.Errorf(a.t("--at : « %s » n'est pas un moment « AAAA-MM-JJ HH:MM »", "--at: “%s” is not a moment “YYYY-MM-DD HH:MM”"), at)
	case m.After(content.MomentOf(now).Add(24 * time.Hour)):
		err = fmt.Errorf(a.t("--at : « %s » est à venir", "--at: “%s” is to come"), at)
	}
	return m, err
}

// oneLine refuses a text that one row cannot hold.
func (a *app) oneLine(name, text string) error {
	if strings.ContainsFunc(text, func(r rune) bool { return r < 0x20 || r == 0x7f }) || !utf8.ValidString(text) {
		return fmt.Errorf(a.t("%s : une seule ligne de texte", "%s: one line of text only"), name)
	}
	return nil
}

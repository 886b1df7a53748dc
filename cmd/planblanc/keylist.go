package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"planblanc/internal/key"
)

// journalName is the journal of keys, in the state folder.
const journalName = "keys.jsonl"

// keyListing is what « key list » was asked for.
type keyListing struct {
	format, recall string
	all            bool
}

func (a *app) keyListCommand() *cobra.Command {
	formats := []string{"text", "json", "csv"}
	var k keyListing
	cmd := &cobra.Command{
		Use:   "list",
		Short: a.t("Lister les clés écrites sur ce poste, ou celles à rappeler", "List the keys written on this machine, or those to recall"),
		Long: a.t(`Liste les clés que « planblanc key write » a écrites sur ce poste, d'après son journal
(keys.jsonl dans le dossier d'état de planblanc, jamais sur une clé) : ce que chacune ouvre, depuis
quand, et qui l'a. La plus ancienne édition est en tête.

Quand une version est retirée, --recall donne les clés qui l'ouvrent encore. La version se nomme par
son édition, par son numéro ou par son empreinte.

Une clé est reconnue à l'identifiant de son volume. Réécrire une clé la met à jour dans la liste ;
une clé perdue y reste. Une clé écrite sur un autre poste n'y est pas.

Codes de sortie : 0 liste complète, 1 des lignes du journal sont illisibles, 2 mauvais usage ou panne.`,
			`Lists the keys that “planblanc key write” wrote on this machine, by its journal
(keys.jsonl in planblanc's state folder, never on a key): what each of them opens, since when, and
who has it. The oldest edition comes first.

When a version is withdrawn, --recall gives the keys that still open it. A version is named by its
edition, its number or its fingerprint.

A key is known by the identifier of its volume. Writing a key again updates it in the list; a lost
one stays. A key written on another machine is not there.

Exit codes: 0 the list is whole, 1 lines of the journal are illegible, 2 wrong usage or failure.`),
		Example: a.t(`  planblanc key list
  planblanc key list --recall 2026.11        les clés à reprendre
  planblanc key list --format csv > cles.csv pour un tableur
  planblanc key list --all --format json     tout le journal`,
			`  planblanc key list
  planblanc key list --recall 2026.11        the keys to take back
  planblanc key list --format csv > keys.csv for a spreadsheet
  planblanc key list --all --format json     the whole journal`),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.oneOf("format", k.format, formats); err != nil {
				return err
			}
			if cmd.Flags().Changed("recall") && k.recall == "" {
				return a.seeHelp(cmd, a.t("--recall nomme une édition, un numéro ou une empreinte", "--recall names an edition, a number or a fingerprint"))
			}
			if k.all && k.recall != "" {
				return a.seeHelp(cmd, a.t("--all et --recall s'excluent", "--all and --recall exclude each other"))
			}
			return a.listKeys(k)
		},
	}
	f := cmd.Flags()
	f.StringVar(&k.recall, "recall", "", a.t("clés qui ouvrent encore la `VERSION` : édition, numéro ou empreinte", "keys that still open the `VERSION`: edition, number or fingerprint"))
	f.BoolVar(&k.all, "all", false, a.t("toutes les écritures, pas seulement la dernière de chaque clé", "every writing, not only the last one of each key"))
	a.formatFlag(cmd, &k.format, formats)
	return cmd
}

func (a *app) listKeys(k keyListing) error {
	dir := a.stateFolder()
	if dir == "" {
		return fmt.Errorf("%s", a.t("pas de journal des clés : ni XDG_STATE_HOME ni HOME n'est défini", "no journal of keys: neither XDG_STATE_HOME nor HOME is set"))
	}
	name := filepath.Join(dir, journalName)
	text, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	records, damaged := key.ParseJournal(text)
	var keys []key.Held
	if k.all {
		for _, r := range records {
			keys = append(keys, key.Held{Record: r, Writings: 1})
		}
	} else {
		keys = oldestFirst(key.Keys(records))
	}
	known := len(keys)
	if k.recall != "" {
		keys = slices.DeleteFunc(keys, func(h key.Held) bool { return !opens(h, k.recall) })
	}
	if err := a.printKeys(k, keys, known); err != nil {
		return err
	}
	for _, line := range damaged {
		fmt.Fprintf(a.stderr, a.t("%s:%d : ligne illisible, laissée de côté : la liste peut être incomplète\n", "%s:%d: illegible line, left aside: the list may be incomplete\n"), name, line)
	}
	if len(damaged) > 0 {
		return exitError(exitContent)
	}
	return nil
}

// oldestFirst orders keys by the edition that they open, then by holder.
func oldestFirst(keys []key.Held) []key.Held {
	slices.SortStableFunc(keys, func(x, y key.Held) int {
		return cmp.Or(cmp.Compare(x.Number, y.Number), strings.Compare(x.Holder, y.Holder), strings.Compare(x.Label, y.Label), strings.Compare(x.Volume, y.Volume))
	})
	return keys
}

// opens reports whether a key opens a version, named by its edition, its number
// or its fingerprint.
func opens(h key.Held, version string) bool {
	return version == h.Edition || version == strconv.FormatInt(h.Number, 10) || strings.EqualFold(version, h.Envelope)
}

func (a *app) printKeys(k keyListing, keys []key.Held, known int) error {
	switch k.format {
	case "json":
		return a.writeJSON(append([]key.Held{}, keys...))
	case "csv":
		return a.printKeysCSV(keys)
	}
	if known == 0 {
		fmt.Fprintln(a.stdout, a.t("Aucune clé au journal de ce poste.", "No key in this machine's journal."))
		return nil
	}
	if k.recall != "" && len(keys) == 0 {
		fmt.Fprintf(a.stdout, a.t("Aucune clé à rappeler : sur %s, aucune n'ouvre « %s ».\n", "No key to recall: of %s, none opens “%s”.\n"), a.count(known, "clé", "key"), k.recall)
		return nil
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, a.t("DÉTENTEUR\tÉTIQUETTE\tVOLUME\tNIVEAU\tÉDITION\tDU\tVALABLE JUSQU'AU\tÉCRITE LE\tDOSSIER", "HOLDER\tLABEL\tVOLUME\tAUDIENCE\tEDITION\tOF\tVALID UNTIL\tWRITTEN ON\tFOLDER"))
	cell := func(s string) string { return cmp.Or(strings.Join(strings.Fields(s), " "), "-") }
	for _, h := range keys {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", cell(h.Holder), cell(h.Label), cell(h.Volume), cell(h.Audience), cell(h.Edition), cell(h.Built), cell(h.ValidUntil), cell(day(h.Date)), cell(h.Path))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	switch {
	case k.recall != "":
		fmt.Fprintf(a.stdout, a.t("%s à rappeler, sur %d au journal.\n", "%s to recall, of %d in the journal.\n"), a.count(len(keys), "clé", "key"), known)
	case k.all:
		fmt.Fprintln(a.stdout, a.count(len(keys), "écriture", "writing"))
	default:
		fmt.Fprintln(a.stdout, a.count(len(keys), "clé", "key"))
	}
	return nil
}

// day is the day of a moment, in this machine's zone.
func day(moment string) string {
	t, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		return moment
	}
	return t.Local().Format(time.DateOnly)
}

func (a *app) printKeysCSV(keys []key.Held) error {
	table := [][]string{{"date", "holder", "volume", "label", "path", "site", "audience", "edition", "number", "built", "valid_until", "slot", "write", "envelope", "writings"}}
	for _, h := range keys {
		table = append(table, []string{h.Date, h.Holder, h.Volume, h.Label, h.Path, h.Site, h.Audience, h.Edition, strconv.FormatInt(h.Number, 10), h.Built,
			h.ValidUntil, string(h.Slot), strconv.FormatInt(h.Write, 10), h.Envelope, strconv.Itoa(h.Writings)})
	}
	return a.writeCSV(table)
}

// journal adds what was written to the journal of keys. A key is good without it:
// a failure is told and fails nothing.
func (a *app) journal(k keyWriting, r key.Report) {
	dir := a.stateFolder()
	path, err := filepath.Abs(k.dir)
	if err == nil && dir != "" {
		var state, medium string
		state, err = realPath(dir)
		if err == nil {
			medium, err = realPath(path)
		}
		if err == nil && within(medium, state) {
			dir = "" // a home folder on a key: names of holders do not belong there
		}
	}
	if err == nil && dir == "" {
		err = errors.New(a.t("pas de dossier d'état sur ce poste", "no state folder on this machine"))
	}
	if err == nil {
		err = key.Append(filepath.Join(dir, journalName), key.NewRecord(r, time.Now().UTC().Format(time.RFC3339), path, k.holder))
	}
	if err != nil {
		fmt.Fprintf(a.stderr, a.t("planblanc : la clé est bonne, mais n'est pas au journal de ce poste (%s) : la noter ailleurs\n", "planblanc: the key is good, but not in this machine's journal (%s): note it elsewhere\n"), a.explain(err))
	}
}

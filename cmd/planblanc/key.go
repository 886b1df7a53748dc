package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"planblanc/internal/diag"
	"planblanc/internal/folder"
	"planblanc/internal/key"
	"planblanc/internal/output"
)

// exitLocked is what a run that finds another one at work ends with, EX_TEMPFAIL
// of sysexits.h.
const exitLocked = 75

func (a *app) keyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: a.t("Écrire et suivre les clés USB", "Write USB keys and keep track of them"),
		Long: a.t(`Met un site construit sur une clé USB, de façon qu'une coupure à tout moment laisse une
version complète, et tient le journal des clés de ce poste.`,
			`Puts a built site on a USB key so that a cut at any moment leaves a complete version, and
keeps this machine's journal of keys.`),
		Args: a.unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.keyWriteCommand(), a.keyListCommand())
	return cmd
}

// keyWriting is what « key write » was asked for.
type keyWriting struct {
	dir, site, format, holder string
	slots                     int
	from                      string // an address, instead of site
	trust                     verifying
}

func (a *app) keyWriteCommand() *cobra.Command {
	formats := []string{"text", "json"}
	var k keyWriting
	cmd := &cobra.Command{
		Use:   "write " + a.t("DOSSIER", "FOLDER"),
		Short: a.t("Écrire un site construit sur une clé et le relire", "Write a built site to a key and read it back"),
		Long: a.t(`Écrit un site construit sur une clé, nommée par le dossier où elle est montée, puis la relit
en entier depuis le support. La clé a deux emplacements, a/ et b/ : le site va dans celui qui n'est
pas ouvert, et ne prend sa place qu'une fois relu. Une coupure, une clé retirée ou un disque plein
laissent donc la version d'avant. Relancer la commande reprend là où elle s'est arrêtée.

Rien n'est écrit si la place manque, si la clé est protégée, si elle contient d'autres fichiers, si
une autre exécution y écrit ou si le site n'a pas toutes ses empreintes.
Un site d'exercice n'est jamais écrit à côté d'un vrai site.

La clé est notée au journal de ce poste (planblanc key list), avec le nom donné par --holder.

Avec --from, le site vient d'un serveur web ou d'un dossier, comme par planblanc pull : signé, vérifié, et
jamais plus ancien qu'une édition déjà vue.

Avec --slots=1, le site est mis tel quel dans le dossier, pour un partage d'intranet : une coupure
peut alors laisser un mélange de deux versions, jusqu'à la prochaine exécution.

Codes de sortie : 0 écrit et relu, 2 refus, mauvais usage ou panne, 75 une autre exécution y écrit.`,
			`Writes a built site to a key, named by the folder where it is mounted, then reads all of it
back from the medium. A key has two slots, a/ and b/: the site goes to the one that is not open, and
takes its place only once it has been read back. So a power cut, a key pulled out or a full disk
leaves the former version. Running the command again goes on where it stopped.

Nothing is written when room is missing, when the key is write-protected, when it holds other files,
when another run writes to it or when the site does not match its own sums. The site of an
exercise is never written beside a real one.

The key is noted in this machine's journal (planblanc key list), with the name that --holder gives.

With --from the site comes from a web server or a folder, as with planblanc pull: signed, verified, and
never older than an edition already seen.

With --slots=1 the site is put into the folder itself, for a share on an intranet: a cut may then
leave a mixture of two versions, until the next run.

Exit codes: 0 written and read back, 2 refusal, wrong usage or failure, 75 another run writes to it.`),
		Example: a.t(`  planblanc key write /media/cle            le site de public/ sur une clé
  planblanc key write E:\ --holder "Bloc"    sous Windows
  planblanc key write /srv/intranet --slots=1`,
			`  planblanc key write /media/key            the site of public/ to a key
  planblanc key write E:\ --holder "Bloc"    on Windows
  planblanc key write /srv/intranet --slots=1`),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return a.seeHelp(cmd, a.t("donner le dossier où la clé est montée", "give the folder where the key is mounted"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.oneOf("format", k.format, formats); err != nil {
				return err
			}
			k.dir = args[0]
			if k.from == "" {
				return a.writeKey(k, folder.At(k.site))
			}
			if cmd.Flags().Changed("destination") {
				return a.seeHelp(cmd, a.t("--from et -d s'excluent", "--from and -d exclude each other"))
			}
			return a.writeKeyFrom(cmd.Context(), k)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&k.site, "destination", "d", "public", a.t("`DOSSIER` du site construit", "`FOLDER` of the built site"))
	f.StringVar(&k.from, "from", "", a.t("`ADRESSE` d'un site publié à écrire, au lieu de -d", "`ADDRESS` of a published site to write, instead of -d"))
	a.trustFlags(cmd, &k.trust)
	f.IntVar(&k.slots, "slots", 2, a.t("`NOMBRE` d'emplacements : 2, ou 1 pour un simple dossier", "`NUMBER` of slots: 2, or 1 for a plain folder"))
	f.StringVar(&k.holder, "holder", "", a.t("`NOM` de qui aura la clé, pour le journal de ce poste", "`NAME` of who will have the key, for this machine's journal"))
	a.formatFlag(cmd, &k.format, formats)
	_ = cmd.MarkFlagDirname("destination")
	return cmd
}

// writeKey writes a site to a key; it is the one of k.site, or one that was brought.
func (a *app) writeKey(k keyWriting, site fs.FS) error {
	if k.slots != 1 && k.slots != 2 {
		return fmt.Errorf("%s", a.t("--slots vaut 2, ou 1 pour un simple dossier", "--slots is 2, or 1 for a plain folder"))
	}
	start := time.Now()
	if k.from == "" {
		if _, err := os.Stat(k.site); err != nil {
			return err
		}
	}
	if volume, err := output.Look(k.dir); err == nil && volume.ReadOnly {
		return a.keyProblem(k.dir, key.ErrReadOnly)
	}
	medium, err := output.Mount(k.dir, key.LockName)
	if err != nil {
		return a.keyProblem(k.dir, err)
	}
	o := key.Options{Plain: k.slots == 1}
	if terminal(a.stderr) {
		o.Progress = a.keyProgress()
	}
	report, err := key.Write(medium, site, o)
	medium.Close() // before anyone is told to remove the key
	if err != nil {
		return a.cutShort(k, a.keyProblem(k.dir, err))
	}
	a.journal(k, report)
	return a.reportKey(k, report, time.Since(start))
}

// cutShort adds to the system's words on which key it failed, and what opens.
func (a *app) cutShort(k keyWriting, err error) error {
	_, path := errors.AsType[*fs.PathError](err)
	if _, number := errors.AsType[syscall.Errno](err); !path && !number {
		return err
	}
	text := a.t("écriture sur « %s » : %s ; une version entière s'ouvre, celle d'avant ou déjà la nouvelle ; relancer la commande et, si l'erreur revient, réparer la clé (chkdsk /f sous Windows, fsck -a sous Linux) ou en prendre une autre",
		"writing to “%s”: %s; a whole version opens, the former one or already the new one; run the command again and, if it fails again, repair the key (chkdsk /f on Windows, fsck -a on Linux) or take another")
	if k.slots == 1 {
		text = a.t("écriture sur « %s » : %s ; relancer la commande", "writing to “%s”: %s; run the command again")
	}
	return fmt.Errorf(text, k.dir, a.explain(err))
}

// keyProblem says why a key was not written; other errors come back as they
// are.
func (a *app) keyProblem(dir string, err error) error {
	if e, ok := errors.AsType[*output.BusyError](err); ok {
		holder := ""
		if e.Holder != "" {
			holder = " (" + e.Holder + ")"
		}
		fmt.Fprintf(a.stderr, a.t("planblanc : une autre exécution écrit sur « %s »%s : attendre qu'elle finisse\n", "planblanc: another run is writing to “%s”%s: wait for it to end\n"), dir, holder)
		return exitError(exitLocked)
	}
	text := ""
	if errors.Is(err, key.ErrReadOnly) {
		text = fmt.Sprintf(a.t("« %s » est protégé en écriture : déplacer le verrou de la clé, ou prendre une autre clé", "“%s” is write-protected: move the key's lock, or take another key"), dir)
	}
	if e, ok := errors.AsType[*key.SourceError](err); ok {
		text = fmt.Sprintf(a.t("le site ne correspond pas à ses propres empreintes (%s) : le construire de nouveau ; rien n'est écrit", "the site does not match its own sums (%s): build it again; nothing is written"), a.some(e.Paths))
	}
	if e, ok := errors.AsType[*key.ForeignError](err); ok {
		text = fmt.Sprintf(a.t("« %s » contient d'autres fichiers (%s) : les déplacer ailleurs, ou prendre une clé vide ; rien n'est écrit", "“%s” holds other files (%s): move them elsewhere, or take an empty key; nothing is written"), dir, a.some(e.Paths))
	}
	if e, ok := errors.AsType[*key.RealSiteError](err); ok {
		text = fmt.Sprintf(a.t("« %s » contient un vrai site (édition %s) et celui à écrire est un EXERCICE : prendre une clé ou un dossier réservé aux exercices ; rien n'est écrit", "“%s” holds a real site (edition %s) and the one to write is an EXERCISE: take a key or a folder kept for exercises; nothing is written"),
			dir, cmp.Or(e.Edition, a.t("illisible", "unreadable")))
	}
	if e, ok := errors.AsType[*output.SpaceError](err); ok {
		text = a.outputProblem(&output.SpaceError{Dir: dir, Missing: e.Missing})
	}
	if e, ok := errors.AsType[*key.ReadBackError](err); ok {
		text = fmt.Sprintf(a.t("« %s » relu sur la clé n'est pas ce qui a été écrit : la clé est sans doute usée, en prendre une autre ; la version d'avant reste celle qui s'ouvre", "“%s” read back from the key is not what was written: the key is probably worn out, take another; the former version is still the one that opens"), filepath.Join(dir, filepath.FromSlash(e.Path)))
	}
	if text != "" {
		return fmt.Errorf("%s", text)
	}
	return err
}

// some lists at most five names.
func (a *app) some(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf(a.t("%s et %d autres", "%s and %d others"), strings.Join(names[:most], ", "), len(names)-most)
}

// size writes a number of bytes for people, rounded up: what is said to be
// missing must suffice.
func (a *app) size(bytes int64) string {
	switch {
	case bytes >= 1e9:
		return a.decimal(float64(bytes)/1e9) + a.t(" Go", " GB")
	case bytes >= 1e6:
		return fmt.Sprintf("%d", (bytes+1e6-1)/1e6) + a.t(" Mo", " MB")
	}
	return fmt.Sprintf("%d", (bytes+999)/1000) + a.t(" ko", " kB")
}

// decimal writes a number with one digit after the mark.
func (a *app) decimal(x float64) string {
	text := fmt.Sprintf("%.1f", x)
	if a.language != diag.English {
		text = strings.ReplaceAll(text, ".", ",")
	}
	return text
}

// keyProgress draws a bar with rate and time left for each phase, a few times a
// second.
func (a *app) keyProgress() func(key.Phase, int64, int64) {
	var phase key.Phase
	var began, drawn time.Time
	names := map[key.Phase]string{
		key.Checking:  a.t("Contrôle ", "Checking "),
		key.Writing:   a.t("Écriture ", "Writing  "),
		key.Rereading: a.t("Relecture", "Rereading"),
	}
	return func(p key.Phase, done, all int64) {
		now := time.Now()
		if p != phase {
			if phase != "" {
				fmt.Fprintln(a.stderr)
			}
			phase, began, drawn = p, now, time.Time{}
		}
		if now.Sub(drawn) < time.Second/5 && done < all {
			return
		}
		drawn = now
		full := int(barWidth * done / max(all, done, 1))
		rate := float64(done) / max(now.Sub(began).Seconds(), 0.001)
		left := time.Duration(float64(all-done) / max(rate, 1) * float64(time.Second)).Round(time.Second)
		fmt.Fprintf(a.stderr, "\r%s [%s%s] %s Mo/s, %s   ", names[p], strings.Repeat("#", full), strings.Repeat(".", barWidth-full), a.decimal(rate/1e6), left)
	}
}

// reportKey says what is on the key now.
func (a *app) reportKey(k keyWriting, r key.Report, took time.Duration) error {
	if terminal(a.stderr) {
		fmt.Fprintln(a.stderr)
	}
	if k.format == "json" {
		return a.printKeyJSON(k, r)
	}
	if r.Resumed {
		fmt.Fprintf(a.stdout, a.t("Écriture interrompue reprise : %s déjà en place.\n", "Interrupted writing resumed: %s already in place.\n"), a.count(r.Kept, "fichier", "file"))
	}
	what := a.t("écrite", "written")
	if r.Current {
		what = a.t("déjà sur la clé", "already on the key")
	}
	fmt.Fprintf(a.stdout, a.t("Édition %s du %s %s : %s, %s, vérifié par relecture en %s s.\n", "Edition %s of %s %s: %s, %s, verified by reading back in %s s.\n"),
		r.Edition, r.Built, what, a.count(r.Files+1, "fichier", "file"), a.size(r.Bytes), a.decimal(took.Seconds()))
	fmt.Fprintf(a.stdout, a.t("Empreinte : %s\n", "Fingerprint: %s\n"), r.Envelope)
	if k.slots == 1 {
		fmt.Fprintf(a.stdout, a.t("À ouvrir : %s\n", "Open: %s\n"), filepath.Join(k.dir, "index.html"))
		return nil
	}
	if r.Exercise != "" {
		fmt.Fprintf(a.stdout, a.t("L'autre emplacement contient encore l'exercice « %s » : relancer la commande pour le remplacer.\n", "The other slot still holds the exercise “%s”: run the command again to replace it.\n"), r.Exercise)
	}
	fmt.Fprintf(a.stdout, a.t("Emplacement %s, écriture n° %d : vous pouvez retirer la clé.\n", "Slot %s, writing no. %d: you may remove the key.\n"), r.Slot, r.Write)
	return nil
}

func (a *app) printKeyJSON(k keyWriting, r key.Report) error {
	return a.writeJSON(struct {
		key.Facts
		Written      int    `json:"written"`
		Kept         int    `json:"kept"`
		WrittenBytes int64  `json:"written_bytes"`
		Current      bool   `json:"current"`
		Resumed      bool   `json:"resumed"`
		System       string `json:"system"`
		Volume       string `json:"volume"`
		Label        string `json:"label"`
	}{r.Facts, r.Written, r.Kept, r.WrittenBytes, r.Current, r.Resumed, r.Volume.System, r.Volume.ID, r.Volume.Label})
}

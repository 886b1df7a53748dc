package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planblanc/internal/content"
	"planblanc/internal/folder"
	"planblanc/internal/key"
	"planblanc/internal/output"
	"planblanc/internal/sign"
)

// exitUsage is what verify ends with when it is called the wrong way, EX_USAGE of
// sysexits.h: 2 is a verdict.
const exitUsage = 64

// verdictCodes are the exit codes of verify.
var verdictCodes = map[key.Verdict]exitError{
	key.Authentic: 0, key.Altered: 1, key.Unsigned: 2, key.UnknownSigner: 3, key.Rollback: 4, key.Expired: 5, key.Unreadable: 6,
}

// verifying is what « verify » was asked for.
type verifying struct {
	dir, format, signers, date string
	threshold                  int
	forget                     bool
}

func (a *app) verifyCommand() *cobra.Command {
	formats := []string{"text", "json"}
	var v verifying
	cmd := &cobra.Command{
		Use:   "verify " + a.t("DOSSIER", "FOLDER"),
		Short: a.t("Vérifier qu'une clé ou un site est intact et authentique", "Verify that a key or a site is intact and genuine"),
		Long: a.t(`Lit toute une clé, ou un site construit, et compare chaque fichier à SHA256SUMS, puis
SHA256SUMS à sa signature. Rien n'est écrit sur la clé. Tout fichier de trop est signalé.

Les signataires admis viennent de ce poste, jamais de la clé : le fichier --signers, sinon
allowed_signers dans le dossier de configuration de planblanc, au format d'OpenSSH. La plus récente
édition authentique vue de chaque site est retenue sur ce poste, pour reconnaître une plus ancienne.

Le verdict est le pire de ce qui est trouvé, et le code de sortie le donne :
  0 authentique                     4 plus ancienne qu'une édition déjà vue
  1 modifiée                        5 authentique, mais dépassée
  2 non signée                      6 illisible
  3 signée par un inconnu          64 mauvais usage    75 une autre exécution y écrit`,
			`Reads all of a key, or of a built site, and compares each file with SHA256SUMS, then
SHA256SUMS with its signature. Nothing is written on the key. Any file too many is reported.

The allowed signers come from this machine, never from the key: the file of --signers, else
allowed_signers in planblanc's configuration folder, in the format of OpenSSH. The newest genuine
edition seen of each site is remembered on this machine, to know an older one.

The verdict is the worst of what is found, and the exit code gives it:
  0 genuine                         4 older than an edition already seen
  1 altered                         5 genuine, past its date
  2 unsigned                        6 unreadable
  3 signed by a stranger           64 wrong usage      75 another run writes to it`),
		Example: a.t(`  planblanc verify /media/cle
  planblanc verify public --signers signataires --threshold 2
  planblanc verify E:\ --format json`,
			`  planblanc verify /media/key
  planblanc verify public --signers signers --threshold 2
  planblanc verify E:\ --format json`),
		Annotations: map[string]string{usageCode: fmt.Sprint(exitUsage)},
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return a.seeHelp(cmd, a.t("donner le dossier de la clé", "give the key's folder"))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.oneOf("format", v.format, formats); err != nil {
				return err
			}
			v.dir = args[0]
			return a.verify(v)
		},
	}
	a.formatFlag(cmd, &v.format, formats)
	a.trustFlags(cmd, &v)
	return cmd
}

// trustFlags adds the flags on what a verification relies on.
func (a *app) trustFlags(cmd *cobra.Command, v *verifying) {
	f := cmd.Flags()
	f.StringVar(&v.signers, "signers", "", a.t("`FICHIER` des signataires admis", "`FILE` of the allowed signers"))
	f.IntVar(&v.threshold, "threshold", 1, a.t("`NOMBRE` de signataires exigés", "`NUMBER` of signers required"))
	f.StringVar(&v.date, "date", "", a.t("juger à la date `AAAA-MM-JJ` plutôt qu'aujourd'hui", "judge on `YYYY-MM-DD` rather than today"))
	f.BoolVar(&v.forget, "no-memory", false, a.t("ne rien lire ni retenir des éditions vues sur ce poste", "neither read nor keep what was seen on this machine"))
}

func (a *app) verify(v verifying) error {
	if info, err := os.Stat(v.dir); err != nil {
		return err
	} else if !info.IsDir() {
		return fmt.Errorf(a.t("« %s » n'est pas un dossier : nommer celui où la clé est montée ; d'une archive, celui où elle est extraite", "“%s” is not a folder: name the one where the key is mounted; of an archive, the one that it is extracted to"), v.dir)
	}
	if err := output.Held(v.dir, key.LockName); err != nil {
		return a.keyProblem(v.dir, err)
	}
	trust, memory, err := a.trust(v)
	if err != nil {
		return err
	}
	var read func(int64)
	if terminal(a.stderr) {
		read = a.readProgress()
	}
	files, release := folder.Hold(folder.At(v.dir))
	defer release()
	result, err := key.Verify(files, trust, read)
	if errors.Is(err, key.ErrNoSite) {
		return fmt.Errorf(a.t("« %s » ne contient ni clé ni site de planblanc", "“%s” holds neither a key nor a site of planblanc"), v.dir)
	}
	if err != nil {
		return err
	}
	if err := a.remember(memory, result); err != nil {
		return err
	}
	if v.format == "json" {
		err = a.printVerdictJSON(result)
	} else {
		a.printVerdict(v, trust, result)
	}
	if err != nil || result.Verdict == key.Authentic {
		return err
	}
	return verdictCodes[result.Verdict]
}

// trust is what this machine relies on, and its memory.
func (a *app) trust(v verifying) (key.Trust, *seen, error) {
	t, memory := key.Trust{Threshold: v.threshold, Now: time.Now()}, &seen{}
	if v.threshold < 1 {
		return t, nil, fmt.Errorf("%s", a.t("--threshold vaut 1 ou plus", "--threshold is 1 or more"))
	}
	if v.date != "" {
		day, err := content.ParseDate(v.date)
		if err != nil {
			return t, nil, fmt.Errorf(a.t("--date : « %s » n'est pas une date AAAA-MM-JJ", "--date: “%s” is not a date YYYY-MM-DD"), v.date)
		}
		t.Now = day.Time
	}
	var err error
	if t.Allowed, err = a.allowedSigners(v.signers); err != nil || v.forget {
		return t, memory, err
	}
	if memory, err = a.seen(); err != nil {
		return t, nil, err
	}
	t.Seen = memory.Sites
	return t, memory, nil
}

// allowedSigners reads the list of signers: the file named, else that of the
// configuration folder, which may be missing.
func (a *app) allowedSigners(name string) (*sign.Allowed, error) {
	named := name != ""
	if !named {
		dir := a.configFolder()
		if dir == "" {
			return nil, nil
		}
		name = filepath.Join(dir, "allowed_signers")
	}
	text, err := os.ReadFile(name)
	if !named && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	allowed, err := sign.ParseAllowed(text, time.Local)
	if e, ok := errors.AsType[*sign.LineError](err); ok {
		return nil, fmt.Errorf(a.t("%s:%d : ligne de signataire illisible : %s", "%s:%d: illegible line of a signer: %s"), name, e.Line, a.signerProblem(e))
	}
	return allowed, err
}

// signerProblem says what is wrong with a line of a list of signers.
func (a *app) signerProblem(e *sign.LineError) string {
	text := map[sign.LineProblem]string{
		sign.LineForm:        a.t("écrire un nom, des options s'il en faut, puis une clé publique", "write a name, options where they are needed, then a public key"),
		sign.LineKey:         a.t("ce n'est pas une clé publique « %s »", "that is no public key “%s”"),
		sign.LineCertificate: a.t("« %s » : un certificat n'est pas admis ici, nommer chaque signataire", "“%s”: no certificate is allowed here, name each signer"),
		sign.LineTwice:       a.t("l'option « %s » est donnée deux fois", "option “%s” is given twice"),
		sign.LineQuotes:      a.t("la valeur de « %s » n'est pas entre guillemets droits", "the value of “%s” is not in straight quotes"),
		sign.LineOption:      a.t("option inconnue « %s »", "unknown option “%s”"),
		sign.LineTime:        a.t("« %s » n'est pas AAAAMMJJ ou AAAAMMJJHHMM, avec Z pour l'heure universelle", "“%s” is not YYYYMMDD or YYYYMMDDHHMM, with Z for UTC"),
	}[e.Problem]
	if e.Word == "" {
		return text
	}
	return fmt.Sprintf(text, e.Word)
}

// readProgress says how much was read, a few times a second.
func (a *app) readProgress() func(int64) {
	began, drawn := time.Now(), time.Time{}
	var done int64
	return func(n int64) {
		done += n
		if now := time.Now(); now.Sub(drawn) > time.Second/5 {
			drawn = now
			rate := float64(done) / max(now.Sub(began).Seconds(), 0.001)
			fmt.Fprintf(a.stderr, a.t("\rLecture %s, %s Mo/s   \r", "\rReading %s, %s MB/s   \r"), a.size(done), a.decimal(rate/1e6))
		}
	}
}

// verdict says a verdict in a line.
func (a *app) verdict(v key.Verdict) string {
	return map[key.Verdict]string{
		key.Authentic:     a.t("AUTHENTIQUE : chaque fichier est intact et signé.", "AUTHENTIC: each file is intact and signed."),
		key.Expired:       a.t("DÉPASSÉE : authentique, mais sa date de validité est passée. La remplacer.", "EXPIRED: genuine, but past its date. Replace it."),
		key.Rollback:      a.t("ANCIENNE : authentique, mais une édition plus récente a déjà été vue. La remplacer.", "ROLLBACK: genuine, but a newer edition was already seen. Replace it."),
		key.UnknownSigner: a.t("SIGNATAIRE INCONNU : intacte, mais signée par personne d'admis sur ce poste.", "UNKNOWN SIGNER: intact, but signed by nobody who is allowed on this machine."),
		key.Unsigned:      a.t("NON SIGNÉE : intacte, mais rien ne dit de qui elle vient.", "UNSIGNED: intact, but nothing tells from whom it comes."),
		key.Altered:       a.t("MODIFIÉE : ne pas l'utiliser, la remettre à la cellule de crise.", "ALTERED: do not use it, hand it to the crisis cell."),
		key.Unreadable:    a.t("ILLISIBLE : le support ne se lit pas en entier. Prendre une autre clé.", "UNREADABLE: the medium cannot be read whole. Take another key."),
	}[v]
}

// mostNamed is how many files of a kind are named to people: the verdict must stay
// on the screen.
const mostNamed = 20

func (a *app) printVerdict(v verifying, trust key.Trust, r key.Result) {
	verdict := a.verdict(r.Verdict)
	if r.Verdict == key.Unsigned && len(r.Copies) > 0 && len(r.Copies[0].Signers) > 0 {
		verdict = a.t("NON SIGNÉE : intacte, mais signée par trop peu de signataires admis, ou sans valeur.", "UNSIGNED: intact, but signed by too few allowed signers, or worthlessly.")
	}
	fmt.Fprintln(a.stdout, verdict)
	if len(r.Copies) > 0 && r.Copies[0].Exercise != "" {
		fmt.Fprintf(a.stdout, a.t("EXERCICE « %s » : ce n'est pas l'édition en vigueur, ne pas s'en servir en crise.\n", "EXERCISE “%s”: this is not the edition in force, do not use it in a crisis.\n"), r.Copies[0].Exercise)
	}
	for _, c := range r.Copies {
		a.printCopy(trust, c)
	}
	executable := map[string]bool{}
	for _, name := range r.Executables {
		executable[name] = true
		fmt.Fprintf(a.stdout, a.t("PROGRAMME INCONNU, NE PAS OUVRIR : %s\n", "UNKNOWN PROGRAM, DO NOT OPEN: %s\n"), strings.ToUpper(name))
	}
	list := func(text string, names []string) {
		names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return executable[name] })
		for _, name := range names[:min(len(names), mostNamed)] {
			fmt.Fprintf(a.stdout, "%s %s\n", text, name)
		}
		if more := len(names) - mostNamed; more > 0 {
			fmt.Fprintf(a.stdout, a.t("%s et %d autres, que --format json donne tous\n", "%s and %d more, which --format json gives all\n"), text, more)
		}
	}
	list(a.t("modifié :  ", "changed:  "), r.Changed)
	list(a.t("manquant : ", "missing:  "), r.Missing)
	list(a.t("de trop :  ", "extra:    "), r.Extra)
	for _, err := range r.Unread {
		fmt.Fprintf(a.stdout, a.t("illisible : %s\n", "unreadable: %s\n"), a.explain(err))
	}
	for _, n := range r.Notices {
		fmt.Fprintln(a.stdout, a.noticeText(n))
	}
	if trust.Allowed == nil && r.Verdict == key.UnknownSigner {
		fmt.Fprintf(a.stdout, a.t("Aucune liste de signataires sur ce poste : la nommer avec --signers, ou la mettre dans %s.\n", "No list of signers on this machine: name it with --signers, or put it into %s.\n"),
			filepath.Join(a.configFolder(), "allowed_signers"))
	}
}

// printCopy says what a site is and who signed it.
func (a *app) printCopy(trust key.Trust, c key.Copy) {
	if c.Edition != "" {
		where := ""
		if c.Slot != "" {
			where = fmt.Sprintf(a.t("Emplacement %s : ", "Slot %s: "), c.Slot)
		}
		fmt.Fprintf(a.stdout, a.t("%s%s, édition %s du %s, valable jusqu'au %s, empreinte %s\n", "%s%s, edition %s of %s, valid until %s, fingerprint %s\n"),
			where, c.Site, c.Edition, c.Built, c.ValidUntil, c.Envelope)
	}
	good := map[string]bool{}
	for _, s := range c.Signers {
		text := map[sign.State]string{
			sign.Good:    fmt.Sprintf(a.t("signée par %s", "signed by %s"), s.Principal),
			sign.Expired: fmt.Sprintf(a.t("signée par %s, qui n'est plus ou pas encore admis", "signed by %s, who is no longer or not yet allowed"), s.Principal),
			sign.Unknown: a.t("signée par une clé inconnue", "signed by an unknown key"),
			sign.Bad:     a.t("signature sans valeur", "worthless signature"),
		}[s.State]
		if s.State == sign.Good {
			good[s.Principal] = true // two keys of one signer count once
		}
		fmt.Fprintln(a.stdout, strings.TrimSuffix("  "+text+" "+s.Fingerprint, " "))
	}
	if n := len(good); trust.Threshold > 1 && n < trust.Threshold {
		fmt.Fprintf(a.stdout, a.t("  %s sur %d exigés\n", "  %s of %d required\n"), a.count(n, "signataire", "signer"), trust.Threshold)
	}
}

func (a *app) noticeText(n key.Notice) string {
	return fmt.Sprintf(map[key.NoticeKind]string{
		key.Leftover:   a.t("note : laissé par un système : %s", "note: left by a system: %s"),
		key.Unfinished: a.t("note : écriture interrompue dans %s, qui ne s'ouvre pas : relancer planblanc key write", "note: cut writing in %s, which does not open: run planblanc key write again"),
		key.Interrupt:  a.t("note : écriture interrompue à sa fin (%s) : relancer planblanc key write", "note: writing cut at its end (%s): run planblanc key write again"),
		key.LockLeft:   a.t("note : verrou laissé par une écriture interrompue : %s", "note: lock left by a cut writing: %s"),
	}[n.Kind], n.Path)
}

// verdictJSON is the shape of docs/formats.md.
type verdictJSON struct {
	Verdict     key.Verdict      `json:"verdict"`
	Site        string           `json:"site"`
	Edition     string           `json:"edition"`
	Exercise    string           `json:"exercise"`
	Number      int64            `json:"number"`
	Date        string           `json:"date"`
	ValidUntil  string           `json:"valid_until"`
	Envelope    string           `json:"envelope"`
	Changed     []string         `json:"changed"`
	Missing     []string         `json:"missing"`
	Extra       []string         `json:"extra"`
	Executables []string         `json:"executables"`
	Unreadable  []string         `json:"unreadable"`
	Notices     []key.Notice     `json:"notices"`
	Signers     []sign.Signature `json:"signers"`
	Copies      []key.Copy       `json:"copies"`
}

func (a *app) printVerdictJSON(r key.Result) error {
	out := verdictJSON{Verdict: r.Verdict, Changed: r.Changed, Missing: r.Missing, Extra: r.Extra, Executables: r.Executables,
		Unreadable: []string{}, Notices: r.Notices, Signers: []sign.Signature{}, Copies: r.Copies}
	for _, err := range r.Unread {
		out.Unreadable = append(out.Unreadable, err.Error())
	}
	if len(r.Copies) > 0 {
		c := r.Copies[0]
		out.Site, out.Edition, out.Exercise, out.Number, out.Date, out.ValidUntil, out.Envelope, out.Signers = c.Site, c.Edition, c.Exercise, c.Number, c.Built, c.ValidUntil, c.Envelope, c.Signers
	}
	return a.writeJSON(out)
}

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planblanc/internal/folder"
	"planblanc/internal/follow"
	"planblanc/internal/key"
	"planblanc/internal/output"
	"planblanc/internal/retry"
)

// pulling is what « pull » was asked for.
type pulling struct {
	address, dir string
	trust        verifying
}

func (a *app) pullCommand() *cobra.Command {
	formats := []string{"text", "json"}
	var p pulling
	cmd := &cobra.Command{
		Use:   "pull " + a.t("ADRESSE DOSSIER", "ADDRESS FOLDER"),
		Short: a.t("Suivre un site publié, sur un poste de crise", "Follow a published site, on a crisis PC"),
		Long: a.t(`Amène dans un dossier de ce poste le site publié à une adresse http ou https, ou dans un dossier :
seulement les fichiers changés, en reprenant ce qu'une coupure a interrompu. Le dossier a deux
emplacements, comme une clé : OUVRIR.html ouvre la dernière version vérifiée, et le réseau peut mourir à
n'importe quel octet.

Rien ne change tant que SHA256SUMS n'est pas signé par un signataire admis sur ce poste (--signers), que
chaque fichier n'a pas son empreinte, et que l'édition n'est pas au moins aussi récente que celle d'ici et
que celles déjà vues. Une édition dépassée est amenée si elle est plus récente, et signalée.

Faite pour être lancée à heures fixes : voir docs/publier.md. Codes de sortie, ceux de « verify » :
  0 à jour                          5 à jour, mais la date de validité est passée
  1 altérée sur le serveur          6 serveur injoignable ou coupé : la version d'avant reste
  2 non signée                     64 mauvais usage, ou panne de ce poste
  3 signée par un inconnu          75 une autre exécution y travaille
  4 plus ancienne que celle d'ici`,
			`Brings the site published at an http or https address, or in a folder, to a folder of this machine:
only changed files, going on where a cut stopped it. The folder has two slots, like a key: OUVRIR.html
opens the last verified version, and the network may die at any byte.

Nothing changes unless SHA256SUMS is signed by a signer allowed on this machine (--signers), each file has
its sum, and the edition is at least as new as the one here and those already seen. An edition past its date
is brought if it is newer, and told.

Made to be run on a schedule: see docs/publier.md. Exit codes, those of “verify”:
  0 up to date                      5 up to date, but past its date
  1 altered on the server           6 server out of reach or cut: the former version stays
  2 unsigned                       64 wrong usage, or a failure of this machine
  3 signed by a stranger           75 another run is at work
  4 older than the one here`),
		Example: a.t(`  planblanc pull https://crise.valmont.example/ /srv/planblanc
  planblanc pull \\serveur\crise D:\planblanc --signers signataires`,
			`  planblanc pull https://crisis.valmont.example/ /srv/planblanc
  planblanc pull \\server\crisis D:\planblanc --signers signers`),
		Annotations: map[string]string{usageCode: fmt.Sprint(exitUsage)},
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return a.seeHelp(cmd, a.t("donner l'adresse du site et un dossier", "give the site's address and a folder"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.oneOf("format", p.trust.format, formats); err != nil {
				return err
			}
			p.address, p.dir = args[0], args[1]
			return a.pull(cmd.Context(), p)
		},
	}
	a.formatFlag(cmd, &p.trust.format, formats)
	a.trustFlags(cmd, &p.trust)
	return cmd
}

func (a *app) pull(ctx context.Context, p pulling) error {
	start := time.Now()
	if err := output.MakeFolder(p.dir); err != nil {
		return err
	}
	medium, err := output.Mount(p.dir, key.LockName)
	if err != nil {
		return a.keyProblem(p.dir, err)
	}
	defer medium.Close()
	site, memory, done, err := a.bring(ctx, p)
	if err != nil {
		return a.refused(p, err)
	}
	defer done()
	report, err := key.Write(medium, site.Files, key.Options{})
	if err != nil {
		return a.keyProblem(p.dir, err)
	}
	if err := a.keepPulled(memory, site, done); err != nil {
		return err
	}
	if err := a.reportPulled(p, site, report, time.Since(start)); err != nil || site.Verdict == key.Authentic {
		return err
	}
	return verdictCodes[site.Verdict]
}

// bring fetches an edition. done ends what waits for it; a second call does
// nothing. An interruption ends it with what came; later, while a key is written,
// one ends the program, and leaves a key that opens.
func (a *app) bring(ctx context.Context, p pulling) (site *follow.Site, memory *seen, done func(), err error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	trust, memory, err := a.trust(p.trust)
	if err != nil {
		return nil, nil, nil, err
	}
	var from follow.Source = follow.Folder(p.address)
	if strings.Contains(p.address, "://") {
		web, err := follow.NewWeb(p.address, time.Minute/2)
		if err != nil {
			return nil, nil, nil, err
		}
		defer web.Close()
		from = web
	}
	o := follow.Options{Trust: trust, Retry: retry.Usual(a.retried)}
	if o.Trust.Seen, o.Have, err = here(folder.At(p.dir), trust); err != nil {
		return nil, nil, nil, err
	}
	if terminal(a.stderr) {
		o.Progress = func(done, all int64) {
			fmt.Fprintf(a.stderr, a.t("\rReçu : %s sur %s   \r", "\rReceived: %s of %s   \r"), a.size(done), a.size(all))
		}
	}
	cache := a.cacheFolder()
	if cache == "" {
		return nil, nil, nil, errors.New(a.t("pas de dossier de cache sur ce poste : définir XDG_CACHE_HOME", "no cache folder on this machine: set XDG_CACHE_HOME"))
	}
	name := sha256.Sum256([]byte(p.address))
	spool, err := output.OpenSpool(filepath.Join(cache, "pull", hex.EncodeToString(name[:8])))
	if err != nil {
		return nil, nil, nil, err
	}
	closed := false
	done = func() {
		if !closed {
			spool.Close()
		}
		closed = true
	}
	if site, err = follow.Fetch(ctx, from, spool, o); err != nil {
		done()
		return nil, memory, nil, err
	}
	return site, memory, done, nil
}

// here tells what a folder holds already: the newest edition that is signed, with
// what was seen, and where files are that need not come again.
func here(dir fs.FS, t key.Trust) (newest map[string]int64, have []fs.FS, err error) {
	newest = map[string]int64{}
	for site, number := range t.Seen {
		newest[site] = number
	}
	for _, f := range key.States(dir) {
		slot, err := fs.Sub(dir, string(f.Slot))
		if err != nil {
			return nil, nil, err
		}
		have = append(have, slot)
		if t.Vouches(slot, f) {
			newest[f.Site] = max(newest[f.Site], f.Number)
		}
	}
	return newest, have, nil
}

// keepPulled remembers an edition and empties what waited.
func (a *app) keepPulled(memory *seen, site *follow.Site, done func()) error {
	err := site.Spool.Empty()
	done()
	return errors.Join(err, a.remember(memory, key.Result{Verdict: site.Verdict, Copies: []key.Copy{{Facts: site.Facts}}}))
}

// writeKeyFrom is « key write --from ».
func (a *app) writeKeyFrom(ctx context.Context, k keyWriting) error {
	p := pulling{address: k.from, dir: k.dir, trust: k.trust}
	site, memory, done, err := a.bring(ctx, p)
	if err != nil {
		if code, ok := errors.AsType[exitError](a.refused(p, err)); ok && code != exitLocked {
			return exitError(exitFailure)
		}
		return err
	}
	defer done()
	if err := a.writeKey(k, site.Files); err != nil {
		return err
	}
	if site.Verdict == key.Expired {
		fmt.Fprintln(a.stderr, a.verdict(site.Verdict))
	}
	return a.keepPulled(memory, site, done)
}

// refused says why nothing was brought, and gives the exit code; an error of this
// machine comes back as it is.
func (a *app) refused(p pulling, err error) error {
	e, ok := errors.AsType[*follow.RefusedError](err)
	_, local := errors.AsType[*fs.PathError](err)
	_, full := errors.AsType[*output.SpaceError](err)
	_, busy := errors.AsType[*output.BusyError](err)
	switch {
	case ok:
		fmt.Fprintln(a.stderr, a.verdict(e.Verdict))
		for _, s := range e.Signers {
			fmt.Fprintf(a.stderr, a.t("  clé de signature : %s\n", "  signing key: %s\n"), s.Fingerprint)
		}
		if e.Edition != "" {
			fmt.Fprintf(a.stderr, a.t("  %s, édition %s du %s\n", "  %s, edition %s of %s\n"), e.Site, e.Edition, e.Built)
		}
		if e.Path != "" {
			fmt.Fprintf(a.stderr, a.t("  en cause : %s ; une publication est peut-être en cours, réessayer plus tard\n", "  at fault: %s; a publication may be under way, try again later\n"), e.Path)
		}
		fmt.Fprintf(a.stderr, a.t("planblanc : rien n'est changé dans « %s »\n", "planblanc: nothing is changed in “%s”\n"), p.dir)
		return verdictCodes[e.Verdict]
	case busy:
		return a.keyProblem(p.dir, err)
	case full, local && !errors.Is(err, fs.ErrNotExist), errors.Is(err, follow.ErrAddress):
		return err
	}
	why := a.explain(err)
	if !local && errors.Is(err, fs.ErrNotExist) {
		why = a.t("aucun site publié à cette adresse", "no site is published at this address")
	}
	fmt.Fprintf(a.stderr, a.t("planblanc : %s : %s ; rien n'est changé dans « %s », relancer plus tard\n", "planblanc: %s: %s; nothing is changed in “%s”, run again later\n"), shownAddress(p.address), why, p.dir)
	return verdictCodes[key.Unreadable]
}

// shownAddress is an address without a password.
func shownAddress(address string) string {
	scheme, rest, isURL := strings.Cut(address, "://")
	if at := strings.LastIndex(rest, "@"); isURL && at >= 0 {
		return scheme + "://…@" + rest[at+1:]
	}
	return address
}

// followProblem says in the reader's language why a server cannot be followed, or
// "".
func (a *app) followProblem(err error) string {
	if e, ok := errors.AsType[*follow.RedirectError](err); ok {
		return fmt.Sprintf(a.t("« %s » renvoie vers « %s » : si c'est bien le serveur voulu, donner cette adresse-là", "“%s” redirects to “%s”: if that is the server you mean, give that address"), e.From, e.To)
	}
	if e, ok := errors.AsType[*follow.AnswerError](err); ok {
		return fmt.Sprintf(a.t("« %s » répond %d", "“%s” answers %d"), e.Address, e.Status)
	}
	if e, ok := errors.AsType[*follow.RefusedError](err); ok && e.Path != "" {
		return fmt.Sprintf(a.t("« %s » n'est pas ce qui a été signé, ou est en cours de publication", "“%s” is not what was signed, or is being published"), e.Path)
	}
	if errors.Is(err, follow.ErrAddress) {
		return a.t("adresse à corriger : donner http://…, https://… ou un dossier", "wrong address: give http://…, https://… or a folder")
	}
	return ""
}

func (a *app) reportPulled(p pulling, site *follow.Site, r key.Report, took time.Duration) error {
	if p.trust.format == "json" {
		return a.writeJSON(struct {
			key.Facts
			Verdict      key.Verdict `json:"verdict"`
			Brought      int         `json:"brought"`
			BroughtBytes int64       `json:"brought_bytes"`
			Kept         int         `json:"kept"`
			Current      bool        `json:"current"`
		}{r.Facts, site.Verdict, site.Brought, site.BroughtBytes, site.Kept, r.Current})
	}
	if r.Current {
		fmt.Fprintf(a.stdout, a.t("Édition %s du %s : déjà là, relue en %s s.\n", "Edition %s of %s: already here, read again in %s s.\n"), r.Edition, r.Built, a.decimal(took.Seconds()))
	} else {
		fmt.Fprintf(a.stdout, a.t("Édition %s du %s amenée et vérifiée : %s reçus (%s), %d déjà là, en %s s.\n", "Edition %s of %s brought and verified: %s received (%s), %d here already, in %s s.\n"),
			r.Edition, r.Built, a.count(site.Brought, "fichier", "file"), a.size(site.BroughtBytes), site.Kept, a.decimal(took.Seconds()))
	}
	fmt.Fprintf(a.stdout, a.t("Empreinte : %s. À ouvrir : %s\n", "Fingerprint: %s. Open: %s\n"), r.Envelope, filepath.Join(p.dir, key.DoorName))
	if site.Verdict == key.Expired {
		fmt.Fprintln(a.stdout, a.verdict(site.Verdict))
	}
	return nil
}

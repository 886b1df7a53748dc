package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planblanc/internal/folder"
	"planblanc/internal/key"
	"planblanc/internal/output"
	"planblanc/internal/publish"
	"planblanc/internal/retry"
	"planblanc/internal/sign"
)

// publishing is what « publish » was asked for.
type publishing struct {
	target, site, identity, known, format string
	dry, all, force                       bool
	deletes                               int
}

func (a *app) publishCommand() *cobra.Command {
	formats := []string{"text", "json"}
	var p publishing
	cmd := &cobra.Command{
		Use:   "publish " + a.t("CIBLE", "TARGET"),
		Short: a.t("Publier un site construit : dossier, S3, SFTP", "Publish a built site: folder, S3, SFTP"),
		Long: a.t(`Envoie un site construit là où le réseau le lit : un dossier, un stockage compatible S3, un serveur
par SFTP. Seuls les fichiers changés partent. Ils attendent d'abord à l'écart, dans .planblanc/ : jusque-là,
et après une coupure, les lecteurs voient l'ancienne version. Puis les styles, les scripts et la recherche
prennent leur place, ensuite les pages, SHA256SUMS et sa signature, manifest.json en dernier ; enfin partent
les fichiers de l'ancienne version qui ne servent plus. Un dossier change d'un coup, comme par « build ».

Relancer la commande reprend là où elle s'est arrêtée. Ce qui n'est pas du site n'est jamais touché.

Cibles :
  /srv/www/crise                                         un dossier, un partage
  s3://SEAU/PRÉFIXE?endpoint=https://HÔTE&region=RÉGION  clés : AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
  sftp://UTILISATEUR@HÔTE/chemin  ou  /~/chemin           clé : --identity, sinon l'agent SSH

Codes de sortie : 0 publié, 2 refus, mauvais usage ou panne, 75 une autre exécution publie.`,
			`Sends a built site to where a network reads it: a folder, an S3-compatible store, a server over
SFTP. Only changed files are sent. They wait apart first, in .planblanc/: until then, and after a cut,
readers see the former version. Then styles, scripts and the search take their places, pages next, SHA256SUMS
and its signature, manifest.json last; finally files of the former version go that serve no more. A folder
changes at once, as with “build”.

Running the command again goes on where it stopped. What is not of the site is never touched.

Targets:
  /srv/www/crisis                                        a folder, a share
  s3://BUCKET/PREFIX?endpoint=https://HOST&region=NAME   keys: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
  sftp://USER@HOST/path  or  /~/path                     key: --identity, else the SSH agent

Exit codes: 0 published, 2 refusal, wrong usage or failure, 75 another run publishes.`),
		Example: a.t(`  planblanc publish /srv/www/crise --dry-run
  planblanc publish 's3://crise/valmont?endpoint=https://s3.ght.example'
  planblanc publish sftp://crise@intranet/srv/www/crise --identity cle-de-depot`,
			`  planblanc publish /srv/www/crisis --dry-run
  planblanc publish 's3://crisis/valmont?endpoint=https://s3.ght.example'
  planblanc publish sftp://crisis@intranet/srv/www/crisis --identity deploy-key`),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return a.seeHelp(cmd, a.t("donner une cible", "give a target"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.oneOf("format", p.format, formats); err != nil {
				return err
			}
			if p.deletes < 0 {
				return a.seeHelp(cmd, a.t("--max-deletes vaut 0 ou plus", "--max-deletes is 0 or more"))
			}
			p.target = args[0]
			return a.publish(cmd.Context(), p)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&p.site, "destination", "d", "public", a.t("`DOSSIER` du site construit", "`FOLDER` of the built site"))
	f.BoolVar(&p.dry, "dry-run", false, a.t("dire ce qui changerait, et ne rien changer", "tell what would change, and change nothing"))
	f.BoolVar(&p.all, "all", false, a.t("envoyer aussi ce que la cible a déjà, si quelqu'un y a touché", "send what the target has too, when somebody changed it"))
	f.BoolVar(&p.force, "force", false, a.t("publier dans un endroit non vide qui n'est pas un site, en gardant ses fichiers", "publish to a place that is not empty and no site, and keep its files"))
	f.IntVar(&p.deletes, "max-deletes", 100, a.t("`NOMBRE` de fichiers à retirer au-delà duquel rien n'est publié", "`NUMBER` of files to remove above which nothing is published"))
	f.StringVar(&p.identity, "identity", "", a.t("`FICHIER` de la clé privée pour SFTP", "`FILE` of the private key for SFTP"))
	f.StringVar(&p.known, "known-hosts", "", a.t("`FICHIER` des clés de serveurs connues (par défaut : ~/.ssh/known_hosts)", "`FILE` of known servers' keys (default: ~/.ssh/known_hosts)"))
	a.formatFlag(cmd, &p.format, formats)
	_ = cmd.MarkFlagDirname("destination")
	return cmd
}

func (a *app) publish(ctx context.Context, p publishing) error {
	start := time.Now()
	if _, err := os.Stat(p.site); err != nil {
		return err
	}
	target, shown, err := a.target(p)
	if err != nil {
		return err
	}
	defer target.Close()
	if _, local := target.(publish.Folder); !local { // a folder may be left at any moment, a server is said goodbye
		var stop func()
		ctx, stop = signal.NotifyContext(ctx, os.Interrupt)
		defer stop()
	}
	o := publish.Options{Dry: p.dry, All: p.all, Force: p.force, MaxDeletes: p.deletes, Retry: retry.Usual(a.retried)}
	if terminal(a.stderr) {
		o.Progress = func(done, all int64) {
			fmt.Fprintf(a.stderr, a.t("\rEnvoi : %s sur %s   \r", "\rSending: %s of %s   \r"), a.size(done), a.size(all))
		}
	}
	r, err := publish.Run(ctx, folder.At(p.site), target, o)
	if e, ok := errors.AsType[*output.NotOursError](err); ok && e.Dir == "" {
		err = fmt.Errorf(a.t("« %s » n'est pas vide et ne contient pas un site de planblanc : choisir une autre cible, ou ajouter --force pour y publier en gardant ses fichiers",
			"“%s” is not empty and holds no planblanc site: choose another target, or add --force to publish there and keep its files"), shown)
	}
	if e, ok := errors.AsType[*output.ConflictError](err); ok && e.Dir == "" {
		e.Dir = shown
	}
	if _, source := errors.AsType[*key.SourceError](err); source {
		return a.keyProblem(p.site, err)
	}
	if _, other := errors.AsType[*publish.OtherRunError](err); other {
		fmt.Fprintf(a.stderr, a.t("planblanc : une autre exécution publie sur « %s » : attendre qu'elle finisse, puis relancer\n", "planblanc: another run publishes to “%s”: wait for it to end, then run again\n"), shown)
		return exitError(exitLocked)
	}
	if err != nil {
		return err
	}
	if p.format == "json" {
		return a.writeJSON(publishedJSON{r.Facts, p.dry, r.Former, r.New, r.Changed, r.Removed, r.Kept, r.SentBytes, r.Current, r.Resumed})
	}
	a.reportPublished(p, shown, r, time.Since(start))
	return nil
}

// publishedJSON is the shape of docs/formats.md.
type publishedJSON struct {
	key.Facts
	Dry       bool     `json:"dry_run"`
	Former    string   `json:"former_edition"`
	New       []string `json:"new"`
	Changed   []string `json:"changed"`
	Removed   []string `json:"removed"`
	Kept      int      `json:"kept"`
	SentBytes int64    `json:"sent_bytes"`
	Current   bool     `json:"current"`
	Resumed   bool     `json:"resumed"`
}

// retried says that a network failed and will be tried again.
func (a *app) retried(err error, wait time.Duration) {
	fmt.Fprintf(a.stderr, a.t("planblanc : %s ; nouvel essai dans %s s\n", "planblanc: %s; trying again in %s s\n"), a.explain(err), a.decimal(wait.Seconds()))
}

// target opens what an address names, and returns it as it may be shown.
func (a *app) target(p publishing) (publish.Target, string, error) {
	scheme, _, isURL := strings.Cut(p.target, "://")
	if !isURL {
		return publish.Folder(p.target), p.target, nil
	}
	u, err := url.Parse(p.target)
	if err != nil {
		return nil, "", fmt.Errorf(a.t("adresse illisible : %s", "illegible address: %s"), p.target)
	}
	switch scheme {
	case "s3":
		t, err := publish.S3(u, publish.S3Options{ID: a.env["AWS_ACCESS_KEY_ID"], Secret: a.env["AWS_SECRET_ACCESS_KEY"], Token: a.env["AWS_SESSION_TOKEN"],
			Region: cmp.Or(a.env["AWS_REGION"], a.env["AWS_DEFAULT_REGION"])})
		return t, u.Redacted(), err
	case "sftp":
		o, err := a.sftpOptions(p)
		if err != nil {
			return nil, "", err
		}
		t, err := publish.SFTP(u, o)
		return t, u.Redacted(), err
	}
	return nil, "", fmt.Errorf(a.t("« %s » n'est pas une cible : donner un dossier, s3://… ou sftp://…", "“%s” is no target: give a folder, s3://… or sftp://…"), u.Redacted())
}

// sftpOptions are the keys and lists of this machine.
func (a *app) sftpOptions(p publishing) (publish.SFTPOptions, error) {
	o := publish.SFTPOptions{User: cmp.Or(a.env["USER"], a.env["USERNAME"]), KnownHosts: []string{p.known}}
	if home := cmp.Or(a.env["HOME"], a.env["USERPROFILE"]); p.known == "" && home != "" {
		o.KnownHosts = []string{filepath.Join(home, ".ssh", "known_hosts"), "/etc/ssh/ssh_known_hosts"}
	}
	if p.known != "" {
		if _, err := os.Stat(p.known); err != nil {
			return o, err
		}
	}
	if p.identity != "" {
		text, err := os.ReadFile(p.identity)
		if err != nil {
			return o, err
		}
		o.Identity = text
		o.Passphrase = func() ([]byte, error) {
			return a.askPassphrase(fmt.Sprintf(a.t("Phrase secrète de %s : ", "Passphrase of %s: "), p.identity))
		}
		return o, nil
	}
	if connection, err := sign.Dial(a.env["SSH_AUTH_SOCK"]); err == nil {
		o.Agent = io.ReadWriter(connection) // ends with the program
	}
	return o, nil
}

// publishProblem says in the reader's language why a site was not published, or
// "".
func (a *app) publishProblem(err error) string {
	if e, ok := errors.AsType[*publish.DeletesError](err); ok {
		return fmt.Sprintf(a.t("%d fichiers seraient retirés, %d au plus sont permis ; rien n'est publié. Si c'est voulu : --max-deletes %d\n%s", "%d files would be removed, at most %d may; nothing is published. If that is meant: --max-deletes %d\n%s"),
			len(e.Paths), e.Most, len(e.Paths), "  "+strings.Join(e.Paths, "\n  "))
	}
	if e, ok := errors.AsType[*publish.AddressError](err); ok && e.Part == "" {
		return fmt.Sprintf(a.t("adresse de cible à corriger : « %s » n'a pas la forme s3://SEAU/PRÉFIXE ou sftp://UTILISATEUR@HÔTE/chemin", "wrong address of a target: “%s” has not the form s3://BUCKET/PREFIX or sftp://USER@HOST/path"), e.Address)
	} else if ok {
		return fmt.Sprintf(a.t("adresse de cible à corriger : « %s » (%s)", "wrong address of a target: “%s” (%s)"), e.Address, e.Part)
	}
	e, ok := errors.AsType[*publish.AnswerError](err)
	if !ok {
		return ""
	}
	return fmt.Sprintf(map[publish.Refusal]string{
		publish.Denied:     a.t("« %s » refuse l'accès : vérifier le compte, ses clés et ses droits d'écriture", "“%s” denies access: check the account, its keys and its right to write"),
		publish.NoBucket:   a.t("le seau « %s » n'existe pas sur ce serveur : le créer, ou corriger l'adresse", "there is no bucket “%s” on this server: make it, or correct the address"),
		publish.UnknownKey: a.t("la clé du serveur « %s » n'est pas dans la liste des serveurs connus : la vérifier, puis l'ajouter (ssh-keyscan, --known-hosts)", "the key of server “%s” is not in the list of known servers: check it, then add it (ssh-keyscan, --known-hosts)"),
		publish.ChangedKey: a.t("la clé du serveur « %s » a changé : rien n'est envoyé ; prévenir qui tient ce serveur avant de corriger la liste", "the key of server “%s” has changed: nothing is sent; ask who runs the server before you correct the list"),
		publish.NoIdentity: a.t("aucune clé pour entrer sur « %s » : donner --identity, ou lancer un agent SSH", "no key to log in to “%s”: give --identity, or start an SSH agent"),
	}[e.Refusal], e.Server)
}

func (a *app) reportPublished(p publishing, shown string, r publish.Report, took time.Duration) {
	if p.dry {
		for _, list := range []struct {
			what  string
			names []string
		}{{a.t("nouveau :  ", "new:     "), r.New}, {a.t("changé :   ", "changed: "), r.Changed}, {a.t("à retirer :", "removed: "), r.Removed}} {
			for _, name := range list.names {
				fmt.Fprintf(a.stdout, "%s %s\n", list.what, name)
			}
		}
	}
	counts := fmt.Sprintf(a.t("%d nouveaux, %d changés, %d retirés, %d gardés", "%d new, %d changed, %d removed, %d kept"), len(r.New), len(r.Changed), len(r.Removed), r.Kept)
	switch {
	case r.Current:
		fmt.Fprintf(a.stdout, a.t("Édition %s du %s : déjà publiée sur %s.\n", "Edition %s of %s: already published at %s.\n"), r.Edition, r.Built, shown)
	case p.dry:
		fmt.Fprintf(a.stdout, a.t("Édition %s du %s sur %s : %s, %s à envoyer. Rien n'est publié.\n", "Edition %s of %s at %s: %s, %s to send. Nothing is published.\n"), r.Edition, r.Built, shown, counts, a.size(r.SentBytes))
	default:
		fmt.Fprintf(a.stdout, a.t("Édition %s du %s publiée sur %s : %s, %s envoyés en %s s.\n", "Edition %s of %s published at %s: %s, %s sent in %s s.\n"), r.Edition, r.Built, shown, counts, a.size(r.SentBytes), a.decimal(took.Seconds()))
	}
	if r.Resumed && !p.dry {
		fmt.Fprintln(a.stdout, a.t("Publication interrompue reprise.", "Interrupted publication resumed."))
	}
	if !r.Signed {
		fmt.Fprintln(a.stdout, a.t("Ce site n'est pas signé : planblanc pull le refusera (planblanc sign).", "This site is not signed: planblanc pull will refuse it (planblanc sign)."))
	}
}

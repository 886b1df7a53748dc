package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"planblanc/internal/content"
	"planblanc/internal/folder"
	"planblanc/internal/key"
	"planblanc/internal/output"
	"planblanc/internal/sign"
)

// signing is what « sign » was asked for.
type signing struct {
	site, key, agent string
}

func (a *app) signCommand() *cobra.Command {
	var s signing
	cmd := &cobra.Command{
		Use:   "sign [" + a.t("DOSSIER", "FOLDER") + "]",
		Short: a.t("Signer un site construit", "Sign a built site"),
		Long: a.t(`Signe un site construit : écrit à côté de SHA256SUMS une signature au format d'OpenSSH,
SHA256SUMS.sig. Un deuxième signataire ajoute SHA256SUMS.2.sig ; le même remplace la sienne. Le site
est d'abord relu : on ne signe pas ce qui ne correspond pas à ses empreintes.

La clé privée est un fichier d'OpenSSH, ou une clé tenue par un agent (--agent), donc aussi une clé
matérielle. Sans planblanc, la signature se vérifie ainsi :
  sha256sum -c SHA256SUMS
  ssh-keygen -Y verify -f allowed_signers -I NOM -n planblanc -s SHA256SUMS.sig < SHA256SUMS`,
			`Signs a built site: writes beside SHA256SUMS a signature in the format of OpenSSH,
SHA256SUMS.sig. A second signer adds SHA256SUMS.2.sig; the same one replaces their own. The site is
read first: what does not match its sums is not signed.

The private key is a file of OpenSSH, or one that an agent holds (--agent), so a hardware key too.
Without planblanc, a signature is verified so:
  sha256sum -c SHA256SUMS
  ssh-keygen -Y verify -f allowed_signers -I NAME -n planblanc -s SHA256SUMS.sig < SHA256SUMS`),
		Example: a.t(`  planblanc sign --key cle-de-crise         signe public/
  planblanc sign public --agent             avec la seule clé de l'agent
  planblanc sign public --agent=SHA256:Xy…  avec cette clé de l'agent
  planblanc sign keygen cle-de-crise --principal crise@valmont`,
			`  planblanc sign --key crisis-key           signs public/
  planblanc sign public --agent             with the only key of the agent
  planblanc sign public --agent=SHA256:Xy…  with that key of the agent
  planblanc sign keygen crisis-key --principal crisis@valmont`),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return a.noArgs(cmd, args[1:])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				s.site = args[0]
			}
			if (s.key == "") == !cmd.Flags().Changed("agent") {
				return a.seeHelp(cmd, a.t("donner --key ou --agent", "give --key or --agent"))
			}
			return a.sign(s)
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.key, "key", "", a.t("`FICHIER` de la clé privée", "`FILE` of the private key"))
	f.StringVar(&s.agent, "agent", "", a.t("clé de l'agent SSH, par son `EMPREINTE`", "key of the SSH agent, by its `FINGERPRINT`"))
	f.Lookup("agent").NoOptDefVal = anyKey
	s.site = "public"
	cmd.AddCommand(a.keygenCommand())
	return cmd
}

// anyKey is what --agent is without a value.
const anyKey = "*"

func (a *app) sign(s signing) error {
	site, err := key.Check(folder.At(s.site), nil)
	if err != nil {
		return err
	}
	if bad := slices.Concat(site.Changed, site.Missing); len(bad) > 0 || len(site.Failed) > 0 {
		return a.keyProblem(s.site, errors.Join(append(site.Failed, &key.SourceError{Paths: bad})...))
	}
	signer, done, err := a.signer(s)
	if err != nil {
		return err
	}
	defer done()
	name, err := a.signaturePlace(s.site, site, signer)
	if err != nil {
		return err
	}
	text, err := signer.Sign(site.Sums)
	if errors.Is(err, sign.ErrWorthless) {
		return fmt.Errorf("%s", a.t("cette clé a signé sans valeur : une clé matérielle doit être touchée (pas de no-touch-required), un agent doit savoir SHA-2 ; rien n'est écrit",
			"this key's signature does not count: a hardware key must be touched (no no-touch-required), an agent must know SHA-2; nothing is written"))
	}
	if err != nil {
		return err
	}
	if err := output.Save(filepath.Join(s.site, name), text); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, a.t("Signé : %s, édition %s du %s, dans %s.\n", "Signed: %s, edition %s of %s, in %s.\n"), site.Manifest.Site, site.Manifest.Edition, site.Manifest.Built, name)
	fmt.Fprintf(a.stdout, a.t("Clé de signature : %s\nEmpreinte à mettre sous enveloppe : %s\n", "Signing key: %s\nFingerprint for the sealed envelope: %s\n"), signer.Fingerprint(), output.Envelope(site.Sums))
	return nil
}

// signaturePlace is the name of the signer's signature: their own, or the first that is
// free.
func (a *app) signaturePlace(dir string, site *key.Contents, signer *sign.Signer) (string, error) {
	for n := 1; ; n++ {
		name := output.SignatureName(n)
		if !output.IsSignature(name) {
			return "", fmt.Errorf("%s", a.t("ce site a déjà neuf signatures", "this site has nine signatures already"))
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) || err == nil && signer.SameKey(text) {
			return name, nil
		}
		if err != nil {
			return "", err
		}
	}
}

// signer finds the key to sign with, and what to do after.
func (a *app) signer(s signing) (*sign.Signer, func(), error) {
	if s.key == "" {
		return a.agentSigner(s.agent)
	}
	text, err := os.ReadFile(s.key)
	if err != nil {
		return nil, nil, err
	}
	signer, err := sign.ParseKey(text, nil)
	if errors.Is(err, sign.ErrPassphrase) {
		var passphrase []byte
		if passphrase, err = a.askPassphrase(fmt.Sprintf(a.t("Phrase secrète de %s : ", "Passphrase of %s: "), s.key)); err != nil {
			return nil, nil, err
		}
		signer, err = sign.ParseKey(text, passphrase)
	}
	switch {
	case errors.Is(err, sign.ErrPassphrase):
		err = fmt.Errorf(a.t("« %s » : la phrase secrète n'est pas la bonne", "“%s”: the passphrase is not the right one"), s.key)
	case errors.Is(err, sign.ErrHardware):
		err = fmt.Errorf(a.t("« %[1]s » est une clé matérielle, qui signe par un agent : ssh-add %[1]s, puis planblanc sign --agent", "“%[1]s” is a hardware key, which signs through an agent: ssh-add %[1]s, then planblanc sign --agent"), s.key)
	case errors.Is(err, sign.ErrKey):
		err = fmt.Errorf(a.t("« %s » n'est pas une clé privée d'OpenSSH : en créer une avec planblanc sign keygen", "“%s” is not a private key of OpenSSH: make one with planblanc sign keygen"), s.key)
	}
	return signer, func() {}, err
}

// agentSigner finds a key of the SSH agent; the connection stays open until done
// is called.
func (a *app) agentSigner(fingerprint string) (*sign.Signer, func(), error) {
	address := a.env["SSH_AUTH_SOCK"]
	if address == "" && runtime.GOOS != "windows" {
		return nil, nil, fmt.Errorf("%s", a.t("aucun agent SSH : SSH_AUTH_SOCK n'est pas défini ; lancer ssh-agent, ou donner --key", "no SSH agent: SSH_AUTH_SOCK is not set; start ssh-agent, or give --key"))
	}
	connection, err := sign.Dial(address)
	if err != nil {
		return nil, nil, fmt.Errorf(a.t("l'agent SSH ne répond pas (%w)", "the SSH agent does not answer (%w)"), err)
	}
	signer, err := a.chooseKey(connection, fingerprint)
	if err != nil {
		return nil, nil, errors.Join(err, connection.Close())
	}
	return signer, func() { _ = connection.Close() }, nil
}

func (a *app) chooseKey(connection net.Conn, fingerprint string) (*sign.Signer, error) {
	held, err := sign.Agent(connection)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, s := range held {
		if s.Fingerprint() == fingerprint || fingerprint == anyKey && len(held) == 1 {
			return s, nil
		}
		names = append(names, s.Fingerprint())
	}
	if len(held) == 0 {
		return nil, fmt.Errorf("%s", a.t("l'agent SSH ne tient aucune clé : en ajouter une avec ssh-add", "the SSH agent holds no key: add one with ssh-add"))
	}
	return nil, fmt.Errorf(a.t("donner à --agent une des clés de l'agent : %s", "give --agent one of the agent's keys: %s"), strings.Join(names, ", "))
}

// askPassphrase reads a passphrase from the terminal, without showing it.
func (a *app) askPassphrase(prompt string) ([]byte, error) {
	f, ok := a.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil, fmt.Errorf("%s", a.t("une phrase secrète est demandée, et rien n'est branché pour la taper : lancer la commande dans un terminal, ou passer par --agent",
			"a passphrase is asked for and there is no terminal to type it: run the command in a terminal, or use --agent"))
	}
	fmt.Fprint(a.stderr, prompt)
	text, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(a.stderr)
	return text, err
}

// keygen is what « sign keygen » was asked for.
type keygen struct {
	file, principal, after, before string
	open                           bool
}

func (a *app) keygenCommand() *cobra.Command {
	var k keygen
	cmd := &cobra.Command{
		Use:   "keygen " + a.t("FICHIER", "FILE"),
		Short: a.t("Créer une clé de signature", "Make a signing key"),
		Long: a.t(`Crée une clé Ed25519 au format d'OpenSSH, protégée par une phrase secrète, sa clé publique
à côté (.pub), et affiche la ligne à ajouter à la liste des signataires admis. Un fichier existant
n'est jamais remplacé. La clé privée ne va ni dans git, ni sur une clé USB de procédures.`,
			`Makes an Ed25519 key in the format of OpenSSH, protected by a passphrase, with its public key
beside it (.pub), and shows the line to add to the list of allowed signers. A file that exists is
never replaced. The private key goes neither into git nor onto a key of procedures.`),
		Example: a.t(`  planblanc sign keygen cle-de-crise --principal crise@valmont
  planblanc sign keygen cle-2027 --principal crise@valmont --valid-after 2027-01-01 --valid-before 2028-01-31`,
			`  planblanc sign keygen crisis-key --principal crisis@valmont
  planblanc sign keygen key-2027 --principal crisis@valmont --valid-after 2027-01-01 --valid-before 2028-01-31`),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return a.seeHelp(cmd, a.t("donner le nom du fichier à créer", "give the name of the file to make"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			k.file = args[0]
			if k.principal == "" || strings.ContainsAny(k.principal, " \t\",#") {
				return a.seeHelp(cmd, a.t("--principal nomme le signataire, sans espace : crise@valmont", "--principal names the signer, without a space: crisis@valmont"))
			}
			return a.generateKey(k)
		},
	}
	f := cmd.Flags()
	f.StringVar(&k.principal, "principal", "", a.t("`NOM` du signataire : crise@valmont", "`NAME` of the signer: crisis@valmont"))
	f.StringVar(&k.after, "valid-after", "", a.t("admis à partir du `AAAA-MM-JJ`", "allowed from `YYYY-MM-DD` on"))
	f.StringVar(&k.before, "valid-before", "", a.t("admis jusqu'au `AAAA-MM-JJ` compris", "allowed until `YYYY-MM-DD` included"))
	f.BoolVar(&k.open, "no-passphrase", false, a.t("clé sans phrase secrète, pour un poste sans clavier", "a key without a passphrase, for a machine without a keyboard"))
	return cmd
}

func (a *app) generateKey(k keygen) error {
	options, err := a.signerOptions(k)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(k.file + ".pub"); err == nil { // the public half of a key that is kept elsewhere
		return &output.ExistsError{Dir: filepath.Dir(k.file), Paths: []string{filepath.Base(k.file) + ".pub"}}
	}
	var passphrase []byte
	if !k.open {
		if passphrase, err = a.askPassphrase(a.t("Phrase secrète : ", "Passphrase: ")); err != nil {
			return err
		}
		again, err := a.askPassphrase(a.t("La même, pour confirmer : ", "The same, to confirm: "))
		if err != nil {
			return err
		}
		if len(passphrase) == 0 || !bytes.Equal(passphrase, again) {
			return fmt.Errorf("%s", a.t("les deux phrases secrètes diffèrent ou sont vides : rien n'est créé", "the two passphrases differ or are empty: nothing is made"))
		}
	}
	private, signer, err := sign.Generate(k.principal, passphrase)
	if err != nil {
		return err
	}
	if err := output.SaveSecret(k.file, private); err != nil {
		return err
	}
	public := signer.Public() + " " + k.principal + "\n"
	if err := output.Save(k.file+".pub", []byte(public)); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, a.t("Clé créée : %s (privée, à garder), %s.pub. Empreinte : %s\n", "Key made: %s (private, keep it), %s.pub. Fingerprint: %s\n"), k.file, k.file, signer.Fingerprint())
	fmt.Fprintln(a.stdout, a.t("Ligne à ajouter à la liste des signataires admis :", "Line to add to the list of allowed signers:"))
	fmt.Fprintf(a.stdout, "%s %s %s\n", k.principal, options, signer.Public())
	return nil
}

// signerOptions are the options of a line of allowed signers: our namespace and
// the days. A last day counts whole.
func (a *app) signerOptions(k keygen) (string, error) {
	options := `namespaces="` + sign.Namespace + `"`
	var first content.Date
	for _, limit := range []struct {
		name, day string
		more      int
	}{{"valid-after", k.after, 0}, {"valid-before", k.before, 1}} {
		if limit.day == "" {
			continue
		}
		day, err := content.ParseDate(limit.day)
		if err != nil {
			return "", fmt.Errorf(a.t("--%s : « %s » n'est pas une date AAAA-MM-JJ", "--%s: “%s” is not a date YYYY-MM-DD"), limit.name, limit.day)
		}
		if day.Before(first.Time) {
			return "", fmt.Errorf(a.t("--valid-before %s est avant --valid-after %s : la clé ne serait jamais admise", "--valid-before %s is before --valid-after %s: the key would never be allowed"), k.before, k.after)
		}
		first = day
		options += fmt.Sprintf(`,%s="%s"`, limit.name, day.AddDate(0, 0, limit.more).Format("20060102"))
	}
	return options, nil
}

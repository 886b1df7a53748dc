package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/output"
	"planblanc/internal/paper"
	"planblanc/internal/spelling"
)

// health is what doctor knows of a part: present, missing, or doubtful.
type health string

const (
	present  health = "present"
	missing  health = "missing"
	doubtful health = "doubtful"
)

// organ is one thing that the program makes use of.
type organ struct {
	Part   string `json:"part"` // one of a fixed set, in English
	State  health `json:"state"`
	Detail string `json:"detail"`
	Cost   string `json:"cost"` // "" for what is present

	name string
}

func (a *app) doctorCommand() *cobra.Command {
	var o options
	var destination, format string
	formats := []string{"text", "json"}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: a.t("Dire ce que ce poste a, et ce que coûte ce qui manque", "Say what this machine has, and what each missing part costs"),
		Long: a.t(`Cherche ce dont le programme se sert : un navigateur qui imprime et son bac à sable, git,
les polices du papier, un dictionnaire, la place et le droit d'écrire, l'horloge et le fuseau. Pour
chaque chose absente, dit ce qu'elle coûte. Le programme construit un site sans aucune des cinq
premières. Rien n'est écrit, sinon un fichier d'essai aussitôt retiré.

Codes de sortie : 0 rien ne manque, 1 quelque chose manque ou est douteux, 2 mauvais usage ou panne.`,
			`Looks for what the program makes use of: a browser that prints and its sandbox, git, the
fonts of paper, a dictionary, room and the right to write, the clock and the time zone. For each that is
missing, says what it costs. The program builds a site without any of the first five. Nothing is
written, but for a file on trial that is removed at once.

Exit codes: 0 nothing is missing, 1 something is missing or doubtful, 2 usage or failure.`),
		Example: "  planblanc doctor\n  planblanc doctor -s content -d public --format json",
		Args:    a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.oneOf("format", format, formats); err != nil {
				return err
			}
			return a.reportHealth(format, a.examine(o, destination))
		},
	}
	a.sourceFlag(cmd, &o)
	cmd.Flags().StringVarP(&destination, "destination", "d", "public", a.t("`DOSSIER` où le site sera écrit", "`FOLDER` that the site will be written to"))
	_ = cmd.MarkFlagDirname("destination")
	a.formatFlag(cmd, &format, formats)
	return cmd
}

// examine looks at every part. A content that cannot be read leaves the usual
// settings.
func (a *app) examine(o options, destination string) []organ {
	settings := content.Settings{Language: "fr", Paper: content.Paper{Browser: a.env["PLANBLANC_PAPER__BROWSER"], Sandbox: content.Switch(a.env["PLANBLANC_PAPER__SANDBOX"])}}
	var newest time.Time
	if b, err := a.resolve(o); err == nil {
		if l, err := build.Load(b); err == nil {
			settings = l.Catalog.Library.Settings
			newest = l.Site(b).Built
		}
	}
	all := a.browsers(settings.Paper)
	return append(all, a.git(), a.fonts(), a.dictionary(settings.Language), a.room(destination), a.right(destination), a.clock(newest), a.zone())
}

// browsers tries the browser as a print would, in its sandbox.
func (a *app) browsers(set content.Paper) []organ {
	browser := organ{Part: "browser", name: a.t("navigateur", "browser"), State: present}
	sandbox := organ{Part: "sandbox", name: a.t("bac à sable", "sandbox"), State: present}
	cost := a.t("pas de classeurs en PDF (--pdf, pdf, diff --pdf) ni de mesure des feuilles (check --print) ; le site et l'impression depuis n'importe quel navigateur restent",
		"no binders as PDFs (--pdf, pdf, diff --pdf), no measure of sheets (check --print); the site, and printing from any browser, remain")
	program, err := paper.Find(set.Browser, a.env)
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		browser.Detail = program
		var press *paper.Press
		if press, err = paper.Start(ctx, paper.Options{Browser: program, NoSandbox: set.Sandbox == content.Off}); err == nil {
			press.Close()
		}
	}
	refused, ok := errors.AsType[*paper.BrowserError](err)
	switch {
	case err == nil && set.Sandbox == content.Off:
		sandbox.State, sandbox.Detail = doubtful, "PLANBLANC_PAPER__SANDBOX=off"
		sandbox.Cost = a.t("une page ou une annexe hostile aurait les droits de ce compte", "a hostile page or annex would have the rights of this account")
	case err == nil:
	case ok && refused.Reason == paper.SandboxRefused:
		sandbox.State, sandbox.Detail, sandbox.Cost = missing, a.explain(err), cost
	default:
		browser.State, browser.Detail, browser.Cost = missing, a.explain(err), cost
		sandbox.State, sandbox.Detail = missing, a.t("pas de navigateur à essayer", "no browser to try")
		sandbox.Cost = cost
	}
	return []organ{browser, sandbox}
}

func (a *app) git() organ {
	p := organ{Part: "git", name: "git", State: present}
	program, err := exec.LookPath("git")
	if p.Detail = program; err != nil {
		p.State, p.Detail = missing, a.t("pas dans le PATH", "not in the PATH")
		p.Cost = a.t("les versions des textes ne s'enregistrent pas d'ici, ni le contrôle avant chaque enregistrement ; un historique déjà là est lu quand même",
			"versions of texts cannot be recorded from here, nor checked before each record; a history that is there is read all the same")
	}
	return p
}

// fonts are those that the theme prints with: Arial, or one of the same widths.
func (a *app) fonts() organ {
	p := organ{Part: "fonts", name: a.t("polices", "fonts"), State: present, Detail: "Arial"}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return p // both come with it
	}
	p.Cost = a.t("une feuille peut se couper autrement que sur les autres postes, et une fiche déborder de sa page ; Debian : paquet fonts-liberation",
		"a sheet may break otherwise than on other machines, and a card run over its page; Debian: package fonts-liberation")
	out, err := exec.Command("fc-match", "-f", "%{family}", "Arial").Output()
	if err != nil {
		p.State, p.Detail = doubtful, a.t("fc-match ne répond pas : rien ne dit quelles polices sont là", "fc-match does not answer: nothing tells which fonts are there")
		return p
	}
	p.Detail = string(out)
	for _, family := range []string{"Arial", "Liberation Sans", "Arimo"} {
		if strings.Contains(p.Detail, family) {
			p.Cost = ""
			return p
		}
	}
	p.State = missing
	return p
}

func (a *app) dictionary(language string) organ {
	p := organ{Part: "dictionary", name: a.t("dictionnaire", "dictionary"), State: present, Detail: "hunspell, " + language}
	if _, err := spelling.Unknown([]string{"a"}, nil, language); err != nil {
		p.State, p.Detail = missing, cmp.Or(a.spellingProblem(err), a.explain(err))
		p.Cost = a.t("« check --spelling » ne se fait pas ; les autres règles restent", "“check --spelling” cannot be done; the other rules remain")
	}
	return p
}

// roomEnough is the space that a build of a thousand pages and its PDFs asks for, old
// and new site beside each other.
const roomEnough = 500e6

// room is the free space where the site will be.
func (a *app) room(destination string) organ {
	p := organ{Part: "space", name: a.t("place libre", "free space"), State: present}
	volume, err := output.Look(standing(destination))
	if err != nil {
		p.State, p.Detail = doubtful, a.explain(err)
		p.Cost = a.t("rien ne dit si le site tiendra", "nothing tells whether the site will fit")
		return p
	}
	p.Detail = a.size(volume.Free)
	if volume.Free < roomEnough {
		p.State = missing
		p.Cost = fmt.Sprintf(a.t("une construction pourrait s'arrêter, l'ancien site restant en place : libérer de quoi avoir %s", "a build might stop, the former site staying in place: free some, to have %s"), a.size(roomEnough))
	}
	return p
}

// right tries to write where the site will be: beside it, since a new site takes
// the place of the old one in one step.
func (a *app) right(destination string) organ {
	p := organ{Part: "rights", name: a.t("droit d'écrire", "right to write"), State: present, Detail: filepath.ToSlash(destination)}
	dir := standing(filepath.Dir(destination))
	if err := output.Try(dir); err != nil {
		if e, ok := errors.AsType[*fs.PathError](err); ok {
			e.Path = dir // and not a name made up
		}
		p.State, p.Detail = missing, a.explain(err)
		p.Cost = a.t("aucun site ne peut être construit là : donner un autre dossier avec -d", "no site can be built there: give another folder with -d")
	}
	return p
}

// standing is a folder, or the nearest above it that is there.
func standing(dir string) string {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	for {
		if info, err := os.Stat(abs); err == nil && info.IsDir() || filepath.Dir(abs) == abs {
			return abs
		}
		abs = filepath.Dir(abs)
	}
}

// clock compares the clock with the content's last change.
func (a *app) clock(newest time.Time) organ {
	now := time.Now()
	p := organ{Part: "clock", name: a.t("horloge", "clock"), State: present, Detail: now.Format("2006-01-02 15:04")}
	if now.Before(newest) {
		p.State = doubtful
		p.Detail += fmt.Sprintf(a.t(", avant le dernier changement du contenu (%s)", ", before the last change of the content (%s)"), newest.Format("2006-01-02"))
		p.Cost = a.t("les dates des validations et des messages seraient fausses, et une fiche à revoir passerait pour valide : régler l'heure, ou donner --date", "dates of approvals and notices would be wrong, and an overdue card would pass for valid: set the time, or give --date")
	}
	return p
}

func (a *app) zone() organ {
	name, offset := time.Now().Zone()
	p := organ{Part: "zone", name: a.t("fuseau", "time zone"), State: present, Detail: fmt.Sprintf("%s (UTC%+03d:%02d)", name, offset/3600, offset/60%60)}
	if name == "UTC" {
		p.State = doubtful
		p.Cost = a.t("les messages de la cellule de crise porteraient l'heure universelle, une ou deux heures avant celle des murs : régler le fuseau, ou donner --at", "notices of the crisis cell would bear universal time, not that of clocks on the wall: set the zone, or give --at")
	}
	return p
}

func (a *app) reportHealth(format string, all []organ) error {
	bad := 0
	for _, p := range all {
		if p.State != present {
			bad++
		}
	}
	if format == "json" {
		if err := a.writeJSON(struct {
			Release release `json:"release"`
			Parts   []organ `json:"parts"`
		}{version(), all}); err != nil {
			return err
		}
	} else {
		r := version()
		fmt.Fprintf(a.stdout, "planblanc %s (%s)\n", r.Version, r.Platform)
		words := map[health]string{present: a.t("présent", "present"), missing: a.t("MANQUE", "MISSING"), doubtful: a.t("douteux", "doubtful")}
		for _, p := range all {
			fmt.Fprintf(a.stdout, "%-9s %-15s %s\n", words[p.State], p.name, p.Detail)
			if p.Cost != "" {
				fmt.Fprintf(a.stdout, "%25s → %s\n", "", p.Cost)
			}
		}
		fmt.Fprintf(a.stdout, a.t("%s, dont %d à voir.\n", "%s, %d to look at.\n"), a.count(len(all), "point", "point"), bad)
	}
	if bad > 0 {
		return exitError(exitContent)
	}
	return nil
}

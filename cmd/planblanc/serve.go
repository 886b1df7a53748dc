package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/diag"
	"planblanc/internal/server"
	"planblanc/internal/theme"
	"planblanc/internal/watch"
)

// serving are the flags of serve.
type serving struct {
	options
	themeDir, bind string
	port           uint16
	open, navigate bool
	poll           time.Duration
}

func (a *app) serveCommand() *cobra.Command {
	var v serving
	cmd := &cobra.Command{
		Use:     "serve",
		Aliases: []string{"server"},
		Short:   a.t("Montrer le site pendant qu'on l'écrit", "Show the site while it is written"),
		Long: a.t(`Montre le site dans le navigateur de ce poste, sans rien écrire sur le disque, et
le recharge à chaque enregistrement. Une faute s'affiche sur la page, avec la
ligne et un conseil ; la dernière version sans faute reste visible dessous.
Ctrl-C arrête.`,
			`Shows the site in this computer's browser, writes nothing to the disk, and loads
it again each time a file is saved. A mistake is shown over the page, with the
line and advice; the last good version stays visible below. Ctrl-C stops.`),
		Example: a.t(`  planblanc serve -O                ouvrir le navigateur
  planblanc serve -D -N             brouillons compris, suivre la fiche modifiée
  planblanc serve --poll 2s         dossier partagé du réseau`,
			`  planblanc serve -O                open the browser
  planblanc serve -D -N             drafts too, follow the card that changes
  planblanc serve --poll 2s         folder shared over the network`),
		Args: a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return a.serve(ctx, v)
		},
	}
	a.siteFlags(cmd, &v.options)
	f := cmd.Flags()
	f.StringVar(&v.themeDir, "theme", "", a.t("prendre les fichiers de `DOSSIER` à la place de ceux du thème", "take the files of `FOLDER` in place of the theme's"))
	f.Uint16VarP(&v.port, "port", "p", 1313, a.t("écouter sur le port `N` (0 : un port libre)", "listen on port `N` (0: a free one)"))
	f.StringVar(&v.bind, "bind", "127.0.0.1", a.t("écouter à l'`ADRESSE`", "listen at `ADDRESS`"))
	f.BoolVarP(&v.open, "open", "O", false, a.t("ouvrir le navigateur", "open the browser"))
	f.BoolVarP(&v.navigate, "navigate", "N", false, a.t("aller à la page du document modifié", "go to the page of the document that changed"))
	f.DurationVar(&v.poll, "poll", 0, a.t("regarder les fichiers toutes les `DURÉE` (dossiers partagés)", "look at the files every `DURATION` (shared folders)"))
	_ = cmd.MarkFlagDirname("theme")
	return cmd
}

// cannotListen says why no browser can be answered.
func (a *app) cannotListen(v serving, err error) error {
	if _, unknown := errors.AsType[*net.DNSError](err); unknown || errors.Is(err, noAddress) {
		return fmt.Errorf(a.t("--bind : « %s » n'est pas une adresse de ce poste", "--bind: “%s” is no address of this machine"), v.bind)
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf(a.t("ce compte ne peut pas écouter sur le port %d : en choisir un au-dessus de 1023 avec -p", "this account cannot listen on port %d: choose one above 1023 with -p"), v.port)
	}
	return fmt.Errorf(a.t("impossible d'écouter à %s, port %d : %w ; choisir un autre port avec -p", "cannot listen at %s, port %d: %w; choose another port with -p"), v.bind, v.port, err)
}

// serve shows the site until ctx ends.
func (a *app) serve(ctx context.Context, v serving) error {
	options, err := a.resolve(v.options)
	if err != nil {
		return err
	}
	t, err := a.loadTheme(v.themeDir)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(v.bind, strconv.Itoa(int(v.port))))
	if err != nil {
		return a.cannotListen(v, err)
	}
	api := &searchAPI{app: a}
	preview := server.New(server.Options{
		Language: string(a.language), Hosts: []string{v.bind}, API: api,
		Words: server.Words{Title: a.t("Une faute empêche de construire le site", "A mistake keeps the site from being built"),
			Stale: a.t("La page ci-dessous est la dernière version sans faute.", "The page below is the last good version.")},
	})
	p := &previewing{app: a, serving: v, session: build.NewSession(options), theme: t, server: preview, api: api, untried: v.themeDir != ""}
	web := &http.Server{Handler: preview, ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: 64 << 10}
	failed := make(chan error, 2)
	go func() { failed <- web.Serve(listener) }()
	folders := []string{v.source}
	if v.themeDir != "" {
		folders = append(folders, v.themeDir)
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	shown := make(chan struct{})
	go func() {
		first := sync.OnceFunc(func() { close(shown) })
		failed <- watch.Run(watching, folders, watch.Options{Poll: v.poll}, p.prepare, func() {
			p.show()
			first()
		})
	}()
	for waiting := true; waiting; {
		select {
		case <-shown:
			a.announce(v, listener.Addr())
			shown = nil
		case <-ctx.Done():
			waiting = false
		case err = <-failed:
			waiting = false
		}
	}
	preview.Close()
	ending, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if e := web.Shutdown(ending); err == nil {
		err = e
	}
	fmt.Fprintln(a.stderr, a.t("Aperçu arrêté.", "Preview stopped."))
	return err
}

// announce says where the site is shown.
func (a *app) announce(v serving, at net.Addr) {
	host, port, _ := net.SplitHostPort(at.String()) // an address that Listen gave
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		host = "localhost"
	} else {
		fmt.Fprintf(a.stderr, a.t("Attention : le site est visible des autres postes du réseau, à l'adresse %s, sans mot de passe.\n",
			"Warning: other computers of the network can see the site, at %s, without a password.\n"), host)
	}
	url := "http://" + net.JoinHostPort(host, port) + "/"
	fmt.Fprintf(a.stdout, a.t("Aperçu : %s (Ctrl-C pour arrêter)\n", "Preview: %s (Ctrl-C to stop)\n"), url)
	if v.open {
		if err := browse(url); err != nil {
			fmt.Fprintf(a.stderr, a.t("Le navigateur ne s'ouvre pas (%v) : ouvrir %s\n", "The browser does not open (%v): open %s\n"), err, url)
		}
	}
}

// browse opens an address in the reader's browser.
func browse(url string) error {
	switch runtime.GOOS {
	case "windows":
		return exec.Command("rundll32", "url.dll,FileProtocolHandler", url).Start()
	case "darwin":
		return exec.Command("open", url).Start()
	}
	return exec.Command("xdg-open", url).Start()
}

// previewing shows the site again when something changes.
type previewing struct {
	*app
	serving
	session *build.Session
	theme   *theme.Theme
	server  *server.Server
	api     *searchAPI
	untried bool // the theme has changed and was not seen to work since
	next    prepared
}

// prepared is what will be shown once the files are calm.
type prepared struct {
	begun   time.Time
	changed []string // since the site that is shown; nil the first time
	change  server.Change
	notes   string         // the mistakes that keep no site from being shown
	site    *build.Preview // nil with an error
	goTo    string
	err     error
}

// prepare makes the site of the content as it is now; changed is nil the first
// time. It may be called again before what it has made is shown: an editor may be
// at work.
func (p *previewing) prepare(changed []string) {
	n := &p.next
	if n.begun.IsZero() {
		n.begun = time.Now()
	}
	n.changed = append(n.changed, changed...)
	n.site, n.err = p.make(changed)
}

// show gives the server what was prepared last, or says why there is no site.
func (p *previewing) show() {
	n := p.next
	p.next = prepared{}
	if n.err != nil {
		text := strings.TrimRight(p.explain(n.err), "\n")
		fmt.Fprintln(p.stderr, text)
		p.server.Complain(text)
		return
	}
	fmt.Fprint(p.stderr, n.notes)
	p.api.show(n.site)
	p.server.Show(n.site, n.change, n.goTo)
	if len(n.changed) > 0 {
		seconds := fmt.Sprintf("%.2f", time.Since(n.begun).Seconds())
		if p.language != diag.English {
			seconds = strings.ReplaceAll(seconds, ".", ",")
		}
		fmt.Fprintf(p.stdout, p.t("%s : site à jour en %s s\n", "%s: site up to date in %s s\n"), filepath.ToSlash(n.changed[0]), seconds)
	}
}

// make reads what has changed and makes the new site, if it is one.
func (p *previewing) make(changed []string) (*build.Preview, error) {
	edited, styled := p.split(changed)
	loaded, err := p.session.Load(edited)
	if err != nil {
		return nil, err
	}
	if !loaded.Same {
		p.next.change = server.Pages
	}
	var text bytes.Buffer
	if err := p.printer(p.source).Print(&text, loaded.Diagnostics); err != nil {
		return nil, err
	}
	if diag.HasErrors(loaded.Diagnostics) {
		p.untried = p.untried || len(styled) > 0 // read it with the next good content
		return nil, errors.New(text.String())
	}
	p.next.notes = text.String()
	site, err := p.dress(len(styled) > 0)
	if err == nil && p.navigate {
		edited, _ := p.split(p.next.changed)
		p.next.goTo = p.page(loaded, edited)
	}
	return site, err
}

// dress shows the content in the theme, which is read again when it was touched.
// One that has changed, not in styles only, is tried on every page until it is
// seen to work.
func (p *previewing) dress(touched bool) (*build.Preview, error) {
	if touched || p.untried {
		t, err := p.loadTheme(p.themeDir)
		if err != nil {
			p.untried = true
			return nil, err
		}
		styles, more := t.Differs(p.theme)
		p.theme, p.untried = t, p.untried || more
		if styles {
			p.next.change = max(p.next.change, server.Styles)
		}
	}
	site := p.session.Preview(p.theme)
	if p.untried {
		if err := site.Try(); err != nil {
			return nil, err
		}
		p.untried, p.next.change = false, server.Pages
	}
	return site, nil
}

// split tells the files of the content, named from its folder, from those of the
// theme.
func (p *previewing) split(changed []string) (edited, styled []string) {
	if changed == nil {
		return nil, nil
	}
	edited = []string{}
	for _, name := range changed {
		if p.themeDir != "" && within(filepath.Clean(p.themeDir), name) {
			styled = append(styled, name)
			continue
		}
		if file, err := filepath.Rel(p.source, name); err == nil {
			edited = append(edited, filepath.ToSlash(file))
		}
	}
	return edited, styled
}

// page is where the first document that changed is shown, or "".
func (p *previewing) page(l *build.Loaded, edited []string) string {
	for _, file := range edited {
		for _, page := range l.Catalog.Pages {
			if l.Catalog.Library.Ours(page.Path) == file {
				return page.URL
			}
		}
	}
	return ""
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"planblanc/internal/build"
	"planblanc/internal/paper"
)

// printing is what a command needs to print, and a function to call after it.
// An interruption ends the browser and removes its profile.
func (a *app) printing(required bool) (*build.Printing, func()) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	p := &build.Printing{Context: ctx, Required: required, Environment: a.env}
	if terminal(a.stderr) {
		p.Progress = a.progress
	}
	return p, stop
}

// terminal reports whether people look at a writer.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// barWidth is the length of the progress bar, which with its words stays below
// the 80 columns of a console.
const barWidth = 30

// progress draws how many binders are printed, over the line before, and ends
// the line after the last.
func (a *app) progress(done, of int) {
	full := barWidth * done / max(of, 1)
	fmt.Fprintf(a.stderr, a.t("\rImpression des classeurs [%s%s] %d / %d", "\rPrinting binders [%s%s] %d / %d"),
		strings.Repeat("#", full), strings.Repeat(".", barWidth-full), done, of)
	if done == of {
		fmt.Fprintln(a.stderr)
	}
}

// printProblem says in the reader's language why nothing could be printed, or ""
// when the error is of another kind.
func (a *app) printProblem(err error) string {
	if e, ok := errors.AsType[*paper.AnnexError](err); ok {
		return fmt.Sprintf(a.t("l'annexe « %s » n'est pas un PDF utilisable (%v) : l'enregistrer de nouveau en PDF, sans mot de passe, ou la retirer de « annexes »",
			"annex “%s” is not a usable PDF (%v): save it as a PDF again, without a password, or remove it from “annexes”"), e.Name, e.Err)
	}
	if errors.Is(err, context.Canceled) {
		if _, browser := errors.AsType[*paper.BrowserError](err); !browser {
			return a.t("interrompu", "interrupted")
		}
	}
	e, ok := errors.AsType[*paper.BrowserError](err)
	if !ok {
		return ""
	}
	name := a.t("en nommer un autre avec la variable PLANBLANC_PAPER__BROWSER", "name another with the variable PLANBLANC_PAPER__BROWSER")
	detail := ""
	if e.Detail != "" {
		detail = " (" + e.Detail + ")"
	}
	switch e.Reason {
	case paper.NotFound:
		if e.Browser == "" {
			return a.t("aucun navigateur trouvé : installer Chrome, Edge, Chromium ou Brave, ou en nommer un avec la variable PLANBLANC_PAPER__BROWSER",
				"no browser found: install Chrome, Edge, Chromium or Brave, or name one with the variable PLANBLANC_PAPER__BROWSER")
		}
		return fmt.Sprintf(a.t("pas de navigateur à « %s » : corriger la variable PLANBLANC_PAPER__BROWSER", "no browser at “%s”: correct the variable PLANBLANC_PAPER__BROWSER"), e.Browser)
	case paper.SandboxRefused:
		without := a.t("s'en passer avec la variable PLANBLANC_PAPER__SANDBOX=off", "do without it with the variable PLANBLANC_PAPER__SANDBOX=off")
		if os.Geteuid() == 0 {
			return fmt.Sprintf(a.t("le navigateur « %s » n'a pas de bac à sable sous le compte root : lancer planblanc sous un compte ordinaire, ou %s",
				"the browser “%s” has no sandbox under the root account: run planblanc under an ordinary account, or %s"), e.Browser, without)
		}
		return fmt.Sprintf(a.t("le navigateur « %s » n'a pas de bac à sable sur ce système : installer celui du système (Debian : paquet chromium-sandbox), ou %s",
			"the browser “%s” has no sandbox on this system: install the system's (Debian: package chromium-sandbox), or %s"), e.Browser, without)
	case paper.TooOld:
		return fmt.Sprintf(a.t("le navigateur « %s » est trop ancien (%s), il faut la version %d : le mettre à jour, ou %s", "the browser “%s” is too old (%s), version %d is needed: update it, or %s"), e.Browser, e.Version, paper.Oldest, name)
	case paper.Silent:
		return fmt.Sprintf(a.t("le navigateur « %s » ne répond pas : recommencer, ou %s", "the browser “%s” does not answer: try again, or %s"), e.Browser, name)
	case paper.Crashed:
		return fmt.Sprintf(a.t("le navigateur « %s » s'est arrêté en imprimant%s : recommencer, ou %s", "the browser “%s” crashed while printing%s: try again, or %s"), e.Browser, detail, name)
	}
	return fmt.Sprintf(a.t("le navigateur « %s » ne démarre pas%s : %s", "the browser “%s” does not start%s: %s"), e.Browser, detail, name)
}

package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"planblanc/internal/diag"
	"planblanc/internal/output"
	"planblanc/internal/pack"
)

// packSingle writes a site, or what one of its services needs, as one page.
func (a *app) packSingle(s *pack.Site, p packing) error {
	var made pack.Folded
	var size int64
	sum := sha256.New()
	err := output.SaveStream(p.single, func(w io.Writer) (err error) {
		counted := &counter{Writer: io.MultiWriter(w, sum)}
		made, err = s.Single(counted, p.service)
		size = counted.n
		return err
	})
	if err != nil {
		return a.singleProblem(err)
	}
	m := s.Contents.Manifest
	fmt.Fprintf(a.stdout, a.t("Fichier écrit : %s, %s, édition %s du %s, %s.\n", "File written: %s, %s, edition %s of %s, %s.\n"),
		filepath.ToSlash(p.single), a.size(size), m.Edition, m.Built, a.count(made.Pages, "page", "page"))
	fmt.Fprintf(a.stdout, a.t("SHA-256 du fichier : %x\n", "SHA-256 of the file: %x\n"), sum.Sum(nil))
	return nil
}

// singleProblem says why a site was not put into one file; other errors come
// back as they are.
func (a *app) singleProblem(err error) error {
	if e, ok := errors.AsType[*pack.ServiceError](err); ok {
		text := fmt.Sprintf(a.t("le site n'a pas de page pour le service « %s »", "the site has no page for service “%s”"), e.ID)
		if near := diag.Closest(e.ID, e.Known); near != "" {
			return a.didYouMean(text, near)
		}
		return fmt.Errorf(a.t("%s ; il a : %s", "%s; it has: %s"), text, strings.Join(e.Known, ", "))
	}
	if e, ok := errors.AsType[*pack.ThemeError](err); ok {
		return fmt.Errorf(a.t("%s : la page n'a pas de %s et ne peut pas entrer dans un seul fichier : corriger le thème et reconstruire ; rien n'est écrit",
			"%s: the page has no %s and cannot go into one file: mend the theme and build again; nothing is written"), e.URL, e.Element)
	}
	if e, ok := errors.AsType[*pack.FormatError](err); ok {
		return fmt.Errorf(a.t("%s : « %s » ne peut pas entrer dans un seul fichier : le remplacer par une image SVG, PNG, JPEG, GIF, WebP ou AVIF ; rien n'est écrit",
			"%s: “%s” cannot go into one file: put an SVG, PNG, JPEG, GIF, WebP or AVIF image in its place; nothing is written"), e.From, e.Path)
	}
	return err
}

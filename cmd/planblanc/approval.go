package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// approval is one call of approve: what it is to do, then what it found.
type approval struct {
	source, by, version string
	day, until          content.Date

	pages  []*site.Page
	files  []output.File // new texts, in the order of saving; the register last
	former map[string][]byte
}

// prepare finds the cards and makes the new texts of all files.
func (a *app) prepare(run *approval, c *site.Catalog, codes []string) error {
	var rows []content.Approval
	run.former = map[string][]byte{}
	for _, code := range codes {
		p := c.ByCode[code]
		if p == nil {
			text := fmt.Sprintf(a.t("aucune fiche de code %s : rien n'est validé", "no card with code %s: nothing is approved"), code)
			if near := diag.Closest(code, sortedCodes(c)); near != "" {
				return a.didYouMean(text, near)
			}
			return errors.New(text)
		}
		if slices.Contains(run.pages, p) {
			continue
		}
		version := p.Meta.Version
		if run.version != "" {
			version = run.version
		}
		switch other := c.Approvals.Other(code, version, p.Fingerprint); {
		case version == "":
			return fmt.Errorf(a.t("%s n'a pas de version : ajouter --version ; rien n'est validé", "%s has no version: add --version; nothing is approved"), code)
		case p.Meta.Status == content.Archived:
			return fmt.Errorf(a.t("%s est archivée : changer d'abord son statut ; rien n'est validé", "%s is archived: change its status first; nothing is approved"), code)
		case other != nil:
			return fmt.Errorf(a.t("%s : un autre texte a été validé le %s sous le numéro %s (empreinte %s, maintenant %s) : donner un numéro neuf avec --version ; rien n'est validé",
				"%s: another text was approved on %s as version %s (fingerprint %s, now %s): give a new number with --version; nothing is approved"), code, other.Date, version, other.Fingerprint, p.Fingerprint)
		}
		run.pages = append(run.pages, p)
		rows = append(rows, content.Approval{Code: code, Version: version, Fingerprint: p.Fingerprint, Date: run.day})
		set := []content.KeyValue{{Key: "version", Value: version}, {Key: "approver", Value: run.by}, {Key: "approved", Value: run.day.String()},
			{Key: "review_by", Value: run.until.String()}, {Key: "status", Value: string(content.Valid)}}
		if err := run.change(c, p.Path, func(text []byte) ([]byte, error) { return content.SetKeys(p.Path, text, set) }); err != nil {
			return err
		}
	}
	return run.change(c, content.RegisterFile, func(text []byte) ([]byte, error) { return content.AppendApprovals(text, rows) })
}

func sortedCodes(c *site.Catalog) []string {
	var codes []string
	for code := range c.ByCode {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

// change takes note of a file's new text.
func (run *approval) change(c *site.Catalog, name string, edit func([]byte) ([]byte, error)) error {
	text, err := fs.ReadFile(c.Library.FS, name)
	if err != nil && !(errors.Is(err, fs.ErrNotExist) && name == content.RegisterFile) {
		return fmt.Errorf("read content: %w", err)
	}
	body, err := edit(text)
	if err != nil {
		return err
	}
	run.former[name] = text
	run.files = append(run.files, output.File{Path: name, Body: body})
	return nil
}

// edited is a content folder with some files changed, in memory.
type edited struct {
	fs.FS
	files map[string][]byte
}

func (e edited) ReadFile(name string) ([]byte, error) {
	if text, ok := e.files[name]; ok {
		return bytes.Clone(text), nil
	}
	return fs.ReadFile(e.FS, name)
}

// rehearse loads the content as it will be: each card must be published, with
// the fingerprint that the register gets, and no mistake may be new.
func (a *app) rehearse(run *approval, b build.Options) error {
	after := edited{b.Source, map[string][]byte{}}
	for _, f := range run.files {
		after.files[f.Path] = f.Body
	}
	b.Source, b.Dir = after, ""
	l, err := build.Load(b)
	if err != nil {
		return err
	}
	if diag.HasErrors(l.Diagnostics) {
		printer := a.printer(run.source)
		onDisk := printer.Source
		printer.Source = func(file string) []byte {
			if text, ok := after.files[file]; ok {
				return text
			}
			return onDisk(file)
		}
		return a.refuseErrors(printer, l.Diagnostics)
	}
	for _, p := range run.pages {
		now := l.Catalog.ByPath[p.Path]
		if now.Fingerprint != p.Fingerprint || now.Meta.Status != content.Valid || run.former[content.RegisterFile] != nil && now.Standing != site.AsApproved {
			return fmt.Errorf("approve %s: the new front matter changes the card", p.Meta.Code)
		}
	}
	return nil
}

// save writes every file, the register last, or puts back what it wrote. A file
// that someone else has changed in between is left to them.
func (a *app) save(run *approval) error {
	at := func(f output.File) string { return filepath.Join(run.source, filepath.FromSlash(f.Path)) }
	for i, f := range run.files {
		text, err := os.ReadFile(at(f))
		switch {
		case errors.Is(err, fs.ErrNotExist) && run.former[f.Path] == nil:
			err = nil
		case err == nil && !bytes.Equal(text, run.former[f.Path]):
			err = fmt.Errorf(a.t("« %s » vient de changer : recommencer ; rien n'est validé", "“%s” has just changed: try again; nothing is approved"), at(f))
		}
		if err == nil {
			err = output.Save(at(f), f.Body)
		}
		if err == nil {
			continue
		}
		for _, done := range run.files[:i] {
			if failed := output.Save(at(done), run.former[done.Path]); failed != nil {
				err = errors.Join(err, failed)
			}
		}
		return err
	}
	return nil
}

package main

import (
	"errors"
	"fmt"
	"slices"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
)

// approval is one call of approve: what it is to do, then what it found.
type approval struct {
	by, version string
	day, until  content.Date
	editing     // the register last
}

// prepare finds the cards and makes the new texts of all files.
func (a *app) prepare(run *approval, c *site.Catalog, codes []string) error {
	var rows []content.Approval
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
		file := c.Library.Ours(p.Path)
		if err := run.change(c, file, func(text []byte) ([]byte, error) { return content.SetKeys(file, text, set) }); err != nil {
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

// rehearse loads the content as it will be: each card must be published, with
// the fingerprint that the register gets, and no mistake may be new.
func (a *app) rehearse(run *approval, b build.Options) error {
	l, err := a.reload(&run.editing, b)
	if err != nil {
		return err
	}
	for _, p := range run.pages {
		now := l.Catalog.ByPath[p.Path]
		if now.Fingerprint != p.Fingerprint || now.Meta.Status != content.Valid || run.former[content.RegisterFile] != nil && now.Standing != site.AsApproved {
			return fmt.Errorf("approve %s: the new front matter changes the card", p.Meta.Code)
		}
	}
	return nil
}

package theme

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"strconv"
	"time"

	"planblanc/internal/edition"
	"planblanc/internal/markdown"
)

// slipPage is what layouts/slip.html shows.
type slipPage struct {
	Language, Policy string
	Style            template.CSS
	House, Lead      string
	Cover            string // what is done to a binder beside its sheets
	Doubts           []string
	New              edition.Side
	Binders          []slipBinder
	Extended         []slipRow
}

type slipBinder struct {
	Title, Sheets string
	Rows          []slipRow
}

type slipRow struct {
	Kind            edition.Kind
	Do, Code, Title string
	Versions        string
	Fingerprint     string // as printed on the sheet to put in or to destroy
	Notes           []string
}

// Slip makes the page that a service works through to bring its binders up to
// date: one HTML file that needs no other.
func (t *Theme) Slip(language string, c edition.Comparison) ([]byte, error) {
	l := t.look(language)
	w := l.words
	page := slipPage{Language: language, Style: l.slipStyle, Policy: policy(l.slipStyle), House: c.New.Site, New: c.New, Doubts: t.Doubts(language, c),
		Cover: insert(w.SlipCover, "new", c.New.Edition),
		Lead:  insert(w.SlipLead, "old", c.Old.Edition, "olddate", l.day(c.Old.Built), "new", c.New.Edition, "newdate", l.day(c.New.Built))}
	for _, b := range c.Binders {
		one := slipBinder{Title: insert(w.BinderTitle, "name", b.Title)}
		for _, card := range b.Cards {
			one.Rows = append(one.Rows, l.slipRow(language, card))
		}
		one.Sheets = insert(w.SlipSheets, "n", strconv.Itoa(len(b.Cards)))
		if len(b.Cards) == 1 {
			one.Sheets = w.SlipOne
		}
		page.Binders = append(page.Binders, one)
	}
	for _, card := range c.Extended {
		page.Extended = append(page.Extended, l.slipRow(language, card))
	}
	var b bytes.Buffer
	if err := l.layouts["slip"].ExecuteTemplate(&b, "slip", page); err != nil {
		return nil, fmt.Errorf("render the slip: %w", err)
	}
	return b.Bytes(), nil
}

func (l *look) slipRow(language string, c edition.Card) slipRow {
	w := l.words
	row := slipRow{Kind: c.Kind, Code: c.Code, Title: markdown.Typeset(language, c.Title), Notes: l.slipNotes(language, c), Fingerprint: cmp.Or(c.NewFingerprint, c.OldFingerprint),
		Do: map[edition.Kind]string{edition.Changed: w.SlipReplace, edition.Added: w.SlipAdd, edition.Withdrawn: w.SlipDestroy}[c.Kind]}
	switch {
	case c.OldVersion == "" || c.NewVersion == "" || c.OldVersion == c.NewVersion:
		row.Versions = c.OldVersion
		if c.NewVersion != "" {
			row.Versions = c.NewVersion
		}
	default:
		row.Versions = c.OldVersion + " → " + c.NewVersion
	}
	return row
}

// Doubts say in a language why two editions may not be those to compare.
func (t *Theme) Doubts(language string, c edition.Comparison) []string {
	w := t.look(language).words
	var all []string
	for _, d := range c.Doubts {
		switch d {
		case edition.Older:
			all = append(all, insert(w.SlipOlder, "old", c.Old.Edition+" ("+c.Old.Built+")", "new", c.New.Edition+" ("+c.New.Built+")"))
		case edition.OtherSite:
			all = append(all, insert(w.SlipOtherSite, "old", c.Old.Site, "new", c.New.Site))
		case edition.OtherAudience:
			all = append(all, insert(w.SlipOtherAudience, "old", c.Old.Audience, "new", c.New.Audience))
		}
	}
	return all
}

// Notes say in a language what changed in a card.
func (t *Theme) Notes(language string, c edition.Card) []string {
	return t.look(language).slipNotes(language, c)
}

// slipNotes say what changed in a card.
func (l *look) slipNotes(language string, c edition.Card) []string {
	w := l.words
	var notes []string
	if c.OldTitle != "" {
		notes = append(notes, insert(w.SlipTitled, "old", markdown.Typeset(language, c.OldTitle)))
	}
	for _, e := range c.Edits {
		word := w.SlipBecame
		switch {
		case e.Old == "":
			word = w.SlipNew
		case e.New == "":
			word = w.SlipGone
		case e.Old == e.New:
			word = w.SlipMoved
		}
		notes = append(notes, insert(word, "old", markdown.Typeset(language, e.Old), "new", markdown.Typeset(language, e.New)))
	}
	if c.Kind == edition.Changed && len(notes) == 0 {
		notes = append(notes, w.SlipOther)
	}
	for _, d := range c.Dates {
		word := w.SlipApproved
		if d.Name == "review_by" {
			word = w.SlipReview
		}
		notes = append(notes, insert(word, "old", l.dayOr(d.Old), "new", l.dayOr(d.New)))
	}
	return notes
}

// day writes a day of a manifest for people, or leaves it as it is.
func (l *look) day(text string) string {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return l.shortDate(d)
}

// dayOr writes a day, or that there is none.
func (l *look) dayOr(text string) string {
	if text == "" {
		return l.words.SlipNone
	}
	return l.day(text)
}

package check

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"planblanc/internal/diag"
	"planblanc/internal/markdown"
	"planblanc/internal/site"
)

// What a reader under stress can follow (checklists in crises: one page, few
// items, one gesture a line, nothing to compute).
const (
	mostActions = 10
	mostWords   = 15
)

// actions reports what makes a card hard to follow.
func (r *run) actions(p *site.Page) {
	if !p.IsCard() {
		return
	}
	count := 0
	for _, s := range p.Body.Stages {
		acts := false
		for _, part := range s.Parts {
			for _, a := range part.Actions {
				acts = true
				if count++; count == mostActions+1 {
					r.report(diag.New(a.Position, diag.TooManyActions, total(p)))
				}
				r.action(p, a)
			}
			r.arithmetic(r.Words(p, part.Prose), diag.Position{File: p.Path})
		}
		if acts && s.Duration == "" {
			r.report(diag.New(headingAt(p, s.ID), diag.StageWithoutDuration, r.Words(p, s.Title)))
		}
	}
	whole := diag.Position{File: p.Path}
	for box := markdown.WhoDecides; box <= markdown.End; box++ { // « ne pas calculer » asks for nothing
		r.arithmetic(r.Words(p, p.Body.Boxes[box]), whole)
	}
	for fixed := markdown.Material; fixed <= markdown.Recovery; fixed++ {
		r.arithmetic(r.Words(p, p.Body.Fixed[fixed]), whole)
	}
}

// total counts the actions of a card.
func total(p *site.Page) int {
	n := 0
	for _, s := range p.Body.Stages {
		for _, part := range s.Parts {
			n += len(part.Actions)
		}
	}
	return n
}

// headingAt is the place of a heading by its anchor.
func headingAt(p *site.Page, id string) diag.Position {
	for _, h := range p.Body.Headings {
		if h.ID == id {
			return h.Position
		}
	}
	return diag.Position{File: p.Path}
}

func (r *run) action(p *site.Page, a markdown.Action) {
	text := r.Words(p, a.Text)
	if n := beforeStop(text); n > mostWords {
		r.report(diag.New(a.Position, diag.LongAction, n))
	}
	if french := strings.HasPrefix(r.Library.Settings.Language, "fr"); !gesture(a.Text.Strong(), french) {
		r.report(diag.New(a.Position, diag.ActionWithoutVerb))
	}
	r.arithmetic(text, a.Position)
}

// beforeStop counts the words before the first full stop, colon, semicolon,
// exclamation or question mark that ends a word. A number in groups of digits is
// one word.
func beforeStop(text string) int {
	n, digits := 0, false
	for word := range strings.FieldsSeq(text) {
		before := digits
		digits = strings.Trim(word, "+0123456789,.;:!?") == ""
		if !(digits && before) && strings.ContainsFunc(word, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) {
			n++
		}
		if strings.ContainsAny(word[len(word)-1:], ".;:!?") {
			break
		}
	}
	return n
}

// gesture reports whether the bold words that begin an action name one: in
// French an infinitive, after « ne pas » or a pronoun too.
func gesture(bold string, french bool) bool {
	if !french {
		return bold != ""
	}
	for word := range strings.FieldsFuncSeq(diag.Fold(bold), func(c rune) bool { return unicode.IsSpace(c) || c == '’' || c == '\'' }) {
		switch word {
		case "ne", "pas", "plus", "jamais", "rien", "se", "s", "n", "en", "y", "les", "le", "la", "l":
		default:
			return infinitive(word)
		}
	}
	return false
}

// infinitive reports whether a folded word may be one.
func infinitive(word string) bool {
	ends := strings.HasSuffix(word, "er") || strings.HasSuffix(word, "ir") || strings.HasSuffix(word, "re")
	return ends && len(word) > 2 && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") == ""
}

// reckons reports whether a word is a verb that asks for a calculation.
func reckons(word string) bool {
	switch word {
	case "calculer", "additionner", "soustraire", "multiplier", "diviser", "convertir", "calculate", "multiply", "divide", "subtract":
		return true
	}
	return false
}

// operation matches the signs of a calculation: on a number, or a dose for each
// kilogram.
var operation = regexp.MustCompile(`(?i)règle de trois|[0-9]\s*[×÷]|[×÷]\s*[0-9]|[mnµμ]?g\s*/\s*kg\b`)

func (r *run) arithmetic(text string, at diag.Position) {
	if found := sum(text); found != "" {
		r.report(diag.New(at, diag.Arithmetic, found))
	}
}

// sum returns the words that ask for a calculation, or "". The expression is
// tried only where its signs are: on ten thousand documents it took longer than
// all other rules together.
func sum(text string) string {
	signs := strings.Contains(text, "/") || strings.Contains(text, "×") || strings.Contains(text, "÷")
	for word := range strings.FieldsFuncSeq(text, notLetter) {
		if len(word) < len("trois") { // as most are; the verbs are longer
			continue
		}
		low := strings.ToLower(word)
		if reckons(low) {
			return word
		}
		signs = signs || low == "trois"
	}
	if !signs {
		return ""
	}
	return operation.FindString(text)
}

func notLetter(c rune) bool {
	if c < utf8.RuneSelf {
		c |= 0x20
		return c < 'a' || c > 'z'
	}
	return !unicode.IsLetter(c)
}

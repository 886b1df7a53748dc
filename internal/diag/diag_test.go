package diag_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"planblanc/internal/diag"
)

func TestClosest(t *testing.T) {
	keys := []string{"title", "code", "service", "scenario", "role", "review_by", "ne-pas-faire", "clé"}
	for word, want := range map[string]string{
		"titel":             "title", // two letters swapped
		"tilte":             "title",
		"titre":             "title",
		"Service":           "service",
		"sercive":           "service",
		"scénario":          "scenario", // accents do not count
		"CLE":               "clé",
		"reviewby":          "review_by",
		"ne pas faire":      "ne-pas-faire",
		"rle":               "role",
		"xyz":               "",
		"":                  "",
		"services-urgences": "", // more than a third away
		"title":             "title",
	} {
		if got := diag.Closest(word, keys); got != want {
			t.Errorf("Closest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestClosestTakesTheNearestThenTheFirst(t *testing.T) {
	if got := diag.Closest("urgence", []string{"urgent", "urgences"}); got != "urgences" {
		t.Errorf("nearest: %q", got)
	}
	if got := diag.Closest("bac", []string{"bat", "bar"}); got != "bat" {
		t.Errorf("of two as near: %q, want the first", got)
	}
	if got := diag.Closest("bac", nil); got != "" {
		t.Errorf("no candidate: %q", got)
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"ÉCRAN Bloqué": "ecran bloque", "Cœur": "coeur", "Lætitia": "laetitia", "e\u0301te\u0301": "ete", "ABC-01": "abc-01", "": "",
	} {
		if got := diag.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
	// An arrow, which stays as it is, needs the way of any text.
	for r := rune(0x80); r < 0x260; r++ {
		short := "É" + string(r) + "’"
		if got, want := diag.Fold(short)+"→", diag.Fold(short+"→"); got != want {
			t.Errorf("Fold(%q) gives %q, in a longer text %q", short, got, want)
		}
	}
}

func at(file string, line, column int) diag.Position {
	return diag.Position{File: file, Line: line, Column: column}
}

func TestSort(t *testing.T) {
	ds := diag.Sort([]diag.Diagnostic{
		diag.New(at("b.md", 1, 1), diag.OrphanPage),
		diag.New(at("a.md", 10, 1), diag.OrphanPage),
		diag.New(at("a.md", 2, 7), diag.UnknownKey, "y"),
		diag.New(at("a.md", 2, 7), diag.UnknownKey, "x"),
		diag.New(at("a.md", 2, 7), diag.InvalidDate, "x"),
		diag.New(at("a.md", 2, 3), diag.WrongType, "x", diag.Text{FR: "un", EN: "a"}),
		diag.New(at("a.md", 2, 7), diag.UnknownKey, "x"), // said once already
	})
	var got []string
	for _, d := range ds {
		got = append(got, d.File+" "+string(d.Rule)+" "+d.Message(diag.English))
	}
	want := []string{
		"a.md wrong-type “x” must be a",
		"a.md invalid-date invalid date “x”",
		"a.md unknown-key unknown key “x”",
		"a.md unknown-key unknown key “y”",
		"a.md orphan-page no list and no link leads to this page",
		"b.md orphan-page no list and no link leads to this page",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestHasErrors(t *testing.T) {
	warning := diag.New(at("a.md", 1, 1), diag.OrphanPage)
	if diag.HasErrors(nil) || diag.HasErrors([]diag.Diagnostic{warning}) {
		t.Error("a warning counts as an error")
	}
	if !diag.HasErrors([]diag.Diagnostic{warning, warning.As(diag.Error)}) {
		t.Error("an error does not count")
	}
}

var verb = regexp.MustCompile(`%(\[\d+\])?[a-z]`)

// The values of a message are the same in both languages, so are its verbs.
func TestEveryRuleSpeaksBothLanguages(t *testing.T) {
	for rule := range diag.Rules() {
		fr, en := rule.Summary(diag.French), rule.Summary(diag.English)
		if fr == "" || en == "" || fr == en {
			t.Errorf("%s: %q and %q", rule, fr, en)
		}
		if f, e := verb.FindAllString(fr, -1), verb.FindAllString(en, -1); !slices.Equal(f, e) {
			t.Errorf("%s: verbs %q in French, %q in English", rule, f, e)
		}
		d := diag.New(at("a.md", 1, 1), rule, sample(fr)...)
		for _, l := range []diag.Language{diag.French, diag.English} {
			for _, text := range []string{d.Message(l), d.Hint(l)} {
				if text == "" || strings.Contains(text, "%!") {
					t.Errorf("%s: %q", rule, text)
				}
			}
		}
		if d.Hint(diag.French) == d.Hint(diag.English) {
			t.Errorf("%s: one hint for two languages", rule)
		}
	}
}

// sample is a value for each verb of a message, and one more for the hints that
// show a value the message does not.
func sample(format string) []any {
	var args []any
	for _, v := range verb.FindAllString(format, -1) {
		if strings.HasSuffix(v, "d") {
			args = append(args, 3)
		} else {
			args = append(args, "valeur")
		}
	}
	return append(args, "autre")
}

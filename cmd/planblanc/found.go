package main

import (
	"fmt"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/search"
)

// groupTitles are the headings of results.
func (a *app) groupTitle(group string) string {
	switch search.Group(group) {
	case search.Reflex:
		return a.t("Fiches réflexes", "Action cards")
	case search.Procedures:
		return a.t("Procédures", "Procedures")
	case search.Forms:
		return a.t("Formulaires", "Forms")
	case search.Directory:
		return a.t("Annuaire", "Directory")
	case search.Glossary:
		return a.t("Glossaire", "Glossary")
	case search.Others:
		return a.t("Autres résultats", "Other results")
	}
	return a.t("Référence", "Reference")
}

// printFound prints an answer for people.
func (a *app) printFound(f found) error {
	var b strings.Builder
	if f.Corrected != "" {
		fmt.Fprintf(&b, a.t("Résultats pour « %s » ; --literal cherche les mots tels quels.\n", "Results for “%s”; --literal searches the words as they are.\n"), f.Corrected)
	}
	for _, s := range f.Senses {
		fmt.Fprintf(&b, a.t("« %s » a plusieurs sens : %s.\n", "“%s” has several meanings: %s.\n"), s.Term, strings.Join(s.Senses, a.t(" ; ", "; ")))
	}
	for _, c := range f.Chips {
		fmt.Fprintf(&b, a.t("Reconnu : %s (--%s %s).\n", "Recognised: %s (--%s %s).\n"), c.Label, c.Axis, c.ID)
	}
	if f.Partial {
		fmt.Fprintln(&b, a.t("Aucun document ne contient tous ces mots.", "No document has all these words."))
	}
	group := ""
	for _, r := range f.Results {
		if r.Group != group {
			group = r.Group
			if b.Len() > 0 {
				fmt.Fprintln(&b)
			}
			fmt.Fprintln(&b, a.groupTitle(group))
		}
		fmt.Fprintf(&b, "%3d. %s\n", r.Rank, strings.Join(some(r.Code, r.Title, r.Number, a.standing(r.State)), "  "))
		fmt.Fprintf(&b, "     %s  (%s)\n", r.URL, score(r))
		if r.Snippet != "" {
			fmt.Fprintf(&b, "     %s\n", r.Snippet)
		}
		if r.Explanation != nil {
			explain(&b, *r.Explanation, 2)
		}
	}
	if len(f.Suggestions) > 0 {
		fmt.Fprintf(&b, a.t("Mots proches : %s.\n", "Near words: %s.\n"), strings.Join(f.Suggestions, ", "))
	}
	if len(f.Results) > 0 {
		fmt.Fprintln(&b)
	}
	fmt.Fprintln(&b, a.count(f.Total, a.t("résultat", "result"), "result"))
	_, err := fmt.Fprint(a.stdout, b.String())
	return err
}

// standing says of a result what its reader must know: that it is not in force,
// or not as it was approved.
func (a *app) standing(s search.State) string {
	switch s {
	case search.StateModified:
		return a.t("[modifiée depuis sa validation]", "[changed since its approval]")
	case search.State(content.Draft):
		return a.t("[brouillon]", "[draft]")
	case search.State(content.InReview):
		return a.t("[en relecture]", "[in review]")
	case search.State(content.Archived):
		return a.t("[archivée]", "[archived]")
	}
	return ""
}

// some are the texts that are not empty.
func some(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

func score(r foundRow) string {
	if r.Explanation != nil {
		return fmt.Sprintf("%.4f", r.Score)
	}
	return fmt.Sprintf("%.0f", r.Score)
}

// explain prints how bleve came to a score.
func explain(b *strings.Builder, e search.Explanation, depth int) {
	fmt.Fprintf(b, "%s%.4f  %s\n", strings.Repeat("  ", depth), e.Value, e.Message)
	for _, c := range e.Children {
		explain(b, c, depth+1)
	}
}

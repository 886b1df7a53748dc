package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/search"
)

// found is what « search --format json » prints; lists are never null.
type found struct {
	Query       string     `json:"query"`
	Corrected   string     `json:"corrected"`
	Partial     bool       `json:"partial"`
	Exact       bool       `json:"exact"`
	Total       int        `json:"total"`
	Chips       []chip     `json:"chips"`
	Senses      []sense    `json:"senses"`
	Results     []foundRow `json:"results"`
	Suggestions []string   `json:"suggestions"`
}

func newFound(query string) *found {
	return &found{Query: query, Chips: []chip{}, Senses: []sense{}, Results: []foundRow{}, Suggestions: []string{}}
}

type chip struct {
	Axis  string `json:"axis"`
	ID    string `json:"id"`
	Label string `json:"label"`
}

type sense struct {
	Term   string   `json:"term"`
	Senses []string `json:"senses"`
}

type foundRow struct {
	Rank        int                 `json:"rank"`
	Group       string              `json:"group"`
	Code        string              `json:"code"`
	Title       string              `json:"title"`
	Type        string              `json:"type"`
	URL         string              `json:"url"`
	Service     []string            `json:"service"`
	Scenario    []string            `json:"scenario"`
	Role        []string            `json:"role"`
	Phase       []string            `json:"phase"`
	Version     string              `json:"version"`
	State       search.State        `json:"state"`
	Number      string              `json:"number"`
	Score       float64             `json:"score"`
	Snippet     string              `json:"snippet"`
	Explanation *search.Explanation `json:"explanation,omitempty"`
}

// searchOptions are the flags of search.
type searchOptions struct {
	options
	format, engine string
	filters        map[content.Axis]*[]string
	types          []string
	literal, zero  bool
	anew           bool // read the content, whatever was kept
	limit          int
}

var (
	searchFormats = []string{"text", "json"}
	searchEngines = []string{"pages", "bleve"}
)

func (a *app) searchCommand() *cobra.Command {
	o := searchOptions{filters: map[content.Axis]*[]string{}}
	cmd := &cobra.Command{
		Use:   "search [" + a.t("MOTS", "WORDS") + "]",
		Short: a.t("Chercher comme le font les pages", "Search as the pages do"),
		Long: a.t(`Cherche dans le contenu et classe les résultats comme le font les pages du site.
Avec --zero, lit une recherche par ligne et affiche celles qui ne trouvent rien :
les mots qui manquent aux fiches ou à data/synonyms.yaml.

L'index est gardé dans .planblanc/, à côté du contenu : tant que rien ne change,
la recherche suivante ne relit pas les fiches.`,
			`Searches the content and ranks results as the site's pages do. With --zero, reads
one query a line and prints those that find nothing: words that the cards or
data/synonyms.yaml lack.

The index is kept in .planblanc/, beside the content: while nothing changes, the
next search does not read the cards again.`),
		Example: a.t(`  planblanc search prescription sans dpi
  planblanc search --service urgences --type formulaire bracelet
  planblanc search --engine bleve rançon        les scores de bleve, expliqués
  planblanc search --zero < recherches.txt`,
			`  planblanc search prescription sans dpi
  planblanc search --service urgences --type formulaire bracelet
  planblanc search --engine bleve rançon        bleve's scores, explained
  planblanc search --zero < queries.txt`),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.limit < 0 {
				return a.seeHelp(cmd, a.t("--limit vaut 0 ou plus", "--limit is 0 or more"))
			}
			return a.search(o, strings.Join(args, " "), cmd.InOrStdin())
		},
	}
	a.siteFlags(cmd, &o.options)
	f := cmd.Flags()
	for _, axis := range content.Axes() {
		o.filters[axis] = f.StringSlice(string(axis), nil, fmt.Sprintf(a.t("ne garder que ces `IDENTIFIANTS` de %s", "keep only these `IDS` of %s"), axis.File()))
	}
	f.StringSliceVar(&o.types, "type", nil, a.t("ne garder que ces `TYPES` de documents", "keep only these `TYPES` of documents"))
	f.BoolVar(&o.literal, "literal", false, a.t("ne pas corriger les mots inconnus", "do not correct unknown words"))
	f.BoolVar(&o.zero, "zero", false, a.t("lire des recherches sur l'entrée standard, afficher celles qui ne trouvent rien", "read queries from standard input, print those that find nothing"))
	f.BoolVar(&o.anew, "no-cache", false, a.t("ne pas lire ni garder d'index dans .planblanc/", "read and keep no index in .planblanc/"))
	f.IntVarP(&o.limit, "limit", "n", 10, a.t("`NOMBRE` de résultats, 0 pour tous", "`NUMBER` of results, 0 for all"))
	f.StringVar(&o.engine, "engine", searchEngines[0], a.t("`CLASSEMENT` : ", "`RANKING`: ")+strings.Join(searchEngines, ", "))
	_ = cmd.RegisterFlagCompletionFunc("engine", cobra.FixedCompletions(searchEngines, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("type", cobra.FixedCompletions(typeNames(), cobra.ShellCompDirectiveNoFileComp))
	a.formatFlag(cmd, &o.format, searchFormats)
	return cmd
}

// typeNames are the types that a result may have.
func typeNames() []string {
	var names []string
	for _, t := range content.Types() {
		names = append(names, string(t))
	}
	return append(names, "contact", "definition")
}

func (a *app) search(o searchOptions, text string, stdin io.Reader) error {
	for _, f := range [][2]string{{"format", o.format}, {"engine", o.engine}} {
		if err := a.oneOf(f[0], f[1], map[string][]string{"format": searchFormats, "engine": searchEngines}[f[0]]); err != nil {
			return err
		}
	}
	switch {
	case o.zero && text != "":
		return fmt.Errorf("%s", a.t("--zero lit les recherches sur l'entrée standard : retirer les mots", "--zero reads queries from standard input: remove the words"))
	case !o.zero && strings.TrimSpace(text) == "":
		return fmt.Errorf("%s", a.t("rien à chercher : écrire des mots après « search »", "nothing to search: write words after “search”"))
	}
	b, err := a.resolve(o.options)
	if err != nil {
		return err
	}
	k, err := a.keeping(o, b)
	if err != nil {
		return err
	}
	// What is kept is read to be used once: collecting meanwhile would take a
	// seventh of the processor time of an answer.
	usual := debug.SetGCPercent(400)
	in, err := k.open()
	if err == nil {
		if o.zero {
			err = in.index.Whole() // queries are read, and answers printed, one by one
		}
		if err == nil {
			err = a.ask(in, o, text, stdin)
		}
		in.close()
	}
	debug.SetGCPercent(usual)
	damaged, bad := errors.AsType[*search.DamagedError](err)
	if !bad && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if bad {
		a.note(a.t("l'index gardé dans %s ne peut pas servir (%s) : il est refait", "the index kept in %s cannot be used (%s): it is made again"), k.store.Dir, damaged.File)
	}
	if in, err = a.fresh(o, b, k); err != nil {
		return err
	}
	defer in.close()
	return a.ask(in, o, text, stdin)
}

// ask answers a query, or those on standard input.
func (a *app) ask(in *searched, o searchOptions, text string, stdin io.Reader) error {
	query, err := a.query(in.index, o, text)
	if err != nil {
		return err
	}
	if o.zero {
		return a.zero(in.index, query, stdin)
	}
	answer := newFound(text)
	if in.bleve != nil {
		err = withBleve(answer, in, query, o.limit)
	} else {
		err = withPages(answer, in.index, query, o.limit)
	}
	if err != nil {
		return err
	}
	if o.format == "json" {
		return a.writeJSON(answer)
	}
	return a.printFound(*answer)
}

// query checks the filters: an unknown id would find nothing and not say why.
func (a *app) query(x *search.Index, o searchOptions, text string) (search.Query, error) {
	q := search.Query{Text: text, Types: o.types, Literal: o.literal, Filters: map[content.Axis][]string{}}
	for _, axis := range content.Axes() {
		known := x.Terms(axis)
		for _, id := range *o.filters[axis] {
			if !slices.Contains(known, id) {
				return q, fmt.Errorf(a.t("--%s : « %s » n'est pas dans %s%s", "--%s: “%s” is not in %s%s"), axis, id, axis.File(), a.near(id, known))
			}
		}
		q.Filters[axis] = *o.filters[axis]
	}
	for _, t := range o.types {
		if err := a.oneOf("type", t, typeNames()); err != nil {
			return q, err
		}
	}
	return q, nil
}

// near adds what was perhaps meant.
func (a *app) near(word string, known []string) string {
	if c := diag.Closest(word, known); c != "" {
		return fmt.Sprintf(a.t(" ; vouliez-vous %s ?", "; did you mean %s?"), c)
	}
	return ""
}

// withPages answers with the ranking of the pages.
func withPages(f *found, x *search.Index, q search.Query, limit int) error {
	q.Most = limit
	answer, err := x.Find(q)
	if err != nil {
		return err
	}
	f.Corrected, f.Partial, f.Exact, f.Total = answer.Corrected, answer.Partial, answer.Exact, answer.Total
	f.Suggestions = answer.Suggestions
	for _, c := range answer.Chips {
		f.Chips = append(f.Chips, chip{string(c.Axis), c.ID, c.Label})
	}
	for _, s := range answer.Senses {
		f.Senses = append(f.Senses, sense{s.Term, s.Senses})
	}
	for _, r := range answer.Results {
		snippet, err := x.Locate(&r, q)
		if err != nil {
			return err
		}
		f.add(r, float64(r.Score), snippet.Text)
	}
	return nil
}

// withBleve answers with bleve's own scores.
func withBleve(f *found, in *searched, q search.Query, limit int) error {
	hits, err := in.bleve.Find(q.Text, true)
	if err != nil {
		return err
	}
	for _, h := range hits {
		if !in.index.Passes(h.Doc, q) {
			continue
		}
		f.Total++
		if limit > 0 && len(f.Results) == limit {
			continue
		}
		r, err := in.index.Document(h.Doc)
		if err != nil {
			return err
		}
		f.add(r, h.Score, r.Summary)
		f.Results[len(f.Results)-1].Explanation = h.Explanation
	}
	return nil
}

func (f *found) add(r search.Result, score float64, snippet string) {
	f.Results = append(f.Results, foundRow{
		Rank: len(f.Results) + 1, Group: string(r.Group), Code: r.Code, Title: r.Title, Type: r.Type, URL: r.URL,
		Service: r.Terms[content.ByService], Scenario: r.Terms[content.ByScenario], Role: r.Terms[content.ByRole], Phase: r.Terms[content.ByPhase],
		Version: r.Version, State: r.State, Number: r.Number, Score: score, Snippet: snippet,
	})
}

// zero prints the queries that find nothing.
func (a *app) zero(x *search.Index, q search.Query, stdin io.Reader) error {
	lines := bufio.NewScanner(stdin)
	asked, none := 0, 0
	q.Most = 1
	for lines.Scan() {
		if q.Text = strings.TrimSpace(lines.Text()); q.Text == "" {
			continue
		}
		asked++
		answer, err := x.Find(q)
		if err != nil {
			return err
		}
		if len(answer.Results) > 0 {
			continue
		}
		none++
		fmt.Fprintln(a.stdout, q.Text)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read queries: %w", err)
	}
	fmt.Fprintf(a.stderr, a.t("Recherches sans résultat : %d sur %d.\n", "Queries that find nothing: %d of %d.\n"), none, asked)
	return nil
}

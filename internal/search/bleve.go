package search

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"

	blevedoc "github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/collector"
	"github.com/blevesearch/bleve/v2/search/query"
	bleve "github.com/blevesearch/bleve_index_api"

	"planblanc/internal/site"
)

// Bleve is a site in a bleve index: a second opinion on what matches, and
// scores with their explanation. Its documents are those of an Index, by
// number.
//
// It is made of bleve's parts: the root package brings another kind of store and
// protobuf along, which are 2.2 MB of program.
type Bleve struct {
	index    bleve.Index
	mapping  mapping.IndexMapping
	language language
	n        int
}

// bleveFields are the fields with their weights, as in invert.go.
var bleveFields = [fields]string{"title", "keywords", "tags", "lead", "headings", "body", "spoken"}

// bleveDocument is a document as bleve takes it.
type bleveDocument struct {
	Title    []string `json:"title"`
	Keywords []string `json:"keywords"`
	Tags     []string `json:"tags"`
	Lead     []string `json:"lead"`
	Headings []string `json:"headings"`
	Body     []string `json:"body"`
	Spoken   []string `json:"spoken"`
}

// bleveMapping has each field analysed in a language, and nothing stored.
func bleveMapping(l language) mapping.IndexMapping {
	m := mapping.NewIndexMapping()
	m.DefaultAnalyzer = ours
	if l.analyzer != "" {
		m.DefaultAnalyzer = l.code + ours
	}
	m.DefaultMapping = mapping.NewDocumentStaticMapping()
	for _, name := range bleveFields {
		f := mapping.NewTextFieldMapping()
		f.Store, f.IncludeTermVectors, f.IncludeInAll, f.DocValues = false, false, false, false
		m.DefaultMapping.AddFieldMappingsAt(name, f)
	}
	return m
}

// bleveDocuments gives add each document of a site, by its number, and returns
// how many there are.
func bleveDocuments(s *site.Site, m mapping.IndexMapping, add func(bleve.Document) error) (int, error) {
	docs := documentsOf(s)
	for i := range docs {
		d := &docs[i]
		d.read(s)
		doc := bleveDocument{Title: d.title, Keywords: d.keywords, Tags: slices.Concat(d.terms, d.contacts), Lead: d.lead, Spoken: d.spoken}
		for i, p := range d.passages {
			if i > 0 {
				doc.Headings = append(doc.Headings, p.Heading)
			}
			doc.Body = append(doc.Body, p.Text)
		}
		mapped := blevedoc.NewDocument(strconv.Itoa(i))
		if err := m.MapDocument(mapped, doc); err != nil {
			return 0, err
		}
		if err := add(mapped); err != nil {
			return 0, err
		}
		*d = document{}
	}
	return len(docs), nil
}

// bleveBatch is how many documents are added at once.
const bleveBatch = 1000

// openBleve opens one of bleve's stores; analysis is for one that is written to.
func openBleve(config map[string]any, analysis *bleve.AnalysisQueue, l language, n int) (*Bleve, error) {
	store, err := scorch.NewScorch(scorch.Name, config, analysis)
	if err != nil {
		return nil, err
	}
	if err := store.Open(); err != nil {
		return nil, err
	}
	return &Bleve{store, bleveMapping(l), l, n}, nil
}

// NewBleve fills a bleve index in memory with a site. Close it after use.
func NewBleve(s *site.Site) (*Bleve, error) {
	if err := register(); err != nil {
		return nil, err
	}
	analysis := bleve.NewAnalysisQueue(runtime.GOMAXPROCS(0))
	defer analysis.Close()
	b, err := openBleve(map[string]any{"path": ""}, analysis, languageOf(s.Settings.Language), 0)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	batch := bleve.NewBatch()
	b.n, err = bleveDocuments(s, b.mapping, func(doc bleve.Document) error {
		if len(batch.IndexOps) == bleveBatch {
			if err := b.index.Batch(batch); err != nil {
				return err
			}
			batch.Reset()
		}
		batch.Update(doc)
		return nil
	})
	if err == nil {
		err = b.index.Batch(batch)
	}
	if err != nil {
		return nil, fmt.Errorf("search: %w", errors.Join(err, b.Close()))
	}
	return b, nil
}

// Close frees the index; no Find may be under way then, or follow.
func (b *Bleve) Close() error { return b.index.Close() }

// Scored is a document that bleve finds.
type Scored struct {
	Doc         int
	Score       float64
	Explanation *Explanation // where it was asked for
}

// Explanation says how a score came about.
type Explanation struct {
	Value    float64       `json:"value"`
	Message  string        `json:"message"`
	Children []Explanation `json:"children"`
}

// Find returns the documents that have every word of a text, those words aside
// that decide nothing, the best first.
func (b *Bleve) Find(text string, explain bool) ([]Scored, error) {
	all := words(text, b.language.elisions)
	heavy := false
	for _, w := range all {
		heavy = heavy || !b.language.function[w]
	}
	var every []query.Query
	for _, w := range all {
		if heavy && b.language.function[w] {
			continue
		}
		var some []query.Query
		for f, name := range bleveFields {
			q := query.NewMatchQuery(w)
			q.SetField(name)
			q.SetBoost(float64(weight[f]))
			some = append(some, q)
		}
		every = append(every, query.NewDisjunctionQuery(some))
	}
	if len(every) == 0 {
		return nil, nil
	}
	hits, err := b.hits(query.NewConjunctionQuery(every), explain)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	var out []Scored
	for _, hit := range hits {
		s := Scored{Score: hit.Score}
		if _, err := fmt.Sscan(hit.ID, &s.Doc); err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		if hit.Expl != nil {
			e := explanation(hit.Expl, strings.NewReplacer(string(hit.IndexInternalID), hit.ID))
			s.Explanation = &e
		}
		out = append(out, s)
	}
	return out, nil
}

// hits are all documents that match, the best first.
func (b *Bleve) hits(q query.Query, explain bool) (found search.DocumentMatchCollection, err error) {
	ctx := context.Background()
	reader, err := b.index.Reader()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	searcher, err := q.Searcher(ctx, reader, b.mapping, search.SearcherOptions{Explain: explain})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, searcher.Close()) }()
	best := collector.NewTopNCollector(b.n, 0, search.ParseSortOrderStrings([]string{"-_score", "_id"}))
	if err := best.Collect(ctx, searcher, reader); err != nil {
		return nil, err
	}
	return best.Results(), nil
}

// explanation names documents by their numbers: bleve does by the bytes of its
// own.
func explanation(e *search.Explanation, numbers *strings.Replacer) Explanation {
	out := Explanation{Value: e.Value, Message: numbers.Replace(e.Message), Children: []Explanation{}}
	for _, c := range e.Children {
		out.Children = append(out.Children, explanation(c, numbers))
	}
	return out
}

// Document returns the row of a document by its number, as Find does.
func (x *Index) Document(doc int) (Result, error) {
	return x.result(hit{doc: doc}, x.nature(doc).Group)
}

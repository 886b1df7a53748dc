package search_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"planblanc/internal/search"
	"planblanc/internal/site"
)

// peers is where make bench-search wants what e2e/bench-search/bench.mjs reads.
var peers = flag.String("peers", "", "write documents, queries and our rankings into this folder")

// peerSet is one file for bench.mjs.
type peerSet struct {
	Documents []peerDocument `json:"documents"`
	Queries   []peerQuery    `json:"queries,omitempty"`
	// Ours are our first ten, query by query; Files the size of our index.
	Ours  [][]string          `json:"ours,omitempty"`
	Files map[string]fileSize `json:"files,omitempty"`
}

type peerDocument struct {
	ID       string   `json:"id"`
	URL      string   `json:"url"`
	Title    string   `json:"title"`
	Code     string   `json:"code"`
	Summary  string   `json:"summary"`
	Version  string   `json:"version"`
	Keywords string   `json:"keywords"`
	Headings []string `json:"headings"`
	Text     string   `json:"text"`
}

type peerQuery struct {
	Half   string         `json:"half,omitempty"`
	Kind   string         `json:"kind,omitempty"`
	Form   string         `json:"form,omitempty"`
	Query  string         `json:"query"`
	Grades map[string]int `json:"grades"`
}

type fileSize struct {
	Files int `json:"files"`
	Raw   int `json:"raw"`
	Gz    int `json:"gz"`
}

// peerDocuments are what our index reads, field by field; ids name documents as
// the queries' grades do.
func peerDocuments(s *site.Site, ids map[string]string) []peerDocument {
	var out []peerDocument
	for _, t := range search.TextsOf(s) {
		out = append(out, peerDocument{
			ID: ids[t.URL], URL: t.URL, Code: t.Code, Summary: t.Summary, Version: t.Version, Title: strings.Join(t.Title, " "), Headings: append([]string{}, t.Headings...),
			Keywords: strings.Join(t.Keywords, ", "), Text: strings.Join(t.Body, "\n"),
		})
	}
	return out
}

// savePeers writes the judged queries and how we rank them.
func savePeers(t *testing.T, e *engine, judged []judgement, runs []run) {
	t.Helper()
	set := peerSet{Documents: peerDocuments(e.site, e.ids)}
	for i, j := range judged {
		set.Queries = append(set.Queries, peerQuery{Half: j.half, Kind: j.kind, Query: j.query, Grades: j.grades})
		set.Ours = append(set.Ours, runs[i].ids)
	}
	save(t, "judged", set)
}

// savePeersKnown writes the known items and how we rank them.
func savePeersKnown(t *testing.T, e *engine, items []known, runs []run) {
	t.Helper()
	set := peerSet{Documents: peerDocuments(e.site, e.ids)}
	for i, k := range items {
		set.Queries = append(set.Queries, peerQuery{Form: k.form, Query: k.query, Grades: runs[i].grades})
		set.Ours = append(set.Ours, runs[i].ids)
	}
	save(t, "known", set)
}

// savePeersSize writes generated sites of two sizes and those of our index.
func savePeersSize(t *testing.T) {
	t.Helper()
	for _, n := range []int{2000, 10000} {
		s := generatedSite(t, n)
		save(t, fmt.Sprint("size-", n), peerSet{Documents: peerDocuments(s, identify(s)), Files: sizes(t, s)})
	}
}

func save(t *testing.T, name string, set peerSet) {
	t.Helper()
	text, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(*peers, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*peers, name+".json"), text, 0o666); err != nil {
		t.Fatal(err)
	}
}

// sizes adds up the files of a site's index, with and without the texts for
// snippets.
func sizes(t *testing.T, s *site.Site) map[string]fileSize {
	t.Helper()
	files, err := search.Files(s)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]fileSize{}
	for name, body := range files {
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := z.Write(body); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{"all", "index"} {
			if part == "all" || !strings.HasPrefix(name, search.Folder+"t-") {
				sum := all[part]
				all[part] = fileSize{sum.Files + 1, sum.Raw + len(body), sum.Gz + b.Len()}
			}
		}
	}
	return all
}

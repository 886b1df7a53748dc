// Package search writes the index that pages query, and reads it as they do.
//
// Render analyses each document of a site once, through one bleve analyzer
// (fr_urgence in French), and writes scripts: an index, a lexicon, postings, a
// table of documents, texts for snippets. Open reads such files, and Query
// ranks as the pages do, integer for integer; docs/search.md describes both
// for whoever writes another reader.
//
// What holds:
//   - the same site gives the same bytes; nothing depends on the machine;
//   - a file's name is the hash of its content, and an edit rewrites few files:
//     impacts come from a page alone, postings are cut at stems near by;
//   - the lexicon gives each word its stem, so that a page needs no stemmer and
//     no other language's rules.
//
// Why not bleve's own index in the page: a store has no stable bytes, a browser
// cannot open it, and bleve in WebAssembly takes 28 MB and 36 s on an old
// computer, on every page. Why not its scores: they change with the number of
// batches in which documents were added. It is asked for analysis, and for a
// second opinion: which documents match.
package search

import (
	"io/fs"

	"planblanc/internal/site"
)

// New analyses a site and opens its index without writing it.
func New(s *site.Site) (*Index, error) {
	files, err := Files(s)
	if err != nil {
		return nil, err
	}
	return Open(func(name string) ([]byte, error) {
		body, ok := files[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return body, nil
	})
}

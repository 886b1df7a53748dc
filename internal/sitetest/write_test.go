package sitetest_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"planblanc/internal/sitetest"
)

var (
	corpusDir  = flag.String("corpus", "", "write the generated corpus into this folder")
	corpusSize = flag.Int("documents", 2000, "its number of documents")
)

// The corpus is the same on each run, and goes to disk for those who ask, such as
// e2e/search-bench.mjs.
func TestCorpus(t *testing.T) {
	n := 50
	if *corpusDir != "" {
		n = *corpusSize
	}
	first, again := sitetest.Corpus(n), sitetest.Corpus(n)
	for name, text := range first {
		if again[name] != text {
			t.Errorf("%s differs", name)
		}
		if *corpusDir == "" {
			continue
		}
		file := filepath.Join(*corpusDir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

package theme_test

import (
	"testing"
	"testing/fstest"

	"planblanc/internal/output"
	"planblanc/internal/sitetest"
)

// BenchmarkRender renders 2,000 cards with their lists; the corpus has 41
// services, 19 scenarios and 39 roles.
func BenchmarkRender(b *testing.B) {
	folder := fstest.MapFS{}
	for name, text := range sitetest.Corpus(2000) {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	s, th := sitetest.Catalog(b, folder).Select(edition), load(b, nil)
	for b.Loop() {
		if err := th.Render(s, nil, func(f output.File) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b, nil)
	}
}

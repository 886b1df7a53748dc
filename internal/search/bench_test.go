package search_test

import (
	"fmt"
	"strings"
	"testing"

	"planblanc/internal/search"
)

// BenchmarkRender measures the search step of a build; ms/page must stay below
// 1, B/page below 800 (the index without the texts for snippets).
func BenchmarkRender(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		s := generatedSite(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			bytes, files := 0, 0
			for b.Loop() {
				all, err := search.Files(s)
				if err != nil {
					b.Fatal(err)
				}
				bytes, files = 0, len(all)
				for name, body := range all {
					if !strings.HasPrefix(name, "search/t-") {
						bytes += len(body)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/float64(n), "ms/page")
			b.ReportMetric(float64(bytes)/float64(n), "B/page")
			b.ReportMetric(float64(files), "files")
		})
	}
}

// BenchmarkFind measures queries of the reference engine, files already read.
func BenchmarkFind(b *testing.B) {
	x := open(b, render(b, generatedSite(b, 10000)))
	for _, q := range []string{"poste", "réseau patient bracelet", "feuille de prescritpion", "presc"} {
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Find(search.Query{Text: q}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package main

import (
	"context"
	"math"
	"os"
	"testing"

	"planblanc/internal/build"
	"planblanc/internal/check"
	"planblanc/internal/content"
	"planblanc/internal/theme"
)

// estimateError is how far from the browser's measure the height of a real card
// may be estimated, in millimetres; docs/rediger.md states it.
const estimateError = 14

// The estimate of a card's length is calibrated on the real content.
func TestEstimateAgainstBrowser(t *testing.T) {
	t.Parallel()
	l, err := build.Load(build.Options{Source: os.DirFS("../../content")})
	if err != nil {
		t.Fatal(err)
	}
	th, err := theme.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	l.Catalog.Library.Settings.Paper.Sandbox = content.Off
	heights, err := l.Heights(build.Options{Printing: &build.Printing{Context: context.Background()}}, th)
	if err != nil {
		t.Fatal(err)
	}
	var worst, sum, squares float64
	n := 0.0
	for _, p := range l.Catalog.Pages {
		measured := heights[p.Meta.Code]
		if !p.IsCard() || measured == 0 {
			continue
		}
		off := check.Height(l.Catalog, p) - measured
		t.Logf("%s %6.1f %+5.1f", p.Meta.Code, measured, off)
		worst, sum, squares, n = max(worst, math.Abs(off)), sum+off, squares+off*off, n+1
	}
	t.Logf("%.0f cards: mean %+.1f mm, standard deviation %.1f mm, worst %.1f mm", n, sum/n, math.Sqrt(squares/n-sum*sum/n/n), worst)
	if n < 30 || worst > estimateError {
		t.Errorf("%.0f cards, worst error %.1f mm, want at most %d", n, worst, estimateError)
	}
}

package check

import (
	"strings"
	"testing"
)

// A line takes in words up to its very width, and a word wider than a line is
// broken where each line ends.
func TestLinesOfWords(t *testing.T) {
	of := func(words string) text { return text{words, 10, 1, false} }
	letter, space := of("a").run(), of(" ").run()
	aa := of("aa").run()
	exact := aa + space + aa
	for _, c := range []struct {
		words string
		width float64
		lines float64
	}{
		{"", letter, 1},
		{"aa aa", exact, 1},
		{"aa aa", exact - .1, 2},
		{"aa aa aaa", exact - .1, 3},
		{"aa", aa, 1},
		{"aa", aa - .1, 2},
		{strings.Repeat("a", 20) + " aaa", 8 * letter, 3},
		{strings.Repeat("a", 20) + " aaaa", 8 * letter, 4},
	} {
		if got, want := of(c.words).height(c.width), c.lines*lineOf(10, 1); got != want {
			t.Errorf("%q on %v mm: %v mm high, want %v", c.words, c.width, got, want)
		}
	}
}

package check

import (
	"math"
	"strings"
	"unicode"
)

// text is words set in Arial.
type text struct {
	words   string
	points  float64
	leading float64 // height of a line over that of the letters
	bold    bool
}

// millimetres in a point.
const point = 25.4 / 72

func lineOf(points, leading float64) float64 { return points * leading * point }

// run is the width of the words on one line, in millimetres.
func (t text) run() float64 {
	w := 0.0
	for _, c := range t.words {
		w += advance(c)
	}
	if t.bold {
		w *= bolder
	}
	return w * t.points * point
}

// height is that of the words broken over lines of a width.
func (t text) height(width float64) float64 {
	lines, at := 1.0, 0.0
	space := advance(' ') * t.points * point
	for word := range strings.FieldsFuncSeq(t.words, func(c rune) bool { return c == ' ' || c == '\n' }) {
		w := text{word, t.points, t.leading, t.bold}.run()
		switch {
		case at == 0:
			at = w
		case at+space+w <= width:
			at += space + w
		default:
			lines, at = lines+1, w
		}
		if at > width { // a word broken where it ends
			more := math.Floor(at / width)
			lines, at = lines+more, at-more*width
		}
	}
	return lines * lineOf(t.points, t.leading)
}

// bolder is how much wider bold letters are, on average.
const bolder = 1.07

// advance is the width of a letter over the size of the type, from the metrics
// of Arial, which Liberation Sans shares.
func advance(c rune) float64 {
	switch {
	case strings.ContainsRune("ijl'’‘|", c):
		return .22
	case strings.ContainsRune(" \u00a0ftI.,:;/!\\()[]-·", c):
		return .29
	case c == '\u202f':
		return .2
	case c == 'r' || c == '`' || c == '"' || c == '°':
		return .35
	case strings.ContainsRune("ckszvxyJ", c):
		return .5
	case c == 'm':
		return .83
	case c == 'w':
		return .72
	case c == 'M' || c == 'W' || c == 'œ':
		return .9
	case c == '—' || c == '…' || c == '→':
		return 1
	case unicode.IsUpper(c):
		return .7
	}
	return .556
}

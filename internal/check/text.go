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
		w += advance(c, t.bold)
	}
	return w * t.points * point
}

// boldly is how much wider the words are in bold.
func (t text) boldly() float64 {
	return text{t.words, t.points, t.leading, true}.run() - t.run()
}

// height is that of the words broken over lines of a width.
func (t text) height(width float64) float64 {
	lines, at := 1.0, 0.0
	space := advance(' ', t.bold) * t.points * point
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

// advance is the width of a letter over the size of the type, from the metrics
// of Arial, which Liberation Sans shares. An accent adds nothing.
func advance(c rune, bold bool) float64 {
	widths := regular
	if bold {
		widths = heavy
	}
	if w, ok := widths[c]; ok {
		return w
	}
	if unicode.IsUpper(c) {
		return .667
	}
	return .556
}

// The letters that are neither .556 wide nor, for a capital, .667.
var (
	regular = widths(map[float64]string{
		.191: "'", .2: "\u202f", .222: "ijl’‘", .278: " \u00a0ftI.,:;/!\\[]|", .333: "r-()`·", .38: "\"°", .5: "ckszvxyJç",
		.556: "L", .611: "FTZ", .722: "wCDHNRU", .778: "GOQ", .833: "mM", .944: "Wœ", 1: "—…→",
	})
	heavy = widths(map[float64]string{
		.2: "\u202f", .238: "'", .278: "ijl’‘ \u00a0I.,/\\|", .333: "ft:;!-()[]`·", .389: "r", .44: "\"°", .5: "z",
		.556: "J", .611: "bdghnopquùûôFLTZ", .722: "ABCDHKNRUÀ", .778: "wGOQ", .833: "M", .889: "m", .944: "Wœ", 1: "—…→",
	})
)

func widths(groups map[float64]string) map[rune]float64 {
	out := map[rune]float64{}
	for width, letters := range groups {
		for _, c := range letters {
			out[c] = width
		}
	}
	return out
}

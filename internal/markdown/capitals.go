package markdown

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"planblanc/internal/diag"
)

// shout is how many letters, in two words at least, a line in capitals must
// have: an acronym with its code is no sentence.
const shout = 12

// capitals reports the lines written in capitals only, markers of callouts
// aside; they are read letter by
// letter, and lose their accents.
func (r *renderer) capitals() {
	var open fence
	for i, start := range r.source.lines {
		end := len(r.source.text)
		if i+1 < len(r.source.lines) {
			end = r.source.lines[i+1] - 1
		}
		line := r.source.text[start:max(start, end)]
		if inside := open.next(line); !inside && shouted(line) && !bytes.Contains(line, []byte("[!")) {
			text := bytes.TrimLeft(line, " #>*-")
			r.report(start+len(line)-len(text), diag.CapitalsOnly)
		}
	}
}

// shouted reports whether a line has letters, many, and none of them small.
func shouted(line []byte) bool {
	letters, words, within := 0, 0, 0
	for len(line) > 0 {
		c, size := rune(line[0]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRune(line)
		}
		switch {
		case unicode.IsLower(c):
			return false
		case unicode.IsLetter(c):
			letters++
			if within++; within == 2 {
				words++
			}
		default:
			within = 0
		}
		line = line[size:]
	}
	return letters >= shout && words >= 2
}

package theme

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"

	"rsc.io/qr/coding"
)

var penMove = regexp.MustCompile(`([Mm])(\d+) (\d+)h(\d+)`)

// The path says the modules of the symbol, no more and no less.
func TestQRPathIsTheSymbol(t *testing.T) {
	d, err := newQRDrawer()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		code := fmt.Sprintf("%c%c%c-%0*d", 'A'+i%26, 'A'+i/26%26, 'Z'-i%26, 2+i%4, i%100)
		symbol, err := d.plan.Encode(coding.Alpha(code))
		if err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		var drawn [21][21]bool
		x, y := 0, 0
		for _, m := range penMove.FindAllStringSubmatch(string(d.draw(code)), -1) {
			dx, _ := strconv.Atoi(m[2])
			dy, _ := strconv.Atoi(m[3])
			length, _ := strconv.Atoi(m[4])
			if m[1] == "M" {
				x, y = 0, 0
			}
			x, y = x+dx, y+dy
			for range length {
				drawn[y][x] = true
				x++
			}
		}
		for y := range 21 {
			for x := range 21 {
				if drawn[y][x] != symbol.Black(x, y) {
					t.Fatalf("%s: module %d,%d is drawn %v", code, x, y, drawn[y][x])
				}
			}
		}
	}
}

func TestQRRefusesWhatDoesNotFit(t *testing.T) {
	d, err := newQRDrawer()
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"urg-01", "ABC-0123456", "é"} {
		if svg := d.draw(code); svg != "" {
			t.Errorf("%s is drawn: %s", code, svg)
		}
	}
}

func BenchmarkQR(b *testing.B) {
	d, err := newQRDrawer()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		d.draw("URG-01")
	}
}

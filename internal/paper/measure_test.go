package paper

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

func TestLines(t *testing.T) {
	long := Sheet{Pages: 2, Line: 4, Parts: []Part{{Height: 270, Room: 260}}}
	form := Sheet{Pages: 3, Line: 4, Parts: []Part{{Height: 263, Room: 260}, {Height: 200, Room: 260}}}
	for _, c := range []struct {
		sheet Sheet
		pages int
		want  int
	}{
		{long, 2, 0}, {long, 1, 3}, {form, 3, 0}, {form, 2, 1},
		{Sheet{Pages: 2, Line: 4, Parts: []Part{{Height: 255, Room: 260}}}, 1, 1}, // what may not be split takes room
	} {
		if got := c.sheet.Lines(c.pages); got != c.want {
			t.Errorf("%+v in %d pages: %d lines, want %d", c.sheet, c.pages, got, c.want)
		}
	}
}

// A sheet that is wider than the page does not shrink the others, which would then
// be measured shorter than they are alone.
func TestMeasureBesideAWideSheet(t *testing.T) {
	page := `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>x</title><style>@page{size:A4;margin:9mm 17mm 10mm}
body{margin:0}p{margin:0;font:12pt/10mm "Liberation Sans"}.leaf{break-before:page}</style></head><body>
<section class="binder__part"><h2 style="width:190mm">Sommaire</h2></section>
<section class="leaf" id="urg-01"><article class="sheet"><div class="sheet__flow"><h2 hidden>Fiche</h2>` + strings.Repeat("<p>Débrancher</p>", 29) + `</div></article></section>
<section class="leaf" id="for-01"><article class="sheet"><div class="sheet__flow"><h2 hidden>Tableau</h2><table><tr><td><div style="width:200mm">large</div></td></tr></table></div></article></section></body></html>`
	sheets, err := press(t).Measure(context.Background(), Files{"a.html": []byte(page)}, "a.html")
	if err != nil {
		t.Fatal(err)
	}
	if len(sheets) != 2 || sheets[0].Pages != 2 || sheets[0].Wide != 0 {
		t.Errorf("%+v", sheets)
	}
	if wide := sheets[1].Wide; wide < 23 || wide > 27 {
		t.Errorf("%.1f mm too wide, want 24 and a border", wide)
	}
}

// A sheet that the browser splits has the height that says by how much.
func TestMeasure(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>x</title><style>@page{size:A4;margin:9mm 17mm 10mm}
body{margin:0}p{margin:0;font:12pt/10mm "Liberation Sans"}.leaf{break-before:page}</style></head><body>`)
	for i, rows := range []int{20, 27, 31} {
		fmt.Fprintf(&b, `<section class="leaf" id="urg-0%d"><article class="sheet"><div class="sheet__flow"><h2 hidden>Fiche</h2>%s</div></article></section>`, i+1, strings.Repeat("<p>Débrancher</p>", rows))
	}
	sheets, err := press(t).Measure(context.Background(), Files{"a.html": []byte(b.String())}, "a.html")
	if err != nil {
		t.Fatal(err)
	}
	want := []struct{ pages, height, lines int }{{1, 200, 0}, {1, 270, 0}, {2, 310, 4}}
	if len(sheets) != len(want) {
		t.Fatalf("%+v", sheets)
	}
	for i, w := range want {
		s := sheets[i]
		if s.ID != fmt.Sprintf("urg-0%d", i+1) || s.Pages != w.pages || int(s.Parts[0].Height+.5) != w.height || s.Lines(1) != w.lines {
			t.Errorf("%+v lines %d, want %+v", s, s.Lines(1), w)
		}
	}
}

package markdown

import (
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/styles"
)

// The shades are what chroma's styles give today, for each kind of token that
// has a class and another colour than plain code.
func TestShadesAreOfTheirStyles(t *testing.T) {
	light, dark := styles.Get("modus-operandi"), styles.Get("modus-vivendi")
	plain := light.Get(chroma.Background).Colour
	var want []Shade
	for _, kind := range slices.Sorted(maps.Keys(chroma.StandardTypes)) {
		class, own := chroma.StandardTypes[kind], light.Get(kind).Colour
		if class == "" || kind < 0 || own == plain { // below zero: the block, and the numbers of its lines
			continue
		}
		s := Shade{Light: own.String(), Dark: dark.Get(kind).Colour.String()}
		at := slices.IndexFunc(want, func(o Shade) bool { return o.Light == s.Light && o.Dark == s.Dark })
		if at < 0 {
			at, want = len(want), append(want, s)
		}
		want[at].Classes = append(want[at].Classes, class)
	}
	if got := Shades(); !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestShadesContrast checks each colour against the grounds that the theme gives
// code, light and dark (WCAG 2.2 §1.4.3).
func TestShadesContrast(t *testing.T) {
	shades := Shades()
	if len(shades) < 8 {
		t.Fatalf("%d colours", len(shades))
	}
	for _, s := range shades {
		if ratio := contrast(t, s.Light, "#ffffff"); ratio < 4.5 {
			t.Errorf("light: %.2f for %s, of %v", ratio, s.Light, s.Classes)
		}
		if ratio := contrast(t, s.Dark, "#19242d"); ratio < 4.5 {
			t.Errorf("dark: %.2f for %s, of %v", ratio, s.Dark, s.Classes)
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	hex = hex[1:]
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	total := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		total += weight * c
	}
	return total
}

func TestHighlight(t *testing.T) {
	for text, want := range map[string]string{
		"```json\n{\"a\": 1}\n```": `<pre class="chroma" tabindex="0"><code class="language-json"><span class="p">{</span><span class="nt">&quot;a&quot;</span><span class="p">:</span> <span class="mi">1</span><span class="p">}</span>` + "\n</code></pre>",
		"```<b>\na & b\n```":       `<pre class="chroma" tabindex="0"><code class="language-&lt;b&gt;">a &amp; b` + "\n</code></pre>",
		"```\n: a\n```":            `<pre class="chroma" tabindex="0"><code>: a` + "\n</code></pre>",
	} {
		if got, _ := flow(t, "fr", text); got != want {
			t.Errorf("%q gives\n%s, want\n%s", text, got, want)
		}
	}
}

package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/webp"
)

const secret = "Jeanne Martin, 45.83N 1.26E"

// photo is an image no two corners of which are alike.
func photo(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{uint8(255 * x / w), uint8(255 * y / h), 90, 255})
		}
	}
	return m
}

// exif is a block with an orientation and a secret.
func exif(order binary.AppendByteOrder, mark string, orientation uint16) []byte {
	b := order.AppendUint32(order.AppendUint16([]byte(mark), 42), 8)
	b = order.AppendUint16(b, 1)
	b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 0x0112), 3), 1)
	b = order.AppendUint16(order.AppendUint16(b, orientation), 0)
	return append(append(b, 0, 0, 0, 0), secret...)
}

func segment(marker byte, data string) []byte {
	return append(append([]byte{0xFF, marker}, binary.BigEndian.AppendUint16(nil, uint16(len(data)+2))...), data...)
}

// jpegWith is a photograph with all that one may say besides.
func jpegWith(t testing.TB, m image.Image, orientation uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	body := append([]byte{}, b.Bytes()[:2]...)
	for _, s := range [][]byte{
		segment(0xE0, "JFIF\x00\x01\x02\x00\x00\x48\x00\x48\x00\x00"+secret),
		segment(0xE1, "Exif\x00\x00"+string(exif(binary.BigEndian, "MM", orientation))),
		segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+secret), segment(0xE2, "ICC_PROFILE\x00\x01\x01profil"),
		segment(0xE2, "MPF\x00"+secret), segment(0xED, "Photoshop 3.0\x00"+secret), segment(0xFE, secret),
	} {
		body = append(body, s...)
	}
	return append(append(body, b.Bytes()[2:]...), secret...)
}

func chunk(name, data string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func pngWith(t testing.TB, m image.Image, orientation uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	const afterHeader = 33
	body := append([]byte{}, b.Bytes()[:afterHeader]...)
	for _, c := range [][]byte{
		chunk("tEXt", "Author\x00"+secret), chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+secret), chunk("zTXt", "a\x00"+secret),
		chunk("eXIf", string(exif(binary.LittleEndian, "II", orientation))), chunk("tIME", "\x07\xea\x0b\x17\x00\x00\x00"), chunk("prVt", secret),
	} {
		body = append(body, c...)
	}
	return append(append(body, b.Bytes()[afterHeader:]...), secret...)
}

func gifWith(t testing.TB, m image.Image) []byte {
	t.Helper()
	var one bytes.Buffer
	if err := gif.Encode(&one, m, nil); err != nil {
		t.Fatal(err)
	}
	first, err := gif.DecodeAll(&one)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{first.Image[0], first.Image[0]}, Delay: []int{10, 10}}); err != nil {
		t.Fatal(err)
	}
	body := b.Bytes()
	at := bytes.Index(body, []byte("\x21\xff\x0bNETSCAPE"))
	said := append([]byte("\x21\xfe"), byte(len(secret)))
	said = append(append(said, secret...), 0)
	said = append(append(append(said, "\x21\xff\x0bXMP DataXMP"...), byte(len(secret))), secret...)
	said = append(said, 0)
	return append(append(append(append([]byte{}, body[:at]...), said...), body[at:]...), secret...)
}

// webpLossless is a WebP of one point.
const webpLossless = "UklGRh4AAABXRUJQVlA4TBEAAAAvAAAAAAfQ//73v/+BiOh/AAA="

func webpWith(t testing.TB, orientation uint16) []byte {
	t.Helper()
	plain, err := base64.StdEncoding.DecodeString(webpLossless)
	if err != nil {
		t.Fatal(err)
	}
	part := func(name, data string) []byte {
		b := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data)))
		b = append(b, data...)
		return append(b, make([]byte, len(data)&1)...)
	}
	body := append([]byte("RIFF\x00\x00\x00\x00WEBP"), part("VP8X", "\x0c\x00\x00\x00\x00\x00\x00\x00\x00\x00")...)
	body = append(append(body, plain[12:]...), part("EXIF", string(exif(binary.LittleEndian, "II", orientation)))...)
	body = append(body, part("XMP ", secret)...)
	binary.LittleEndian.PutUint32(body[4:], uint32(len(body)-8))
	return body
}

// What a file says besides its picture goes, and no point changes.
func TestWhatIsSaidBesidesGoes(t *testing.T) {
	m := photo(40, 30)
	for name, c := range map[string]struct {
		body   []byte
		decode func([]byte) (image.Image, error)
	}{
		"a.jpg":  {jpegWith(t, m, 1), func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) }},
		"a.JPEG": {jpegWith(t, m, 0), func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) }},
		"a.png":  {pngWith(t, m, 1), func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) }},
		"a.gif":  {gifWith(t, m), func(b []byte) (image.Image, error) { return gif.Decode(bytes.NewReader(b)) }},
		"a.webp": {webpWith(t, 1), func(b []byte) (image.Image, error) { return webp.Decode(bytes.NewReader(b)) }},
	} {
		t.Run(name, func(t *testing.T) {
			if !bytes.Contains(c.body, []byte(secret)) {
				t.Fatal("nothing to take out")
			}
			got, err := Clean(name, c.body)
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range []string{secret, "Jeanne", "Exif", "xmpmeta", "Photoshop", "tEXt", "eXIf", "tIME", "MPF", "XMP"} {
				if bytes.Contains(got, []byte(word)) {
					t.Errorf("%s is still there", word)
				}
			}
			before, err := c.decode(c.body)
			if err != nil {
				t.Fatal(err)
			}
			after, err := c.decode(got)
			if err != nil {
				t.Fatal(err)
			}
			same(t, before, after)
			if again, err := Clean(name, got); err != nil || !bytes.Equal(again, got) {
				t.Errorf("cleaned twice: %d bytes, then %d, %v", len(got), len(again), err)
			}
		})
	}
	if got, _ := Clean("a.jpg", jpegWith(t, m, 1)); !bytes.Contains(got, []byte("profil")) {
		t.Error("the colour profile went")
	}
	if got, _ := Clean("a.gif", gifWith(t, m)); !bytes.Contains(got, []byte("NETSCAPE2.0")) {
		t.Error("the animation stops")
	}
}

func same(t *testing.T, before, after image.Image) {
	t.Helper()
	if before.Bounds() != after.Bounds() {
		t.Fatalf("%v, then %v", before.Bounds(), after.Bounds())
	}
	for y := before.Bounds().Min.Y; y < before.Bounds().Max.Y; y++ {
		for x := before.Bounds().Min.X; x < before.Bounds().Max.X; x++ {
			r, g, b, a := before.At(x, y).RGBA()
			if r2, g2, b2, a2 := after.At(x, y).RGBA(); r != r2 || g != g2 || b != b2 || a != a2 {
				t.Fatalf("the point %d, %d changed", x, y)
			}
		}
	}
}

// A picture of each orientation shows the same corners in the same places.
func TestPicturesStandUpright(t *testing.T) {
	upright := photo(60, 40)
	// Where the stored picture has the point that is shown at x, y.
	stored := func(orientation int) image.Image {
		w, h := 60, 40
		if orientation >= 5 {
			w, h = h, w
		}
		m := image.NewNRGBA(image.Rect(0, 0, w, h))
		for y := range 40 {
			for x := range 60 {
				u, v := map[int][2]int{1: {x, y}, 2: {59 - x, y}, 3: {59 - x, 39 - y}, 4: {x, 39 - y},
					5: {y, x}, 6: {y, 59 - x}, 7: {39 - y, 59 - x}, 8: {39 - y, x}}[orientation][0], 0
				v = map[int][2]int{1: {x, y}, 2: {59 - x, y}, 3: {59 - x, 39 - y}, 4: {x, 39 - y},
					5: {y, x}, 6: {y, 59 - x}, 7: {39 - y, 59 - x}, 8: {39 - y, x}}[orientation][1]
				m.Set(u, v, upright.At(x, y))
			}
		}
		return m
	}
	for o := 1; o <= 8; o++ {
		got, err := Clean("a.png", pngWith(t, stored(o), uint16(o)))
		if err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(bytes.NewReader(got))
		if err != nil {
			t.Fatal(err)
		}
		same(t, upright, m)
		body, err := Clean("a.jpg", jpegWith(t, stored(o), uint16(o)))
		if err != nil {
			t.Fatal(err)
		}
		p, err := jpeg.Decode(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if p.Bounds() != upright.Bounds() {
			t.Fatalf("orientation %d: %v", o, p.Bounds())
		}
		for _, at := range [][2]int{{2, 2}, {57, 2}, {2, 37}, {57, 37}} {
			r, g, _, _ := p.At(at[0], at[1]).RGBA()
			want := upright.NRGBAAt(at[0], at[1])
			if near := func(a uint32, b uint8) bool { d := int(a>>8) - int(b); return d > -20 && d < 20 }; !near(r, want.R) || !near(g, want.G) {
				t.Errorf("orientation %d: %v at %v, want %v", o, []uint32{r >> 8, g >> 8}, at, want)
			}
		}
		if bytes.Contains(body, []byte("Exif")) || !bytes.Contains(body, []byte("profil")) {
			t.Errorf("orientation %d: EXIF stays, or the profile went", o)
		}
	}
	var fault *Fault
	if _, err := Clean("a.webp", webpWith(t, 6)); !errors.As(err, &fault) || fault.Reason != Sideways {
		t.Errorf("a WebP on its side: %v", err)
	}
}

// A photograph larger than paper can show is made smaller, once; a drawing is not.
func TestLargePhotographs(t *testing.T) {
	got, err := Clean("a.jpg", jpegWith(t, photo(3000, 1500), 1))
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(got))
	if err != nil || m.Bounds().Dx() != MaxSide || m.Bounds().Dy() != MaxSide/2 {
		t.Fatalf("%v, %v", m.Bounds(), err)
	}
	if r, g, _, _ := m.At(MaxSide-2, 2).RGBA(); r>>8 < 245 || g>>8 > 10 {
		t.Errorf("the right corner is %d, %d", r>>8, g>>8)
	}
	if again, err := Clean("a.jpg", got); err != nil || !bytes.Equal(again, got) {
		t.Error("a second time changes it")
	}
	body, err := Clean("a.png", pngWith(t, photo(2600, 10), 0))
	if c, _ := png.DecodeConfig(bytes.NewReader(body)); err != nil || c.Width != 2600 {
		t.Errorf("a PNG of 2600: %d, %v", c.Width, err)
	}
}

// What is too large or no picture is refused before it is decoded.
func TestRefused(t *testing.T) {
	header := func(w, h uint32) []byte {
		ihdr := string(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)) + "\x08\x02\x00\x00\x00"
		return append(append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", ihdr)...), chunk("IEND", "")...)
	}
	good := jpegWith(t, photo(40, 30), 1)
	large := bytes.Clone(good)
	frame := bytes.Index(large, []byte{0xFF, 0xC0})
	copy(large[frame+5:], "\x1F\x40\x13\x89") // 5001 × 8000
	// On their side, so that their points are read.
	scan := jpegWith(t, photo(40, 30), 6)
	copy(scan[bytes.Index(scan, []byte{0xFF, 0xDA})+14:], "\xFF\xD9")
	points := pngWith(t, photo(40, 30), 6)
	data := bytes.Index(points, []byte("IDAT"))
	size := binary.BigEndian.Uint32(points[data-4:])
	points = slices.Concat(points[:data-4], chunk("IDAT", "none"), points[data+4+int(size)+4:])
	for name, c := range map[string]struct {
		file   string
		body   []byte
		reason Reason
	}{
		"a bomb":               {"a.png", header(100_000, 100_000), TooLarge},
		"a bomb of colours":    {"a.gif", []byte("GIF89a\xFF\xFF\xFF\xFF\x00\x00\x00\x3B"), TooLarge},
		"a bomb of the web":    {"a.webp", []byte("RIFF\x16\x00\x00\x00WEBPVP8X\x0A\x00\x00\x00\x00\x00\x00\x00\x3F\x1F\x00\x88\x13\x00"), TooLarge},
		"a bomb of a camera":   {"a.jpg", large, TooLarge},
		"no points in a scan":  {"a.jpg", scan, Unreadable},
		"no points":            {"a.png", points, Unreadable},
		"one row too many":     {"a.png", header(8000, 5001), TooLarge},
		"no width":             {"a.png", header(0, 10), Unreadable},
		"another format":       {"a.png", good, Unreadable},
		"cut short":            {"a.jpg", good[:len(good)/2], Unreadable},
		"empty":                {"a.gif", nil, Unreadable},
		"text":                 {"a.webp", []byte("RIFF"), Unreadable},
		"a format of printers": {"a.tiff", good, Unknown},
		"no extension":         {"a", good, Unknown},
		"a chunk that counts":  {"a.png", append(append(header(2, 2)[:33:33], chunk("ABCD", "x")...), chunk("IEND", "")...), Unreadable},
	} {
		var fault *Fault
		if _, err := Clean(c.file, c.body); !errors.As(err, &fault) || fault.Reason != c.reason {
			t.Errorf("%s: %v, want reason %d", name, err, c.reason)
		}
	}
	if _, err := Clean("a.png", header(8000, 5000)); err != nil {
		t.Errorf("forty million points: %v", err)
	}
}

// A format may declare a side of nothing, and a decoder may pass it on: no image is
// decoded from it, and no number divided by it.
func TestMeasured(t *testing.T) {
	for _, c := range []struct {
		width, height int
		refused       bool
	}{
		{1, 1, false},
		{MaxPixels, 1, false},
		{1, MaxPixels, false},
		{MaxPixels + 1, 1, true},
		{1, MaxPixels + 1, true},
		{0, 1, true},
		{1, 0, true},
		{0, 0, true},
		{-1, 1, true},
		{1, -1, true},
	} {
		err := measured(image.Config{Width: c.width, Height: c.height}, nil)
		if fault, is := errors.AsType[*Fault](err); c.refused != (is && fault.Reason == TooLarge) {
			t.Errorf("%d × %d: %v, refused must be %v", c.width, c.height, err, c.refused)
		}
	}
}

// Each way in which a drawing runs or loads something is refused; what only says
// who drew it is left out; what draws stays.
func TestDrawings(t *testing.T) {
	in := func(s string) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">` + s + `</svg>`
	}
	for body, reason := range map[string]Reason{
		in(`<script>alert(1)</script>`):                                    Script,
		in(`<SCRIPT>alert(1)</SCRIPT>`):                                    Script,
		in(`<svg:script xmlns:svg="http://www.w3.org/2000/svg"/>`):         Script,
		in(`<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>`):           Script,
		in(`<g onclick="alert(1)"/>`):                                      Script,
		in(`<g ONLOAD="alert(1)"/>`):                                       Script,
		in(`<foreignObject><b/></foreignObject>`):                          Script,
		in(`<set attributeName="href" to="javascript:alert(1)"/>`):         Script,
		in(`<animate attributeName="href" values="javascript:alert(1)"/>`): Script,
		in(`<a xlink:href="https://exemple.fr"><path/></a>`):               Script,
		in(`<iframe src="//exemple.fr"/>`):                                 Script,
		in(`<image href="https://exemple.fr/a.png"/>`):                     External,
		in(`<image xlink:href="//exemple.fr/a.png"/>`):                     External,
		in(`<image href="a.png"/>`):                                        External,
		in(`<image href="data:image/svg+xml;base64,PHN2Zz4="/>`):           External,
		in(`<use href="b.svg#x"/>`):                                        External,
		in(`<use href="data:image/png;base64,AA=="/>`):                     External,
		in(`<feImage href="#a"/>`):                                         Unlisted,
		in(`<path fill="url(https://exemple.fr/a.svg#x)"/>`):               External,
		in(`<path style="fill:u\rl(https://exemple.fr)"/>`):                External,
		in(`<path style="fill: URL( 'https://exemple.fr')"/>`):             External,
		in(`<style>@import "https://exemple.fr/a.css";</style>`):           External,
		in(`<style><![CDATA[a{background:url(//exemple.fr)}]]></style>`):   External,
		in(`<style>a{background:u/**/rl(//exemple.fr)}</style>`):           99,
		in(`<g xml:base="https://exemple.fr/"/>`):                          External,
		in(`<style>@namespace "https://exemple.fr";</style>`):              External,
		in(`<path style="fill:javascript:alert(1)"/>`):                     External,
		in(`<path style="width:expression(alert(1))"/>`):                   External,
		in(`<path style="fill:image-set('a.png' 1x)"/>`):                   External,
		in(`<path style="fill:src('a.png')"/>`):                            External,
		in(`<style>a{fill:/* a */url(#a)}</style>`):                        External,
		in(`<path style="fill:url(#a);stroke:url(//exemple.fr)"/>`):        External,
		in(`<svg:style>a{fill:url(//exemple.fr)}</svg:style>`):             External,
		in(`<image src="a.png"/>`):                                         External,
		in(`<use xlink:href=" //exemple.fr/a.svg#b"/>`):                    External,
		in(`<metadata><script>alert(1)</script></metadata>`):               Script,
		in(`<g svg:onclick="alert(1)"/>`):                                  Script,
		in(`</g>`):                                                         Unreadable,
		in(`<g></path>`):                                                   Unreadable,
		in(`<g xmlns:xlink="https://exemple.fr/"/>`):                       Unreadable,
		in(`<?xml version="1.0"?>`):                                        Declared,
		`<!DOCTYPE svg [<!ENTITY a "b">]>` + in(``):                        Declared,
		`<?xml-stylesheet href="a.css"?>` + in(``):                         Declared,
		in(`<?php echo 1 ?>`):                                              Declared,
		in(`<div/>`):                                                       Unlisted,
		in(`&a;`):                                                          Unreadable,
		`<html xmlns="http://www.w3.org/2000/svg"/>`:                       Unlisted,
		`<g xmlns="http://www.w3.org/2000/svg"/>`:                          Unreadable,
		`<svg xmlns="http://www.w3.org/1999/xhtml"/>`:                      Unreadable,
		in(`<path/>`) + in(`<path/>`):                                      Unreadable,
		in(`<g>`):                                                          Unreadable,
		"texte":                                                            Unreadable,
		"":                                                                 Unreadable,
		"<svg xmlns=\"http://www.w3.org/2000/svg\">\xff</svg>":             Unreadable,
	} {
		var fault *Fault
		out, err := Clean("a.svg", []byte(body))
		switch {
		case reason == 99: // no address: a comment parts two words
			if err != nil {
				t.Errorf("%s: %v", body, err)
			}
		case !errors.As(err, &fault) || fault.Reason != reason:
			t.Errorf("%s: %v %s, want reason %d", body, err, out, reason)
		}
	}
	drawn := `<?xml version="1.0" encoding="UTF-8"?><!-- ` + secret + ` -->` + "\n" + `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
		`xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:version="` + secret + `" viewBox="0 0 9 9">` +
		`<metadata><rdf:RDF xmlns:rdf="x"><b>` + secret + `</b></rdf:RDF></metadata><inkscape:view name="` + secret + `"/>` +
		`<style>.a{fill:url(#g)}</style><defs><linearGradient id="g"/></defs><path class="a" d="M0 0&lt;"/><use xlink:href="#p"/>` +
		`<text x="1">l&apos;accueil &amp; &#x3C;b&gt;</text><image href="data:image/png;base64,AAAA"/></svg>`
	got, err := Clean("a.svg", []byte(drawn))
	if err != nil {
		t.Fatal(err)
	}
	want := `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">` +
		`<style>.a{fill:url(#g)}</style><defs><linearGradient id="g"></linearGradient></defs><path class="a" d="M0 0&lt;"></path><use xlink:href="#p"></use>` +
		`<text x="1">l&#39;accueil &amp; &lt;b&gt;</text><image href="data:image/png;base64,AAAA"></image></svg>` + "\n"
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What is drawn stays; what others added goes with all that is in it.
func TestDrawingsKeepWhatIsDrawn(t *testing.T) {
	for body, want := range map[string]string{
		"\ufeff<svg/>":  "<svg></svg>",
		" <svg/> texte": "<svg></svg>",
		`<svg:svg xmlns:svg="http://www.w3.org/2000/svg"><svg:style>a{}</svg:style></svg:svg>`:                                                   `<svg:svg xmlns:svg="http://www.w3.org/2000/svg"><svg:style>a{}</svg:style></svg:svg>`,
		`<svg><x:g><path/><x:g>nom</x:g>nom</x:g><path/></svg>`:                                                                                  `<svg><path></path></svg>`,
		`<svg><text xml:space="preserve" xml:lang="fr" x:nom="nom" xlink:title="t">a</text></svg>`:                                               `<svg><text xml:space="preserve" xml:lang="fr" xlink:title="t">a</text></svg>`,
		`<svg svg:width="1" xmlns:x="nom"/>`:                                                                                                     `<svg svg:width="1"></svg>`,
		`<svg><image href="data:image/jpeg;base64,AA"/><image href="data:image/gif;base64,AA"/><image href=" data:image/webp;base64,AA"/></svg>`: `<svg><image href="data:image/jpeg;base64,AA"></image><image href="data:image/gif;base64,AA"></image><image href=" data:image/webp;base64,AA"></image></svg>`,
		`<svg><path fill="url( '#a')" class="curl"/><style>a{fill:url(#a)} b{stroke:url( &quot;#b&quot; )}</style></svg>`:                        `<svg><path fill="url( &#39;#a&#39;)" class="curl"></path><style>a{fill:url(#a)} b{stroke:url( &#34;#b&#34; )}</style></svg>`,
	} {
		got, err := Clean("a.svg", []byte(body))
		if err != nil || string(got) != want+"\n" {
			t.Errorf("%s gives %s %v", body, got, err)
		}
	}
}

// Whatever the bytes, what comes out is one of the formats, holds nothing that
// runs or tells, and is itself clean.
func FuzzClean(f *testing.F) {
	m := photo(12, 9)
	for i, body := range [][]byte{jpegWith(f, m, 6), pngWith(f, m, 3), gifWith(f, m), webpWith(f, 1)} {
		f.Add(uint8(i), body)
	}
	f.Add(uint8(4), []byte(`<svg xmlns="http://www.w3.org/2000/svg"><style>a{fill:url(#b)}</style><image href="data:image/png;base64,AA"/></svg>`))
	f.Add(uint8(4), []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="a"><script/></svg>`))
	names := []string{"a.jpg", "a.png", "a.gif", "a.webp", "a.svg"}
	f.Fuzz(func(t *testing.T, kind uint8, body []byte) {
		name := names[int(kind)%len(names)]
		c, _, err := image.DecodeConfig(bytes.NewReader(body))
		if err == nil && c.Width*c.Height > 1_000_000 {
			t.Skip("slow to decode, and no other way through")
		}
		out, err := Clean(name, body)
		if err != nil {
			var fault *Fault
			if !errors.As(err, &fault) {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		again, err := Clean(name, out)
		if err != nil || !bytes.Equal(again, out) {
			t.Fatalf("not clean the second time: %v\n%q\n%q", err, out, again)
		}
		text := strings.ToLower(string(out))
		if name == "a.svg" {
			for _, word := range []string{"<script", "<foreignobject", "<!", "<?", " onload=", "@import"} {
				if strings.Contains(text, word) {
					t.Fatalf("%s in %q", word, out)
				}
			}
		}
	})
}

func BenchmarkPhotograph(b *testing.B) {
	body := jpegWith(b, photo(4000, 3000), 6)
	for b.Loop() {
		if _, err := Clean("a.jpg", body); err != nil {
			b.Fatal(fmt.Errorf("%w", err))
		}
	}
}

// Of each format what is drawn is kept byte for byte and in its order, and nothing
// else; cut anywhere, or with one length that is wrong, a file is damaged.
func TestCutsAreExact(t *testing.T) {
	jpegOf := func(parts ...string) string { return "\xFF\xD8" + strings.Join(parts, "") }
	piece := func(marker byte, data string) string { return string(segment(marker, data)) }
	jfif := "JFIF\x00\x01\x02\x00\x00\x48\x00\x48"
	scan := piece(0xDA, "tête") + "\x01\xFF\x00\x02\xFF\xD0\x03\xFF\xD7\x04"
	part := func(name, data string) string { return string(chunk(name, data)) }
	const png = "\x89PNG\r\n\x1a\n"
	gifHead := "GIF89a\x01\x00\x01\x00\x00\x00\x00"
	gifTable := "GIF89a\x01\x00\x01\x00\x81\x00\x00" + strings.Repeat("c", 12)
	drawn := "\x2C\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
	local := "\x2C\x00\x00\x00\x00\x01\x00\x01\x00\x80" + strings.Repeat("c", 6) + "\x02\x02\x44\x01\x00"
	control, repeats := "\x21\xF9\x04\x01\x0A\x00\x00\x00", "\x21\xFF\x0BNETSCAPE2.0\x03\x01\x00\x00\x00"
	webpOf := func(chunks ...string) string {
		all := strings.Join(chunks, "")
		return "RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(all)+4))) + "WEBP" + all
	}
	riff := func(name, data string) string {
		return name + string(binary.LittleEndian.AppendUint32(nil, uint32(len(data)))) + data + strings.Repeat("\x00", len(data)&1)
	}
	flags := func(b byte) string { return riff("VP8X", string([]byte{b})+strings.Repeat("\x00", 9)) }
	tiff := string(exif(binary.LittleEndian, "II", 6))
	for name, c := range map[string]struct {
		file, body, kept string
		turn             int
	}{
		"segments": {".jpg", jpegOf(piece(0xE0, jfif+"\x01\x01"+strings.Repeat("v", 3)), piece(0xE2, "ICC_PROFILE\x00p"), piece(0xE2, "autre"), piece(0xEE, "Adobe d"),
			piece(0xEE, "autre"), piece(0xEF, "x"), piece(0xFE, "x"), piece(0xDB, ""), piece(0xDF, "b"), piece(0xF0, "c"), piece(0xFD, "d"), scan, piece(0xFE, "x"), scan, "\xFF\xD9suite"),
			jpegOf(piece(0xE0, jfif+"\x00\x00"), piece(0xE2, "ICC_PROFILE\x00p"), piece(0xEE, "Adobe d"), piece(0xDB, ""), piece(0xDF, "b"), piece(0xF0, "c"), piece(0xFD, "d"), scan, scan, "\xFF\xD9"), 0},
		"others of the same marker": {".jpg", jpegOf(piece(0xE0, "JFXX\x00\x13"+jfif), piece(0xE0, jfif+"\x00"), piece(0xEC, "Adobe"), piece(0xEE, "Exif\x00\x00"+tiff), piece(0xE1, "Adobe"), piece(0xE1, "ICC_PROFILE\x00p"), "\xFF\xD9"),
			jpegOf("\xFF\xD9"), 0},
		"no segment":             {".jpg", jpegOf("\xFF\xD9"), jpegOf("\xFF\xD9"), 0},
		"JFIF without a picture": {".jpg", jpegOf(piece(0xE0, jfif+"\x00\x00"), "\xFF\xD9"), jpegOf(piece(0xE0, jfif+"\x00\x00"), "\xFF\xD9"), 0},
		"fill bytes":             {".jpg", jpegOf("\xFF\xFF\xFF\xFF", piece(0xDB, "a")[1:], "\xFF\xFF", piece(0xFE, "a")[1:], "\xFF\xFF\xD9"), jpegOf(piece(0xDB, "a"), "\xFF\xD9"), 0},
		"on its side":            {".jpg", jpegOf(piece(0xE1, "Exif\x00\x00"+tiff), "\xFF\xD9"), jpegOf("\xFF\xD9"), 6},
		"chunks": {".png", png + part("IHDR", "h") + part("aBCD", "x") + part("@BCD", "x") + part("[BCD", "x") + part("tRNS", "") + part("eXIf", tiff) + part("IDAT", "d") + part("IEND", "") + part("IDAT", "x"),
			png + part("IHDR", "h") + part("tRNS", "") + part("IDAT", "d") + part("IEND", ""), 6},
		"blocks": {".gif", gifHead + "\x21\xFE\x0BNETSCAPE2.0\x00" + control + repeats + "\x21\xFF\x0BXMP DataXMP\x01x\x00" + drawn + "\x21\x01\x01x\x00" + local + "\x3Bsuite",
			gifHead + control + repeats + drawn + local + "\x3B", 0},
		"a table of colours": {".gif", gifTable + drawn + "\x3B", gifTable + drawn + "\x3B", 0},
		"pieces": {".webp", webpOf(flags(0x3F), riff("ICCP", "abc"), riff("VP8 ", "image"), riff("XMP ", "x"), riff("EXIF", tiff), riff("ALPH", "ab"), riff("autr", "x")),
			webpOf(flags(0x33), riff("ICCP", "abc"), riff("VP8 ", "image"), riff("ALPH", "ab")), 6},
		"EXIF with its mark, a piece behind": {".webp", webpOf(riff("EXIF", "Exif\x00\x00"+tiff+strings.Repeat("x", 1-len(tiff)&1)), riff("VP8L", "")), webpOf(riff("VP8L", "")), 6},
	} {
		kept, turn, err := cut(c.file, []byte(c.body))
		if string(kept) != c.kept || turn != c.turn || err != nil {
			t.Errorf("%s: %q, turn %d, %v\nwant %q, turn %d", name, kept, turn, err, c.kept, c.turn)
		}
		whole := strings.TrimSuffix(strings.TrimSuffix(c.body, "suite"), part("IDAT", "x"))
		for n := range len(whole) {
			kept, _, err := cut(c.file, []byte(whole)[:n:n])
			if c.file == ".webp" && err == nil {
				if n < len("RIFF....WEBP") || !strings.HasPrefix(c.kept[12:], string(kept[12:])) {
					t.Errorf("%s, cut at %d, gives %q", name, n, kept)
				}
			} else if err == nil {
				t.Errorf("%s, cut at %d, is whole", name, n)
			}
		}
	}
	for name, c := range map[string]struct{ file, body string }{
		"a length below its own":    {".jpg", jpegOf("\xFF\xDB\x00\x01", "\xFF\xD9")},
		"a length of nothing":       {".jpg", jpegOf("\xFF\xDB\x00\x00", "\xFF\xD9")},
		"a segment without a mark":  {".jpg", jpegOf("\x00\xD9\x00\x02", "\xFF\xD9")},
		"another start":             {".jpg", "\xFF\xD9\xFF\xD9"},
		"no start":                  {".jpg", "\x00\xD8\xFF\xD9"},
		"a needed chunk not known":  {".png", png + part("ABCD", "") + part("IEND", "")},
		"a needed chunk, the last":  {".png", png + part("ZBCD", "") + part("IEND", "")},
		"a length beyond the end":   {".png", png + "\xFF\xFF\xFF\xFFIDAT" + part("IEND", "")},
		"a block not known":         {".gif", gifHead + "\x22\x00\x00\x3B"},
		"flags too short":           {".webp", webpOf(riff("VP8X", "123456789"))},
		"a piece longer than there": {".webp", webpOf("VP8 \xFF\xFF\xFF\xFF")},
	} {
		if kept, _, err := cut(c.file, []byte(c.body)); err == nil {
			t.Errorf("%s gives %q", name, kept)
		}
	}
}

// cut cuts a file of a format.
func cut(file string, body []byte) (kept []byte, turn int, err error) {
	switch file {
	case ".jpg":
		kept, _, turn, err = cutJPEG(body)
	case ".png":
		kept, turn, err = cutPNG(body)
	case ".gif":
		kept, err = cutGIF(body)
	case ".webp":
		kept, turn, err = cutWebP(body)
	}
	return kept, turn, err
}

// The orientation is found wherever it stands, and never beyond the end.
func TestOrientation(t *testing.T) {
	little, big := exif(binary.LittleEndian, "II", 6), exif(binary.BigEndian, "MM", 3)
	entry := func(tag uint16) []byte {
		return append(binary.LittleEndian.AppendUint16(nil, tag), make([]byte, 10)...)
	}
	second := slices.Concat(little[:8], []byte{2, 0}, entry(0x010F), little[10:])
	far := slices.Concat([]byte("II*\x00\x09\x00\x00\x00."), little[8:])
	for name, c := range map[string]struct {
		tiff []byte
		want int
	}{
		"little ends": {little, 6}, "big ends": {big, 3}, "the second entry": {second, 6}, "a directory elsewhere": {far, 6},
		"no more than the entry": {little[:22], 6}, "an entry cut short": {little[:21], 0}, "no directory": {little[:8], 0}, "half a number": {little[:9], 0},
		"an empty directory": {append(slices.Clone(little[:8]), 0, 0), 0}, "a count beyond the end": {append(slices.Clone(little[:8]), 1, 0), 0},
		"seven bytes": {little[:7], 0}, "nothing": {nil, 0}, "another entry alone": {slices.Concat(little[:10], entry(0x010F)), 0},
		"a directory beyond the end": {append([]byte("II*\x00\xFF\xFF\xFF\xFF"), little[8:]...), 0},
	} {
		if got := orientation(c.tiff); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// A point of a photograph made smaller is the mean of those that it stands for, and
// a side is never lost.
func TestFittedPointsAreMeans(t *testing.T) {
	m := image.NewNRGBA(image.Rect(5, 7, 5+2*MaxSide, 7+4))
	for x := range 2 * MaxSide {
		for y := range 4 {
			m.SetNRGBA(5+x, 7+y, color.NRGBA{uint8(x % 256), uint8(40 * y), uint8(10 + min(1, x%2+y%2)), 255})
		}
	}
	got := fitted(m)
	if got.Bounds() != image.Rect(0, 0, MaxSide, 2) {
		t.Fatalf("the size is %v", got.Bounds())
	}
	for x := range MaxSide {
		for y := range 2 {
			// Red is half a step above, which is rounded down, blue three quarters, rounded up.
			want := color.RGBA{uint8(2 * x % 256), uint8(80*y + 20), 11, 255}
			if got.At(x, y) != color.Color(want) {
				t.Fatalf("the point %d, %d is %v, want %v", x, y, got.At(x, y), want)
			}
		}
	}
	if b := fitted(image.NewGray(image.Rect(0, 0, 3, 3*MaxSide))).Bounds(); b != image.Rect(0, 0, 1, MaxSide) {
		t.Errorf("a line is %v", b)
	}
	if line := image.NewGray(image.Rect(0, 0, MaxSide, 1)); fitted(line) != image.Image(line) {
		t.Error("what is as large as paper shows is made anew")
	}
}

// An image that stands upright and is no larger than paper shows keeps the pixels
// of its author, whose bytes they are.
func TestUprightImagesAreNotWrittenAgain(t *testing.T) {
	drawing, photograph := pngWith(t, photo(40, 30), 1), jpegWith(t, photo(MaxSide, 8), 1)
	drawing = slices.Insert(drawing, 33, chunk("pHYs", "\x00\x00\x0B\x13\x00\x00\x0B\x13\x01")...) // which our encoder does not write
	for name, body := range map[string][]byte{"a.png": drawing, "a.jpg": photograph} {
		want, _, err := cut(name[1:], body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Clean(name, body); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, want the author's %d, %v", name, len(got), len(want), err)
		}
	}
}

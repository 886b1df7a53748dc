// Package picture makes images fit to publish: what a browser draws stays, what
// a file tells besides (who took it, where, with which program) goes, and a
// drawing cannot run anything.
//
// Clean looks at a file's size before it decodes anything. Photographs, PNG, GIF
// and WebP files are cut along their segments and chunks, and a listed few are
// kept: the compressed pixels are the author's bytes. Only a photograph that lies
// on its side or is larger than paper can show is decoded and written again.
// SVG is read token by token and written from what is listed; anything else is a
// Fault, never a silent removal, since the drawing would not be the one that the
// author saw.
//
// The same bytes give the same bytes on every machine: the scaler counts in whole
// numbers.
//
// Why not decode and encode everything: a plan or a scan would lose at each build,
// and a JPEG encoder is no place to lose a patient's dose. Why not a scaler of
// x/image: it counts in floating point, which not every processor rounds alike,
// and a site made again on another machine must be the same.
package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"path"
	"strings"

	"golang.org/x/image/webp"
)

const (
	// MaxPixels is the largest image that is read at all: eight bytes each while
	// it is turned.
	MaxPixels = 40_000_000
	// MaxSide is the longest side of a photograph, in pixels: the width of an A4
	// sheet at 300 dots an inch, which no screen of a ward exceeds.
	MaxSide = 2480
	// quality is that of a photograph written again.
	quality = 88
)

// Reason says why an image cannot be published.
type Reason uint8

// The reasons.
const (
	Unknown    Reason = iota // no format that is published
	Unreadable               // not what its name says, cut short or damaged
	TooLarge                 // more than MaxPixels
	Sideways                 // to be turned, in a format that cannot be written again
	Script                   // SVG: an element or attribute that runs something
	External                 // SVG: leads out of the file
	Declared                 // SVG: a DOCTYPE, an entity or a processing instruction
	Unlisted                 // SVG: an element that is not drawn as an image
)

// Fault is what keeps an image out of a site.
type Fault struct {
	Reason Reason
	Detail string // the element, the attribute, the size
}

func (f *Fault) Error() string {
	return fmt.Sprintf("image not fit to publish: %d %s", f.Reason, f.Detail)
}

// Is reports whether a file is to be cleaned, by its name.
func Is(name string) bool { return formats[extension(name)] != nil }

func extension(name string) string { return strings.ToLower(path.Ext(name)) }

var formats = map[string]func([]byte) ([]byte, error){
	".jpg": cleanJPEG, ".jpeg": cleanJPEG, ".png": cleanPNG, ".gif": cleanGIF, ".webp": cleanWebP, ".svg": cleanSVG,
}

// Clean returns the bytes to publish. The error is always a *Fault.
func Clean(name string, body []byte) ([]byte, error) {
	clean := formats[extension(name)]
	if clean == nil {
		return nil, &Fault{Unknown, path.Ext(name)}
	}
	return clean(body)
}

var errDamaged = &Fault{Reason: Unreadable}

// measured refuses what is too large to decode.
func measured(c image.Config, err error) error {
	if err != nil {
		return &Fault{Unreadable, err.Error()}
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > MaxPixels/c.Height {
		return &Fault{TooLarge, fmt.Sprintf("%d × %d", c.Width, c.Height)}
	}
	return nil
}

func cleanJPEG(body []byte) ([]byte, error) {
	c, err := jpeg.DecodeConfig(bytes.NewReader(body))
	if err := measured(c, err); err != nil {
		return nil, err
	}
	kept, profile, turn, err := cutJPEG(body)
	if err != nil || turn <= 1 && max(c.Width, c.Height) <= MaxSide {
		return kept, err
	}
	m, err := jpeg.Decode(bytes.NewReader(kept))
	if err != nil {
		return nil, &Fault{Unreadable, err.Error()}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, turned(fitted(m), turn), &jpeg.Options{Quality: quality}); err != nil {
		return nil, &Fault{Unreadable, err.Error()}
	}
	written := out.Bytes()
	return append(append(written[:2:2], profile...), written[2:]...), nil
}

func cleanPNG(body []byte) ([]byte, error) {
	c, err := png.DecodeConfig(bytes.NewReader(body))
	if err := measured(c, err); err != nil {
		return nil, err
	}
	kept, turn, err := cutPNG(body)
	if err != nil || turn <= 1 {
		return kept, err
	}
	m, err := png.Decode(bytes.NewReader(kept))
	if err != nil {
		return nil, &Fault{Unreadable, err.Error()}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, turned(m, turn)); err != nil {
		return nil, &Fault{Unreadable, err.Error()}
	}
	return out.Bytes(), nil
}

func cleanGIF(body []byte) ([]byte, error) {
	c, err := gif.DecodeConfig(bytes.NewReader(body))
	if err := measured(c, err); err != nil {
		return nil, err
	}
	return cutGIF(body)
}

func cleanWebP(body []byte) ([]byte, error) {
	c, err := webp.DecodeConfig(bytes.NewReader(body))
	if err := measured(c, err); err != nil {
		return nil, err
	}
	kept, turn, err := cutWebP(body)
	if err == nil && turn > 1 {
		return nil, &Fault{Sideways, "WebP"}
	}
	return kept, err
}

// fitted returns an image whose longest side is at most MaxSide, each of its
// points the mean of those that it stands for.
func fitted(m image.Image) image.Image {
	b := m.Bounds()
	long := max(b.Dx(), b.Dy())
	if long <= MaxSide {
		return m
	}
	w, h := max(1, b.Dx()*MaxSide/long), max(1, b.Dy()*MaxSide/long)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		top, bottom := b.Min.Y+y*b.Dy()/h, b.Min.Y+(y+1)*b.Dy()/h
		for x := range w {
			left, right := b.Min.X+x*b.Dx()/w, b.Min.X+(x+1)*b.Dx()/w
			var red, green, blue, n uint64
			for v := top; v < bottom; v++ {
				for u := left; u < right; u++ {
					r, g, b, _ := m.At(u, v).RGBA()
					red, green, blue, n = red+uint64(r), green+uint64(g), blue+uint64(b), n+1
				}
			}
			mean := func(sum uint64) uint8 { return uint8((sum/n + 128) / 257) }
			out.SetRGBA(x, y, color.RGBA{mean(red), mean(green), mean(blue), 255})
		}
	}
	return out
}

// turned shows upright an image with an orientation of EXIF (2.3, §4.6.4A).
func turned(m image.Image, orientation int) image.Image {
	if orientation <= 1 || orientation > 8 {
		return m
	}
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	if orientation >= 5 {
		w, h = h, w
	}
	out := image.NewNRGBA64(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			u, v := x, y
			switch orientation {
			case 2:
				u = w - 1 - x
			case 3:
				u, v = w-1-x, h-1-y
			case 4:
				v = h - 1 - y
			case 5:
				u, v = y, x
			case 6:
				u, v = y, w-1-x
			case 7:
				u, v = h-1-y, w-1-x
			case 8:
				u, v = h-1-y, x
			}
			out.Set(x, y, m.At(b.Min.X+u, b.Min.Y+v))
		}
	}
	return out
}

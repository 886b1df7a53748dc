package sitetest

import (
	"bytes"
	"hash/fnv"
	"image"
	"image/color"
	"image/png"
)

// PNG is an image of one point, whose colour comes of a name.
func PNG(name string) []byte {
	h := fnv.New32()
	_, _ = h.Write([]byte(name)) // a hash takes all
	sum := h.Sum32()
	m := image.NewRGBA(image.Rect(0, 0, 1, 1))
	m.Set(0, 0, color.RGBA{uint8(sum), uint8(sum >> 8), uint8(sum >> 16), 255})
	var b bytes.Buffer
	_ = png.Encode(&b, m) // and so does a buffer
	return b.Bytes()
}

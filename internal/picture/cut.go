package picture

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// cutJPEG keeps the segments of a photograph that its pixels need (ITU-T T.81,
// annex B): JFIF's and Adobe's, which say how colours are coded, and the colour
// profile. turn is the orientation of its EXIF, or 0.
func cutJPEG(body []byte) (kept, profile []byte, turn int, err error) {
	const (
		start, scan, end = 0xD8, 0xDA, 0xD9
		app0, app1, app2 = 0xE0, 0xE1, 0xE2
		app14, app15     = 0xEE, 0xEF
		comment          = 0xFE
	)
	if len(body) < 4 || body[0] != 0xFF || body[1] != start {
		return nil, nil, 0, errDamaged
	}
	kept = append(make([]byte, 0, len(body)), body[:2]...)
	for at := 2; ; {
		for at < len(body) && body[at] == 0xFF && at+1 < len(body) && body[at+1] == 0xFF {
			at++ // fill bytes
		}
		if at+2 > len(body) || body[at] != 0xFF {
			return nil, nil, 0, errDamaged
		}
		marker := body[at+1]
		if marker == end {
			return append(kept, 0xFF, end), profile, turn, nil // what follows is no picture
		}
		if at+4 > len(body) {
			return nil, nil, 0, errDamaged
		}
		next := at + 2 + int(binary.BigEndian.Uint16(body[at+2:]))
		if next < at+4 || next > len(body) {
			return nil, nil, 0, errDamaged
		}
		segment, data := body[at:next], body[at+4:next]
		switch {
		case marker == app1 && bytes.HasPrefix(data, []byte("Exif\x00\x00")):
			turn = orientation(data[6:])
		case marker == app2 && bytes.HasPrefix(data, []byte("ICC_PROFILE\x00")):
			profile = append(profile, segment...)
			kept = append(kept, segment...)
		case marker == app0 && bytes.HasPrefix(data, []byte("JFIF\x00")) && len(data) >= 14:
			// Without the thumbnail that may follow the fourteen bytes.
			kept = append(append(kept, 0xFF, app0, 0, 16), data[:12]...)
			kept = append(kept, 0, 0)
		case marker == app14 && bytes.HasPrefix(data, []byte("Adobe")):
			kept = append(kept, segment...)
		case marker >= app0 && marker <= app15, marker == comment:
		default:
			kept = append(kept, segment...)
		}
		at = next
		if marker == scan {
			for at+1 < len(body) && !(body[at] == 0xFF && body[at+1] != 0 && (body[at+1] < 0xD0 || body[at+1] > 0xD7)) {
				at++
			}
			kept = append(kept, body[next:at]...)
		}
	}
}

// orientation reads the entry 0x0112 of EXIF's first directory, or returns 0.
func orientation(tiff []byte) int {
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(tiff, []byte("MM")) {
		order = binary.BigEndian
	}
	if len(tiff) < 8 {
		return 0
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 0
		}
		if order.Uint16(entries) == 0x0112 {
			return int(order.Uint16(entries[8:]))
		}
		entries = entries[12:]
	}
	return 0
}

// drawn are the chunks of a PNG that its pixels need (PNG, third edition, §11),
// animations among them.
var drawn = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "bKGD", "pHYs", "acTL", "fcTL", "fdAT"}

func cutPNG(body []byte) (kept []byte, turn int, err error) {
	const signature = 8
	if len(body) < signature {
		return nil, 0, errDamaged
	}
	kept = append(make([]byte, 0, len(body)), body[:signature]...)
	for at := signature; ; {
		if at+12 > len(body) {
			return nil, 0, errDamaged
		}
		size := int64(binary.BigEndian.Uint32(body[at:]))
		if size > int64(len(body)-at-12) {
			return nil, 0, errDamaged
		}
		next := at + 12 + int(size)
		name := string(body[at+4 : at+8])
		switch {
		case slices.Contains(drawn, name):
			kept = append(kept, body[at:next]...)
		case name == "eXIf":
			turn = orientation(body[at+8 : next-4])
		case name[0] >= 'A' && name[0] <= 'Z':
			return nil, 0, &Fault{Unreadable, name} // needed, and not known
		}
		if name == "IEND" {
			return kept, turn, nil
		}
		at = next
	}
}

// cutGIF keeps the blocks that are drawn (GIF89a), and the extension that repeats
// an animation.
func cutGIF(body []byte) ([]byte, error) {
	const header = 13
	if len(body) < header {
		return nil, errDamaged
	}
	table := func(flags byte) int { // of colours
		if flags&0x80 == 0 {
			return 0
		}
		return 3 << (1 + flags&7)
	}
	at := header + table(body[10])
	if at > len(body) {
		return nil, errDamaged
	}
	kept := append(make([]byte, 0, len(body)), body[:at]...)
	for at < len(body) {
		block, from := body[at], at
		keep := true
		switch block {
		case 0x3B:
			return append(kept, 0x3B), nil
		case 0x2C:
			if at+10 > len(body) {
				return nil, errDamaged
			}
			at += 10 + table(body[at+9]) + 1
		case 0x21:
			if at+3 > len(body) {
				return nil, errDamaged
			}
			label := body[at+1]
			repeats := bytes.HasPrefix(body[at+2:], []byte("\x0bNETSCAPE2.0"))
			keep = label == 0xF9 || label == 0xFF && repeats
			at += 2
		default:
			return nil, errDamaged
		}
		for at < len(body) && body[at] != 0 {
			at += 1 + int(body[at])
		}
		if at++; at > len(body) {
			return nil, errDamaged
		}
		if keep {
			kept = append(kept, body[from:at]...)
		}
	}
	return nil, errDamaged
}

// cutWebP keeps the chunks that are drawn (RFC 9649, §2.7).
func cutWebP(body []byte) (kept []byte, turn int, err error) {
	const header = 12
	if len(body) < header {
		return nil, 0, errDamaged
	}
	kept = append(make([]byte, 0, len(body)), body[:header]...)
	for rest := body[header:]; len(rest) >= 8; {
		size := int64(binary.LittleEndian.Uint32(rest[4:]))
		padded := size + size&1
		if padded > int64(len(rest)-8) {
			return nil, 0, errDamaged
		}
		chunk := rest[:8+padded]
		switch string(chunk[:4]) {
		case "VP8 ", "VP8L", "ICCP", "ANIM", "ANMF", "ALPH":
			kept = append(kept, chunk...)
		case "VP8X":
			if size < 10 {
				return nil, 0, errDamaged
			}
			const exif, xmp = 0x08, 0x04
			from := len(kept)
			kept = append(kept, chunk...)
			kept[from+8] &^= exif | xmp
		case "EXIF":
			turn = orientation(bytes.TrimPrefix(chunk[8:8+size], []byte("Exif\x00\x00")))
		}
		rest = rest[8+padded:]
	}
	binary.LittleEndian.PutUint32(kept[4:], uint32(len(kept)-8))
	return kept, turn, nil
}

package paper

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// writer writes a file whose bytes depend on what it says alone: objects are
// numbered in the order in which the catalog leads to them. pdfcpu's own writer
// follows the order of Go's maps, which changes with each run.
//
// The form is that of PDF 1.5 (ISO 32000-1 §7.5.7 and §7.5.8): objects are
// compressed in groups, and so is the table of where they are.
type writer struct {
	from    *document
	numbers map[int]int    // new number by old
	objects []types.Object // by new number, less one
	out     bytes.Buffer
	places  []place
}

// place is where an object is: at an offset, or in a group at an index.
type place struct{ kind, at, index int }

// groupSize is how many objects are compressed together.
const groupSize = 200

func (d *document) write() ([]byte, error) {
	w := &writer{from: d, numbers: map[int]int{}}
	for _, ref := range []types.IndirectRef{*d.Root, *d.Info} {
		if err := w.reach(ref); err != nil {
			return nil, err
		}
	}
	w.out.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	w.places = make([]place, len(w.objects)+1)
	var group []int
	for i, o := range w.objects {
		stream, ok := o.(types.StreamDict)
		if !ok {
			group = append(group, i+1)
			continue
		}
		if err := w.stream(i+1, stream); err != nil {
			return nil, err
		}
	}
	for numbers := range slices.Chunk(group, groupSize) {
		if err := w.group(numbers); err != nil {
			return nil, err
		}
	}
	if err := w.table(); err != nil {
		return nil, err
	}
	return w.out.Bytes(), nil
}

// reach numbers what an object leads to.
func (w *writer) reach(o types.Object) error {
	switch o := o.(type) {
	case types.IndirectRef:
		old := o.ObjectNumber.Value()
		if w.numbers[old] != 0 {
			return nil
		}
		target, err := w.from.Dereference(o)
		if err != nil {
			return err
		}
		w.objects = append(w.objects, target)
		w.numbers[old] = len(w.objects)
		return w.reach(target)
	case types.Dict:
		for _, key := range slices.Sorted(maps.Keys(o)) {
			if err := w.reach(o[key]); err != nil {
				return err
			}
		}
	case types.StreamDict:
		rest := maps.Clone(o.Dict)
		delete(rest, "Length") // written anew
		return w.reach(rest)
	case types.Array:
		for _, item := range o {
			if err := w.reach(item); err != nil {
				return err
			}
		}
	}
	return nil
}

// stream writes an object that has bytes of its own.
func (w *writer) stream(number int, s types.StreamDict) error {
	if err := s.Encode(); err != nil {
		return err
	}
	s.Dict["Length"] = types.Integer(len(s.Raw))
	var head bytes.Buffer
	if err := w.object(&head, s.Dict); err != nil {
		return err
	}
	w.put(number, head.Bytes(), s.Raw)
	return nil
}

func (w *writer) put(number int, head, body []byte) {
	w.places[number] = place{kind: 1, at: w.out.Len()}
	fmt.Fprintf(&w.out, "%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n", number, head, body)
}

// group writes objects compressed together, as one more object.
func (w *writer) group(numbers []int) error {
	own := len(w.places)
	w.places = append(w.places, place{})
	var index, body bytes.Buffer
	for i, n := range numbers {
		fmt.Fprintf(&index, "%d %d ", n, body.Len())
		if err := w.object(&body, w.objects[n-1]); err != nil {
			return err
		}
		body.WriteByte('\n')
		w.places[n] = place{kind: 2, at: own, index: i}
	}
	packed := deflate(append(index.Bytes(), body.Bytes()...))
	w.put(own, fmt.Appendf(nil, "<</Filter/FlateDecode/First %d/Length %d/N %d/Type/ObjStm>>", index.Len(), len(packed), len(numbers)), packed)
	return nil
}

// table writes where everything is, and the identifier: a hash of the rest.
func (w *writer) table() error {
	own, start := len(w.places), w.out.Len()
	w.places = append(w.places, place{kind: 1, at: start})
	var rows bytes.Buffer
	for i, p := range w.places {
		row := [7]byte{0: byte(p.kind)}
		binary.BigEndian.PutUint32(row[1:], uint32(p.at))
		binary.BigEndian.PutUint16(row[5:], uint16(p.index))
		if i == 0 { // the head of the list of free objects
			row[5], row[6] = 0xFF, 0xFF
		}
		rows.Write(row[:])
	}
	sum := sha256.Sum256(w.out.Bytes())
	id := strings.ToUpper(hex.EncodeToString(sum[:16]))
	packed := deflate(rows.Bytes())
	head := fmt.Appendf(nil, "<</Filter/FlateDecode/ID[<%s><%[1]s>]/Info %d 0 R/Length %d/Root %d 0 R/Size %d/Type/XRef/W[1 4 2]>>",
		id, w.numbers[w.from.Info.ObjectNumber.Value()], len(packed), w.numbers[w.from.Root.ObjectNumber.Value()], len(w.places))
	w.put(own, head, packed)
	fmt.Fprintf(&w.out, "startxref\n%d\n%%%%EOF\n", start)
	return nil
}

// object writes one object in its direct form.
func (w *writer) object(b *bytes.Buffer, o types.Object) error {
	switch o := o.(type) {
	case nil:
		b.WriteString("null")
	case types.IndirectRef:
		fmt.Fprintf(b, "%d 0 R", w.numbers[o.ObjectNumber.Value()])
	case types.Dict:
		b.WriteString("<<")
		for _, key := range slices.Sorted(maps.Keys(o)) {
			b.WriteString(types.Name(key).PDFString())
			b.WriteByte(' ')
			if err := w.object(b, o[key]); err != nil {
				return err
			}
		}
		b.WriteString(">>")
	case types.Array:
		b.WriteByte('[')
		for i, item := range o {
			if i > 0 {
				b.WriteByte(' ')
			}
			if err := w.object(b, item); err != nil {
				return err
			}
		}
		b.WriteByte(']')
	case types.Float:
		b.WriteString(strconv.FormatFloat(float64(o), 'f', -1, 64))
	case types.Boolean, types.Integer, types.Name, types.StringLiteral, types.HexLiteral:
		b.WriteString(o.PDFString())
	default:
		return fmt.Errorf("an object of type %T cannot be written", o)
	}
	return nil
}

func deflate(text []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, err := z.Write(text)
	if err = errors.Join(err, z.Close()); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

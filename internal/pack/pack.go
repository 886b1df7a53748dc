// Package pack puts a built site into one file: the content of a key, as a .zip
// that unpacks into it, a bag for archives (BagIt, RFC 8493), or one page that
// holds the others (Single).
//
// The same site gives the same bytes. In archives files are sorted and stored as
// they are, times are the first that a .zip can hold, and there is no extra field.
// Sums and sizes are in front of each file, so that a program may read the archive
// as it comes.
//
// Why not compressed: a compressor's bytes change with its version, so that two
// archives of one site could no longer be compared, and one bad bit would take
// the rest of its file along. What carries the archive may compress it.
package pack

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"

	"planblanc/internal/key"
	"planblanc/internal/output"
)

// Site is a built site whose files are known to match its sums.
type Site struct {
	Folder   fs.FS
	Contents *key.Contents
}

// Load reads a built site. What does not match its own sums is a
// key.SourceError.
func Load(folder fs.FS) (*Site, error) {
	c, err := key.Load(folder)
	if err != nil {
		return nil, err
	}
	return &Site{folder, c}, nil
}

// paths are all files of the site, its sums and signatures with them.
func (s *Site) paths() []string {
	paths := append([]string{output.SumsName}, s.Contents.Signatures...)
	for _, e := range s.Contents.Entries {
		paths = append(paths, e.Path)
	}
	slices.Sort(paths)
	return paths
}

// member is a file of an archive: of the site, or made here.
type member struct {
	name   string
	source string // path in the site, when body is nil
	body   []byte
}

// Key writes the content of a key: the site in its first slot.
func (s *Site) Key(w io.Writer) (key.Facts, error) {
	f := key.NewFacts(key.A, 1, s.Contents.Manifest, s.Contents.ManifestText, s.Contents.Sums)
	slot := string(f.Slot) + "/"
	members := []member{
		{name: key.DoorName, body: key.Door}, {name: key.ReadmeName, body: key.Readme},
		{name: key.MarkerName(f.Slot, f.Write), body: f.Marker()},
		{name: slot + key.ScriptName, body: f.Script()}, {name: slot + key.PictureName, body: f.Picture()},
	}
	for _, p := range s.paths() {
		members = append(members, member{name: slot + p, source: p})
	}
	return f, s.archive(w, members)
}

// archive writes a .zip (APPNOTE.TXT 6.3.10) of members, by name.
func (s *Site) archive(w io.Writer, members []member) error {
	slices.SortFunc(members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	z := zip.NewWriter(w)
	for _, m := range members {
		if err := s.store(z, m); err != nil {
			return fmt.Errorf("pack %s: %w", m.name, err)
		}
	}
	return z.Close()
}

// firstDay is 1 January 1980 in the format of MS-DOS, the first that it has.
const firstDay = 1<<5 | 1

// utf8Name tells that a name is in UTF-8 (APPNOTE.TXT 4.4.4, bit 11).
const utf8Name = 1 << 11

// store adds a file as it is. It is read twice, since its sum comes before it.
func (s *Site) store(z *zip.Writer, m member) error {
	sum := crc32.NewIEEE()
	size, err := s.copy(sum, m)
	if err != nil {
		return err
	}
	file, err := z.CreateRaw(&zip.FileHeader{
		Name: m.name, Method: zip.Store, Flags: utf8Name,
		//lint:ignore SA1019 Modified writes no date in a raw header.
		ModifiedDate: firstDay,
		CRC32:        sum.Sum32(), CompressedSize64: uint64(size), UncompressedSize64: uint64(size),
	})
	if err != nil {
		return err
	}
	again, err := s.copy(file, m)
	if err == nil && again != size {
		err = fmt.Errorf("it changed while it was read")
	}
	return err
}

func (s *Site) copy(w io.Writer, m member) (int64, error) {
	if m.body != nil {
		return io.Copy(w, bytes.NewReader(m.body))
	}
	f, err := s.Folder.Open(m.source)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return io.Copy(w, f)
}

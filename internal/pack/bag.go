package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"planblanc/internal/output"
)

// Bag writes a bag (RFC 8493) as a .zip whose one folder has a name (§4): the
// site is its payload. Its date is the site's.
func (s *Site) Bag(w io.Writer, name string) error {
	var members []member
	var manifest strings.Builder
	var octets int64
	count := 0
	for _, p := range s.paths() {
		sum, size, err := s.sum(p)
		if err != nil {
			return fmt.Errorf("pack %s: %w", p, err)
		}
		octets += size
		count++
		manifest.WriteString(sum + "  " + escape("data/"+p) + "\n")
		members = append(members, member{name: name + "/data/" + p, source: p})
	}
	m := s.Contents.Manifest
	tags := []member{
		{name: "bagit.txt", body: []byte("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")},
		{name: "bag-info.txt", body: []byte(strings.Join([]string{
			label("Source-Organization", m.Site),
			label("External-Identifier", m.Edition),
			label("Bagging-Date", m.Built),
			label("Payload-Oxum", fmt.Sprintf("%d.%d", octets, count)),
			label("Planblanc-Envelope", output.Envelope(s.Contents.Sums)),
		}, ""))},
		{name: "manifest-sha256.txt", body: []byte(manifest.String())},
	}
	var tagManifest strings.Builder
	slices.SortFunc(tags, func(a, b member) int { return strings.Compare(a.name, b.name) })
	for _, t := range tags {
		sum := sha256.Sum256(t.body)
		tagManifest.WriteString(hex.EncodeToString(sum[:]) + "  " + t.name + "\n")
	}
	for _, t := range append(tags, member{name: "tagmanifest-sha256.txt", body: []byte(tagManifest.String())}) {
		members = append(members, member{name: name + "/" + t.name, body: t.body})
	}
	return s.archive(w, members)
}

// sum is the SHA-256 and the size of a file of the site.
func (s *Site) sum(p string) (string, int64, error) {
	sum := sha256.New()
	size, err := s.copy(sum, member{source: p})
	return hex.EncodeToString(sum.Sum(nil)), size, err
}

// escape writes a path for a manifest (RFC 8493 §2.1.3).
func escape(p string) string {
	return strings.NewReplacer("%", "%25", "\n", "%0A", "\r", "%0D").Replace(p)
}

// label writes a line of bag-info.txt (RFC 8493 §2.2.2).
func label(name, value string) string {
	return name + ": " + strings.NewReplacer("\n", " ", "\r", " ").Replace(value) + "\n"
}

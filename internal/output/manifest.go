package output

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The files that Write adds to a site, or that sign it.
const (
	ManifestName = "manifest.json"
	SumsName     = "SHA256SUMS"
)

// MaxSignatures is how many people may sign one site.
const MaxSignatures = 9

// SignatureName is the name of the n-th signature of a site, from 1.
func SignatureName(n int) string {
	if n == 1 {
		return SumsName + ".sig"
	}
	return SumsName + "." + strconv.Itoa(n) + ".sig"
}

// IsSignature reports whether a name is one of SignatureName.
func IsSignature(name string) bool {
	for n := range MaxSignatures {
		if name == SignatureName(n+1) {
			return true
		}
	}
	return false
}

// Reserved are the names at the top of a site that no page may have: what Write
// adds and what signs it.
func Reserved() []string {
	names := []string{ManifestName, SumsName}
	for n := range MaxSignatures {
		names = append(names, SignatureName(n+1))
	}
	return names
}

// Manifest describes a built site to programs that verify or compare copies.
// Dates are YYYY-MM-DD, absent values empty, lists never null in the file.
type Manifest struct {
	Site     string `json:"site"`
	Audience string `json:"audience"`
	Edition  string `json:"edition"`
	// Exercise is the name of the exercise that the site is for, "" for a real
	// one. Site and Edition then begin with the word, for who reads no more.
	Exercise string `json:"exercise"`
	// Number orders editions: the build date in seconds since 1970.
	Number     int64  `json:"number"`
	Built      string `json:"built"`
	ValidUntil string `json:"valid_until"`
	// Files lists the site's files by path, without the manifest and the sums.
	// Write fills it.
	Files []Entry `json:"files,omitempty"` // encode writes the lists itself
	Cards []Card  `json:"cards,omitempty"`
	// Binders are those that the settings ask for, in their order.
	Binders []Binder `json:"binders,omitempty"`
}

// Binder is a set of sheets that are printed together.
type Binder struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// Entry is one file of a site.
type Entry struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // 64 lower-case hexadecimal digits
}

// Card is one procedure of a site.
type Card struct {
	Code        string `json:"code"`
	Title       string `json:"title"`
	Type        string `json:"type"`
	Version     string `json:"version"`
	Fingerprint string `json:"fingerprint"`
	URL         string `json:"url"`
	Audience    string `json:"audience"`
	Approved    string `json:"approved"`
	ReviewBy    string `json:"review_by"`
	// Pages is how many A4 sides the print may take; 0 sets no limit.
	Pages   int      `json:"pages"`
	Binders []string `json:"binders"`
	Parts   []Part   `json:"parts"`
}

// Part is one action or contact of a card, in words.
type Part struct {
	Kind string `json:"kind"`
	Hash string `json:"hash"`
	Text string `json:"text"`
}

// encode returns the file's bytes, one file or card a line, so that two
// manifests can be compared line by line; they depend on the manifest alone.
func (m Manifest) encode() ([]byte, error) {
	files, cards, binders := m.Files, slices.Clone(m.Cards), m.Binders
	for i := range cards {
		cards[i].Binders = listed(cards[i].Binders)
		cards[i].Parts = listed(cards[i].Parts)
	}
	m.Files, m.Cards, m.Binders = nil, nil, nil
	var b bytes.Buffer
	b.Grow(size(files, cards))
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, err
	}
	b.Truncate(b.Len() - len("\n}\n"))
	e.SetIndent("", "")
	if err := encodeList(&b, e, "files", files); err != nil {
		return nil, err
	}
	if err := encodeList(&b, e, "cards", cards); err != nil {
		return nil, err
	}
	err := encodeList(&b, e, "binders", binders)
	b.WriteString("\n}\n")
	return b.Bytes(), err
}

// size is about how many bytes files and cards take.
func size(files []Entry, cards []Card) int {
	n := 192 * len(files)
	for i := range cards {
		n += 512
		for _, p := range cards[i].Parts {
			n += len(p.Text) + 80
		}
	}
	return n
}

// encodeList adds a key with a list to an object that is being written.
func encodeList[T any](b *bytes.Buffer, e *json.Encoder, key string, items []T) error {
	b.WriteString(",\n  \"" + key + "\": [")
	for i, item := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n    ")
		if err := e.Encode(item); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1) // Encode ends each value with a line end
	}
	if len(items) > 0 {
		b.WriteString("\n  ")
	}
	b.WriteByte(']')
	return nil
}

// listed returns an empty list for a nil one, which JSON would write as null.
func listed[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// ParseManifest reads the text of manifest.json. Keys that a later program added
// are ignored; anything that is not a manifest of ours is an error, since the
// files it lists may be deleted.
func ParseManifest(b []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return Manifest{}, err
	}
	if m.Files == nil || m.Cards == nil {
		return Manifest{}, errNotOurs
	}
	if err := checkEntries(m.Files); err != nil {
		return Manifest{}, err
	}
	return m, nil
}

var errNotOurs = errors.New("not a manifest of planblanc")

// checkEntries refuses what Write would not have listed.
func checkEntries(entries []Entry) error {
	for _, e := range entries {
		if p := CheckName(e.Path); p != "" {
			return &NameError{e.Path, p}
		}
		if sum, err := hex.DecodeString(e.SHA256); err != nil || len(sum) != 32 || e.Bytes < 0 {
			return fmt.Errorf("%s: wrong sum or size", e.Path)
		}
	}
	return nil
}

// sums returns the text of SHA256SUMS for entries sorted by path.
func sums(entries []Entry) []byte {
	var b bytes.Buffer
	b.Grow(128 * len(entries))
	for _, e := range entries {
		b.WriteString(sumLine(e.SHA256, e.Path))
	}
	return b.Bytes()
}

var sumEscapes = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`)

// sumLine returns one line as GNU sha256sum writes it: a backslash in front
// tells that the name holds escapes (coreutils 9.1, "md5sum invocation").
func sumLine(sum, path string) string {
	escaped := sumEscapes.Replace(path)
	if escaped != path {
		sum = `\` + sum
	}
	return sum + "  " + escaped + "\n"
}

// ParseSums reads the text of SHA256SUMS, which holds no sizes. Only what Write
// makes is accepted: sums in lower case, paths that are legal on every disk,
// each once and in their order. So a text has one meaning, here and for
// sha256sum.
func ParseSums(text []byte) ([]Entry, error) {
	var entries []Entry
	for line := range bytes.Lines(text) {
		e, ok := parseSum(line)
		if !ok {
			return nil, fmt.Errorf("%s: line %d is not a sum and a path", SumsName, len(entries)+1)
		}
		if n := len(entries); n > 0 && entries[n-1].Path >= e.Path {
			return nil, fmt.Errorf("%s: line %d is not in order", SumsName, n+1)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

func parseSum(line []byte) (Entry, bool) {
	text, marked := bytes.CutPrefix(line, []byte(`\`))
	sum, path, found := strings.Cut(strings.TrimSuffix(string(text), "\n"), "  ")
	if marked {
		path = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r").Replace(path)
	}
	binary, err := hex.DecodeString(sum)
	ok := found && err == nil && len(binary) == 32 && CheckName(path) == "" && sumLine(sum, path) == string(line) && strings.ToLower(sum) == sum
	return Entry{Path: path, SHA256: sum}, ok
}

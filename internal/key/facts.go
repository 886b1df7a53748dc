package key

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"text/template"

	"planblanc/internal/output"
)

// Facts tell of the site in a slot. All but Slot and Write come from its
// manifest and its SHA256SUMS.
type Facts struct {
	Slot Slot `json:"slot"`
	// Write counts the writings of a key from 1. The highest one opens.
	Write      int64  `json:"write"`
	Site       string `json:"site"`
	Audience   string `json:"audience"`
	Edition    string `json:"edition"`
	Number     int64  `json:"number"` // of the edition: the build date in seconds since 1970
	Built      string `json:"built"`  // YYYY-MM-DD
	ValidUntil string `json:"valid_until"`
	// Files and Bytes count all that SHA256SUMS lists, which holds the manifest
	// and not itself.
	Files int   `json:"files"`
	Bytes int64 `json:"bytes"`
	// Sums is the SHA-256 of SHA256SUMS, in lower-case hexadecimal digits.
	Sums string `json:"sums"`
	// Envelope is the fingerprint of SHA256SUMS as people compare it.
	Envelope string `json:"envelope"`
}

// NewFacts tells of a site by its manifest and the texts of its manifest and
// its SHA256SUMS.
func NewFacts(slot Slot, write int64, m output.Manifest, manifest, sums []byte) Facts {
	sum := sha256.Sum256(sums)
	f := Facts{
		Slot: slot, Write: write,
		Site: m.Site, Audience: m.Audience, Edition: m.Edition, Number: m.Number, Built: m.Built, ValidUntil: m.ValidUntil,
		Files: len(m.Files) + 1, Bytes: int64(len(manifest)),
		Sums: hex.EncodeToString(sum[:]), Envelope: output.Envelope(sums),
	}
	for _, e := range m.Files {
		f.Bytes += e.Bytes
	}
	return f
}

// The door defines the function that a state calls.
const before, after = "planblancEtat(", ");\n"

// Script is the text of etat.js.
func (f Facts) Script() []byte {
	b, err := json.Marshal(f)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return []byte(before + string(b) + after)
}

// ParseScript reads what Script wrote, and nothing else.
func ParseScript(text []byte) (Facts, error) {
	body, opened := bytes.CutPrefix(text, []byte(before))
	body, closed := bytes.CutSuffix(body, []byte(after))
	var f Facts
	if !opened || !closed || json.Unmarshal(body, &f) != nil || !f.sound() || !bytes.Equal(f.Script(), text) {
		return Facts{}, fmt.Errorf("%s: not a state of planblanc", ScriptName)
	}
	return f, nil
}

// sound reports whether facts may stand on a key.
func (f Facts) sound() bool {
	sum, err := hex.DecodeString(f.Sums)
	return (f.Slot == A || f.Slot == B) && f.Write > 0 && f.Files > 0 && f.Bytes > 0 && err == nil && len(sum) == sha256.Size
}

// rows are the facts as a marker lists them.
func (f Facts) rows() [][2]string {
	return [][2]string{
		{"Emplacement", string(f.Slot)},
		{"Écriture", strconv.FormatInt(f.Write, 10)},
		{"Site", f.Site},
		{"Audience", f.Audience},
		{"Édition", f.Edition},
		{"Numéro", strconv.FormatInt(f.Number, 10)},
		{"Construite le", f.Built},
		{"Valable jusqu'au", f.ValidUntil},
		{"Fichiers", strconv.Itoa(f.Files)},
		{"Octets", strconv.FormatInt(f.Bytes, 10)},
		{"SHA256SUMS", f.Sums},
		{"Empreinte", f.Envelope},
	}
}

// breaks are the characters that would make two lines of a row, or a row of
// two.
var breaks = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`)

// Marker is the text of the slot's marker: UTF-8 with a byte-order mark and
// CRLF, a fact a line.
func (f Facts) Marker() []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	for _, row := range f.rows() {
		b.WriteString(row[0] + " : " + breaks.Replace(row[1]) + "\r\n")
	}
	return b.Bytes()
}

// ParseMarker reads what Marker wrote to a file of that name, and nothing else.
func ParseMarker(name string, text []byte) (Facts, error) {
	wrong := fmt.Errorf("%s: not a marker of planblanc", name)
	lines := strings.Split(strings.TrimPrefix(string(text), "\ufeff"), "\r\n")
	if len(lines) != len(Facts{}.rows())+1 {
		return Facts{}, wrong
	}
	values := make([]string, len(lines)-1)
	for i := range values {
		_, values[i], _ = strings.Cut(lines[i], " : ")
		values[i] = unbreak(values[i])
	}
	var errs [4]error
	f := Facts{Slot: Slot(values[0]), Site: values[2], Audience: values[3], Edition: values[4],
		Built: values[6], ValidUntil: values[7], Sums: values[10], Envelope: values[11]}
	f.Write, errs[0] = strconv.ParseInt(values[1], 10, 64)
	f.Number, errs[1] = strconv.ParseInt(values[5], 10, 64)
	f.Files, errs[2] = strconv.Atoi(values[8])
	f.Bytes, errs[3] = strconv.ParseInt(values[9], 10, 64)
	if errors.Join(errs[:]...) != nil || !f.sound() || !bytes.Equal(f.Marker(), text) || MarkerName(f.Slot, f.Write) != name {
		return Facts{}, wrong
	}
	return f, nil
}

func unbreak(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r").Replace(s)
}

// picture shows facts without scripts. Its sizes are in CSS pixels.
var picture = template.Must(template.New("").Funcs(template.FuncMap{"x": escape}).Parse(
	`<svg xmlns="http://www.w3.org/2000/svg" width="560" height="132" viewBox="0 0 560 132" role="img" aria-labelledby="t">
<title id="t">{{x .Headline}}, {{x .Validity}}</title>
<rect x="1" y="1" width="558" height="130" rx="8" fill="#fff" stroke="#0b4464" stroke-width="2"/>
<g font-family="system-ui, 'Segoe UI', 'Liberation Sans', Arial, sans-serif" fill="#15212c">
<text x="20" y="38" font-size="22" font-weight="700">{{x .Headline}}</text>
<text x="20" y="68" font-size="17">{{x .Validity}}</text>
<text x="20" y="94" font-size="15">{{x .Place}}</text>
<text x="20" y="117" font-size="14" font-family="ui-monospace, Consolas, 'Liberation Mono', monospace">{{x .Envelope}}</text>
</g>
</svg>
`))

func escape(s string) (string, error) {
	var b strings.Builder
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}

// Picture is the text of etat.svg.
func (f Facts) Picture() []byte {
	var b bytes.Buffer
	err := picture.Execute(&b, map[string]string{
		"Headline": "Édition " + f.Edition + " du " + french(f.Built),
		"Validity": "Valable jusqu’au " + french(f.ValidUntil),
		"Place":    fmt.Sprintf("Emplacement %s, écriture n° %d", strings.ToUpper(string(f.Slot)), f.Write),
		"Envelope": f.Envelope,
	})
	if err != nil {
		panic(err) // a bytes.Buffer takes all
	}
	return b.Bytes()
}

// french turns YYYY-MM-DD into DD/MM/YYYY, and leaves anything else alone.
func french(day string) string {
	if p := strings.Split(day, "-"); len(p) == 3 {
		return p[2] + "/" + p[1] + "/" + p[0]
	}
	return day
}

// maxSmall is the largest of the small files read here, in bytes; a title may
// be long, but not so long.
const maxSmall = 64 << 10

var errTooLong = errors.New("too long")

// readSmall reads a file of at most maxSmall bytes; a longer one is errTooLong.
func readSmall(folder fs.FS, name string) ([]byte, error) {
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSmall+1))
	if err == nil && len(b) > maxSmall {
		err = fmt.Errorf("%s: %w", name, errTooLong)
	}
	return b, err
}

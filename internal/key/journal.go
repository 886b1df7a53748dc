package key

import (
	"bytes"
	"encoding/json"
	"fmt"

	"planblanc/internal/output"
)

// Record is a line of a journal of keys: what was put on which key, when, and
// who holds it. The journal stays on the machine that writes keys.
type Record struct {
	// Date is the moment of the writing, RFC 3339.
	Date string `json:"date"`
	// Volume and Label are the file system's own; Path is where it was mounted.
	Volume string `json:"volume"`
	Label  string `json:"label"`
	Path   string `json:"path"`
	// Holder is who has the key, as given by whom wrote it.
	Holder string `json:"holder"`
	// Current says that the key opened this very site already and was only read.
	Current bool `json:"current"`
	// Facts of a plain folder have no slot and no number of the writing.
	Facts
}

// NewRecord tells of what Write reported.
func NewRecord(r Report, date, path, holder string) Record {
	return Record{Date: date, Volume: r.Volume.ID, Label: r.Volume.Label, Path: path, Holder: holder, Current: r.Current, Facts: r.Facts}
}

// Append adds a line to the journal of that name.
func Append(journal string, r Record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write the journal: %w", err)
	}
	return output.Append(journal, line)
}

// ParseJournal reads the text of a journal, the oldest writing first, and the
// numbers of the lines that are damaged, from 1. These are left out, and stay in
// the file, which is only ever added to.
func ParseJournal(text []byte) (records []Record, damaged []int) {
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var r Record
		if json.Unmarshal(line, &r) != nil || r.Date == "" || r.Sums == "" || r.Write < 0 {
			damaged = append(damaged, number)
			continue
		}
		records = append(records, r)
	}
	return records, damaged
}

// Held is a key of the journal as it was last written.
type Held struct {
	Record
	// Writings counts its lines in the journal.
	Writings int `json:"writings"`
}

// Keys tells the keys of a journal apart, in the order of their first line. A
// key is known by its volume, or by its path where the system names no volume.
// Volumes copied bit by bit have one name, so the numbers of the writings count
// too: a key's only grow, and one that does not belongs to another key, or to
// the same one made empty. A key too many is looked for in vain; one too few is
// never recalled. The holder of a key is the last one named.
func Keys(records []Record) []Held {
	var keys []Held
	for _, r := range records {
		at := -1
		for i := range keys {
			if keys[i].precedes(r) && (at < 0 || keys[i].closer(keys[at], r)) {
				at = i
			}
		}
		if at < 0 {
			keys = append(keys, Held{r, 1})
			continue
		}
		if r.Holder == "" {
			r.Holder = keys[at].Holder
		}
		keys[at] = Held{r, keys[at].Writings + 1}
	}
	return keys
}

// precedes reports whether a record may be the next one of a key.
func (h Held) precedes(r Record) bool {
	plain := r.Slot == ""
	switch {
	case h.Volume != r.Volume, (h.Slot == "") != plain, (plain || r.Volume == "") && h.Path != r.Path:
		return false
	}
	return plain || r.Write > h.Write || r.Current && r.Write == h.Write && r.Sums == h.Sums
}

// closer reports whether a key is likelier than another to be that of a record:
// in the same place, else with the higher number.
func (h Held) closer(other Held, r Record) bool {
	if (h.Path == r.Path) != (other.Path == r.Path) {
		return h.Path == r.Path
	}
	return h.Write > other.Write
}

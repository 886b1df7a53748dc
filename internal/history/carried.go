package history

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// DatesFile holds the dates of a folder that has left version control: a copy
// of the sources on a key. Its name keeps it out of the content.
const DatesFile = "_dates.json"

// carried is what DatesFile says.
type carried struct {
	Built time.Time            `json:"built"`
	Files map[string]time.Time `json:"files"`
}

// Carry writes DatesFile for some files: their dates as far as they are known,
// and when the edition that carries them was built.
func Carry(dates map[string]time.Time, names []string, built time.Time) ([]byte, error) {
	c := carried{built, map[string]time.Time{}}
	for _, name := range names {
		if when, known := dates[name]; known {
			c.Files[name] = when
		}
	}
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", DatesFile, err)
	}
	return append(text, '\n'), nil
}

// take adds what DatesFile says of files that version control does not know. As
// with git, a date is that of the text that was recorded, whatever happened to
// it since. It returns h itself, or a new history when h is nil; nil without
// either.
func (h *History) take(dir string) (*History, error) {
	text, err := datesOf(dir)
	if text == nil || err != nil {
		return h, err
	}
	var c carried
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, fmt.Errorf("%s: %w", DatesFile, err)
	}
	if h == nil {
		h = &History{Last: map[string]time.Time{}}
	}
	h.Since = c.Built
	for name, when := range c.Files {
		if _, known := h.Last[name]; !known {
			h.Last[name] = when
		}
	}
	return h, nil
}

// datesOf returns the text of a folder's DatesFile, nil for none.
func datesOf(dir string) ([]byte, error) {
	name := filepath.Join(dir, DatesFile)
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil && !info.Mode().IsRegular(): // a link may lead out of the folder
		return nil, fmt.Errorf("%s: not a plain file", DatesFile)
	case err != nil:
		return nil, err
	}
	return os.ReadFile(name)
}

// headOf tells two histories of a folder apart by their DatesFile.
func headOf(dir, commit string) (string, error) {
	text, err := datesOf(dir)
	if text == nil || err != nil {
		return commit, err
	}
	return fmt.Sprintf("%s %x", commit, sha256.Sum256(text)), nil
}

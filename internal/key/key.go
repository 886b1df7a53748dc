// Package key is a built site on a USB key and back.
//
// A key has two slots, each a complete site with three renderings of the same
// Facts: etat.js for the page that opens the key, etat.svg for that page
// without scripts, and a marker at the top for people and programs:
//
//	OUVRIR.html  LISEZ-MOI.txt
//	a/…  a/etat.js  a/etat.svg
//	b/…  b/etat.js  b/etat.svg
//	actif-b-12.txt
//
// The slot opened is the one whose state tells of the latest writing. A slot is
// rewritten only while the other holds a verified site, and its facts appear
// last, so that a power cut at any moment leaves a whole version.
//
// The facts are canonical: what is read from a key must be what this package
// would write for the site found there.
//
// Why not one folder and a rename: after a power cut FAT had lost 27 of 27
// files that had been written, synced and renamed. Why no list of the slots:
// a page opened from a disk cannot list a folder, nor read another file than a
// script. Why a number of the writing beside the edition's own: an older
// edition may be put on a key on purpose, and must be the one that opens.
package key

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"planblanc/internal/output"
)

// Slot is one of the two places of a site on a key, and its folder's name.
type Slot string

// The slots.
const (
	A Slot = "a"
	B Slot = "b"
)

// Other returns the other slot.
func (s Slot) Other() Slot {
	if s == A {
		return B
	}
	return A
}

// Files of a key that are not a site's.
const (
	DoorName    = "OUVRIR.html"    // opens the newest slot
	SpareName   = "OUVRIR-2.html"  // the same page, while that one is written over
	ReadmeName  = "LISEZ-MOI.txt"  // for who lists the key
	ScriptName  = "etat.js"        // in a slot: its facts, as a script
	PictureName = "etat.svg"       // in a slot: its facts, as a picture
	LockName    = "planblanc.lock" // while a run writes
)

// Door is the page that opens a key. Its bytes are fixed, so that any key's can
// be compared; a program that changes them must still know the former ones.
//
//go:embed root/OUVRIR.html
var Door []byte

// Readme tells how to open a key: UTF-8 with a byte-order mark and CRLF, for
// the oldest of editors.
//
//go:embed root/LISEZ-MOI.txt
var Readme []byte

// ErrNoSite means that a folder is neither a key with a complete slot nor a
// built site.
var ErrNoSite = errors.New("no site of planblanc")

// States reads what the slots of a key say of themselves, the slot that opens
// first; nothing is verified but the form. A slot without a legible state, as a
// cut writing leaves it, is left out.
func States(key fs.FS) []Facts {
	states, _ := readStates(key) // what cannot be read opens nothing
	return states
}

// readStates is States with what could not be read: the slot may be a good one.
func readStates(key fs.FS) (states []Facts, failed error) {
	for _, slot := range []Slot{A, B} {
		name := string(slot) + "/" + ScriptName
		text, err := readSmall(key, name)
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errTooLong) {
				failed = errors.Join(failed, fmt.Errorf("read %s: %w", name, err))
			}
			continue
		}
		if f, err := ParseScript(text); err == nil && f.Slot == slot {
			states = append(states, f)
		}
	}
	if len(states) == 2 && states[1].Write > states[0].Write {
		states[0], states[1] = states[1], states[0]
	}
	return states, failed
}

// Site returns the site that opens from a folder, which is a key or a site
// itself, and the site's path below it, "." or a slot. Nothing is verified.
func Site(folder fs.FS) (fs.FS, string, error) {
	if states := States(folder); len(states) > 0 {
		site, err := fs.Sub(folder, string(states[0].Slot))
		return site, string(states[0].Slot), err
	}
	if _, err := fs.Stat(folder, output.ManifestName); err != nil {
		return nil, "", ErrNoSite
	}
	return folder, ".", nil
}

// parseMarkerName reads what MarkerName made.
func parseMarkerName(name string) (Slot, int64, bool) {
	rest, begun := strings.CutPrefix(name, "actif-")
	rest, ended := strings.CutSuffix(rest, ".txt")
	slot, number, cut := strings.Cut(rest, "-")
	write, err := strconv.ParseInt(number, 10, 64)
	ok := begun && ended && cut && err == nil && MarkerName(Slot(slot), write) == name && (Slot(slot) == A || Slot(slot) == B)
	return Slot(slot), write, ok
}

// MarkerName is the name of the marker of a slot's writing.
func MarkerName(s Slot, write int64) string {
	return "actif-" + string(s) + "-" + strconv.FormatInt(write, 10) + ".txt"
}

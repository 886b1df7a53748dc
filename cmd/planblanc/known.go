package main

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"slices"
	"time"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/output"
)

// What .planblanc/known/ holds: folders named by the stamp of a content, and in
// each the digest of that content.
const (
	knownFile = "digest"
	knownMost = 4
)

// sealing are the file systems, in the words of the systems, on which a file
// cannot be written without a newer time of change, by this machine's clock. FAT
// keeps no such time, a server has a clock of its own.
var sealing = []string{"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs", "apfs", "hfs"}

// tick is more than any of these file systems rounds a time by.
const tick = 2 * time.Second

// digest returns the digest of the content in a folder. It reads the files only
// where their names, sizes, places on the disk and times are not those of a
// content read before. As in git's index, a state in which a file changed just
// now is not kept: it could change again and have the same time.
func (a *app) digest(folder string, b build.Options) (string, error) {
	now := time.Now()
	stamp, stamped, err := content.StampOf(b.Source)
	if err != nil {
		return "", err
	}
	dir := keptIn(folder, "known")
	if stamped {
		text, err := os.ReadFile(filepath.Join(dir, stamp.Sum, knownFile))
		if err == nil && len(text) == 2*sha256.Size {
			return string(text), nil
		}
	}
	digest, err := content.Digest(b.Source)
	if err != nil || !stamped || !stamp.Newest.Before(now.Add(-tick)) {
		return digest, err
	}
	if v, err := output.Look(folder); err != nil || !slices.Contains(sealing, v.System) {
		return digest, nil
	}
	a.unkept(output.Keep(dir, stamp.Sum, knownMost, func(into string) error {
		return output.SaveNew(into, []output.File{{Path: knownFile, Body: []byte(digest)}})
	}))
	return digest, nil
}

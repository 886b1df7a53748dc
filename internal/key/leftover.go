package key

import (
	"path"
	"strings"
)

// IsLeftover reports whether a file or folder of that name is what systems
// leave on any key: indexes, bins, thumbnails, chains that a check of the disk
// found. It does no harm and tells nothing.
func IsLeftover(name string) bool {
	lower := strings.ToLower(path.Base(name))
	switch lower {
	case "system volume information", "$recycle.bin", "recycler", "lost.dir", "lost+found", "desktop.ini", "thumbs.db",
		".ds_store", ".trashes", ".fseventsd", ".spotlight-v100", ".temporaryitems", ".documentrevisions-v100", ".apdisk":
		return true
	}
	return strings.HasPrefix(lower, "._") || strings.HasPrefix(lower, ".trash-") || strings.HasPrefix(lower, "found.")
}

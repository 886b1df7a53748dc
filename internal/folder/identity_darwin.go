package folder

import (
	"io/fs"
	"syscall"
	"time"
)

// Identify returns what the system knows of a file.
func Identify(info fs.FileInfo) (Identity, bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return Identity{}, false
	}
	return Identity{uint64(s.Dev), s.Ino, s.Size, time.Unix(s.Mtimespec.Unix()), time.Unix(s.Ctimespec.Unix())}, true
}

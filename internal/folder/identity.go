package folder

import "time"

// Identity is what a system knows of a file without opening it. Changed moves
// with each write, and with each attempt to put Modified back.
type Identity struct {
	Device, Inode     uint64
	Size              int64
	Modified, Changed time.Time
}

package output

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// openRaw opens a file so that reads do not come from memory (fcntl(2),
// F_NOCACHE).
func openRaw(name string) (fs.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	if _, err := unix.FcntlInt(f.Fd(), unix.F_NOCACHE, 1); err != nil {
		return nil, errors.Join(&fs.PathError{Op: "fcntl", Path: name, Err: err}, f.Close())
	}
	return f, nil
}

func syncFolder(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func syncSystem(string) error { return nil }

func volume(dir string) (Volume, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return Volume{}, err
	}
	return Volume{
		System: unix.ByteSliceToString(s.Fstypename[:]), Cluster: int64(s.Bsize), Free: int64(s.Bavail) * int64(s.Bsize),
		ReadOnly: s.Flags&unix.MNT_RDONLY != 0,
	}, nil
}

package content

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"planblanc/internal/folder"
)

// Digest identifies a folder as Load sees it: the names and bytes of its files,
// hidden ones aside. Folders with the same digest give the same library and the
// same site. The error is a machine's failure.
func Digest(fsys fs.FS) (string, error) {
	fsys, release := folder.Hold(fsys)
	defer release()
	files, err := walk(fsys, ".")
	if err != nil {
		return "", err
	}
	sums := make([][sha256.Size]byte, len(files))
	errs := make([]error, len(files))
	onEachProcessor(len(files), func(i int) {
		if !files[i].mode.IsRegular() {
			return // its name and kind are all that is known of it
		}
		text, err := fs.ReadFile(fsys, files[i].name)
		if err != nil {
			errs[i] = fmt.Errorf("read content: %w", err)
		}
		sums[i] = sha256.Sum256(text)
	})
	whole := sha256.New()
	for i, f := range files {
		fmt.Fprintf(whole, "%q %v %x\n", f.name, f.mode, sums[i])
	}
	return fmt.Sprintf("%x", whole.Sum(nil)), errors.Join(errs...)
}

// Stamp identifies a state of a folder by what the system knows of its files.
type Stamp struct {
	Sum    string
	Newest time.Time // when a file last changed, as the system has it
}

// StampOf looks at the files that Digest reads and opens none. While a folder has
// the same stamp it has the same digest, where the file system moves the time of
// change of a file with each write: for that, Newest must be before anything that
// could be written after the stamp was taken. ok is false where the system tells
// no such time, and for files of several disks.
func StampOf(fsys fs.FS) (s Stamp, ok bool, err error) {
	fsys, release := folder.Hold(fsys)
	defer release()
	files, err := walk(fsys, ".")
	if err != nil {
		return s, false, err
	}
	known := make([]folder.Identity, len(files))
	errs := make([]error, len(files))
	var unknown atomic.Bool
	onEachProcessor(len(files), func(i int) {
		info, err := files[i].info()
		if err != nil {
			errs[i] = fmt.Errorf("read content: %w", err)
			return
		}
		identity, ok := folder.Identify(info)
		if !ok {
			unknown.Store(true)
		}
		known[i] = identity
	})
	if err := errors.Join(errs...); err != nil || unknown.Load() {
		return s, false, err
	}
	whole := sha256.New()
	var line []byte
	for i, f := range files {
		k := known[i]
		if k.Device != known[0].Device {
			return s, false, nil
		}
		if k.Changed.After(s.Newest) {
			s.Newest = k.Changed
		}
		line = append(append(line[:0], f.name...), 0)
		for _, n := range []int64{int64(f.mode), int64(k.Device), int64(k.Inode), k.Size, k.Modified.UnixNano(), k.Changed.UnixNano()} {
			line = binary.BigEndian.AppendUint64(line, uint64(n))
		}
		whole.Write(line)
	}
	s.Sum = fmt.Sprintf("%x", whole.Sum(nil)[:16])
	return s, true, nil
}

// onEachProcessor calls do with each number below n.
func onEachProcessor(n int, do func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}

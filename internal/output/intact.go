package output

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
)

// Seal names the site at dir by its sums: two with the same seal hold the same
// files. The error is fs.ErrNotExist where no site is.
func Seal(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, SumsName))
	if err != nil {
		return "", fmt.Errorf("read %s: %w", dir, err)
	}
	return sealOf(b), nil
}

func sealOf(sums []byte) string {
	sum := sha256.Sum256(sums)
	return hex.EncodeToString(sum[:])
}

// Intact reads the whole site at dir and reports whether it is the one with a
// seal, each file with its bytes; foreign files do not count. As Write does, it
// keeps other runs out, with a BusyError for this one, and first completes or
// undoes what a run that was cut left behind.
func Intact(dir, seal string) (Report, bool, error) {
	target, err := resolve(dir)
	if err != nil {
		return Report{}, false, err
	}
	w := newWorkplace(system, target)
	unlock, err := w.lock(dir)
	if err != nil {
		return Report{}, false, err
	}
	defer unlock()
	if err := w.recover(); err != nil {
		return Report{}, false, err
	}
	text, err := os.ReadFile(filepath.Join(target, SumsName))
	if err != nil || sealOf(text) != seal {
		return Report{}, false, nil
	}
	files, err := ParseSums(text)
	if err != nil {
		return Report{}, false, nil
	}
	size, held := hold(target, files)
	return Report{Files: len(files) + 1, Reused: len(files) + 1, Bytes: size + int64(len(text))}, held, nil
}

// hold reads all files of a folder, on every processor, and reports their size
// and whether each has its sum.
func hold(dir string, files []Entry) (size int64, held bool) {
	var next, total atomic.Int64
	var failed atomic.Bool
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			sum, buffer := sha256.New(), make([]byte, 64<<10)
			for i := next.Add(1) - 1; i < int64(len(files)) && !failed.Load(); i = next.Add(1) - 1 {
				sum.Reset()
				n, err := readInto(sum, filepath.Join(dir, filepath.FromSlash(files[i].Path)), buffer)
				if err != nil || hex.EncodeToString(sum.Sum(nil)) != files[i].SHA256 {
					failed.Store(true)
				}
				total.Add(n)
			}
		})
	}
	wg.Wait()
	return total.Load(), !failed.Load()
}

// readInto feeds a regular file to w.
func readInto(w io.Writer, name string, buffer []byte) (int64, error) {
	info, err := os.Lstat(name)
	if err != nil {
		return 0, err
	}
	if !info.Mode().IsRegular() {
		return 0, errors.New("not a file")
	}
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return io.CopyBuffer(w, struct{ io.Reader }{f}, buffer) // the file's own WriteTo would not use the buffer
}

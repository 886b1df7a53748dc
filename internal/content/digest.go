package content

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"sync"
)

// Digest identifies a folder as Load sees it: the names and bytes of its files,
// hidden ones aside. Folders with the same digest give the same library and the
// same site. The error is a machine's failure.
func Digest(fsys fs.FS) (string, error) {
	files, err := walk(fsys, ".")
	if err != nil {
		return "", err
	}
	sums := make([][sha256.Size]byte, len(files))
	errs := make([]error, len(files))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				text, err := fs.ReadFile(fsys, files[i])
				if err != nil {
					errs[i] = fmt.Errorf("read content: %w", err)
				}
				sums[i] = sha256.Sum256(text)
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	wg.Wait()
	whole := sha256.New()
	for i, name := range files {
		fmt.Fprintf(whole, "%q %x\n", name, sums[i])
	}
	return fmt.Sprintf("%x", whole.Sum(nil)), errors.Join(errs...)
}

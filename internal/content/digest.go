package content

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"sync"
	"sync/atomic"

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
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files); i = int(next.Add(1)) - 1 {
				if !files[i].mode.IsRegular() {
					continue // its name and kind are all that is known of it
				}
				text, err := fs.ReadFile(fsys, files[i].name)
				if err != nil {
					errs[i] = fmt.Errorf("read content: %w", err)
				}
				sums[i] = sha256.Sum256(text)
			}
		})
	}
	wg.Wait()
	whole := sha256.New()
	for i, f := range files {
		fmt.Fprintf(whole, "%q %v %x\n", f.name, f.mode, sums[i])
	}
	return fmt.Sprintf("%x", whole.Sum(nil)), errors.Join(errs...)
}

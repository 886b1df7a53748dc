package content

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"strings"
	"sync"
)

// Digest identifies what Load would read of a folder: the names of its files
// and the bytes of those that Load opens, Markdown, data and settings. Folders
// with the same digest give the same library. The error is a machine's failure.
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
	for i, name := range files {
		if path.Ext(name) == ".md" || name == SettingsFile || strings.HasPrefix(name, "data/") {
			next <- i
		}
	}
	close(next)
	wg.Wait()
	whole := sha256.New()
	for i, name := range files {
		fmt.Fprintf(whole, "%q %x\n", name, sums[i])
	}
	return fmt.Sprintf("%x", whole.Sum(nil)), errors.Join(errs...)
}

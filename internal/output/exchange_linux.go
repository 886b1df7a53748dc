package output

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// exchange swaps two folders in one step; errors.ErrUnsupported tells that the
// file system cannot.
func exchange(a, b string) error {
	err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.EINVAL) {
		// What a file system without the flag answers (renameat2(2)); ENOSYS and
		// ENOTSUP are ErrUnsupported already.
		return fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
	}
	return err
}

package key

import (
	"errors"
	"fmt"
	"strings"
)

// ErrReadOnly means that the medium takes no writing.
var ErrReadOnly = errors.New("the medium is read-only")

// SourceError says that the site to copy is not the one of its own sums.
type SourceError struct{ Paths []string }

func (e *SourceError) Error() string {
	return "the site does not match its own sums: " + strings.Join(e.Paths, ", ")
}

// ForeignError says that a folder holds files that are not ours. Folders end
// with a slash.
type ForeignError struct{ Paths []string }

func (e *ForeignError) Error() string {
	return "the folder holds other files: " + strings.Join(e.Paths, ", ")
}

// RealSiteError says that an exercise's site was to go beside a real one.
type RealSiteError struct {
	Slot    Slot   // "" in a plain folder
	Edition string // "" when it cannot be read
}

func (e *RealSiteError) Error() string {
	return fmt.Sprintf("slot %q holds a real site, edition %s", string(e.Slot), e.Edition)
}

// ReadBackError says that the medium does not give back what was written.
type ReadBackError struct {
	Path string
	Err  error // of the system, or nil when other bytes came back
}

func (e *ReadBackError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("read back %s: %v", e.Path, e.Err)
	}
	return fmt.Sprintf("read back %s: other bytes than written", e.Path)
}

// Unwrap returns the system's error.
func (e *ReadBackError) Unwrap() error { return e.Err }

package output

import "fmt"

// BusyError says that another run is writing the same folder.
type BusyError struct {
	Dir string
	// Holder names the other run, "host, pid 1234", or is "" when it could not
	// be read.
	Holder string
}

func (e *BusyError) Error() string {
	if e.Holder == "" {
		return fmt.Sprintf("another run is writing %s", e.Dir)
	}
	return fmt.Sprintf("another run is writing %s (%s)", e.Dir, e.Holder)
}

// NotOursError says that a folder holds files and no site of ours.
type NotOursError struct{ Dir string }

func (e *NotOursError) Error() string {
	return fmt.Sprintf("%s is not empty and holds no site of planblanc", e.Dir)
}

// ConflictError says that a file or folder which is not ours stands where the
// site needs its place.
type ConflictError struct {
	Dir string
	// Path is relative to Dir and uses slashes.
	Path string
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s: %s is not planblanc's and stands where the site needs its place", e.Dir, e.Path)
}

// SwapError says that the new site could not take its place, most often since
// another program holds Dir open.
type SwapError struct {
	Dir string
	// Old is "" when the former site is back in Dir, as it nearly always is, and
	// otherwise the folder that holds it until the next run puts it back.
	Old string
	Err error
}

func (e *SwapError) Error() string {
	if e.Old != "" {
		return fmt.Sprintf("replace %s: %v; the former site is in %s and the next run puts it back", e.Dir, e.Err, e.Old)
	}
	return fmt.Sprintf("replace %s, probably open in another program: %v; the former site is in place", e.Dir, e.Err)
}

// Unwrap returns the system's error.
func (e *SwapError) Unwrap() error { return e.Err }

// StrandedError says that a run was cut while it replaced Dir, and that someone
// has put another folder there since: neither may be thrown away.
type StrandedError struct{ Dir, Old string }

func (e *StrandedError) Error() string {
	return fmt.Sprintf("an interrupted run left the former site in %s, and %s was made since: move one of them away", e.Old, e.Dir)
}

// NotFolderError says that the place of the site is taken by something else
// than a folder.
type NotFolderError struct{ Path string }

func (e *NotFolderError) Error() string { return fmt.Sprintf("%s is not a folder", e.Path) }

// Reason says why a folder is never replaced by a site.
type Reason string

// The folders that are refused: a site put there would replace far more than
// a site, or the ground under the running program.
const (
	Root    Reason = "root"    // the top of a disk
	Home    Reason = "home"    // the user's home folder, or one that contains it
	Current Reason = "current" // the current folder, or one that contains it
)

// RefusedError says that a folder is never replaced by a site, and why.
type RefusedError struct {
	Dir    string
	Reason Reason
}

func (e *RefusedError) Error() string {
	what := map[Reason]string{
		Root:    "it is the top of a disk",
		Home:    "it contains the home folder",
		Current: "it contains the current folder",
	}
	return fmt.Sprintf("refuse to replace %s: %s", e.Dir, what[e.Reason])
}

// SpaceError says how many bytes are missing on the disk that holds Dir, which
// may be empty when the caller knows it.
type SpaceError struct {
	Dir     string
	Missing int64
}

func (e *SpaceError) Error() string {
	return fmt.Sprintf("%d bytes are missing on %s", e.Missing, e.Dir)
}

// NameError says that a file's path would not survive on a USB key.
type NameError struct {
	Path    string
	Problem NameProblem
}

func (e *NameError) Error() string { return fmt.Sprintf("illegal name %q: %s", e.Path, e.Problem) }

// CollisionError says that two paths of a site are one on some disk. Other is
// the one that came first.
type CollisionError struct{ Path, Other string }

func (e *CollisionError) Error() string {
	return fmt.Sprintf("%q and %q share one place on a disk", e.Path, e.Other)
}

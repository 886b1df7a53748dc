// Package output puts a built site on a disk, whole or not at all, and is the
// only one that writes there.
//
// Write works beside the site, in .<name>.planblanc/ next to it, which ignores
// itself in git:
//
//  1. a lock keeps a second run out, and what a run that was cut left behind is
//     completed or undone;
//  2. the files that the caller produces go to new/, checked for names and
//     collisions that a USB key would not survive; one whose bytes the former
//     site already has is a hard link to it, so its time stays;
//  3. foreign files, those the former manifest does not list, are carried over
//     the same way; one that stands in a page's place is an error;
//  4. manifest.json and SHA256SUMS are written, and new/ takes the site's place.
//
// Where the system can exchange two folders in one step (Linux), readers see
// the old site or the new one and nothing else. Elsewhere a journal is put on
// the disk, the old site renamed to old/ and the new one to its place: a run
// cut between the two leaves no site, and the next one puts the old one back.
// Until the swap the former site is only read: any failure before it leaves
// the site as it was.
//
// A signature is of one SHA256SUMS: it is carried over when the new one has the
// same bytes, and only then. The lock and the .gitignore stay after a run, since
// removing a lock that another run may be about to take is a race. A foreign
// file that appears in the site while it is being swapped goes with the old one.
//
// Why not write in place: a page and the list that links to it would be of two
// editions for a while, for ever if the run is cut. Why not one rename per
// file: the same. Why not a link to numbered folders: FAT has no links, and the
// site must be a plain folder that anyone can copy. Why not fsync each file: a
// site can be built again, and 3,000 fsyncs take minutes on a slow disk; a copy
// that must outlive a power cut, on a key, is another package's work.
package output

import (
	"os"
)

// File is one file of a site.
type File struct {
	// Path is relative to the site and uses slashes.
	Path string
	// Body is only read, and not kept once the file is added.
	Body []byte
}

// Options are the ways to write a site.
type Options struct {
	// Force writes into a folder that holds files and no site of ours. They are
	// kept; one that stands in a page's place is still a ConflictError.
	Force bool
}

// Report says what a run changed.
type Report struct {
	// Files counts the site's files, the manifest and the sums included; each
	// was written anew or, its bytes unchanged, reused with its time.
	Files, Written, Reused int
	// Removed counts files of the former site that the new one lacks.
	Removed int
	// Bytes is the size of the site.
	Bytes int64
}

// Write builds a site into dir, which need not exist and may be a link to a
// folder. produce is called once with a function that adds files; several
// goroutines may call it, until produce returns the manifest's facts. Write
// fills the manifest's Files and keeps no Body.
//
// On any error dir holds the former site; the one exception is a SwapError
// whose Old is set. Errors are produce's own, those of this package, which tell
// what a person can do, and the system's, wrapped. A failed add fails the whole
// even when produce hides it. Several processes may call Write with one dir:
// all but one get a BusyError at once.
func Write(dir string, o Options, produce func(add func(File) error) (Manifest, error)) (Report, error) {
	return system.write(dir, o, produce)
}

// system is the disk as it is.
var system = disk{os.Link, exchange, os.Rename}

// disk holds the calls that not every system or file system can make.
type disk struct {
	link, exchange, rename func(from, to string) error
}

func (d disk) write(dir string, o Options, produce func(add func(File) error) (Manifest, error)) (Report, error) {
	var m Manifest
	return d.replace(dir, o, func(s *stage) (err error) {
		m, err = produce(s.add)
		return err
	}, func(s *stage) error { return s.finish(m) })
}

// replace swaps in the site that fill adds to a stage and seal completes.
func (d disk) replace(dir string, o Options, fill, seal func(*stage) error) (Report, error) {
	target, err := resolve(dir)
	if err != nil {
		return Report{}, err
	}
	w := newWorkplace(d, target)
	unlock, err := w.lock(dir)
	if err != nil {
		return Report{}, err
	}
	defer unlock()
	if err := w.recover(); err != nil {
		return Report{}, err
	}
	old, err := readFormer(target, dir, o.Force)
	if err != nil {
		return Report{}, err
	}
	defer w.discardNew()
	s, err := newStage(d, w.new(), old)
	if err != nil {
		return Report{}, err
	}
	if err := s.close(fill(s)); err != nil {
		return Report{}, err
	}
	if err := s.carry(dir); err != nil {
		return Report{}, err
	}
	if err := seal(s); err != nil {
		return Report{}, err
	}
	if err := w.swap(); err != nil {
		return Report{}, err
	}
	return s.report, nil
}

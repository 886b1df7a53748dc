// Package publish puts a built site where readers on a network find it: a folder,
// an S3-compatible store, a server over SFTP.
//
// A folder on this machine or on a share is swapped as a build's is (output.Copy):
// readers see the old site or the new one.
//
// Stores cannot be swapped. There the changed files, and no others, first go to
// the folder WorkFolder, which no page refers to; readers see the old site all
// the while, also when the run is cut. Then they are put in their places, each in
// one step, by renames or by copies that the store makes itself:
//
//  1. assets, the search's parts, and all else that pages load;
//  2. pages;
//  3. SHA256SUMS with its signatures, and manifest.json last;
//  4. then files go that the former manifest lists and the new one does not.
//
// So when a manifest can be read, all of its files are in place and whole. During
// step 2 the former manifest stands beside some new pages: who reads by the
// manifest sees that hashes differ and comes back later (package follow does).
//
// A cut run goes on: what is in WorkFolder is not sent again, and the sums of the
// edition that was under way, kept there too, tell which files may be of either
// edition. These are put in place again by whatever edition comes next.
//
// Only files that the former manifest or a cut run lists are ever replaced or
// removed. Foreign files stay; one in a page's place is an output.ConflictError.
//
// Why not send files to their places at once: a cut run would leave a mixture
// until somebody notices, and the slow part, sending, would be seen by readers.
// Why not a folder for each edition and a link: stores have no links, and the
// addresses of pages must not change.
package publish

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"planblanc/internal/key"
	"planblanc/internal/output"
	"planblanc/internal/retry"
)

// WorkFolder is where files wait below a store's target.
const WorkFolder = ".planblanc"

// Target is a place to publish to: Folder, S3 or SFTP.
type Target interface {
	// Close ends connections.
	Close() error
}

// store is a target that holds files by name, names with slashes and below the
// target. A name that is not there is fs.ErrNotExist.
type store interface {
	// read returns a file of at most so many bytes.
	read(ctx context.Context, name string, most int64) ([]byte, error)
	// list returns the files below a folder, "" for all, with their sizes.
	list(ctx context.Context, folder string) (map[string]int64, error)
	// send writes a file below WorkFolder, whole or not at all. site is the name
	// that it will have.
	send(ctx context.Context, name, site string, body []byte) error
	// place gives a file that was sent its name, in one step.
	place(ctx context.Context, sent, name string) error
	// remove removes files, and folders that are empty then where there are
	// folders. Names that are not there are no error.
	remove(ctx context.Context, names []string) error
	// lasting reports whether trying again is of no use.
	lasting(err error) bool
}

// Options says how to publish.
type Options struct {
	// Dry makes the plan and changes nothing.
	Dry bool
	// All sends every file, also those that the target's manifest has.
	All bool
	// Force publishes into a place that holds files and no site of ours; they are
	// kept.
	Force bool
	// MaxDeletes is how many files may be removed; more is a DeletesError.
	MaxDeletes int
	Retry      retry.Policy
	// Progress is told how many of the bytes to send are sent; it may be nil, and
	// is called by one goroutine at a time.
	Progress func(done, all int64)
}

// Report says what Run did, or would do. Lists are sorted, never nil.
type Report struct {
	key.Facts
	// Former is the edition that was there, "" when there was none.
	Former string
	// New, Changed and Removed are paths of the site, Kept how many files stayed.
	New, Changed, Removed []string
	Kept                  int
	// SentBytes is what was sent, or is to send: files that a cut run had sent
	// are not counted.
	SentBytes int64
	// Current says that the target held this very site.
	Current bool
	// Resumed says that a run was cut before.
	Resumed bool
	// Signed says that the site has a signature; who pulls asks for one.
	Signed bool
}

// DeletesError says that more files would be removed than allowed.
type DeletesError struct {
	Paths []string // all of them, sorted
	Most  int
}

func (e *DeletesError) Error() string {
	return fmt.Sprintf("%d files would be removed, at most %d may: %s", len(e.Paths), e.Most, strings.Join(e.Paths, ", "))
}

// OtherRunError says that another run began to publish to the same target.
type OtherRunError struct{}

func (e *OtherRunError) Error() string { return "another run began to publish to the same target" }

// Run publishes a built site. Before anything changes it may return a
// key.SourceError, a DeletesError, an output.SpaceError of a folder,
// output.NotOursError or output.ConflictError; the last two do not name the
// target. Later come OtherRunError, an output.SwapError, or an error that names the file.
func Run(ctx context.Context, site fs.FS, t Target, o Options) (Report, error) {
	r := &run{site: site, o: o, sent: map[string]bool{}}
	if r.o.Progress == nil {
		r.o.Progress = func(int64, int64) {}
	}
	if err := r.load(); err != nil {
		return r.report, err
	}
	if f, ok := t.(Folder); ok {
		return r.report, r.toFolder(f)
	}
	r.store = t.(store)
	err := r.toStore(ctx)
	return r.report, err
}

// run is one call of Run.
type run struct {
	site   fs.FS
	store  store
	o      Options
	source *key.Contents
	seals  []output.File // SHA256SUMS, signatures, manifest.json, in this order
	plan   plan
	sent   map[string]bool // in WorkFolder
	report Report
}

// load reads the site and checks it.
func (r *run) load() error {
	c, err := key.Load(r.site)
	if err != nil {
		return err
	}
	r.source = c
	r.seals = []output.File{{Path: output.SumsName, Body: c.Sums}}
	for _, name := range c.Signatures {
		text, err := fs.ReadFile(r.site, name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		r.seals = append(r.seals, output.File{Path: name, Body: text})
	}
	r.seals = append(r.seals, output.File{Path: output.ManifestName, Body: c.ManifestText})
	r.report = Report{Facts: key.NewFacts("", 0, c.Manifest, c.ManifestText, c.Sums), New: []string{}, Changed: []string{}, Removed: []string{}, Signed: len(c.Signatures) > 0}
	return nil
}

// decide plans what has to change in a target, and reports whether anything is to
// be done there.
func (r *run) decide(there *found) (due bool, err error) {
	if err := r.plan.make(r, there); err != nil {
		return false, err
	}
	r.plan.tell(&r.report)
	if len(r.plan.removed) > r.o.MaxDeletes {
		return false, &DeletesError{r.plan.removed, r.o.MaxDeletes}
	}
	return !r.report.Current && !r.o.Dry, nil
}

// toStore publishes to a target that holds files by name.
func (r *run) toStore(ctx context.Context) error {
	there, err := r.look(ctx)
	if err != nil {
		return err
	}
	if due, err := r.decide(there); err != nil || !due {
		return err
	}
	for _, step := range []func(context.Context) error{r.announce, r.send, r.alone, r.place, r.seal, r.clean} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// again calls op with retries.
func (r *run) again(ctx context.Context, what string, op func(context.Context) error) error {
	err := retry.Do(ctx, r.o.Retry, r.store.lasting, op)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", what, err)
	}
	return err
}

// list lists the files below a folder, which need not be there.
func (r *run) list(ctx context.Context, folder string) (map[string]int64, error) {
	var files map[string]int64
	err := r.again(ctx, "list the target", func(ctx context.Context) (err error) {
		files, err = r.store.list(ctx, folder)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return files, err
}

// read reads a small file; nil when there is none.
func (r *run) read(ctx context.Context, name string) ([]byte, error) {
	var text []byte
	err := r.again(ctx, "read "+name, func(ctx context.Context) (err error) {
		text, err = r.store.read(ctx, name, MaxManifest)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

// MaxManifest is the largest manifest.json or SHA256SUMS that is read, in bytes:
// about a hundred times what a large hospital has.
const MaxManifest = 256 << 20

// sentName is where a file waits: one name for each path and its bytes, so that a
// name that is there has its bytes, whichever run sent them.
func sentName(e output.Entry) string {
	sum := sha256.Sum256([]byte(e.SHA256 + " " + e.Path))
	return path.Join(WorkFolder, hex.EncodeToString(sum[:]))
}

// announcement is where the sums of an edition stand while it is under way.
func announcement(seal string) string { return path.Join(WorkFolder, seal+announced) }

const announced = ".sums"

// isAnnouncement reports whether a name is one of announcement.
func isAnnouncement(name string) bool {
	return path.Dir(name) == WorkFolder && strings.HasSuffix(name, announced)
}

// seal names a text of sums.
func seal(sums []byte) string {
	sum := sha256.Sum256(sums)
	return hex.EncodeToString(sum[:])
}

func entryOf(f output.File) output.Entry {
	sum := sha256.Sum256(f.Body)
	return output.Entry{Path: f.Path, Bytes: int64(len(f.Body)), SHA256: hex.EncodeToString(sum[:])}
}

// sorted returns a list that is never nil.
func sorted(names []string) []string {
	names = append([]string{}, names...)
	slices.Sort(names)
	return names
}

// Package follow brings a published site to this machine: by its sums and
// manifest, only the files that are not here yet, and nothing that is not signed.
//
// The order is that of trust. SHA256SUMS is read first, small and bounded, then
// its signatures, which must be of signers that this machine allows, then the
// manifest, which must have the sum that was signed. Only then are names, sizes
// and the number of the edition believed, an older edition refused, and files
// asked for: each by its name, at most its size, and kept only with its sum.
//
// Files wait in an output.Spool. A line that breaks at any byte leaves there what
// came, and the next try asks for the rest. What comes of it all is a file system
// that package key writes to a slot, as it does with a site on this machine:
// until a slot is whole and read back, the former one opens.
//
// A server that is being published to may give a manifest and files of two
// editions: that is a wrong sum, and read again from the start after a while.
//
// Why not trust the server, since it speaks TLS: a mirror, a share or a store that
// someone else can write to must do as well, and a crisis is when they do.
package follow

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"planblanc/internal/key"
	"planblanc/internal/output"
	"planblanc/internal/retry"
	"planblanc/internal/sign"
)

// Source is where a site is published: Web or Folder.
type Source interface {
	// open opens a file from an offset on, which the answer may place before the
	// one that was asked for. A name that is not there is fs.ErrNotExist.
	open(ctx context.Context, name string, offset int64) (body io.ReadCloser, at int64, err error)
}

// The largest that is read before anything is believed, and in all, in bytes.
const (
	maxSums      = 64 << 20
	maxSignature = 64 << 10
	maxManifest  = 256 << 20
	maxSite      = 64 << 30
)

// Options says how to follow.
type Options struct {
	// Trust is this machine's. Its Seen tells which editions are too old.
	Trust key.Trust
	// Have are sites that this machine has, whose files need not come again.
	Have  []fs.FS
	Retry retry.Policy
	// Progress is told how many of the bytes to bring came; it may be nil.
	Progress func(done, all int64)
}

// Site is an edition that was brought, each of its files with its sum.
type Site struct {
	key.Facts
	// Files has all files of the site, its sums and signatures, and nothing else.
	Files   fs.FS
	Signers []sign.Signature
	// Verdict is key.Authentic or key.Expired.
	Verdict key.Verdict
	// Brought counts the files that came, BroughtBytes their bytes; Kept those that
	// were here.
	Brought, Kept int
	BroughtBytes  int64
	// Spool is where files wait; it must stay open while Files is read.
	Spool *output.Spool
}

// RefusedError says why an edition is not taken: a verdict of package key.
// Altered means that bytes are not those that were signed.
type RefusedError struct {
	Verdict key.Verdict
	// Facts are those of an edition that was signed; empty before that.
	key.Facts
	Signers []sign.Signature
	Path    string // what is altered, or missing
}

func (e *RefusedError) Error() string {
	if e.Path != "" {
		return fmt.Sprintf("%s: %s", e.Verdict, e.Path)
	}
	return string(e.Verdict)
}

// Fetch brings the edition that a source has. The error is a RefusedError, a
// RedirectError, an AnswerError, an output.SpaceError, or that of the network or of the disk.
func Fetch(ctx context.Context, from Source, spool *output.Spool, o Options) (*Site, error) {
	if o.Progress == nil {
		o.Progress = func(int64, int64) {}
	}
	var site *Site
	again := o.Retry
	again.Tries = min(again.Tries, 3) // a publication puts files in place in a few seconds
	err := retry.Do(ctx, again, settled, func(ctx context.Context) (err error) {
		site, err = (&fetch{from: from, spool: spool, o: o}).run(ctx)
		return err
	})
	return site, err
}

// settled reports whether reading all again is of no use. Wrong sums pass when a
// server is being published to; what the network does was tried file by file.
func settled(err error) bool {
	e, ok := errors.AsType[*RefusedError](err)
	return !ok || e.Verdict != key.Altered
}

// lasting reports whether asking for a file again is of no use.
func lasting(err error) bool {
	_, redirected := errors.AsType[*RedirectError](err)
	_, local := errors.AsType[*fs.PathError](err)
	e, answered := errors.AsType[*AnswerError](err)
	return redirected || local || answered && !e.passing() || errors.Is(err, fs.ErrNotExist)
}

// fetch is one try.
type fetch struct {
	from  Source
	spool *output.Spool
	o     Options
	files tree
}

func (f *fetch) run(ctx context.Context) (*Site, error) {
	sums, err := f.small(ctx, output.SumsName, maxSums)
	if err != nil {
		return nil, err
	}
	f.files = tree{output.SumsName: memory(sums)}
	signers, err := f.signed(ctx, sums)
	if err != nil {
		return nil, err
	}
	entries, err := output.ParseSums(sums)
	if err != nil {
		return nil, &RefusedError{Verdict: key.Altered, Path: output.SumsName}
	}
	text, err := f.small(ctx, output.ManifestName, maxManifest)
	if err != nil {
		return nil, err
	}
	m, err := manifest(text, entries)
	if err != nil {
		return nil, err
	}
	f.files[output.ManifestName] = memory(text)
	site := &Site{Facts: key.NewFacts("", 0, m, text, sums), Signers: signers, Files: f.files, Spool: f.spool}
	site.Verdict = f.o.Trust.Age(site.Facts, 0)
	if site.Verdict == key.Rollback {
		return nil, &RefusedError{Verdict: key.Rollback, Facts: site.Facts, Signers: signers}
	}
	if site.Bytes > maxSite {
		return nil, fmt.Errorf("the site has %d bytes, over %d", site.Bytes, int64(maxSite))
	}
	return site, f.bring(ctx, m.Files, site)
}

// small reads a file of at most so many bytes.
func (f *fetch) small(ctx context.Context, name string, most int64) (text []byte, err error) {
	err = retry.Do(ctx, f.o.Retry, lasting, func(ctx context.Context) error {
		text, err = f.once(ctx, name, most)
		return err
	})
	return text, err
}

func (f *fetch) once(ctx context.Context, name string, most int64) ([]byte, error) {
	body, at, err := f.from.open(ctx, name, 0)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	text, err := io.ReadAll(io.LimitReader(body, most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case at != 0 || int64(len(text)) > most:
		return nil, fmt.Errorf("read %s: over %d bytes", name, most)
	}
	return text, nil
}

// signed reads the signatures and judges them.
func (f *fetch) signed(ctx context.Context, sums []byte) ([]sign.Signature, error) {
	var texts [][]byte
	for n := range output.MaxSignatures {
		name := output.SignatureName(n + 1)
		text, err := f.small(ctx, name, maxSignature)
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
		f.files[name] = memory(text)
	}
	signers, bad, verdict := f.o.Trust.Appraise(sums, texts)
	if len(bad) > 0 {
		return nil, &RefusedError{Verdict: key.Altered, Signers: signers, Path: output.SignatureName(bad[0] + 1)}
	}
	if verdict != key.Authentic {
		return nil, &RefusedError{Verdict: verdict, Signers: signers}
	}
	return signers, nil
}

// manifest reads the manifest of sums: it has the sum that they give, and lists
// the same files.
func manifest(text []byte, entries []output.Entry) (output.Manifest, error) {
	altered := &RefusedError{Verdict: key.Altered, Path: output.ManifestName}
	sum := sha256.Sum256(text)
	rest := slices.DeleteFunc(slices.Clone(entries), func(e output.Entry) bool {
		return e.Path == output.ManifestName && e.SHA256 == hex.EncodeToString(sum[:])
	})
	m, err := output.ParseManifest(text)
	if err != nil || len(rest) != len(entries)-1 || !slices.EqualFunc(m.Files, rest, func(a, b output.Entry) bool { return a.Path == b.Path && a.SHA256 == b.SHA256 }) {
		return output.Manifest{}, altered
	}
	return m, nil
}

// bring finds each file here or brings it.
func (f *fetch) bring(ctx context.Context, entries []output.Entry, site *Site) error {
	var missing, absent []output.Entry
	var done, all int64
	for _, e := range entries {
		if here := f.here(e); here != nil {
			f.files[e.Path] = file{e.Bytes, here}
			site.Kept++
			continue
		}
		f.files[e.Path] = file{e.Bytes, func() (fs.File, error) { return f.spool.Open(e.SHA256) }}
		missing = append(missing, e)
		if !f.spool.Holds(e.SHA256) {
			absent = append(absent, e)
			all += e.Bytes
		}
	}
	if err := f.spool.Room(absent); err != nil {
		return err
	}
	for _, e := range missing {
		site.Brought++
		site.BroughtBytes += e.Bytes
		if f.spool.Holds(e.SHA256) {
			continue
		}
		err := retry.Do(ctx, f.o.Retry, lasting, func(ctx context.Context) error { return f.one(ctx, e) })
		if errors.Is(err, fs.ErrNotExist) || err == nil && !f.spool.Holds(e.SHA256) {
			err = &RefusedError{Verdict: key.Altered, Facts: site.Facts, Signers: site.Signers, Path: e.Path}
		}
		if err != nil {
			return err
		}
		done += e.Bytes
		f.o.Progress(done, all)
	}
	return nil
}

// one brings a file, or the rest of it.
func (f *fetch) one(ctx context.Context, e output.Entry) error {
	offset := f.spool.Part(e.SHA256)
	if offset > e.Bytes {
		offset = 0
	}
	if offset < e.Bytes || e.Bytes == 0 {
		body, at, err := f.from.open(ctx, e.Path, offset)
		if err != nil {
			return err
		}
		err = f.spool.Add(e.SHA256, at, e.Bytes, body)
		if err := errors.Join(err, body.Close()); err != nil {
			return err
		}
		if got := f.spool.Part(e.SHA256); got < e.Bytes {
			return fmt.Errorf("read %s: %d bytes of %d: %w", e.Path, got, e.Bytes, io.ErrUnexpectedEOF)
		}
	}
	whole, err := f.spool.Finish(e.SHA256)
	if err == nil && !whole && offset > 0 {
		err = fmt.Errorf("read %s: the rest was of another file", e.Path) // all of it, next time
	}
	return err
}

// here finds a file on this machine and returns how to open it, or nil.
func (f *fetch) here(e output.Entry) func() (fs.File, error) {
	for _, site := range f.o.Have {
		text, err := fs.ReadFile(site, e.Path)
		if err != nil || int64(len(text)) != e.Bytes {
			continue
		}
		if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) == e.SHA256 {
			return func() (fs.File, error) { return site.Open(e.Path) }
		}
	}
	return nil
}

// memory is a small file.
func memory(text []byte) file {
	return file{int64(len(text)), func() (fs.File, error) { return &inMemory{bytes.NewReader(text)}, nil }}
}

package publish

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"planblanc/internal/output"
)

// atOnce is how many files are under way at a time: enough for a line of some
// hundred milliseconds, and few enough for a small server.
const atOnce = 8

// announce leaves the sums of the former edition and of this one in WorkFolder,
// before any other file: whoever comes after a cut knows what is ours, whichever
// manifest stands then.
func (r *run) announce(ctx context.Context) error {
	for _, sums := range [][]byte{r.plan.former, r.source.Sums} {
		if sums == nil {
			continue
		}
		name := announcement(seal(sums))
		r.plan.work = append(r.plan.work, name)
		if err := r.again(ctx, "write "+name, func(ctx context.Context) error { return r.store.send(ctx, name, output.SumsName, sums) }); err != nil {
			return err
		}
	}
	return nil
}

// send sends what is not in WorkFolder yet.
func (r *run) send(ctx context.Context) error {
	var mu sync.Mutex
	var done int64
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, e := range slices.Concat(r.plan.classes[0], r.plan.classes[1]) {
		if r.sent[sentName(e)] {
			continue
		}
		group.Go(func() error {
			if err := r.sendOne(ctx, e); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			done += e.Bytes
			r.o.Progress(done, r.plan.bytes)
			return nil
		})
	}
	for _, f := range r.seals {
		group.Go(func() error {
			return r.again(ctx, "write "+f.Path, func(ctx context.Context) error {
				return r.store.send(ctx, sentName(entryOf(f)), f.Path, f.Body)
			})
		})
	}
	return group.Wait()
}

func (r *run) sendOne(ctx context.Context, e output.Entry) error {
	body, err := fs.ReadFile(r.site, e.Path)
	if err != nil {
		return fmt.Errorf("read %s: %w", e.Path, err)
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != e.SHA256 {
		return fmt.Errorf("read %s: other bytes than listed", e.Path)
	}
	return r.again(ctx, "write "+e.Path, func(ctx context.Context) error {
		return r.store.send(ctx, sentName(e), e.Path, body)
	})
}

// alone looks whether another run announced itself since this one began. Of two
// that begin at once, both may stop; the next one goes on.
func (r *run) alone(ctx context.Context) error {
	now, err := r.list(ctx, WorkFolder)
	if err != nil {
		return err
	}
	for name := range now {
		if isAnnouncement(name) && !slices.Contains(r.plan.work, name) {
			return &OtherRunError{}
		}
	}
	if _, still := now[announcement(r.report.Sums)]; !still {
		return &OtherRunError{} // it published the same edition, and cleaned up
	}
	return nil
}

// place puts files in their places, class by class.
func (r *run) place(ctx context.Context) error {
	for _, class := range r.plan.classes {
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(atOnce)
		for _, e := range class {
			group.Go(func() error { return r.placeOne(ctx, e) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
	}
	return r.alone(ctx)
}

func (r *run) placeOne(ctx context.Context, e output.Entry) error {
	tries := 0
	return r.again(ctx, "write "+e.Path, func(ctx context.Context) error {
		tries++
		err := r.store.place(ctx, sentName(e), e.Path)
		if tries > 1 && errors.Is(err, fs.ErrNotExist) {
			return nil // a rename whose answer was lost; it was there before the first try
		}
		return err
	})
}

// seal puts the sums in place, their signatures, and the manifest last, then
// removes what the site does not have.
func (r *run) seal(ctx context.Context) error {
	for _, f := range r.seals {
		if err := r.placeOne(ctx, entryOf(f)); err != nil {
			return err
		}
	}
	// What can be read back is what readers get: some stores answer before.
	text, err := r.read(ctx, output.ManifestName)
	if err == nil && !bytes.Equal(text, r.source.ManifestText) {
		err = &OtherRunError{}
	}
	if err != nil {
		return err
	}
	return r.again(ctx, "remove former files", func(ctx context.Context) error { return r.store.remove(ctx, r.plan.removed) })
}

// clean empties WorkFolder, announcements last: while one stands, its files are
// known to be ours.
func (r *run) clean(ctx context.Context) error {
	now, err := r.list(ctx, WorkFolder)
	if err != nil {
		return err
	}
	var files, announcements []string
	for name := range now {
		switch {
		case !isAnnouncement(name):
			files = append(files, name)
		case slices.Contains(r.plan.work, name):
			announcements = append(announcements, name)
		}
	}
	for _, names := range [][]string{files, announcements} {
		slices.Sort(names)
		if err := r.again(ctx, "clean "+WorkFolder, func(ctx context.Context) error { return r.store.remove(ctx, names) }); err != nil {
			return err
		}
	}
	return nil
}

// folders returns the folders of names, the deepest first.
func folders(names []string) []string {
	seen := map[string]bool{}
	var all []string
	for _, name := range names {
		for d := path.Dir(name); d != "." && !seen[d]; d = path.Dir(d) {
			seen[d] = true
			all = append(all, d)
		}
	}
	slices.Sort(all)
	slices.Reverse(all)
	return all
}

package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"planblanc/internal/build"
	"planblanc/internal/diag"
	"planblanc/internal/output"
	"planblanc/internal/search"
)

// searched is what a query is put to.
type searched struct {
	index *search.Index
	bleve *search.Bleve // with --engine bleve
}

func (s *searched) close() {
	if s.bleve != nil {
		_ = s.bleve.Close() // nothing was written
	}
}

// kept is where an index may be kept, and what it must be of.
type kept struct {
	store search.Store
	key   string // "" when nothing is to be kept
	bleve bool
}

// keeping finds the place of an index: .planblanc/ beside the content, below a
// hash of whatever the index depends on.
func (a *app) keeping(o searchOptions, b build.Options) (kept, error) {
	k := kept{bleve: o.engine == "bleve"}
	if o.anew {
		return k, nil
	}
	folder, err := filepath.Abs(o.source)
	if err != nil {
		return k, fmt.Errorf("find %s: %w", o.source, err)
	}
	digest, err := a.digest(folder, b)
	if err != nil {
		return k, err
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%q %v %v\n%s\n", digest, b.Establishment, b.Drafts, b.Date.Unix(), program())
	for _, over := range b.Overrides {
		fmt.Fprintf(sum, "%q %q\n", over.Key, over.Value)
	}
	k.store.Dir = keptIn(folder, "search")
	k.key = fmt.Sprintf("%x", sum.Sum(nil)[:16])
	return k, nil
}

// keptIn is where something made of a content folder is kept between runs:
// .planblanc/ beside it.
func keptIn(folder, what string) string {
	return filepath.Join(filepath.Dir(folder), ".planblanc", what)
}

// program tells this program from any other, and from itself before it was
// built again: a version alone says little of one that is being worked on.
func program() string {
	text := fmt.Sprint(version())
	if name, err := os.Executable(); err == nil {
		if info, err := os.Stat(name); err == nil {
			text += fmt.Sprint(info.Size(), info.ModTime().UnixNano())
		}
	}
	return text
}

// open returns what was kept; errors are those of search.Store.
func (k kept) open() (*searched, error) {
	if k.key == "" {
		return nil, fs.ErrNotExist
	}
	in := &searched{}
	var err error
	if in.index, err = k.store.Open(k.key); err != nil {
		return nil, err
	}
	if k.bleve {
		in.bleve, err = k.store.OpenBleve(k.key)
	}
	return in, err
}

// fresh reads the content, and keeps what it makes of it.
func (a *app) fresh(o searchOptions, b build.Options, k kept) (*searched, error) {
	l, err := build.Load(b)
	if err != nil {
		return nil, err
	}
	if diag.HasErrors(l.Diagnostics) {
		n, _ := tally(l.Diagnostics)
		fmt.Fprintf(a.stderr, a.t("%s dans le contenu : voir « planblanc check ».\n", "%s in the content: see “planblanc check”.\n"), a.count(n, "erreur", "error"))
		return nil, exitError(exitContent)
	}
	s := l.Site(b)
	in := &searched{}
	if in.index, err = search.New(s); err != nil {
		return nil, err
	}
	if k.key != "" {
		a.unkept(k.store.Keep(k.key, in.index))
	}
	if !k.bleve {
		return in, nil
	}
	if k.key != "" {
		if err = k.store.KeepBleve(k.key, s); err == nil {
			if in.bleve, err = k.store.OpenBleve(k.key); err == nil {
				return in, nil
			}
		}
		a.unkept(err)
	}
	in.bleve, err = search.NewBleve(s)
	return in, err
}

// unkept says why something is not kept. A folder that may not be written, as on
// a locked key, and another run that is at it are nothing to report.
func (a *app) unkept(err error) {
	if _, busy := errors.AsType[*output.BusyError](err); err == nil || busy || errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return
	}
	a.note(a.t("rien n'est gardé pour la prochaine fois : %s", "nothing is kept for the next time: %s"), a.explain(err))
}

// note prints a line that changes nothing to the answer.
func (a *app) note(format string, args ...any) {
	fmt.Fprintf(a.stderr, "planblanc%s%s.\n", a.t(" : ", ": "), fmt.Sprintf(format, args...))
}

package history

import (
	"maps"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/storer"
)

// walk dates files, from HEAD down.
type walk struct {
	objects storer.EncodedObjectStorer
	folder  []string               // names from the top of the repository, none for the top
	edge    map[plumbing.Hash]bool // commits whose parents the clone lacks
	queue   map[plumbing.Hash]*visit
	history *History
}

// visit is a commit, and what is to be dated there or below.
type visit struct {
	commit *object.Commit
	tree   plumbing.Hash // of the folder, zero where there is none
	files  []string
	whole  bool // the folder as a whole is among them
}

// run dates all files of a commit's folder, and the folder itself.
func (w *walk) run(head plumbing.Hash) error {
	v, err := w.visit(head)
	if err != nil {
		return err
	}
	v.whole = true
	files := map[string]bool{}
	if err := w.changed(files, "", v.tree, plumbing.ZeroHash); err != nil {
		return err
	}
	v.files = slices.Collect(maps.Keys(files))
	w.queue[head] = v
	for len(w.queue) > 0 {
		if err := w.step(w.newest()); err != nil {
			return err
		}
	}
	return nil
}

// newest takes the queue's newest commit. The queue is as long as history is
// wide there, so it needs no heap.
func (w *walk) newest() *visit {
	var newest *visit
	for _, v := range w.queue {
		if newest == nil || v.commit.Committer.When.After(newest.commit.Committer.When) {
			newest = v
		}
	}
	delete(w.queue, newest.commit.Hash)
	return newest
}

// step hands files on to the parents that have them alike, and dates the rest.
func (w *walk) step(v *visit) error {
	if w.edge[v.commit.Hash] {
		return nil
	}
	for _, hash := range v.commit.ParentHashes {
		parent, err := w.visit(hash)
		if err != nil {
			return err
		}
		if parent.tree == v.tree {
			w.pass(parent, v.files, v.whole)
			return nil
		}
		changed := map[string]bool{}
		if err := w.changed(changed, "", v.tree, parent.tree); err != nil {
			return err
		}
		var alike []string
		v.files = slices.DeleteFunc(v.files, func(name string) bool {
			if !changed[name] {
				alike = append(alike, name)
			}
			return !changed[name]
		})
		w.pass(parent, alike, false)
		if len(v.files) == 0 && !v.whole {
			return nil
		}
	}
	when := v.commit.Committer.When
	for _, name := range v.files {
		w.history.Last[name] = when
	}
	if v.whole && (v.commit.NumParents() > 0 || !bare(v.tree)) {
		w.history.Latest = when
	}
	return nil
}

// pass adds files to what a commit has to date.
func (w *walk) pass(v *visit, files []string, whole bool) {
	if len(files) == 0 && !whole {
		return
	}
	v.files = append(v.files, files...)
	v.whole = v.whole || whole
	w.queue[v.commit.Hash] = v
}

// visit returns a commit from the queue or, with nothing to date, from the
// disk.
func (w *walk) visit(hash plumbing.Hash) (*visit, error) {
	if v, queued := w.queue[hash]; queued {
		return v, nil
	}
	commit, err := object.GetCommit(w.objects, hash)
	if err != nil {
		return nil, err
	}
	tree := commit.TreeHash
	for _, name := range w.folder {
		if tree, err = w.below(tree, name); err != nil {
			return nil, err
		}
	}
	return &visit{commit: commit, tree: tree}, nil
}

// below returns the folder of that name in a tree, or zero.
func (w *walk) below(tree plumbing.Hash, name string) (plumbing.Hash, error) {
	entries, err := w.entries(tree)
	for _, e := range entries {
		if e.Name == name && e.Mode == filemode.Dir {
			return e.Hash, nil
		}
	}
	return plumbing.ZeroHash, err
}

// changed adds to names the files below prefix in a tree that its former
// version, maybe none, lacks or has otherwise.
func (w *walk) changed(names map[string]bool, prefix string, tree, former plumbing.Hash) error {
	if tree == former {
		return nil
	}
	now, err := w.entries(tree)
	if err != nil {
		return err
	}
	entries, err := w.entries(former)
	if err != nil {
		return err
	}
	was := make(map[string]object.TreeEntry, len(entries))
	for _, e := range entries {
		was[e.Name] = e
	}
	for _, e := range now {
		f := was[e.Name]
		switch {
		case e.Mode == filemode.Dir:
			if f.Mode != filemode.Dir {
				f.Hash = plumbing.ZeroHash
			}
			if err := w.changed(names, prefix+e.Name+"/", e.Hash, f.Hash); err != nil {
				return err
			}
		case f.Hash != e.Hash || f.Mode != e.Mode:
			names[prefix+e.Name] = true
		}
	}
	return nil
}

func (w *walk) entries(tree plumbing.Hash) ([]object.TreeEntry, error) {
	if bare(tree) {
		return nil, nil
	}
	t, err := object.GetTree(w.objects, tree)
	if err != nil {
		return nil, err
	}
	return t.Entries, nil
}

// bare reports whether a folder is missing or empty. Git knows the empty tree
// without storing it.
func bare(tree plumbing.Hash) bool {
	return tree.IsZero() || tree == plumbing.ComputeHash(plumbing.TreeObject, nil)
}

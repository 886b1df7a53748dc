// Package history tells when each file of a folder last changed, from git or,
// for a copy that has left it, from a file that was written then.
//
// One walk from HEAD dates every file at once. Each visited commit carries the
// files that nobody has dated yet; a file goes on to the first parent that has
// the same version of it, and where none has, that commit changed it. This is
// how `git log` simplifies history by default ("TREESAME" in git-log(1)), so a
// merge counts only where it differs from all its parents. A file is carried by
// one commit at a time, so the order of visits changes no date; newest first
// merely lets files meet again below a merge. The walk ends when nothing is
// left to date.
//
// Folders are compared by hash first: a commit that leaves the folder alone
// costs one look, whatever the number of files.
//
// At the edge of a shallow clone a file is left undated: what that commit
// changed cannot be told from what it found, and a date that is too recent
// would say that a stale card was just revised.
//
// Why not `git log -1` for each file: the authors' machines may have no git,
// and one walk per file takes minutes on a long history. Why not file times: a
// clone sets them all to its own. Why not renames: the question is when the
// file's own path changed, as in `git log` without --follow.
package history

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// History is the past of a folder. Times have the committer's offset.
type History struct {
	// Last maps a file's path, relative to the folder and with slashes, to the
	// committer's time of the last commit that changed it. It has the files of
	// HEAD, not those of the working tree, without those whose last change is
	// beyond the edge of a shallow clone.
	Last map[string]time.Time
	// Latest is the time of the last commit that touches the folder, deletions
	// included; zero when there is none, or it is beyond the edge.
	Latest time.Time
	// Since is the build date of the edition that carried the folder out of
	// version control; zero for a folder that is in it.
	Since time.Time
	// Shallow reports that the clone lacks part of its past.
	Shallow bool
}

// Dates returns Last; nil without a history.
func (h *History) Dates() map[string]time.Time {
	if h == nil {
		return nil
	}
	return h.Last
}

// Load reads the history of a folder, which may be the top of a repository, a
// folder below it, or in a linked worktree; DatesFile tells of files that none
// knows. It returns nil without an error when there is neither, or nothing was
// committed yet. The caller owns the result.
func Load(dir string) (*History, error) {
	h, err := load(dir)
	if err == nil {
		h, err = h.take(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("read the history of %s: %w", dir, err)
	}
	return h, nil
}

func load(dir string) (*History, error) {
	dir, err := place(dir)
	if err != nil {
		return nil, err
	}
	repo, head, err := open(dir)
	if repo == nil || err != nil {
		return nil, err
	}
	tree, err := repo.Worktree()
	if err != nil {
		return nil, err
	}
	folder, err := filepath.Rel(tree.Filesystem.Root(), dir)
	if err != nil {
		return nil, err
	}
	// The same storage, but it opens each pack once and not for each object,
	// which halves the time. go-git's own opening knows no such option.
	objects := filesystem.NewStorageWithOptions(repo.Storer.(*filesystem.Storage).Filesystem(),
		cache.NewObjectLRUDefault(), filesystem.Options{KeepDescriptors: true})
	defer objects.Close()
	w := walk{objects: objects, queue: map[plumbing.Hash]*visit{}, history: &History{Last: map[string]time.Time{}}}
	if folder != "." {
		w.folder = strings.Split(filepath.ToSlash(folder), "/")
	}
	if w.edge, err = readEdge(objects); err != nil {
		return nil, err
	}
	w.history.Shallow = len(w.edge) > 0
	return w.history, w.run(head)
}

// Head names the commit and the DatesFile that Load would start from, "" when
// there is neither. A history is the same as long as this is.
func Head(dir string) (string, error) {
	at, err := place(dir)
	if err != nil {
		return "", fmt.Errorf("read the history of %s: %w", dir, err)
	}
	repo, head, err := open(at)
	if err != nil {
		return "", fmt.Errorf("read the history of %s: %w", dir, err)
	}
	commit := ""
	if repo != nil {
		commit = head.String()
	}
	named, err := headOf(dir, commit)
	if err != nil {
		return "", fmt.Errorf("read the history of %s: %w", dir, err)
	}
	return named, nil
}

// place is where a folder really is: the way up to its repository starts there.
func place(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(dir)
}

// open finds the repository of a place and its commit; it returns no repository
// when none or an empty one is there.
func open(dir string) (*git.Repository, plumbing.Hash, error) {
	repo, err := git.PlainOpenWithOptions(dir, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if errors.Is(err, git.ErrRepositoryNotExists) {
		return nil, plumbing.ZeroHash, nil
	}
	if err != nil {
		return nil, plumbing.ZeroHash, err
	}
	head, err := repo.Head()
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return nil, plumbing.ZeroHash, nil
	}
	if err != nil {
		return nil, plumbing.ZeroHash, err
	}
	return repo, head.Hash(), nil
}

// readEdge returns the commits whose parents a shallow clone lacks. Git also
// lists the first commit of a clone that is as deep as its source.
func readEdge(objects *filesystem.Storage) (map[plumbing.Hash]bool, error) {
	listed, err := objects.Shallow()
	if err != nil {
		return nil, err
	}
	edge := map[plumbing.Hash]bool{}
	for _, hash := range listed {
		commit, err := object.GetCommit(objects, hash)
		if err != nil {
			return nil, err
		}
		if commit.NumParents() > 0 {
			edge[hash] = true
		}
	}
	return edge, nil
}

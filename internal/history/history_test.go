package history

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.FixedZone("", 2*3600))

func at(hours int) time.Time { return noon.Add(time.Duration(hours) * time.Hour) }

func TestRandomHistoriesAgreeWithGit(t *testing.T) {
	dates := 0
	for seed := range uint64(24) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dir := random(seed, 30).repo(t)
			for _, folder := range []string{"", "c"} {
				want := asked(t, filepath.Join(dir, folder))
				same(t, loaded(t, filepath.Join(dir, folder)), want)
				dates += len(want.Last)
			}
		})
	}
	if dates < 100 {
		t.Errorf("only %d dates compared: the histories are too poor to show anything", dates)
	}
}

func TestNamedHistories(t *testing.T) {
	tests := map[string]struct {
		make func(i *importer)
		want map[string]int // hours, in the folder c
		last int
	}{
		"a merge is not a change": {func(i *importer) {
			base := i.commit(at(0), files{"c/a": "1", "c/b": "1"})
			left := i.commit(at(1), files{"c/a": "2", "c/b": "1"}, base)
			right := i.commit(at(2), files{"c/a": "1", "c/b": "2"}, base)
			i.commit(at(3), files{"c/a": "2", "c/b": "2"}, left, right)
		}, map[string]int{"a": 1, "b": 2}, 3}, // the folder as a whole is like neither side's
		"a merge that resolves a conflict is": {func(i *importer) {
			base := i.commit(at(0), files{"c/a": "1", "c/b": "1"})
			left := i.commit(at(1), files{"c/a": "2", "c/b": "1"}, base)
			right := i.commit(at(2), files{"c/a": "3", "c/b": "1"}, base)
			i.commit(at(3), files{"c/a": "2+3", "c/b": "1"}, left, right)
		}, map[string]int{"a": 3, "b": 0}, 3},
		"a merge that takes a side hides the other": {func(i *importer) {
			base := i.commit(at(0), files{"c/a": "1"})
			left := i.commit(at(1), files{"c/a": "2"}, base)
			right := i.commit(at(2), files{"c/a": "3"}, base)
			i.commit(at(3), files{"c/a": "2"}, left, right)
		}, map[string]int{"a": 1}, 1},
		"a file that came back is new": {func(i *importer) {
			one := i.commit(at(0), files{"c/a": "1", "c/b": "1"})
			two := i.commit(at(1), files{"c/b": "1"}, one)
			i.commit(at(2), files{"c/a": "1", "c/b": "1"}, two)
		}, map[string]int{"a": 2, "b": 0}, 2},
		"a rename is a change": {func(i *importer) {
			one := i.commit(at(0), files{"c/a": "1", "c/d/b": "1"})
			i.commit(at(1), files{"c/a": "1", "c/e/b": "1"}, one)
		}, map[string]int{"a": 0, "e/b": 1}, 1},
		"a deletion touches the folder": {func(i *importer) {
			one := i.commit(at(0), files{"c/a": "1", "c/b": "1"})
			two := i.commit(at(1), files{"c/a": "1"}, one)
			i.commit(at(2), files{"c/a": "1", "other": "1"}, two)
		}, map[string]int{"a": 0}, 1},
		"an edit undone on the same branch still counts": {func(i *importer) {
			one := i.commit(at(0), files{"c/a": "1"})
			two := i.commit(at(1), files{"c/a": "2"}, one)
			i.commit(at(2), files{"c/a": "1"}, two)
		}, map[string]int{"a": 2}, 2},
		"unrelated roots": {func(i *importer) {
			one := i.commit(at(0), files{"c/a": "1"})
			two := i.commit(at(1), files{"c/b": "1"})
			i.commit(at(2), files{"c/a": "1", "c/b": "1"}, one, two)
		}, map[string]int{"a": 0, "b": 1}, 2},
		"a first commit without files": {func(i *importer) {
			one := i.commit(at(0), files{})
			i.commit(at(1), files{"c/a": "1"}, one)
		}, map[string]int{"a": 1}, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			i := &importer{}
			test.make(i)
			dir := filepath.Join(i.repo(t), "c")
			want := &History{Last: map[string]time.Time{}, Latest: at(test.last)}
			for file, hours := range test.want {
				want.Last[file] = at(hours)
			}
			same(t, loaded(t, dir), want)
			same(t, asked(t, dir), want)
		})
	}
}

func TestFileThatGaveWayToAFolder(t *testing.T) {
	i := &importer{}
	one := i.commit(at(0), files{"c": "1"})
	i.commit(at(1), files{"c/a": "1"}, one)
	dir := i.repo(t)
	same(t, loaded(t, dir), asked(t, dir))
	same(t, loaded(t, filepath.Join(dir, "c")), asked(t, filepath.Join(dir, "c")))
}

func TestExecutableBitIsAChange(t *testing.T) {
	i := &importer{}
	i.commit(at(0), files{"c/a": "1", "c/b": "1"})
	dir := i.repo(t)
	runGit(t, dir, "", "update-index", "--chmod=+x", "c/a")
	runGit(t, dir, "", "commit", "-q", "-m", "x")
	got := loaded(t, dir)
	same(t, got, asked(t, dir))
	if got.Last["c/a"].Equal(got.Last["c/b"]) {
		t.Error("both files have one date")
	}
}

func TestNoHistory(t *testing.T) {
	plain, empty := t.TempDir(), t.TempDir()
	runGit(t, empty, "", "init", "-q")
	for name, dir := range map[string]string{"no repository": plain, "no commit": empty} {
		if h, err := Load(dir); h != nil || err != nil {
			t.Errorf("%s: %v, %v", name, h, err)
		}
	}
	if _, err := Load(filepath.Join(plain, "missing")); err == nil {
		t.Error("a missing folder has a history")
	}
}

func TestFolderThatIsNotCommitted(t *testing.T) {
	i := &importer{}
	i.commit(at(0), files{"a": "1"})
	dir := i.repo(t)
	write(t, filepath.Join(dir, "c", "new.md"), "1")
	h := loaded(t, filepath.Join(dir, "c"))
	if len(h.Last) != 0 || !h.Latest.IsZero() {
		t.Errorf("%+v", h)
	}
}

func TestDeletedFolder(t *testing.T) {
	i := &importer{}
	one := i.commit(at(0), files{"a": "1", "c/b": "1"})
	two := i.commit(at(1), files{"a": "1"}, one)
	i.commit(at(2), files{"a": "2"}, two)
	dir := i.repo(t)
	write(t, filepath.Join(dir, "c", "new.md"), "1")
	h := loaded(t, filepath.Join(dir, "c"))
	if len(h.Last) != 0 || !h.Latest.Equal(at(1)) {
		t.Errorf("%+v", h)
	}
}

func TestUncommittedFileHasNoDate(t *testing.T) {
	i := &importer{}
	i.commit(at(0), files{"c/a": "1"})
	dir := i.repo(t)
	write(t, filepath.Join(dir, "c", "a"), "2")
	write(t, filepath.Join(dir, "c", "new.md"), "1")
	same(t, loaded(t, dir), asked(t, dir))
}

func TestWorktreesAndLinks(t *testing.T) {
	i := random(7, 30)
	dir := i.repo(t)
	want := asked(t, filepath.Join(dir, "c"))
	base := t.TempDir()

	worktree := filepath.Join(base, "worktree")
	runGit(t, dir, "", "worktree", "add", "-q", "--detach", worktree)
	separate := filepath.Join(base, "separate")
	runGit(t, base, "", "clone", "-q", "--separate-git-dir", filepath.Join(base, "store"), dir, separate)
	link := filepath.Join(base, "link")
	if err := os.Symlink(filepath.Join(dir, "c"), link); err != nil {
		t.Fatal(err)
	}
	packed := filepath.Join(base, "packed")
	runGit(t, base, "", "clone", "-q", dir, packed)
	runGit(t, packed, "", "gc", "-q")

	for name, folder := range map[string]string{
		"worktree": filepath.Join(worktree, "c"), "separate": filepath.Join(separate, "c"),
		"link": link, "packed": filepath.Join(packed, "c"),
	} {
		t.Run(name, func(t *testing.T) { same(t, loaded(t, folder), want) })
	}
	t.Run("relative", func(t *testing.T) {
		t.Chdir(filepath.Join(dir, "c"))
		same(t, loaded(t, "."), want)
	})
}

func TestShallowCloneClaimsNoDateOfTheEdge(t *testing.T) {
	i := &importer{}
	one := i.commit(at(0), files{"c/old": "1", "c/edge": "1", "c/new": "1"})
	two := i.commit(at(1), files{"c/old": "1", "c/edge": "2", "c/new": "1"}, one)
	i.commit(at(2), files{"c/old": "1", "c/edge": "2", "c/new": "2"}, two)
	dir := i.repo(t)
	clone := func(t *testing.T, depth string) string {
		to := filepath.Join(t.TempDir(), "clone")
		runGit(t, dir, "", "clone", "-q", "--depth", depth, "file://"+filepath.ToSlash(dir), to)
		return filepath.Join(to, "c")
	}
	t.Run("two commits", func(t *testing.T) {
		same(t, loaded(t, clone(t, "2")), &History{Last: map[string]time.Time{"new": at(2)}, Latest: at(2), Shallow: true})
	})
	t.Run("one commit", func(t *testing.T) {
		same(t, loaded(t, clone(t, "1")), &History{Last: map[string]time.Time{}, Shallow: true})
	})
	t.Run("worktree", func(t *testing.T) {
		to := filepath.Join(t.TempDir(), "worktree")
		runGit(t, clone(t, "2"), "", "worktree", "add", "-q", "--detach", to)
		same(t, loaded(t, filepath.Join(to, "c")), &History{Last: map[string]time.Time{"new": at(2)}, Latest: at(2), Shallow: true})
	})
	t.Run("all commits", func(t *testing.T) {
		same(t, loaded(t, clone(t, "3")), asked(t, filepath.Join(dir, "c")))
	})
}

// BenchmarkLoad reads 2,000 commits of 300 files, one of ten a merge, with one
// file that nobody touched since the first commit.
func BenchmarkLoad(b *testing.B) {
	i := &importer{}
	tree := files{"readme": "1"}
	for n := range 300 {
		tree[fmt.Sprintf("content/fiches/s%d/f%d.md", n%20, n)] = "0"
	}
	last := i.commit(at(0), tree)
	for n := 1; n < 2000; n++ {
		before := last
		tree[fmt.Sprintf("content/fiches/s%d/f%d.md", n%299%20, n%299)] = fmt.Sprint(n)
		last = i.commit(at(n), tree, before)
		if n%10 == 0 {
			n++
			last = i.commit(at(n), tree, before, last)
		}
	}
	dir := i.repo(b)
	runGit(b, dir, "", "gc", "-q")
	for b.Loop() {
		if h := loaded(b, filepath.Join(dir, "content")); len(h.Last) != 300 {
			b.Fatalf("%d dates", len(h.Last))
		}
	}
}

package history

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// gitEnv keeps the tester's own git settings out.
func gitEnv() []string {
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GIT_") })
	return append(env, "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
}

// runGit runs git in a folder and returns what it prints. A machine without git
// fails the test.
func runGit(t testing.TB, dir, stdin string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
	cmd.Stdin = strings.NewReader(stdin)
	cmd.Env = gitEnv()
	out, err := cmd.Output()
	if err != nil {
		if exit, ok := err.(*exec.ExitError); ok {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		t.Fatalf("git %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSuffix(string(out), "\n")
}

// files maps paths to contents.
type files map[string]string

// importer writes a history in the language of git-fast-import(1).
type importer struct {
	b     strings.Builder
	marks int
}

// commit adds a commit with the whole tree given, and returns its mark.
func (i *importer) commit(when time.Time, tree files, parents ...int) int {
	i.marks++
	_, offset := when.Zone()
	fmt.Fprintf(&i.b, "commit refs/heads/main\nmark :%d\n", i.marks)
	fmt.Fprintf(&i.b, "author a <a@example.org> 1000000000 +0000\n")
	fmt.Fprintf(&i.b, "committer a <a@example.org> %d %+03d%02d\ndata 0\n", when.Unix(), offset/3600, offset%3600/60)
	if len(parents) == 0 {
		fmt.Fprintf(&i.b, "from 0000000000000000000000000000000000000000\n")
	}
	for n, p := range parents {
		fmt.Fprintf(&i.b, "%s :%d\n", map[bool]string{true: "from", false: "merge"}[n == 0], p)
	}
	i.b.WriteString("deleteall\n")
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		fmt.Fprintf(&i.b, "M 100644 inline %s\ndata %d\n%s\n", name, len(tree[name]), tree[name])
	}
	return i.marks
}

// repo makes a repository whose HEAD is the last commit, checked out.
func (i *importer) repo(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	runGit(t, dir, "", "init", "-q", "-b", "main")
	runGit(t, dir, i.b.String(), "fast-import", "--quiet", "--force")
	runGit(t, dir, "", "reset", "-q", "--hard")
	return dir
}

// random returns a history of n commits: edits, additions, deletions,
// re-additions, renames, empty commits, and merges that take either side's
// version, mix both, or change more.
func random(seed uint64, n int) *importer {
	r := rand.New(rand.NewPCG(seed, 0))
	names := []string{"a.md", "c/b.md", "c/d.md", "c/e/f.md", "c/e/g é.md", "c/h", "c/h/i.md", "z/j.md"}
	i := &importer{}
	when := time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600))
	var trees []files
	heads := []int{}
	put := func(tree files, name string) {
		for other := range tree { // no file may be another's folder
			if strings.HasPrefix(other, name+"/") || strings.HasPrefix(name, other+"/") {
				delete(tree, other)
			}
		}
		tree[name] = fmt.Sprint(r.IntN(3)) // few versions, so that some come back
	}
	change := func(tree files) {
		name := names[r.IntN(len(names))]
		switch r.IntN(5) {
		case 0:
			delete(tree, name)
		case 1:
			if body, found := tree[name]; found {
				delete(tree, name)
				to := names[r.IntN(len(names))]
				put(tree, to)
				tree[to] = body
			}
		case 2: // an empty commit, if nothing else
		default:
			put(tree, name)
		}
	}
	for len(trees) < n {
		// Two in ten commits are not newer than those before: clocks differ.
		when = when.Add(time.Duration(r.IntN(10)-2) * time.Minute)
		tree, parents := files{}, []int{}
		if len(heads) > 0 && r.IntN(12) > 0 {
			parents = append(parents, heads[r.IntN(len(heads))])
			maps.Copy(tree, trees[parents[0]-1])
		}
		if other := r.IntN(len(heads) + 3); len(parents) > 0 && other < len(heads) && heads[other] != parents[0] {
			parents = append(parents, heads[other])
			for name, body := range trees[heads[other]-1] {
				if r.IntN(2) == 0 {
					put(tree, name)
					tree[name] = body
				}
			}
		}
		if len(parents) < 2 || r.IntN(4) == 0 {
			change(tree)
		}
		trees = append(trees, tree)
		mark := i.commit(when, tree, parents...)
		heads = slices.DeleteFunc(heads, func(h int) bool { return slices.Contains(parents, h) && r.IntN(3) > 0 })
		heads = append(heads, mark)
	}
	// The last commit joins what is left, so that all of it is history.
	last := files{}
	for _, h := range heads {
		for name, body := range trees[h-1] {
			if r.IntN(2) == 0 {
				put(last, name)
				last[name] = body
			}
		}
	}
	put(last, "c/b.md")
	i.commit(when.Add(time.Minute), last, heads...)
	return i
}

// asked returns what git itself says of a folder.
func asked(t testing.TB, dir string) *History {
	t.Helper()
	h := &History{Last: map[string]time.Time{}}
	for name := range strings.SplitSeq(runGit(t, dir, "", "ls-tree", "-r", "-z", "--name-only", "HEAD", "."), "\x00") {
		if name != "" {
			h.Last[name] = date(t, dir, name)
		}
	}
	h.Latest = date(t, dir, ".")
	return h
}

func date(t testing.TB, dir, path string) time.Time {
	t.Helper()
	text := runGit(t, dir, "", "log", "-1", "--format=%cI", "--", path)
	if text == "" {
		return time.Time{}
	}
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func loaded(t testing.TB, dir string) *History {
	t.Helper()
	h, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if h == nil {
		t.Fatalf("%s: no history", dir)
	}
	return h
}

// same compares instants and offsets.
func same(t *testing.T, got, want *History) {
	t.Helper()
	stamp := func(w time.Time) string { return w.Format(time.RFC3339) }
	for _, name := range slices.Sorted(maps.Keys(want.Last)) {
		if g := got.Last[name]; stamp(g) != stamp(want.Last[name]) {
			t.Errorf("%s: %s, git says %s", name, stamp(g), stamp(want.Last[name]))
		}
	}
	for name := range got.Last {
		if _, found := want.Last[name]; !found {
			t.Errorf("%s is not in HEAD", name)
		}
	}
	if stamp(got.Latest) != stamp(want.Latest) {
		t.Errorf("latest: %s, git says %s", stamp(got.Latest), stamp(want.Latest))
	}
	if got.Shallow != want.Shallow {
		t.Errorf("shallow: %v, want %v", got.Shallow, want.Shallow)
	}
}

// write puts a file on the disk.
func write(t testing.TB, name, body string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(body), 0o644); err != nil {
		t.Fatal(err)
	}
}

package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"planblanc/internal/sitetest"
)

// builder is this program in a process of its own, which may be killed.
func builder(content, public string) *exec.Cmd {
	cmd := exec.Command("planblanc", "build", "--date", today, "-s", content, "-d", public)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Dir(public)}
	return cmd
}

// A build killed at any moment leaves the old site or the new one, whole, and
// the next build succeeds. KILLS sets the number of kills; there are more until a
// quarter of that many cut a run.
func TestKilledBuildLeavesAWholeSite(t *testing.T) {
	t.Parallel()
	kills := 200
	if text := os.Getenv("KILLS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		kills = n
	}
	top := t.TempDir()
	public := filepath.Join(top, "out", "public")
	sites := two(t, top)
	if err := os.Mkdir(filepath.Dir(public), 0o755); err != nil {
		t.Fatal(err)
	}
	whole := map[string]bool{} // the two sites, as their SHA256SUMS tell them apart
	var took time.Duration
	for range 2 { // the first run pays for a cold cache
		for i, content := range sites {
			start := time.Now()
			if out, err := builder(content, public).CombinedOutput(); err != nil {
				t.Fatalf("site %d: %v\n%s", i, err, out)
			}
			took = time.Since(start)
			whole[sums(t, public)] = true
		}
	}
	if len(whole) != 2 {
		t.Fatalf("%d sites, want 2", len(whole))
	}
	window := took * 5 / 4 // follows the machine's speed
	random := rand.New(rand.NewPCG(uint64(kills), 23))
	cut, killed := 0, 0
	for ; killed < kills || cut < kills/4 && killed < 10*kills; killed++ {
		i := killed
		cmd := builder(sites[i%2], public)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.Int64N(int64(window))))
		// A run that ended before its kill is one that succeeded.
		_ = cmd.Process.Kill()
		if err := cmd.Wait(); err != nil {
			cut++
			if cmd.ProcessState.Exited() {
				t.Fatalf("run %d failed by itself: %v\n%s", i, err, errs.String())
			}
			window += window / 32
		} else { // too late: the machine has become faster
			window -= window / 8
		}
		if err := verify(public); err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		if !whole[sums(t, public)] {
			t.Fatalf("kill %d left a third site", i)
		}
	}
	if cut < kills/4 {
		t.Errorf("only %d of %d runs were cut", cut, killed)
	}
	for _, content := range sites {
		if out, err := builder(content, public).CombinedOutput(); err != nil {
			t.Fatalf("after the kills: %v\n%s", err, out)
		}
	}
	nothingBeside(t, public)
	t.Logf("%d runs of about %v, %d cut", killed, took.Round(time.Millisecond), cut)
}

// two writes two contents whose sites differ in some pages and in which they
// have.
func two(t *testing.T, top string) []string {
	t.Helper()
	var dirs []string
	for i, more := range []string{
		"-- site.yaml --\ntitle: Un\norganization: Centre hospitalier\n-- fiches/un.md --\n---\ntitle: Un\ntype: reference\nstatus: valide\n---\n\nUn.\n",
		"-- site.yaml --\ntitle: Deux\norganization: Centre hospitalier\n-- fiches/deux.md --\n---\ntitle: Deux\ntype: reference\nstatus: valide\n---\n\nDeux.\n",
	} {
		dir := filepath.Join(top, "content"+strconv.Itoa(i))
		write(t, dir, sitetest.Folder(more))
		dirs = append(dirs, dir)
	}
	return dirs
}

func sums(t *testing.T, public string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(public, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

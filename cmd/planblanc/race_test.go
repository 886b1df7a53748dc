package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// holder is what a run that comes second says of the first.
var holder = regexp.MustCompile(`une autre construction écrit dans « [^»]* » \((\S+), pid (\d+)\) : attendre qu'elle finisse`)

// Eight builds at once, again and again: at least one wins, each of the others says
// which of the eight has the lock, and the site is one of theirs, whole. ROUNDS
// sets how often.
func TestBuildsAtOnce(t *testing.T) {
	const runs = 8
	rounds := 6
	if text := os.Getenv("ROUNDS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		rounds = n
	}
	top := t.TempDir()
	public := filepath.Join(top, "out", "public")
	sites := two(t, top)
	if err := os.Mkdir(filepath.Dir(public), 0o755); err != nil {
		t.Fatal(err)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	whole := map[string]bool{}
	for _, content := range sites {
		if out, err := builder(content, public).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		whole[sums(t, public)] = true
	}
	won, kept := 0, 0
	for round := range rounds {
		var wg sync.WaitGroup
		cmds, said, failed := make([]*exec.Cmd, runs), make([]bytes.Buffer, runs), make([]error, runs)
		for i := range runs {
			cmds[i] = builder(sites[i%2], public)
			cmds[i].Args = append(cmds[i].Args, "--no-cache")
			cmds[i].Env = append(cmds[i].Env, "PLANBLANC_LANG=fr")
			cmds[i].Stderr = &said[i]
			wg.Go(func() { failed[i] = cmds[i].Run() })
		}
		wg.Wait()
		var pids []string
		for _, cmd := range cmds {
			pids = append(pids, fmt.Sprint(cmd.Process.Pid))
		}
		winners := 0
		for i, err := range failed {
			if err == nil {
				winners++
				continue
			}
			exit, ok := errors.AsType[*exec.ExitError](err)
			text := strings.Join(strings.Fields(said[i].String()), " ")
			m := holder.FindStringSubmatch(text)
			if !ok || exit.ExitCode() != exitFailure || m == nil || m[1] != host || !slices.Contains(pids, m[2]) || m[2] == pids[i] {
				t.Errorf("round %d: %v, %q; the runs are %v", round, err, text, pids)
			}
			kept++
		}
		if winners == 0 {
			t.Errorf("round %d: nobody wins", round)
		}
		won += winners
		if err := verify(public); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if !whole[sums(t, public)] {
			t.Fatalf("round %d left a third site", round)
		}
	}
	nothingBeside(t, public)
	if kept < rounds {
		t.Errorf("only %d runs of %d were kept out: the test shows little", kept, rounds*runs)
	}
	t.Logf("%d runs: %d won, %d were kept out", rounds*runs, won, kept)
}

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"planblanc/internal/key"
)

// writeCalls are the system calls that change a disk.
var writeCalls = []string{"openat", "write", "fsync", "syncfs", "mkdirat", "unlinkat", "renameat", "renameat2", "linkat", "fchmod", "fchmodat", "ftruncate", "utimensat"}

// faults are what strace makes of one of them: the program is killed there, or
// the system refuses.
var faults = []string{"signal=KILL", "error=EIO", "error=ENOSPC", "error=EROFS", "error=EACCES"}

// inject runs the program with a fault at the n-th call of a kind that touches
// the paths, and reports whether there was such a call. Threads are counted one
// by one; the program is kept to one.
func inject(t *testing.T, dir string, paths []string, call, fault string, n int, args ...string) (met bool, code int, said string) {
	t.Helper()
	trace := filepath.Join(dir, "trace")
	command := []string{"-f", "-qq", "-o", trace, "-e", "trace=" + call, "-e", "inject=" + call + ":" + fault + ":when=" + strconv.Itoa(n)}
	for _, p := range paths {
		command = append(command, "-P", p)
	}
	run := exec.Command("strace", append(append(command, "planblanc"), args...)...)
	run.Dir = dir
	run.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "GOMAXPROCS=1", "GODEBUG=asyncpreemptoff=1"}
	out, err := run.CombinedOutput()
	if err != nil && run.ProcessState == nil {
		t.Fatalf("NON EXÉCUTÉ : %v (paquet strace)", err)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatalf("NON EXÉCUTÉ : strace n'a rien écrit : %v\n%s", err, out)
	}
	return strings.Contains(string(text), "INJECTED") || strings.Contains(string(text), "SIGKILL"), run.ProcessState.ExitCode(), string(out)
}

// TestFaultsWhileWritingAKey meets every call that changes the key: whatever
// fails, a complete version opens that is no older than the one before, and the
// message names the key. It samples calls and kinds of faults; STRIDE=1 meets all.
func TestFaultsWhileWritingAKey(t *testing.T) {
	stride, chosen := 60, faults[:2]
	if text := os.Getenv("STRIDE"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		stride, chosen = n, faults
	}
	top := t.TempDir()
	var publics []string
	for i, content := range two(t, top) {
		public := filepath.Join(top, "site"+strconv.Itoa(i))
		if out, err := builder(content, public).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		publics = append(publics, public)
	}
	model := filepath.Join(top, "model")
	if err := os.Mkdir(model, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, public := range publics {
		if code, _, errs := planblanc([]string{"HOME=" + top}, "key", "write", model, "-d", public); code != 0 {
			t.Fatal(errs)
		}
	}
	runs, killed, refused := 0, 0, 0
	for _, call := range writeCalls {
		for _, fault := range chosen {
			for n := 1; ; n += stride {
				dir := t.TempDir()
				stick := filepath.Join(dir, "key")
				if err := os.CopyFS(stick, os.DirFS(model)); err != nil {
					t.Fatal(err)
				}
				met, code, said := inject(t, dir, below(t, stick, publics[0]), call, fault, n, "key", "write", stick, "-d", publics[0])
				states := key.States(os.DirFS(stick))
				if len(states) == 0 || states[0].Write < 2 {
					t.Fatalf("%s %s %d: %v opens\n%s", call, fault, n, states, said)
				}
				slot := filepath.Join(stick, string(states[0].Slot))
				if err := verify(slot, key.ScriptName, key.PictureName); err != nil && !strings.HasPrefix(err.Error(), key.PictureName) {
					t.Fatalf("%s %s %d: %v\n%s", call, fault, n, err, said)
				}
				if !met {
					break
				}
				runs++
				switch {
				case code == 0: // a fault that costs nothing: a lock that could not be removed
				case fault == faults[0]:
					killed++
				default:
					refused++
					if !strings.Contains(said, stick) {
						t.Errorf("%s %s %d does not name the key: %s", call, fault, n, said)
					}
				}
			}
		}
	}
	if runs < 60/stride || killed == 0 || refused == 0 {
		t.Errorf("%d faults, %d kills, %d refusals", runs, killed, refused)
	}
	t.Logf("%d faults met: %d kills, %d messages", runs, killed, refused)
}

// below lists what is and will be on a key: strace follows paths one by one.
func below(t *testing.T, stick, public string) []string {
	t.Helper()
	all := []string{stick, filepath.Join(stick, key.LockName), filepath.Join(stick, key.MarkerName(key.A, 3)), filepath.Join(stick, key.MarkerName(key.B, 2))}
	for name := range tree(t, stick, false) {
		all = append(all, filepath.Join(stick, name))
	}
	for name := range tree(t, public, false) {
		all = append(all, filepath.Join(stick, string(key.A), name))
	}
	return all
}

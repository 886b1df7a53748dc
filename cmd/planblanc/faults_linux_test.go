package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

// outcome is what one run with a fault did.
type outcome struct {
	met   bool
	code  int
	said  string
	names string // what a message must name
}

// eachFault meets every call that changes a disk with every fault, one a run,
// until try meets no more of a kind. It samples; STRIDE=1 meets all.
func eachFault(t *testing.T, try func(call, fault string, n int) outcome) {
	t.Helper()
	stride, chosen := 60, faults[:2]
	if text := os.Getenv("STRIDE"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		stride, chosen = n, faults
	}
	runs, killed, refused := 0, 0, 0
	for _, call := range writeCalls {
		for _, fault := range chosen {
			for n := 1; ; n += stride {
				o := try(call, fault, n)
				if !o.met {
					break
				}
				runs++
				switch {
				case o.code == 0: // a fault that costs nothing: a lock that could not be removed
				case fault == faults[0]:
					killed++
				default:
					refused++
					if !strings.Contains(o.said, o.names) {
						t.Errorf("%s %s %d does not name %s: %s", call, fault, n, o.names, o.said)
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

// Whatever fails while a key is written, a complete version opens that is no
// older than the one before, and the message names the key.
func TestFaultsWhileWritingAKey(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	publics := twoBuilt(t, top)
	model := filepath.Join(top, "model")
	if err := os.Mkdir(model, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, public := range publics {
		if code, _, errs := planblanc([]string{"HOME=" + top}, "key", "write", model, "-d", public); code != 0 {
			t.Fatal(errs)
		}
	}
	eachFault(t, func(call, fault string, n int) outcome {
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
		return outcome{met, code, said, stick}
	})
}

// twoBuilt builds the sites of two and returns their folders.
func twoBuilt(t *testing.T, top string) []string {
	t.Helper()
	var publics []string
	for i, content := range two(t, top) {
		public := filepath.Join(top, "site"+strconv.Itoa(i))
		if out, err := builder(content, public).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		publics = append(publics, public)
	}
	return publics
}

// Whatever fails while a site is built, the folder holds the old site or the new
// one, whole; the message names what failed, and the next build succeeds.
func TestFaultsWhileBuilding(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	publics := twoBuilt(t, top)
	before, after := sums(t, publics[0]), sums(t, publics[1])
	content := filepath.Join(top, "content1")
	eachFault(t, func(call, fault string, n int) outcome {
		dir := t.TempDir()
		public := filepath.Join(dir, "public")
		if err := os.CopyFS(public, os.DirFS(publics[0])); err != nil {
			t.Fatal(err)
		}
		work := filepath.Join(dir, ".public.planblanc")
		paths := []string{dir, public, work, filepath.Join(work, "lock"), filepath.Join(work, "new")}
		for name := range tree(t, publics[1], false) {
			paths = append(paths, filepath.Join(work, "new", name))
		}
		met, code, said := inject(t, dir, paths, call, fault, n, "build", "--date", today, "-s", content, "-d", public)
		if err := verify(public); err != nil {
			t.Fatalf("%s %s %d: %v\n%s", call, fault, n, err, said)
		}
		if left := sums(t, public); left != before && left != after || code == 0 && left != after {
			t.Fatalf("%s %s %d: exit %d with another site\n%s", call, fault, n, code, said)
		}
		if code != 0 {
			if out, err := builder(content, public).CombinedOutput(); err != nil || sums(t, public) != after {
				t.Fatalf("%s %s %d: the next build: %v\n%s", call, fault, n, err, out)
			}
		}
		return outcome{met, code, said, dir}
	})
}

// Verifying writes nothing on the key: it asks for no file to write to, and for
// no change of a name. Writing the key again is seen to do both.
func TestVerifyWritesNothing(t *testing.T) {
	top := t.TempDir()
	publics := twoBuilt(t, top)
	stick := filepath.Join(top, "key")
	if err := os.Mkdir(stick, 0o755); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := planblanc([]string{"HOME=" + top}, "key", "write", stick, "-d", publics[0]); code != 0 {
		t.Fatal(errs)
	}
	before := tree(t, stick, true)
	if changing := changes(t, stick, 2, "verify", stick); len(changing) > 0 {
		t.Errorf("verify asks for:\n%s", strings.Join(changing, "\n"))
	}
	if after := tree(t, stick, true); !maps.Equal(before, after) {
		t.Error("the key is another one")
	}
	if changing := changes(t, stick, 0, "key", "write", stick, "-d", publics[1]); len(changing) < 50 {
		t.Errorf("key write asks for %d changes only", len(changing))
	}
}

// changes runs the program and returns the system calls by which it could change
// what is below a folder.
func changes(t *testing.T, folder string, want int, args ...string) []string {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "trace")
	// Calls that take a name, and those by which an open file is changed.
	run := exec.Command("strace", append([]string{"-f", "-qq", "-y", "-o", trace, "-e", "trace=%file,%desc", "planblanc"}, args...)...)
	run.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Dir(folder)}
	out, err := run.CombinedOutput()
	if run.ProcessState == nil {
		t.Fatalf("NON EXÉCUTÉ : %v (paquet strace)", err)
	}
	if run.ProcessState.ExitCode() != want {
		t.Fatalf("exit %d\n%s", run.ProcessState.ExitCode(), out)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	harmless := regexp.MustCompile(`^(\[pid +)?\d+\]? +(openat\(.*O_RDONLY|newfstatat|statfs|fstatfs|fstat|statx|read|pread64|lseek|close|getdents64|readlinkat|faccessat2?|fadvise64|fcntl\(\d+<[^>]*>, F_(GET|SETFL|SETFD)|epoll_ctl|<\.\.\.|access|execve|getcwd|mmap|flock\(\d+<[^>]*>, LOCK_(SH|UN))`)
	for line := range strings.Lines(string(text)) {
		if strings.Contains(line, folder) && (!harmless.MatchString(line) || strings.Contains(line, "O_CREAT") || strings.Contains(line, "O_TRUNC")) {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
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

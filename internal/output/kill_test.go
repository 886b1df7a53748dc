package output

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// helperVariable makes the test binary a program that writes sites.
const helperVariable = "PLANBLANC_OUTPUT_HELPER"

func TestMain(m *testing.M) {
	if task := os.Getenv(helperVariable); task != "" {
		if err := help(strings.Fields(task), os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// help does a task in dir: "write DISK N" writes N, N+1 … until it is killed,
// "die N WHEN RENAME" writes N and kills itself before or after a rename,
// "hold" writes a site only once its input ends.
func help(task []string, dir string) error {
	switch task[0] {
	case "write":
		d := map[string]disk{"exchange": system, "two": two(), "fat": fat()}[task[1]]
		n, err := strconv.Atoi(task[2])
		fmt.Println("started")
		for ; err == nil; n++ {
			_, err = d.write(dir, Options{}, edition(strconv.Itoa(n), numbered(n)))
		}
		return err
	case "die":
		n, _ := strconv.Atoi(task[1])
		d, renames := two(), 0
		d.rename = func(from, to string) error {
			renames++
			if task[2] == "before" && task[3] == strconv.Itoa(renames) {
				die()
			}
			err := os.Rename(from, to)
			if task[2] == "after" && task[3] == strconv.Itoa(renames) {
				die()
			}
			return err
		}
		_, err := d.write(dir, Options{}, edition(strconv.Itoa(n), numbered(n)))
		return err
	default:
		_, err := Write(dir, Options{}, func(add func(File) error) (Manifest, error) {
			fmt.Println("started")
			if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
				return Manifest{}, err
			}
			return edition("1", numbered(1))(add)
		})
		return err
	}
}

// die ends this process as SIGKILL does, with no deferred call.
func die() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	time.Sleep(time.Minute)
	panic(err)
}

// helper starts the test binary on a task; started tells that it has begun.
func helper(t *testing.T, dir, task string) (cmd *exec.Cmd, stdin io.WriteCloser, started func()) {
	t.Helper()
	cmd = exec.Command(os.Args[0], dir)
	cmd.Env = append(os.Environ(), helperVariable+"="+task)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, stdin, func() {
		if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "started\n" {
			t.Fatalf("the helper says %q: %v", line, err)
		}
	}
}

// TestKilledRuns kills 200 runs at random moments, and more until a quarter of
// that many were cut half-way: each leaves one version, whole, and the foreign
// file. Where two renames are needed the site may be missing until the next
// run, which puts it back.
func TestKilledRuns(t *testing.T) {
	for name, runs := range map[string]int{"exchange": 140, "two": 40, "fat": 20} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "public")
			d := map[string]disk{"exchange": system, "two": two(), "fat": fat()}[name]
			w := workplaceOf(d, dir)
			last, cut, missing := 0, 0, 0
			for last < 5 {
				last++
				if _, err := d.write(dir, Options{}, edition(strconv.Itoa(last), numbered(last))); err != nil {
					t.Fatal(err)
				}
			}
			put(t, dir, pages{"notes/foreign.txt": "x"})
			r := rand.New(rand.NewPCG(1, uint64(runs)))
			window, killed := 20*time.Millisecond, 0 // the window follows the machine's speed
			for ; killed < runs || cut < runs/4 && killed < 10*runs; killed++ {
				cmd, _, started := helper(t, dir, fmt.Sprintf("write %s %d", name, last+1))
				started()
				time.Sleep(time.Duration(r.Int64N(int64(window))))
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				if err := cmd.Wait(); err == nil {
					t.Fatal("the helper ended by itself")
				}
				began := exists(w.new()) || exists(w.old())
				if began {
					cut++
				}
				n, err := whole(dir, "notes/foreign.txt")
				if name != "exchange" && errors.Is(err, fs.ErrNotExist) && !exists(dir) {
					missing++
					if err := w.recover(); err != nil {
						t.Fatal(err)
					}
					n, err = whole(dir, "notes/foreign.txt")
				}
				if err != nil || n < last {
					t.Fatalf("after version %d: %d, %v", last, n, err)
				}
				switch {
				case !began && n == last: // too early
					window += window / 4
				case n > last+4: // too late
					window -= window / 4
				}
				last = n
			}
			t.Logf("%d runs, %d cut half-way, %d without a site until the next run, %d versions", killed, cut, missing, last)
			if cut < runs/4 {
				t.Errorf("only %d of %d runs cut half-way: the test shows little", cut, killed)
			}
		})
	}
}

func TestKilledAtEachRename(t *testing.T) {
	for task, want := range map[string]int{"before 1": 1, "after 1": 1, "before 2": 1, "after 2": 2} {
		t.Run(task, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "public")
			build(t, dir, numbered(1))
			cmd, _, _ := helper(t, dir, "die 2 "+task)
			if err := cmd.Wait(); err == nil || cmd.ProcessState.Success() {
				t.Fatal("the helper survived")
			}
			if got, missing := exists(dir), task == "after 1" || task == "before 2"; got == missing {
				t.Errorf("site there: %v", got)
			}
			failure := errors.New("no ink")
			if _, err := two().write(dir, Options{}, func(func(File) error) (Manifest, error) { return Manifest{}, failure }); err != failure {
				t.Fatal(err)
			}
			if n, err := whole(dir); n != want || err != nil {
				t.Errorf("site %d, %v; want %d", n, err, want)
			}
			tidy(t, dir)
			if _, err := two().write(dir, Options{}, edition("3", numbered(3))); err != nil {
				t.Fatal(err)
			}
			if n, err := whole(dir); n != 3 || err != nil {
				t.Errorf("site %d, %v", n, err)
			}
		})
	}
}

func TestSecondRunIsBusy(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	cmd, stdin, started := helper(t, dir, "hold")
	started()
	_, err := Write(dir, Options{}, edition("2", numbered(2)))
	var busy *BusyError
	if !errors.As(err, &busy) {
		t.Fatalf("error %v", err)
	}
	host, _ := os.Hostname()
	if want := fmt.Sprintf("%s, pid %d", host, cmd.Process.Pid); busy.Dir != dir || busy.Holder != want {
		t.Errorf("%+v, want holder %q", busy, want)
	}
	if err := stdin.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if n, err := whole(dir); n != 1 || err != nil {
		t.Errorf("site %d, %v", n, err)
	}
	if _, err := Write(dir, Options{}, edition("2", numbered(2))); err != nil {
		t.Errorf("the lock outlives its run: %v", err)
	}
}

func TestSecondRunInOneProcessIsBusy(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	_, err := Write(dir, Options{}, func(add func(File) error) (Manifest, error) {
		var busy *BusyError
		if _, err := Write(dir, Options{}, edition("2", nil)); !errors.As(err, &busy) {
			t.Errorf("error %v", err)
		}
		return edition("1", numbered(1))(add)
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := whole(dir); n != 1 || err != nil {
		t.Errorf("site %d, %v", n, err)
	}
}

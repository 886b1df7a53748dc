package paper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/chromedp"
)

const (
	// nobody is the system's account without rights.
	nobody = 65534
	// sandboxed, in the environment, is where to leave what the sandbox printed.
	sandboxed = "PLANBLANC_TEST_SANDBOXED"
)

// Under an ordinary account the browser prints in its sandbox, and the same
// bytes as without one. Where the system gives it none, that is the reason.
func TestSandbox(t *testing.T) {
	if name := os.Getenv(sandboxed); name != "" {
		printSandboxed(t, name)
		return
	}
	name := filepath.Join(t.TempDir(), "sandboxed.pdf")
	if os.Getuid() == 0 {
		name = asNobody(t)
	} else {
		printSandboxed(t, name)
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) == 0 {
		t.Log("this system gives a browser no sandbox: only its message was tried")
		return
	}
	want, err := press(t).Print(context.Background(), sheets(), []Binder{plain()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want[0]) {
		t.Errorf("%d bytes in the sandbox, %d without, or others", len(got), len(want[0]))
	}
}

// asNobody runs this test again under another account than root's, and returns
// what it left.
func asNobody(t *testing.T) string {
	dir, err := os.MkdirTemp("", "planblanc-sandbox-") // the test's own folder is for its account alone
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := errors.Join(os.Chmod(dir, 0o755), os.Chown(dir, nobody, nobody)); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "paper.test")
	if err := copyProgram(program); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "sandboxed.pdf")
	again := exec.Command(program, "-test.run=^TestSandbox$", "-test.v")
	again.Dir = dir
	again.Env = append(os.Environ(), sandboxed+"="+name, "HOME="+dir, "TMPDIR="+dir)
	again.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if said, err := again.CombinedOutput(); err != nil {
		t.Fatalf("under an ordinary account: %v\n%s", err, said)
	}
	return name
}

func copyProgram(to string) error {
	from, err := os.Open("/proc/self/exe")
	if err != nil {
		return err
	}
	defer from.Close()
	f, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close())
}

// printSandboxed leaves in a file what a browser prints in its sandbox, nothing
// when it has none.
func printSandboxed(t *testing.T, name string) {
	program, err := Find("", map[string]string{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := Start(context.Background(), Options{Browser: program, Patience: loaded})
	if e, ok := errors.AsType[*BrowserError](err); ok && e.Reason == SandboxRefused {
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	assertConfined(t, p)
	pdfs, err := p.Print(context.Background(), sheets(), []Binder{plain()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, pdfs[0], 0o644); err != nil {
		t.Fatal(err)
	}
}

// assertConfined asks the system whether it filters the calls of every process
// that reads pages (proc_pid_status(5): Seccomp 2).
func assertConfined(t *testing.T, p *Press) {
	tab, err := p.open(context.Background(), sheets())
	if err != nil {
		t.Fatal(err)
	}
	defer tab.close()
	all, err := chromedp.CallBrowser(p.browser, systeminfo.GetProcessInfo, cdp.Empty{})
	if err != nil {
		t.Fatal(err)
	}
	renderers := 0
	for _, process := range all.ProcessInfo {
		if process.Type != "renderer" {
			continue
		}
		renderers++
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process.ID))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(status), "\nSeccomp:\t2\n") {
			t.Errorf("the process %d reads pages out of a sandbox:\n%s", process.ID, status)
		}
	}
	if renderers == 0 {
		t.Errorf("no process reads pages: %+v", all.ProcessInfo)
	}
}

package paper

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
	"golang.org/x/sync/errgroup"
)

// Oldest is the first major version of Chromium that prints page counters in
// the margins of a sheet.
const Oldest = 131

// Options say how to run a browser.
type Options struct {
	// Browser is the program, as Find gives it.
	Browser string
	// NoSandbox runs it without its sandbox, which root never gets.
	NoSandbox bool
	// Patience is how long it may take to start, or to print thirty sheets; a
	// minute when zero.
	Patience time.Duration
}

// Press is a running browser. Close it after use.
type Press struct {
	Options
	browser context.Context
	stop    func()
}

// flags keep a browser from doing anything but what it is told.
var flags = []chromedp.ExecAllocatorOption{
	chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless,
	chromedp.Flag("disable-gpu", true),
	chromedp.Flag("disable-background-networking", true),
	chromedp.Flag("disable-component-update", true),
	chromedp.Flag("disable-breakpad", true),
	chromedp.Flag("disable-default-apps", true),
	chromedp.Flag("disable-dev-shm-usage", true),
	chromedp.Flag("disable-extensions", true),
	chromedp.Flag("disable-sync", true),
	chromedp.Flag("disable-features", "Translate"),
	chromedp.Flag("force-color-profile", "srgb"),
	chromedp.Flag("password-store", "basic"),
	chromedp.Flag("use-mock-keychain", true),
}

// Start runs a browser with a fresh profile. The error is a *BrowserError.
func Start(ctx context.Context, o Options) (*Press, error) {
	if o.Patience == 0 {
		o.Patience = time.Minute
	}
	var said tail
	allocator, stopAllocator := chromedp.NewExecAllocator(ctx, append(flags[:len(flags):len(flags)],
		chromedp.ExecPath(o.Browser), chromedp.CombinedOutput(&said), chromedp.Flag("no-sandbox", o.NoSandbox))...)
	silent := func(string, ...any) {}
	tabs, stopBrowser := chromedp.NewContext(allocator, chromedp.WithLogf(silent), chromedp.WithErrorf(silent))
	p := &Press{Options: o, browser: tabs, stop: func() { stopBrowser(); stopAllocator() }}

	// The browser lives as long as the context that starts it, so a timer, not
	// a deadline, ends a start that takes too long.
	late := time.AfterFunc(o.Patience, stopBrowser)
	version, err := chromedp.CallBrowser(tabs, browser.GetVersion, cdp.Empty{})
	inTime := late.Stop()
	if err == nil && inTime && major(version.Product) >= Oldest {
		return p, nil
	}
	p.Close()
	e := &BrowserError{Reason: NotStarted, Browser: o.Browser, Detail: said.last(), Err: err}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case !inTime:
		e.Reason, e.Detail = Silent, ""
	case err == nil:
		e.Reason, e.Version, e.Detail = TooOld, version.Product, ""
	case refusesSandbox(said.String() + err.Error()):
		e.Reason, e.Detail = SandboxRefused, ""
	}
	return nil, e
}

// Close ends the browser and removes its profile.
func (p *Press) Close() { p.stop() }

// refusesSandbox reports whether a browser's last words are one of the three it
// has for this: under root, on a system that gives it no sandbox, and with a
// setuid helper that is not root's.
func refusesSandbox(said string) bool {
	return slices.ContainsFunc([]string{"without --no-sandbox", "No usable sandbox", "SUID sandbox helper"}, func(s string) bool { return strings.Contains(said, s) })
}

// major is the version in "Chrome/156.0.8078.79", or 0.
func major(product string) int {
	_, version, _ := strings.Cut(product, "/")
	number, _, _ := strings.Cut(version, ".")
	n, _ := strconv.Atoi(number) // what is not a number is not a version
	return n
}

// share gives n pieces of work to a few tabs.
func (p *Press) share(ctx context.Context, files Files, n int, progress func(done int), work func(t *tab, i int) error) error {
	next := make(chan int, n)
	for i := range n {
		next <- i
	}
	close(next)
	group, ctx := errgroup.WithContext(ctx)
	var mu sync.Mutex
	done := 0
	for range min(n, runtime.GOMAXPROCS(0), 4) {
		group.Go(func() error {
			t, err := p.open(ctx, files)
			if err != nil {
				return err
			}
			defer t.close()
			for i := range next {
				if err := work(t, i); err != nil {
					return err
				}
				mu.Lock()
				if done++; progress != nil {
					progress(done)
				}
				mu.Unlock()
			}
			return nil
		})
	}
	return group.Wait()
}

// failure says what a failed call to the browser means.
func (p *Press) failure(err error) error {
	e := &BrowserError{Reason: Crashed, Browser: p.Browser, Err: err}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		e.Detail = exit.Error()
	}
	return e
}

// tail keeps the end of what a browser says.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, b...)
	if extra := len(t.text) - 4096; extra > 0 {
		t.text = t.text[extra:]
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}

// last is the last line.
func (t *tail) last() string {
	lines := strings.Split(strings.TrimSpace(t.String()), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}

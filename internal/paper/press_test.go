package paper

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFind(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "brave")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		named, path string
		want        string
	}{
		{named: program, want: program},
		{named: "brave", path: dir, want: program},
		{path: dir, want: program},
		{named: filepath.Join(dir, "chrome"), path: dir},
		{path: t.TempDir()},
	} {
		t.Setenv("PATH", c.path)
		got, err := Find(c.named, map[string]string{})
		if c.want == "" {
			e, ok := errors.AsType[*BrowserError](err)
			if !ok || e.Reason != NotFound || e.Browser != c.named {
				t.Errorf("%+v: %q, error %v", c, got, err)
			}
		} else if err != nil || got != c.want {
			t.Errorf("%+v: %q, error %v", c, got, err)
		}
	}
}

func TestPlaces(t *testing.T) {
	windows := places("windows", map[string]string{"ProgramFiles": `C:\Program Files`, "ProgramFiles(x86)": `C:\Program Files (x86)`})
	if !slices.Contains(windows, `C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`) || slices.ContainsFunc(windows, func(s string) bool { return strings.HasPrefix(s, `\`) }) {
		t.Errorf("windows: %q", windows)
	}
	if mac := places("darwin", map[string]string{"HOME": "/Users/a"}); !slices.Contains(mac, "/Users/a/Applications/Brave Browser.app/Contents/MacOS/Brave Browser") {
		t.Errorf("darwin: %q", mac)
	}
}

// Each way a browser fails has its reason, and none makes the caller wait for
// more than its patience.
func TestFailingBrowsers(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for way, want := range map[string]BrowserError{
		"dies":       {Reason: NotStarted, Detail: "error while loading shared libraries: libnss3.so"},
		"root":       {Reason: SandboxRefused},
		"unconfined": {Reason: SandboxRefused},
		"helper":     {Reason: SandboxRefused},
		"mute":       {Reason: Silent},
		"old":        {Reason: TooOld, Version: "Chrome/109.0.5414.120"},
		"crashes":    {Reason: Crashed, Detail: "exit status 139"},
		"hangs":      {Reason: Silent},
	} {
		t.Run(way, func(t *testing.T) {
			t.Setenv("FAKE_BROWSER", way)
			patience := loaded
			if want.Reason == Silent {
				patience = 10 * time.Second
			}
			begin := time.Now()
			p, err := Start(context.Background(), Options{Browser: self, Patience: patience})
			if err == nil {
				_, err = p.Print(context.Background(), sheets(), []Binder{urgences()}, nil)
				p.Close()
			}
			e, ok := errors.AsType[*BrowserError](err)
			if !ok || e.Reason != want.Reason || e.Version != want.Version || e.Detail != want.Detail || e.Browser != self {
				t.Errorf("error %#v", err)
			}
			if took := time.Since(begin); took > patience+5*time.Minute { // a browser left to itself would hang for an hour
				t.Errorf("took %s", took)
			}
		})
	}
}

// A caller who gives up gets its own reason back, and soon.
func TestGivingUp(t *testing.T) {
	p := press(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Print(ctx, sheets(), []Binder{plain()}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// A page cannot reach what it was not given, in the site or out of it.
func TestNothingElseIsLoaded(t *testing.T) {
	p := press(t)
	files := Files{"a.html": []byte(`<!doctype html><title>x</title><link rel="stylesheet" href="b.css"><img src="https://example.org/a.png"><img src="file:///etc/hostname">
<article class="leaf" id="un"><h1>Un</h1></article>`)}
	if _, err := p.Print(context.Background(), files, []Binder{{Page: "a.html", Date: day}}, nil); err != nil {
		t.Errorf("a page with lost images: %v", err)
	}
	_, err := p.Print(context.Background(), files, []Binder{{Page: "b.html", Date: day}}, nil)
	if e, ok := errors.AsType[*PageError](err); !ok || e.Page != "b.html" {
		t.Errorf("a page that is not there: %v", err)
	}
}

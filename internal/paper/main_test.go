package paper

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

// TestMain makes of this test a browser too: one that fails in the way named by
// the environment.
func TestMain(m *testing.M) {
	if way := os.Getenv("FAKE_BROWSER"); way != "" {
		os.Exit(fakeBrowser(way))
	}
	code := m.Run()
	if running != nil {
		running.Close()
	}
	os.Exit(code)
}

var (
	running *Press
	once    sync.Once
)

// press is one browser for all tests; a machine without one fails them.
func press(t testing.TB) *Press {
	t.Helper()
	once.Do(func() {
		program, err := Find("", map[string]string{})
		if err != nil {
			t.Fatal(err)
		}
		if running, err = Start(context.Background(), Options{Browser: program, NoSandbox: os.Getuid() == 0}); err != nil {
			t.Fatal(err)
		}
	})
	if running == nil {
		t.Fatal("no browser")
	}
	return running
}

// fakeBrowser speaks the DevTools protocol over the pipes 3 and 4, messages
// ended by a NUL, as far as its way of failing needs.
func fakeBrowser(way string) int {
	switch way {
	case "dies":
		fmt.Fprintln(os.Stderr, "error while loading shared libraries: libnss3.so")
		return 127
	case "refuses":
		fmt.Fprintln(os.Stderr, "Running as root without --no-sandbox is not supported. See https://crbug.com/638180.")
		return 1
	case "mute":
		time.Sleep(time.Minute)
		return 0
	}
	in, out := bufio.NewReader(os.NewFile(3, "commands")), os.NewFile(4, "answers")
	for {
		line, err := in.ReadBytes(0)
		if err != nil {
			return 0
		}
		var command struct {
			ID        int             `json:"id"`
			Method    string          `json:"method"`
			SessionID string          `json:"sessionId"`
			Params    json.RawMessage `json:"params"`
		}
		if json.Unmarshal(line[:len(line)-1], &command) != nil {
			return 3
		}
		result := "{}"
		switch command.Method {
		case "Browser.getVersion":
			result = `{"protocolVersion":"1.3","product":"Chrome/156.0.0.0"}`
			if way == "old" {
				result = `{"protocolVersion":"1.3","product":"Chrome/109.0.5414.120"}`
			}
		case "Target.createTarget":
			switch way {
			case "crashes":
				fmt.Fprintln(os.Stderr, "Received signal 11 SEGV_MAPERR")
				return 139
			case "hangs":
				time.Sleep(time.Minute)
			}
		}
		fmt.Fprintf(out, `{"id":%d,"result":%s}`+"\x00", command.ID, result)
	}
}

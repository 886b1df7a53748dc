package sitetest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// forever is far beyond what any test waits for: a browser that ends sooner would
// be one that crashed.
const forever = time.Hour

// FakeBrowser is the whole program of a browser that fails in the way named, and
// returns its exit code: "dies" and three ways to have no sandbox ("root",
// "unconfined", "helper") at the start, "mute" never answers, "old" has an old
// version, "crashes" and "hangs" at the first tab. It speaks the DevTools
// protocol over the pipes 3 and 4, messages ended by a NUL, as far as its way
// needs.
func FakeBrowser(way string) int {
	switch way {
	case "dies":
		fmt.Fprintln(os.Stderr, "error while loading shared libraries: libnss3.so")
		return 127
	case "root":
		fmt.Fprintln(os.Stderr, "Running as root without --no-sandbox is not supported. See https://crbug.com/638180.")
		return 1
	case "unconfined":
		fmt.Fprintln(os.Stderr, "No usable sandbox! If this is a Debian system, please install the chromium-sandbox package to solve this problem.")
		return 1
	case "helper":
		fmt.Fprintln(os.Stderr, "The SUID sandbox helper binary was found, but is not configured correctly.\nwrite: Broken pipe (32)")
		return 1
	case "mute":
		time.Sleep(forever)
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
				time.Sleep(forever)
			}
		}
		fmt.Fprintf(out, `{"id":%d,"result":%s}`+"\x00", command.ID, result)
	}
}

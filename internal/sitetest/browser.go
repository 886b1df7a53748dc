package sitetest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// FakeBrowser is the whole program of a browser that fails in the way named, and
// returns its exit code: "dies" and "refuses" (its sandbox) at the start, "mute"
// never answers, "old" has an old version, "crashes" and "hangs" at the first
// tab. It speaks the DevTools protocol over the pipes 3 and 4, messages ended by
// a NUL, as far as its way needs.
func FakeBrowser(way string) int {
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

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"planblanc/internal/output"
)

// A folder that may not be written and another run are no news; the rest is.
func TestUnkept(t *testing.T) {
	for _, c := range []struct {
		err   error
		quiet bool
	}{
		{nil, true},
		{fmt.Errorf("make: %w", &fs.PathError{Op: "mkdir", Path: "x", Err: fs.ErrPermission}), true},
		{fmt.Errorf("make: %w", &fs.PathError{Op: "mkdir", Path: "x", Err: syscall.EROFS}), true},
		{fmt.Errorf("keep: %w", &output.BusyError{Dir: "x"}), true},
		{fmt.Errorf("keep: %w", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}), false},
		{errors.New("other"), false},
	} {
		var stderr bytes.Buffer
		(&app{stderr: &stderr}).unkept(c.err)
		if (stderr.Len() == 0) != c.quiet {
			t.Errorf("%v: %q", c.err, &stderr)
		}
	}
}

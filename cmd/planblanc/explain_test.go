package main

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"planblanc/internal/diag"
)

// The machine's commonest failures are said in the reader's language.
func TestExplain(t *testing.T) {
	for _, c := range []struct {
		err    error
		fr, en string
	}{
		{&fs.PathError{Op: "open", Path: "a", Err: syscall.ENOENT}, "« a » n'existe pas", "“a” does not exist"},
		{&fs.PathError{Op: "open", Path: "a", Err: syscall.EACCES}, "« a » : accès refusé", "“a”: access denied"},
		{&fs.PathError{Op: "write", Path: "a", Err: syscall.ENOSPC}, "« a » : le disque est plein", "“a”: the disk is full"},
		{&os.LinkError{Op: "rename", Old: "a", New: "b", Err: syscall.EROFS}, "« b » : le disque est protégé en écriture", "“b”: the disk is write-protected"},
		{&fs.PathError{Op: "read", Path: "a", Err: syscall.EIO}, "read content: read a: input/output error", "read content: read a: input/output error"},
	} {
		for language, want := range map[diag.Language]string{diag.French: c.fr, diag.English: c.en} {
			if got := (&app{language: language}).explain(fmt.Errorf("read content: %w", c.err)); got != want {
				t.Errorf("%v in %s: %q, want %q", c.err, language, got, want)
			}
		}
	}
}

//go:build !windows

package main

import "syscall"

// What the system calls the failures that are said in the reader's language.
const (
	diskFull    = syscall.ENOSPC
	diskLocked  = syscall.EROFS
	fileBusy    = syscall.EBUSY
	lineRefused = syscall.ECONNREFUSED
	lineCut     = syscall.ECONNRESET
	noAddress   = syscall.EADDRNOTAVAIL
)

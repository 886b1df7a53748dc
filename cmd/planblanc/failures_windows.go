package main

import "syscall"

// What the system calls the failures that are said in the reader's language: the
// names of package syscall are not those that Windows gives.
const (
	diskFull    = syscall.Errno(112)   // ERROR_DISK_FULL
	diskLocked  = syscall.Errno(19)    // ERROR_WRITE_PROTECT
	fileBusy    = syscall.Errno(32)    // ERROR_SHARING_VIOLATION
	lineRefused = syscall.Errno(10061) // WSAECONNREFUSED
	lineCut     = syscall.Errno(10054) // WSAECONNRESET
	noAddress   = syscall.Errno(10049) // WSAEADDRNOTAVAIL
)

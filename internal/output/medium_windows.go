package output

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"
)

// sector is what unbuffered reads are aligned to: a multiple of any sector.
const sector = 4096

// unbuffered reads a file past the system's cache, in whole sectors of an
// aligned buffer, as FILE_FLAG_NO_BUFFERING demands.
type unbuffered struct {
	*os.File
	buffer, unread []byte
	end            error
}

func openRaw(name string) (fs.File, error) {
	path, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	handle, err := windows.CreateFile(path, windows.GENERIC_READ, windows.FILE_SHARE_READ, nil, windows.OPEN_EXISTING,
		windows.FILE_FLAG_NO_BUFFERING|windows.FILE_FLAG_SEQUENTIAL_SCAN, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	b := make([]byte, 1<<20+sector)
	skip := (sector - int(uintptr(unsafe.Pointer(&b[0]))%sector)) % sector
	return &unbuffered{File: os.NewFile(uintptr(handle), name), buffer: b[skip : skip+1<<20]}, nil
}

func (u *unbuffered) Read(p []byte) (int, error) {
	if len(u.unread) == 0 && u.end == nil {
		var n int
		n, u.end = u.File.Read(u.buffer)
		u.unread = u.buffer[:n]
	}
	if len(u.unread) == 0 {
		return 0, u.end
	}
	n := copy(p, u.unread)
	u.unread = u.unread[n:]
	return n, nil
}

// syncFolder does nothing: Windows opens no folder to flush it, and a removable
// drive is written through by default.
func syncFolder(string) error { return nil }

func syncSystem(string) error { return nil }

func volume(dir string) (Volume, error) {
	root, err := windows.UTF16PtrFromString(filepath.VolumeName(dir) + `\`)
	if err != nil {
		return Volume{}, err
	}
	var serial, longest, flags uint32
	label, system := make([]uint16, windows.MAX_PATH+1), make([]uint16, windows.MAX_PATH+1)
	if err := windows.GetVolumeInformation(root, &label[0], uint32(len(label)), &serial, &longest, &flags, &system[0], uint32(len(system))); err != nil {
		return Volume{}, err
	}
	var free, total, all uint64
	if err := windows.GetDiskFreeSpaceEx(root, &free, &total, &all); err != nil {
		return Volume{}, err
	}
	return Volume{
		ID: fmt.Sprintf("%04X-%04X", serial>>16, serial&0xffff), Label: windows.UTF16ToString(label), System: windows.UTF16ToString(system),
		Cluster: cluster(root), Free: int64(free), ReadOnly: flags&windows.FILE_READ_ONLY_VOLUME != 0,
	}, nil
}

var getDiskFreeSpace = windows.NewLazySystemDLL("kernel32.dll").NewProc("GetDiskFreeSpaceW")

// cluster returns the unit of allocation, or 0.
func cluster(root *uint16) int64 {
	var sectors, bytes, free, total uint32
	ok, _, _ := getDiskFreeSpace.Call(uintptr(unsafe.Pointer(root)), uintptr(unsafe.Pointer(&sectors)), uintptr(unsafe.Pointer(&bytes)),
		uintptr(unsafe.Pointer(&free)), uintptr(unsafe.Pointer(&total)))
	if ok == 0 {
		return 0
	}
	return int64(sectors) * int64(bytes)
}

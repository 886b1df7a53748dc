package output

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// openRaw opens a file and drops what the system keeps of it in memory, so that
// reads reach the medium (posix_fadvise(2)); what is not synced is kept.
func openRaw(name string) (fs.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	if err := unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED); err != nil {
		return nil, errors.Join(&fs.PathError{Op: "fadvise", Path: name, Err: err}, f.Close())
	}
	return f, nil
}

// syncFolder syncs a folder and, on FAT, the table of clusters after it.
func syncFolder(name string) error {
	return synced(name, func(f *os.File) error {
		err := f.Sync()
		if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
			return nil // FUSE knows files only
		}
		return err
	})
}

// syncSystem syncs all of a file system (syncfs(2)): some keep what leads to a
// folder elsewhere.
func syncSystem(dir string) error {
	return synced(dir, func(f *os.File) error { return unix.Syncfs(int(f.Fd())) })
}

func synced(name string, sync func(*os.File) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(sync(f), f.Close())
}

func volume(dir string) (Volume, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return Volume{}, err
	}
	v := Volume{Cluster: s.Bsize, Free: int64(s.Bavail) * s.Bsize, ReadOnly: s.Flags&unix.ST_RDONLY != 0}
	device := ""
	v.System, device = mounted(dir)
	if v.ID = link("/dev/disk/by-uuid", device); v.ID == "" {
		v.ID = serial(dir)
	}
	v.Label = link("/dev/disk/by-label", device)
	return v, nil
}

// serial returns the serial number of a FAT volume as udev writes it, where udev
// is not there to tell.
func serial(dir string) string {
	const getVolumeID = 0x80047213 // FAT_IOCTL_GET_VOLUME_ID of linux/msdos_fs.h
	f, err := os.Open(dir)
	if err != nil {
		return ""
	}
	defer f.Close()
	id, err := unix.IoctlGetUint32(int(f.Fd()), getVolumeID)
	if err != nil || id == 0 {
		return "" // another file system
	}
	return fmt.Sprintf("%04X-%04X", id>>16, id&0xffff)
}

// mounted returns the kind of file system that holds dir and its device, as
// proc(5) lists them; a later line hides an earlier one.
func mounted(dir string) (system, device string) {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	f, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return "", ""
	}
	defer f.Close()
	best := 0
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		before, after, _ := strings.Cut(lines.Text(), " - ")
		left, right := strings.Fields(before), strings.Fields(after)
		if len(left) < 5 || len(right) < 2 {
			continue
		}
		point := unescape.Replace(left[4])
		if inside := dir == point || strings.HasPrefix(dir, strings.TrimSuffix(point, "/")+"/"); inside && len(point) >= best {
			best, system, device = len(point), right[0], unescape.Replace(right[1])
		}
	}
	return system, device
}

// unescape undoes what the kernel does to paths in lists of mounts.
var unescape = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)

// link returns the name of the link in a folder of /dev/disk that leads to a
// device, or "".
func link(folder, device string) string {
	entries, err := os.ReadDir(folder)
	if err != nil || device == "" {
		return ""
	}
	for _, e := range entries {
		if real, err := filepath.EvalSymlinks(filepath.Join(folder, e.Name())); err == nil && real == device {
			return strings.NewReplacer(`\x20`, " ", `\x2f`, "/", `\x5c`, `\`).Replace(e.Name())
		}
	}
	return ""
}

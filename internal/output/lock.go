package output

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// lock makes the workplace and takes its lock, for the site that the caller
// calls dir. The lock goes with the process, however it ends.
func (w workplace) lock(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(w.dir, 0o755); err != nil {
		return nil, fmt.Errorf("make %s: %w", w.dir, err)
	}
	name := filepath.Join(w.dir, "lock")
	release, err := take(name, dir)
	if err != nil {
		return nil, err
	}
	if err := ignore(filepath.Join(w.dir, ".gitignore")); err != nil {
		release()
		return nil, err
	}
	return func() {
		_ = os.Truncate(name, holderOffset) // the next holder must not be taken for this one
		release()
	}, nil
}

// take takes a lock on the file of that name, for what the caller calls dir. A
// holder writes its name just after it has the lock and takes it out just before
// it leaves: while there is none, the lock is worth another try.
func take(name, dir string) (unlock func(), err error) {
	l := flock.New(name, flock.SetPermissions(0o644))
	for range 50 {
		locked, err := l.TryLock()
		if err != nil {
			return nil, fmt.Errorf("lock %s: %w", name, err)
		}
		if locked {
			writeHolder(name)
			return func() { _ = l.Unlock() }, nil
		}
		if holder := readHolder(name); holder != "" {
			return nil, &BusyError{Dir: dir, Holder: holder}
		}
		time.Sleep(10 * time.Millisecond)
	}
	return nil, &BusyError{Dir: dir}
}

// holderOffset keeps the holder's name clear of the byte that Windows locks
// against reading.
const holderOffset = 1

// writeHolder leaves the name of this run for others. It is a courtesy: a lock
// whose holder cannot be read is still a lock.
func writeHolder(name string) {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return
	}
	defer f.Close()
	host, err := os.Hostname()
	if err != nil {
		host = "?"
	}
	holder := fmt.Sprintf("%s, pid %d\n", host, os.Getpid())
	if n, err := f.WriteAt([]byte(holder), holderOffset); err == nil {
		_ = f.Truncate(int64(holderOffset + n))
	}
}

func readHolder(name string) string {
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	b, err := io.ReadAll(io.NewSectionReader(f, holderOffset, 300))
	if err != nil {
		return ""
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return string(line)
}

// ignore keeps the workplace out of git.
func ignore(name string) error {
	if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := os.WriteFile(name, []byte("*\n"), 0o644); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

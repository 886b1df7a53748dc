package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"planblanc/internal/key"
	"planblanc/internal/output"
)

// The key is pulled while it is written, or right after the program says that it
// may be: on a virtual machine with the real FAT driver, whose disk is a file of
// this one. Killing the machine loses what its kernel had not yet written, as a
// cut does; a key that reorders its own writes is not shown by this. Whatever
// the moment, the slot that opens is whole, and no older than the last writing
// that was acknowledged. CUTS sets the number of cuts.
func TestPowerCuts(t *testing.T) {
	t.Parallel()
	cuts := 5
	if text := os.Getenv("CUTS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		cuts = n
	}
	m := newMachine(t)
	random := rand.New(rand.NewPCG(uint64(cuts), 50))
	m.write(t, "", time.Hour)
	last, err := m.opens(t)
	if err != nil {
		t.Fatal(err)
	}
	window := m.write(t, last.Sums, time.Hour)
	early, late := 0, 0
	for i := range cuts + 1 {
		opened, err := m.opens(t)
		if err != nil {
			t.Fatalf("cut %d: %v\n%s", i, err, m.said)
		}
		if opened.Write < m.acknowledged {
			t.Fatalf("cut %d: writing %d opens, %d was acknowledged\n%s", i, opened.Write, m.acknowledged, m.said)
		}
		last = opened
		if i == cuts {
			break
		}
		found, err := m.examine()
		if err != nil {
			t.Fatalf("cut %d: %v", i, err)
		}
		m.repair(t, found)
		if m.write(t, last.Sums, time.Duration(random.Int64N(int64(window*5/4)))) > 0 {
			late++
			window -= window / 16
		} else {
			early++
			window += window / 64
		}
	}
	m.write(t, last.Sums, time.Hour)
	if opened, err := m.opens(t); err != nil || opened.Write != last.Write+1 {
		t.Errorf("after the cuts writing %d opens: %v\n%s", opened.Write, err, m.said)
	}
	if early < cuts/4 {
		t.Errorf("only %d of %d cuts met a run", early, cuts)
	}
	t.Logf("%d cuts while writing, %d after; a writing takes about %v", early, late, window.Round(time.Millisecond))
}

// The key is pulled after each write to its disk of three runs, in their order.
// The file system is sound, or Linux would refuse all writing until it is
// repaired. Only a folder just made may need that: its content and its name go
// out in one sync, which the system may turn round. What opens is no older than
// the last writing that was acknowledged, and the next run succeeds from there.
func TestPowerCutAtEachWrite(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	disk, err := os.ReadFile(m.image)
	if err != nil {
		t.Fatal(err)
	}
	m.journal = filepath.Join(m.folder, "journal")
	var ends []int // of the runs, in bytes of the journal
	other := ""
	for range 3 {
		m.write(t, other, time.Hour)
		opened, err := m.opens(t)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(m.journal)
		if err != nil {
			t.Fatal(err)
		}
		other, ends = opened.Sums, append(ends, int(info.Size()))
	}
	journal, err := os.ReadFile(m.journal)
	if err != nil {
		t.Fatal(err)
	}
	m.journal = ""
	restore := func() {
		if err := os.WriteFile(m.image, disk, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	restore()
	random := rand.New(rand.NewPCG(1, 2))
	writes, opened, resumed, repairs := 0, 0, 0, 0
	for at := 0; at < len(journal); writes++ {
		offset, length := binary.NativeEndian.Uint64(journal[at:]), int(binary.NativeEndian.Uint64(journal[at+8:]))
		written := journal[at+16 : at+16+length]
		copy(disk[offset:], written)
		if err := patch(m.image, written, int64(offset)); err != nil {
			t.Fatal(err)
		}
		at += 16 + length
		found, err := m.examine()
		if err != nil {
			t.Fatalf("write %d: %v", writes, err)
		}
		if found == unlinked {
			repairs++
		}
		if found > pulled || random.IntN(16) == 0 {
			last := int64(0)
			for i, end := range ends {
				if at >= end {
					last = int64(i + 1)
				}
			}
			if f, err := m.opens(t); last > 0 && (err != nil || f.Write < last) {
				t.Fatalf("write %d: writing %d opens, %d was acknowledged: %v", writes, f.Write, last, err)
			}
			opened++
		}
		if found > pulled && resumed < 4 || random.IntN(512) == 0 {
			m.repair(t, found)
			m.write(t, "", time.Hour)
			if _, err := m.opens(t); err != nil {
				t.Fatalf("write %d: the next run: %v\n%s", writes, err, m.said)
			}
			resumed++
			restore()
		}
	}
	t.Logf("%d writes: %d to repair, %d looked at, %d gone on with", writes, repairs, opened, resumed)
	if writes < 300 || opened < writes/32 || resumed < 1 || repairs > writes/50 {
		t.Error("too few writes looked at, or too many to repair")
	}
}

// patch writes over a part of a file.
func patch(name string, bytes []byte, at int64) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(bytes, at)
	return errors.Join(err, f.Close())
}

// finding is the worst that a check of the key's file system found.
type finding int

const (
	pulled   finding = iota // not unmounted, clusters that no file has, two tables that differ
	orphan                  // a piece of a long name, which no system shows
	unlinked                // a folder without the links that it begins with
)

// findings are the lines of fsck.vfat, in the order of the constants.
var findings = []*regexp.Regexp{
	regexp.MustCompile(`^(fsck\.fat .*|There are differences between boot sector and its backup\.|This is mostly harmless\. .*|65:01/00|Not automatically fixing this\.` +
		`|Dirty bit is set\. .*|Automatically removing dirty bit\.|Leaving filesystem unchanged\.|FATs differ but appear to be intact\.|Using first FAT\.` +
		`|Reclaimed \d+ unused clusters? .*|Free cluster summary wrong .*|Auto-correcting\.|.* files, \d+/\d+ clusters)?$`),
	regexp.MustCompile(`^(Orphaned long file name part .*|Auto-deleting\.)$`),
	regexp.MustCompile(`^(Expected a valid '\.\.?' entry in the (first|second) slot, found free entry\.|Creating\.|/[ab]/[a-z/]+)$`),
}

// examine checks the key's file system; anything else than findings is an error.
func (m *machine) examine() (worst finding, err error) {
	out, err := exec.Command("fsck.vfat", "-n", m.image).CombinedOutput()
	if _, found := errors.AsType[*exec.ExitError](err); err != nil && !found {
		return pulled, err
	}
	for line := range strings.Lines(string(out)) {
		f := slices.IndexFunc(findings, func(r *regexp.Regexp) bool { return r.MatchString(strings.TrimSpace(line)) })
		if f < 0 {
			return pulled, fmt.Errorf("%s", out)
		}
		worst = max(worst, finding(f))
	}
	return worst, nil
}

// repair does what the message of a run that failed says.
func (m *machine) repair(t *testing.T, found finding) {
	t.Helper()
	if found < unlinked {
		return
	}
	if out, err := exec.Command("fsck.vfat", "-a", "-w", m.image).CombinedOutput(); err != nil {
		if exit, found := errors.AsType[*exec.ExitError](err); !found || exit.ExitCode() != 1 { // 1: repaired
			t.Fatalf("%v\n%s", err, out)
		}
	}
}

// What is read back comes from the key, not from what the system remembers of
// it: the first byte of a file is changed on the device beneath its driver. There
// is no udev there: the volume tells its own number.
func TestReadBackReadsTheMedium(t *testing.T) {
	m := newMachine(t)
	m.run(t, "alteredmedium key /dev/ubda", time.Hour)
	for _, want := range []string{"volume: 1A2B-3C4D", "memory: AAAA", "medium: BAAA"} {
		if !strings.Contains(m.said, want) {
			t.Errorf("no %q in\n%s", want, m.said)
		}
	}
}

// platformPrograms are for TestMain.
var platformPrograms = map[string]func(){"alteredmedium": alteredMedium}

// alteredMedium writes a file below a mounted folder, changes it on the device,
// and prints what the system and the medium give.
func alteredMedium() {
	check := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	m, err := output.Mount(os.Args[1], key.LockName)
	check(err)
	v, err := m.Volume()
	check(err)
	fmt.Println("volume:", v.ID)
	body := strings.Repeat("A", 5000)
	check(m.Put("page", strings.NewReader(body)))
	check(m.Flush("."))
	device, err := os.OpenFile(os.Args[2], os.O_RDWR, 0)
	check(err)
	bytesOf := make([]byte, 16<<20)
	n, err := io.ReadFull(device, bytesOf)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		check(err)
	}
	at := strings.Index(string(bytesOf[:n]), body)
	if at < 0 {
		check(errors.New("the file is not on the device"))
	}
	_, err = device.WriteAt([]byte("B"), int64(at))
	check(errors.Join(err, device.Sync(), device.Close()))
	for _, from := range []struct {
		name   string
		folder fs.FS
	}{{"memory", m}, {"medium", m.Raw()}} {
		text, err := fs.ReadFile(from.folder, "page")
		check(err)
		fmt.Printf("%s: %.4s\n", from.name, text)
	}
}

// machine is a User-Mode Linux with a FAT key.
type machine struct {
	folder, image, script string
	shim                  string            // testdata/uml.c
	journal               string            // takes the next run's writes to the key, or ""
	sites                 map[string]string // by the SHA-256 of their sums
	said                  string            // by the last run
	acknowledged          int64             // number of the last writing that ended
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	for _, tool := range []string{"linux.uml", "mkfs.vfat", "fsck.vfat", "mcopy", "insmod", "cc"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("NON EXÉCUTÉ : %v (paquets user-mode-linux, dosfstools, mtools, kmod, gcc)", err)
		}
	}
	top := t.TempDir()
	m := &machine{folder: top, image: filepath.Join(top, "key.img"), script: filepath.Join(top, "init"), sites: map[string]string{}}
	for _, public := range twoBuilt(t, top) {
		sum := sha256.Sum256([]byte(sums(t, public)))
		m.sites[hex.EncodeToString(sum[:])] = public
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, program := range []string{"planblanc", "alteredmedium"} { // TestMain knows them by name
		if err := os.Symlink(self, filepath.Join(top, program)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(create(t, m.image), 64<<20); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mkfs.vfat", "-F", "32", "-i", "1A2B3C4D", m.image).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.Mkdir(filepath.Join(top, "guest"), 0o755); err != nil {
		t.Fatal(err)
	}
	m.shim = filepath.Join(top, "uml.so")
	if out, err := exec.Command("cc", "-shared", "-fPIC", "-O2", "-o", m.shim, filepath.Join("testdata", "uml.c")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return m
}

func create(t *testing.T, name string) string {
	t.Helper()
	if err := os.WriteFile(name, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// guest is what the machine runs. It never unmounts: a key is pulled as it is.
const guest = `#!/bin/sh
export PATH=%[1]s:/usr/sbin:/usr/bin:/sbin:/bin HOME=%[1]s/guest PLANBLANC_LANG=en GODEBUG=cpu.all=off
mount -t proc proc /proc
for module in fs/fat/fat fs/fat/vfat fs/nls/nls_cp437 fs/nls/nls_iso8859-1 fs/nls/nls_utf8; do
	insmod /usr/lib/uml/modules/$(uname -r)/kernel/$module.ko
done
mount -t tmpfs tmpfs %[1]s/guest
mkdir %[1]s/guest/key
mount -t vfat -o utf8 /dev/ubda %[1]s/guest/key || exit
echo READY
cd %[1]s/guest
%[2]s 2>errors
code=$?
cat errors
echo "ENDED $code"
while :; do sleep 60; done
`

// write lets the machine write another site than the one with some sums.
func (m *machine) write(t *testing.T, other string, after time.Duration) time.Duration {
	t.Helper()
	site := ""
	for sum, public := range m.sites {
		if sum != other {
			site = public
		}
	}
	took := m.run(t, "planblanc key write key -d "+site, after)
	if _, number, found := strings.Cut(m.said, "writing no. "); found {
		number, _, _ = strings.Cut(number, ":")
		var err error
		if m.acknowledged, err = strconv.ParseInt(number, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	return took
}

// run starts the machine with the key mounted on key/, runs a command, and cuts
// it a time after it began or when it has ended. It returns how long the command
// took, or 0 when it was cut. A command that fails by itself fails the test.
func (m *machine) run(t *testing.T, command string, after time.Duration) time.Duration {
	t.Helper()
	if err := os.WriteFile(m.script, fmt.Appendf(nil, guest, m.folder, command), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("linux.uml", "mem=256M", "ubd0="+m.image, "rootfstype=hostfs", "rootflags=/", "ro", "init="+m.script,
		"con=null", "con0=null,fd:1", "quiet")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Env = append(os.Environ(), "TMPDIR="+m.folder, "LD_PRELOAD="+m.shim)
	if m.journal != "" {
		cmd.Env = append(cmd.Env, "JOURNAL="+m.journal)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	cut := func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	deadline := time.AfterFunc(2*time.Minute, cut)
	var said strings.Builder
	var began time.Time
	var took time.Duration
	lines := bufio.NewScanner(stdout)
	for took == 0 && lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		said.WriteString(line + "\n")
		if line == "READY" {
			began = time.Now()
			deadline.Reset(min(after, 2*time.Minute))
		}
		if code, ended := strings.CutPrefix(line, "ENDED "); ended {
			if code != "0" {
				cut()
				t.Fatalf("the command failed by itself:\n%s", said.String())
			}
			took = time.Since(began)
		}
	}
	cut()
	deadline.Stop()
	_, _ = io.Copy(io.Discard, stdout)
	_ = cmd.Wait() // it was killed
	m.said = said.String()
	if began.IsZero() {
		t.Fatalf("the machine did not start:\n%s", m.said)
	}
	return took
}

// opens reads the key without a driver, and checks what a browser would open.
func (m *machine) opens(t *testing.T) (key.Facts, error) {
	t.Helper()
	dir := filepath.Join(m.folder, "read")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	read := exec.Command("mcopy", "-s", "-n", "-i", m.image, "::/", dir)
	read.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	if out, err := read.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, want := range map[string][]byte{key.DoorName: key.Door, key.ReadmeName: key.Readme} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != string(want) {
			return key.Facts{}, fmt.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	states := key.States(os.DirFS(dir))
	if len(states) == 0 {
		return key.Facts{}, errors.New("nothing opens")
	}
	slot := filepath.Join(dir, string(states[0].Slot))
	if sum := sha256.Sum256([]byte(sums(t, slot))); hex.EncodeToString(sum[:]) != states[0].Sums {
		return states[0], errors.New("the sums are not those of the state")
	}
	if err := verify(slot, key.ScriptName, key.PictureName); err != nil && !strings.HasPrefix(err.Error(), key.PictureName) {
		return states[0], err // a picture that a cut took is no loss
	}
	return states[0], nil
}

package output

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// broken returns a disk that renames, but not the n-th times given.
func broken(times ...int) disk {
	d, n := two(), 0
	d.rename = func(from, to string) error {
		n++
		for _, t := range times {
			if t == n {
				return &os.LinkError{Op: "rename", Old: from, New: to, Err: syscall.EBUSY}
			}
		}
		return os.Rename(from, to)
	}
	return d
}

func TestExchangeIsTriedFirst(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	build(t, dir, numbered(1))
	for name, test := range map[string]struct {
		err     error
		renames int
		swapped bool
	}{
		"done":        {nil, 0, true},
		"unsupported": {errors.ErrUnsupported, 2, true},
		"ENOSYS":      {syscall.ENOSYS, 2, true},
		"refused":     {syscall.EACCES, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			before := traces(t, dir)
			d, n := system, 0
			d.exchange = func(a, b string) error {
				if test.err != nil {
					return test.err
				}
				return exchange(a, b)
			}
			d.rename = func(from, to string) error {
				n++
				return os.Rename(from, to)
			}
			_, err := d.write(dir, Options{}, edition("2", numbered(2)))
			if n != test.renames || (err == nil) != test.swapped {
				t.Errorf("%d renames, error %v", n, err)
			}
			var swap *SwapError
			if !test.swapped {
				if !errors.As(err, &swap) || swap.Dir != dir || swap.Old != "" || !errors.Is(err, test.err) {
					t.Errorf("error %v", err)
				}
				if !maps.Equal(before, traces(t, dir)) {
					t.Error("the site was touched")
				}
			}
			tidy(t, dir)
		})
	}
}

func TestRenamesThatFail(t *testing.T) {
	for name, test := range map[string]struct {
		times []int
		away  bool // the former site could not be put back
	}{
		"the former site away":          {[]int{1}, false},
		"the new site in":               {[]int{2}, false},
		"the new site in, the old back": {[]int{2, 3}, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			build(t, dir, numbered(1))
			put(t, dir, pages{"foreign.txt": "x"})
			before := traces(t, dir)
			r, err := broken(test.times...).write(dir, Options{}, edition("2", numbered(2)))
			var swap *SwapError
			if !errors.As(err, &swap) || swap.Dir != dir || !errors.Is(err, syscall.EBUSY) || r != (Report{}) {
				t.Fatalf("%+v, error %v", r, err)
			}
			if !strings.Contains(err.Error(), dir) {
				t.Errorf("%q does not name the folder", err)
			}
			old := workplaceOf(disk{}, dir).old()
			if !test.away {
				if swap.Old != "" || !maps.Equal(before, traces(t, dir)) {
					t.Errorf("the former site is not in place: %+v", swap)
				}
				tidy(t, dir)
				return
			}
			if swap.Old != old || exists(dir) || !maps.Equal(before, traces(t, old)) {
				t.Errorf("the former site is not where %+v says", swap)
			}

			// Next run, same trouble: nothing is lost.
			_, err = broken(1).write(dir, Options{}, edition("3", numbered(3)))
			if !errors.As(err, &swap) || swap.Old != old || !maps.Equal(before, traces(t, old)) {
				t.Errorf("error %v", err)
			}
			// And one that fails later has put it back.
			failure := errors.New("no ink")
			_, err = Write(dir, Options{}, func(func(File) error) (Manifest, error) { return Manifest{}, failure })
			if err != failure || !maps.Equal(before, traces(t, dir)) {
				t.Errorf("error %v, or another site", err)
			}
			tidy(t, dir)
		})
	}
}

func TestFirstBuildCannotBeRenamed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	if _, err := broken(1).write(dir, Options{}, edition("1", numbered(1))); !errors.Is(err, syscall.EBUSY) {
		t.Errorf("error %v", err)
	}
	if exists(dir) {
		t.Error("a site is there")
	}
	tidy(t, dir)
}

func TestJournalCannotBeWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	build(t, dir, numbered(1))
	before := traces(t, dir)
	journal := workplaceOf(disk{}, dir).journal()
	_, err := two().write(dir, Options{}, func(add func(File) error) (Manifest, error) {
		put(t, journal, pages{"in the way": ""})
		return edition("2", numbered(2))(add)
	})
	if err == nil || !strings.Contains(err.Error(), journal) || !maps.Equal(before, traces(t, dir)) {
		t.Errorf("error %v, or another site", err)
	}
	build(t, dir, numbered(2))
	tidy(t, dir)
}

// TestRecovery starts from each state that a cut can leave, by its folders:
// the site, old/ and new/, with a number each, 0 for none.
func TestRecovery(t *testing.T) {
	const empty = -1
	tests := map[string]struct {
		site, old, new int
		journal        bool
		want           int // the site that a failing run then leaves, 0 for none
		stranded       bool
	}{
		"while the first is made":           {0, 0, 1, false, 0, false},
		"while a site is made":              {1, 0, 2, false, 1, false},
		"after the exchange":                {2, 0, 1, false, 2, false},
		"before the first rename":           {1, 0, 2, true, 1, false},
		"between the renames":               {0, 1, 2, true, 1, false},
		"between them, an empty folder":     {empty, 1, 2, true, 1, false},
		"between them, a folder made since": {3, 1, 2, true, 3, true},
		"after the second rename":           {2, 1, 0, true, 2, false},
		"after the journal":                 {2, 1, 0, false, 2, false},
		"put back, the journal still there": {1, 0, 2, true, 1, false},
	}
	failure := errors.New("no ink")
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			base := t.TempDir()
			dir := filepath.Join(base, "public")
			w := workplaceOf(disk{}, dir)
			if err := os.Mkdir(w.dir, 0o755); err != nil {
				t.Fatal(err)
			}
			for to, n := range map[string]int{dir: test.site, w.old(): test.old, w.new(): test.new} {
				switch n {
				case 0:
				case empty:
					if err := os.Mkdir(to, 0o755); err != nil {
						t.Fatal(err)
					}
				default:
					made := filepath.Join(base, "made")
					if _, err := Write(made, Options{}, edition(string(rune('0'+n)), numbered(n))); err != nil {
						t.Fatal(err)
					}
					if err := os.Rename(made, to); err != nil {
						t.Fatal(err)
					}
				}
			}
			if test.journal {
				put(t, w.dir, pages{"journal": "x"})
			}
			_, err := two().write(dir, Options{}, func(func(File) error) (Manifest, error) { return Manifest{}, failure })
			var stranded *StrandedError
			if test.stranded {
				if !errors.As(err, &stranded) || *stranded != (StrandedError{dir, w.old()}) {
					t.Errorf("error %v", err)
				}
				if n, err := whole(w.old()); n != test.old || err != nil {
					t.Errorf("the former site: %d, %v", n, err)
				}
			} else if err != failure {
				t.Errorf("error %v", err)
			}
			n, err := whole(dir)
			if test.want == 0 && errors.Is(err, fs.ErrNotExist) {
				err = nil
			}
			if n != test.want || err != nil {
				t.Errorf("site %d, %v", n, err)
			}
			if !test.stranded {
				tidy(t, dir)
			}
		})
	}
}

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// code has a change of every kind; what its tests see of each is in TestVerdicts.
const code = `package small

const limit = 2 + 3

func Small(n int) bool { return n < limit && n != 0 || n == -7 }

func Sum(ns []int) (sum int) {
	for i := 0; i < len(ns); i++ {
		if ns[i] < 0 {
			continue
		}
		sum += ns[i] * 1
	}
	if sum > 100 {
		return 100
	}
	return sum
}

func Unasked(a, b string) (string, bool) { return a + b, true }

func Drain(n int) int {
	for n != 0 {
		n -= 1
	}
	return n
}
`

const tests = `package small

import "testing"

func TestSmall(t *testing.T) {
	for n, want := range map[int]bool{4: true, 5: false, 0: false, -7: true, 7: false} {
		if Small(n) != want {
			t.Error(n)
		}
	}
}

func TestSum(t *testing.T) {
	if Sum([]int{1, 2, -5, 0}) != 3 || Sum([]int{101}) != 100 {
		t.Error("sum")
	}
}

func TestDrain(t *testing.T) {
	if Drain(3) != 0 {
		t.Error("something is left")
	}
}
`

func TestVerdicts(t *testing.T) {
	dir, folder := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{"go.mod": "module small\n\ngo 1.26\n", "small.go": code, "small_test.go": tests} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	t.Setenv("GOFLAGS", "-mod=mod")
	t.Setenv("GOWORK", "off")
	changes, err := prepare(".", nil, folder)
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSuite(".", folder, "")
	if err != nil {
		t.Fatal(err)
	}
	s.spare = 0.5
	var got []string
	for i, c := range changes {
		got = append(got, strings.TrimSpace(c.String()+" "+string(s.try(i+1))))
	}
	want := []string{
		"small.go:5:53: logic: && for || seen",
		"small.go:5:43: logic: || for && seen",
		"small.go:5:35: boundary: <= for < seen",
		"small.go:5:35: negation: not < seen",
		"small.go:5:48: negation: not != seen",
		"small.go:5:58: negation: not == seen",
		"small.go:5:61: minus: a minus sign left out seen",
		"small.go:8:16: boundary: <= for < seen",
		"small.go:8:16: negation: not < seen",
		"small.go:8:28: step: ++ turned round seen",
		"small.go:9:12: boundary: <= for < lived",
		"small.go:9:12: negation: not < seen",
		"small.go:10:4: removal: without continue seen",
		"small.go:12:3: removal: without sum += ns[i] * 1 seen",
		"small.go:12:16: arithmetic: / for * lived",
		"small.go:15:3: removal: without return 100 seen",
		"small.go:14:9: boundary: >= for > lived",
		"small.go:14:9: negation: not > seen",
		"small.go:20:58: condition: not true",
		"small.go:23:8: negation: not != seen",
		"small.go:24:3: removal: without n -= 1 endless",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestReport(t *testing.T) {
	changes := []change{{file: "a.go", kind: "boundary"}, {file: "a.go", kind: "removal"}, {file: "b.go", kind: "step"}}
	var out strings.Builder
	report(&out, changes, []verdict{seen, lived, endless})
	want := `file: changes that gremlins makes by default; all changes
a.go: 1 of 1 seen, 0 lived, 0 endless, 0 not reached; 1 of 2 seen, 1 lived, 0 endless, 0 not reached;
b.go: 0 of 1 seen, 0 lived, 1 endless, 0 not reached; 0 of 1 seen, 0 lived, 1 endless, 0 not reached;
in all: 1 of 2 seen, 0 lived, 1 endless, 0 not reached; 1 of 3 seen, 1 lived, 1 endless, 0 not reached;
`
	if out.String() != want {
		t.Errorf("got %s", out.String())
	}
}

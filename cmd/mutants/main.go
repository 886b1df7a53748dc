// Command mutants changes a package, one place at a time, and says which changes
// no test sees.
//
//	go run ./cmd/mutants ./internal/key                     every file of a package
//	go run ./cmd/mutants ./internal/site select.go notice.go
//	go run ./cmd/mutants -by ./internal/build ./internal/markdown link.go
//
// All changes are compiled into one test program, each behind a switch. Every test
// runs once alone, which tells what it reaches and how long it takes; then each
// change is switched on and the tests that reach it run, quick ones first. The
// limit is processor time and not the clock, and a change that passes it is tried
// again with twice as much: a busy machine makes no verdict.
//
// Why not gremlins: it compiles for every change, hours for a package, and under
// load its limit by the clock calls changes seen that live.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	skip := flag.String("skip", "", "leave out the tests whose names match an `expression`: the slow ones")
	by := flag.String("by", "", "other `packages`, with commas, whose tests are asked about what the package's own do not see")
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	others := strings.FieldsFunc(*by, func(r rune) bool { return r == ',' })
	if err := run(flag.Arg(0), flag.Args()[1:], others, *skip); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(2)
	}
}

func run(pkg string, files, others []string, skip string) error {
	folder, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	changes, err := prepare(pkg, files, folder)
	if err != nil {
		return err
	}
	verdicts := make([]verdict, len(changes))
	for _, p := range append([]string{pkg}, others...) {
		s, err := newSuite(p, folder, skip)
		if err != nil {
			return err
		}
		for i, c := range changes {
			if v := verdicts[i]; v == lived || v == unreached {
				if now := s.try(i + 1); now != unreached {
					verdicts[i] = now
					if now != seen {
						fmt.Printf("%s: %s by %s\n", c, now, p)
					}
				}
			}
		}
	}
	for i, c := range changes {
		if verdicts[i] == unreached {
			fmt.Printf("%s: not reached\n", c)
		}
	}
	report(os.Stdout, changes, verdicts)
	return nil
}

// prepare writes into a folder the changed files of a package and their switches,
// and the overlay that compiles them.
func prepare(pkg string, only []string, folder string) ([]change, error) {
	listed, err := command("", "go", "list", "-json=Dir,Name,ImportPath,GoFiles", pkg)
	if err != nil {
		return nil, err
	}
	var of struct {
		Dir, Name, ImportPath string
		GoFiles               []string
	}
	if err := json.Unmarshal(listed, &of); err != nil {
		return nil, err
	}
	exports, err := command("", "go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", pkg)
	if err != nil {
		return nil, err
	}
	compiled := map[string]string{}
	for line := range strings.Lines(string(exports)) {
		name, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		compiled[name] = file
	}
	fset := token.NewFileSet()
	c := &changer{fset: fset, info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}}
	var trees []*ast.File
	texts := map[string][]byte{}
	for _, name := range of.GoFiles {
		if texts[name], err = os.ReadFile(filepath.Join(of.Dir, name)); err != nil {
			return nil, err
		}
		tree, err := parser.ParseFile(fset, name, texts[name], parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		trees = append(trees, tree)
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(compiled[path]) })}
	if _, err := conf.Check(of.ImportPath, fset, trees, c.info); err != nil {
		return nil, err
	}
	replace := map[string]string{}
	for i, name := range of.GoFiles {
		if len(only) > 0 && !slices.Contains(only, name) {
			continue
		}
		replace[filepath.Join(of.Dir, name)] = filepath.Join(folder, name)
		if err := os.WriteFile(filepath.Join(folder, name), c.file(name, texts[name], trees[i]), 0o600); err != nil {
			return nil, err
		}
	}
	replace[filepath.Join(of.Dir, "mutants_switches.go")] = filepath.Join(folder, "switches.go")
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	return c.changes, errors.Join(err,
		os.WriteFile(filepath.Join(folder, "switches.go"), c.switchFile(of.Name, folder), 0o600),
		os.WriteFile(filepath.Join(folder, "overlay.json"), overlay, 0o600))
}

// verdict is what tests say of a change.
type verdict string

const (
	unreached verdict = ""
	seen      verdict = "seen"
	lived     verdict = "lived"
	endless   verdict = "endless" // twice
)

// suite is the tests of one package, compiled with all changes.
type suite struct {
	folder, program, dir string
	tests                []test  // the quickest first
	spare                float64 // seconds of processor time that tests may take beyond four times their own
}

type test struct {
	name    string
	seconds float64 // of processor time
	reaches map[int]bool
}

// newSuite compiles the tests of a package and runs each alone.
func newSuite(pkg, folder, skip string) (*suite, error) {
	dir, err := command("", "go", "list", "-f", "{{.Dir}}", pkg)
	if err != nil {
		return nil, err
	}
	s := &suite{folder: folder, program: filepath.Join(folder, "tests"), dir: strings.TrimSpace(string(dir)), spare: 4}
	if _, err := command("", "go", "test", "-c", "-overlay", filepath.Join(folder, "overlay.json"), "-o", s.program, pkg); err != nil {
		return nil, err
	}
	if err := s.activate(0); err != nil {
		return nil, err
	}
	names, err := command(s.dir, s.program, "-test.list", "^(Test|Fuzz|Example)")
	if err != nil {
		return nil, err
	}
	slow, err := regexp.Compile(skip)
	if err != nil {
		return nil, err
	}
	reached := filepath.Join(folder, "reached")
	for name := range strings.FieldsSeq(string(names)) {
		if skip != "" && slow.MatchString(name) {
			continue
		}
		if err := errors.Join(os.WriteFile(reached, nil, 0o600), s.activate(-1)); err != nil {
			return nil, err
		}
		ok, _, used := s.run([]string{name}, 3600)
		if !ok {
			fmt.Fprintf(os.Stderr, "mutants: %s fails alone and without changes: left out\n", name)
			continue
		}
		t := test{name, used, map[int]bool{}}
		text, err := os.ReadFile(reached)
		if err != nil {
			return nil, err
		}
		for id := range strings.FieldsSeq(string(text)) {
			n, _ := strconv.Atoi(id)
			t.reaches[n] = true
		}
		s.tests = append(s.tests, t)
	}
	slices.SortStableFunc(s.tests, func(a, b test) int { return cmp.Compare(a.seconds, b.seconds) })
	return s, nil
}

// activate turns on one switch, none for 0; -1 has those noted that are reached.
func (s *suite) activate(id int) error {
	return os.WriteFile(filepath.Join(s.folder, "active"), []byte(strconv.Itoa(id)), 0o600)
}

// try runs the tests that reach a change in groups, each twice as long as those
// before: most changes are seen by the first.
func (s *suite) try(id int) verdict {
	if err := s.activate(id); err != nil {
		panic(err)
	}
	var groups [][]test
	room := 0.0
	for _, t := range s.tests {
		if !t.reaches[id] {
			continue
		}
		if room -= t.seconds; room < 0 {
			groups = append(groups, nil)
			room = 0.25*math.Pow(2, float64(len(groups)-1)) - t.seconds
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], t)
	}
	if len(groups) == 0 {
		return unreached
	}
	for _, group := range groups {
		var names []string
		limit := s.spare
		for _, t := range group {
			names = append(names, t.name)
			limit += 4 * t.seconds
		}
		ok, late, _ := s.run(names, limit)
		if late {
			if ok, late, _ = s.run(names, 2*limit); late {
				return endless
			}
		}
		if !ok {
			return seen
		}
	}
	return lived
}

// run runs some tests with a limit of processor time, and reports whether they
// passed, whether they met the limit, and the seconds that they took. Tests that
// only wait are stopped by the clock, after far longer.
func (s *suite) run(tests []string, limit float64) (ok, late bool, used float64) {
	clock := time.Duration(20*limit+60) * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), clock)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", `ulimit -t "$0"; ulimit -v 6000000; exec "$@"`, strconv.Itoa(int(limit+1)),
		s.program, "-test.failfast", "-test.timeout", "0", "-test.run", "^("+strings.Join(tests, "|")+")$")
	cmd.Dir, cmd.WaitDelay = s.dir, time.Second
	err := cmd.Run()
	used = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	return err == nil, ctx.Err() != nil || err != nil && used >= limit, used
}

// command runs a program and returns what it printed.
func command(dir, name string, arguments ...string) ([]byte, error) {
	cmd := exec.Command(name, arguments...)
	cmd.Dir = dir
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(arguments, " "), err, said.String())
	}
	return out, nil
}

// report counts the verdicts, by file: those that gremlins would give, then all.
func report(w io.Writer, changes []change, verdicts []verdict) {
	type count map[verdict]int
	const sum = "in all"
	var files []string
	usual, all := map[string]count{sum: {}}, map[string]count{sum: {}}
	for i, c := range changes {
		if all[c.file] == nil {
			files = append(files, c.file)
			usual[c.file], all[c.file] = count{}, count{}
		}
		for _, name := range []string{c.file, sum} {
			all[name][verdicts[i]]++
			if c.isClassic() {
				usual[name][verdicts[i]]++
			}
		}
	}
	fmt.Fprintln(w, "file: changes that gremlins makes by default; all changes")
	for _, name := range append(files, sum) {
		fmt.Fprintf(w, "%s:", name)
		for _, n := range []count{usual[name], all[name]} {
			fmt.Fprintf(w, " %d of %d seen, %d lived, %d endless, %d not reached;", n[seen], n[seen]+n[lived]+n[endless]+n[unreached], n[lived], n[endless], n[unreached])
		}
		fmt.Fprintln(w)
	}
}

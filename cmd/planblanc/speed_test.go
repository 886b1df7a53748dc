//go:build unix

package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

var (
	speedRuns  = flag.Int("runs", 7, "rounds of BenchmarkSpeed")
	speedSizes = flag.String("documents", "1000,10000", "documents of its contents, separated by commas")
	speedDirs  = flag.String("scratch", "", "folders that it works in, separated by commas: a disk, a memory; the temporary folder by default")
	speedHugo  = flag.String("hugo", "", "Hugo's program, for BenchmarkPeers")
	speedFind  = flag.String("pagefind", "", "Pagefind's program, for BenchmarkPeers")
	speedEdits = flag.Int("saves", 21, "edits of each kind that it saves in serve")
)

// BenchmarkSpeed measures planblanc on a generated content, each command in a
// process of its own as people run it, and prints what docs/performance.md
// explains. The commands take turns: in each round all of them run once, and a
// ratio is of two runs of one round, since another round may have found a busier
// machine. Run it with -benchtime 1x.
func BenchmarkSpeed(b *testing.B) {
	eachContent(b, func(s *speed, n int, dir string) {
		s.measure()
		s.print(n, dir)
	})
}

// BenchmarkPeers builds the same content with planblanc, with Hugo by the
// templates of e2e/bench-peers, and indexes Hugo's pages with Pagefind, in turns.
func BenchmarkPeers(b *testing.B) {
	eachContent(b, func(s *speed, n int, dir string) { s.peers(n, dir) })
}

// eachContent makes a content of each size in each folder that was asked for.
func eachContent(b *testing.B, do func(s *speed, n int, dir string)) {
	dirs := strings.Split(*speedDirs, ",")
	if *speedDirs == "" {
		dirs[0] = os.TempDir()
	}
	for _, dir := range dirs {
		for size := range strings.SplitSeq(*speedSizes, ",") {
			n, err := strconv.Atoi(size)
			if err != nil {
				b.Fatal(err)
			}
			b.Run(fmt.Sprint("docs=", n), func(b *testing.B) {
				top, err := os.MkdirTemp(dir, "planblanc-speed")
				if err != nil {
					b.Fatal(err)
				}
				defer os.RemoveAll(top)
				s := &speed{B: b, top: top, runs: map[string][]sample{}}
				s.once("bench-corpus", s.at("content"), strconv.Itoa(n))
				do(s, n, dir)
			})
		}
	}
}

// peers runs the rounds of BenchmarkPeers.
func (s *speed) peers(documents int, dir string) {
	names := []string{"planblanc"}
	hugo := []string{*speedHugo, "--quiet", "--noBuildLock", "--source", s.at("hugo"), "--destination", s.at("hugo-site"), "--cacheDir", s.at("hugo-cache")}
	if *speedHugo == "" {
		fmt.Println("Hugo and Pagefind: NOT MEASURED, no program was given (-hugo)")
	} else {
		names = append(names, "Hugo, no search")
		if err := os.CopyFS(s.at("hugo"), os.DirFS(filepath.Join("..", "..", "e2e", "bench-peers", "hugo"))); err != nil {
			s.Fatal(err)
		}
		for to, from := range map[string]string{"content": "fiches", "data": "data"} {
			to, from = filepath.Join(s.at("hugo"), to), filepath.Join(s.at("content"), from)
			if from == s.at("content/fiches") {
				to = filepath.Join(to, "fiches")
			}
			if err := os.CopyFS(to, os.DirFS(from)); err != nil {
				s.Fatal(err)
			}
		}
		if *speedFind == "" {
			fmt.Println("Pagefind: NOT MEASURED, no program was given (-pagefind)")
		} else {
			names = append(names, "Pagefind alone")
		}
	}
	for range *speedRuns {
		s.run("planblanc", "planblanc", "build", "--no-cache", "--date", today, "-s", s.at("content"), "-d", s.at("site"))
		s.site = sizeOf(s.B, s.at("site"))
		s.remove("site")
		if len(names) > 1 {
			s.remove("hugo-site")
			s.run(names[1], hugo...)
		}
		if len(names) > 2 {
			s.run(names[2], *speedFind, "--site", s.at("hugo-site"), "--quiet")
		}
	}
	s.head(documents, dir)
	s.rows(names)
	if len(names) > 1 {
		size := sizeOf(s.B, s.at("hugo-site"))
		fmt.Printf("\nHugo's site: %d files, %d pages, %.1f MB\n", size.files, size.pages, float64(size.bytes)/1e6)
		for _, name := range names[1:] {
			fmt.Printf("planblanc / %-18s processor %s, time %s\n", name, spread(s.values("planblanc", name, cpu)), spread(s.values("planblanc", name, wall)))
		}
	}
}

// subject is a document of a generated content that tests and benchmarks edit.
const subject = "fiches/service-7/fiche-00991"

// speed is the measures of one content.
type speed struct {
	*testing.B
	top  string
	site siteSize
	runs map[string][]sample // by what was run, one a round
}

// sample is what one run took.
type sample struct{ wall, cpu, peak float64 } // seconds, seconds of all processors, MiB

func (s *speed) at(name string) string { return filepath.Join(s.top, name) }

// measure runs the rounds of BenchmarkSpeed.
func (s *speed) measure() {
	date := []string{"--date", today, "-s", s.at("content")}
	build := func(dir string) []string { return slices.Concat([]string{"planblanc", "build", "-d", s.at(dir)}, date) }
	search := slices.Concat([]string{"planblanc", "search", "--format", "json"}, date, []string{"poste réseau patient"})
	s.once(build("site")...) // and the system has read the program
	s.once(search...)
	s.site = sizeOf(s.B, s.at("site"))
	card := filepath.Join(s.at("content"), filepath.FromSlash(subject+".md"))
	text, err := os.ReadFile(card)
	if err != nil {
		s.Fatal(err)
	}
	for round := range *speedRuns {
		s.run("floor", "bench-floor", s.at("content"), s.at("site"), s.at("new"), "every")
		s.remove("new")
		s.run("floor, words once", "bench-floor", s.at("content"), s.at("site"), s.at("new"), "once")
		s.remove("new")
		s.run("full build", append(build("new"), "--no-cache")...)
		s.remove("new")
		s.run("nothing changed", build("site")...)
		s.once(search...) // the content was written in the round before
		s.run("search", search...)
		if err := os.WriteFile(card, fmt.Appendf(nil, "%s\nAjout %d.\n", text, round), 0o644); err != nil {
			s.Fatal(err)
		}
		s.run("one text changed", build("site")...)
		if err := os.WriteFile(card, text, 0o644); err != nil {
			s.Fatal(err)
		}
		s.once(build("site")...)
		s.run("check", slices.Concat([]string{"planblanc", "check"}, date)...)
		syscall.Sync() // what is not on the disk yet cannot be dropped
		s.once("bench-drop", s.at("site"))
		s.run("read", "bench-read", s.at("site"))
		s.once("bench-drop", s.at("site"))
		s.run("verify", "planblanc", "verify", s.at("site"), "--no-memory", "--date", today)
		s.stop(s.start())
	}
	s.serve(text)
}

// start measures the start of planblanc serve, until it says where it shows the site.
func (s *speed) start() *preview {
	start := time.Now()
	p := serveFolder(s, s.at("content"))
	s.add("start of serve", sample{wall: time.Since(start).Seconds()})
	return p
}

func (s *speed) stop(p *preview) {
	if err := p.Process.Kill(); err != nil {
		s.Fatal(err)
	}
	_ = p.Wait() // it was killed
}

// serve measures edits in planblanc serve. A page is asked for when serve says that
// the site is new, as an open page asks for itself then.
func (s *speed) serve(card []byte) {
	p := serveFolder(s, s.at("content"))
	service, err := os.ReadFile(filepath.Join(p.content, "data", "services.yaml"))
	if err != nil {
		s.Fatal(err)
	}
	for _, edit := range []struct{ name, file, page, text, old, now string }{
		{"serve: text", subject + ".md", subject + ".html", string(card), "", "\nAjout %d.\n"},
		{"serve: title", subject + ".md", "index-a-z.html", string(card), "title: Fiche", "title: Ajout %d. Fiche"},
		{"serve: vocabulary", "data/services.yaml", "services/service-7.html", string(service), "label: Le service 7,", "label: Ajout %d. Le service 7,"},
	} {
		for n := range *speedEdits {
			now := strings.Replace(edit.text, edit.old, fmt.Sprintf(edit.now, n), 1)
			if edit.old == "" {
				now = edit.text + fmt.Sprintf(edit.now, n)
			}
			start := time.Now()
			p.save(s, edit.file, now)
			p.wait(s, `site à jour`)
			if !strings.Contains(p.get(s, edit.page), fmt.Sprintf("Ajout %d.", n)) {
				s.Fatalf("%s: the edit is not shown", edit.name)
			}
			s.add(edit.name, sample{wall: time.Since(start).Seconds()})
		}
		p.save(s, edit.file, edit.text)
		p.wait(s, `site à jour`)
	}
	s.stop(p)
}

func (s *speed) add(name string, one sample) { s.runs[name] = append(s.runs[name], one) }

// run measures a command and returns what it writes. verify finds no signature, which is no failure here.
func (s *speed) run(name string, command ...string) string {
	s.Helper()
	cmd := s.command(command)
	out, errs := new(strings.Builder), new(strings.Builder)
	cmd.Stdout, cmd.Stderr = out, errs
	start := time.Now()
	err := cmd.Run()
	one := sample{wall: time.Since(start).Seconds()}
	if err != nil && !(command[1] == "verify" && cmd.ProcessState.ExitCode() == 2) {
		s.Fatalf("%s: %v\n%s%s", strings.Join(command, " "), err, out, errs)
	}
	state := cmd.ProcessState
	one.cpu = (state.UserTime() + state.SystemTime()).Seconds()
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		s.Fatal(err)
	}
	// Linux counts this process's own peak until the program is loaded.
	if peak := mebibytes(state.SysUsage().(*syscall.Rusage)); peak > mebibytes(&own) {
		one.peak = peak
	}
	s.add(name, one)
	return out.String()
}

// once runs a command that is not measured.
func (s *speed) once(command ...string) {
	s.Helper()
	if out, err := s.command(command).CombinedOutput(); err != nil {
		s.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, out)
	}
}

func (s *speed) command(words []string) *exec.Cmd {
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.top}
	return cmd
}

func (s *speed) remove(name string) {
	if err := os.RemoveAll(s.at(name)); err != nil {
		s.Fatal(err)
	}
}

// mebibytes is a peak of resident memory; Linux counts KiB, macOS bytes
// (getrusage(2) of each).
func mebibytes(u *syscall.Rusage) float64 {
	if runtime.GOOS == "darwin" {
		return float64(u.Maxrss) / (1 << 20)
	}
	return float64(u.Maxrss) / (1 << 10)
}

// siteSize is what a site holds.
type siteSize struct {
	files, pages int
	bytes        int64
}

func sizeOf(t testing.TB, site string) siteSize {
	t.Helper()
	names, sizes, err := filesOf(site, "")
	if err != nil {
		t.Fatal(err)
	}
	var size siteSize
	for i, name := range names {
		size.files++
		size.bytes += sizes[i]
		if strings.HasSuffix(name, ".html") {
			size.pages++
		}
	}
	return size
}

// goal is a quantity, or with over the ratio of two, and what it has to be.
type goal struct {
	text     string
	of, over string // names of runs
	in       func(sample) float64
	unit     string
	most     float64 // or 0
	least    float64 // or 0
}

func wall(x sample) float64   { return x.wall }
func ms(x sample) float64     { return 1000 * x.wall }
func cpu(x sample) float64    { return x.cpu }
func peak(x sample) float64   { return x.peak }
func speedy(x sample) float64 { return 1 / x.wall }

// goals are what docs/performance.md promises of 10,000 documents.
var goals = []goal{
	{"full build / floor, processor", "full build", "floor", cpu, "", 2, 0},
	{"full build / floor, time", "full build", "floor", wall, "", 2, 0},
	{"full build / floor with each word once, processor", "full build", "floor, words once", cpu, "", 0, 0},
	{"full build / floor with each word once, time", "full build", "floor, words once", wall, "", 0, 0},
	{"full build, processor", "full build", "", cpu, "s", 10, 0},
	{"full build, peak memory", "full build", "", peak, "MiB", 400, 0},
	{"nothing changed / full build", "nothing changed", "full build", wall, "", 0.08, 0},
	{"one text changed / full build", "one text changed", "full build", wall, "", 0, 0},
	{"check / full build", "check", "full build", wall, "", 0.6, 0},
	{"check / full build, processor", "check", "full build", cpu, "", 0.6, 0},
	{"verify / plain read, speed", "verify", "read", speedy, "", 0, 0.9},
	{"search, first answer", "search", "", ms, "ms", 100, 0},
	{"start of serve / full build", "start of serve", "full build", wall, "", 1, 0},
	{"serve: a text is saved and shown", "serve: text", "", ms, "ms", 30, 0},
	{"serve: a title is saved and in the list of all", "serve: title", "", ms, "ms", 100, 0},
	{"serve: a service's name is saved and shown", "serve: vocabulary", "", ms, "ms", 0, 0},
}

// print shows what was measured.
func (s *speed) print(documents int, dir string) {
	s.head(documents, dir)
	s.rows([]string{"floor", "floor, words once", "full build", "nothing changed", "one text changed", "check", "read", "verify", "search", "start of serve"})
	fmt.Println()
	for _, g := range goals {
		values := s.values(g.of, g.over, g.in)
		said := ""
		switch middle := median(values); {
		case g.most > 0:
			said = fmt.Sprintf("≤ %g: %s", g.most, met(middle <= g.most))
		case g.least > 0:
			said = fmt.Sprintf("≥ %g: %s", g.least, met(middle >= g.least))
		}
		fmt.Printf("%-50s %-30s %s\n", g.text, spread(values)+" "+g.unit, said)
	}
}

func (s *speed) head(documents int, dir string) {
	fmt.Printf("\n%d documents: %d files, %d pages, %.1f MB, below %s; %d rounds; median (least–most)\n%s, %d processors, %s/%s\n\n",
		documents, s.site.files, s.site.pages, float64(s.site.bytes)/1e6, dir, *speedRuns, runtime.Version(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
}

func (s *speed) rows(names []string) {
	fmt.Printf("%-20s %-24s %-24s %s\n", "", "time, s", "processor, s", "peak memory, MiB")
	for _, name := range names {
		fmt.Printf("%-20s %-24s %-24s %s\n", name, spread(s.values(name, "", wall)), spread(s.values(name, "", cpu)), spread(s.values(name, "", peak)))
	}
}

func met(yes bool) string {
	if yes {
		return "reached"
	}
	return "NOT REACHED"
}

// values are a quantity of each run, or its ratios to that of another run in the
// same round. One that ran once is held against the other's median.
func (s *speed) values(of, over string, in func(sample) float64) []float64 {
	var out []float64
	for i, x := range s.runs[of] {
		v := in(x)
		if others := s.runs[over]; over != "" {
			if len(s.runs[of]) == 1 {
				v /= median(s.values(over, "", in))
			} else {
				v /= in(others[i])
			}
		}
		out = append(out, v)
	}
	return out
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// spread writes the median of some values, with the least and the most.
func spread(values []float64) string {
	write := func(v float64) string {
		if v >= 100 {
			return strconv.FormatFloat(v, 'f', 0, 64)
		}
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	least, most := slices.Min(values), slices.Max(values)
	if most == 0 {
		return "–"
	}
	return fmt.Sprintf("%s (%s–%s)", write(median(values)), write(least), write(most))
}

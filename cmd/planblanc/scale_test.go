//go:build unix

package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

var (
	scaleSizes = flag.String("establishments", "1,10,30,100,300", "establishments of BenchmarkScale's groups, separated by commas")
	scaleCards = flag.Int("cards", 300, "common cards of these groups")
	scaleOwn   = flag.Bool("directories", false, "every establishment has telephone numbers of its own")
)

// scaled is what was measured of a group.
type scaled struct {
	establishments         int
	size                   siteSize
	alone, build           sample // alone is a group of one, the mean of before and after this group
	again, edited          sample
	publish, republish     sample // of all sites, one command each; peak is the highest
	sent, resent           int64  // bytes
	newFiles, changedFiles int
}

// BenchmarkScale builds groups of establishments that share cards, publishes each
// site to a folder, edits one common card and does both again, and prints what
// docs/scale.md explains. One run of each: what counts is how cost grows with the
// number of establishments. One establishment is built before and after each group,
// since a shared machine may be another one a minute later. Run it with
// -benchtime 1x.
func BenchmarkScale(b *testing.B) {
	var all []scaled
	for size := range strings.SplitSeq(*scaleSizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint("establishments=", n), func(b *testing.B) {
			top, err := os.MkdirTemp(strings.Split(*speedDirs, ",")[0], "planblanc-scale")
			if err != nil {
				b.Fatal(err)
			}
			defer os.RemoveAll(top)
			all = append(all, (&speed{B: b, top: top, runs: map[string][]sample{}}).scale(n))
		})
	}
	fmt.Printf("\n%d common cards, 3 replaced and 1 added by each establishment; %s, %d processors, %s/%s\n\n", *scaleCards, runtime.Version(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
	fmt.Printf("%5s %8s %8s %9s | %-44s | %-15s | %-15s | %-15s %9s | %-32s | %s\n", "sites", "files", "pages", "MB",
		"build: time, processor, a site, peak MiB", "again: t., p.", "edited: t., p.", "publish: t., p.", "sent MB", "after the edit: t., p., kB, files", "one more / first: processor, time")
	for _, x := range all {
		n := float64(x.establishments)
		more := "–"
		if x.establishments > 1 {
			cost := func(in func(sample) float64) float64 {
				return (in(x.build) - in(x.alone)) / (n - 1) / in(x.alone)
			}
			more = fmt.Sprintf("%.2f %.2f", cost(cpu), cost(wall))
		}
		fmt.Printf("%5d %8d %8d %9.1f | %8.1f %8.1f %8.3f %8.0f%8s | %7.1f %7.1f | %7.1f %7.1f | %7.1f %7.1f %9.1f | %7.1f %7.1f %9.1f %6d | %s\n", x.establishments, x.size.files, x.size.pages, float64(x.size.bytes)/1e6,
			x.build.wall, x.build.cpu, x.build.cpu/n, x.build.peak, "", x.again.wall, x.again.cpu, x.edited.wall, x.edited.cpu, x.publish.wall, x.publish.cpu, float64(x.sent)/1e6,
			x.republish.wall, x.republish.cpu, float64(x.resent)/1e3, x.changedFiles, more)
	}
}

// scale measures a group of establishments.
func (s *speed) scale(n int) scaled {
	own := "shared"
	if *scaleOwn {
		own = "own"
	}
	s.once("bench-region", s.at("content"), strconv.Itoa(n), strconv.Itoa(*scaleCards), own)
	s.once("bench-region", s.at("one"), "1", strconv.Itoa(*scaleCards), own)
	build := func(name string) sample {
		s.run(name, "planblanc", "build", "--all-sites", "--date", today, "-s", s.at("content"), "-d", s.at("sites"))
		return s.runs[name][0]
	}
	one := func() {
		s.run("alone", "planblanc", "build", "--no-cache", "--all-sites", "--date", today, "-s", s.at("one"), "-d", s.at("one-site"))
		s.remove("one-site")
	}
	one()
	x := scaled{establishments: n, build: build("build")}
	one()
	before, after := s.runs["alone"][0], s.runs["alone"][1]
	x.alone = sample{wall: (before.wall + after.wall) / 2, cpu: (before.cpu + after.cpu) / 2}
	x.size = sizeOf(s.B, s.at("sites"))
	x.again = build("again")
	x.publish, x.sent, x.newFiles = s.publishAll("publish")
	card := filepath.Join(s.at("content"), "fiches", "service-40", "fiche-00040.md") // which some replace
	text, err := os.ReadFile(card)
	if err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(card, append(text, "\nUne phrase de plus.\n"...), 0o644); err != nil {
		s.Fatal(err)
	}
	x.edited = build("edited")
	x.republish, x.resent, x.changedFiles = s.publishAll("republish")
	return x
}

// publishAll publishes the site of each establishment to a folder.
func (s *speed) publishAll(name string) (sum sample, sent int64, files int) {
	houses, err := os.ReadDir(s.at("sites"))
	if err != nil {
		s.Fatal(err)
	}
	for _, h := range houses {
		if strings.HasPrefix(h.Name(), ".") {
			continue
		}
		out := s.run(name, "planblanc", "publish", filepath.Join(s.at("published"), h.Name()), "-d", filepath.Join(s.at("sites"), h.Name()), "--format", "json", "--max-deletes", "1000")
		var told struct {
			New     []string `json:"new"`
			Changed []string `json:"changed"`
			Sent    int64    `json:"sent_bytes"`
		}
		if err := json.Unmarshal([]byte(out), &told); err != nil {
			s.Fatalf("%v: %s", err, out)
		}
		sent += told.Sent
		files += len(told.New) + len(told.Changed)
	}
	for _, one := range s.runs[name] {
		sum.wall, sum.cpu, sum.peak = sum.wall+one.wall, sum.cpu+one.cpu, max(sum.peak, one.peak)
	}
	return sum, sent, files
}

//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// BenchmarkBuild measures whole builds of a generated corpus, each in a process
// of its own as an author runs it: « cold » into a folder that does not exist,
// « edited » over the site of before one edit, « same » over a site that is up
// to date. cpu-s is user and system time; MiB the peak of resident memory, where
// it is more than this process's own; files, pages and MB what the site holds.
// BenchmarkSave has the same edits in serve.
func BenchmarkBuild(b *testing.B) {
	for _, documents := range []int{1000, 10000} {
		b.Run(fmt.Sprint("docs=", documents), func(b *testing.B) {
			top := b.TempDir()
			content := filepath.Join(top, "content")
			write(b, content, corpus(documents))
			b.Run("cold", func(b *testing.B) {
				var m measure
				for i := 0; b.Loop(); i++ {
					public := filepath.Join(top, fmt.Sprint("cold", i))
					m.build(b, content, public)
					b.StopTimer()
					m.site(b, public)
					if err := os.RemoveAll(public); err != nil {
						b.Fatal(err)
					}
					b.StartTimer()
				}
				m.report(b)
			})
			b.Run("edited", func(b *testing.B) {
				var m measure
				public := filepath.Join(top, "edited")
				new(measure).build(b, content, public)
				name := filepath.Join(content, filepath.FromSlash(subject+".md"))
				text, err := os.ReadFile(name)
				if err != nil {
					b.Fatal(err)
				}
				for n := 0; b.Loop(); n++ {
					if err := os.WriteFile(name, fmt.Appendf(nil, "%s\nAjout %d.\n", text, n), 0o644); err != nil {
						b.Fatal(err)
					}
					m.build(b, content, public)
				}
				if err := os.WriteFile(name, text, 0o644); err != nil {
					b.Fatal(err)
				}
				m.site(b, public)
				m.report(b)
			})
			b.Run("same", func(b *testing.B) {
				var m measure
				public := filepath.Join(top, "same")
				new(measure).build(b, content, public)
				for b.Loop() {
					m.build(b, content, public)
				}
				m.site(b, public)
				m.report(b)
			})
		})
	}
}

// measure adds up what builds took; its size is that of the last site.
type measure struct {
	runs         int
	cpu          float64 // seconds
	peak         float64 // MiB, the highest of all runs
	files, pages int
	bytes        int64
}

func (m *measure) build(b *testing.B, content, public string) {
	b.Helper()
	cmd := builder(content, public)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	state := cmd.ProcessState
	m.runs++
	m.cpu += (state.UserTime() + state.SystemTime()).Seconds()
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		b.Fatal(err)
	}
	// Linux counts this process's own peak until the program is loaded.
	if peak := mebibytes(state.SysUsage().(*syscall.Rusage)); peak > mebibytes(&own) {
		m.peak = max(m.peak, peak)
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

func (m *measure) site(b *testing.B, public string) {
	b.Helper()
	m.files, m.pages, m.bytes = 0, 0, 0
	err := filepath.WalkDir(public, func(name string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		m.files++
		m.bytes += info.Size()
		if strings.HasSuffix(name, ".html") {
			m.pages++
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func (m *measure) report(b *testing.B) {
	b.ReportMetric(m.cpu/float64(m.runs), "cpu-s/op")
	if m.peak > 0 {
		b.ReportMetric(m.peak, "MiB")
	}
	b.ReportMetric(float64(m.files), "files")
	b.ReportMetric(float64(m.pages), "pages")
	b.ReportMetric(float64(m.bytes)/1e6, "MB")
}

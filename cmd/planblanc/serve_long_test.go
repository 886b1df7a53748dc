//go:build unix

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// subject is a document of a generated corpus that tests and benchmarks edit.
const subject = "fiches/service-7/fiche-00991"

// need is what a process holds.
type need struct {
	memory            uint64
	files, goroutines int
}

func measureNeed(t *testing.T) need {
	t.Helper()
	open, err := os.ReadDir("/dev/fd")
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.GC() // what the first one finalized
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return need{m.HeapAlloc, len(open), runtime.NumGoroutine()}
}

// After five hundred saves serve needs what it needed after fifty: memory within
// a tenth, as many files and goroutines.
func TestManyRebuilds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "contenu")
	folder := corpus(2000)
	write(t, dir, folder)
	reader, writer := io.Pipe()
	p := &preview{content: dir, lines: make(chan string, 16)}
	go p.read(reader)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	a := &app{stdout: writer, stderr: io.Discard}
	go func() { ended <- a.serve(ctx, serving{options: options{source: dir, date: today}, bind: "127.0.0.1"}) }()
	p.url = p.wait(t, `^Aperçu : (http://localhost:[0-9]+/) `)
	var early need
	for n := 1; n <= 500; n++ {
		p.save(t, subject+".md", fmt.Sprintf("%s\nAjout %d.\n", folder[subject+".md"].Data, n))
		p.wait(t, `site à jour`)
		if got := p.get(t, subject+".html"); !strings.Contains(got, fmt.Sprintf("Ajout %d.", n)) {
			t.Fatalf("edit %d is not shown", n)
		}
		if n == 50 {
			early = measureNeed(t)
		}
	}
	late := measureNeed(t)
	for wait := time.Millisecond; (late.goroutines > early.goroutines || late.files > early.files) && wait < patience; wait *= 2 {
		time.Sleep(wait) // the last connection is closing
		late = measureNeed(t)
	}
	t.Logf("after 50 saves %+v, after 500 %+v", early, late)
	if float64(late.memory) > 1.1*float64(early.memory) || late.files > early.files || late.goroutines > early.goroutines {
		t.Errorf("after 50 saves %+v, after 500 %+v", early, late)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

const patience = time.Minute

// BenchmarkSave measures how long a save takes to be served, from the write to
// the new bytes: of a card's text, of its title, of a service's name, which
// every page of the service shows. Save ms is the median.
func BenchmarkSave(b *testing.B) {
	for _, documents := range []int{1000, 10000} {
		b.Run(fmt.Sprint("docs=", documents), func(b *testing.B) {
			folder := corpus(documents)
			p := servePreview(b, folder)
			for _, edit := range []struct{ name, file, page, old, now string }{
				{"text", subject + ".md", subject + ".html", "", "\nAjout %d.\n"},
				{"title", subject + ".md", "index-a-z.html", "title: Fiche", "title: Ajout %d. Fiche"},
				{"vocabulary", "data/services.yaml", "services/service-7.html", "label: Le service 7,", "label: Ajout %d. Le service 7,"},
			} {
				b.Run(edit.name, func(b *testing.B) {
					text := string(folder[edit.file].Data)
					var took []float64
					for n := 0; b.Loop(); n++ {
						now := strings.Replace(text, edit.old, fmt.Sprintf(edit.now, n), 1)
						if edit.old == "" {
							now = text + fmt.Sprintf(edit.now, n)
						}
						start := time.Now()
						p.save(b, edit.file, now)
						for !strings.Contains(p.get(b, edit.page), fmt.Sprintf("Ajout %d.", n)) {
							if time.Since(start) > patience {
								b.Fatal("the edit is not shown")
							}
							time.Sleep(time.Millisecond)
						}
						took = append(took, float64(time.Since(start).Microseconds())/1e3)
					}
					slices.Sort(took)
					b.ReportMetric(took[len(took)/2], "save-ms")
					b.ReportMetric(took[len(took)-1], "slowest-ms")
				})
			}
		})
	}
}

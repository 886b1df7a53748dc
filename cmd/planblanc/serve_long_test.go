//go:build unix

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

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

//go:build unix

package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"planblanc/internal/sitetest"
)

// preview is a running planblanc serve.
type preview struct {
	*exec.Cmd
	content, url string
	lines        chan string // of both outputs
}

func servePreview(t testing.TB, folder fstest.MapFS, args ...string) *preview {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "contenu")
	write(t, dir, folder)
	return serveFolder(t, dir, args...)
}

// serveFolder starts serve on a folder and waits until it shows it.
func serveFolder(t testing.TB, dir string, args ...string) *preview {
	t.Helper()
	p := &preview{content: dir, lines: make(chan string, 256)}
	p.Cmd = exec.Command("planblanc", append([]string{"serve", "-s", p.content, "-p", "0", "--date", today}, args...)...)
	p.Env = append(os.Environ(), "PLANBLANC_LANG=fr")
	reader, writer := io.Pipe()
	p.Stdout, p.Stderr = writer, writer
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill() })
	go p.read(reader)
	p.url = p.wait(t, `^Aperçu : (http://localhost:[0-9]+/) `)
	return p
}

// read takes the lines of an output.
func (p *preview) read(output io.Reader) {
	for scan := bufio.NewScanner(output); scan.Scan(); {
		p.lines <- scan.Text()
	}
}

// wait returns what the group of a pattern matches in a line to come.
func (p *preview) wait(t testing.TB, pattern string) string {
	t.Helper()
	re, deadline := regexp.MustCompile(pattern), time.After(5*time.Minute)
	var seen []string
	for {
		select {
		case line := <-p.lines:
			seen = append(seen, line)
			if m := re.FindStringSubmatch(line); m != nil {
				return m[len(m)-1]
			}
		case <-deadline:
			t.Fatalf("no line like %s in:\n%s", pattern, strings.Join(seen, "\n"))
		}
	}
}

func (p *preview) get(t testing.TB, path string) string {
	t.Helper()
	r, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Get(p.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// change replaces a text in a file of the content.
func (p *preview) change(t testing.TB, file, old, now string) {
	t.Helper()
	name := filepath.Join(p.content, filepath.FromSlash(file))
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s: no %q", file, old)
	}
	p.save(t, file, strings.Replace(string(text), old, now, 1))
}

// save writes a file of the content as an editor does that writes another file
// and renames it.
func (p *preview) save(t testing.TB, file, text string) {
	t.Helper()
	name := filepath.Join(p.content, filepath.FromSlash(file))
	if err := os.WriteFile(name+"~", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+"~", name); err != nil {
		t.Fatal(err)
	}
}

// A card that is saved is shown; a mistake is said and leaves the last good
// page; its cure is shown; Ctrl-C ends well.
func TestServe(t *testing.T) {
	for name, args := range map[string][]string{"notified": nil, "polling": {"--poll", "50ms"}} {
		t.Run(name, func(t *testing.T) {
			const card = "fiches/urgences/ecrans-bloques"
			p := servePreview(t, sitetest.Folder(""), args...)
			if !strings.Contains(p.get(t, card+".html"), "Écrans bloqués") {
				t.Fatal("the card is not shown")
			}
			if got := p.get(t, "api/search?q=urg01&limit=1"); !strings.Contains(got, `"exact":true`) || !strings.Contains(got, `"code":"URG-01"`) {
				t.Errorf("search: %s", got)
			}
			if got := p.get(t, "api/search?q=bloqu%C3%A9s&engine=bleve"); !strings.Contains(got, `"code":"URG-01"`) || !strings.Contains(got, `"explanation":{`) {
				t.Errorf("search with bleve: %s", got)
			}
			if got := p.get(t, "api/search?q=ecran&engine=lucene"); !strings.Contains(got, "pages, bleve") {
				t.Errorf("search with an unknown engine: %s", got)
			}
			if got := p.get(t, "api/search?q=ecran&service=nul"); !strings.Contains(got, "« nul » n'est pas dans data/services.yaml") {
				t.Errorf("search with an unknown service: %s", got)
			}
			p.change(t, card+".md", "title: Écrans bloqués", "title: Écrans tous noirs")
			p.wait(t, `ecrans-bloques\.md : site à jour en [0-9],[0-9]{2} s$`)
			for _, page := range []string{card + ".html", "index-a-z.html"} {
				if !strings.Contains(p.get(t, page), "Écrans tous noirs") {
					t.Errorf("%s does not show the new title", page)
				}
			}
			p.change(t, card+".md", "title:", "titre:")
			p.wait(t, `ecrans-bloques\.md:2:1: erreur : clé inconnue « titre » \[unknown-key\]$`)
			if !strings.Contains(p.get(t, card+".html"), "Écrans tous noirs") {
				t.Error("the last good page is gone")
			}
			p.change(t, card+".md", "titre:", "title:")
			p.wait(t, `site à jour`)
			if err := p.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			p.wait(t, `^Aperçu arrêté\.$`)
			if err := p.Wait(); err != nil {
				t.Errorf("Ctrl-C: %v", err)
			}
		})
	}
}

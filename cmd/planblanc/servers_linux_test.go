package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"planblanc/internal/output"
)

// webServers are those whose files are in docs/serveurs: how to start each on a
// folder at a port.
var webServers = map[string]func(t *testing.T, root, port string) *exec.Cmd{
	"nginx": func(t *testing.T, root, port string) *exec.Cmd {
		text := given(t, "nginx.conf", "listen 8080", "listen 127.0.0.1:"+port, "/srv/www/crise", root)
		dir := t.TempDir()
		file := filepath.Join(dir, "nginx.conf")
		whole := "daemon off; master_process off; pid " + dir + "/pid; error_log stderr error;\nevents { worker_connections 4096; }\nhttp { access_log off; include /etc/nginx/mime.types; client_body_temp_path " +
			dir + "/b; proxy_temp_path " + dir + "/p; fastcgi_temp_path " + dir + "/f; uwsgi_temp_path " + dir + "/u; scgi_temp_path " + dir + "/s;\n" + text + "}\n"
		if err := os.WriteFile(file, []byte(whole), 0o644); err != nil {
			t.Fatal(err)
		}
		return exec.Command("nginx", "-p", dir, "-c", file)
	},
	"caddy": func(t *testing.T, root, port string) *exec.Cmd {
		text := "{\n\tadmin off\n}\n" + given(t, "Caddyfile", ":8080", "http://127.0.0.1:"+port, "/srv/www/crise", root)
		file := filepath.Join(t.TempDir(), "Caddyfile")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return exec.Command("caddy", "run", "--config", file, "--adapter", "caddyfile")
	},
}

// given is a file of docs/serveurs with some of its words replaced, each of which
// must be there.
func given(t *testing.T, name string, words ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "serveurs", name))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(words); i += 2 {
		if !strings.Contains(string(text), words[i]) {
			t.Fatalf("%s has no %q", name, words[i])
		}
	}
	return strings.NewReplacer(words...).Replace(string(text))
}

// startServer starts one and returns its address.
func startServer(t *testing.T, name, root string) string {
	t.Helper()
	t.Setenv("PATH", os.Getenv("PATH")+":/usr/sbin:/sbin")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	run := webServers[name](t, root, port)
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	run.Stdout, run.Stderr = log, log
	run.Env = append(os.Environ(), "HOME="+t.TempDir())
	if err := run.Start(); err != nil {
		t.Fatalf("NON EXÉCUTÉ : %v (paquets nginx-light et caddy)", err)
	}
	t.Cleanup(func() { _ = run.Process.Kill(); _ = run.Wait() })
	for range 200 {
		if c, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			c.Close()
			return "http://127.0.0.1:" + port
		}
		time.Sleep(25 * time.Millisecond)
	}
	text, _ := os.ReadFile(log.Name())
	t.Fatalf("%s does not answer: %s", name, text)
	return ""
}

// signEach signs built sites with a new key and returns the list that allows it.
func signEach(t *testing.T, top string, publics ...string) (signers string) {
	t.Helper()
	secret, signers := filepath.Join(top, "crise"), filepath.Join(top, "signers")
	must := func(args ...string) {
		t.Helper()
		if code, _, errs := planblanc([]string{"HOME=" + top}, args...); code != 0 {
			t.Fatalf("%q: %s", args, errs)
		}
	}
	must("sign", "keygen", secret, "--principal", "crise@valmont", "--no-passphrase")
	line, err := os.ReadFile(secret + ".pub")
	if err == nil {
		err = os.WriteFile(signers, append([]byte("crise@valmont "), line...), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, public := range publics {
		must("sign", public, "--key", secret)
	}
	return signers
}

// The files that we give for web servers serve a site with the headers they
// promise, hide what waits, and let pull follow.
func TestGivenServers(t *testing.T) {
	top := t.TempDir()
	public := twoBuilt(t, top)[0]
	root, signers := filepath.Join(top, "www"), signEach(t, top, public)
	if code, _, errs := planblanc([]string{"HOME=" + top}, "publish", root, "-d", public); code != 0 {
		t.Fatal(errs)
	}
	for _, name := range []string{".planblanc/x", "search/d-0123456789.js"} {
		if err := output.Save(filepath.Join(root, name), []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	for name := range webServers {
		t.Run(name, func(t *testing.T) {
			base := startServer(t, name, root)
			for _, c := range []struct {
				path, kind, cache string
				status            int
			}{
				{"/", "text/html", "no-cache", 200},
				{"/index.html", "text/html", "no-cache", 200},
				{"/search/index.js", "javascript", "no-cache", 200},
				{"/search/d-0123456789.js", "javascript", "public, max-age=31536000, immutable", 200},
				{"/SHA256SUMS", "text/plain", "no-cache", 200},
				{"/manifest.json", "application/json", "no-cache", 200},
				{"/.planblanc/x", "", "", 404},
				{"/absent.html", "text/html", "", 404},
				{"/search/", "", "", 404},
			} {
				r, err := http.Get(base + c.path)
				if err != nil {
					t.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, r.Body)
				r.Body.Close()
				h := r.Header
				if r.StatusCode != c.status || !strings.Contains(h.Get("Content-Type"), c.kind) || c.cache != "" && h.Get("Cache-Control") != c.cache ||
					c.status == 200 && (h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "DENY" || h.Get("Referrer-Policy") != "no-referrer") {
					t.Errorf("%s: %d %v", c.path, r.StatusCode, h)
				}
			}
			if code, _, errs := planblanc([]string{"HOME=" + top}, "pull", base+"/", filepath.Join(top, name), "--signers", signers, "--date", today); code != 0 {
				t.Error(errs)
			}
		})
	}
}

// A thousand readers at once, while a folder is published: each who finds the same manifest before and after what it read has read one edition.
func TestReadersSeeNoMixture(t *testing.T) {
	top := t.TempDir()
	publics := twoBuilt(t, top)
	root := filepath.Join(top, "www")
	send := func(dir string) {
		if code, _, errs := planblanc([]string{"HOME=" + top}, "publish", root, "-d", dir, "--max-deletes", "1000"); code != 0 {
			t.Error(errs)
		}
	}
	send(publics[0])
	base := startServer(t, "nginx", root)
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1000, MaxIdleConnsPerHost: 1000}}
	get := func(name string) ([]byte, int) {
		r, err := client.Get(base + "/" + name)
		if err != nil {
			return nil, 0
		}
		defer r.Body.Close()
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, 0
		}
		return text, r.StatusCode
	}
	var judged, changed, failed atomic.Int64
	ended := make(chan struct{})
	var readers sync.WaitGroup
	for i := range 1000 {
		readers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-ended:
					return
				default:
				}
				before, _ := get(output.ManifestName)
				m, err := output.ParseManifest(before)
				if err != nil {
					failed.Add(1)
					continue
				}
				var wrong string
				for k := range 3 {
					e := m.Files[(i*7+n*13+k*31)%len(m.Files)]
					text, status := get(e.Path)
					if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != e.SHA256 {
						wrong = fmt.Sprintf("%s (%d)", e.Path, status)
					}
				}
				if after, _ := get(output.ManifestName); string(after) != string(before) {
					changed.Add(1)
					continue
				}
				if wrong != "" {
					failed.Add(1)
					t.Errorf("one manifest before and after, and another %s", wrong)
					return
				}
				judged.Add(1)
			}
		})
	}
	wait := func(n int64) {
		for end := time.Now().Add(time.Minute); judged.Load() < n && time.Now().Before(end); {
			time.Sleep(10 * time.Millisecond)
		}
	}
	wait(500)
	send(publics[1]) // once: a manifest that came back would look like one that stayed
	wait(judged.Load() + 1000)
	close(ended)
	readers.Wait()
	if judged.Load() < 1000 || changed.Load() == 0 {
		t.Errorf("%d readings judged, %d met a change", judged.Load(), changed.Load())
	}
	t.Logf("%d readings judged, %d met a change, %d failed", judged.Load(), changed.Load(), failed.Load())
}

// The Windows task and the units are what their systems read.
func TestGivenSchedules(t *testing.T) {
	var task struct {
		Exec struct{ Command, Arguments string } `xml:"Actions>Exec"`
	}
	if err := xml.Unmarshal([]byte(given(t, "planblanc-pull.xml")), &task); err != nil || !strings.Contains(task.Exec.Arguments, "pull https://") {
		t.Errorf("%+v %v", task, err)
	}
	for _, line := range []string{"ExecStart=/usr/local/bin/planblanc pull https://", "StateDirectory=", "CacheDirectory="} {
		if !strings.Contains(given(t, "planblanc-pull.service"), "\n"+line) {
			t.Errorf("the service has no %s", line)
		}
	}
	if !strings.Contains(given(t, "planblanc-pull.timer"), "\nOnCalendar=") {
		t.Error("the timer has no time")
	}
}

package server

import (
	"bufio"
	"context"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// files is a site held in memory as a whole.
type files map[string]string

func (f files) File(path string) ([]byte, error) {
	if body, ok := f[path]; ok {
		return []byte(body), nil
	}
	return nil, fs.ErrNotExist
}

const page = `<!DOCTYPE html><html><head><meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; script-src &#39;self&#39;"><title>T</title></head><body></body></html>`

func start(t *testing.T) (*Server, *httptest.Server) {
	t.Helper()
	s := New(Options{Language: "fr", Words: Words{Title: `Une "faute"`, Stale: "Ancienne"}})
	s.Show(files{"index.html": page, "fiches/index.html": page, "fiches/a b.html": page, "404.html": page, "assets/screen.css": "a{}", "manifest.json": "{}"}, Pages, "")
	web := httptest.NewServer(s)
	t.Cleanup(func() { s.Close(); web.Close() })
	return s, web
}

func TestFiles(t *testing.T) {
	_, web := start(t)
	for path, want := range map[string]struct {
		status int
		kind   string
	}{
		"/":                      {200, "text/html; charset=utf-8"},
		"/index.html":            {200, "text/html; charset=utf-8"},
		"/fiches":                {200, "text/html; charset=utf-8"}, // through a redirection
		"/fiches/a%20b.html":     {200, "text/html; charset=utf-8"},
		"/assets/screen.css":     {200, "text/css; charset=utf-8"},
		"/assets/":               {404, "text/html; charset=utf-8"},
		"/absent":                {404, "text/html; charset=utf-8"},
		"/_planblanc/live.js":    {200, "text/javascript; charset=utf-8"},
		"/_planblanc/absent.js":  {404, "text/html; charset=utf-8"},
		"/manifest.json?x=1":     {200, "application/json"},
		"/.planblanc/cache/file": {400, "text/plain; charset=utf-8"},
	} {
		r, err := http.Get(web.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != want.status || r.Header.Get("Content-Type") != want.kind {
			t.Errorf("%s: %d %s", path, r.StatusCode, r.Header.Get("Content-Type"))
		}
	}
}

// A served page may listen to this server and to no other; the site's own bytes
// are not changed.
func TestPagesFollow(t *testing.T) {
	s, web := start(t)
	r, err := http.Get(web.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"connect-src 'self';", scriptURL, `data-title="Une &#34;faute&#34;"`, `data-version="1"`} {
		if !strings.Contains(string(body), want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	if shown, err := s.site.File("index.html"); err != nil || string(shown) != page {
		t.Error("the site was changed")
	}
}

// What a hostile page, a rebound name or a scanner would send.
func TestHostileRequests(t *testing.T) {
	_, web := start(t)
	host := strings.TrimPrefix(web.URL, "http://")
	get := func(line, headers string) string { return line + " HTTP/1.1\r\n" + headers + "\r\n" }
	own := "Host: " + host + "\r\n"
	for name, c := range map[string]struct {
		request string
		status  string
	}{
		"another name":           {get("GET /", "Host: evil.example\r\n"), "421"},
		"a name that looks ours": {get("GET /", "Host: localhost.evil.example:80\r\n"), "421"},
		"no name":                {get("GET /", "Host:\r\n"), "421"},
		"a proxy's request":      {get("GET http://evil.example/", own), "400"},
		"post":                   {get("POST /", own+"Content-Length: 0\r\n"), "405"},
		"options":                {get("OPTIONS /", own), "405"},
		"null origin":            {get("GET /", own+"Origin: null\r\n"), "403"},
		"another origin":         {get("GET /_planblanc/events", own+"Origin: http://evil.example\r\n"), "403"},
		"a local neighbour":      {get("GET /_planblanc/events", own+"Origin: http://localhost:1\r\n"), "403"},
		"two origins":            {get("GET /", own+"Origin: http://"+host+"\r\nOrigin: http://evil.example\r\n"), "403"},
		"a script elsewhere":     {get("GET /manifest.json", own+"Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n"), "403"},
		"encoded steps up":       {get("GET /..%2f..%2fetc/passwd", own), "400"},
		"plain steps up":         {get("GET /../etc/passwd", own), "400"},
		"encoded dots":           {get("GET /%2e%2e/etc/passwd", own), "400"},
		"a backslash":            {get("GET /..%5cetc", own), "400"},
		"NUL":                    {get("GET /index.html%00.css", own), "400"},
		"a hidden file":          {get("GET /.git/config", own), "400"},
		"two slashes":            {get("GET //evil.example/", own), "400"},
	} {
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, c.request); err != nil {
			t.Fatal(err)
		}
		if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(conn).ReadString('\n')
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		conn.Close()
		if fields := strings.Fields(line); len(fields) < 2 || fields[1] != c.status {
			t.Errorf("%s: %q, want %s", name, strings.TrimSpace(line), c.status)
		}
	}
}

// patience is for a loaded machine: nothing here should take a second.
const patience = 5 * time.Minute

// stream reads the events of an open page.
func stream(t *testing.T, web *httptest.Server) <-chan string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, web.URL+eventsURL, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 16)
	go func() {
		defer r.Body.Close()
		defer close(lines)
		for scan := bufio.NewScanner(r.Body); scan.Scan(); {
			if event, ok := strings.CutPrefix(scan.Text(), "event: "); ok {
				scan.Scan()
				lines <- event + " " + strings.TrimPrefix(scan.Text(), "data: ")
			}
		}
	}()
	return lines
}

func next(t *testing.T, events <-chan string) string {
	t.Helper()
	select {
	case e := <-events:
		return e
	case <-time.After(patience):
		t.Fatal("no event")
		return ""
	}
}

func TestEvents(t *testing.T) {
	s, web := start(t)
	events := stream(t, web)
	now := files{"index.html": page, "assets/screen.css": "a{}"}
	for _, step := range []struct {
		do   func()
		want string
	}{
		{func() {}, `hello "1"`},
		{func() { s.Show(now, Pages, "") }, `reload ""`},
		{func() { s.Show(now, Nothing, ""); s.Show(now, Styles, "") }, `styles "4"`},
		{func() { s.Complain("a.md:1:1\n faute") }, `problems "a.md:1:1\n faute"`},
		{func() { s.Show(now, Styles, "") }, `reload ""`}, // and the overlay goes
		{func() { s.Complain("b.md:1:1\n faute") }, `problems "b.md:1:1\n faute"`},
		{func() { s.Show(now, Nothing, "") }, `reload ""`},
		{func() { s.Show(now, Pages, "fiches/a.html") }, `navigate "fiches/a.html"`},
	} {
		step.do()
		if got := next(t, events); got != step.want {
			t.Fatalf("got %s, want %s", got, step.want)
		}
	}
	s.Complain("encore")
	if got := next(t, stream(t, web)); got != `problems "encore"` {
		t.Errorf("a page that comes later got %s", got)
	}
	s.Close()
	next(t, events) // « encore »
	if _, open := <-events; open {
		t.Error("the stream goes on after Close")
	}
}

// Package server shows a site that is being written, from memory.
//
// A Server holds the last good site and what is wrong with the content now. It
// asks the site for a file when a browser does. Show replaces them; open pages are told through server-sent events and load
// themselves again, or only their styles. Mistakes are laid over the page, which
// stays the last good one. A page gets the script for this when it is served:
// nothing of it is in the site.
//
// It is a local preview, not a way to publish. Requests are refused unless they
// are GET or HEAD, for this machine by name or number, and not made by another
// site's page; names are looked up in memory, never on a disk.
//
// Why not a web socket: events go one way. Why not the file server of net/http:
// it lists folders and reads what is on the disk at that moment.
package server

import (
	"bytes"
	_ "embed"
	"errors"
	"html"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Site is a site in memory. Goroutines share it.
type Site interface {
	// File returns the bytes of a file, which are read-only; the error is
	// fs.ErrNotExist when the site has none at the path.
	File(path string) ([]byte, error)
}

// Change says what a new site has that the one before had not.
type Change int

// The changes.
const (
	Nothing Change = iota
	Styles         // style sheets only
	Pages
)

// Words are what the browser shows beside the site, in the reader's language.
type Words struct {
	// Title heads the mistakes, Stale says that the page is the last good one.
	Title, Stale string
}

// Options are how a server shows a site.
type Options struct {
	Words    Words
	Language string // of the words, as an HTML lang
	// API answers requests below /api/, or is nil.
	API http.Handler
	// Hosts are names, besides localhost and addresses, that requests may be for.
	Hosts []string
}

// Server is the handler of a preview. Goroutines may share it.
type Server struct {
	options Options
	hub     hub

	mu       sync.RWMutex
	site     Site
	version  int // of the site, so that a page knows whether it is behind
	problems string
}

// New returns a server that has nothing to show yet.
func New(o Options) *Server { return &Server{options: o} }

// Show replaces the site and tells open pages how it differs. goTo, a page's
// path or "", is where they go.
func (s *Server) Show(site Site, c Change, goTo string) {
	s.mu.Lock()
	cured := s.problems != ""
	s.site, s.problems = site, ""
	s.version++
	version := strconv.Itoa(s.version)
	s.mu.Unlock()
	switch {
	case goTo != "":
		s.hub.send(event{"navigate", goTo})
	case c == Styles && !cured:
		s.hub.send(event{"styles", version})
	case c != Nothing || cured:
		s.hub.send(event{"reload", ""})
	}
}

// Complain lays mistakes, as text, over the last good site.
func (s *Server) Complain(problems string) {
	s.mu.Lock()
	s.problems = problems
	s.mu.Unlock()
	s.hub.send(event{"problems", problems})
}

// Close ends the event streams, so that an http.Server can shut down.
func (s *Server) Close() { s.hub.close() }

// The addresses of the server's own files; no site has a name that begins so.
const (
	own       = "/_planblanc/"
	scriptURL = own + "live.js"
	styleURL  = own + "live.css"
	eventsURL = own + "events"
)

//go:embed live.js
var liveScript []byte

//go:embed live.css
var liveStyle []byte

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Frame-Options", "DENY")
	name, err := s.admit(r)
	if refused, ok := errors.AsType[refusal](err); ok {
		if refused.status == http.StatusMethodNotAllowed {
			h.Set("Allow", "GET, HEAD")
		}
		http.Error(w, refused.text, refused.status)
		return
	}
	switch {
	case r.URL.Path == eventsURL:
		s.events(w, r)
	case r.URL.Path == scriptURL:
		s.write(w, r, http.StatusOK, "live.js", liveScript, 0)
	case name == "favicon.ico": // browsers ask by themselves; a site has none
		w.WriteHeader(http.StatusNoContent)
	case r.URL.Path == styleURL:
		s.write(w, r, http.StatusOK, "live.css", liveStyle, 0)
	case s.options.API != nil && strings.HasPrefix(name, "api/"):
		s.options.API.ServeHTTP(w, r)
	default:
		s.file(w, r, name)
	}
}

func (s *Server) file(w http.ResponseWriter, r *http.Request, name string) {
	s.mu.RLock()
	site, version := s.site, s.version
	s.mu.RUnlock()
	if site == nil {
		s.write(w, r, http.StatusNotFound, lost, empty, version)
		return
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	body, err := site.File(name)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := site.File(name + "/index.html"); err == nil {
			http.Redirect(w, r, "/"+name+"/", http.StatusFound)
			return
		}
		if body, err = site.File(lost); err != nil {
			body = empty
		}
		s.write(w, r, http.StatusNotFound, lost, body, version)
		return
	}
	if err != nil { // a template of the theme that failed, a file that went away
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	s.write(w, r, http.StatusOK, name, body, version)
}

const lost = "404.html"

// empty is shown, with the mistakes over it, while no site was ever good.
var empty = []byte("<!DOCTYPE html><html><head><title>planblanc</title></head><body></body></html>")

func (s *Server) write(w http.ResponseWriter, r *http.Request, status int, name string, body []byte, version int) {
	kind := mime.TypeByExtension(path.Ext(name))
	var head []byte
	switch path.Ext(name) {
	case ".html":
		kind = "text/html; charset=utf-8"
		head, body = s.live(body, version)
	case ".js":
		kind = "text/javascript; charset=utf-8"
	case ".css":
		kind = "text/css; charset=utf-8"
	case ".txt":
		kind = "text/plain; charset=utf-8"
	}
	if kind == "" {
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(head) // a reader that left needs no answer
		_, _ = w.Write(body)
	}
}

// live gives the head of a page what the page needs to follow the content: the
// script, and leave to listen to it. The rest stays as it is: a list may be long.
func (s *Server) live(page []byte, version int) (head, rest []byte) {
	o := s.options
	tags := `<link rel="stylesheet" href="` + styleURL + `"><script src="` + scriptURL + `" data-events="` + eventsURL +
		`" data-version="` + strconv.Itoa(version) + `" data-language="` + html.EscapeString(o.Language) + `" data-title="` + html.EscapeString(o.Words.Title) +
		`" data-stale="` + html.EscapeString(o.Words.Stale) + `" defer></script>`
	at := bytes.Index(page, []byte("</head>"))
	if at < 0 {
		return nil, page
	}
	head = bytes.Replace(page[:at], []byte("default-src &#39;none&#39;;"), []byte("default-src 'none'; connect-src 'self';"), 1)
	return append(head, tags...), page[at:]
}

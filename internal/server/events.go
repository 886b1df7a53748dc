package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
)

// event is a line of the stream: what happened, and a text.
type event struct{ kind, text string }

// hub sends events to every open page. The zero hub is ready.
type hub struct {
	mu     sync.Mutex
	pages  map[chan event]bool
	closed bool
}

func (h *hub) join() (chan event, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, false
	}
	if h.pages == nil {
		h.pages = map[chan event]bool{}
	}
	page := make(chan event, 8)
	h.pages[page] = true
	return page, true
}

func (h *hub) leave(page chan event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.pages, page)
}

// send never waits: a page that has eight events to read will load itself again
// anyway.
func (h *hub) send(e event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for page := range h.pages {
		select {
		case page <- e:
		default:
		}
	}
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for page := range h.pages {
		delete(h.pages, page)
		close(page)
	}
}

// events keeps a page informed (HTML Living Standard §9.2, server-sent events).
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	page, ok := s.hub.join()
	if !ok {
		http.Error(w, "closing", http.StatusServiceUnavailable)
		return
	}
	defer s.hub.leave(page)
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	s.mu.RLock()
	problems, version := s.problems, s.version
	s.mu.RUnlock()
	first := event{"hello", strconv.Itoa(version)}
	if problems != "" {
		first = event{"problems", problems}
	}
	for e := first; ; {
		text, err := json.Marshal(e.text) // one line, whatever the text
		if err != nil {
			return
		}
		if _, err := fmt.Fprintf(w, "retry: 500\nevent: %s\ndata: %s\n\n", e.kind, text); err != nil {
			return
		}
		if control.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case e, ok = <-page:
			if !ok {
				return
			}
		}
	}
}

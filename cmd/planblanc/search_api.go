package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"planblanc/internal/content"
	"planblanc/internal/search"
	"planblanc/internal/site"
)

// searchAPI answers GET /api/search?q=…&service=…&limit=… of serve with what
// « search --format json » prints.
type searchAPI struct {
	*app
	mu    sync.RWMutex // guards what follows
	site  *site.Site
	index *search.Index
}

// show takes the site to search and its files.
func (s *searchAPI) show(site *site.Site, files map[string][]byte) error {
	index, err := search.Open(func(file string) ([]byte, error) {
		if body, ok := files[file]; ok {
			return body, nil
		}
		return nil, &fs.PathError{Op: "open", Path: file, Err: fs.ErrNotExist}
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.site, s.index = site, index
	return nil
}

func (s *searchAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/api/search" {
		http.NotFound(w, r)
		return
	}
	answer, err := s.answer(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(answer) // a reader that left needs no answer
}

func (s *searchAPI) answer(r *http.Request) (*found, error) {
	values := r.URL.Query()
	text := strings.TrimSpace(values.Get("q"))
	s.mu.RLock()
	in, index := s.site, s.index
	s.mu.RUnlock()
	if text == "" || index == nil {
		return nil, errors.New(s.t("rien à chercher : ajouter ?q=mots", "nothing to search: add ?q=words"))
	}
	limit := 10
	if given := values.Get("limit"); given != "" {
		var err error
		if limit, err = strconv.Atoi(given); err != nil || limit < 0 {
			return nil, errors.New(s.t("limit n'est pas un nombre", "limit is not a number"))
		}
	}
	o := searchOptions{filters: map[content.Axis]*[]string{}, types: values["type"], literal: values.Has("literal")}
	for _, axis := range content.Axes() {
		ids := values[string(axis)]
		o.filters[axis] = &ids
	}
	query, err := s.query(in, o, text)
	if err != nil {
		return nil, err
	}
	answer := newFound(text)
	return answer, withPages(answer, index, query, limit)
}

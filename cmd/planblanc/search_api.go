package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/search"
)

// searchAPI answers GET /api/search?q=…&service=…&engine=…&limit=… of serve with what
// « search --format json » prints.
type searchAPI struct {
	*app
	mu    sync.RWMutex // guards what follows
	index func() (*search.Index, error)
	bleve func() (*search.Bleve, error)
}

// show takes the site to search, whose indexes are made by the first query. A
// bleve index that was filled before is left to those who still ask it.
func (s *searchAPI) show(p *build.Preview) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.index = sync.OnceValues(func() (*search.Index, error) { return search.Open(p.File) })
	s.bleve = sync.OnceValues(func() (*search.Bleve, error) { return search.NewBleve(p.Site) })
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
	open, bleve := s.index, s.bleve
	s.mu.RUnlock()
	if text == "" || open == nil {
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
	in := &searched{}
	var err error
	if in.index, err = open(); err != nil {
		return nil, err
	}
	query, err := s.query(in.index, o, text)
	if err != nil {
		return nil, err
	}
	answer := newFound(text)
	switch values.Get("engine") {
	case "", searchEngines[0]:
		return answer, withPages(answer, in.index, query, limit)
	case "bleve":
		if in.bleve, err = bleve(); err == nil {
			err = withBleve(answer, in, query, limit)
		}
		return answer, err
	}
	return nil, s.oneOf("engine", values.Get("engine"), searchEngines)
}

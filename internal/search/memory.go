package search

import (
	"sync"

	"planblanc/internal/content"
	"planblanc/internal/markdown"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// Memory keeps what was found in the pages that the establishments of a group
// share, so that each is read and analysed for the first of their sites alone. It
// grows with these pages and with the words of all. The zero Memory knows nothing,
// and nil keeps nothing.
type Memory struct {
	mu     sync.Mutex
	places map[string]int32 // of words
	words  []sharedWord
	pages  map[pageFor]*heard
}

// pageFor is a page as an audience reads it.
type pageFor struct {
	page     *site.Page
	audience content.Audience
}

// sharedWord is a word of some page.
type sharedWord struct {
	word, stem string
	function   bool
}

// heard is what was found in a page: its words, each by its place in the memory,
// and the stems, each by the place of a word that has it.
type heard struct {
	words    []heardWord
	postings []heardPosting
	passages []markdown.Passage
	row      row
}

type heardWord struct {
	place  int32
	titled bool
}

type heardPosting struct {
	place           int32
	impact, section uint8
	title           bool
}

// Render does what the function does, which would give the same bytes.
func (m *Memory) Render(s *site.Site, add func(output.File) error) error {
	return render(s, m, inIndex, add)
}

func (m *Memory) page(key pageFor) *heard {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.pages[key]
}

func (m *Memory) keep(key pageFor, h *heard) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pages == nil {
		m.pages = map[pageFor]*heard{}
	}
	m.pages[key] = h
}

// learn returns a word's place, and what st says of it when it is new.
func (m *Memory) learn(word string, st *stemmer) (int32, sharedWord) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.places == nil {
		m.places = map[string]int32{}
	}
	place, known := m.places[word]
	if !known {
		place = int32(len(m.words))
		m.places[word] = place
		stem, function := st.stem(word)
		m.words = append(m.words, sharedWord{word, stem, function})
	}
	return place, m.words[place]
}

func (m *Memory) word(place int32) sharedWord {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.words[place]
}

// hear reads and analyses a document, or takes what is known of its page.
func (a *analyst) hear(s *site.Site, id int32, d *document) {
	if a.memory == nil || d.page == nil || s.Catalog.Common(d.page) != d.page {
		d.read(s)
		a.document(id, d)
		return
	}
	key := pageFor{d.page, s.Audience}
	if h := a.memory.page(key); h != nil {
		d.passages, d.row = h.passages, h.row
		d.row.leads = d.leads // by how far pages stand apart in this site
		a.repeat(id, h)
		return
	}
	d.read(s)
	a.record = &heard{passages: d.passages, row: d.row}
	a.document(id, d)
	a.memory.keep(key, a.record)
	a.record = nil
}

// repeat turns what was found in a page into postings.
func (a *analyst) repeat(id int32, h *heard) {
	for _, w := range h.words {
		if k := a.at(w.place); w.titled {
			k.titled = true
		}
	}
	for _, p := range h.postings {
		stem := a.at(p.place).stem
		a.lists[stem] = append(a.lists[stem], posting{id, p.impact, p.section, p.title})
	}
}

// at returns a word of the memory as the analyst knows it.
func (a *analyst) at(place int32) *known {
	if int(place) >= len(a.places) || a.places[place] == 0 {
		a.add(a.memory.word(place), place)
	}
	return &a.known[a.places[place]-1]
}

// word notes a word, which may be in the title; those of titles come first.
func (h *heard) word(k *known, document int32, title bool) {
	if k.heard != document+1 {
		k.heard = document + 1
		h.words = append(h.words, heardWord{k.place, title})
	}
}

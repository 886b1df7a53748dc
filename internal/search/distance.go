package search

import "unicode/utf16"

// meter measures the distance of words, taken in order, to one: optimal string
// alignment, in UTF-16 code units. Rows are kept for what a word shares with
// the one before.
type meter struct {
	word   []uint16
	before []uint16
	rows   [][]int // by length of the other word
	least  []int   // the least of each row's last column so far
}

func newMeter(word string) *meter {
	m := &meter{word: utf16.Encode([]rune(word))}
	first := make([]int, len(m.word)+1)
	for i := range first {
		first[i] = i
	}
	m.rows, m.least = [][]int{first}, []int{len(m.word)}
	return m
}

// distance returns the distance of another word, and that of its nearest
// beginning; both may be any number above most when they exceed it.
func (m *meter) distance(other string, most int) (whole, beginning int) {
	o := utf16.Encode([]rune(other))
	shared := 0
	for shared < len(o) && shared < len(m.before) && o[shared] == m.before[shared] && shared+1 < len(m.rows) {
		shared++
	}
	m.rows, m.least, m.before = m.rows[:shared+1], m.least[:shared+1], o
	for i := shared; i < len(o); i++ {
		row := make([]int, len(m.word)+1)
		row[0] = i + 1
		low := row[0]
		for j, c := range m.word {
			cost := 1
			if o[i] == c {
				cost = 0
			}
			row[j+1] = min(m.rows[i][j+1]+1, row[j]+1, m.rows[i][j]+cost)
			if i > 0 && j > 0 && o[i] == m.word[j-1] && o[i-1] == c {
				row[j+1] = min(row[j+1], m.rows[i-1][j-1]+1)
			}
			low = min(low, row[j+1])
		}
		m.rows, m.least = append(m.rows, row), append(m.least, min(m.least[i], row[len(m.word)]))
		if low > most {
			return most + 1, m.least[i+1]
		}
	}
	return m.rows[len(o)][len(m.word)], m.least[len(o)]
}

package search

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf16"
)

// postings returns the list of a stem, empty for one that no document has.
func (x *Index) postings(stem string) (list, error) {
	n, found := slices.BinarySearchFunc(x.Post, stem, func(f [3]string, s string) int { return compareUTF16(f[2], s) })
	if !found {
		n--
	}
	if n < 0 {
		return nil, nil
	}
	f := x.Post[n]
	x.mu.Lock()
	defer x.mu.Unlock()
	lists := x.lists[f[0]]
	if lists == nil {
		text, err := x.load(f[0], f[1])
		if err != nil {
			return nil, err
		}
		if lists, err = readPostings(text, x.N); err != nil {
			return nil, &DamagedError{x.file(f[0]), err.Error()}
		}
		x.lists[f[0]] = lists
	}
	return lists[stem], nil
}

// readPostings decodes a file of postings.
func readPostings(text string, n int) (map[string]list, error) {
	out := map[string]list{}
	for text != "" {
		entry, rest, ok := strings.Cut(text, "|")
		stem, digits, spaced := strings.Cut(entry, " ")
		if !ok || !spaced {
			return nil, errors.New("a list without an end")
		}
		text = rest
		var l list
		doc := -1
		for digits != "" {
			head, bad := digitValue(digits[0])
			gap, section, title, tail := head>>3, head&7, false, digits[1:]
			if head >= 32 {
				more, rest, err := vlq(tail)
				if err != nil {
					return nil, errors.New("a posting without an end")
				}
				gap, section, title, tail = more>>1, head&31, more&1 == 1, rest
			}
			if tail == "" {
				return nil, errors.New("a posting without an end")
			}
			impact, worse := digitValue(tail[0])
			doc += gap + 1
			if bad != nil || worse != nil || doc >= n {
				return nil, errors.New("a posting of no document")
			}
			l = append(l, posting{int32(doc), uint8(impact), uint8(section), title})
			digits = tail[1:]
		}
		out[stem] = l
	}
	return out, nil
}

// row returns a document's row of the table, its address whole.
func (x *Index) row(doc int) (row, error) {
	f := x.Docs.Files[doc/x.Docs.Per]
	x.mu.Lock()
	defer x.mu.Unlock()
	rows := x.rows[f[0]]
	if rows == nil {
		text, err := x.load(f[0], f[1])
		if err != nil {
			return row{}, err
		}
		if rows, err = readRows(text); err != nil {
			return row{}, &DamagedError{x.file(f[0]), err.Error()}
		}
		x.rows[f[0]] = rows
	}
	if doc%x.Docs.Per >= len(rows) {
		return row{}, &DamagedError{x.file(f[0]), "a row is missing"}
	}
	return rows[doc%x.Docs.Per], nil
}

func readRows(text string) ([]row, error) {
	var out []row
	var before []uint16
	for line := range strings.SplitSeq(text, rs) {
		fields := strings.Split(line, us)
		if fields[0] == "" || len(fields) > 9 {
			return nil, errors.New("a row without an address")
		}
		shared, err := digitValue(fields[0][0])
		if err != nil || shared > len(before) {
			return nil, errors.New("an address shares more than there is")
		}
		before = append(slices.Clip(before[:shared]), utf16.Encode([]rune(fields[0][1:]))...)
		fields[0] = string(utf16.Decode(before))
		fields = append(fields, make([]string, 9-len(fields))...)
		out = append(out, row{fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], fields[7], fields[8]})
	}
	return out, nil
}

// leads returns the pages that a document leads to.
func (x *Index) leads(doc int) ([]int, error) {
	r, err := x.row(doc)
	if err != nil {
		return nil, err
	}
	out, err := vlqs(r.leads, 2*x.N)
	if err != nil {
		return nil, &DamagedError{x.file(x.Docs.Files[doc/x.Docs.Per][0]), err.Error()}
	}
	for i, n := range out {
		out[i] = doc + unzigzag(n)
	}
	return out, nil
}

// passage is a section's text.
type passage struct{ anchor, heading, text string }

// passages returns the sections of a page.
func (x *Index) passages(doc int) ([]passage, error) {
	if doc >= x.Pages {
		return nil, nil
	}
	f := x.Texts.Files[doc/x.Texts.Per]
	x.mu.Lock()
	defer x.mu.Unlock()
	pages := x.texts[f[0]]
	if pages == nil {
		text, err := x.load(f[0], f[1])
		if err != nil {
			return nil, err
		}
		pages = strings.Split(text, rs)
		x.texts[f[0]] = pages
	}
	if doc%x.Texts.Per >= len(pages) {
		return nil, &DamagedError{x.file(f[0]), "a page is missing"}
	}
	var out []passage
	for section := range strings.SplitSeq(pages[doc%x.Texts.Per], gs) {
		fields := append(strings.Split(section, us), "", "", "")
		out = append(out, passage{fields[0], fields[1], fields[2]})
	}
	return out, nil
}

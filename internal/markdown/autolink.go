package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// findAddress returns the first bare address of a text (GFM 0.29 §6.9) and the
// scheme to put before it; to is 0 when there is none.
func findAddress(s []byte) (from, to int, scheme string) {
	if bytes.IndexByte(s, '@') < 0 && !bytes.Contains(s, []byte("://")) && !bytes.Contains(s, []byte("www.")) {
		return 0, 0, ""
	}
	for i := range s {
		if s[i] == '@' {
			if from, to = email(s, i); to > 0 {
				return from, to, "mailto:"
			}
			continue
		}
		if s[i] != 'h' && s[i] != 'w' || i > 0 && !strings.ContainsRune(" \n\t*_~(", lastRune(s[:i])) && !unicode.IsSpace(lastRune(s[:i])) {
			continue
		}
		if n := webAddress(s[i:]); n > 0 {
			if s[i] == 'w' {
				scheme = "http://"
			}
			return i, i + n, scheme
		}
	}
	return 0, 0, ""
}

func lastRune(s []byte) rune {
	r, _ := utf8.DecodeLastRune(s)
	return r
}

// webAddress returns the length of the address that s begins with, or 0.
func webAddress(s []byte) int {
	start := 0
	for _, prefix := range []string{"http://", "https://"} {
		if bytes.HasPrefix(s, []byte(prefix)) {
			start = len(prefix)
		}
	}
	if start == 0 && !bytes.HasPrefix(s, []byte("www.")) {
		return 0
	}
	host := start
	for host < len(s) && (isHost(s[host]) || s[host] == '_') {
		host++
	}
	if host == start || bytes.IndexByte(bytes.TrimRight(s[start:host], "."), '.') < 0 {
		return 0
	}
	end := host
	for end < len(s) {
		r, size := utf8.DecodeRune(s[end:])
		if unicode.IsSpace(r) || strings.ContainsRune("<>\"«»", r) {
			break
		}
		end += size
	}
	return trimAddress(s[:end])
}

// trimAddress returns the length of an address without the punctuation that
// belongs to the sentence.
func trimAddress(s []byte) int {
	for len(s) > 0 {
		last := s[len(s)-1]
		closes := last == ')' && bytes.Count(s, []byte(")")) > bytes.Count(s, []byte("("))
		if !closes && !strings.ContainsRune("?!.,:;*_~'", rune(last)) {
			break
		}
		s = s[:len(s)-1]
	}
	return len(s)
}

// email returns the mail address around an at sign; to is 0 when there is none.
func email(s []byte, at int) (from, to int) {
	from = at
	for from > 0 && (isHost(s[from-1]) || s[from-1] == '_' || s[from-1] == '+') {
		from--
	}
	to = at + 1
	for to < len(s) && (isHost(s[to]) || s[to] == '_') {
		to++
	}
	for to > at+1 && s[to-1] == '.' {
		to--
	}
	domain := s[at+1 : to]
	if from == at || bytes.IndexByte(domain, '.') < 1 || domain[len(domain)-1] == '-' || domain[len(domain)-1] == '_' {
		return 0, 0
	}
	return from, to
}

func isHost(c byte) bool {
	return isLetter(c) || '0' <= c && c <= '9' || c == '.' || c == '-'
}

package server

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// refusal is why a request gets no answer.
type refusal struct {
	status int
	text   string
}

func (r refusal) Error() string { return r.text }

// admit returns the path, without its first slash, that a request may have.
//
// A page of another site can make a browser ask this server for anything: with
// another name that leads here (the Host then tells), or from its own origin
// (the Origin then tells; Sec-Fetch-Site, where browsers send it).
func (s *Server) admit(r *http.Request) (string, error) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return "", refusal{http.StatusMethodNotAllowed, "GET and HEAD only"}
	}
	if r.URL.IsAbs() || r.URL.Host != "" || !strings.HasPrefix(r.RequestURI, "/") {
		return "", refusal{http.StatusBadRequest, "this is not a proxy"}
	}
	if !s.known(r.Host) {
		return "", refusal{http.StatusMisdirectedRequest, "this server has another name"}
	}
	if origin := r.Header.Values("Origin"); len(origin) > 0 && (len(origin) > 1 || origin[0] != "http://"+r.Host) {
		return "", refusal{http.StatusForbidden, "this server answers its own pages only"}
	}
	if from := r.Header.Get("Sec-Fetch-Site"); from != "" && from != "same-origin" && from != "none" && r.Header.Get("Sec-Fetch-Mode") != "navigate" {
		return "", refusal{http.StatusForbidden, "this server answers its own pages only"}
	}
	return plainPath(r.URL)
}

// known reports whether a Host header names this machine. An address cannot be
// another site's name; a name can.
func (s *Server) known(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	return strings.EqualFold(name, "localhost") || net.ParseIP(name) != nil ||
		slices.ContainsFunc(s.options.Hosts, func(known string) bool { return strings.EqualFold(name, known) })
}

// plainPath refuses what is not the plain name of a file: encoded separators,
// steps up, control characters, names that begin with a dot.
func plainPath(u *url.URL) (string, error) {
	bad := refusal{http.StatusBadRequest, "not the name of a page"}
	escaped := strings.ToLower(u.EscapedPath())
	for _, sign := range []string{"%2f", "%5c", "%00"} {
		if strings.Contains(escaped, sign) {
			return "", bad
		}
	}
	name := strings.TrimPrefix(u.Path, "/")
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }) || strings.Contains(name, "//") || strings.HasPrefix(name, "/") {
		return "", bad
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") {
			return "", bad
		}
	}
	return name, nil
}

package follow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"planblanc/internal/folder"
)

// Folder is a site in a folder of this machine or of a share.
type Folder string

func (f Folder) open(_ context.Context, name string, offset int64) (io.ReadCloser, int64, error) {
	opened, err := folder.At(string(f)).Open(name)
	if err != nil {
		return nil, 0, err
	}
	if s, ok := opened.(io.Seeker); ok && offset > 0 {
		if _, err := s.Seek(offset, io.SeekStart); err != nil {
			return nil, 0, errors.Join(err, opened.Close())
		}
		return opened, offset, nil
	}
	return opened, 0, nil
}

// Web is a site on a web server.
type Web struct {
	base   *url.URL
	client *http.Client
	stall  time.Duration
}

// RedirectError says that a server sends us to another one: who asked for this
// server must know.
type RedirectError struct{ From, To string }

func (e *RedirectError) Error() string { return e.From + " redirects to " + e.To }

// AnswerError is an answer that is no file.
type AnswerError struct {
	Address string // without a password
	Status  int
}

func (e *AnswerError) Error() string { return fmt.Sprintf("%s: HTTP %d", e.Address, e.Status) }

// passing reports whether the server may answer otherwise later (RFC 9110
// §15.5.9, §15.6; RFC 6585 §4).
func (e *AnswerError) passing() bool {
	return e.Status >= 500 || e.Status == http.StatusRequestTimeout || e.Status == http.StatusTooManyRequests
}

// ErrAddress means that an address is none of a web server.
var ErrAddress = errors.New("not an http address")

// NewWeb opens the site whose home page is in the folder at an address. Nothing
// is asked yet. A server that sends nothing for stall is given up, in each try.
func NewWeb(address string, stall time.Duration) (*Web, error) {
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || base.RawQuery != "" {
		return nil, ErrAddress
	}
	base.Path = strings.TrimSuffix(base.Path, "index.html")
	if !strings.HasSuffix(base.Path, "/") {
		base.Path += "/"
	}
	base.Fragment = ""
	w := &Web{base: base, stall: stall}
	w.client = &http.Client{
		Transport: &http.Transport{
			Proxy:       http.ProxyFromEnvironment,
			DialContext: (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext, TLSHandshakeTimeout: 10 * time.Second,
			ResponseHeaderTimeout: stall, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
			MaxResponseHeaderBytes: 64 << 10,
			DisableCompression:     true, // sums and ranges are of the bytes as they are
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if r.URL.Host != base.Host || r.URL.Scheme != base.Scheme || len(via) > 5 {
				return &RedirectError{base.Redacted(), r.URL.Redacted()}
			}
			return nil
		},
	}
	return w, nil
}

// Close ends connections.
func (w *Web) Close() { w.client.CloseIdleConnections() }

func (w *Web) open(outer context.Context, name string, offset int64) (io.ReadCloser, int64, error) {
	ctx, cancel := context.WithCancel(outer)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.base.JoinPath(name).String(), nil)
	if err != nil {
		cancel()
		return nil, 0, err
	}
	r.Header.Set("Cache-Control", "no-cache") // a proxy may keep what was before a publication
	if offset > 0 {
		r.Header.Set("Range", "bytes="+strconv.FormatInt(offset, 10)+"-")
	}
	answer, err := w.client.Do(r)
	if err != nil {
		cancel()
		return nil, 0, err
	}
	body := &watched{ReadCloser: answer.Body, address: r.URL.Redacted(), outer: outer, cancel: cancel, timer: time.AfterFunc(w.stall, cancel), stall: w.stall}
	switch answer.StatusCode {
	case http.StatusOK:
		return body, 0, nil
	case http.StatusPartialContent:
		if strings.HasPrefix(answer.Header.Get("Content-Range"), "bytes "+strconv.FormatInt(offset, 10)+"-") {
			return body, offset, nil
		}
	case http.StatusNotFound, http.StatusGone:
		body.Close()
		return nil, 0, fmt.Errorf("%s: %w", r.URL.Redacted(), fs.ErrNotExist)
	case http.StatusRequestedRangeNotSatisfiable:
		body.Close()
		if offset > 0 {
			return w.open(outer, name, 0)
		}
	}
	body.Close()
	return nil, 0, &AnswerError{r.URL.Redacted(), answer.StatusCode}
}

// watched ends an answer that stops coming. Its errors name the address, and a
// server that fell silent is not somebody's interruption.
type watched struct {
	io.ReadCloser
	address string
	outer   context.Context
	cancel  context.CancelFunc
	timer   *time.Timer
	stall   time.Duration
}

func (w *watched) Read(b []byte) (int, error) {
	w.timer.Reset(w.stall)
	n, err := w.ReadCloser.Read(b)
	w.timer.Reset(w.stall)
	if err == nil || err == io.EOF {
		return n, err
	}
	if errors.Is(err, context.Canceled) && w.outer.Err() == nil {
		err = os.ErrDeadlineExceeded
	}
	return n, &url.Error{Op: "read", URL: w.address, Err: err}
}

func (w *watched) Close() error {
	w.timer.Stop()
	err := w.ReadCloser.Close()
	w.cancel()
	return err
}

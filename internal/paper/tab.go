package paper

import (
	"context"
	"encoding/json"
	"errors"
	"mime"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// origin is the address under which a browser asks for files: a name that no
// network has (RFC 2606 §2). Relative links work under it as on a disk, and the
// pages' policy allows what is 'self'.
const origin = "https://planblanc.invalid/"

// tab is one page of the browser, for one goroutine.
type tab struct {
	press *Press
	files Files
	ctx   context.Context
	stop  context.CancelFunc
	lost  context.CancelCauseFunc
}

// lastWords is how long a call whose time is over may still take to end.
const lastWords = 2 * time.Second

var errTabCrashed = errors.New("the tab crashed")

// open makes a tab that sees nothing but the files.
func (p *Press) open(ctx context.Context, files Files) (*tab, error) {
	tabContext, stop := chromedp.NewContext(p.browser)
	guarded, lost := context.WithCancelCause(tabContext)
	t := &tab{press: p, files: files, ctx: guarded, lost: lost}
	unlink := context.AfterFunc(ctx, func() { lost(context.Cause(ctx)) })
	t.stop = func() { unlink(); lost(nil); stop() }
	return t, t.within(1, func(ctx context.Context) error {
		// The tab itself is made under its own context, which outlives this call.
		if err := chromedp.Do(tabContext); err != nil {
			return err
		}
		if err := chromedp.Listen(tabContext, t.hear); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, fetch.Enable, fetch.EnableParams{})
		return err
	})
}

func (t *tab) close() { t.stop() }

// within runs calls to the browser, with patience for so many sheets.
func (t *tab) within(sheets int, do func(ctx context.Context) error) error {
	patience := t.press.Patience * time.Duration(1+sheets/30)
	ctx, cancel := context.WithTimeoutCause(t.ctx, patience, context.DeadlineExceeded)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- do(ctx) }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		err = ctx.Err()
		select { // a browser that is stuck never answers; one that died says how
		case err = <-done:
		case <-time.After(lastWords):
		}
	}
	if err == nil {
		return nil
	}
	switch cause := context.Cause(ctx); {
	case cause == nil:
		return t.press.failure(err)
	case errors.Is(cause, context.DeadlineExceeded):
		return &BrowserError{Reason: Silent, Browser: t.press.Browser, Err: cause}
	case errors.Is(cause, errTabCrashed):
		return t.press.failure(cause)
	case t.press.browser.Err() == nil:
		return cause // the caller gave up
	}
	return t.press.failure(err)
}

// hear is called for each event; it must not wait.
func (t *tab) hear(event any) {
	switch e := event.(type) {
	case *fetch.EventRequestPaused:
		go t.answer(e)
	case *inspector.EventTargetCrashed:
		t.lost(errTabCrashed)
	}
}

// answer gives a file, or refuses. A failed answer shows as a page that does
// not load.
func (t *tab) answer(e *fetch.EventRequestPaused) {
	name, ours := strings.CutPrefix(e.Request.URL, origin)
	name, _, _ = strings.Cut(name, "?")
	plain, err := url.PathUnescape(name)
	body, known := t.files[plain]
	if !ours || err != nil || !known {
		_, _ = chromedp.Call(t.ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: e.RequestID, ErrorReason: network.ErrorReasonBlockedByClient})
		return
	}
	kind := mime.TypeByExtension(path.Ext(plain))
	if strings.HasSuffix(plain, ".html") {
		kind = "text/html; charset=utf-8"
	}
	_, _ = chromedp.Call(t.ctx, fetch.FulfillRequest, fetch.FulfillRequestParams{
		RequestID: e.RequestID, ResponseCode: 200, Body: body,
		ResponseHeaders: []*fetch.HeaderEntry{{Name: "Content-Type", Value: kind}},
	})
}

// show loads a page.
func (t *tab) show(name string) error {
	address := url.URL{Path: name}
	err := t.within(30, func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Navigate(origin+address.EscapedPath()))
	})
	if errors.Is(err, chromedp.ErrPageLoad) {
		return &PageError{Page: name, Err: err}
	}
	return err
}

// run calls a function of the page's own language with one argument.
func run[T any](t *tab, function string, argument any) (result T, err error) {
	arg, err := json.Marshal(argument)
	if err != nil {
		return result, err
	}
	err = t.within(30, func(ctx context.Context) error {
		var err error
		result, err = chromedp.Run(ctx, chromedp.Evaluate[T]("("+function+")("+string(arg)+")"))
		return err
	})
	return result, err
}

// print returns the page as a PDF; tagged costs time and size.
func (t *tab) print(sheets int, tagged bool) (pdf []byte, err error) {
	yes := true
	params := page.PrintToPDFParams{
		PreferCSSPageSize: &yes, PrintBackground: &yes, GenerateTaggedPDF: &tagged,
		PaperWidth: 210 / 25.4, PaperHeight: 297 / 25.4,
		TransferMode: page.PrintToPDFTransferModeReturnAsStream,
	}
	err = t.within(sheets, func(ctx context.Context) error {
		var err error
		pdf, err = chromedp.Run(ctx, chromedp.PrintToPDF(func(p *page.PrintToPDFParams) { *p = params }))
		return err
	})
	if err == nil && len(pdf) == 0 {
		err = &PageError{Err: errors.New("the browser gave an empty file")}
	}
	return pdf, err
}

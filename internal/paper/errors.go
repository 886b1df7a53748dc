package paper

import "fmt"

// Reason says why a browser prints nothing.
type Reason uint8

// The reasons.
const (
	// NotFound: no browser where one was named, or none at all.
	NotFound Reason = iota
	// NotStarted: the program ended, or is not a browser.
	NotStarted
	// SandboxRefused: the system gives it no sandbox, and it runs in none but
	// when told to.
	SandboxRefused
	// TooOld: its version is below Oldest.
	TooOld
	// Silent: it did not answer in time.
	Silent
	// Crashed: it, or one of its tabs, ended while printing.
	Crashed
)

// BrowserError is a browser that is missing or fails.
type BrowserError struct {
	Reason Reason
	// Browser is the program, as named or found; "" when none was found.
	Browser string
	// Version is what an old browser says of itself: "Chrome/109.0.5414.120".
	Version string
	// Detail is the browser's last words, or "".
	Detail string
	Err    error
}

func (e *BrowserError) Error() string {
	said := [...]string{
		"no browser", "the browser did not start", "the browser has no sandbox here",
		"the browser is too old", "the browser does not answer", "the browser crashed",
	}[e.Reason]
	for _, more := range []string{e.Browser, e.Version, e.Detail} {
		if more != "" {
			said += ": " + more
		}
	}
	return said
}

func (e *BrowserError) Unwrap() error { return e.Err }

// AnnexError is an annex that is not a PDF that can be added.
type AnnexError struct {
	Name string // path in the content folder
	Err  error
}

func (e *AnnexError) Error() string { return fmt.Sprintf("annex %s: %v", e.Name, e.Err) }

func (e *AnnexError) Unwrap() error { return e.Err }

// PageError is a page that cannot be printed as a binder: a fault of the theme.
type PageError struct {
	Page string
	Err  error
}

func (e *PageError) Error() string { return fmt.Sprintf("print %s: %v", e.Page, e.Err) }

func (e *PageError) Unwrap() error { return e.Err }

package publish

import (
	"path"
	"regexp"
	"strings"
)

// kinds are the media types of what a site holds. The system's own table differs
// from machine to machine.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".json": "application/json", ".txt": "text/plain; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png",
	".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".ico": "image/x-icon",
	".pdf": "application/pdf", ".zip": "application/zip", ".csv": "text/csv; charset=utf-8", ".md": "text/markdown; charset=utf-8",
	".yaml": "application/yaml", ".sig": "text/plain; charset=utf-8",
}

// ContentType is the media type of a file of a site.
func ContentType(name string) string {
	if kind := kinds[strings.ToLower(path.Ext(name))]; kind != "" {
		return kind
	}
	if !strings.Contains(path.Base(name), ".") && strings.ToUpper(path.Base(name)) == path.Base(name) {
		return kinds[".txt"] // SHA256SUMS, LICENSE
	}
	return "application/octet-stream"
}

// hashed are the names that package search makes of their content.
var hashed = regexp.MustCompile(`^search/[a-z]-[0-9a-z]{10}\.js$`)

// CacheControl says how long readers may keep a file: for ever when its name is
// made of its content; else they ask each time whether it changed, which costs
// some hundred bytes, so that a page is never older than its server.
func CacheControl(name string) string {
	if hashed.MatchString(name) {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}

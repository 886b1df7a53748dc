package imports

import (
	"bytes"
	"io/fs"
	"net/url"
	"path"
	"strings"
)

// extension is the ending that a file's bytes call for, or "" for what the site
// does not take. The name that a stranger gave says nothing.
func extension(b []byte) string {
	for _, kind := range []struct{ magic, ext string }{
		{"\x89PNG\r\n\x1a\n", ".png"}, {"\xff\xd8\xff", ".jpg"}, {"GIF87a", ".gif"}, {"GIF89a", ".gif"}, {"%PDF-", ".pdf"},
	} {
		if bytes.HasPrefix(b, []byte(kind.magic)) {
			return kind.ext
		}
	}
	if len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP" {
		return ".webp"
	}
	return ""
}

// target is the path in the source that a relative address names in a file, or
// "" for what leads elsewhere.
func target(from, address string) string {
	address, _, _ = strings.Cut(address, "#")
	address, _, _ = strings.Cut(address, "?")
	if strings.ContainsAny(address, ":\\") || strings.HasPrefix(address, "/") || address == "" {
		return ""
	}
	plain, err := url.PathUnescape(address)
	if err != nil {
		return ""
	}
	name := path.Join(path.Dir(from), plain)
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\:") || strings.ContainsRune(name, 0) {
		return ""
	}
	return name
}

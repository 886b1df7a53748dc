package markdown

import (
	"bytes"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
)

// HTML returns a text written for another program as HTML: CommonMark and GFM,
// with definition lists. The author's HTML is kept, so it is for reading, never
// for publishing.
func HTML(text []byte) []byte {
	var out bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.DefinitionList), goldmark.WithRendererOptions(html.WithUnsafe()))
	if err := md.Convert(text, &out); err != nil {
		return nil // a buffer takes all
	}
	return out.Bytes()
}

package check

import (
	"path"
	"slices"
	"strings"

	"planblanc/internal/diag"
	"planblanc/internal/markdown"
)

// documents are the files that a text may lead to. A page of a stranger, a
// script, a program or a document with macros would be opened with the trust
// that the site has; a drawing is safe as an image only, where a browser runs
// nothing of it.
var documents = []string{".csv", ".docx", ".gif", ".jpeg", ".jpg", ".odp", ".ods", ".odt", ".pdf", ".png", ".pptx", ".txt", ".webp", ".xlsx"}

// kind checks that a file which a text leads to is one that readers may be given.
func (r *run) kind(file string, ref markdown.Ref) {
	if ref.Kind == markdown.LinkFile && !slices.Contains(documents, strings.ToLower(path.Ext(file))) {
		r.report(diag.New(ref.Position, diag.DisallowedFile, path.Base(file), strings.Join(documents, " ")))
	}
}

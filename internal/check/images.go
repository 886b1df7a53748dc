package check

import (
	"errors"
	"fmt"
	"io/fs"

	"planblanc/internal/diag"
	"planblanc/internal/markdown"
	"planblanc/internal/picture"
)

// images checks that each image that a page shows or points at can be published.
// A file is read once, whoever uses it, and again at each run: its bytes change
// without its name.
func (r *run) images() {
	seen := map[string]bool{}
	for _, p := range r.Pages {
		for i := range p.Body.Refs {
			ref := &p.Body.Refs[i]
			if ref.Kind != markdown.Image && !(ref.Kind == markdown.LinkFile && picture.Is(ref.Target)) {
				continue // before looking up where it leads: few of many references are images
			}
			file := r.Target(p, i).Asset
			if file == "" || seen[file] {
				continue
			}
			seen[file] = true
			if why := r.unfit(file); why != nil {
				r.report(diag.New(ref.Position, diag.UnsafeImage, file, *why))
			}
		}
	}
}

// unfit says why an image cannot be published, or nil.
func (r *run) unfit(file string) *diag.Text {
	body, err := fs.ReadFile(r.Library.FS, file)
	if err != nil {
		return &diag.Text{FR: "fichier illisible", EN: "unreadable file"}
	}
	_, err = picture.Clean(file, body)
	fault, ok := errors.AsType[*picture.Fault](err)
	if !ok {
		return nil
	}
	why := faultText(fault)
	return &why
}

func faultText(f *picture.Fault) diag.Text {
	switch f.Reason {
	case picture.Unknown:
		return diag.Text{FR: "format non admis ; sont admis PNG, JPEG, GIF, WebP et SVG", EN: "format not allowed; PNG, JPEG, GIF, WebP and SVG are"}
	case picture.TooLarge:
		return diag.Text{FR: fmt.Sprintf("%s points, %d millions au plus", f.Detail, picture.MaxPixels/1_000_000), EN: fmt.Sprintf("%s points, at most %d million", f.Detail, picture.MaxPixels/1_000_000)}
	case picture.Sideways:
		return diag.Text{FR: "image couchée, dans un format que planblanc ne sait pas redresser", EN: "image on its side, in a format that planblanc cannot turn"}
	case picture.Script:
		return diag.Text{FR: f.Detail + " peut lancer un programme", EN: f.Detail + " can run a program"}
	case picture.External:
		return diag.Text{FR: f.Detail + " mène hors du dessin", EN: f.Detail + " leads out of the drawing"}
	case picture.Declared:
		return diag.Text{FR: f.Detail + " n'est pas admis dans un dessin", EN: f.Detail + " is not allowed in a drawing"}
	case picture.Unlisted:
		return diag.Text{FR: f.Detail + " n'est pas un élément de dessin admis", EN: f.Detail + " is not an allowed element of a drawing"}
	}
	return diag.Text{FR: "image abîmée, ou d'un autre format que son nom ne dit", EN: "image damaged, or of another format than its name says"}
}

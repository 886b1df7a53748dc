package key

import (
	"errors"
	"io/fs"
	"path"

	"planblanc/internal/output"
)

// apart refuses an exercise beside a real site: the key of a service would open
// the exercise in a crisis. What cannot be told is taken for real.
func (w *writer) apart() error {
	if w.source.Manifest.Exercise == "" {
		return nil
	}
	folders := map[string]Slot{".": ""}
	if !w.o.Plain {
		folders = map[string]Slot{string(A): A, string(B): B}
	}
	for folder, slot := range folders {
		name, m := w.exerciseIn(folder)
		if name == "" && m != nil {
			return &RealSiteError{slot, m.Edition}
		}
	}
	return nil
}

// exerciseIn returns the name of the exercise whose site a folder holds, and the
// site's manifest: nil for none, empty for one that cannot be read.
func (w *writer) exerciseIn(folder string) (string, *output.Manifest) {
	text, err := fs.ReadFile(w.Raw(), path.Join(folder, output.ManifestName))
	if errors.Is(err, fs.ErrNotExist) {
		// A cut writing has no manifest yet, and says nothing of itself.
		if _, err := fs.Stat(w.Raw(), path.Join(folder, ScriptName)); errors.Is(err, fs.ErrNotExist) {
			return "", nil
		}
		return "", &output.Manifest{}
	}
	if err != nil {
		return "", &output.Manifest{}
	}
	m, err := output.ParseManifest(text)
	if err != nil {
		return "", &output.Manifest{}
	}
	return m.Exercise, &m
}

// drill reports whether a slot holds an exercise where the site to copy is real.
func (w *writer) drill(c *Contents) bool {
	return c.Manifest.Exercise != "" && w.source.Manifest.Exercise == ""
}

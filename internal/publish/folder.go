package publish

import (
	"errors"
	"io/fs"
	"os"

	"planblanc/internal/folder"
	"planblanc/internal/output"
)

// Folder is a folder of this machine or of a share, which need not exist. It is
// swapped, and locked meanwhile.
type Folder string

// Close does nothing.
func (f Folder) Close() error { return nil }

// toFolder publishes to a folder.
func (r *run) toFolder(f Folder) error {
	there, err := f.look(r)
	if err != nil {
		return err
	}
	if due, err := r.decide(there); err != nil || !due {
		return err
	}
	_, err = output.Copy(string(f), output.Options{Force: r.o.Force}, r.site, r.source.Manifest.Files, r.seals)
	return err
}

// look reads what stands in a folder, as run.look does of a store.
func (f Folder) look(r *run) (*found, error) {
	there := &found{files: map[string]int64{}, seals: map[string][]byte{}}
	site := folder.At(string(f))
	if _, err := os.Stat(string(f)); errors.Is(err, fs.ErrNotExist) {
		return there, nil
	}
	err := fs.WalkDir(site, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		there.files[name] = info.Size()
		if name == output.ManifestName || name == output.SumsName || output.IsSignature(name) {
			there.seals[name], err = fs.ReadFile(site, name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if m, err := output.ParseManifest(there.seals[output.ManifestName]); err == nil {
		there.former = &m
		r.report.Former = m.Edition
	}
	return there, nil
}

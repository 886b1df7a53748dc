package output

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
)

// Copy puts a site that is built already into dir, as Write does and with its
// promises: files are those of the site's manifest, seals what it has beside
// them: the manifest itself, the sums and their signatures. The bytes stay as
// they are, so that signatures hold. A file that has not the sum of its entry is
// an error, as is a site with other seals than Reserved names. A disk that is seen
// to be too small is a SpaceError.
func Copy(dir string, o Options, site fs.FS, files []Entry, seals []File) (Report, error) {
	return system.replace(dir, o, func(s *stage) error {
		if missing := lacking(s.dir, s.changed(files)); missing > 0 {
			return &SpaceError{dir, missing}
		}
		for _, e := range files {
			body, err := fs.ReadFile(site, e.Path)
			if err != nil {
				return fmt.Errorf("read %s: %w", e.Path, err)
			}
			if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != e.SHA256 {
				return fmt.Errorf("read %s: other bytes than listed", e.Path)
			}
			if err := s.add(File{e.Path, body}); err != nil {
				return err
			}
		}
		return nil
	}, func(s *stage) error {
		for _, f := range seals {
			if s.places[CollisionKey(f.Path)].path != f.Path {
				return &NameError{f.Path, NameReserved}
			}
			if err := s.store(f); err != nil {
				return err
			}
		}
		return nil
	})
}

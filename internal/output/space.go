package output

import "path"

// changed are the entries whose bytes the former site does not have, as far as its
// manifest tells: the others are links where the disk has any.
func (s *stage) changed(entries []Entry) []Entry {
	var changed []Entry
	for _, e := range entries {
		if s.old.files[e.Path] != e.SHA256 {
			changed = append(changed, e)
		}
	}
	return changed
}

// lacking is how many bytes the disk of a folder lacks for files and what holds
// them, 0 when they fit or the system does not tell. It is asked first so that
// people learn it before a long copy, not after; a disk that others fill meanwhile
// fails at a file.
func lacking(dir string, entries []Entry) int64 {
	v, err := volume(dir)
	if err != nil || v.Cluster == 0 {
		return 0
	}
	most := int64(0)
	folders := map[string]bool{".": true}
	for _, e := range entries {
		most += (e.Bytes + v.Cluster - 1) / v.Cluster * v.Cluster
		for d := path.Dir(e.Path); !folders[d]; d = path.Dir(d) {
			folders[d] = true
			most += v.Cluster
		}
	}
	return max(0, most-v.Free)
}

package key

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"planblanc/internal/output"
)

// plan is what a run will change, found before it changes anything.
type plan struct {
	wrong    []output.Entry // files to write, in their order
	obsolete []string       // files and folders to remove before, the deepest first
	folders  []string       // to make, parents first
	all      []string       // every folder of the site
	markers  []string       // at the top, of any slot
	spare    bool           // a former run left a second door
}

// prepare makes the plan and refuses what must not be written.
func (w *writer) prepare() error {
	there, dirs, err := sizes(w, w.folder)
	if err != nil {
		return err
	}
	w.report.Resumed = !w.o.Plain && len(there) > 0 && !slices.ContainsFunc(w.states, func(f Facts) bool { return string(f.Slot) == w.folder })
	ours := w.ours()
	var foreign []string
	wanted, folders := map[string]bool{}, map[string]bool{}
	for _, e := range w.files {
		wanted[e.Path] = true
		for d := path.Dir(e.Path); d != "."; d = path.Dir(d) {
			folders[d] = true
		}
		if size, found := there[e.Path]; found && size == e.Bytes && w.holds(w, w.at(e.Path), e) {
			w.report.Kept++
			continue
		}
		w.plan.wrong = append(w.plan.wrong, e)
		if _, found := there[e.Path]; found && !w.o.Plain && e.Path != output.SumsName {
			w.plan.obsolete = append(w.plan.obsolete, e.Path) // with the others of its folder, at the cost of one sync
		}
	}
	stay := map[string]bool{} // folders where a system left something
	for name := range there {
		switch {
		case IsLeftover(path.Base(name)):
			for d := path.Dir(name); d != "."; d = path.Dir(d) {
				stay[d] = true
			}
		case !ours(name):
			foreign = append(foreign, w.at(name))
		case !wanted[name]:
			w.plan.obsolete = append(w.plan.obsolete, name)
		}
	}
	if len(foreign) > 0 {
		slices.Sort(foreign)
		return &ForeignError{foreign}
	}
	for d := range folders {
		w.plan.all = append(w.plan.all, d)
		if !slices.Contains(dirs, d) {
			w.plan.folders = append(w.plan.folders, d)
		}
	}
	for _, d := range dirs {
		if !folders[d] && !stay[d] {
			w.plan.obsolete = append(w.plan.obsolete, d)
		}
	}
	slices.Sort(w.plan.all)
	slices.Sort(w.plan.folders)
	slices.SortFunc(w.plan.obsolete, func(a, b string) int { return strings.Compare(b, a) })
	return w.room(there)
}

// top refuses what is foreign at the top of a key, and takes note of markers.
func (w *writer) top() error {
	if w.o.Plain {
		return nil
	}
	entries, err := fs.ReadDir(w, ".")
	if err != nil {
		return err
	}
	var foreign []string
	for _, e := range entries {
		name := e.Name()
		_, _, marker := parseMarkerName(name)
		switch {
		case marker:
			w.plan.markers = append(w.plan.markers, name)
		case name == SpareName:
			w.plan.spare = true
		case IsLeftover(name), name == LockName, name == DoorName, name == ReadmeName, e.IsDir() && (name == string(A) || name == string(B)):
		case e.IsDir():
			foreign = append(foreign, name+"/")
		default:
			foreign = append(foreign, name)
		}
	}
	if len(foreign) > 0 {
		return &ForeignError{foreign}
	}
	return nil
}

// ours tells which files of the folder a former run wrote, or this one may
// write over. SHA256SUMS is there before any other file, and the page that opens
// a key before any slot: without them the files are somebody else's, whatever
// their names.
func (w *writer) ours() func(name string) bool {
	_, err := fs.Stat(w, DoorName)
	slot := !w.o.Plain && err == nil
	_, err = fs.Stat(w, w.at(output.SumsName))
	begun := err == nil
	if !slot && !(w.o.Plain && begun) {
		return func(string) bool { return false }
	}
	own, legible := w.listed(w.folder)
	if slot && begun && !legible {
		return func(string) bool { return true } // a cut run was writing them
	}
	if slot && !begun {
		own, _ = w.listed(string(Slot(w.folder).Other()))
	}
	for _, e := range w.files {
		own[e.Path] = true
	}
	if slot {
		own[ScriptName], own[PictureName] = true, true
	}
	return func(name string) bool { return own[name] || output.IsSignature(name) }
}

// listed returns what the sums in a folder list, and whether they are those of a
// site: other people have a file of that name too.
func (w *writer) listed(folder string) (own map[string]bool, ok bool) {
	own = map[string]bool{}
	text, err := fs.ReadFile(w, path.Join(folder, output.SumsName))
	if err != nil {
		return own, false
	}
	entries, err := output.ParseSums(text)
	if err != nil || !slices.ContainsFunc(entries, func(e output.Entry) bool { return e.Path == output.ManifestName }) {
		return own, false
	}
	for _, e := range entries {
		own[e.Path] = true
	}
	return own, true
}

// sizes lists the files below a folder with their sizes, and the folders. There
// may be none. A folder that a system left is one file of no size.
func sizes(m fs.FS, folder string) (files map[string]int64, dirs []string, err error) {
	files = map[string]int64{}
	sub, err := fs.Sub(m, folder)
	if err != nil {
		return nil, nil, err
	}
	err = fs.WalkDir(sub, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil && name == "." && errors.Is(err, fs.ErrNotExist):
			return fs.SkipDir
		case err != nil, name == ".":
			return err
		case e.IsDir() && IsLeftover(e.Name()):
			files[composed(name)] = 0
			return fs.SkipDir
		case e.IsDir():
			dirs = append(dirs, composed(name))
			return nil
		}
		info, err := e.Info()
		if err == nil && name != LockName {
			files[composed(name)] = info.Size()
		}
		return err
	})
	return files, dirs, err
}

// room compares what the medium must still take, cluster by cluster and at the
// fullest moment, with what is free.
func (w *writer) room(there map[string]int64) error {
	use := int64(len(w.plan.folders)) * w.cluster
	left := maps.Clone(there)
	for _, name := range w.plan.obsolete {
		use -= w.clusters(left[name])
		delete(left, name)
	}
	most, names := use, 0
	for _, e := range w.plan.wrong {
		use += w.clusters(e.Bytes) - w.clusters(left[e.Path])
		most = max(most, use)
		names += 2 + len(path.Base(e.Path))/13
	}
	for _, top := range []rootFile{{DoorName, Door}, {SpareName, Door}, {ReadmeName, Readme}} {
		most += w.clusters(int64(len(top.body)))
	}
	// FAT takes 32 bytes for each 13 characters of a name. The states and the
	// marker are small.
	most += w.clusters(int64(names)*32) + 4*w.cluster
	if free := w.report.Volume.Free; most > free {
		return &output.SpaceError{Missing: most - free}
	}
	return nil
}

// clusters is what a file of that size takes.
func (w *writer) clusters(size int64) int64 { return (size + w.cluster - 1) / w.cluster * w.cluster }

// holds reports whether a file has the bytes of an entry.
func (w *writer) holds(folder fs.FS, name string, e output.Entry) bool {
	f, err := folder.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(f, e.Bytes+1))
	return err == nil && n == e.Bytes && hex.EncodeToString(sum.Sum(nil)) == e.SHA256
}

func entryOf(name string, body []byte) output.Entry {
	sum := sha256.Sum256(body)
	return output.Entry{Path: name, Bytes: int64(len(body)), SHA256: hex.EncodeToString(sum[:])}
}

// rootFile is a small file of ours.
type rootFile struct {
	name string
	body []byte
}

// roots are the fixed files at the top of a key.
func roots() []rootFile { return []rootFile{{DoorName, Door}, {ReadmeName, Readme}} }

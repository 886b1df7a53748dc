package key

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"planblanc/internal/output"
	"planblanc/internal/sign"
)

// Verdict is what a verification comes to.
type Verdict string

// The verdicts, from best to worst; the worst wins.
const (
	Authentic     Verdict = "authentic"
	Expired       Verdict = "expired"        // genuine, past its date
	Rollback      Verdict = "rollback"       // genuine, older than one already seen
	UnknownSigner Verdict = "unknown-signer" // signed, by nobody that is allowed
	Unsigned      Verdict = "unsigned"       // by fewer than asked for
	Altered       Verdict = "altered"        // a file is changed, missing or too much
	Unreadable    Verdict = "unreadable"     // the medium fails
)

var verdicts = []Verdict{Authentic, Expired, Rollback, UnknownSigner, Unsigned, Altered, Unreadable}

// worse returns the worse of two verdicts.
func worse(a, b Verdict) Verdict {
	return verdicts[max(slices.Index(verdicts, a), slices.Index(verdicts, b))]
}

// Trust is what a verification relies on. None of it comes from the key.
type Trust struct {
	// Allowed are the signers; nil when there is no list.
	Allowed *sign.Allowed
	// Threshold is how many of them must have signed, at least 1. Two keys of one
	// principal are one signer: who changes keys does not count twice.
	Threshold int
	// Now is the moment, for the signers and for the date of the edition.
	Now time.Time
	// Seen is the highest number of an edition of each site that was found
	// genuine before.
	Seen map[string]int64
}

// NoticeKind is a kind of thing that is told and changes no verdict.
type NoticeKind string

// The notices.
const (
	Leftover   NoticeKind = "leftover"   // of a system
	Unfinished NoticeKind = "unfinished" // a slot whose writing was cut
	Interrupt  NoticeKind = "interrupt"  // a writing was cut at its very end
	LockLeft   NoticeKind = "lock"       // of a run that was cut, or is at work
)

// Notice is such a thing and its path.
type Notice struct {
	Kind NoticeKind `json:"kind"`
	Path string     `json:"path"`
}

// Copy is a complete site on a key, or the site of a plain folder.
type Copy struct {
	Facts
	// Exercise is the name of the exercise that it is for, "" for a real site.
	Exercise string           `json:"exercise"`
	Verdict  Verdict          `json:"verdict"`
	Signers  []sign.Signature `json:"signers"`
}

// Result is what a verification found. Paths are relative to the folder, sorted;
// lists are never nil.
type Result struct {
	Verdict Verdict
	// Copies are the sites, the one that opens first.
	Copies                  []Copy
	Changed, Missing, Extra []string
	// Executables are the programs that nobody vouches for: files too many and
	// changed ones that a double-click would run, and all programs of a site that
	// too few allowed signers have signed.
	Executables []string
	Notices     []Notice
	// Unread are the errors of what could not be read.
	Unread []error
}

// verification is one run of Verify.
type verification struct {
	folder fs.FS
	trust  Trust
	read   func(int64)
	result Result
	known  map[string]string // below a slot, by any list of sums on the key: the sums of complete sites
}

// Verify reads all of a key, or of a folder that holds a site, and compares it
// with its own sums and the sums with their signatures. It writes nothing. read
// is told of bytes as they come; it may be nil. The error is ErrNoSite.
func Verify(folder fs.FS, t Trust, read func(int64)) (Result, error) {
	if read == nil {
		read = func(int64) {}
	}
	v := &verification{folder: folder, trust: t, read: read, known: map[string]string{}, result: Result{Copies: []Copy{}, Notices: []Notice{}}}
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		v.result.Unread = append(v.result.Unread, err)
		return v.finish(), nil
	}
	has := func(name string) bool {
		return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == name })
	}
	switch {
	case has(DoorName), has(string(A)) && !has(output.SumsName), has(string(B)) && !has(output.SumsName):
		v.key(entries)
	case has(output.SumsName), has(output.ManifestName):
		v.site()
	default:
		return Result{}, ErrNoSite
	}
	return v.finish(), nil
}

// site verifies a folder that holds a site and nothing else.
func (v *verification) site() {
	c, err := Check(v.folder, v.read, LockName)
	if err != nil {
		v.result.Unread = append(v.result.Unread, err)
		return
	}
	v.note(c, ".")
	v.copies(NewFacts("", 0, c.Manifest, c.ManifestText, c.Sums), c)
}

// key verifies a key.
func (v *verification) key(entries []fs.DirEntry) {
	var markers []string
	slots := map[Slot]bool{}
	for _, e := range entries {
		name := e.Name()
		_, _, marker := parseMarkerName(name)
		switch {
		case e.IsDir() && (name == string(A) || name == string(B)):
			slots[Slot(name)] = true
		case e.IsDir():
			v.strange(name)
		case marker:
			markers = append(markers, name)
		case name == LockName:
			v.notice(LockLeft, name)
		case name == DoorName, name == ReadmeName:
		case name == SpareName:
			v.spare()
		default:
			v.extra(name)
		}
	}
	v.top()
	var unfinished []Slot
	for _, slot := range []Slot{A, B} {
		if slots[slot] && !v.slot(slot, markers) {
			unfinished = append(unfinished, slot)
		}
	}
	slices.SortStableFunc(v.result.Copies, func(a, b Copy) int { return int(b.Write - a.Write) })
	for _, slot := range unfinished {
		v.unfinished(slot)
	}
	if len(v.result.Copies) == 0 {
		v.result.Missing = append(v.result.Missing, string(A)+"/"+output.SumsName)
	}
	v.markers(markers)
}

// top compares the fixed files.
func (v *verification) top() {
	for _, top := range roots() {
		switch got, err := readSmall(v.folder, top.name); {
		case errors.Is(err, fs.ErrNotExist):
			v.result.Missing = append(v.result.Missing, top.name)
		case err != nil:
			v.result.Unread = append(v.result.Unread, err)
		case !bytes.Equal(got, top.body):
			v.result.Changed = append(v.result.Changed, top.name)
		}
	}
}

// spare looks at a second door, which a cut writing leaves.
func (v *verification) spare() {
	switch got, err := readSmall(v.folder, SpareName); {
	case err != nil:
		v.result.Unread = append(v.result.Unread, err)
	case !bytes.Equal(got, Door):
		v.result.Changed = append(v.result.Changed, SpareName)
	default:
		v.notice(Interrupt, SpareName)
	}
}

// slot verifies a slot. It returns false, and does nothing, when the slot does
// not say that it is complete.
func (v *verification) slot(slot Slot, markers []string) bool {
	write := int64(0)
	said := false
	for _, name := range markers {
		if s, n, _ := parseMarkerName(name); s == slot {
			write, said = max(write, n), true
		}
	}
	for _, name := range []string{ScriptName, PictureName} {
		if _, err := fs.Stat(v.folder, path.Join(string(slot), name)); err == nil {
			said = true
		}
	}
	if !said {
		return false
	}
	if text, err := readSmall(v.folder, path.Join(string(slot), ScriptName)); err == nil {
		if f, err := ParseScript(text); err == nil && f.Slot == slot {
			write = f.Write
		}
	}
	c, facts, err := CheckSlot(v.folder, slot, write, v.read)
	if err != nil {
		v.result.Unread = append(v.result.Unread, err)
		return true
	}
	v.note(c, string(slot))
	for _, e := range c.Entries {
		v.known[e.Path] = e.SHA256
	}
	v.copies(facts, c)
	return true
}

// unfinished looks at a slot that is being rewritten: nothing opens it, and each
// of its files is of the old site or the new one. Its own list is not signed yet,
// so that anyone can have written it: it excuses pages and the scripts in a
// site's folders, and no program. One that the other slot has must be the same.
func (v *verification) unfinished(slot Slot) {
	v.notice(Unfinished, string(slot)+"/")
	folder, err := fs.Sub(v.folder, string(slot))
	if err != nil {
		return
	}
	files, _, err := list(folder)
	if err != nil {
		v.result.Unread = append(v.result.Unread, err)
		return
	}
	if text, err := fs.ReadFile(folder, output.SumsName); err == nil {
		if entries, err := output.ParseSums(text); err == nil {
			for _, e := range entries {
				if _, known := v.known[e.Path]; !known && !isProgram(e.Path) {
					v.known[e.Path] = ""
				}
			}
		}
	}
	for name := range files {
		sum, known := v.known[name]
		if known && isProgram(name) {
			known = v.holds(folder, name, sum)
		}
		if !known && name != output.SumsName && !output.IsSignature(name) {
			v.extra(path.Join(string(slot), name))
		}
	}
}

// holds reports whether a file has the bytes of a sum.
func (v *verification) holds(folder fs.FS, name, want string) bool {
	f, err := folder.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, counted{f, v.read})
	return err == nil && hex.EncodeToString(sum.Sum(nil)) == want
}

// markers compares the markers with the slots: there is one, of the slot that
// opens. One of the other slot is left when the very end of a writing was cut.
func (v *verification) markers(names []string) {
	newest := false
	older := ""
	for _, name := range names {
		text, err := readSmall(v.folder, name)
		if err != nil {
			v.result.Unread = append(v.result.Unread, err)
			continue
		}
		f, err := ParseMarker(name, text)
		i := slices.IndexFunc(v.result.Copies, func(c Copy) bool { return c.Facts == f })
		switch {
		case err != nil || i < 0:
			v.result.Changed = append(v.result.Changed, name)
		case i == 0:
			newest = true
		default:
			older = name
		}
	}
	switch {
	case len(v.result.Copies) == 0:
	case older != "":
		v.notice(Interrupt, older)
	case !newest:
		v.result.Missing = append(v.result.Missing, MarkerName(v.result.Copies[0].Slot, v.result.Copies[0].Write))
	}
}

// note takes over what was found in a folder.
func (v *verification) note(c *Contents, folder string) {
	at := func(names []string) []string {
		var all []string
		for _, name := range names {
			slash := ""
			if strings.HasSuffix(name, "/") {
				slash = "/"
			}
			all = append(all, path.Join(folder, name)+slash)
		}
		return all
	}
	v.result.Changed = append(v.result.Changed, at(c.Changed)...)
	v.doubt(folder, c.Changed)
	v.result.Missing = append(v.result.Missing, at(c.Missing)...)
	v.result.Unread = append(v.result.Unread, c.Failed...)
	for _, name := range at(slices.Concat(c.Extra, c.Leftovers)) {
		v.extra(name)
	}
}

// doubt takes note of those files of a folder that are programs.
func (v *verification) doubt(folder string, names []string) {
	for _, name := range names {
		if isProgram(name) {
			v.result.Executables = append(v.result.Executables, path.Join(folder, name))
		}
	}
}

// strange lists a folder at the top that is not ours.
func (v *verification) strange(dir string) {
	folder, err := fs.Sub(v.folder, dir)
	if err != nil {
		return
	}
	files, empty, err := list(folder)
	if err != nil {
		if !IsLeftover(dir) { // Windows lets nobody look into its own
			v.result.Unread = append(v.result.Unread, err)
		}
		return
	}
	if len(files)+len(empty) == 0 {
		v.extra(dir + "/")
	}
	for name := range files {
		v.extra(path.Join(dir, name))
	}
	for _, name := range empty {
		v.extra(path.Join(dir, name) + "/")
	}
}

// extra takes note of a file that is too much, or of one that a system left.
func (v *verification) extra(name string) {
	switch {
	case IsExecutable(name):
		v.result.Executables = append(v.result.Executables, name)
		v.result.Extra = append(v.result.Extra, name)
	case leftover(strings.TrimSuffix(name, "/")):
		v.notice(Leftover, name)
	default:
		v.result.Extra = append(v.result.Extra, name)
	}
}

func (v *verification) notice(kind NoticeKind, name string) {
	v.result.Notices = append(v.result.Notices, Notice{kind, name})
}

// copies judges the signatures of a site.
func (v *verification) copies(f Facts, c *Contents) {
	one := Copy{Facts: f, Exercise: c.Manifest.Exercise, Verdict: Authentic, Signers: []sign.Signature{}}
	var names []string
	var texts [][]byte
	for _, name := range c.Signatures {
		at := path.Join(string(f.Slot), name)
		text, err := readSmall(v.folder, at)
		if err != nil {
			v.result.Unread = append(v.result.Unread, err)
			continue
		}
		names, texts = append(names, at), append(texts, text)
	}
	signers, bad, verdict := v.trust.Appraise(c.Sums, texts)
	one.Signers, one.Verdict = append(one.Signers, signers...), verdict
	for _, i := range bad {
		v.result.Changed = append(v.result.Changed, names[i])
	}
	if one.Verdict != Authentic {
		for _, e := range c.Entries {
			v.doubt(string(f.Slot), []string{e.Path})
		}
	}
	v.result.Copies = append(v.result.Copies, one)
}

// Appraise judges the signatures of a text of sums: who made each, which of them,
// by number, are worthless, and whether enough allowed signers are among the
// others. The verdict is Authentic, UnknownSigner or Unsigned.
func (t Trust) Appraise(sums []byte, signatures [][]byte) (signers []sign.Signature, bad []int, verdict Verdict) {
	list := t.Allowed
	if list == nil {
		list = &sign.Allowed{}
	}
	good := map[string]bool{}
	for i, text := range signatures {
		s := list.Check(sums, text, t.Now)
		signers = append(signers, s)
		switch {
		case s.State == sign.Bad, !sign.Canonical(text):
			bad = append(bad, i)
		case s.State == sign.Good:
			good[s.Principal] = true
		}
	}
	switch {
	case len(good) >= max(t.Threshold, 1):
		return signers, bad, Authentic
	case len(good) == 0 && len(signers) > 0:
		return signers, bad, UnknownSigner
	}
	return signers, bad, Unsigned
}

// Vouches reports whether the sums in a folder are those of some facts and signed
// as asked for: then the number that the facts give may be believed, since the
// manifest has the sum that was signed. No other file is read.
func (t Trust) Vouches(site fs.FS, f Facts) bool {
	sums, err := fs.ReadFile(site, output.SumsName)
	if err != nil {
		return false
	}
	entries, err := output.ParseSums(sums)
	if err != nil {
		return false
	}
	text, err := fs.ReadFile(site, output.ManifestName)
	if err != nil || !slices.Contains(entries, output.Entry{Path: output.ManifestName, SHA256: entryOf("", text).SHA256}) {
		return false
	}
	m, err := output.ParseManifest(text)
	if err != nil || m.Site != f.Site || m.Number != f.Number {
		return false
	}
	var texts [][]byte
	for n := range output.MaxSignatures {
		if text, err := readSmall(site, output.SignatureName(n+1)); err == nil {
			texts = append(texts, text)
		}
	}
	_, _, verdict := t.Appraise(sums, texts)
	return verdict == Authentic
}

// Age judges an edition by its number and its date: Authentic, Expired, or
// Rollback when it is older than newest or than what was seen of its site.
func (t Trust) Age(f Facts, newest int64) Verdict {
	verdict := Authentic
	if f.ValidUntil != "" && t.Now.Format(time.DateOnly) > f.ValidUntil {
		verdict = Expired
	}
	if f.Number < max(newest, t.Seen[f.Site]) {
		verdict = worse(verdict, Rollback)
	}
	return verdict
}

// finish sorts what was found and gives the verdict.
func (v *verification) finish() Result {
	r := &v.result
	for _, names := range []*[]string{&r.Changed, &r.Missing, &r.Extra, &r.Executables} {
		slices.Sort(*names)
		*names = slices.Compact(append([]string{}, *names...))
	}
	slices.SortFunc(r.Notices, func(a, b Notice) int { return strings.Compare(a.Path, b.Path) })
	r.Verdict = Authentic
	for i := range r.Copies {
		c := &r.Copies[i]
		if i == 0 {
			c.Verdict = worse(c.Verdict, v.age(c.Facts))
		}
		r.Verdict = worse(r.Verdict, c.Verdict)
	}
	if len(r.Changed)+len(r.Missing)+len(r.Extra) > 0 {
		r.Verdict = Altered
	}
	if len(r.Unread) > 0 {
		r.Verdict = Unreadable
	}
	return *r
}

// age judges the edition that opens; another one of the key may be newer.
func (v *verification) age(f Facts) Verdict {
	newest := int64(0)
	for _, c := range v.result.Copies {
		newest = max(newest, c.Number)
	}
	return v.trust.Age(f, newest)
}

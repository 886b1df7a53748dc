package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/history"
	"planblanc/internal/output"
)

// built is what a build leaves in .planblanc/cache/, so that the next one over
// the same content has only to see that its sites are still there.
type built struct {
	Said  string      `json:"said"` // the remarks on the content, as printed
	Sites []builtSite `json:"sites"`
}

// builtSite is the site of a build, or that of an establishment.
type builtSite struct {
	Folder    string `json:"folder"` // below the destination; "" for that itself
	Seal      string `json:"seal"`
	Said      string `json:"said"` // of this site, as printed
	Documents int    `json:"documents"`

	still output.Report // what was found of it now
	took  time.Duration
}

// buildKeeping is where a build is kept, and what it must be of.
type buildKeeping struct {
	dir, key string // key is "" when nothing is to be kept
}

// builtFile holds a built below its key, behind the sum of the rest of the file.
const builtFile = "build.json"

// builtMost is how many builds are kept: editions for several audiences are made
// of one content.
const builtMost = 8

// keepingBuild names what a build depends on: the program, the content, the
// theme, the options, the history, and in which words remarks are printed.
// What a browser prints depends on more, and programs are long to read, so
// nothing is kept of these.
func (a *app) keepingBuild(v building, b build.Options) (buildKeeping, error) {
	if v.anew || v.pdf != "" || v.carry.any() {
		return buildKeeping{}, nil
	}
	folder, err := filepath.Abs(v.source)
	if err != nil {
		return buildKeeping{}, fmt.Errorf("find %s: %w", v.source, err)
	}
	target, err := filepath.Abs(v.destination)
	if err != nil {
		return buildKeeping{}, fmt.Errorf("find %s: %w", v.destination, err)
	}
	digest, err := content.Digest(b.Source)
	if err != nil {
		return buildKeeping{}, err
	}
	head, err := history.Head(b.Dir)
	if err != nil {
		return buildKeeping{}, err
	}
	look, err := a.themeSum(v.themeDir)
	if err != nil {
		return buildKeeping{}, err
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%s\n%s\n%s\n%q %q %s\n", program(), digest, look, head, target, v.source, a.language)
	fmt.Fprintf(sum, "%q %v %q %v %v %v %v %v\n", b.Establishment, v.all, b.Exercise, b.Drafts, b.Official, b.Strict, b.Date.Unix(), b.Today)
	for _, over := range b.Overrides {
		fmt.Fprintf(sum, "%q %q %q\n", over.Key, over.Value, over.Name)
	}
	return buildKeeping{keptIn(folder, "cache"), fmt.Sprintf("%x", sum.Sum(nil)[:16])}, nil
}

// recall returns what the same build, begun at start, left before, and reports
// whether all its sites still stand. What was kept and cannot be read is said and
// left.
func (a *app) recall(k buildKeeping, destination string, start time.Time) (built, bool, error) {
	var before built
	if k.key == "" {
		return before, false, nil
	}
	text, err := os.ReadFile(filepath.Join(k.dir, k.key, builtFile))
	if errors.Is(err, fs.ErrNotExist) {
		return before, false, nil
	}
	if err == nil {
		sum, body, _ := bytes.Cut(text, []byte("\n"))
		if err = errors.New(a.t("le fichier est abîmé", "the file is damaged")); string(sum) == fmt.Sprintf("%x", sha256.Sum256(body)) {
			err = json.Unmarshal(body, &before)
		}
	}
	if err != nil {
		a.note(a.t("ce qui est gardé dans %s ne peut pas servir (%v) : le site est construit en entier", "what is kept in %s cannot be used (%v): the site is built anew"), k.dir, err)
		return built{}, false, nil
	}
	for i := range before.Sites {
		s := &before.Sites[i]
		var intact bool
		if s.still, intact, err = output.Intact(filepath.Join(destination, s.Folder), s.Seal); err != nil || !intact {
			return built{}, false, err
		}
		s.took = time.Since(start)
		start = time.Now()
	}
	return before, true, nil
}

// repeat says of a build whose sites still stand what was said of it before.
func (a *app) repeat(before built, destination string) {
	fmt.Fprint(a.stderr, before.Said)
	for _, s := range before.Sites {
		fmt.Fprint(a.stderr, s.Said)
		a.reportBuild(filepath.Join(destination, s.Folder), &build.Loaded{}, build.Report{Report: s.still, Documents: s.Documents}, s.took)
	}
}

// retain keeps a build for the next one, unless something changed meanwhile.
func (a *app) retain(k buildKeeping, v building, b build.Options, done built) error {
	after, err := a.keepingBuild(v, b)
	if err != nil || after != k || k.key == "" {
		return err
	}
	for i := range done.Sites {
		s := &done.Sites[i]
		if s.Seal, err = output.Seal(filepath.Join(v.destination, s.Folder)); err != nil {
			return err
		}
	}
	body, err := json.Marshal(done)
	if err != nil {
		return fmt.Errorf("keep a build: %w", err)
	}
	text := fmt.Appendf(nil, "%x\n%s", sha256.Sum256(body), body)
	a.unkept(output.Keep(k.dir, k.key, builtMost, func(folder string) error {
		return output.SaveNew(folder, []output.File{{Path: builtFile, Body: text}})
	}))
	return nil
}

package build

import (
	"debug/buildinfo"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"planblanc/internal/content"
	"planblanc/internal/history"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// Tools is what a site carries below site.ToolsFolder, so that an isolated
// machine can make it again: the sources, and the programs.
type Tools struct {
	Content   bool
	Programs  fs.FS           // laid out as releases are; nil for none
	Platforms []site.Platform // those that it has a program for
	Theme     fs.FS           // laid over the embedded theme; nil for none
	Flags     []string        // those that set settings
}

// AboveError says that the sources hold more than the site's audience may read.
// Rows cannot be left out of them: what refers to them would be a mistake on the
// machine that builds from the copy.
type AboveError struct {
	Audience content.Audience
	Items    []string // documents, and rows of data files
}

func (e *AboveError) Error() string {
	return fmt.Sprintf("the sources hold what %s may not read: %v", e.Audience, e.Items)
}

// ProgramError says that a file is not this program for its platform.
type ProgramError struct{ Path, For string }

func (e *ProgramError) Error() string {
	return fmt.Sprintf("%s is not planblanc for %s", e.Path, e.For)
}

// ErrNoProgram means that a folder holds none for any platform.
var ErrNoProgram = errors.New("no program")

// programPath is what the Go tool records of the program that this package is
// built into.
const programPath = "planblanc/cmd/planblanc"

// ProgramsIn finds the programs of a folder that is laid out as releases are. A
// platform may be missing; a file that is another program may not be there.
func ProgramsIn(folder fs.FS) ([]site.Platform, error) {
	var found []site.Platform
	for _, p := range site.Platforms() {
		switch is, err := isProgram(folder, p); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, fmt.Errorf("read programs: %w", err)
		case !is:
			return nil, &ProgramError{p.Path(), p.OS + "/" + p.Arch}
		default:
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		return nil, ErrNoProgram
	}
	return found, nil
}

// isProgram reads what the Go tool wrote into a program.
func isProgram(folder fs.FS, p site.Platform) (bool, error) {
	f, err := folder.Open(p.Path())
	if err != nil {
		return false, err
	}
	defer f.Close()
	bytes, ok := f.(io.ReaderAt)
	if !ok {
		return false, fmt.Errorf("%s: not a plain file", p.Path())
	}
	b, err := buildinfo.Read(bytes)
	if err != nil || b.Path != programPath {
		return false, nil
	}
	made := map[string]string{}
	for _, s := range b.Settings {
		made[s.Key] = s.Value
	}
	return made["GOOS"] == p.OS && made["GOARCH"] == p.Arch, nil
}

// listed is what pages say of the tools.
func (t *Tools) listed(o Options) site.Tools {
	if t == nil {
		return site.Tools{}
	}
	listed := site.Tools{Content: t.Content, Platforms: t.Platforms, Theme: t.Content && t.Theme != nil, Flags: t.Flags}
	if o.Drafts {
		listed.Flags = append([]string{"-D"}, listed.Flags...)
	}
	if o.Exercise != "" {
		listed.Flags = append([]string{`--exercise "` + o.Exercise + `"`}, listed.Flags...)
	}
	if o.Establishment != "" {
		listed.Flags = append([]string{"--site " + o.Establishment}, listed.Flags...)
	}
	return listed
}

// allowed refuses sources that hold more than the site's audience may read.
func (t *Tools) allowed(s *site.Site) error {
	if t == nil || !t.Content {
		return nil
	}
	if above := s.Catalog.Above(s.Audience); len(above) > 0 {
		return &AboveError{s.Audience, above}
	}
	return nil
}

// add adds the files of the tools, their page aside, which is the theme's.
func (t *Tools) add(s *site.Site, add func(output.File) error) error {
	if t == nil {
		return nil
	}
	programs := make([]string, len(t.Platforms))
	for i, p := range t.Platforms {
		programs[i] = p.Path()
	}
	if err := copyFiles(t.Programs, programs, site.ToolsFolder, add); err != nil {
		return err
	}
	if !t.Content {
		return nil
	}
	names := s.Catalog.Sources()
	dates, err := history.Carry(s.Catalog.Changed, names, s.Built)
	if err != nil {
		return err
	}
	into := site.ToolsFolder + site.ToolsContent + "/"
	if err := add(output.File{Path: into + history.DatesFile, Body: dates}); err != nil {
		return err
	}
	if err := copyFiles(s.Catalog.Library.FS, names, into, add); err != nil || t.Theme == nil {
		return err
	}
	return t.addTheme(add)
}

// addTheme adds the files that were laid over the theme's.
func (t *Tools) addTheme(add func(output.File) error) error {
	var names []string
	err := fs.WalkDir(t.Theme, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("copy the theme: %w", err)
	}
	return copyFiles(t.Theme, names, site.ToolsFolder+site.ToolsTheme+"/", add)
}

func copyFiles(from fs.FS, names []string, into string, add func(output.File) error) error {
	for _, name := range names {
		body, err := fs.ReadFile(from, name)
		if err != nil {
			return fmt.Errorf("copy into the site: %w", err)
		}
		if err := add(output.File{Path: into + name, Body: body}); err != nil {
			return err
		}
	}
	return nil
}

package site

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"planblanc/internal/content"
)

// Tools is what a site carries beside its pages, so that it can be made again on
// a machine with no network where nothing is installed.
type Tools struct {
	Content   bool       // the sources
	Platforms []Platform // those that a program is there for
	Theme     bool       // the files laid over the theme's own
	// Flags are those that make the same site of the sources.
	Flags []string
}

// Any reports whether there is anything.
func (t Tools) Any() bool { return t.Content || len(t.Platforms) > 0 }

// Where the tools are.
const (
	ToolsFolder    = "outils/"
	ToolsReadMeURL = ToolsFolder + "LISEZ-MOI.txt"
	ToolsContent   = "contenu" // below ToolsFolder
	ToolsTheme     = "theme"
)

// Platform is a system that programs are made for, and the place of its program
// below ToolsFolder or a folder of releases.
type Platform struct {
	Folder   string
	OS, Arch string // as Go names them
	Program  string
}

// Path is the program's place, with slashes.
func (p Platform) Path() string { return p.Folder + "/" + p.Program }

// Platforms are the systems that releases are made for.
func Platforms() []Platform {
	return []Platform{
		{"windows", "windows", "amd64", "planblanc.exe"},
		{"windows-arm64", "windows", "arm64", "planblanc.exe"},
		{"linux", "linux", "amd64", "planblanc"},
		{"linux-arm64", "linux", "arm64", "planblanc"},
		{"macos", "darwin", "arm64", "planblanc"},
		{"macos-intel", "darwin", "amd64", "planblanc"},
	}
}

// Sources returns the files that the catalog's pages are made of, whatever their
// audience and status, as they are on the disk, sorted: what a copy of the
// content needs.
func (c *Catalog) Sources() []string {
	files := c.sources(slices.Values(c.Pages))
	for _, name := range c.Library.Files {
		files[name] = true
	}
	if logo := c.Library.Settings.Logo(); logo != "" {
		files[logo] = true
	}
	disk := make(map[string]bool, len(files))
	for name := range files {
		disk[c.Library.Ours(name)] = true
	}
	return slices.Sorted(maps.Keys(disk))
}

// Above names what the content holds for audiences above one: documents by their
// content path, rows by their data file and id or line.
func (c *Catalog) Above(a content.Audience) []string {
	var above []string
	for _, p := range c.Pages {
		if !a.Includes(p.Meta.Audience) {
			above = append(above, p.Path)
		}
	}
	for _, k := range c.Library.Contacts {
		if !a.Includes(k.Audience) {
			above = append(above, content.DirectoryFile+": "+k.ID)
		}
	}
	for _, axis := range content.Axes() {
		for _, t := range c.Library.Terms[axis] {
			if !a.Includes(t.Audience) {
				above = append(above, axis.File()+": "+t.ID)
			}
		}
	}
	for _, d := range c.Library.Glossary {
		if !a.Includes(d.Audience) {
			above = append(above, content.GlossaryFile+": "+d.Term)
		}
	}
	for _, g := range c.Library.Synonyms.Groups {
		if !a.Includes(g.Audience) {
			above = append(above, content.SynonymsFile+":"+strconv.Itoa(g.Position.Line))
		}
	}
	for _, o := range c.Library.Synonyms.OneWay {
		if !a.Includes(o.Audience) {
			above = append(above, content.SynonymsFile+":"+strconv.Itoa(o.Position.Line))
		}
	}
	for _, n := range c.Library.Notices {
		if n.Withdraws == 0 && !a.Includes(n.Audience) {
			above = append(above, fmt.Sprintf("%s: %d", content.NoticesFile, n.Number))
		}
	}
	return above
}

package theme

import (
	"strings"
	"unicode/utf8"

	"planblanc/internal/content"
	"planblanc/internal/site"
)

// toolsData is what layouts/tools.txt shows.
type toolsData struct {
	Name, Organization, Edition string
	Folders                     []string // what there is, each with its sense
	Systems                     []toolsSystem
	Build, Verify               bool // there are both sources and programs; programs
}

// toolsSystem is a system, and what is typed on it.
type toolsSystem struct {
	Name                          string
	Before                        []string // to be typed first
	Program, Notice, Options, Key string
}

// toolsReadMe tells a machine that has nothing but the key what to type.
func (r *renderer) toolsReadMe() error {
	s, w := r.site, &r.words
	data := toolsData{
		Name: r.marked(r.typeset(s.Settings.Title)), Organization: r.typeset(s.Settings.Organization), Edition: r.edition(),
		Build: s.Tools.Content && len(s.Tools.Platforms) > 0, Verify: len(s.Tools.Platforms) > 0,
	}
	if s.Tools.Content {
		data.Folders = append(data.Folders, folderLine(site.ToolsContent, w.ToolsContent))
	}
	if s.Tools.Theme {
		data.Folders = append(data.Folders, folderLine(site.ToolsTheme, w.ToolsTheme))
	}
	flags := []string{"-s " + site.ToolsContent, "-d site", "--audience " + string(s.Audience)}
	flags = append(flags, s.Tools.Flags...)
	if s.Tools.Theme {
		flags = append(flags, "--theme "+site.ToolsTheme)
	}
	notice := "-s " + site.ToolsContent
	if s.Audience == content.Public { // else this edition would leave the notice out
		notice += " --audience " + string(s.Audience)
	}
	for _, p := range s.Tools.Platforms {
		system := toolsSystem{Name: r.byKey["tools."+p.Folder], Program: p.Path(), Notice: notice, Key: w.ToolsMounted,
			Options: strings.Join(append(flags, "--with-content", "--with-program ."), " ")}
		if p.OS == "windows" {
			system.Program, system.Key = p.Folder+`\planblanc`, `E:\`
		} else {
			system.Before = []string{"chmod +x " + p.Path()}
		}
		data.Folders = append(data.Folders, folderLine(p.Folder, system.Name))
		data.Systems = append(data.Systems, system)
	}
	return r.text(site.ToolsReadMeURL, r.tools, data)
}

// wrap breaks the words of a paragraph into lines, for editors that do not.
func wrap(paragraph string) string {
	const most = 96
	var b strings.Builder
	length := 0
	for i, word := range strings.Split(paragraph, " ") {
		switch n := utf8.RuneCountInString(word); {
		case i == 0:
			length = n
		case length+1+n > most:
			b.WriteByte('\n')
			length = n
		default:
			b.WriteByte(' ')
			length += 1 + n
		}
		b.WriteString(word)
	}
	return b.String()
}

// folderLine is a folder and its sense, in columns.
func folderLine(folder, sense string) string {
	const column = 14
	name := folder + "/"
	return name + strings.Repeat(" ", max(1, column-len(name))) + sense
}

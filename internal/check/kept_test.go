package check

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"planblanc/internal/content"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// After an edit, what no rule can see otherwise is not looked at again.
func TestMemoryKeeps(t *testing.T) {
	doc := func(name, front, body string) string {
		return "-- fiches/" + name + ".md --\n---\ntitle: " + name + "\ntype: reference\nstatus: valide\nservice: pui\n" + front + "---\n\n" + body + "\n"
	}
	const code = "code: BLO-10\n"
	before := doc("asks", "", "[](fiche:BLO-10)") + doc("fault", "", "[](fiche:BLO-99)") + doc("other", code, "Texte.\n\n## Un")
	for name, c := range map[string]struct{ after, again string }{
		"nothing":         {before, ""},
		"a text":          {strings.Replace(before, "Texte.", "Autre.", 1), "fiches/other.md"},
		"a heading":       {strings.Replace(before, "Texte.", "## Autre", 1), "fiches/asks.md fiches/other.md"},
		"another heading": {strings.Replace(before, "## Un", "## Deux", 1), "fiches/asks.md fiches/other.md"},
		"a code":          {strings.Replace(before, code, "code: BLO-11\n", 1), "fiches/asks.md fiches/fault.md fiches/other.md"},
		"an audience":     {strings.Replace(before, code, code+"audience: restreint\n", 1), "fiches/asks.md fiches/other.md"},
		"a status":        {strings.Replace(before, doc("other", code, "Texte.\n\n## Un"), strings.Replace(doc("other", code, "Texte.\n\n## Un"), "valide", "relecture", 1), 1), "fiches/asks.md fiches/other.md"},
		"a new page":      {before + doc("new", "", "T"), "fiches/fault.md fiches/new.md"},
		"a page leaves":   {strings.Replace(before, doc("other", code, "Texte.\n\n## Un"), "", 1), "fiches/asks.md fiches/fault.md"},
	} {
		t.Run(name, func(t *testing.T) {
			files := sitetest.Folder(before)
			reader := content.NewReader(files, nil)
			l, _, err := reader.Read(nil)
			if err != nil {
				t.Fatal(err)
			}
			o := Options{Today: content.Date{Time: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)}}
			old, memory := site.NewCatalog(l, nil), &Memory{}
			memory.Run(old, o)
			now := sitetest.Folder(c.after)
			clear(files)
			for name, f := range now {
				files[name] = f
			}
			if l, _, err = reader.Read([]string{"fiches"}); err != nil {
				t.Fatal(err)
			}
			catalog := old.Next(l, nil)
			again := func(m *Memory, o Options) string {
				kept, paths := m.kept(catalog, o), []string{}
				for _, p := range catalog.Pages {
					if _, known := kept(p); !known {
						paths = append(paths, p.Path)
					}
				}
				return strings.Join(slices.Sorted(slices.Values(paths)), " ")
			}
			if got := again(memory, o); got != c.again {
				t.Errorf("looked at again: %q, want %q", got, c.again)
			}
			all := strings.Join(slices.Sorted(maps.Keys(catalog.ByPath)), " ")
			if got := again(memory, Options{Today: o.Today, Official: true}); got != all {
				t.Errorf("looked at again for an official edition: %q, want all", got)
			}
			if got := again(&Memory{}, Options{}); got != all {
				t.Errorf("looked at by a memory of nothing: %q, want all", got)
			}
		})
	}
}

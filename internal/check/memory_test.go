package check_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"planblanc/internal/check"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// What one file says may put right or wrong, or only suggest, what another was
// found to have: the memory must not hold on to it. Random edits in package
// build seldom meet these.
func TestMemoryForgets(t *testing.T) {
	const asks = "-- fiches/asks.md --\n---\ntitle: A\ntype: reference\nstatus: valide\nservice: pui\n---\n\n[](fiche:URG-10) ou [](fiche:BLO-50)\n"
	card := func(code string) string {
		return "-- fiches/other.md --\n---\ntitle: B\ntype: reference\nstatus: valide\nservice: pui\ncode: " + code + "\nversion: '1'\nsummary: S\n---\n\nTexte.\n"
	}
	last := func(name, front string) string {
		return "-- " + name + " --\n---\ntitle: Z\ntype: reference\nstatus: valide\nservice: pui\n" + front + "---\n\nTexte.\n"
	}
	for name, folders := range map[string][]string{
		"a code comes":                       {asks, asks + card("URG-10")},
		"a code goes":                        {asks + card("URG-10"), asks + card("URG-77")},
		"a code comes near":                  {asks, asks + card("BLO-51")},
		"a fault no longer excuses":          {asks + card("[URG-10"), asks + card("[URG-77")},
		"a fault excuses":                    {asks + card("[URG-77"), asks + card("[URG-10")},
		"another wants the address":          {asks + card("URG-10"), strings.Replace(asks, "service: pui", "service: pui\naliases: [fiches/other.md]", 1) + card("URG-10")},
		"another takes the code":             {asks + card("URG-10"), asks + card("URG-10") + "-- fiches/a.md --\n---\ntitle: C\ncode: URG-10\ntype: reference\nstatus: valide\nservice: pui\nversion: '1'\nsummary: S\n---\n\nTexte.\n"},
		"a code moves near":                  {asks + card("XYZ-99"), asks + card("BLO-51")},
		"the last of two twins goes":         {asks + last("fiches/zz.md", "aliases: fiches/asks.md\n"), asks},
		"a page is renamed":                  {asks + last("fiches/nul.md", ""), asks + last("fiches/nulle.md", "")},
		"an alias is renamed":                {asks + last("fiches/zz.md", "aliases: fiches/asks.md\n"), asks + last("fiches/zz.md", "aliases: fiches/old.md\n")},
		"an audience is narrowed":            {asks + card("URG-10"), asks + strings.Replace(card("URG-10"), "version:", "audience: restreint\nversion:", 1)},
		"a page is withdrawn":                {asks + card("URG-10"), asks + strings.Replace(card("URG-10"), "valide", "relecture", 1)},
		"the vocabulary loses what is named": {asks + card("URG-10"), asks + card("URG-10") + "-- data/services.yaml --\n- {id: urgences, label: Urgences, code: URG}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{}
			reader, memory := content.NewReader(files, nil), &check.Memory{}
			var c *site.Catalog
			before := ""
			for i, folder := range append(folders, folders[0]) {
				clear(files)
				for name, f := range sitetest.Folder(folder) {
					files[name] = f
				}
				changed := []string{"fiches"}
				if name == "the vocabulary loses what is named" {
					changed = nil
				}
				l, _, err := reader.Read(changed)
				if err != nil {
					t.Fatal(err)
				}
				if c == nil {
					c = site.NewCatalog(l, nil)
				} else {
					c = c.Next(l, nil)
				}
				o := check.Options{Today: content.Date{Time: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)}}
				got, counts := memory.Run(c, o)
				want, all := check.Run(c, o)
				said, expected := fmt.Sprint(diag.Sort(got), counts), fmt.Sprint(diag.Sort(want), all)
				if said != expected {
					t.Fatalf("step %d:\n%s\nwithout a memory\n%s", i, said, expected)
				}
				if said == before {
					t.Errorf("step %d changes nothing: it proves nothing", i)
				}
				before = said
			}
		})
	}
}

package site_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"planblanc/internal/content"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// A copy of the sources has what the pages of a hospital are made of, its own files
// where it has some, and nothing of another one's.
func TestSourcesOfAnEstablishment(t *testing.T) {
	files := sitetest.Folder(card("fiches/a.md", "code: URG-05\nservice: urgences\nscenario: tous\nphase: alerte\nannexes: [feuille.pdf]",
		"![](../fragments/kit.md)\n\n![Plan](plan.png) [Modèle](modele.docx)") +
		"-- fragments/kit.md --\nTexte.\n-- fragments/seul.md --\nTexte.\n-- fiches/plan.png --\nx\n-- fiches/modele.docx --\nx\n-- fiches/feuille.pdf --\nx\n-- fiches/note.txt --\nx\n" +
		"-- site.yaml --\ntitle: T\norganization: O\nsites:\n  nord: {name: Nord, logo: sites/nord/logo.png}\n  sud: {name: Sud}\n" +
		"-- sites/nord/logo.png --\nx\n-- sites/nord/fiches/plan.png --\nx\n-- sites/sud/fiches/a.md --\n---\ntitle: Du sud\ntype: reference\n---\n\nTexte.\n")
	data := "data/directory.yaml data/glossary.yaml data/phases.yaml data/roles.yaml data/scenarios.yaml data/services.yaml "
	const section, first, rest = "fiches/_index.md fiches/a.md fiches/feuille.pdf fiches/modele.docx ", "fiches/plan.png ", "fiches/urgences/ecrans-bloques.md fragments/kit.md site.yaml"
	for id, want := range map[string]string{
		"":     data + section + first + rest,
		"nord": data + section + rest + " sites/nord/fiches/plan.png sites/nord/logo.png",
		"sud":  data + "fiches/_index.md fiches/urgences/ecrans-bloques.md site.yaml sites/sud/fiches/a.md",
	} {
		l, _, err := content.LoadFor(files, nil, id)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(site.NewCatalog(l, nil).Sources(), " "); got != want {
			t.Errorf("%q: got\n%s\nwant\n%s", id, got, want)
		}
	}
}

// A notice above an audience is named, withdrawn or not: the sources have its words.
// The row that takes one back has none.
func TestAboveNamesNotices(t *testing.T) {
	folder := levels()
	folder["data/notices.yaml"] = &fstest.MapFile{Data: []byte(given)}
	c := sitetest.Catalog(t, folder)
	for audience, want := range map[content.Audience]string{content.Restricted: "", content.Internal: "4", content.Public: "2 3 4 5"} {
		var got []string
		for _, row := range c.Above(audience) {
			if number, ok := strings.CutPrefix(row, content.NoticesFile+": "); ok {
				got = append(got, number)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", audience, got, want)
		}
	}
}

func TestTools(t *testing.T) {
	linux := site.Platforms()[slices.IndexFunc(site.Platforms(), func(p site.Platform) bool { return p.OS == "linux" && p.Arch == "arm64" })]
	if linux.Path() != "linux-arm64/planblanc" {
		t.Errorf("the program is at %s", linux.Path())
	}
	for _, c := range []struct {
		tools site.Tools
		any   bool
	}{{site.Tools{}, false}, {site.Tools{Theme: true, Flags: []string{"--date"}}, false}, {site.Tools{Content: true}, true}, {site.Tools{Platforms: site.Platforms()[:1]}, true}} {
		if c.tools.Any() != c.any {
			t.Errorf("%+v: any is %v", c.tools, !c.any)
		}
	}
}

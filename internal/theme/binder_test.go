package theme_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"planblanc/internal/content"
	"planblanc/internal/output"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// every asks for the binders of each kind.
var every = content.Override{Key: "paper.binders", Value: "service,scenario,role,complet", Origin: content.FromFlag, Name: "--binders"}

func TestLinksInABinder(t *testing.T) {
	page := render(t, load(t, nil), sitetest.Folder(hospital))["classeurs/service-pui.html"]
	// The pharmacy's binder has what is for all: GEN-01 and FOR-01.
	for _, want := range []string{
		`Relu selon →` + "\u00a0" + `URG-01, <a href="#gen-01" class="ref" data-code="GEN-01">les gestes</a> et tenir (→` + "\u00a0" + `URG-02)`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page[strings.Index(page, `id="for-01"`):])
		}
	}
}

// A contact's box in a binder is that of the card's own page, the link apart.
func TestContactsInABinder(t *testing.T) {
	pages := render(t, load(t, nil), sitetest.Folder(hospital))
	box := regexp.MustCompile(`(?s)<ul class="calls calls--sheet paper">.*?</ul>`)
	alone := box.FindString(pages["fiches/urgences/ecrans-bloques.html"])
	bound := box.FindString(pages["classeurs/service-urgences.html"])
	plain := regexp.MustCompile(`<a class="call__who" href="[^"]*">([^<]*)</a>`).ReplaceAllString(alone, `<span class="call__who">$1</span>`)
	if alone == "" || bound != plain {
		t.Errorf("alone\n%s\nbound\n%s", alone, bound)
	}
}

var (
	idAttribute = regexp.MustCompile(` id="([^"]*)"`)
	ownLink     = regexp.MustCompile(`href="#([^"]*)"`)
	heading     = regexp.MustCompile(`<h([1-6])[ >]`)
)

// In each binder every id is there once, every link of a sheet lands in the
// binder, and no level of heading is skipped.
func TestBindersAreWhole(t *testing.T) {
	files := renderSite(t, load(t, nil), sitetest.Catalog(t, sitetest.Folder(hospital), every).Select(edition))
	binders := 0
	for url, page := range files {
		if !strings.HasPrefix(url, "classeurs/") || !strings.HasSuffix(url, ".html") || url == site.PocketURL {
			continue
		}
		binders++
		ids := map[string]bool{}
		for _, m := range idAttribute.FindAllStringSubmatch(page, -1) {
			if ids[m[1]] {
				t.Errorf("%s: id %s twice", url, m[1])
			}
			ids[m[1]] = true
		}
		for _, m := range ownLink.FindAllStringSubmatch(page, -1) {
			if !ids[m[1]] {
				t.Errorf("%s: link to #%s lands nowhere", url, m[1])
			}
		}
		last := 0
		for _, m := range heading.FindAllStringSubmatch(mainOf(t, page), -1) {
			level := int(m[1][0] - '0')
			if level > last+1 {
				t.Errorf("%s: h%d after h%d", url, level, last)
			}
			last = level
		}
		rules := files[strings.TrimSuffix(url, ".html")+".css"]
		if !strings.HasPrefix(rules, "@page{") || strings.Count(rules, "@page ") != 1+strings.Count(page, `<section class="leaf"`) {
			t.Errorf("%s: rules\n%s", url, rules)
		}
	}
	if want := 2 + 9 + 2 + 1; binders != want {
		t.Errorf("%d binders, want %d", binders, want)
	}
}

// A sheet reads the same on its page and in each binder.
func TestASheetReadsAlikeInItsBinder(t *testing.T) {
	files := render(t, load(t, nil), sitetest.Folder(hospital))
	words := func(html string) string {
		text := regexp.MustCompile(`</?[ab]\b[^>]*>`).ReplaceAllString(html, "")
		text = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, " ")
		return strings.Join(strings.Fields(text), " ")
	}
	own := files["fiches/urgences/ecrans-bloques.html"]
	own = own[strings.Index(own, `<article class="sheet">`):strings.Index(own, "</article>")]
	own = regexp.MustCompile(`(?s)<(?:div class="buttons|p class="validity) screen".*?</(?:div|p)>\n`).ReplaceAllString(own, "")
	bound := files["classeurs/service-urgences.html"]
	bound = bound[strings.Index(bound, `id="urg-01">`)+len(`id="urg-01">`):]
	bound = bound[:strings.Index(bound, "</article>")]
	if words(own) != words(bound) {
		t.Errorf("page\n%s\nbinder\n%s", words(own), words(bound))
	}
}

func TestNoBinderOfAWiderAudienceNamesARestrictedCard(t *testing.T) {
	folder := sitetest.Folder(strings.Replace(hospital, "title: Tenir sans DPI\n", "title: Tenir sans DPI\naudience: restreint\n", 1))
	for url, page := range renderSite(t, load(t, nil), sitetest.Catalog(t, folder, every).Select(edition)) {
		if strings.Contains(page, "Tenir sans DPI") {
			t.Errorf("%s names a restricted card", url)
		}
	}
}

// The rows of a pocket directory are all there, however many; a sheet has four
// cards unless more are to come.
func TestPocketDirectoryHoldsEveryContact(t *testing.T) {
	for _, n := range []int{1, 30, 31, 60, 61, 120, 121, 200} {
		archive := "-- data/directory.yaml --\n"
		for i := range n {
			archive += fmt.Sprintf("- {id: c%d, function: Contact %d, internal: \"%d\"}\n", i, i, 10000+i)
		}
		page := render(t, load(t, nil), sitetest.Folder(archive))[site.PocketURL]
		for i := range n {
			if number := fmt.Sprint(10000 + i); !strings.Contains(page, "<b>"+number+"</b>") {
				t.Fatalf("%d contacts: no %s", n, number)
			}
		}
		if most := regexp.MustCompile(`(?s)<ul>.*?</ul>`).FindString(page); strings.Count(most, "<li>") > 15 {
			t.Errorf("%d contacts: a face of %d rows", n, strings.Count(most, "<li>"))
		}
	}
}

// BenchmarkCompleteBinder renders a site of 300 cards with its binder of all,
// and the same without any: the difference is what binders cost.
func BenchmarkCompleteBinder(b *testing.B) {
	folder := fstest.MapFS{}
	for name, text := range sitetest.Corpus(300) {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	for _, kinds := range []string{"", "complet", "service"} {
		b.Run("binders="+kinds, func(b *testing.B) {
			over := every
			over.Value = kinds
			s, th := sitetest.Catalog(b, fs.FS(folder), over).Select(edition), load(b, nil)
			for b.Loop() {
				if err := th.Render(s, nil, func(output.File) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

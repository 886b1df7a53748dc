package theme_test

import (
	"strings"
	"testing"
	"time"

	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// An edit moves the build date: with an edition that has its own, no page but
// the home page changes, and the script of all pages tells the days.
func TestTheDaysOfACopyAreInOneFile(t *testing.T) {
	const settings = "-- site.yaml --\ntitle: Essai\norganization: CH\nedition: {date: 2026-11-01}\nfreshness: {copy: 30}\n"
	catalog := sitetest.Catalog(t, sitetest.Folder(settings))
	first := catalog.Select(site.Selection{Date: time.Date(2026, 11, 1, 22, 0, 0, 0, time.UTC)})
	later := catalog.Select(site.Selection{Date: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)})
	before, after := renderSite(t, load(t, nil), first), renderSite(t, load(t, nil), later)
	const script = "assets/site.js"
	dated := map[string]bool{site.HomeURL: true, site.ReadMeURL: true, site.CoverageURL: true, script: true}
	for url, text := range before {
		if same := text == after[url]; same == dated[url] {
			t.Errorf("%s: the same on another day: %v", url, same)
		}
	}
	const want = `self.planblancCopy={"built":"2026-11-01","day":"1er novembre 2026","limit":"2026-12-01","until":"1er décembre 2026","name":"CH, Essai","ticks":12,"log":72};` + "\n"
	if got := strings.ReplaceAll(before[script], "\u00a0", " "); !strings.HasPrefix(got, want) {
		t.Errorf("%s begins with %.200s, want %s", script, got, want)
	}
}

// The head of a card tells its review date to those without scripts; only a
// card in force as approved may be called valid.
func TestReviewDateInTheHead(t *testing.T) {
	const due = ` id="p_validity"%><span>À revoir avant le</span> <time datetime="2027-11-01">`
	card := "fiches/urgences/ecrans-bloques.html"
	for name, c := range map[string]struct{ archive, want string }{
		"in force": {hospital, " data-approved"},
		"modified": {hospital + "-- data/register.yaml --\n- {code: URG-01, version: '1.2', fingerprint: 0000-0000, date: 2026-11-01}\n", ""},
	} {
		page := render(t, load(t, nil), sitetest.Folder(c.archive))[card]
		if want := strings.Replace(due, "%", c.want, 1); !strings.Contains(page, want) {
			t.Errorf("%s: no %s", name, want)
		}
	}
	undated := strings.Replace(hospital, "review_by: 2027-11-01\n", "", 1)
	if page := render(t, load(t, nil), sitetest.Folder(undated))[card]; page == "" || strings.Contains(page, "p_validity") {
		t.Error("a card without a review date has one in its head")
	}
}

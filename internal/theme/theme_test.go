package theme_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"planblanc/internal/content"
	"planblanc/internal/output"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
	"planblanc/internal/theme"
)

func TestPagesOfEachLayout(t *testing.T) {
	layouts := map[string]string{
		"home": "index.html", "card": "fiches/urgences/ecrans-bloques.html", "form": "formulaires/registre.html",
		"document": "reference/mode.html", "section": "fiches/index.html", "service": "services/urgences.html",
		"scenario": "scenarios/rancongiciel.html", "role": "roles/ide.html", "phase": "phases/alerte.html",
		"pair": "services/urgences/rancongiciel.html", "directory": "annuaire.html", "glossary": "glossaire.html",
		"forms": "formulaires.html", "alphabet": "index-a-z.html", "search": "recherche.html", "map": "plan-du-site.html", "versions": "versions.html",
		"binder": "classeurs/service-urgences.html", "paper": "papier.html", "pocket": "classeurs/annuaire-de-poche.html", "poster": "reference/affiche.html",
		"coverage": "couverture.html", "logbook": "situation.html",
		"accessibility": "accessibilite.html", "notfound": "404.html", "alias": "fiches/ancien.html",
	}
	french := render(t, load(t, nil), sitetest.Folder(hospital))
	english := render(t, load(t, nil), sitetest.Folder(inEnglish))
	shown := map[string]string{}
	for name, url := range layouts {
		t.Run(name, func(t *testing.T) {
			main := mainOf(t, french[url])
			if other := shown[main]; other != "" {
				t.Errorf("%s shows what %s shows", name, other)
			}
			shown[main] = name
			sitetest.Golden(t, "fr/"+name+".html", []byte(main))
			sitetest.Golden(t, "en/"+name+".html", []byte(mainOf(t, english[url])))
		})
	}
	for language, files := range map[string]map[string]string{"fr": french, "en": english} {
		frame := strings.Replace(files["annuaire.html"], strings.TrimSuffix(mainOf(t, files["annuaire.html"]), "\n"), "…", 1)
		sitetest.Golden(t, language+"/frame.html", []byte(frame))
		sitetest.Golden(t, language+"/readme.txt", []byte(files[site.ReadMeURL]))
	}
}

func TestReadMeOpensInAnyEditor(t *testing.T) {
	text := render(t, load(t, nil), sitetest.Folder(hospital))[site.ReadMeURL]
	if !strings.HasPrefix(text, "\xef\xbb\xbf") {
		t.Error("no byte-order mark")
	}
	if lf, crlf := strings.Count(text, "\n"), strings.Count(text, "\r\n"); lf != crlf || lf == 0 {
		t.Errorf("%d line ends, %d of them CRLF", lf, crlf)
	}
}

// noise is what no page may hold.
var noise = regexp.MustCompile(`(?i)\sstyle=|\son[a-z]+=|javascript:|&lt;no value|ZgotmplZ|<no value>|\[\[|\{\{|\{[a-z]+\}`)

var inlineStyle = regexp.MustCompile(`(?s)<style[^>]*>(.*?)</style>`)

// inlineScript is of verifier.html, which stands alone; no other page has one.
var inlineScript = regexp.MustCompile(`(?s)<script>(.*?)</script>`)

func TestEveryPageKeepsToItsPolicy(t *testing.T) {
	for _, archive := range []string{hospital, inEnglish, ""} {
		files := render(t, load(t, nil), sitetest.Folder(archive))
		styles := 0
		for _, url := range pagesOf(files) {
			page, scripts, styling := files[url], "'self'", "'self'"
			if url == site.VerifierURL {
				scripts, styling = "'sha256-"+sha256Of(inlineScript.FindStringSubmatch(page)[1])+"'", ""
				page = inlineScript.ReplaceAllString(page, "")
			}
			if found := noise.FindString(inlineStyle.ReplaceAllString(page, "")); found != "" {
				t.Errorf("%s holds %q", url, found)
			}
			policies := regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindAllStringSubmatch(page, -1)
			if len(policies) != 1 {
				t.Errorf("%s has %d policies", url, len(policies))
				continue
			}
			want := "style-src 'self';"
			if style := inlineStyle.FindAllStringSubmatch(page, -1); len(style) > 0 {
				styles++
				want = "style-src " + strings.TrimSpace(styling+" 'sha256-"+sha256Of(style[0][1])+"'") + ";"
			}
			if policy := html.UnescapeString(policies[0][1]); !strings.Contains(policy, want) || !strings.HasPrefix(policy, "default-src 'none'; script-src "+scripts+"; ") {
				t.Errorf("%s: policy %q, want %q", url, policy, want)
			}
			if n := strings.Count(page, "<h1"); n != 1 {
				t.Errorf("%s has %d h1", url, n)
			}
			if !strings.HasPrefix(page, "<!DOCTYPE html>\n<html lang=") {
				t.Errorf("%s begins with %.40q", url, page)
			}
		}
		if styles == 0 && archive != "" {
			t.Error("no page has a style of its own")
		}
	}
}

func sha256Of(block string) string {
	sum := sha256.Sum256([]byte(block))
	return base64.StdEncoding.EncodeToString(sum[:])
}

var address = regexp.MustCompile(`(?:href|src)="([^"]*)"|url=([^"]*)"`)

func TestEveryLinkLandsAndEveryPageIsReached(t *testing.T) {
	files := render(t, load(t, nil), sitetest.Folder(hospital))
	reached, next := map[string]bool{}, []string{site.HomeURL}
	for len(next) > 0 {
		from := next[0]
		next = next[1:]
		if reached[from] {
			continue
		}
		reached[from] = true
		if path.Ext(from) == ".js" {
			continue // templates, not links
		}
		for _, found := range address.FindAllStringSubmatch(files[from], -1) {
			target, anchor, _ := strings.Cut(found[1]+found[2], "#")
			if target = path.Join(path.Dir(from), target); found[1] != "" && found[1][0] == '#' {
				target = from
			}
			page, ok := files[target]
			if !ok {
				t.Errorf("%s: no file at %q", from, found[0])
				continue
			}
			if anchor != "" && !strings.Contains(page, ` id="`+anchor+`"`) {
				t.Errorf("%s: no anchor at %q", from, found[0])
			}
			next = append(next, target)
		}
	}
	for url := range files {
		if !reached[url] && url != site.NotFoundURL && url != site.ReadMeURL && url != "assets/board.js" && url != site.EngineURL && url != "fiches/ancien.html" {
			t.Errorf("%s cannot be reached from the home page", url)
		}
	}
}

func TestHostileWordsStayWords(t *testing.T) {
	hostile := `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	quoted := "'" + strings.ReplaceAll(hostile, "'", "''") + "'"
	files := sitetest.Folder(hospital)
	for name, f := range files {
		text := string(f.Data)
		for _, key := range []string{"title", "summary", "owner", "approver", "version", "stock", "organization", "mark"} {
			text = regexp.MustCompile(`(?m)^`+key+`: .*$`).ReplaceAllLiteralString(text, key+": "+quoted)
		}
		for _, key := range []string{"label", "spoken", "short", "kit", "group", "function", "internal", "backup", "hours", "term", "expansion", "definition"} {
			text = regexp.MustCompile(`([{ ])`+key+`: ("[^"]*"|[^,}]*)`).ReplaceAllStringFunc(text, func(found string) string {
				return found[:1] + key + ": " + quoted
			})
		}
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	l, _, err := content.Load(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	rendered := renderSite(t, load(t, nil), site.NewCatalog(l, nil).Select(edition))
	shown := 0
	for _, url := range pagesOf(rendered) {
		page := rendered[url]
		if url == site.VerifierURL {
			page = inlineScript.ReplaceAllString(page, "")
		}
		shown += strings.Count(page, "&lt;script&gt;")
		if strings.Contains(page, "<script>") || strings.Contains(page, "<img src=x") {
			t.Errorf("%s lets markup through", url)
		}
	}
	if shown < 100 {
		t.Errorf("the hostile words are shown %d times: the test looks in the wrong place", shown)
	}
}

func TestStyleOfAHostileCodeStaysInItsString(t *testing.T) {
	files := sitetest.Folder(strings.ReplaceAll(hospital, "code: URG-01", `code: 'URG"}</style><script>x</script>'`))
	l, _, err := content.Load(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	page := renderSite(t, load(t, nil), site.NewCatalog(l, nil).Select(edition))["fiches/urgences/ecrans-bloques.html"]
	if style := inlineStyle.FindStringSubmatch(page)[1]; !strings.Contains(style, `"URG · "`) {
		t.Errorf("style %q", style)
	}
}

func TestTwoRendersGiveTheSameBytes(t *testing.T) {
	th, s := load(t, nil), sitetest.Catalog(t, sitetest.Folder(hospital)).Select(edition)
	first := renderSite(t, th, s)
	for range 3 {
		again := renderSite(t, load(t, nil), s)
		if len(again) != len(first) {
			t.Fatalf("%d files, then %d", len(first), len(again))
		}
		for url, text := range first {
			if again[url] != text {
				t.Errorf("%s differs", url)
			}
		}
	}
}

func TestOverrideReplacesOneFile(t *testing.T) {
	over := fstest.MapFS{
		"components/row/row.html": {Data: []byte(`<li class="mine">{{.Title}}</li>`)},
		"styles/extra.css":        {Data: []byte(`.extra { color: red }`)},
	}
	mine, ours := render(t, load(t, over), sitetest.Folder(hospital)), render(t, load(t, nil), sitetest.Folder(hospital))
	const list, card = "services/urgences.html", "fiches/urgences/tenir.html"
	if !strings.Contains(mine[list], `<li class="mine">Tenir sans DPI</li>`) {
		t.Errorf("the row is not replaced:\n%s", mine[list])
	}
	if mine[card] != ours[card] {
		t.Error("a page without rows changed")
	}
	if css := mine["assets/screen.css"]; !strings.Contains(css, ".extra{color:red}") || !strings.Contains(css, ".row{") {
		t.Error("the stylesheet lacks the addition or our own")
	}
}

func TestOverrideWithAFaultIsRefused(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"template", "layouts/document.html", "{{define", "layouts/document.html"},
		{"unknown word", "layouts/document.html", "[[no-such-word]]", `"no-such-word"`},
		{"style", "styles/base.css", "a { color: ", "assets/screen.css"},
		{"script", "components/print-button/print-button.js", "let = ;", "assets/site.js"},
		{"words", "words/fr.json", `{"skip": "x"}`, "words/fr.json"},
		{"unknown key", "words/fr.json", `{"skipp": "x"}`, "skipp"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := theme.Load(fstest.MapFS{c.file: {Data: []byte(c.text)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q in it", err, c.want)
			}
		})
	}
	for _, c := range []struct{ name, file, text string }{
		{"layout", "layouts/document.html", `{{define "main"}}<main>{{.NoSuchField}}</main>{{end}}`},
		{"component", "components/row/row.html", `{{.NoSuchField}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			th := load(t, fstest.MapFS{c.file: {Data: []byte(c.text)}})
			err := th.Render(sitetest.Catalog(t, sitetest.Folder(hospital)).Select(edition), nil, func(output.File) error { return nil })
			if err == nil || !strings.Contains(err.Error(), "NoSuchField") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestAnErrorOfTheReceiverStopsTheRest(t *testing.T) {
	full := errors.New("the disk is full")
	err := load(t, nil).Render(sitetest.Catalog(t, sitetest.Folder(hospital)).Select(edition), nil, func(output.File) error { return full })
	if !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
}

func TestEmptySite(t *testing.T) {
	empty := fstest.MapFS{"site.yaml": {Data: []byte("title: T\norganization: O\n")}}
	for _, axis := range content.Axes() {
		empty[axis.File()] = &fstest.MapFile{Data: []byte("[]\n")}
	}
	files := render(t, load(t, nil), empty)
	want := []string{"404.html", "accessibilite.html", "annuaire.html", "classeurs/annuaire-de-poche.html", "couverture.html", "formulaires.html", "glossaire.html", "index-a-z.html", "index.html", "papier.html", "plan-du-site.html", "recherche.html", "situation.html", "verifier.html", "versions.html"}
	if got := pagesOf(files); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("pages %v", got)
	}
	for _, url := range pagesOf(files) {
		if page := files[url]; strings.Contains(page, "<ul>\n</ul>") || strings.Contains(page, `">`+"\n</ul>") || strings.Contains(page, "<tbody>\n</tbody>") {
			t.Errorf("%s holds an empty list:\n%s", url, page)
		}
	}
}

func TestFilesAreCopiedOnce(t *testing.T) {
	files := render(t, load(t, nil), sitetest.Folder(hospital))
	if files["reference/plan.png"] != string(sitetest.PNG("PNG\n")) {
		t.Errorf("the image is %q", files["reference/plan.png"])
	}
	missing := sitetest.Folder(hospital)
	s := sitetest.Catalog(t, missing).Select(edition)
	delete(missing, "reference/plan.png")
	err := load(t, nil).Render(s, nil, func(output.File) error { return nil })
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v for an image that is gone", err)
	}
}

func TestAudiences(t *testing.T) {
	for _, c := range []struct{ audience, notice, contact string }{
		{"public", "Édition publique", ""},
		{"interne", "", "Astreinte informatique"},
		{"restreint", "Édition restreinte", "RSSI"},
	} {
		t.Run(c.audience, func(t *testing.T) {
			l, _, err := content.Load(sitetest.Folder(hospital), audience(c.audience))
			if err != nil {
				t.Fatal(err)
			}
			files := renderSite(t, load(t, nil), site.NewCatalog(l, nil).Select(edition))
			home := files[site.HomeURL]
			if strings.Contains(home, "edition__notice") != (c.notice != "") || !strings.Contains(home, c.notice) {
				t.Errorf("the home page's notice is not %q", c.notice)
			}
			if !strings.Contains(home, c.contact) {
				t.Errorf("no %s on the home page", c.contact)
			}
			for url, text := range files {
				if c.audience != "restreint" && strings.Contains(text, "RSSI") {
					t.Errorf("%s names a restricted contact", url)
				}
			}
		})
	}
}

// One edit must change only the pages that show it.
func TestAnEditChangesOnlyPagesThatShowIt(t *testing.T) {
	th := load(t, nil)
	before := render(t, th, sitetest.Folder(hospital))
	after := render(t, th, sitetest.Folder(strings.Replace(hospital, "**Écrire** sur papier", "**Noter** sur papier", 1)))
	want := map[string]bool{"fiches/urgences/tenir.html": true, "classeurs/service-urgences.html": true,
		site.VersionsURL: true, "assets/sheets.js": true} // the fingerprint
	for url := range before {
		if changed := before[url] != after[url]; changed != want[url] {
			t.Errorf("%s: changed %v", url, changed)
		}
	}
}

func TestPathsWithSignsArePercentEncoded(t *testing.T) {
	archive := strings.ReplaceAll(hospital, "-- reference/mode.md --", "-- reference/100% été #1.md --") +
		"-- reference/lien.md --\n---\ntitle: Lien\ntype: reference\nstatus: valide\n---\n\nVoir [la page](<100%25 été %231.md#mot>).\n"
	files := render(t, load(t, nil), sitetest.Folder(archive))
	if _, ok := files["reference/100% été #1.html"]; !ok {
		t.Fatal("no page at the path")
	}
	const want = `href="reference/100%25%20%C3%A9t%C3%A9%20%231.html"`
	if !strings.Contains(files[site.MapURL], want) {
		t.Errorf("no %s on the site map", want)
	}
	if from := files["reference/lien.html"]; !strings.Contains(from, `href="../reference/100%25%20%C3%A9t%C3%A9%20%231.html#mot"`) {
		t.Errorf("the text's link is not encoded once:\n%s", from)
	}
}

func TestStylesAndScriptHaveNoAddress(t *testing.T) {
	files := render(t, load(t, nil), sitetest.Folder(""))
	for _, url := range []string{"assets/screen.css", "assets/dark.css", "assets/coverage.css", "assets/print.css", "assets/site.js", "assets/search.js", "assets/engine.js", "assets/sheets.js"} {
		text := files[url]
		text = strings.TrimPrefix(text, "//# allFunctionsCalledOnLoad\n") // to the browser
		if text == "" || strings.Contains(text, "url(") || strings.Contains(text, "@import") || strings.Contains(text, "//") {
			t.Errorf("%s is empty or holds an address", url)
		}
	}
	for name := range strings.FieldsSeq("ground surface ink link danger alert ok focus code-0") {
		if !strings.Contains(files["assets/dark.css"], "--"+name+":") {
			t.Errorf("no --%s at night", name)
		}
	}
}

// What every page reads of search is a small script, and it is not much larger with its engine; so are the others together, and the styles.
func TestScriptsAndStyleAreSmall(t *testing.T) {
	files := render(t, load(t, nil), sitetest.Folder(""))
	for names, most := range map[string]int{"search.js": 3_600, "search.js engine.js": 26_600, "site.js logbook.js": 60_000, "screen.css dark.css coverage.css logbook.css": 39_500} {
		sum := 0
		for name := range strings.FieldsSeq(names) {
			size := len(files["assets/"+name])
			if size == 0 {
				t.Errorf("no assets/%s", name)
			}
			sum += size
		}
		if sum > most {
			t.Errorf("%s: %d bytes, %d at most", names, sum, most)
		}
	}
}

// A card that was changed after its approval says so, on screen and paper; one
// as approved, or not published yet, does not.
func TestModifiedSinceApproval(t *testing.T) {
	const badge = `<span class="status status--modified">Modifiée depuis sa validation</span>`
	const register = "-- data/register.yaml --\n- {code: URG-02, version: '1.0', fingerprint: 0000-0000, date: 2026-11-01}\n"
	for name, c := range map[string]struct {
		archive string
		want    bool
	}{
		"modified":     {hospital + register, true},
		"another code": {hospital + strings.Replace(register, "URG-02", "URG-09", 1), false},
		"draft":        {strings.Replace(hospital, "version: \"1.0\"\nstatus: valide\n---\n\n## Tenir", "version: \"1.0\"\nstatus: relecture\n---\n\n## Tenir", 1) + register, false},
	} {
		s := sitetest.Catalog(t, sitetest.Folder(c.archive)).Select(site.Selection{Date: edition.Date, Drafts: true})
		files := renderSite(t, load(t, nil), s)
		if got := strings.Contains(files["fiches/urgences/tenir.html"], badge); got != c.want {
			t.Errorf("%s: badge %t, want %t", name, got, c.want)
		}
		if strings.Contains(files["fiches/urgences/ecrans-bloques.html"], badge) {
			t.Errorf("%s: the badge is on another card", name)
		}
	}
}

// A public site does not tell where the hospital is unprepared.
func TestPublicSiteHasNoCoverage(t *testing.T) {
	for _, level := range content.Audiences() {
		l, _, err := content.Load(sitetest.Folder(hospital), audience(level))
		if err != nil {
			t.Fatal(err)
		}
		files := renderSite(t, load(t, nil), site.NewCatalog(l, nil).Select(edition))
		_, has := files[site.CoverageURL]
		linked := strings.Contains(files[site.MapURL], site.CoverageURL) || strings.Contains(files[site.VersionsURL], site.CoverageURL)
		if want := level != "public"; has != want || linked != want {
			t.Errorf("%s: page %t, links %t", level, has, linked)
		}
	}
}

// The dashboard of a large site stays one that can be read.
func TestCoverageOfALargeSite(t *testing.T) {
	folder := fstest.MapFS{}
	for name, text := range sitetest.Corpus(300) {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	page := render(t, load(t, nil), folder)[site.CoverageURL]
	if n := strings.Count(page, "<li"); n > 60 || !strings.Contains(page, "autres\u202f: planblanc status.</p>") {
		t.Errorf("%d items in a page of %d bytes", n, len(page))
	}
}

// What a theme differs in decides whether open pages load again or take their
// new styles only.
func TestDiffers(t *testing.T) {
	load := func(over fstest.MapFS) *theme.Theme {
		th, err := theme.Load(over)
		if err != nil {
			t.Fatal(err)
		}
		return th
	}
	plain := load(fstest.MapFS{})
	for name, c := range map[string]struct {
		file, text   string
		styles, more bool
	}{
		"an empty folder":   {},
		"a style":           {"components/head/head.css", ".a{color:red}", true, false},
		"a comment in one":  {"components/new/new.css", "/* nothing */", false, false},
		"a script":          {"components/new/new.js", "window.a = 1;", false, true},
		"an unused sketch":  {"components/new/new.html", "<p>new</p>", false, true},
		"a file of no kind": {"notes.txt", "x", false, false},
	} {
		over := fstest.MapFS{}
		if c.file != "" {
			over[c.file] = &fstest.MapFile{Data: []byte(c.text)}
		}
		if styles, more := load(over).Differs(plain); styles != c.styles || more != c.more {
			t.Errorf("%s: %v %v, want %v %v", name, styles, more, c.styles, c.more)
		}
	}
}

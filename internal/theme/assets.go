package theme

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"planblanc/internal/markdown"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// The assets of every page. Their names are fixed: a hash in them would change
// all pages with each change of style.
const (
	screenURL = "assets/screen.css"
	darkURL   = "assets/dark.css" // its colours at night
	printURL  = "assets/print.css"
	scriptURL = "assets/site.js"
	searchURL = "assets/search.js"
	// These are of one page each.
	logbookURL       = "assets/logbook.js"
	logbookLookURL   = "assets/logbook.css"
	logbookRulesURL  = "assets/logbook.print.css"
	coverageLookURL  = "assets/coverage.css"
	coverageRulesURL = "assets/coverage.print.css"
)

// engines are the oldest browsers that hospitals still run.
var engines = []api.Engine{{Name: api.EngineChrome, Version: "88"}, {Name: api.EngineFirefox, Version: "102"}}

// bundleStyles joins the styles for screens, their colours at night (*.dark.css)
// and the styles for paper (*.print.css), each into one small file. Those of the
// dashboard and of the logbook are long, and each of one page.
func bundleStyles(src source) ([]output.File, error) {
	sheets := map[string]*bytes.Buffer{
		screenURL: {}, darkURL: {}, printURL: {}, coverageLookURL: {}, coverageRulesURL: {}, logbookLookURL: {}, logbookRulesURL: {},
	}
	for _, dir := range []string{"styles", "components"} {
		files, err := src.list(dir, ".css")
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			text, err := src.read(file)
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", file, err)
			}
			url := screenURL
			switch own := "assets/" + path.Base(file); {
			case sheets[own] != nil && own != printURL && own != darkURL && own != screenURL:
				url = own
			case strings.HasSuffix(file, ".print.css"):
				url = printURL
			case strings.HasSuffix(file, ".dark.css"):
				url = darkURL
			}
			sheets[url].Write(text)
		}
	}
	highlight(sheets[screenURL], sheets[darkURL])
	var out []output.File
	for _, url := range slices.Sorted(maps.Keys(sheets)) {
		result := api.Transform(sheets[url].String(), api.TransformOptions{
			Loader: api.LoaderCSS, Sourcefile: url, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
			MinifyWhitespace: true, MinifySyntax: true, Engines: engines,
		})
		if err := problem(url, append(result.Errors, result.Warnings...)); err != nil {
			return nil, err
		}
		out = append(out, output.File{Path: url, Body: result.Code})
	}
	return out, nil
}

// private are properties that the scripts of search alone use: they need not keep
// their names, and both give them the same. Those of the index's JSON, of the
// browser and of tests do.
var private = map[string]string{searchURL: searchOnly, site.EngineURL: searchOnly}

const searchOnly = "^(asked|asking|badges|begun|broken|byID|codeURL|corrected|defines|filters|grade|input|kind|known|light|list|load|markArrival|marks|markup|matched|mended|more|named|note|number|options|order|percent|prepare|root|rows|run|said|scores|sense|sequences|services|shown|shows|single|spans|startResults|stateOf|tenths|text|titled|total|twentieths|typed|url|values|version|wanted|weight|where|whole)$"

// bundleScripts makes the scripts of pages, with the words of one language in
// place. Each <name>/<name>.js of components is a module that runs; it may
// import others. The first one waits for the days of a site. Search has two: what
// every page reads, and the engine, which waits until it is needed. The last one
// is no file: it stands in verifier.html.
func bundleScripts(src source, v *vocabulary) ([]output.File, error) {
	files, err := src.list("components", ".js")
	if err != nil {
		return nil, err
	}
	entries := map[string]string{}
	for _, file := range files {
		if stem(file) != path.Base(path.Dir(file)) {
			continue // a part of another
		}
		url := scriptURL
		switch stem(file) {
		case "search":
			url = searchURL
		case "engine":
			url = site.EngineURL
		case "logbook":
			url = logbookURL
		case "verifier":
			url = site.VerifierURL
		}
		entries[url] += fmt.Sprintf("import %q;\n", "/"+file)
	}
	var out []output.File
	names := map[string]any{} // those that private properties have got
	for _, url := range []string{scriptURL, searchURL, site.EngineURL, logbookURL, site.VerifierURL} {
		// All of the engine runs at once when it has come: Chromium compiles it while
		// it reads the index, and not function by function before the first answer.
		banner := map[string]string{}
		if url == site.EngineURL {
			banner["js"] = "//# allFunctionsCalledOnLoad"
		}
		result := api.Build(api.BuildOptions{
			Stdin: &api.StdinOptions{Contents: entries[url], Sourcefile: url}, Plugins: []api.Plugin{modules(src, v)},
			Bundle: true, Format: api.FormatIIFE, Target: api.ES2017, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
			MinifyWhitespace: true, MinifySyntax: true, MinifyIdentifiers: true, LogLevel: api.LogLevelSilent,
			MangleProps: private[url], MangleCache: names, Banner: banner,
		})
		if url == searchURL {
			names = result.MangleCache
		}
		if err := problem(url, append(result.Errors, result.Warnings...)); err != nil {
			return nil, err
		}
		out = append(out, output.File{Path: url, Body: result.OutputFiles[0].Contents})
	}
	return out, nil
}

// modules has esbuild read the theme's files, never the disk.
func modules(src source, v *vocabulary) api.Plugin {
	return api.Plugin{Name: "theme", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: ".*"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			file := strings.TrimPrefix(a.Path, "/")
			if strings.HasPrefix(a.Path, ".") {
				file = path.Join(path.Dir(a.Importer), a.Path)
			}
			return api.OnResolveResult{Path: file, Namespace: "theme"}, nil
		})
		build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "theme"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			text, err := src.read(a.Path)
			if err != nil {
				return api.OnLoadResult{}, err
			}
			worded, err := v.put(string(text), inString)
			return api.OnLoadResult{Contents: &worded}, err
		})
	}}
}

// inString writes a word for the inside of a JavaScript string.
func inString(word string) string {
	quoted, _ := json.Marshal(word) // a string always has a form in JSON
	return string(quoted[1 : len(quoted)-1])
}

// problem is the first of esbuild's complaints, or nil.
func problem(name string, messages []api.Message) error {
	if len(messages) == 0 {
		return nil
	}
	p := messages[0]
	if p.Location != nil {
		return fmt.Errorf("bundle %s: %s line %d (%s): %s", name, p.Location.File, p.Location.Line, strings.TrimSpace(p.Location.LineText), p.Text)
	}
	return fmt.Errorf("bundle %s: %s", name, p.Text)
}

// highlight adds the styles of highlighted code. Paper has none: it is black.
func highlight(screen, night *bytes.Buffer) {
	var light, dark strings.Builder
	for i, shade := range markdown.Shades() {
		fmt.Fprintf(&light, "--code-%d: %s;", i, shade.Light)
		fmt.Fprintf(&dark, "--code-%d: %s;", i, shade.Dark)
		fmt.Fprintf(screen, ".chroma :is(.%s) { color: var(--code-%d) }\n", strings.Join(shade.Classes, ", ."), i)
	}
	fmt.Fprintf(screen, ":root { %s }\n", &light)
	fmt.Fprintf(night, ":root { %s }\n", &dark)
}

package theme

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"planblanc/internal/markdown"
	"planblanc/internal/output"
)

// The assets of every page. Their names are fixed: a hash in them would change
// all pages with each change of style.
const (
	screenURL = "assets/screen.css"
	printURL  = "assets/print.css"
	scriptURL = "assets/site.js"
)

// engines are the oldest browsers that hospitals still run.
var engines = []api.Engine{{Name: api.EngineChrome, Version: "88"}, {Name: api.EngineFirefox, Version: "102"}}

// bundle joins the styles for screens, those for paper (*.print.css) and the
// scripts, each into one small file.
func bundle(src source) ([]output.File, error) {
	var screen, paper, script bytes.Buffer
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
			if strings.HasSuffix(file, ".print.css") {
				paper.Write(text)
			} else {
				screen.Write(text)
			}
		}
	}
	if err := highlight(&screen, &paper); err != nil {
		return nil, err
	}
	files, err := src.list("components", ".js")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		text, err := src.read(file)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		fmt.Fprintf(&script, "(() => {\n%s})();\n", text)
	}
	var out []output.File
	for _, asset := range []struct {
		url    string
		text   *bytes.Buffer
		loader api.Loader
	}{{screenURL, &screen, api.LoaderCSS}, {printURL, &paper, api.LoaderCSS}, {scriptURL, &script, api.LoaderJS}} {
		text, err := minify(asset.url, asset.text.String(), asset.loader)
		if err != nil {
			return nil, err
		}
		out = append(out, output.File{Path: asset.url, Body: text})
	}
	return out, nil
}

func minify(name, text string, loader api.Loader) ([]byte, error) {
	options := api.TransformOptions{
		Loader: loader, Sourcefile: name, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
		MinifyWhitespace: true, MinifySyntax: true,
	}
	if loader == api.LoaderJS {
		options.Target, options.MinifyIdentifiers = api.ES2017, true
	} else {
		options.Engines = engines
	}
	result := api.Transform(text, options)
	if problems := append(result.Errors, result.Warnings...); len(problems) > 0 {
		p := problems[0]
		if p.Location != nil {
			return nil, fmt.Errorf("bundle %s: line %d (%s): %s", name, p.Location.Line, strings.TrimSpace(p.Location.LineText), p.Text)
		}
		return nil, fmt.Errorf("bundle %s: %s", name, p.Text)
	}
	return result.Code, nil
}

// background matches what would paint the code blocks over: their ground is the
// theme's.
var background = regexp.MustCompile(`(?m)^.*\.(bg|chroma) \{.*$`)

// highlight adds the styles of highlighted code: light ones for paper too.
func highlight(screen, paper *bytes.Buffer) error {
	light, dark, err := markdown.HighlightCSS()
	if err != nil {
		return err
	}
	light, dark = background.ReplaceAllString(light, ""), background.ReplaceAllString(dark, "")
	fmt.Fprintf(screen, "%s\n@media (prefers-color-scheme: dark) {\n%s\n}\n", light, dark)
	paper.WriteString(light)
	return nil
}

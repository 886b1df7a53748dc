package sitetest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"
)

// Trap is where the addresses of hostile content lead: a server of the browser
// tests listens there, and nobody may come.
const Trap = "http://127.0.0.1:48723/"

// Payload is a piece of hostile markup. Were it to run, it would call ran with
// its number, or load an address of the trap that ends in it.
type Payload struct {
	ID   int    `json:"id"`
	HTML string `json:"html"`
	// Context says where in the content it stands.
	Context string `json:"context"`
}

// vectors are ways to run a script or to have something loaded; RAN and TRAP
// stand for the call and the address.
var vectors = []string{
	`<script>RAN</script>`, `<ScRiPt>RAN</sCrIpT>`, `<script src=TRAP></script>`, `<script type=module>RAN</script>`, `</title><script>RAN</script>`,
	`</style><script>RAN</script>`, `</textarea><script>RAN</script>`, `--><script>RAN</script>`, `]]><script>RAN</script>`, `<script/x>RAN</script>`,
	`"><script>RAN</script>`, `'><script>RAN</script>`, "`><script>RAN</script>", `</script><script>RAN</script>`, `<<script>RAN//<</script>`,
	`<img src=x onerror=RAN>`, `<img src=TRAP>`, `<img srcset="TRAP 1x">`, `<img/src=x/onerror=RAN>`, `<img src=x onerror="RAN"`,
	`" onmouseover="RAN" x="`, `' onfocus='RAN' autofocus='`, `" autofocus onfocus=RAN x="`, `x" onerror="RAN`, `" style="background:url(TRAP)`,
	`<svg onload=RAN>`, `<svg><script>RAN</script></svg>`, `<svg><animate onbegin=RAN attributeName=x>`, `<svg><use href="TRAP#x">`, `<svg><image href="TRAP">`,
	`<svg><foreignObject><iframe src=TRAP>`, `<math><mtext><script>RAN</script>`, `<math href="javascript:RAN">x</math>`, `<body onload=RAN>`, `<body background=TRAP>`,
	`<iframe src=TRAP></iframe>`, `<iframe srcdoc="<script>parent.RAN</script>"></iframe>`, `<iframe src="javascript:parent.RAN"></iframe>`, `<object data=TRAP></object>`, `<embed src=TRAP>`,
	`<link rel=stylesheet href=TRAP>`, `<link rel=preload as=image href=TRAP>`, `<style>@import "TRAP";</style>`, `<style>body{background:url(TRAP)}</style>`, `<video poster=TRAP src=TRAP></video>`,
	`<audio src=TRAP onerror=RAN></audio>`, `<video><source onerror=RAN src=x></video>`, `<input type=image src=TRAP>`, `<input autofocus onfocus=RAN>`, `<details open ontoggle=RAN>x</details>`,
	`<marquee onstart=RAN>x</marquee>`, `<a href="javascript:RAN">x</a>`, `<a href="TRAP" ping="TRAP">x</a>`, `<form action="javascript:RAN"><button>x</button></form>`, `<base href="TRAP">`,
	`<meta http-equiv=refresh content="0;url=TRAP">`, `<template><script>RAN</script></template>`, `<noscript><p title="</noscript><img src=x onerror=RAN>">`, `<select><style></select><img src=x onerror=RAN></style>`, `<table><td background=TRAP>`,
	`{{ RAN }}`, `[[ RAN ]]`, `${RAN}`, `&lt;script&gt;RAN&lt;/script&gt;`, `&#60;script&#62;RAN&#60;/script&#62;`,
	`<img src=x onerror=&#114;an(1)>`, `\"-RAN-\"`, `';RAN//`, `\u003cscript\u003eRAN\u003c/script\u003e`, `%3Cscript%3ERAN%3C/script%3E`,
}

// bodies are places in a text.
var bodies = []struct{ name, text string }{
	{"paragraph", "Avant %s après.\n"}, {"block", "%s\n"}, {"heading", "## Titre %s\n"}, {"item", "- Objet %s\n"}, {"action", "1. [ ] **Faire** %s.\n"},
	{"callout", "> [!NOTE]\n> %s\n"}, {"cell", "| a | b |\n|---|---|\n| %s | c |\n"}, {"emphasis", "**%s** et *%s*\n"}, {"link text", "[%s](https://exemple.fr)\n"},
	{"link title", "[x](https://exemple.fr '%s')\n"}, {"image text", "![%s](plan.png)\n"}, {"image title", "![plan](plan.png \"%s\")\n"}, {"code", "`` %s ``\n"},
	{"code language", "``` %s\nx\n```\n"}, {"code block", "```html\n%s\n```\n"}, {"footnote", "x[^%d]\n\n[^%d]: %s\n"}, {"term", "%s\n: sens %s\n"},
	{"link address", "[x](<%s>)\n"}, {"image address", "![x](<%s>)\n"}, {"reference", "[x][r%d]\n\n[r%d]: <%s> \"%s\"\n"}, {"zone", "{{%s}} ___ {%s}\n"},
}

// keys are those of a front matter that take any text.
var keys = []string{"title", "summary", "trigger", "version", "owner", "reviewer", "approver", "stock", "keywords", "spoken", "code", "service", "contacts", "related", "aliases"}

// Advisories are the texts of the advisories published against Hugo from 2024 to
// 2026 and goldmark's CVE-2026-5160 that concern content, by name; %[1]s is a
// call, %[2]s an address of the trap.
var Advisories = map[string]string{
	"CVE-2024-32875, titles of links and images":           "[x](https://exemple.fr \"t\\\" onmouseover=%[1]s x=\\\"\")\n\n![x](plan.png '\"><script>%[1]s</script>')\n",
	"CVE-2024-55601, attributes of links, images, tables":  "[x](<https://exemple.fr/\" onclick=\"%[1]s>)\n\n| a | b |\n|:--|--:|\n| \" onclick=%[1]s | c |\n\n{ onclick=\"%[1]s\" class=\"a\" }\n",
	"CVE-2026-35166, addresses of links and images":        "[x](<https://exemple.fr/\"><script>%[1]s</script>>) ![x](<plan.png\" onerror=\"%[1]s>)\n",
	"CVE-2026-50133, pages of HTML among the content":      "[x](hostile.html)\n",
	"GHSA-q76j-gcg9-vxc6, language of a code block":        "```\"><script>%[1]s</script>\nx\n```\n\n~~~go{onclick=\"%[1]s\"}\nx\n~~~\n",
	"GHSA-wcpj-vcvm-j4pg, anchor of a heading":             "## Titre {#\"><script>%[1]s</script>}\n\n## \"><img src=x onerror=%[1]s>\n",
	"CVE-2026-5160, entities in a scheme":                  "[x](javascript&colon;%[1]s) [x](java&Tab;script&colon;%[1]s) [x](&#106;avascript:%[1]s) <javascript&colon;%[1]s>\n",
	"GHSA-vxgm-5rmg-5w8g, addresses that lead elsewhere":   "![x](%[2]s) ![x](http:\\\\127.0.0.1:48723/) ![x](%[2]s?url=http://169.254.169.254/)\n",
	"GHSA-r46f-3rpw-hxrv, other writings of an IPv4":       "![x](http://2130706433:48723/) ![x](http://0x7f000001:48723/) ![x](http://017700000001:48723/)\n",
	"GHSA-pmrv-x7gp-2rjw, capitals in an address":          "![x](HTTP://127.0.0.1:48723/) ![x](hTtP://0x7F.1:48723/)\n",
	"CVE-2026-10582, a name that leads to the machine":     "![x](http://localhost:48723/) ![x](//localhost:48723/)\n",
	"GHSA-x597-9fr4-5857, CVE-2026-89259, tools of Node":   "![x](postcss.config.js) [x](package.json)\n",
	"GHSA-3jfr-vjcq-7jvf, GHSA-r4xx-89rf-5424, imports":    "![x](../../../../etc/passwd) [x](../../../../etc/passwd)\n",
	"GHSA-fw87-fv5r-9fpw and others, links: see the trees": "![x](lien.png)\n",
}

// HostilePage is a page that stands ready among the hostile content: the checks
// refuse to lead there.
const HostilePage = "fiches/avis/hostile.html"

// Hostile returns a content folder in which every place that an author fills
// holds payloads, and these. Most of it is refused by the checks; it is there to
// be rendered all the same.
func Hostile() (fstest.MapFS, []Payload) {
	h := &hostile{files: fstest.MapFS{}}
	for group := range slices.Chunk(vectors, 5) {
		var text strings.Builder
		for _, vector := range group {
			for _, body := range bodies {
				text.WriteString(h.fill(body.name, body.text, vector) + "\n")
			}
		}
		h.document("corps", "title: Corps\n", text.String())
	}
	for _, vector := range vectors {
		var head strings.Builder
		for _, key := range keys {
			fmt.Fprintf(&head, "%s: %s\n", key, h.quoted(key, vector))
		}
		h.document("tete", head.String(), "Texte.\n")
	}
	for _, name := range slices.Sorted(maps.Keys(Advisories)) {
		n := h.next(name, "")
		h.document("avis", "title: Avis\n", fmt.Sprintf(Advisories[name], "ran("+n+")", Trap+n))
	}
	h.vocabularies()
	h.put("fiches/corps/plan.png", string(PNG("plan")))
	h.put("fiches/avis/plan.png", string(PNG("plan")))
	h.put(HostilePage, "<script>ran(0)</script>")
	h.put("fiches/_index.md", "---\ntitle: "+h.quoted("section", vectors[0])+"\nsummary: "+h.quoted("section", vectors[15])+"\n---\n\nTexte.\n")
	return h.files, h.payloads
}

type hostile struct {
	files    fstest.MapFS
	payloads []Payload
}

func (h *hostile) put(name, text string) { h.files[name] = &fstest.MapFile{Data: []byte(text)} }

// next numbers a payload.
func (h *hostile) next(context, vector string) string {
	n := strconv.Itoa(len(h.payloads) + 1)
	h.payloads = append(h.payloads, Payload{len(h.payloads) + 1, strings.NewReplacer("RAN", "ran("+n+")", "TRAP", Trap+n).Replace(vector), context})
	return n
}

func (h *hostile) last() Payload { return h.payloads[len(h.payloads)-1] }

// fill puts a vector into the places of a text.
func (h *hostile) fill(context, text, vector string) string {
	h.next(context, vector)
	p := h.last()
	return strings.NewReplacer("%s", p.HTML, "%d", strconv.Itoa(p.ID)).Replace(text)
}

// quoted writes a vector as a value of YAML.
func (h *hostile) quoted(context, vector string) string {
	h.next(context, vector)
	return "'" + strings.ReplaceAll(h.last().HTML, "'", "''") + "'"
}

func (h *hostile) document(folder, head, text string) {
	name := fmt.Sprintf("fiches/%s/%03d.md", folder, len(h.files))
	if !strings.Contains(head, "service:") {
		head += "service: tous\n"
	}
	h.put(name, "---\n"+head+"type: reference\nstatus: valide\naudience: public\n---\n\n"+text)
}

// vocabularies fills the settings and the files of data.
func (h *hostile) vocabularies() {
	row := func(file string, pairs ...string) {
		f := h.files[file]
		if f == nil {
			f = &fstest.MapFile{}
			h.files[file] = f
		}
		var cells []string
		for i := 0; i < len(pairs); i += 2 {
			cells = append(cells, pairs[i]+": "+pairs[i+1])
		}
		f.Data = append(f.Data, "- {"+strings.Join(cells, ", ")+"}\n"...)
	}
	for i, vector := range vectors {
		id, q := fmt.Sprintf("x%d", i), func(key string) string { return h.quoted(key, vector) }
		if i%12 == 0 { // each term has pages of its own
			row("data/services.yaml", "id", id, "label", q("label"), "short", q("short"), "spoken", q("spoken"))
			row("data/scenarios.yaml", "id", id, "label", q("label"), "kit", q("kit"))
			row("data/roles.yaml", "id", id, "label", q("label"), "group", q("group"))
			row("data/phases.yaml", "id", id, "label", q("label"), "window", q("window"))
		}
		row("data/directory.yaml", "id", id, "function", q("function"), "internal", q("internal"), "hours", q("hours"), "backup", q("backup"), "services", "tous", "audience", "public")
		row("data/glossary.yaml", "term", q("term"), "expansion", q("expansion"), "definition", q("definition"))
	}
	h.put("site.yaml", "title: "+h.quoted("site title", vectors[0])+"\norganization: "+h.quoted("organization", vectors[4])+"\nmark: "+h.quoted("mark", vectors[10])+"\n")
}

package theme

import (
	"bytes"
	"fmt"
	"html/template"
	"path"
	"slices"
	"strconv"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// binderPage is what layouts/binder.html shows.
type binderPage struct {
	Frame              frame
	House, Plan, Title string // establishment, name of the plan, name of the binder
	Logo               template.URL
	Mark, Name         string // of the service, scenario or role
	Edition            template.HTML
	Call               string // the number that the instructions end on
	Kit                string
	Sheet              sheet
	Older              template.HTML // the notices that sheets do not repeat
	Tabs               []binderTab
	Annexes            []annexRow
	Contacts           []contactRow
	Leaves             template.HTML
	Glossary           []glossaryTerm
	Partial            bool // some sheets, to print again
}

// binderTab is a part of the list of sheets.
type binderTab struct {
	Letter, Name string
	Rows         []sheetRow
}

// annexRow is a ready-made sheet of a card, which has a page in the PDF only.
type annexRow struct {
	ID, Code, Name string
	URL            template.URL
}

// sheetRow is a sheet in force.
type sheetRow struct {
	ID, Code, Title, Note, Version, Fingerprint, Copies string
	Date                                                template.HTML
}

// leavesSlot stands in a binder for its sheets: they are megabytes, which a
// template would copy four times.
const leavesSlot = template.HTML("\x01leaves\x01")

// bindery is memory to make binders in, one after another. There is one for
// each processor.
type bindery struct{ bytes.Buffer }

// fill puts a binder's page around the sheets that were written. The result is
// valid until the next binder.
func (m *bindery) fill(around []byte) []byte {
	before, after, found := bytes.Cut(around, []byte(leavesSlot))
	if !found {
		return around
	}
	m.Grow(len(around))
	return slices.Insert(append(m.Bytes(), after...), 0, before...)
}

// sheetsLink is what components/binder/sheets-link shows.
type sheetsLink struct {
	URL    template.URL // of the binder
	Sheets string       // their ids in it
	Text   string
}

// binder makes a binder.
func (r *renderer) binder(b *site.Binder) error {
	name, code := r.binderName(b)
	title := r.binderTitle(b)
	page := binderPage{
		Frame: r.binderFrame(b, title), Logo: r.logo(placeOf(b.URL)), House: r.typeset(r.site.Settings.Organization), Plan: r.typeset(r.site.Settings.Title),
		Title: title, Mark: code, Name: name, Tabs: r.binderTabs(b),
		Edition: template.HTML("<b>" + template.HTMLEscapeString(r.site.Number) + "</b> " + template.HTMLEscapeString(r.words.EditionOf) + " " + string(r.date(r.site.Date.Time))),
		Sheet:   r.plainSheet(title),
		Older:   r.crisis("crisis-older"),
		Leaves:  leavesSlot,
		Partial: b.Only != nil,
	}
	if all := r.site.ContactsForAll(); len(all) > 0 {
		telephone := site.TelephoneWorks
		if b.Term != nil && b.Term.Axis == content.ByScenario {
			telephone = r.site.Catalog.Telephone(b.Term.ID)
		}
		page.Call = site.Number(all[0], telephone)
	}
	if b.Term != nil {
		page.Kit = r.typeset(b.Term.Kit)
	}
	for _, c := range contactsOf(b) {
		page.Contacts = append(page.Contacts, r.contactRow(c))
	}
	m := <-r.binderies
	defer func() { r.binderies <- m }()
	w := r.newBinding(b, &m.Buffer)
	for _, p := range b.Printed() {
		for _, file := range p.Annexes() {
			id := "annexe-" + strconv.Itoa(len(page.Annexes)+1)
			page.Annexes = append(page.Annexes, annexRow{ID: id, Code: p.Meta.Code, Name: stem(file), URL: placeOf(b.URL).to(file)})
		}
		if leaf := r.leaf(p); r.isShared(p) {
			w.sharedSheet(p)
		} else {
			w.sheet(p, leaf)
		}
	}
	for _, d := range r.site.Glossary {
		if w.terms[d.Term] && !page.Partial {
			page.Glossary = append(page.Glossary, r.glossaryTerm(d))
		}
	}
	around := r.buffer()
	defer r.buffers.Put(around)
	if err := r.layout(around, b.URL, "binder", page); err != nil {
		return err
	}
	return r.add(output.File{Path: b.URL, Body: m.fill(around.Bytes())})
}

// contactsOf are the contacts to print: none with some sheets alone.
func contactsOf(b *site.Binder) []*content.Contact {
	if b.Only != nil {
		return nil
	}
	return b.Contacts
}

func (r *renderer) binderTitle(b *site.Binder) string {
	name, _ := r.binderName(b)
	return insert(r.words.BinderTitle, "name", name)
}

// binderName names what a binder is about, with the mark on its cover.
func (r *renderer) binderName(b *site.Binder) (name, mark string) {
	if b.ID == string(content.FormsBinder) {
		return r.words.FormsWord, r.site.Settings.Mark
	}
	if b.Term == nil {
		return r.words.BinderWhole, r.site.Settings.Mark
	}
	return r.names[b.Term].label, b.Term.Code
}

func (r *renderer) binderFrame(b *site.Binder, title string) frame {
	f := r.frame(b.URL, title+" — "+r.edition(), title, noChapter, crumb{site.PaperURL, r.words.PaperTitle})
	f.Sheeted = true
	f.Rules = template.URL(path.Base(rulesURL(b)))
	return f
}

// sheetsLink is the way to print a few sheets in one go: a binder that holds
// them all, whose page a script reduces to those. It is nil without one.
func (r *renderer) sheetsLink(pages []*site.Page, binders []*site.Binder, from place) *sheetsLink {
	for _, b := range binders {
		held := b.Printed()
		if len(pages) < 2 || slices.ContainsFunc(pages, func(p *site.Page) bool { return !slices.Contains(held, p) }) {
			continue
		}
		ids := make([]string, len(pages))
		for i, p := range pages {
			ids[i] = sheetID(p)
		}
		return &sheetsLink{from.to(b.URL), strings.Join(ids, ","), insert(r.words.PrintCards, "n", strconv.Itoa(len(pages)))}
	}
	return nil
}

// rulesURL is the address of the rules of a binder's pages.
func rulesURL(b *site.Binder) string { return strings.TrimSuffix(b.URL, ".html") + ".css" }

// pageRules numbers the pages of a binder, and of each of its sheets, where the
// browser can. The bare rule stands first: where two apply, the later wins.
func (r *renderer) pageRules(b *site.Binder) string {
	const style = `;font:8pt Arial,"Liberation Sans",sans-serif}}`
	var css strings.Builder
	fmt.Fprintf(&css, `@page{@bottom-right{content:"%s · "counter(page)" / "counter(pages)`+style+"\n", cssText(r.binderTitle(b)))
	css.WriteString("@page cover{@bottom-right{content:none}}\n")
	for _, p := range b.Pages() {
		id := sheetID(p)
		fmt.Fprintf(&css, `@page %s{counter-increment:page %[1]s;@bottom-right{content:"%s p. "counter(%[1]s)" · "counter(page)" / "counter(pages)`+style+"#%[1]s{page:%[1]s}\n", id, p.Meta.Code)
	}
	return css.String()
}

// cssText writes a text for a quoted CSS string.
func cssText(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(s)
}

// sheetID is the anchor of a document in its binders.
func sheetID(p *site.Page) string { return strings.ToLower(p.Meta.Code) }

func (r *renderer) binderTabs(b *site.Binder) []binderTab {
	var tabs []binderTab
	add := func(name string, pages []*site.Page) {
		if len(pages) == 0 {
			return
		}
		t := binderTab{Letter: letterOf(len(tabs)), Name: name}
		for _, p := range pages {
			row := sheetRow{
				ID: sheetID(p), Code: p.Meta.Code, Title: p.Title,
				Version: p.Meta.Version, Fingerprint: p.Fingerprint, Date: r.brief(p.Meta.Approved.Time),
			}
			if p.IsCard() {
				row.Note = r.termNames(content.ByRole, p.Meta.Role, "")
			}
			if p.Meta.Copies > 0 {
				row.Copies = insert(r.words.BinderCopies, "n", strconv.Itoa(p.Meta.Copies))
			}
			t.Rows = append(t.Rows, row)
		}
		tabs = append(tabs, t)
	}
	for _, t := range b.Tabs {
		switch {
		case t.General:
			add(r.words.BinderGeneral, t.Pages)
		case t.Phase != nil:
			add(r.names[t.Phase].label, t.Pages)
		default:
			add(r.words.GroupOther, t.Pages)
		}
	}
	add(r.words.FormsWord, b.Forms)
	return tabs
}

// letterOf is the letter of a tab: A, B, … then numbers.
func letterOf(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return strconv.Itoa(i + 1)
}

// binding copies sheets into a binder: headings sink a level, ids get the
// sheet's own before them, a link goes to a sheet of the binder or reads
// « → URG-02 ». It relies on the HTML being ours: every tag closed, every
// attribute quoted, no « > » within.
type binding struct {
	*renderer
	out   *bytes.Buffer
	holds map[*site.Page]bool
	from  place
	terms map[string]bool // glossary terms met
	id    string          // of the sheet being copied
}

func (r *renderer) newBinding(b *site.Binder, out *bytes.Buffer) *binding {
	out.Reset()
	w := &binding{renderer: r, out: out, holds: map[*site.Page]bool{}, from: placeOf(b.URL), terms: map[string]bool{}}
	for _, p := range b.Printed() {
		w.holds[p] = true
	}
	return w
}

// sheet copies the sheet of a page.
func (w *binding) sheet(p *site.Page, html string) {
	w.id = sheetID(p)
	w.out.WriteString(`<section class="leaf" id="` + w.id + `">` + "\n")
	w.copy(html, placeOf(p.URL).prefix())
	w.out.WriteString("</section>\n")
}

// copy copies HTML of a page from which up leads to the top of the site.
func (w *binding) copy(html, up string) {
	after := "" // what a link adds to its words
	linked := false
	for {
		open := strings.IndexByte(html, '<')
		if open < 0 {
			break
		}
		w.text(html[:open])
		end := open + strings.IndexByte(html[open:], '>') + 1
		tag := html[open:end]
		html = html[end:]
		switch {
		case strings.HasPrefix(tag, "<a "):
			linked, after = w.link(tag, html, up)
		case tag == "</a>":
			if linked {
				w.out.WriteString(tag)
			}
			w.out.WriteString(after)
		case len(tag) > 3 && (tag[1] == 'h' || tag[1] == '/' && tag[2] == 'h'):
			w.heading(tag)
		case strings.HasPrefix(tag, "<img "):
			w.out.WriteString(replaceAttribute(tag, "src", func(src string) string {
				return w.from.prefix() + strings.TrimPrefix(src, up)
			}))
		case strings.HasPrefix(tag, "<abbr"):
			word, _, _ := strings.Cut(html, "<")
			w.terms[word] = true
			w.out.WriteString(tag)
		default:
			w.element(tag)
		}
	}
	w.text(html)
}

func (w *binding) text(s string) {
	if s != string(screenSlot) {
		w.out.WriteString(strings.Replace(s, string(screenSlot), "", 1))
	}
}

// heading writes the tag of a heading one level lower, or another that begins
// alike.
func (w *binding) heading(tag string) {
	at := strings.IndexByte(tag, 'h') + 1
	if level := tag[at]; level >= '1' && level <= '5' {
		tag = tag[:at] + string(level+1) + tag[at+1:]
	}
	w.element(tag)
}

// element writes a tag with its id made unique; so are the names of tables,
// which are numbered in each sheet.
func (w *binding) element(tag string) {
	if len(tag) < len(`<i id="">`) {
		w.out.WriteString(tag)
		return
	}
	if strings.HasPrefix(tag, "<section") {
		tag = replaceAttribute(tag, "aria-label", func(name string) string { return strings.ToUpper(w.id) + ", " + name })
	}
	before, id, found := strings.Cut(tag, ` id="`)
	w.out.WriteString(before)
	if found {
		w.out.WriteString(` id="`)
		w.out.WriteString(w.id)
		w.out.WriteByte('-')
		w.out.WriteString(id)
	}
}

// link writes the start tag of a link that the binder can follow, and reports
// whether it did. Its words are what follows the tag; after is to be written
// behind them.
func (w *binding) link(tag, words, up string) (linked bool, after string) {
	href := attribute(tag, "href")
	if anchor, own := strings.CutPrefix(href, "#"); own {
		w.out.WriteString(replaceAttribute(tag, "href", func(string) string { return "#" + w.id + "-" + anchor }))
		return true, ""
	}
	target := targetOf(href, up)
	_, anchor, _ := strings.Cut(href, "#")
	p := w.coded()[target]
	if p == nil {
		if scheme, _, ok := strings.Cut(href, ":"); ok && !strings.ContainsAny(scheme, "/.") {
			w.out.WriteString(tag)
			return true, ""
		}
		switch class := attribute(tag, "class"); class {
		case "":
			return false, ""
		case "number":
			w.out.WriteString(`<b class="number">`)
			return false, "</b>"
		default: // it prints as on its own page
			w.out.WriteString(`<span class="` + class + `">`)
			return false, "</span>"
		}
	}
	if w.holds[p] {
		to := sheetID(p)
		if anchor != "" {
			to += "-" + anchor
		}
		w.out.WriteString(replaceAttribute(tag, "href", func(string) string { return "#" + to }))
		return true, ""
	}
	words, _, _ = strings.Cut(words, "</a>")
	if words != p.Meta.Code {
		return false, " (→\u00a0" + p.Meta.Code + ")"
	}
	if before := bytes.TrimRight(w.out.Bytes(), " \u00a0"); !bytes.HasSuffix(before, []byte("→")) {
		w.out.WriteString("→\u00a0")
	}
	return false, ""
}

// targetOf is where a link leads from the top of the site, to which up leads, its
// anchor aside.
func targetOf(href, up string) string {
	target, _, _ := strings.Cut(strings.TrimPrefix(href, up), "#")
	return target
}

// attribute returns the value of a tag's attribute, or "".
func attribute(tag, name string) string {
	_, rest, found := strings.Cut(tag, " "+name+`="`)
	if !found {
		return ""
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// replaceAttribute changes the value of a tag's attribute where it has one.
func replaceAttribute(tag, name string, change func(string) string) string {
	before, rest, found := strings.Cut(tag, " "+name+`="`)
	if !found {
		return tag
	}
	value, after, _ := strings.Cut(rest, `"`)
	return before + " " + name + `="` + change(value) + `"` + after
}

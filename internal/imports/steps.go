package imports

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"planblanc/internal/diag"
	"planblanc/internal/markdown"
)

// The marks that a tree carries beside HTML's own.
const (
	taskAttr    = "data-task"    // on an item: "todo" or "done"
	noteAttr    = "data-note"    // on a mark and on a note: its number
	calloutAttr = "data-callout" // on a quotation: the name of the box
	fileAttr    = "data-file"    // on a link: the file in the source
	blockAttr   = "data-block"   // on a block: its number in the source
)

// fixedSections are the headings under which a card has no actions.
var fixedSections = []string{"materiel", "material", "equipment", "escalade", "escalation", "reprise", "recovery"}

// boxNames are the boxes of a card, by the headings that Word documents give
// them.
var boxNames = map[string]string{
	"ne-pas-faire": "NE-PAS-FAIRE", "a-ne-pas-faire": "NE-PAS-FAIRE", "ce-qu-il-ne-faut-pas-faire": "NE-PAS-FAIRE", "interdits": "NE-PAS-FAIRE",
	"qui-decide": "QUI-DECIDE", "decideur": "QUI-DECIDE", "decision": "QUI-DECIDE",
	"sans-telephone": "SANS-TELEPHONE", "si-le-telephone-est-coupe": "SANS-TELEPHONE", "si-pas-de-telephone": "SANS-TELEPHONE",
	"fin": "FIN", "fin-de-la-procedure": "FIN", "fin-du-mode-degrade": "FIN", "levee-du-mode-degrade": "FIN",
}

// boxes makes boxes of the sections whose headings name one.
func (s *shaper) boxes() {
	seen := map[string]bool{}
	for _, n := range children(s.doc.body) {
		name := boxNames[markdown.Slug(words(n))]
		next := n.NextSibling
		if headingLevel(n) == 0 || name == "" || seen[name] || next == nil || headingLevel(next) > 0 {
			continue
		}
		seen[name] = true
		box := el("blockquote")
		setAttr(box, calloutAttr, name)
		for next := n.NextSibling; next != nil && headingLevel(next) == 0 && attr(next, noteAttr) == ""; next = n.NextSibling {
			s.doc.body.RemoveChild(next)
			box.AppendChild(next)
		}
		replace(n, box)
	}
}

// steps makes action rows of the numbered lists, and of the lists of boxes, of
// a card. Action rows stand in a stage: the heading above becomes one.
func (s *shaper) steps() {
	var above *html.Node
	for _, n := range children(s.doc.body) {
		if headingLevel(n) > 0 {
			above = n
			continue
		}
		if !isSteps(n) || above != nil && headingLevel(above) == 2 && slices.Contains(fixedSections, markdown.Slug(words(above))) {
			continue
		}
		if above == nil {
			above = heading(2, text("Actions"))
			s.doc.body.InsertBefore(above, n)
		}
		setLevel(above, 2)
		for _, li := range children(n) {
			if !is(li, "li") {
				continue
			}
			if attr(li, taskAttr) == "" {
				setAttr(li, taskAttr, "todo")
			}
			emphasize(li)
		}
	}
}

// isSteps reports whether a block is a list of things to do in order.
func isSteps(n *html.Node) bool {
	if is(n, "ol") {
		return true
	}
	if !is(n, "ul") {
		return false
	}
	for c := range n.ChildNodes() {
		if is(c, "li") && attr(c, taskAttr) == "" {
			return false
		}
	}
	return true
}

var opening = regexp.MustCompile(`^(\s*)((?:(?:[Nn]e|[Nn]’|[Nn]'|pas|plus|jamais|[Ss]e|[Ss]’|[Ss]'|[Ll]es|[Ll]e|[Ll]a|[Ee]n|[Yy])\s*)*)(\pL+)`)

// emphasize puts the infinitive that begins an action in bold.
func emphasize(li *html.Node) {
	first := li.FirstChild
	for first != nil && (is(first, "p", "span") || first.Type == html.TextNode && strings.TrimSpace(first.Data) == "") {
		if first.Type == html.ElementNode && first.FirstChild != nil {
			first = first.FirstChild
		} else {
			first = first.NextSibling
		}
	}
	if first == nil || first.Type != html.TextNode {
		return
	}
	m := opening.FindStringSubmatch(first.Data)
	if m == nil || !infinitive(m[3]) {
		return
	}
	verb, rest := m[2]+m[3], first.Data[len(m[0]):]
	first.Parent.InsertBefore(el("strong", text(verb)), first)
	first.Data = rest
}

var infinitives = regexp.MustCompile(`([^i]er|fier|trier|copier|relier|publier|oublier|etudier|expedier|envoyer|[^o]ir|voir|endre|ondre|oudre|indre|uivre|vivre|mettre|attre|aitre|\blire|elire|crire|dire|faire|uire|rompre|vaincre|clure)$`)

// nouns end as an infinitive does.
var nouns = []string{"hiver", "mer", "fer", "cancer", "avenir", "plaisir", "loisir", "gendre", "hier", "cher", "super"}

// infinitive guesses whether a French word is one. A wrong guess is a bold word.
func infinitive(word string) bool {
	word = diag.Fold(word)
	return infinitives.MatchString(word) && !slices.Contains(nouns, word)
}

// What people type in the place of a list.
var (
	typedNumber = regexp.MustCompile(`^\s*(?:(?:[ÉEée]tape|[Ss]tep)\s+)?(\d{1,2})\s*(?:[.):]|°|\s[–-])\s+`)
	typedBullet = regexp.MustCompile(`^\s*[•·▪‣◦*–—-]\s+`)
	typedBox    = regexp.MustCompile(`^\s*[` + boxes + `]\s*`)
)

// typed makes lists of paragraphs that begin with a number, a dash or a box
// typed by hand: two in a row at least, one is enough for a box.
func (s *shaper) typed(body *html.Node) {
	blocks := children(body)
	for i := 0; i < len(blocks); {
		run := typedRun(blocks[i:])
		if run == 0 {
			i++
			continue
		}
		list := el("ul")
		if m := typedNumber.FindStringSubmatch(leading(blocks[i])); m != nil {
			list = el("ol")
			if m[1] != "1" {
				setAttr(list, "start", m[1])
			}
		}
		body.InsertBefore(list, blocks[i])
		for _, p := range blocks[i : i+run] {
			body.RemoveChild(p)
			li := el("li")
			setAttr(li, blockAttr, attr(p, blockAttr))
			move(p, li)
			if typedBox.MatchString(leading(li)) {
				setAttr(li, taskAttr, "todo")
			}
			cutLeading(li)
			list.AppendChild(li)
		}
		i += run
	}
}

// typedRun is the number of paragraphs, from the first, that make a list.
func typedRun(blocks []*html.Node) int {
	for _, form := range []*regexp.Regexp{typedBox, typedNumber, typedBullet} {
		n, last := 0, 0
		for _, b := range blocks {
			m := form.FindStringSubmatch(leading(b))
			if !is(b, "p") || m == nil || len(m[0]) == len(words(b)) {
				break
			}
			if form == typedNumber {
				number, _ := strconv.Atoi(m[1]) // the expression matches a number only
				if n > 0 && number != last+1 {
					break
				}
				last = number
			}
			n++
		}
		if n > 1 || n == 1 && form == typedBox {
			return n
		}
	}
	return 0
}

// leading is the text that begins a block.
func leading(n *html.Node) string {
	if first := firstText(n); first != nil {
		return first.Data
	}
	return ""
}

func firstText(n *html.Node) *html.Node {
	for c := range n.Descendants() {
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" {
			return c
		}
		if is(c, "img", "br") {
			return nil
		}
	}
	return nil
}

// cutLeading removes the number, dash or box that begins an item.
func cutLeading(n *html.Node) {
	first := firstText(n)
	for _, form := range []*regexp.Regexp{typedBox, typedNumber, typedBullet} {
		if at := form.FindStringIndex(first.Data); at != nil {
			first.Data = first.Data[at[1]:]
			return
		}
	}
}

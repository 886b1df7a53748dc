package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
)

// fixedSections are the headings of sections with a fixed place, as anchors.
var fixedSections = map[string]Fixed{
	"materiel": Material, "material": Material, "equipment": Material,
	"escalade": Escalation, "escalation": Escalation,
	"reprise": Recovery, "recovery": Recovery,
}

// splitter sorts the top blocks of a card into its parts. Prose is what was
// written since start.
type splitter struct {
	*renderer
	start  mark
	place  func(prose Fragment)
	stage  *Stage // nil outside of stages
	number int    // of the last action
	room   int    // for the actions of the list at hand
}

// card writes a card in parts, its boxes last.
func (r *renderer) card(doc ast.Node) {
	s := splitter{renderer: r}
	s.place = func(prose Fragment) { r.body.Lead = prose }
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level == 2 {
			s.open(h)
		} else if list, ok := n.(*ast.List); ok && s.stage != nil && hasTask(list) {
			s.actions(list)
		} else {
			r.block(n)
		}
	}
	s.flush()
	for i := 0; i < len(r.boxes); i++ { // a box may hold another
		r.section++
		start := r.mark()
		r.content(r.boxes[i].node, r.boxes[i].skip)
		r.body.Boxes[r.boxes[i].kind] = r.since(start)
	}
}

// flush gives the prose written so far to the part it belongs to.
func (s *splitter) flush() {
	if prose := s.since(s.start); !prose.Empty() {
		s.place(prose)
	}
	s.start = s.mark()
}

// open begins the section of a level-2 heading.
func (s *splitter) open(h *ast.Heading) {
	s.flush()
	s.stage = nil
	s.section++
	id, slug := s.title(h)
	body := s.body
	kind, fixed := fixedSections[slug]
	if fixed && body.FixedIDs[kind] == "" {
		body.FixedIDs[kind] = id
		s.start = s.mark()
		s.place = func(prose Fragment) { body.Fixed[kind] = prose }
		return
	}
	duration := s.cutDuration(s.start)
	body.Stages = append(body.Stages, Stage{ID: id, Title: s.since(s.start), Duration: duration})
	s.stage = &body.Stages[len(body.Stages)-1]
	s.start = s.mark()
	s.place = func(prose Fragment) { s.stage.Parts = append(s.stage.Parts, Part{Prose: prose}) }
}

// cutDuration takes the parentheses that end a title written since a mark out
// of it.
func (s *splitter) cutDuration(title mark) string {
	written := s.out[title.at:]
	open := bytes.LastIndexByte(written, '(')
	if open <= 0 || written[len(written)-1] != ')' || bytes.IndexByte(written[open:], '<') >= 0 {
		return ""
	}
	if n := len(s.slots); n > title.slot && int(s.slots[n-1].at) > title.at+open {
		return ""
	}
	duration := string(appendWords(nil, written[open+1:len(written)-1]))
	s.out = s.out[:title.at+len(bytes.TrimRight(written[:open], " \n"))]
	return duration
}

// actions writes the tasks of a list as rows; its other items stay a list.
func (s *splitter) actions(list *ast.List) {
	s.flush()
	s.room = list.ChildCount()
	for item := list.FirstChild(); item != nil; {
		if isTask(item) {
			s.action(item)
			item = item.NextSibling()
			continue
		}
		from := item
		for item != nil && !isTask(item) {
			item = item.NextSibling()
		}
		s.list(list, from, item)
		s.flush()
	}
}

func (s *splitter) action(item ast.Node) {
	s.number++
	first := item.FirstChild()
	s.inlines(first.FirstChild().NextSibling())
	for n := first.NextSibling(); n != nil; n = n.NextSibling() {
		s.write("\n")
		s.block(n)
	}
	row := Action{s.number, s.since(s.start), s.source.locate(item.Pos())}
	s.start = s.mark()
	parts := s.stage.Parts
	if len(parts) == 0 || parts[len(parts)-1].Actions == nil {
		parts = append(parts, Part{Actions: make([]Action, 0, s.room)})
	}
	s.room--
	last := &parts[len(parts)-1]
	last.Actions = append(last.Actions, row)
	s.stage.Parts = parts
}

func hasTask(list *ast.List) bool {
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		if isTask(item) {
			return true
		}
	}
	return false
}

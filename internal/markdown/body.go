package markdown

import "planblanc/internal/diag"

// Body is a parsed text. It is complete when Parse returns it and read-only
// after, Forget aside; goroutines may share it.
type Body struct {
	// Flow is the whole text in source order; empty for a card.
	Flow Fragment
	// Lead is what stands before a card's first level-2 heading, boxes aside.
	Lead Fragment
	// Boxes holds a card's callouts with a fixed place, wherever they were
	// written: their content, without a frame or a title.
	Boxes [End + 1]Fragment
	// Stages are a card's level-2 sections that are not fixed, in order.
	Stages []Stage
	// Fixed holds a card's sections with a fixed place, without their headings.
	Fixed [Recovery + 1]Fragment
	// FixedIDs are the anchors of these sections, which the page writes; "" for
	// one that the card has not.
	FixedIDs [Recovery + 1]string
	// Headings are all headings in source order.
	Headings []Heading
	// Refs are the links and images; a Resolver is asked for them by index.
	Refs []Ref
	// Includes are the content paths of the fragments used, sorted.
	Includes []string
	// Injects are the events of a scripted exercise, in order.
	Injects []Inject
	// Examples means that the text has values for a filled-in copy.
	Examples bool
	// Empty means that the text shows nothing.
	Empty bool

	html *rendered
}

// Forget gives back the memory of a text that was shown for the last time, half
// of what a large site takes. Its fragments must not be asked for again; all else
// stays.
func (b *Body) Forget() { *b.html = rendered{} }

// Box is a callout with a fixed place on a card.
type Box uint8

// The boxes of a card.
const (
	NotToDo Box = iota
	WhoDecides
	NoPhone
	End
)

// Fixed is a section with a fixed place on a card.
type Fixed uint8

// The fixed sections of a card.
const (
	Material Fixed = iota
	Escalation
	Recovery
)

// Stage is a level-2 section of a card.
type Stage struct {
	// ID is the heading's anchor, which the page writes.
	ID string
	// Title is the heading without its duration.
	Title Fragment
	// Duration is what the parentheses that end the heading hold, "0–5 min", or "".
	Duration string
	Parts    []Part
}

// Part is either prose or a run of action rows.
type Part struct {
	Prose   Fragment
	Actions []Action
}

// Action is one row of a card: number, box, text.
type Action struct {
	// Number counts from 1 over the whole card.
	Number   int
	Text     Fragment
	Position diag.Position
}

// Heading is one heading of the text.
type Heading struct {
	Level int
	// ID is unique in the body.
	ID string
	// Text is plain words, typeset, with a stage's duration; links without words
	// add nothing to it.
	Text     string
	Position diag.Position
}

// RefKind says what a link or an image points at.
type RefKind uint8

// The kinds of references.
const (
	// LinkPage is a relative .md path; Target is its content path.
	LinkPage RefKind = iota
	// LinkAnchor is a heading of the same page; only Anchor is set.
	LinkAnchor
	// LinkCard, LinkContact and LinkTerm point by meaning; Target is a code, a
	// contact's id, a glossary term.
	LinkCard
	LinkContact
	LinkTerm
	// LinkFile is any other relative path; Target is its content path.
	LinkFile
	// LinkExternal is https, http, tel or mailto; Target is the address.
	LinkExternal
	// Image is an image beside the text; Target is its content path.
	Image
)

// Ref is a link or an image as the author wrote it.
type Ref struct {
	Kind   RefKind
	Target string
	// Anchor is what follows the number sign, decoded, without the sign.
	Anchor string
	// HasText reports whether the author gave the link words of its own.
	HasText bool
	// Position is the place of the address, or of the link when the address
	// stands in a definition elsewhere.
	Position diag.Position
}

package imports

import (
	"strings"

	"planblanc/internal/diag"
)

// Kind says what could not be carried over as it was.
type Kind string

// The kinds of loss. What was kept in another form is a loss too: the author
// must look at it.
const (
	TextBox     Kind = "text-box"
	Object      Kind = "embedded-object"
	Drawing     Kind = "drawing"
	Comment     Kind = "comment"
	Insertion   Kind = "tracked-insertion"
	Deletion    Kind = "tracked-deletion"
	Macro       Kind = "macro"
	PageFrame   Kind = "header-footer"
	Contents    Kind = "table-of-contents"
	MergedCells Kind = "merged-cells"
	InnerTable  Kind = "nested-table"
	CellBlocks  Kind = "cell-paragraphs"
	ImageFormat Kind = "image-format"
	NoAlt       Kind = "image-without-text"
	LinkTarget  Kind = "link"
	Equation    Kind = "equation"
	Attachment  Kind = "attachment"
	FrontMatter Kind = "front-matter"
	Unsupported Kind = "unsupported"
	UnsafeName  Kind = "unsafe-name"
)

// Loss is one thing that was not carried over, or only in another form.
type Loss struct {
	Kind Kind
	// Block is the number of the block in the document, from 1; 0 is the whole
	// document. Under is the heading above it.
	Block int
	Under string
	// Detail is the text or the name of what was lost; it may be empty.
	Detail string
}

// Text says what was lost and what became of it.
func (k Kind) Text() diag.Text {
	return map[Kind]diag.Text{
		TextBox:     {FR: "zone de texte : reprise en citation, après le paragraphe", EN: "text box: kept as a quotation after the paragraph"},
		Object:      {FR: "objet incorporé : non repris", EN: "embedded object: not carried over"},
		Drawing:     {FR: "graphique ou schéma : non repris ; l'enregistrer en image PNG", EN: "chart or diagram: not carried over; save it as a PNG image"},
		Comment:     {FR: "commentaire : non repris", EN: "comment: not carried over"},
		Insertion:   {FR: "ajout suivi, pas encore accepté : repris", EN: "tracked insertion, not accepted yet: carried over"},
		Deletion:    {FR: "suppression suivie, pas encore acceptée : le texte n'est pas repris", EN: "tracked deletion, not accepted yet: the text is not carried over"},
		Macro:       {FR: "macros : non reprises", EN: "macros: not carried over"},
		PageFrame:   {FR: "en-tête ou pied de page : non repris", EN: "page header or footer: not carried over"},
		Contents:    {FR: "sommaire : non repris, la page a le sien", EN: "table of contents: not carried over, the page has its own"},
		MergedCells: {FR: "cellules fusionnées : séparées, à relire", EN: "merged cells: separated, to be checked"},
		InnerTable:  {FR: "tableau dans un tableau : son texte est mis sur une ligne", EN: "table in a table: its text is put on one line"},
		CellBlocks:  {FR: "cellule de plusieurs paragraphes : réunis par « ; »", EN: "cell of several paragraphs: joined with “;”"},
		ImageFormat: {FR: "image d'un format que le site ne prend pas, ou absente : non reprise ; l'enregistrer en PNG", EN: "image of a format that the site does not take, or missing: not carried over; save it as PNG"},
		NoAlt:       {FR: "image sans description : la décrire entre les crochets", EN: "image without a description: describe it between the brackets"},
		LinkTarget:  {FR: "lien non repris, ses mots restent", EN: "link not carried over, its words stay"},
		Equation:    {FR: "équation : reprise en texte, à relire", EN: "equation: kept as text, to be checked"},
		Attachment:  {FR: "fichier joint : non repris", EN: "attachment: not carried over"},
		FrontMatter: {FR: "clé de l'en-tête non reprise", EN: "front-matter key not carried over"},
		Unsupported: {FR: "élément non repris", EN: "element not carried over"},
		UnsafeName:  {FR: "nom de fichier dangereux : non lu", EN: "unsafe file name: not read"},
	}[k]
}

// short cuts a text for a report, on one line.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return s
}

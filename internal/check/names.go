package check

import (
	"fmt"

	"planblanc/internal/diag"
	"planblanc/internal/output"
)

// nameProblem says in words why a disk refuses a name.
func nameProblem(p output.NameProblem) diag.Text {
	switch p {
	case output.NameEmpty:
		return diag.Text{FR: "nom vide", EN: "empty name"}
	case output.NameEncoding:
		return diag.Text{FR: "nom illisible", EN: "unreadable name"}
	case output.NameCharacter:
		return diag.Text{FR: `caractère interdit parmi < > : " | ? * \`, EN: `character not allowed: one of < > : " | ? * \`}
	case output.NameReserved:
		return diag.Text{FR: "nom réservé par Windows", EN: "name reserved by Windows"}
	case output.NameLeading:
		return diag.Text{FR: "espace au début", EN: "leading space"}
	case output.NameTrailing:
		return diag.Text{FR: "point ou espace à la fin", EN: "trailing dot or space"}
	}
	return diag.Text{FR: fmt.Sprintf("plus de %d octets ; une lettre accentuée en prend deux", output.MaxComponent),
		EN: fmt.Sprintf("more than %d bytes; a letter with an accent takes two", output.MaxComponent)}
}

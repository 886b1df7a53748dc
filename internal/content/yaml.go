package content

import (
	"strings"

	"planblanc/internal/diag"
)

// yamlMessage gives the parser's complaints in plain words. A French reader
// never gets the English ones: what is not known here is said in general.
func yamlMessage(m string) diag.Text {
	fr := "écriture non reconnue (mettre la valeur entre guillemets)"
	for _, c := range yamlComplaints {
		if strings.HasPrefix(m, c.begins) {
			fr = c.fr
			break
		}
	}
	return diag.Text{FR: fr, EN: m}
}

// yamlComplaints are the parser's messages, by their first words; the first
// that fits counts.
var yamlComplaints = []struct{ begins, fr string }{
	{"mapping values are not allowed", "un deux-points de trop (mettre la valeur entre guillemets)"},
	{"mapping keys are not allowed", "point d'interrogation mal placé (mettre la valeur entre guillemets)"},
	{"block sequence entries are not allowed", "tiret de liste mal placé"},
	{"found unexpected end of stream", "guillemet ou crochet non fermé"},
	{"did not find expected node content", "crochet ou liste non fermé"},
	{"did not find expected ',' or ']'", "virgule ou crochet fermant attendu"},
	{"did not find expected ',' or '}'", "virgule ou accolade fermante attendue"},
	{"did not find expected '-' indicator", "tiret de liste attendu (vérifier l'alignement)"},
	{"did not find expected key", "clé attendue (vérifier l'alignement et les guillemets)"},
	{"did not find expected <document start>", "cette ligne n'est ni une clé ni la suite d'une valeur"},
	{"could not find expected ':'", "deux-points attendu après la clé"},
	{"found character that cannot start any token", "caractère impossible à cet endroit (tabulation ?)"},
	{"found a tab character", "tabulation interdite : utiliser des espaces"},
	{"found unknown escape character", "barre oblique inverse entre guillemets doubles : utiliser des guillemets simples"},
	{"did not find expected hexadecimal number", "barre oblique inverse entre guillemets doubles : utiliser des guillemets simples"},
	{"found an indentation indicator", "zéro impossible après « | » ou « > »"},
	{"did not find expected comment or line break", "texte impossible après « | » ou « > » : aller à la ligne, ou mettre la valeur entre guillemets"},
	{"found a comment without preceding whitespace", "espace attendu avant « # »"},
	{"unknown anchor", "« * » en tête de valeur (mettre la valeur entre guillemets)"},
	{"did not find expected alphabetic or numeric character", "« * » ou « & » en tête de valeur (mettre la valeur entre guillemets)"},
	{"found character '", "« ! » en tête de valeur (mettre la valeur entre guillemets)"},
	{"did not find the expected '>'", "« ! » en tête de valeur (mettre la valeur entre guillemets)"},
	{"did not find URI escaped octet", "« ! » en tête de valeur (mettre la valeur entre guillemets)"},
	{"did not find expected whitespace or line break", "« ! » en tête de valeur (mettre la valeur entre guillemets)"},
	{"found unknown directive name", "« % » en tête de ligne (mettre la valeur entre guillemets)"},
	{"found unexpected non-alphabetical character", "« % » en tête de ligne (mettre la valeur entre guillemets)"},
	{"could not find expected directive name", "« % » en tête de ligne (mettre la valeur entre guillemets)"},
}

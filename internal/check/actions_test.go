package check

import "testing"

func TestSum(t *testing.T) {
	for text, want := range map[string]string{
		"Calculer le débit":              "Calculer",
		"Ne pas recalculer, relire":      "",
		"Règle de trois sur la feuille":  "Règle de trois",
		"RÈGLE DE TROIS":                 "RÈGLE DE TROIS",
		"Attendre trois minutes":         "",
		"Prendre 2 × 3 ampoules":         "2 ×",
		"La moitié ÷ 2":                  "÷ 2",
		"Dose de 5 mg/kg":                "mg/kg",
		"Dose de 5 µg / kg":              "µg / kg",
		"Entrée et/ou sortie, le 3/11":   "",
		"Multiply the dose":              "Multiply",
		"Le calcul est sur la feuille":   "",
		"Peser : le poids est en kg":     "",
		"« Diviser » en deux équipes":    "Diviser",
		"Croix × sur la feuille, sans 9": "",
	} {
		if got := sum(text); got != want {
			t.Errorf("%q asks for %q, want %q", text, got, want)
		}
	}
}

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
		"Précalculer la dose":            "",
		"Le quizcalculer du service":     "",
		"Croix × sur la feuille, sans 9": "",
	} {
		if got := sum(text); got != want {
			t.Errorf("%q asks for %q, want %q", text, got, want)
		}
	}
}

func TestGesture(t *testing.T) {
	for bold, want := range map[string]bool{
		"Appeler": true, "Éteindre l'écran": true, "Ne pas éteindre": true, "S’asseoir": true, "Ne plus les laisser": true,
		"": false, "Ne pas": false, "Urgence": false, "Le service": false, "re": false, "Vérifiez": false, "n°12er": false,
	} {
		if got := gesture(bold, true); got != want {
			t.Errorf("%q names a gesture: %v, want %v", bold, got, want)
		}
	}
	if !gesture("Call", false) || gesture("", false) {
		t.Error("in another language any bold words do")
	}
}

// A number in groups of digits is one word, whatever number a card prints.
func TestBeforeStop(t *testing.T) {
	for text, want := range map[string]int{
		"Appeler le 7112":                     3,
		"Appeler le 06 39 98 71 12, de suite": 5,
		"Appeler le +33 6 39 98 71 12. Puis":  3,
		"Donner 2 sacs et 30 étiquettes":      6,
		"Prévenir : le cadre":                 1,
	} {
		if got := beforeStop(text); got != want {
			t.Errorf("%q: %d words before its stop, want %d", text, got, want)
		}
	}
}

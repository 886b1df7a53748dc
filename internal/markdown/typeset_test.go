package markdown

import "testing"

// In these cases, ~ stands for a no-break space and _ for a narrow one.
var typesetCases = []struct{ text, fr, en string }{
	{"Qui appeler ?", "Qui appeler_?", "Qui appeler ?"},
	{"Appeler : le 15 ; attendre !", "Appeler_: le 15_; attendre_!", "Appeler : le 15 ; attendre !"},
	{"Appeler : le 15", "Appeler_: le 15", "Appeler : le 15"},
	{"à 10:30 ou 10: 30", "à 10:30 ou 10: 30", "à 10:30 ou 10: 30"},
	{"Vraiment !?", "Vraiment_!?", "Vraiment !?"},
	{"mot\n: suite", "mot_: suite", "mot\n: suite"},
	{"« Plan blanc »", "«_Plan blanc_»", "« Plan blanc »"},
	{"«Plan blanc»", "«_Plan blanc_»", "«Plan blanc»"},
	{"« Plan blanc »", "«_Plan blanc_»", "« Plan blanc »"},
	{`le "plan blanc", ici`, "le «_plan blanc_», ici", "le “plan blanc”, ici"},
	{`"oui" "non"`, "«_oui_» «_non_»", "“oui” “non”"},
	{`un écran de 21"`, `un écran de 21"`, `un écran de 21"`},
	{"l'hôpital d'à côté", "l’hôpital d’à côté", "l’hôpital d’à côté"},
	{"the 'old' one, don't", "the ’old’ one, don’t", "the ‘old’ one, don’t"},
	{"attendre...", "attendre…", "attendre…"},
	{"v1.2.3", "v1.2.3", "v1.2.3"},
	{"Paris -- Lyon", "Paris – Lyon", "Paris – Lyon"},
	{"--force et a--b", "--force et a--b", "--force et a--b"},
	{"10 min, 5 mg, 37 °C, 20 %", "10~min, 5~mg, 37~°C, 20~%", "10 min, 5 mg, 37 °C, 20 %"},
	{"2 h 30, 3 jours", "2~h 30, 3~jours", "2 h 30, 3 jours"},
	{"10 minutes, 5 mots, 3 s'il", "10 minutes, 5 mots, 3 s’il", "10 minutes, 5 mots, 3 s’il"},
	{"voir (→ URG-02) et → ici", "voir (→~URG-02) et →~ici", "voir (→~URG-02) et →~ici"},
	{"", "", ""},
}

func TestTypeset(t *testing.T) {
	for _, c := range typesetCases {
		for language, want := range map[string]string{"fr": c.fr, "en": c.en, "fr-FR": c.fr, "en-GB": c.en} {
			if got := marked(Typeset(language, c.text)); got != marked(want) {
				t.Errorf("%s: %q becomes %q, want %q", language, c.text, got, marked(want))
			}
		}
	}
}

// marked makes no-break spaces visible.
func marked(s string) string {
	var out []rune
	for _, r := range s {
		switch string(r) {
		case noBreak:
			r = '~'
		case narrowNoBreak:
			r = '_'
		}
		out = append(out, r)
	}
	return string(out)
}

func TestSlug(t *testing.T) {
	for text, want := range map[string]string{
		"Matériel à prévoir":       "materiel-a-prevoir",
		"L’hôpital : qui décide ?": "l-hopital-qui-decide",
		"Tout de suite (0–5 min)":  "tout-de-suite-0-5-min",
		"Cœur & œdème":             "coeur-oedeme",
		"  — ":                     "",
		"URG-01":                   "urg-01",
	} {
		if got := Slug(text); got != want {
			t.Errorf("Slug(%q) = %q, want %q", text, got, want)
		}
	}
}

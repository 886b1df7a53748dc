package search

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestWords(t *testing.T) {
	french := languageOf("fr-FR")
	for text, want := range map[string]string{
		"L'œdème, l’Œdème":                "oedeme oedeme",
		"AUJOURD’HUI d'urgence":           "aujourdhui urgence",
		"qu'il jusqu'à presqu'île":        "il a presquile",
		"C.H.U. de M. Dupont":             "chu de m dupont",
		"fin.Début E.coli a.b.cd":         "fin debut e coli ab cd",
		"1.5 mg, 1,5 mg, 15":              "1.5 mg 1 5 mg 15",
		"06.39.98.71.12 06 39":            "0639987112 06 39",
		"1.5l 1.5.6l":                     "1 5l 1.5 6l",
		"URG-01 urg-123456 surg-01":       "urg01 urg 123456 surg 01",
		"URG‑01":                          "urg01", // no-break hyphen
		"SpO₂ m² 24h":                     "spo2 m2 24h",
		"réa re\u0301a RÉA":               "rea rea rea",
		"cœur\u00adbattant zéro\u200b":    "coeurbattant zero",
		"ﬁn Straße Øre İstanbul Σοφός":    "fin strasse ore istanbul σοφόσ",
		"'' -- « » … 🙂":                   "",
		"check-list":                      "check list",
		strings.Repeat("é", 50):           strings.Repeat("e", 40),
		"<script>alert('x')</script>\x00": "script alert x script",
	} {
		if got := strings.Join(words(text, french.elisions), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// What caregivers expect to be one word is, and what they tell apart is not.
func TestFrenchStems(t *testing.T) {
	st, err := languageOf("fr").stemmer()
	if err != nil {
		t.Fatal(err)
	}
	stem := func(w string) string {
		s, _ := st.stem(words(w, nil)[0])
		return s
	}
	for _, family := range []string{
		"prescription prescriptions", "urgence urgences", "infirmier infirmière infirmières infirmiers", "décédé décédée décédés décédées",
		"hôpital hôpitaux", "clé cle clés", "réa rea réas", "œdème oedeme œdèmes", "brancardier brancardiers", "bloqué bloquée bloqués bloquer",
		"étiquette etiquette étiquettes", "journal journaux", "chirurgical chirurgicale chirurgicaux", "imagerie imageries",
	} {
		members := strings.Fields(family)
		for _, m := range members[1:] {
			if stem(m) != stem(members[0]) {
				t.Errorf("%s is %s and %s is %s", members[0], stem(members[0]), m, stem(m))
			}
		}
	}
	for _, apart := range []string{"imagerie image", "messagerie message", "lit litige", "sang sanglot", "o2 o", "urg01 urg02"} {
		a, b, _ := strings.Cut(apart, " ")
		if stem(a) == stem(b) {
			t.Errorf("%s and %s are both %s", a, b, stem(a))
		}
	}
}

func TestOtherLanguages(t *testing.T) {
	for tag, pair := range map[string]string{
		"en": "sheets sheet", "de": "Kliniken Klinik", "es": "hospitales hospital", "it": "dell'ospedale ospedali", "nl": "boeken boek", "xx": "poste poste",
	} {
		l := languageOf(tag)
		st, err := l.stemmer()
		if err != nil {
			t.Fatal(err)
		}
		w := words(pair, l.elisions)
		a, _ := st.stem(w[0])
		b, _ := st.stem(w[1])
		if a != b {
			t.Errorf("%s: %s is %s and %s is %s", tag, w[0], a, w[1], b)
		}
	}
	for _, tag := range []string{"en", "de"} {
		st, err := languageOf(tag).stemmer()
		if err != nil {
			t.Fatal(err)
		}
		if _, function := st.stem(map[string]string{"en": "the", "de": "und"}[tag]); !function {
			t.Errorf("%s: an article is no function word", tag)
		}
	}
}

// The analyzer that bleve is given says what the index has.
func TestAnalyzerIsTheScanner(t *testing.T) {
	st, err := languageOf("fr").stemmer()
	if err != nil {
		t.Fatal(err)
	}
	text := "L’équipe d’astreinte prévient le C.H.U., code URG-01 : œdème à 1.5 mg."
	var got, want []string
	for _, token := range st.analyzer.Analyze([]byte(text)) {
		got = append(got, string(token.Term))
		if piece := text[token.Start:token.End]; strings.TrimFunc(piece, func(r rune) bool {
			return unicode.IsLetter(r) || unicode.IsNumber(r) || strings.ContainsRune(".’-", r)
		}) != "" {
			t.Errorf("%s stands at %q", token.Term, piece)
		}
	}
	for _, w := range words(text, st.elisions) {
		s, _ := st.stem(w)
		want = append(want, s)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFoldTable(t *testing.T) {
	seen := map[rune]string{}
	for to, from := range folds() {
		for _, r := range from {
			if unicode.ToLower(r) != r || !norm.NFC.IsNormalString(string(r)) {
				t.Errorf("%q (%U) is not what a lower-case text in NFC holds", r, r)
			}
			if old, again := seen[r]; again {
				t.Errorf("%q becomes %q and %q", r, old, to)
			}
			seen[r] = to
		}
	}
	if len(seen) < 290 || seen['é'] != "e" || seen['œ'] != "oe" {
		t.Errorf("%d characters: é %q, œ %q", len(seen), seen['é'], seen['œ'])
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"L'œdème", "C.H.U. a.b.cd", "06.39.98", "URG-01", "re\u0301a\u200b", "\xff\xfe", "''a'b'", "1.5.6l"} {
		f.Add(s)
	}
	french := languageOf("fr")
	f.Fuzz(func(t *testing.T, text string) {
		folded := string(fold(nil, text))
		for _, w := range words(text, french.elisions) {
			switch {
			case w == "":
				t.Errorf("%q has an empty word", text)
			case !utf8.ValidString(w) || strings.ContainsAny(w, " |/'\x1d\x1e\x1f"):
				t.Errorf("%q has the word %q", text, w)
			case utf8.RuneCountInString(w) > maxWord:
				t.Errorf("%q has a word of %d characters", text, utf8.RuneCountInString(w))
			}
		}
		again, places := foldWithPlaces(text)
		if string(again) != folded || len(places) != len(again)+1 {
			t.Errorf("%q: %q and %q, %d places", text, folded, again, len(places))
		}
	})
}

// The meter prunes and shares rows; this is the distance by its definition.
func TestDistance(t *testing.T) {
	list := strings.Fields("feuille feuilles feuillet famille fouille lit lits lot ilt hemorragie hemoragie hemorragique oxygene registre")
	slices.Sort(list)
	for _, word := range []string{"fueille", "feuile", "hemmoragie", "lti", "oxigene", "registrer", "zzzz"} {
		m := newMeter(word)
		for _, other := range list {
			want, begun := alignment(word, other)
			got, prefix := m.distance(other, 2)
			if got != want && (got <= 2 || want <= 2) || prefix != begun && (prefix <= 1 || begun <= 1) {
				t.Errorf("%s %s: %d and %d, want %d and %d", word, other, got, prefix, want, begun)
			}
		}
	}
}

func alignment(word, other string) (whole, begun int) {
	d := make([][]int, len(other)+1)
	begun = len(word)
	for i := range d {
		d[i] = make([]int, len(word)+1)
		for j := range d[i] {
			if i == 0 || j == 0 {
				d[i][j] = i + j
				continue
			}
			cost := 1
			if other[i-1] == word[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && other[i-1] == word[j-2] && other[i-2] == word[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
		begun = min(begun, d[i][len(word)])
	}
	return d[len(other)][len(word)], begun
}

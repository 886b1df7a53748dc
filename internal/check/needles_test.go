package check

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// What needles and digits pass over is what the detector itself does not find.
func TestNoDetectorIsPassedOver(t *testing.T) {
	text, err := os.ReadFile("testdata/secrets.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	lines = append(lines, "Mot de paſſe : Urg3nces!", "le \u212aey du wifi : Urg3nces", "ACCÈS : cadre / Urg3nces2", "MOTS DE PASSE: Urg3nces", "PIN 1234 5", "Wi-Fi, code 12345678")
	k := &known{}
	found := make([]int, len(detectors))
	for _, line := range lines {
		for _, line := range []string{line, strings.ToUpper(line), strings.ToLower(line)} {
			folded := appendFolded(nil, line)
			for i, d := range detectors {
				if d.find(k, line) < 0 {
					continue
				}
				found[i]++
				if countDigits(line) < d.digits || d.words != nil && !d.words.in(folded) {
					t.Errorf("%s is passed over in %q", d.what.EN, line)
				}
			}
		}
	}
	if slices.Contains(found, 0) {
		t.Errorf("a detector was not tried: %v", found)
	}
}

// Each line with a name may have one.
func TestNamesAreNotPassedOver(t *testing.T) {
	text, err := os.ReadFile("testdata/secrets.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(text) + "Jean de La Tour\n(**Dr\u00a0O’Brien**)\nDUPONT Marie\nJ. Martin\nMme\u202fÉvrard\n") {
		if personName.MatchString(line) {
			if n++; !mayName(line) {
				t.Errorf("passed over: %s", line)
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d names", n)
	}
	if mayName("appeler le SIGLE12 au poste 7012, voir la Fiche") {
		t.Error("two capitals far apart are no name")
	}
}

func TestNeedles(t *testing.T) {
	for _, d := range detectors {
		if d.words == nil && d.digits == 0 && d.what != aNamedLine {
			t.Errorf("%s is looked for in every line", d.what.EN)
		}
		for _, word := range d.words {
			if len(word) == 0 {
				t.Errorf("%s: an empty needle is in every line", d.what.EN)
			}
		}
	}
}

// What is known of all that an expression matches, folded: the longest of it, and
// of two as long the first; nothing where that would be more than 32 texts.
func TestNeedlesOfExpressions(t *testing.T) {
	for expression, want := range map[string]string{
		`abc`:                "ABC",
		`(?i)k(?-i)é`:        "KÉ",
		`ab|cde`:             "AB CDE",
		`ab?c`:               "AC ABC",
		`(abc)+`:             "ABC",
		`\babc$`:             "ABC",
		`a*`:                 "",
		`a?`:                 "",
		`abc|.`:              "",
		`x[a-cm]y`:           "XAY XBY XCY XMY",
		`x(ab|cd)y`:          "XABY XCDY",
		`xx(ab|.*)y`:         "XX",
		`a(b|c)d.`:           "ABD ACD",
		`.abc.defg.hijk`:     "DEFG",
		`.(abc.|def.).`:      "ABC DEF",
		`.(abc|d).(ef|gh).`:  "EF GH",
		`[0-9a-v]`:           "0 1 2 3 4 5 6 7 8 9 A B C D E F G H I J K L M N O P Q R S T U V",
		`[0-9a-w]`:           "",
		`[ab][0-9a-f]`:       "A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 AA AB AC AD AE AF B0 B1 B2 B3 B4 B5 B6 B7 B8 B9 BA BB BC BD BE BF",
		`[a-c][0-9a]`:        "A B C",
		`[[:cntrl:]]|é[^a]`:  "",
		`mots? de passe|.dp`: "MOT DE PASSE MOTS DE PASSE DP",
	} {
		got := []string{}
		for _, word := range some(regexp.MustCompile(expression)) {
			got = append(got, string(word))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", expression, got, want)
		}
	}
}

// Letters that are one but for their case are one; what is no letter stays.
func TestFolded(t *testing.T) {
	for text, want := range map[string]string{
		"Clé k\u212a \u017f":       "CLÉ KK S",
		"\u007f\u0080\u0180\u0243": "\u007f\u0080\u0180\u0180",
		"a\xffb’":                  "A\xffB’",
	} {
		if got := string(appendFolded(nil, text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Each line has the same remarks when no needle passes it over: lines as authors
// may write them, those of the real content, and some that each pattern matches.
func TestNeedlesHideNothing(t *testing.T) {
	text, err := os.ReadFile("testdata/secrets.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	if err := fs.WalkDir(os.DirFS("../../content"), ".", func(name string, e fs.DirEntry, err error) error {
		if ext := path.Ext(name); err != nil || ext != ".md" && ext != ".yaml" {
			return err
		}
		text, err := os.ReadFile("../../content/" + name)
		lines = append(lines, strings.Split(string(text), "\n")...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	lines = slices.Compact(lines)
	rng := rand.New(rand.NewPCG(1, 2))
	for _, p := range []*regexp.Regexp{privateKey, netWord, inAddress, accountPair, passwordWord, phraseWord, tokenWord, codeWord, address} {
		tree, err := syntax.Parse(p.String(), syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		words, made := some(p), 0
		for range 200 {
			match := matched(tree, rng)
			if !p.MatchString(match) {
				continue // \b knows no K of kelvin
			}
			made++
			if !words.in(appendFolded(nil, match)) {
				t.Errorf("%q is passed over, which %s matches", match, p)
			}
			lines = append(lines, match, "Porte, "+match+" 4582", match+" : Urg3nces#26", match+", clé : Urg3nces26")
		}
		if made < 100 {
			t.Errorf("%s matches %d of 200 lines made from it", p, made)
		}
	}
	remarks := func() []string {
		found := make([]string, len(lines))
		each(len(lines), func(i int) { found[i] = fmt.Sprint((&known{}).scan("note.md", lines[i])) })
		return found
	}
	with := remarks()
	before := slices.Clone(detectors)
	defer func() { detectors = before }()
	detectors = slices.Clone(before)
	for i := range detectors {
		detectors[i].words = needles{{}}
	}
	n := 0
	for i, without := range remarks() {
		if with[i] != without {
			t.Errorf("%q: %s, without needles %s", lines[i], with[i], without)
		}
		if without != "[]" {
			n++
		}
	}
	if n < 1000 {
		t.Errorf("%d of %d lines have a remark: too few to prove something", n, len(lines))
	}
}

// matched returns a line that an expression matches, in some case where it asks
// for none.
func matched(re *syntax.Regexp, rng *rand.Rand) string {
	var out strings.Builder
	repeat := func(least, most int) {
		for range least + rng.IntN(most-least+1) {
			out.WriteString(matched(re.Sub[0], rng))
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if re.Flags&syntax.FoldCase != 0 {
				for range rng.IntN(3) {
					r = unicode.SimpleFold(r)
				}
			}
			out.WriteRune(r)
		}
	case syntax.OpCharClass: // a range of other alphabets would hide the first ones
		i := 2 * rng.IntN(len(re.Rune)/2)
		out.WriteRune(re.Rune[i] + rng.Int32N(min(100, re.Rune[i+1]-re.Rune[i]+1)))
	case syntax.OpAlternate:
		return matched(re.Sub[rng.IntN(len(re.Sub))], rng)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			out.WriteString(matched(sub, rng))
		}
	case syntax.OpCapture:
		repeat(1, 1)
	case syntax.OpQuest:
		repeat(0, 1)
	case syntax.OpStar:
		repeat(0, 3)
	case syntax.OpPlus:
		repeat(1, 4)
	case syntax.OpRepeat:
		repeat(re.Min, re.Max)
	}
	return out.String()
}

package site_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"planblanc/internal/content"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

// An anchor must not tell that a row of a narrower audience has the same word,
// wherever that row stands in the file.
func TestAnchorsOfAWiderAudienceComeFirst(t *testing.T) {
	rows := map[content.Audience]string{
		content.Restricted: "- {term: DPI, expansion: le plus étroit, audience: restreint}\n",
		content.Internal:   "- {term: Dpi, expansion: étroit, audience: interne}\n",
		content.Public:     "- {term: dpi, expansion: ouvert}\n- {term: dPi, expansion: ouvert aussi}\n",
	}
	want := map[string]string{"dpi": "ouvert", "dpi-2": "ouvert aussi", "dpi-3": "étroit", "dpi-4": "le plus étroit"}
	for _, order := range []string{"restreint interne public", "interne restreint public", "public interne restreint", "public restreint interne", "restreint public interne"} {
		file := "-- data/glossary.yaml --\n"
		for audience := range strings.FieldsSeq(order) {
			file += rows[content.Audience(audience)]
		}
		c := catalog(t, sitetest.Folder(file), "", nil)
		for anchor, expansion := range want {
			if d := c.Definitions[anchor]; d == nil || d.Expansion != expansion {
				t.Errorf("%s: %s is %v, want %s", order, anchor, d, expansion)
			}
		}
	}
}

// What an abbreviation means is written into the texts of those who may know it.
func TestTextsHaveTheExpansionsOfTheirAudience(t *testing.T) {
	archive := "-- data/glossary.yaml --\n- {term: AAA, expansion: mot ouvert}\n- {term: BBB, expansion: mot interne, audience: interne}\n" +
		"- {term: CCC, expansion: mot restreint, audience: restreint}\n- {term: FFF, expansion: six}\n" +
		"- {term: DDD, expansion: plusieurs, senses: [{expansion: premier sens}, {expansion: second sens}]}\n- {term: EEE, expansion: autre, senses: [{expansion: sens unique}]}\n"
	for _, audience := range content.Audiences() {
		archive += "-- " + audience + ".md --\n---\ntitle: Titre\ntype: reference\naudience: " + audience + "\n---\n\nAAA BBB CCC DDD EEE FFF\n"
	}
	c := catalog(t, sitetest.Folder(archive), "", nil)
	abbr := func(term, expansion string) string { return `<abbr title="` + expansion + `">` + term + "</abbr>" }
	for audience, want := range map[string][]string{
		"public":    {abbr("AAA", "mot ouvert"), "BBB", "CCC"},
		"interne":   {abbr("AAA", "mot ouvert"), abbr("BBB", "mot interne"), "CCC"},
		"restreint": {abbr("AAA", "mot ouvert"), abbr("BBB", "mot interne"), abbr("CCC", "mot restreint")},
	} {
		want = append(want, abbr("DDD", "premier sens / second sens"), abbr("EEE", "sens unique"), abbr("FFF", "six"))
		var got bytes.Buffer
		c.ByPath[audience+".md"].Body.Flow.Render(&got, nil) // it refers to nothing
		if got.String() != "<p>"+strings.Join(want, " ")+"</p>" {
			t.Errorf("%s reads %s", audience, got.String())
		}
	}
}

func TestSynonymsAndGlossaryOfAnAudience(t *testing.T) {
	glossary, synonyms := "-- data/glossary.yaml --\n", "-- data/synonyms.yaml --\ngroups:\n"
	for _, term := range strings.Fields("h c f a e g b d") {
		glossary += "- {term: " + term + ", expansion: mot}\n- {term: " + term + "x, expansion: mot, audience: restreint}\n"
	}
	for _, audience := range content.Audiences() {
		synonyms += "  - {words: [" + audience + ", mot], audience: " + audience + "}\n"
	}
	c := catalog(t, sitetest.Folder(glossary+synonyms), "interne", nil)
	s := c.Select(site.Selection{})
	var terms, words []string
	for _, d := range s.Glossary {
		terms = append(terms, d.Term)
	}
	for _, g := range s.Synonyms.Groups {
		words = append(words, g.Words[0])
	}
	if got := strings.Join(terms, " "); got != "a b c d e f g h" {
		t.Errorf("the glossary is %s", got)
	}
	if !slices.Equal(words, []string{"public", "interne"}) {
		t.Errorf("the synonyms are %v", words)
	}
}

package edition

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"planblanc/internal/output"
)

func card(code, version, fingerprint string, binders []string, actions ...string) output.Card {
	c := output.Card{Code: code, Title: "Titre " + code, Version: version, Fingerprint: fingerprint, URL: "fiches/" + code + ".html",
		Approved: "2026-01-01", ReviewBy: "2027-01-01", Binders: binders}
	for _, a := range actions {
		c.Parts = append(c.Parts, output.Part{Kind: "action", Text: a})
	}
	return c
}

func both(old, new []output.Card) Comparison {
	return Compare(output.Manifest{Edition: "1", Cards: old}, output.Manifest{Edition: "2", Cards: new})
}

func TestKinds(t *testing.T) {
	urg := []string{"service-urgences"}
	same := card("URG-01", "1.0", "A", urg, "Appeler.")
	for name, c := range map[string]struct {
		old, new []output.Card
		kinds    []Kind // of Cards, then of Extended
		binders  int
	}{
		"nothing":      {[]output.Card{same}, []output.Card{same}, nil, 0},
		"another text": {[]output.Card{same}, []output.Card{card("URG-01", "1.1", "B", urg)}, []Kind{Changed}, 1},
		"new":          {nil, []output.Card{same}, []Kind{Added}, 1},
		"gone":         {[]output.Card{same}, nil, []Kind{Withdrawn}, 1},
		"version only": {[]output.Card{same}, []output.Card{card("URG-01", "1.1", "A", urg, "Appeler.")}, []Kind{Extended}, 0},
		"dates only": {[]output.Card{same}, func() []output.Card {
			c := same
			c.ReviewBy = "2028-01-01"
			return []output.Card{c}
		}(), []Kind{Extended}, 0},
		"another code": {[]output.Card{same}, []output.Card{card("URG-02", "1.0", "A", urg)}, []Kind{Added, Withdrawn}, 1},
		"moved":        {[]output.Card{same}, []output.Card{card("URG-01", "1.0", "A", []string{"service-pui"})}, nil, 2},
		"no page":      {[]output.Card{same}, func() []output.Card { c := same; c.URL = "x.html"; c.Pages = 3; return []output.Card{c} }(), nil, 0},
	} {
		got := both(c.old, c.new)
		var kinds []Kind
		for _, k := range slices.Concat(got.Cards, got.Extended) {
			kinds = append(kinds, k.Kind)
		}
		if !slices.Equal(kinds, c.kinds) || len(got.Binders) != c.binders {
			t.Errorf("%s: %v, %d binders: %+v", name, kinds, len(got.Binders), got.Binders)
		}
		if got.Same() != (len(got.Cards) == 0 && c.binders == 0) {
			t.Errorf("%s: same %v", name, got.Same())
		}
	}
}

func TestEdits(t *testing.T) {
	for name, c := range map[string]struct {
		old, new []string
		want     []Edit
	}{
		"none":     {[]string{"Appeler le 15."}, []string{"Appeler le 15."}, []Edit{}},
		"new":      {[]string{"A."}, []string{"A.", "Prévenir le cadre."}, []Edit{{"action", "", "Prévenir le cadre."}}},
		"gone":     {[]string{"A.", "Prévenir le cadre."}, []string{"A."}, []Edit{{"action", "Prévenir le cadre.", ""}}},
		"reworded": {[]string{"Appeler le cadre de garde au 4711."}, []string{"Appeler le cadre de garde au 4712."}, []Edit{{"action", "Appeler le cadre de garde au 4711.", "Appeler le cadre de garde au 4712."}}},
		"replaced": {[]string{"Débrancher le câble."}, []string{"Ouvrir le kit papier."}, []Edit{{"action", "", "Ouvrir le kit papier."}, {"action", "Débrancher le câble.", ""}}},
		"moved":    {[]string{"A.", "B.", "C."}, []string{"C.", "A.", "B."}, []Edit{{"action", "C.", "C."}}},
		"twice":    {[]string{"A.", "A."}, []string{"A."}, []Edit{{"action", "A.", ""}}},
	} {
		got := both([]output.Card{card("X-1", "1", "A", nil, c.old...)}, []output.Card{card("X-1", "1", "B", nil, c.new...)})
		if !reflect.DeepEqual(got.Cards[0].Edits, c.want) {
			t.Errorf("%s: %+v", name, got.Cards[0].Edits)
		}
	}
}

func TestFiles(t *testing.T) {
	got := Compare(
		output.Manifest{Files: []output.Entry{{Path: "a", Bytes: 1, SHA256: "1"}, {Path: "b", Bytes: 2, SHA256: "2"}, {Path: "c", Bytes: 3, SHA256: "3"}}},
		output.Manifest{Files: []output.Entry{{Path: "a", Bytes: 1, SHA256: "1"}, {Path: "b", Bytes: 5, SHA256: "x"}, {Path: "d", Bytes: 4, SHA256: "4"}}})
	want := []File{{Changed, "b", 5}, {Withdrawn, "c", 3}, {Added, "d", 4}}
	if !slices.Equal(got.Files, want) || !got.Same() {
		t.Errorf("%+v", got)
	}
}

// Editions in the wrong order, or of two sites, would have sheets in force
// destroyed.
func TestDoubts(t *testing.T) {
	base := output.Manifest{Site: "A", Audience: "interne", Number: 10}
	for name, c := range map[string]struct {
		change func(*output.Manifest)
		want   []Doubt
	}{
		"the same":       {func(*output.Manifest) {}, []Doubt{}},
		"newer":          {func(m *output.Manifest) { m.Number = 11 }, []Doubt{}},
		"older":          {func(m *output.Manifest) { m.Number = 9 }, []Doubt{Older}},
		"other site":     {func(m *output.Manifest) { m.Site = "B" }, []Doubt{OtherSite}},
		"other audience": {func(m *output.Manifest) { m.Audience = "public" }, []Doubt{OtherAudience}},
		"all":            {func(m *output.Manifest) { *m = output.Manifest{} }, []Doubt{Older, OtherSite, OtherAudience}},
	} {
		new := base
		c.change(&new)
		if got := Compare(base, new).Doubts; !slices.Equal(got, c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Whatever two manifests say, comparing one with itself finds nothing, and
// comparing them the other way round turns new into gone.
func FuzzCompare(f *testing.F) {
	f.Add([]byte(`{"cards":[{"code":"A-1","fingerprint":"x","binders":["s"],"parts":[{"kind":"action","text":"Appeler."}]}],"files":[]}`),
		[]byte(`{"cards":[{"code":"A-1","fingerprint":"y","binders":["t"],"parts":[]},{"code":"B-2"}],"files":[]}`))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		var old, new output.Manifest
		if json.Unmarshal(a, &old) != nil || json.Unmarshal(b, &new) != nil {
			return
		}
		there, back := Compare(old, new), Compare(new, old)
		if self := Compare(old, old); !self.Same() || len(self.Extended) > 0 || len(self.Doubts) > 0 {
			t.Errorf("%s differs from itself: %+v", a, self)
		}
		count := func(c Comparison, k Kind) (n int) {
			for _, card := range c.Cards {
				if card.Kind == k {
					n++
				}
			}
			return n
		}
		if count(there, Added) != count(back, Withdrawn) || count(there, Changed) != count(back, Changed) || len(there.Binders) != len(back.Binders) {
			t.Errorf("%+v\n%+v", there, back)
		}
	})
}

package main

import (
	"bytes"
	"slices"
	"testing"

	"planblanc/internal/content"
	"planblanc/starter"
)

// Each type of document can be begun, with an archetype in form that has the
// keys the type must have.
func TestEveryTypeHasItsArchetype(t *testing.T) {
	for _, of := range content.Types() {
		if !slices.ContainsFunc(kinds, func(k kind) bool { return k.of == of }) {
			t.Errorf("no command begins %s", of)
		}
		text, err := starter.Archetypes.ReadFile("archetypes/" + string(of) + ".md")
		if err != nil {
			t.Error(err)
			continue
		}
		doc, diags := content.Parse(string(of), text)
		if formed, more := content.Format(string(of), text); len(diags)+len(more) > 0 || !bytes.Equal(formed, text) {
			t.Errorf("%s is not in form: %v %v\n%s", of, diags, more, formed)
		}
		for _, key := range of.Required() {
			if !doc.HasKey(key) {
				t.Errorf("%s lacks %s", of, key)
			}
		}
		if doc.Meta.Type != of || doc.Meta.Status != content.Draft {
			t.Errorf("%s has type %s, status %s", of, doc.Meta.Type, doc.Meta.Status)
		}
	}
}

package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"planblanc/internal/content"
	"planblanc/internal/sitetest"
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

// The editor's task of a new base finds the place of each remark, in both
// languages.
func TestEditorTaskReadsRemarks(t *testing.T) {
	text, err := starter.Site.ReadFile("site/.vscode/tasks.json")
	if err != nil {
		t.Fatal(err)
	}
	var tasks struct {
		Tasks []struct {
			ProblemMatcher []struct {
				Severity string
				Pattern  struct{ Regexp string }
			}
		}
	}
	if err := json.Unmarshal(text, &tasks); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "content")
	write(t, dir, sitetest.Folder("-- fiches/x.md --\n---\ntitle: A\ntype: referance\nsummary: "+strings.Repeat("long ", 40)+"\n---\n"))
	for _, language := range []string{"fr", "en"} {
		_, out, _ := planblanc([]string{"PLANBLANC_LANG=" + language}, "check", "-s", dir, "--date", today)
		found := map[string]string{}
		for _, m := range tasks.Tasks[0].ProblemMatcher {
			for _, line := range strings.Split(out, "\n") {
				if p := regexp.MustCompile(m.Pattern.Regexp).FindStringSubmatch(line); p != nil {
					found[p[5]] = m.Severity + " " + strings.TrimPrefix(p[1], filepath.ToSlash(dir)+"/") + " " + p[2] + " " + p[3]
				}
			}
		}
		if found["unknown-value"] != "error fiches/x.md 3 7" || found["summary-too-long"] != "warning fiches/x.md 4 10" {
			t.Errorf("%s: %v in\n%s", language, found, out)
		}
	}
}

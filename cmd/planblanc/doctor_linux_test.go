package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a machine has decides what doctor says, and the exit code; each thing that
// is not there has its cost.
func TestDoctor(t *testing.T) {
	machine := func(t *testing.T, programs map[string]string) {
		bin := t.TempDir()
		for name, script := range programs {
			if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("PATH", bin)
	}
	future := t.TempDir()
	if err := os.WriteFile(filepath.Join(future, "a.md"), []byte("---\ntitle: A\ntype: reference\nstatus: valide\napproved: 2999-01-01\n---\n\nUn mot.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	hunspell := "case \"$*\" in *fr_FR*) echo Hunspell; while read l; do echo '*'; echo; done;; *) echo \"Can't open affix\" >&2; exit 1;; esac"
	for name, c := range map[string]struct {
		programs map[string]string
		args     []string
		want     map[string]health
		said     string
	}{
		"nothing": {nil, nil, map[string]health{"browser": missing, "sandbox": missing, "git": missing, "fonts": doubtful, "dictionary": missing, "rights": present, "clock": present}, "aucun navigateur trouvé"},
		"some": {map[string]string{"git": "", "fc-match": "echo Liberation Sans", "hunspell": hunspell, "chromium": "echo no display >&2; exit 1"}, nil,
			map[string]health{"browser": missing, "git": present, "fonts": present, "dictionary": present}, "ne démarre pas"},
		"other fonts": {map[string]string{"fc-match": "echo DejaVu Sans"}, nil, map[string]health{"fonts": missing}, "DejaVu Sans"},
		"no right":    {nil, []string{"-d", "/proc/site"}, map[string]health{"rights": missing, "space": missing}, "aucun site ne peut être construit là"},
		"late clock":  {nil, []string{"-s", future}, map[string]health{"clock": doubtful}, "avant le dernier changement du contenu (2999-01-01)"},
	} {
		t.Run(name, func(t *testing.T) {
			machine(t, c.programs)
			t.Chdir(t.TempDir())
			var out, errs bytes.Buffer
			args := append([]string{"doctor"}, c.args...)
			if code := run(append(args, "--format", "json"), []string{"PLANBLANC_LANG=fr"}, &out, &errs); code != exitContent || errs.Len() > 0 {
				t.Fatalf("exit code %d, %s", code, &errs)
			}
			var got struct{ Parts []organ }
			if err := json.Unmarshal(out.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			states := map[string]health{}
			for _, p := range got.Parts {
				states[p.Part] = p.State
				if (p.State == present) != (p.Cost == "") || p.Detail == "" && p.State != present {
					t.Errorf("%s is %s: %q, cost %q", p.Part, p.State, p.Detail, p.Cost)
				}
			}
			asked := maps.Clone(states)
			maps.Copy(asked, c.want)
			if !maps.Equal(states, asked) || len(states) != 9 {
				t.Errorf("got %v, want %v", states, c.want)
			}
			for language, word := range map[string]string{"fr": "MANQUE", "en": "MISSING"} {
				out.Reset()
				run(args, []string{"PLANBLANC_LANG=" + language}, &out, &errs)
				if text := out.String(); !strings.Contains(text, word) || language == "fr" && !strings.Contains(text, c.said) {
					t.Errorf("%s", text)
				}
			}
			if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
	if code := run([]string{"doctor", "--format", "xml"}, nil, &bytes.Buffer{}, &bytes.Buffer{}); code != exitFailure {
		t.Errorf("exit code %d for a wrong format", code)
	}
}

package build_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"planblanc/internal/build"
	"planblanc/internal/diag"
	"planblanc/internal/output"
	"planblanc/internal/search"
	"planblanc/internal/site"
	"planblanc/internal/sitetest"
)

var hostileDir = flag.String("hostile", "", "write the hostile site, rendered in spite of its errors, into this folder")

// Hostile content is refused; and rendered all the same, as if no check had seen
// it, its pages have nothing but what the site's pages have.
func TestHostileSite(t *testing.T) {
	folder, payloads := sitetest.Hostile()
	if len(payloads) < 500 {
		t.Errorf("%d payloads, want 500", len(payloads))
	}
	o := options(folder)
	o.Drafts = true
	if _, _, err := build.Run(o, standard(t), filepath.Join(t.TempDir(), "public"), output.Options{}); err != build.ErrContent {
		t.Errorf("the build ends with %v, want %v", err, build.ErrContent)
	}
	l, err := build.Load(o)
	if err != nil {
		t.Fatal(err)
	}
	reported := map[string]bool{}
	for _, d := range l.Diagnostics {
		reported[d.File] = true
	}
	s := l.Site(o)
	var mu sync.Mutex
	pages, shown := 0, 0
	add := func(f output.File) error {
		mu.Lock()
		defer mu.Unlock()
		if strings.HasSuffix(f.Path, ".html") && f.Path != sitetest.HostilePage {
			pages++
			text := string(f.Body)
			shown += strings.Count(text, "ran(")
			for _, fault := range sitetest.Lint(sitetest.Page{Path: f.Path, Text: text, InlineScript: f.Path == site.VerifierURL}) {
				t.Error(fault)
			}
		}
		if *hostileDir == "" {
			return nil
		}
		return put(filepath.Join(*hostileDir, filepath.FromSlash(f.Path)), f.Body)
	}
	if err := standard(t).Render(s, nil, add); err != nil {
		t.Fatal(err)
	}
	if err := search.Render(s, add); err != nil {
		t.Fatal(err)
	}
	if pages < 100 || shown < 2000 {
		t.Errorf("%d pages show %d calls: the test looks in the wrong place", pages, shown)
	}
	if *hostileDir != "" {
		list, err := json.Marshal(payloads)
		if err != nil {
			t.Fatal(err)
		}
		if err := put(filepath.Join(*hostileDir, "payloads.json"), list); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d payloads on %d pages; %d of %d files refused", len(payloads), pages, len(reported), len(folder))
}

// What was published against Hugo and goldmark does not hold here: each case is
// refused, or its page has listed markup only.
func TestAdvisories(t *testing.T) {
	for name, text := range sitetest.Advisories {
		t.Run(name, func(t *testing.T) {
			folder := sitetest.Folder("-- fiches/avis.md --\n---\ntitle: Avis\ntype: reference\nstatus: valide\n---\n\n" + fmt.Sprintf(text, "ran(1)", sitetest.Trap) +
				"-- fiches/plan.png --\nx\n-- fiches/hostile.html --\n<script>ran(1)</script>\n")
			l, err := build.Load(options(folder))
			if err != nil {
				t.Fatal(err)
			}
			err = standard(t).Render(l.Site(options(folder)), nil, func(f output.File) error {
				if f.Path == "fiches/avis.html" {
					for _, fault := range sitetest.Lint(sitetest.Page{Path: f.Path, Text: string(f.Body)}) {
						t.Error(fault)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range l.Diagnostics {
				t.Logf("%s:%d:%d %s", d.File, d.Line, d.Column, d.Rule)
			}
			// These four are plain text or escaped attributes, which nothing has to refuse.
			quiet := strings.HasPrefix(name, "CVE-2024-") || strings.HasPrefix(name, "CVE-2026-35166") || strings.HasPrefix(name, "GHSA-q76j")
			if !quiet && !diag.HasErrors(l.Diagnostics) {
				t.Error("nothing is refused")
			}
		})
	}
}

func put(file string, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, body, 0o644)
}

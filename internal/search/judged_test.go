package search_test

import (
	"bufio"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
)

// judgement is a line of testdata/judged.tsv, which says what each column means.
type judgement struct {
	line                    int
	half, kind, must, query string
	grades                  map[string]int
}

// neuf is the half that nothing was tuned on.
const neuf = "neuf"

func readJudged(t testing.TB) []judgement {
	t.Helper()
	f, err := os.Open("testdata/judged.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []judgement
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		cells := strings.Split(lines.Text(), "\t")
		if len(cells) != 5 {
			t.Fatalf("judged.tsv:%d: %d columns, want 5", n, len(cells))
		}
		j := judgement{line: n, half: cells[0], kind: cells[1], must: cells[2], query: cells[3], grades: map[string]int{}}
		for _, g := range strings.Fields(cells[4]) {
			id, grade, _ := strings.Cut(g, "=")
			value, err := strconv.Atoi(grade)
			if err != nil || value < 1 || value > 3 || j.grades[id] != 0 {
				t.Fatalf("judged.tsv:%d: %s: want a page once, with a grade of 1 to 3", n, g)
			}
			j.grades[id] = value
		}
		out = append(out, j)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// contentSite is the site of the project's own content.
func contentSite(t testing.TB) *site.Site {
	t.Helper()
	library, diags, err := content.Load(os.DirFS("../../content"), nil)
	if err != nil || diag.HasErrors(diags) {
		t.Fatal(err, diags)
	}
	return site.NewCatalog(library, nil).Select(site.Selection{})
}

// identify names what a result leads to as judged.tsv does.
func identify(s *site.Site) map[string]string {
	ids := map[string]string{}
	name := func(p *site.Page) {
		switch {
		case p.Meta.Code != "":
			ids[p.URL] = p.Meta.Code
		default:
			ids[p.URL] = strings.TrimSuffix(strings.TrimSuffix(p.Path, ".md"), "/index")
		}
	}
	for _, p := range s.Pages {
		name(p)
	}
	for _, section := range s.Sections {
		name(section.Page)
	}
	for _, c := range s.Contacts {
		ids[site.DirectoryURL+"#"+c.ID] = "contact:" + c.ID
	}
	for _, d := range s.Glossary {
		ids[site.GlossaryURL+"#"+d.Anchor] = "terme:" + d.Anchor
	}
	return ids
}

func TestJudgedSet(t *testing.T) {
	all := readJudged(t)
	if len(all) < 140 {
		t.Errorf("%d queries, want 140 or more", len(all))
	}
	known := map[string]bool{}
	for _, id := range identify(contentSite(t)) {
		known[id] = true
	}
	musts := []string{"-", "gestes", "appeler", "securite"}
	seen, ofKind := map[string]bool{}, map[string]int{}
	for _, j := range all {
		want := neuf
		if j.half != neuf {
			want = []string{"tune", "held"}[ofKind[j.kind]%2]
			ofKind[j.kind]++
		}
		switch {
		case j.half != want:
			t.Errorf("judged.tsv:%d: %s is the %d. query of %s, so its half is %s", j.line, j.query, ofKind[j.kind], j.kind, want)
		case seen[j.query]:
			t.Errorf("judged.tsv:%d: %s stands twice", j.line, j.query)
		case !slices.Contains(musts, j.must):
			t.Errorf("judged.tsv:%d: must is %q, want one of %q", j.line, j.must, musts)
		case best(j.grades) != 3:
			t.Errorf("judged.tsv:%d: no page of grade 3", j.line)
		}
		seen[j.query] = true
		for id := range j.grades {
			if !known[id] {
				t.Errorf("judged.tsv:%d: the site publishes no %s", j.line, id)
			}
		}
	}
}

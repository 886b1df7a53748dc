package content_test

import (
	"io/fs"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"planblanc/internal/content"
	"planblanc/internal/sitetest"
)

// counting counts how often each file is opened; files are read at the same time.
type counting struct {
	fs.FS
	mu     sync.Mutex
	opened map[string]int
}

func (c *counting) Open(name string) (fs.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opened[name]++
	return c.FS.Open(name)
}

// What is common to a group is read once for all, and an establishment's own words
// and numbers are not seen by the others, whatever the order of asking.
func TestGroupReadsDataOnce(t *testing.T) {
	files := fstest.MapFS{}
	for name, text := range sitetest.Region(4, 45, func(i int) bool { return i == 1 }) {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	files["site.yaml"].Data = []byte(strings.Replace(string(files["site.yaml"].Data), "numéro 2\n", "numéro 2\n    labels: {service-1: Accueil}\n", 1))
	c := &counting{FS: files, opened: map[string]int{}}
	r := content.NewReader(c, nil)
	common, _, err := r.Read(nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, id := range []string{"h002", "h001", "h000", "h003"} {
			l, diags, err := r.Library(id)
			if err != nil || len(diags) > 0 {
				t.Fatal(err, diags)
			}
			alone, _, err := content.LoadFor(files, nil, id)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(l.Data, alone.Data) {
				t.Errorf("%s: the data is not what is read for it alone", id)
			}
			if shares := l.Tables == common.Tables; shares != (id == "h000" || id == "h003") {
				t.Errorf("%s: shares the tables of all: %v", id, shares)
			}
		}
	}
	for _, name := range append(common.Files, "sites/h001/annuaire.yaml") {
		if c.opened[name] != 1 {
			t.Errorf("%s was opened %d times", name, c.opened[name])
		}
	}
}

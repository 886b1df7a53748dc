package search_test

import (
	"io/fs"
	"testing"

	"planblanc/internal/search"
	"planblanc/internal/site"
)

// render returns the files of a site's index.
func render(t testing.TB, s *site.Site) map[string][]byte {
	t.Helper()
	files, err := search.Files(s)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func reader(files map[string][]byte) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if body := files[name]; body != nil {
			return body, nil
		}
		return nil, fs.ErrNotExist
	}
}

func open(t testing.TB, files map[string][]byte) *search.Index {
	t.Helper()
	x, err := search.Open(reader(files))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

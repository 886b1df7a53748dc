package search

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"planblanc/internal/folder"
	"planblanc/internal/output"
	"planblanc/internal/site"
)

// Store is a folder that keeps indexes between runs, each below a key that
// names what it was made of: the caller's, for the index cannot tell.
//
// What is kept can be made again, so nothing here is precious: an index that
// cannot be written is not kept, one that is not whole is made again. A
// file read later than Open may be gone, pruned by another run: that is a
// DamagedError too.
type Store struct{ Dir string }

// keptMost is how many keys a store holds: an author compares two states of a
// content.
const keptMost = 2

// The parts of a key's folder.
const (
	pagesPart = "pages"
	blevePart = "bleve"
	sumsFile  = "sums.json"
)

// Open returns the index kept under a key. The error is fs.ErrNotExist when
// there is none, and a DamagedError when it is not whole. Most files are read
// when a query needs them, and may turn out damaged then; Whole reads them now.
func (s Store) Open(key string) (*Index, error) {
	folder := filepath.Join(s.Dir, key, pagesPart)
	if !isFolder(folder) {
		return nil, fs.ErrNotExist
	}
	return Open(func(file string) ([]byte, error) {
		text, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(file)))
		if err != nil {
			return nil, &DamagedError{file, err.Error()}
		}
		return text, nil
	})
}

// Whole reads all files but the texts for snippets, for those who cannot take
// back the answers that they gave before a file turned out damaged.
func (x *Index) Whole() error {
	for _, f := range x.Post {
		if _, err := x.load(f[0], f[1]); err != nil {
			return err
		}
	}
	for _, f := range x.Docs.Files {
		if _, err := x.load(f[0], f[1]); err != nil {
			return err
		}
	}
	return nil
}

// Keep keeps an index under a key, in one step.
func (s Store) Keep(key string, x *Index) error {
	paths := []string{indexFile, x.file(x.Lex[0])}
	for _, f := range x.Post {
		paths = append(paths, x.file(f[0]))
	}
	for _, f := range slices.Concat(x.Docs.Files, x.Texts.Files) {
		paths = append(paths, x.file(f[0]))
	}
	paths = slices.Compact(paths) // those that stand in index.js come first
	files := make([]output.File, len(paths))
	for i, file := range paths {
		body, err := x.read(file)
		if err != nil {
			return fmt.Errorf("search: %w", err)
		}
		files[i] = output.File{Path: file, Body: body}
	}
	return output.Keep(s.Dir, key+"/"+pagesPart, keptMost, func(folder string) error { return output.SaveNew(folder, files) })
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// sums are the hashes of the files of a bleve index, which has none
// of its own that are checked when it is opened, and what opening it needs.
type sums struct {
	Language string            `json:"language"`
	N        int               `json:"n"`
	Files    map[string]string `json:"files"`
}

// OpenBleve returns the bleve index kept under a key, to be closed after use;
// errors are as for Open. Every byte is checked first: bleve maps its files into
// memory and trusts them.
func (s Store) OpenBleve(key string) (*Bleve, error) {
	part := filepath.Join(s.Dir, key, blevePart)
	if !isFolder(part) {
		return nil, fs.ErrNotExist
	}
	damaged := func(err error) error { return &DamagedError{path.Join(key, blevePart), err.Error()} }
	text, err := os.ReadFile(filepath.Join(part, sumsFile))
	if err != nil {
		return nil, damaged(err)
	}
	var want sums
	if err := json.Unmarshal(text, &want); err != nil {
		return nil, damaged(err)
	}
	got, err := sumFiles(folder.At(filepath.Join(part, "index")))
	if err != nil {
		return nil, damaged(err)
	}
	if len(got) == 0 || !maps.Equal(got, want.Files) {
		return nil, damaged(errors.New("the files are not those that were written"))
	}
	if err := register(); err != nil {
		return nil, err
	}
	config := map[string]any{"path": filepath.Join(part, "index"), "read_only": true}
	b, err := openBleve(config, nil, languageOf(want.Language), want.N)
	if err != nil {
		return nil, damaged(err)
	}
	return b, nil
}

// KeepBleve fills a bleve index with a site and keeps it under a key, in one
// step. bleve's builder merges what it writes into one segment, so the same site
// has the same scores as in memory.
func (s Store) KeepBleve(key string, of *site.Site) error {
	if err := register(); err != nil {
		return err
	}
	return output.Keep(s.Dir, key+"/"+blevePart, keptMost, func(into string) error {
		made := filepath.Join(into, "index")
		b, err := scorch.NewBuilder(map[string]any{"path": made, "buildPathPrefix": into})
		if err != nil {
			return err
		}
		kept := sums{Language: of.Settings.Language}
		kept.N, err = bleveDocuments(of, bleveMapping(languageOf(of.Settings.Language)), b.Index)
		if err = errors.Join(err, b.Close()); err != nil {
			return err
		}
		if kept.Files, err = sumFiles(folder.At(made)); err != nil {
			return err
		}
		text, err := json.Marshal(kept)
		if err != nil {
			return err
		}
		return output.SaveNew(into, []output.File{{Path: sumsFile, Body: text}})
	})
}

// sumFiles are the hashes of the files of a folder.
func sumFiles(folder fs.FS) (map[string]string, error) {
	out := map[string]string{}
	err := fs.WalkDir(folder, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		out[name] = fmt.Sprintf("%x", sha256.Sum256(text))
		return nil
	})
	return out, err
}

package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/registry"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"planblanc/internal/output"
	"planblanc/internal/sitetest"
)

// yardsticks are the programs that BenchmarkSpeed holds planblanc against, each
// in a process of its own, as planblanc is: processor time and memory are a
// process's. None uses planblanc's parser, analysis or themes, so that what is
// made faster there does not move the measure.
var yardsticks = map[string]func(){
	"bench-corpus": func() { yardstick(benchCorpus) },
	"bench-region": func() { yardstick(benchRegion) },
	"bench-floor":  func() { yardstick(benchFloor) },
	"bench-read":   func() { yardstick(benchRead) },
	"bench-drop":   func() { yardstick(benchDrop) },
}

func yardstick(run func(args []string) error) {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitFailure)
	}
}

// benchCorpus writes a generated content: FOLDER DOCUMENTS.
func benchCorpus(args []string) error {
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	return writeContent(args[0], sitetest.Corpus(n))
}

// benchRegion writes the content of a group: FOLDER ESTABLISHMENTS CARDS own|shared.
func benchRegion(args []string) error {
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	cards, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	return writeContent(args[0], sitetest.Region(n, cards, func(int) bool { return args[3] == "own" }))
}

// writeContent writes texts into a folder.
func writeContent(dir string, texts map[string]string) error {
	for name, text := range texts {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// benchFloor does what no generator of such a site can do without, on all
// processors: CONTENT SITE TARGET every|once. It reads each document of CONTENT,
// makes HTML of it with goldmark, analyses its text, and writes as many files, of
// the same names and sizes, as SITE has. There are no links, templates, lists or
// sums. With « every » bleve's French analyzer reads each text whole; with « once »
// it is given each different word once, which no program can go below.
func benchFloor(args []string) error {
	content, site, target, once := args[0], args[1], args[2], args[3] == "once"
	texts, _, err := filesOf(content, ".md")
	if err != nil {
		return err
	}
	names, sizes, err := filesOf(site, "")
	if err != nil {
		return err
	}
	if err := foldersOf(site, target); err != nil {
		return err
	}
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.DefinitionList, extension.Footnote))
	analyzer, err := registry.NewCache().AnalyzerNamed(fr.AnalyzerName)
	if err != nil {
		return err
	}
	var next atomic.Int64
	errs := make(chan error, runtime.GOMAXPROCS(0))
	for range cap(errs) {
		go func() {
			var html bytes.Buffer
			stems := map[string]int{}
			filler := bytes.Repeat([]byte("Ne pas éteindre. "), 64<<10)
			for {
				i := int(next.Add(1)) - 1
				var err error
				switch {
				case i < len(texts):
					var text []byte
					if text, err = os.ReadFile(texts[i]); err == nil {
						_, body, _ := bytes.Cut(text[3:], []byte("\n---\n"))
						html.Reset()
						err = md.Convert(body, &html)
						analyse(analyzer, body, once, stems)
					}
				case i < len(texts)+len(names):
					i -= len(texts)
					to, _ := filepath.Rel(site, names[i])
					err = writeSize(filepath.Join(target, to), sizes[i], filler)
				default:
					errs <- nil
					return
				}
				if err != nil {
					errs <- err
					return
				}
			}
		}()
	}
	for range cap(errs) {
		if e := <-errs; err == nil {
			err = e
		}
	}
	return err
}

// analyse counts the stems of a text.
func analyse(a analysis.Analyzer, text []byte, once bool, stems map[string]int) {
	if !once {
		for _, t := range a.Analyze(text) {
			stems[string(t.Term)]++
		}
		return
	}
	for word := range bytes.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		n, known := stems[string(word)]
		if !known {
			a.Analyze(bytes.Clone(word))
		}
		stems[string(word)] = n + 1
	}
}

// writeSize writes a new file of a size.
func writeSize(name string, size int64, filler []byte) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer f.Close()
	for size > 0 {
		n := min(size, int64(len(filler)))
		if _, err := f.Write(filler[:n]); err != nil {
			return err
		}
		size -= n
	}
	return nil
}

// benchRead reads each file of a folder, one after another.
func benchRead(args []string) error {
	names, _, err := filesOf(args[0], "")
	if err != nil {
		return err
	}
	buffer := make([]byte, 1<<20)
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		for err == nil {
			_, err = f.Read(buffer)
		}
		if f.Close(); err != io.EOF {
			return err
		}
	}
	return nil
}

// benchDrop asks the system to forget what it keeps of a folder's files in
// memory, where it can.
func benchDrop(args []string) error {
	m, err := output.Mount(args[0], ".bench.lock")
	if err != nil {
		return err
	}
	defer m.Close()
	return fs.WalkDir(os.DirFS(args[0]), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		f, err := m.Raw().Open(name)
		if err != nil {
			return err
		}
		return f.Close()
	})
}

// filesOf lists the files of a folder with an end to their names, and their
// sizes.
func filesOf(dir, end string) (names []string, sizes []int64, err error) {
	err = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(name, end) {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		names, sizes = append(names, name), append(sizes, info.Size())
		return nil
	})
	return names, sizes, err
}

// foldersOf makes the folders of one folder in another.
func foldersOf(dir, target string) error {
	return filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		at, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		return os.MkdirAll(filepath.Join(target, at), 0o755)
	})
}

package main

import (
	"bytes"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/folder"
	"planblanc/internal/server"
	"planblanc/internal/sitetest"
	"planblanc/internal/theme"
)

// What serve has read before an editor was done is not shown: neither half of a text
// nor the mistake of a file without its end.
func TestHalfASaveIsNotShown(t *testing.T) {
	const card = "fiches/urgences/ecrans-bloques"
	dir := filepath.Join(t.TempDir(), "contenu")
	files := sitetest.Folder("")
	write(t, dir, files)
	th, err := theme.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	day, err := content.ParseDate(today)
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	a := &app{stdout: &said, stderr: &said}
	web := server.New(server.Options{})
	p := &previewing{app: a, serving: serving{options: options{source: dir}}, server: web, api: &searchAPI{app: a}, theme: th,
		session: build.NewSession(build.Options{Source: folder.At(dir), Date: day.Time, Today: day})}
	shown := func() string {
		r, question := httptest.NewRecorder(), httptest.NewRequest("GET", "/"+card+".html", nil)
		question.Host = "localhost"
		web.ServeHTTP(r, question)
		return r.Body.String()
	}
	save := func(text string) {
		t.Helper()
		write(t, dir, sitetest.Folder("-- "+card+".md --\n"+text))
		p.prepare([]string{filepath.Join(dir, filepath.FromSlash(card)+".md")})
	}
	p.prepare(nil)
	p.show()
	text := string(files[card+".md"].Data)
	for name, half := range map[string]string{"nothing": "", "a mistake": text[:20], "a text": strings.TrimSuffix(text, "\n") + "\n\nÀ moitié\n"} {
		before := shown()
		said.Reset()
		save(half)
		if shown() != before || said.Len() > 0 {
			t.Errorf("%s was shown, and said %q", name, said.String())
		}
		save(text + "\nTout " + name + ".\n")
		p.show()
		if got := shown(); !strings.Contains(got, "Tout "+name+".") || strings.Contains(got, "moitié") || !strings.Contains(said.String(), "à jour") || strings.Contains(said.String(), "erreur") {
			t.Errorf("after %s, %q was said of\n%s", name, said.String(), got)
		}
	}
	save(text[:20])
	p.show()
	if !strings.Contains(said.String(), "erreur") {
		t.Errorf("what stays a mistake is not said: %q", said.String())
	}
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/imports"
	"planblanc/internal/markdown"
	"planblanc/internal/output"
)

// draftRun makes the drafts of one import.
type draftRun struct {
	*app
	q         importing
	of        content.Type
	known     *content.Library
	archetype []byte
	fsys      fs.FS // the content
	today     content.Date
	pages     map[string]string // drafts, by their files in the source
	taken     map[string]bool   // paths, without their ends
}

// draftOf is a document on its way into the content.
type draftOf struct {
	doc    *imports.Document
	blank  content.Blank
	report importedDocument
	// unknown are the terms that this base lacks.
	unknown []imports.Loss
	err     error // why it is not imported
}

// place gives every document its path, terms and code. It comes before any is
// written, since they link to each other.
func (r *draftRun) place(docs []*imports.Document) []*draftOf {
	var all []*draftOf
	for _, doc := range docs {
		d := &draftOf{doc: doc}
		d.err = r.begin(d)
		if d.err == nil {
			r.pages[doc.From] = d.blank.Path
		}
		all = append(all, d)
	}
	return all
}

// begin decides what is known of one draft.
func (r *draftRun) begin(d *draftOf) error {
	d.blank = content.Blank{Type: r.of, Title: d.doc.Title, Axes: map[content.Axis]content.List{}, ReviewBy: content.Date{Time: r.today.AddDate(1, 0, 0)}}
	if r.q.title != "" {
		d.blank.Title = r.q.title
	}
	model, _ := content.Parse("", r.archetype) // Render reports its mistakes
	for i, axis := range content.Axes() {
		ids := content.List(r.q.terms[i])
		if len(ids) == 0 {
			ids = r.own(d, axis)
		}
		if of := model.Meta.Values(axis); len(ids) == 0 && len(of) > 0 {
			ids = slices.DeleteFunc(slices.Clone(of), func(id string) bool { return r.knownTerms(r.known, axis, []string{id}) != nil })
		}
		if len(ids) > 0 || model.HasKey(string(axis)) {
			d.blank.Axes[axis] = ids
		}
	}
	dir := r.folder(d)
	if len(d.blank.Axes[content.ByService]) == 0 && r.of.IsCard() {
		d.blank.Axes[content.ByService] = r.known.ServicesAt(path.Join(dir, "x.md"))
		if len(d.blank.Axes[content.ByService]) == 0 {
			return r.noService(r.known, path.Join(dir, "x.md"))
		}
	}
	if err := r.name(d, dir); err != nil {
		return err
	}
	if model.HasKey("code") || r.q.code != "" {
		if err := r.giveCode(&d.blank, r.known, r.q.code); err != nil {
			return err
		}
		more := *r.known // the next draft takes the next code
		more.Documents = append(slices.Clone(more.Documents), &content.Document{Meta: content.Meta{Code: d.blank.Code}})
		r.known = &more
	}
	return nil
}

// own are the terms that a document had, those that this base has; the others
// are reported.
func (r *draftRun) own(d *draftOf, axis content.Axis) content.List {
	var ids content.List
	for _, id := range d.doc.Terms[axis] {
		if r.knownTerms(r.known, axis, []string{id}) == nil {
			ids = append(ids, id)
		} else {
			d.unknown = append(d.unknown, imports.Loss{Kind: imports.FrontMatter, Detail: string(axis) + ": " + id})
		}
	}
	return ids
}

// folder is where a draft goes: where the flag says, else where its type and its
// one service have theirs. The folders of a source are kept below.
func (r *draftRun) folder(d *draftOf) string {
	dir := path.Clean(strings.Trim(strings.ReplaceAll(r.q.into, `\`, "/"), "/"))
	var below []string
	for _, part := range strings.Split(path.Dir(d.doc.From), "/") {
		if slug := markdown.Slug(part); slug != "" && part != "." {
			below = append(below, fileName(slug))
		}
	}
	if r.q.into == "" {
		dir = r.of.Folder()
		services := d.blank.Axes[content.ByService]
		switch {
		case !r.of.IsCard() || len(below) > 0 && len(services) == 0:
		case len(services) == 1 && services[0] != content.All:
			dir = path.Join(dir, services[0])
		case len(services) > 0:
			dir = path.Join(dir, "general")
		}
	}
	return path.Join(append([]string{dir}, below...)...)
}

// name gives a draft its path. One that has files stands in a folder with them.
// A page that has the address already is an error, whichever form it has.
func (r *draftRun) name(d *draftOf, dir string) error {
	slug := fileName(markdown.Slug(d.blank.Title))
	if slug == "" || output.CheckName(slug+".md") != "" {
		slug = "document-" + slug
	}
	base := path.Join(dir, slug)
	for n := 2; r.taken[base]; n++ { // of this import
		base = path.Join(dir, fmt.Sprintf("%s-%d", slug, n))
	}
	r.taken[base] = true
	for _, there := range []string{base + ".md", base + "/index.md"} {
		if _, err := fs.Stat(r.fsys, there); err == nil {
			return &output.ExistsError{Dir: r.q.source, Paths: []string{there}}
		} else if errors.Is(err, fs.ErrInvalid) {
			return fmt.Errorf(r.t("--into : « %s » n'est pas un dossier du contenu", "--into: “%s” is not a folder of the content"), r.q.into)
		}
	}
	d.blank.Path = base + ".md"
	if d.doc.HasFiles() {
		d.blank.Path = base + "/index.md"
	}
	return nil
}

// write makes a draft and saves it with its files.
func (r *draftRun) write(d *draftOf) error {
	draft, err := d.doc.Draft(imports.Placing{Path: d.blank.Path, Card: r.of.IsCard(), Pages: r.pages})
	if err != nil {
		return err
	}
	head, err := r.head(d)
	if err != nil {
		return err
	}
	files := append([]output.File{{Path: d.blank.Path, Body: slices.Concat(head, []byte("\n"), draft.Body)}}, draft.Files...)
	d.report = importedDocument{From: d.doc.From, Path: d.blank.Path, Code: d.blank.Code, Title: d.blank.Title, Files: []string{}, Losses: r.losses(slices.Concat(d.unknown, draft.Losses))}
	for _, f := range draft.Files {
		d.report.Files = append(d.report.Files, f.Path)
	}
	if r.q.dry {
		return nil
	}
	return output.SaveNew(r.q.source, files)
}

// head is the front matter of a draft: the archetype's, with what is known.
func (r *draftRun) head(d *draftOf) ([]byte, error) {
	text, diags := d.blank.Render(bytes.ReplaceAll(r.archetype, []byte("\r\n"), []byte("\n")))
	values := map[string]any{}
	for key, value := range map[string]string{"summary": d.doc.Summary, "owner": d.doc.Owner, "reviewer": d.doc.Reviewer} {
		if value != "" {
			values[key] = value
		}
	}
	for key, value := range map[string]content.List{"trigger": d.doc.Trigger, "keywords": d.doc.Keywords} {
		if len(value) > 0 {
			values[key] = value
		}
	}
	if !diag.HasErrors(diags) && len(values) > 0 {
		text, diags = content.Fill(d.blank.Path, text, values)
	}
	if diag.HasErrors(diags) {
		for i := range diags {
			diags[i].File = archetypesDir + "/" + string(r.of) + ".md"
		}
		return nil, &archetypeError{diags}
	}
	whole, _ := content.Parse(d.blank.Path, text)
	return text[:len(text)-len(whole.TakeBody())], nil
}

// archetypeError are the mistakes of the text to begin with.
type archetypeError struct{ diags []diag.Diagnostic }

func (e *archetypeError) Error() string { return "the archetype has mistakes" }

// fileName is the name of a draft: its title, cut after a word.
func fileName(slug string) string {
	const most = 60
	if len(slug) > most {
		slug = slug[:most]
		if i := strings.LastIndexByte(slug, '-'); i > most/2 {
			slug = slug[:i]
		}
	}
	return strings.ToValidUTF8(path.Base(slug), "")
}

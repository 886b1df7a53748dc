package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"planblanc/internal/build"
	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/folder"
	"planblanc/internal/theme"
)

// options are the flags that several commands share.
type options struct {
	source, audience, date   string
	site                     string
	binders                  string
	drafts, official, strict bool
}

// sourceFlag adds the flag that says which content.
func (a *app) sourceFlag(cmd *cobra.Command, o *options) {
	cmd.Flags().StringVarP(&o.source, "source", "s", "content", a.t("lire le contenu dans `DOSSIER`", "read the content in `FOLDER`"))
	_ = cmd.MarkFlagDirname("source")
}

// dateFlag adds the flag that says on which day.
func (a *app) dateFlag(cmd *cobra.Command, o *options) {
	cmd.Flags().StringVar(&o.date, "date", "", a.t("prendre le jour `AAAA-MM-JJ` pour aujourd'hui et pour date de construction", "take the day `YYYY-MM-DD` for today and for the build date"))
}

// audienceFlag adds the flag that says for whom.
func (a *app) audienceFlag(cmd *cobra.Command, o *options) {
	cmd.Flags().StringVar(&o.audience, "audience", "", a.t("`NIVEAU` de lecture : public, interne ou restreint (par défaut : celui de site.yaml, sinon interne)", "`AUDIENCE`: public, interne or restreint (default: that of site.yaml, else interne)"))
	_ = cmd.RegisterFlagCompletionFunc("audience", cobra.FixedCompletions(content.Audiences(), cobra.ShellCompDirectiveNoFileComp))
}

// establishmentFlag adds the flag that says whose site.
func (a *app) establishmentFlag(cmd *cobra.Command, o *options) {
	cmd.Flags().StringVar(&o.site, "site", "", a.t("le site de l'établissement `ID`, parmi ceux de site.yaml", "the site of establishment `ID`, one of those in site.yaml"))
}

// siteFlags adds these and the flag on drafts: what a build publishes.
func (a *app) siteFlags(cmd *cobra.Command, o *options) {
	a.sourceFlag(cmd, o)
	a.dateFlag(cmd, o)
	a.audienceFlag(cmd, o)
	a.establishmentFlag(cmd, o)
	cmd.Flags().BoolVarP(&o.drafts, "drafts", "D", false, a.t("publier aussi les brouillons", "publish drafts too"))
}

// strictFlags adds the flags that say how strict to be.
func (a *app) strictFlags(cmd *cobra.Command, o *options) {
	f := cmd.Flags()
	f.BoolVar(&o.official, "official", false, a.t("édition officielle : refuser ce qui n'est pas approuvé ou est à revoir", "official edition: refuse what is unapproved or overdue"))
	f.BoolVar(&o.strict, "strict", false, a.t("traiter les avertissements comme des erreurs", "treat warnings as errors"))
}

// resolve turns flags, environment and clock into build options.
func (a *app) resolve(o options) (build.Options, error) {
	b := build.Options{Dir: o.source, Source: folder.At(o.source), Establishment: o.site, Drafts: o.drafts, Official: o.official, Strict: o.strict, Overrides: a.overrides(o)}
	if info, err := os.Stat(o.source); err != nil || !info.IsDir() {
		return b, fmt.Errorf(a.t("pas de dossier de contenu à « %s » (option -s)", "no content folder at “%s” (option -s)"), o.source)
	}
	if o.official && o.drafts {
		return b, fmt.Errorf("%s", a.t("--official et -D s'excluent : une édition officielle ne contient pas de brouillon", "--official and -D exclude each other: an official edition holds no draft"))
	}
	day, err := a.day(o.date)
	if err != nil {
		return b, err
	}
	b.Date = day
	if day.IsZero() {
		day = time.Now()
	}
	y, m, d := day.Date()
	b.Today = content.Date{Time: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
	return b, nil
}

// read resolves options and reads the content. Its mistakes are for check to
// report.
func (a *app) read(o options) (build.Options, *content.Library, error) {
	b, err := a.resolve(o)
	if err != nil {
		return b, nil, err
	}
	l, _, err := content.Load(b.Source, nil)
	return b, l, err
}

// day is the date given by --date, else by SOURCE_DATE_EPOCH (reproducible-builds.org),
// else zero.
func (a *app) day(flag string) (time.Time, error) {
	if flag != "" {
		d, err := content.ParseDate(flag)
		if err != nil {
			return time.Time{}, fmt.Errorf(a.t("--date : « %s » n'est pas une date AAAA-MM-JJ", "--date: “%s” is not a date YYYY-MM-DD"), flag)
		}
		return d.Time, nil
	}
	epoch := a.env["SOURCE_DATE_EPOCH"]
	if epoch == "" {
		return time.Time{}, nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil || seconds < 0 {
		return time.Time{}, fmt.Errorf(a.t("SOURCE_DATE_EPOCH : « %s » n'est pas un nombre de secondes", "SOURCE_DATE_EPOCH: “%s” is not a number of seconds"), epoch)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// environmentPrefix starts the variables that set a setting:
// PLANBLANC_EDITION__NUMBER is edition.number.
const environmentPrefix = "PLANBLANC_"

// overrides lists the settings given by environment, then by flags.
func (a *app) overrides(o options) []content.Override {
	var over []content.Override
	for name, value := range a.env {
		key, ours := strings.CutPrefix(name, environmentPrefix)
		if ours && name != "PLANBLANC_LANG" {
			over = append(over, content.Override{Key: strings.ReplaceAll(strings.ToLower(key), "__", "."), Value: value, Origin: content.FromEnvironment, Name: name})
		}
	}
	slices.SortFunc(over, func(x, y content.Override) int { return strings.Compare(x.Key, y.Key) })
	if o.audience != "" {
		over = append(over, content.Override{Key: "audience", Value: o.audience, Origin: content.FromFlag, Name: "--audience"})
	}
	if o.binders != "" {
		over = append(over, content.Override{Key: "paper.binders", Value: o.binders, Origin: content.FromFlag, Name: "--binders"})
	}
	return over
}

// apart refuses a site inside its own source, or the reverse: each build would
// read or replace the other's files.
func (a *app) apart(source, destination string) error {
	src, err := realPath(source)
	if err != nil {
		return err
	}
	dst, err := realPath(destination)
	if err != nil {
		return err
	}
	if within(src, dst) || within(dst, src) {
		return fmt.Errorf(a.t("le site (-d %s) et le contenu (-s %s) doivent être deux dossiers séparés", "the site (-d %s) and the content (-s %s) must be two separate folders"), destination, source)
	}
	return nil
}

// realPath is a path without links, as far as it exists.
func realPath(name string) (string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		return real, nil
	}
	parent, err := realPath(filepath.Dir(abs))
	return filepath.Join(parent, filepath.Base(abs)), err
}

// within reports whether name is folder or below it.
func within(folder, name string) bool {
	rel, err := filepath.Rel(folder, name)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// loadTheme returns the embedded theme, or with a folder's files over it.
func (a *app) loadTheme(dir string) (*theme.Theme, error) {
	over, err := a.themeFiles(dir)
	if err != nil {
		return nil, err
	}
	t, err := theme.Load(over)
	return t, a.themeProblem(dir, err)
}

// themeSum identifies what loadTheme returns, in less time.
func (a *app) themeSum(dir string) (string, error) {
	over, err := a.themeFiles(dir)
	if err != nil {
		return "", err
	}
	sum, err := theme.Sum(over)
	return sum, a.themeProblem(dir, err)
}

// themeProblem says of an error in which theme it is.
func (a *app) themeProblem(dir string, err error) error {
	if err != nil && dir != "" {
		return fmt.Errorf(a.t("le thème « %s » ne peut pas servir : %w", "theme “%s” cannot be used: %w"), dir, err)
	}
	return err
}

// themeFiles are the files of a folder that are laid over the theme's, nil for no
// folder.
func (a *app) themeFiles(dir string) (fs.FS, error) {
	if dir == "" {
		return nil, nil
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf(a.t("pas de dossier de thème à « %s »", "no theme folder at “%s”"), dir)
	}
	return folder.At(dir), nil
}

// printer shows diagnostics with the lines they speak of.
func (a *app) printer(source string) diag.Printer {
	place := func(file string) string {
		if strings.HasPrefix(file, environmentPrefix) || strings.HasPrefix(file, "--") {
			return file // a variable or a flag, not a file
		}
		return filepath.ToSlash(filepath.Join(source, file))
	}
	text := func(file string) []byte {
		text, err := fs.ReadFile(folder.At(source), file)
		if err != nil {
			return nil // a place with no file has no frame
		}
		return text
	}
	return diag.Printer{Language: a.language, Place: place, Source: text}
}

// count says « 1 erreur », « 2 erreurs ».
func (a *app) count(n int, fr, en string) string {
	many := n > 1
	if a.language == diag.English {
		many = n != 1
	}
	word := a.t(fr, en)
	if many {
		word += "s"
	}
	return strconv.Itoa(n) + " " + word
}

// writeJSON writes what another program reads, as docs/formats.md has it.
func (a *app) writeJSON(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// tally counts errors and warnings.
func tally(ds []diag.Diagnostic) (errors, warnings int) {
	for _, d := range ds {
		if d.Severity == diag.Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}

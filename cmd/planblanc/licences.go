package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// licenceFile holds the licence texts of what releases are made of, on every
// system; TestLicences writes it.
//
//go:embed licences/texts.json
var licenceFile []byte

// licenceText is one text with the modules that are under it.
type licenceText struct {
	ID      string   `json:"id"` // SPDX
	Modules []string `json:"modules"`
	Text    string   `json:"text"`
}

// module is a part of this program, as the Go tool recorded it.
type module struct {
	Module   string   `json:"module"`
	Version  string   `json:"version"`
	Licences []string `json:"licences"`
}

// standardLibrary is the name of Go's own packages among the modules.
const standardLibrary = "std"

// modules returns what is linked into this program, by path.
func modules(info *debug.BuildInfo, texts []licenceText) []module {
	out := []module{{Module: standardLibrary, Version: strings.TrimPrefix(info.GoVersion, "go")}}
	for _, d := range info.Deps {
		if d.Replace != nil {
			d = d.Replace
		}
		out = append(out, module{Module: d.Path, Version: d.Version})
	}
	for i := range out {
		out[i].Licences = []string{}
		for _, t := range texts {
			if slices.Contains(t.Modules, out[i].Module) && !slices.Contains(out[i].Licences, t.ID) {
				out[i].Licences = append(out[i].Licences, t.ID)
			}
		}
	}
	slices.SortFunc(out, func(a, b module) int { return strings.Compare(a.Module, b.Module) })
	return out
}

// bill is a CycloneDX 1.5 document, as far as a list of parts needs it. It has
// no date and no serial number: the same program gives the same bytes.
type bill struct {
	Format   string `json:"bomFormat"`
	Spec     string `json:"specVersion"`
	Version  int    `json:"version"`
	Metadata struct {
		Component component `json:"component"`
	} `json:"metadata"`
	Components []component `json:"components"`
}

type component struct {
	Type     string    `json:"type"`
	Ref      string    `json:"bom-ref"`
	Name     string    `json:"name"`
	Version  string    `json:"version"`
	URL      string    `json:"purl,omitempty"`
	Licenses []licence `json:"licenses,omitempty"`
}

type licence struct {
	License struct {
		ID string `json:"id"`
	} `json:"license"`
}

// noticeText stands for a file that an Apache licence wants to be handed on.
const noticeText = "NOTICE"

func billOf(r release, parts []module) bill {
	b := bill{Format: "CycloneDX", Spec: "1.5", Version: 1}
	b.Metadata.Component = component{Type: "application", Ref: "planblanc", Name: "planblanc", Version: r.Version}
	for _, m := range parts {
		c := component{Type: "library", Name: m.Module, Version: m.Version, URL: "pkg:golang/" + m.Module + "@" + m.Version}
		c.Ref = c.URL
		for _, id := range m.Licences {
			if id == noticeText {
				continue // no licence: CycloneDX admits SPDX's names only
			}
			var l licence
			l.License.ID = id
			c.Licenses = append(c.Licenses, l)
		}
		b.Components = append(b.Components, c)
	}
	return b
}

func (a *app) licencesCommand() *cobra.Command {
	var format string
	var texts bool
	formats := []string{"text", "json", "cyclonedx"}
	cmd := &cobra.Command{
		Use:   "licences",
		Short: a.t("Lister les composants du programme et leurs licences", "List the program's components and their licences"),
		Long: a.t(`Liste les composants que contient ce programme, avec leur version et leur licence, sans réseau.

--texts ajoute le texte des licences. --format cyclonedx écrit une nomenclature (SBOM, CycloneDX 1.5).`,
			`Lists the components that this program contains, with their versions and licences, without a network.

--texts adds the texts of the licences. --format cyclonedx writes a bill of materials (SBOM, CycloneDX 1.5).`),
		Example: "  planblanc licences\n  planblanc licences --texts\n  planblanc licences --format cyclonedx > planblanc.cdx.json",
		Args:    a.noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.oneOf("format", format, formats); err != nil {
				return err
			}
			if texts && format != "text" {
				return a.seeHelp(cmd, a.t("--texts ne va qu'avec le format text", "--texts goes with the text format only"))
			}
			var known []licenceText
			if err := json.Unmarshal(licenceFile, &known); err != nil {
				return fmt.Errorf("read licences: %w", err)
			}
			info, ok := debug.ReadBuildInfo()
			if !ok {
				return fmt.Errorf("read licences: the program has no build information")
			}
			return a.printLicences(format, texts, modules(info, known), known)
		},
	}
	a.formatFlag(cmd, &format, formats)
	cmd.Flags().BoolVar(&texts, "texts", false, a.t("ajouter le texte des licences", "add the texts of the licences"))
	return cmd
}

func (a *app) printLicences(format string, texts bool, parts []module, known []licenceText) error {
	encoder := json.NewEncoder(a.stdout)
	encoder.SetIndent("", "  ")
	switch format {
	case "json":
		return encoder.Encode(parts)
	case "cyclonedx":
		return encoder.Encode(billOf(version(), parts))
	}
	linked := map[string]bool{}
	for _, m := range parts {
		linked[m.Module] = true
		fmt.Fprintf(a.stdout, "%s %s  %s\n", m.Module, m.Version, strings.Join(m.Licences, ", "))
	}
	if !texts {
		return nil
	}
	for _, t := range known {
		of := slices.DeleteFunc(slices.Clone(t.Modules), func(name string) bool { return !linked[name] })
		if len(of) > 0 {
			fmt.Fprintf(a.stdout, "\n%s\n%s : %s\n\n%s", strings.Repeat("=", 72), t.ID, strings.Join(of, ", "), t.Text)
		}
	}
	return nil
}

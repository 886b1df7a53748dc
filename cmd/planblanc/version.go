package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// release is what « version » prints.
type release struct {
	Version  string `json:"version"`
	Revision string `json:"revision"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// stamp is the version that the linker writes into a release, whose build reads
// nothing of git.
var stamp string

// version reads what the Go tool recorded in the program.
func version() release {
	r := release{Version: "(devel)", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return r
	}
	if version := cmp.Or(stamp, info.Main.Version); version != "" {
		r.Version = version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			r.Revision = s.Value
		}
	}
	return r
}

func (a *app) versionCommand() *cobra.Command {
	var format string
	formats := []string{"text", "json"}
	cmd := &cobra.Command{
		Use:     "version",
		Short:   a.t("Donner la version du programme", "Print the program's version"),
		Long:    a.t("Donne la version du programme, celle de Go et la plate-forme.", "Prints the program's version, Go's, and the platform."),
		Example: "  planblanc version\n  planblanc version --format json",
		Args:    a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.oneOf("format", format, formats); err != nil {
				return err
			}
			r := version()
			if format == "json" {
				return json.NewEncoder(a.stdout).Encode(r)
			}
			_, err := fmt.Fprintf(a.stdout, "planblanc %s (%s, %s)\n", r.Version, r.Go, r.Platform)
			return err
		},
	}
	a.formatFlag(cmd, &format, formats)
	return cmd
}

package diag

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// jsonDiagnostic is one entry of « check --format json ».
type jsonDiagnostic struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Severity string `json:"severity"`
	Rule     Rule   `json:"rule"`
	Message  string `json:"message"`
	Hint     string `json:"hint"`
}

// WriteJSON writes diagnostics and what was checked, as the product's machine
// format says. A remark on a whole file is at line 1, column 1.
func WriteJSON(w io.Writer, l Language, ds []Diagnostic, checked any) error {
	list := make([]jsonDiagnostic, 0, len(ds))
	for _, d := range ds {
		list = append(list, jsonDiagnostic{d.File, max(1, d.Line), max(1, d.Column), d.Severity.String(), d.Rule, d.Message(l), d.Hint(l)})
	}
	return encode(w, struct {
		Diagnostics []jsonDiagnostic `json:"diagnostics"`
		Checked     any              `json:"checked"`
	}{list, checked})
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// The subset of SARIF 2.1.0 (OASIS, March 2020) that code scanners read.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"` // §3.14.27
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               Rule      `json:"id"`
		ShortDescription sarifText `json:"shortDescription"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    Rule            `json:"ruleId"`
		Level     string          `json:"level"` // "error" or "warning" (§3.27.10)
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
	}
)

// WriteSARIF writes diagnostics as SARIF 2.1.0; root is put before file names.
func WriteSARIF(w io.Writer, l Language, version, root string, ds []Diagnostic) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "planblanc", Version: version, Rules: []sarifRule{}}
	used := map[Rule]bool{}
	for _, d := range ds {
		if !used[d.Rule] {
			used[d.Rule] = true
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{d.Rule, sarifText{d.Rule.Summary(l)}})
		}
		run.Results = append(run.Results, sarifResult{
			RuleID: d.Rule, Level: d.Severity.String(), Message: sarifText{d.Message(l) + ". " + d.Hint(l)},
			Locations: []sarifLocation{{sarifPhysical{sarifArtifact{uri(root, d.File)}, sarifRegion{max(1, d.Line), max(1, d.Column)}}}},
		})
	}
	slices.SortFunc(run.Tool.Driver.Rules, func(a, b sarifRule) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return encode(w, sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// uri percent-encodes a path's segments (RFC 3986 §3.3).
func uri(root, file string) string {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"
	var b strings.Builder
	for _, c := range []byte(path.Join(strings.ReplaceAll(root, "\\", "/"), file)) {
		if strings.IndexByte(plain, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// WriteGitHub writes diagnostics as GitHub Actions workflow commands.
func WriteGitHub(w io.Writer, l Language, root string, ds []Diagnostic) error {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, d := range ds {
		_, err := fmt.Fprintf(w, "::%s file=%s,line=%d,col=%d,title=%s::%s\n", d.Severity,
			property.Replace(path.Join(root, d.File)), max(1, d.Line), max(1, d.Column), d.Rule,
			data.Replace(d.Message(l)+". "+d.Hint(l)))
		if err != nil {
			return err
		}
	}
	return nil
}

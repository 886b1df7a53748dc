package build

import (
	"fmt"
	"slices"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/site"
	"planblanc/internal/theme"
)

// Measure prints every sheet of what a build would publish and puts what the
// browser says of their length in place of what Load estimated. On an error,
// one of package paper's or the theme's, the estimates stay.
func (l *Loaded) Measure(o Options, t *theme.Theme) error {
	s := l.Site(o)
	whole := s.Binder(string(content.WholeBinder))
	if whole == nil {
		return nil
	}
	press, err := o.Printing.start(s.Settings.Paper)
	if err != nil {
		return err
	}
	defer press.Close()
	files, err := pages(t, s, []*site.Binder{whole})
	if err != nil {
		return err
	}
	sheets, err := press.Measure(o.Printing.Context, files, whole.URL)
	if err != nil {
		return err
	}
	measured := map[string]bool{}
	var found []diag.Diagnostic
	for _, sheet := range sheets {
		p := s.Catalog.ByCode[strings.ToUpper(sheet.ID)]
		if p == nil {
			continue
		}
		measured[p.Path] = true
		if aim := p.Meta.Pages; aim > 0 && sheet.Pages > aim {
			d := diag.New(p.At("pages"), diag.PageOverflow, p.Meta.Code, sheet.Pages, aim, remove(sheet.Lines(aim)))
			if o.Strict {
				d = d.As(diag.Error)
			}
			found = append(found, d)
		}
	}
	estimates := slices.DeleteFunc(l.Diagnostics, func(d diag.Diagnostic) bool {
		return d.Rule == diag.PageOverflow && measured[d.File]
	})
	l.Diagnostics = diag.Sort(append(estimates, found...))
	l.Measured = len(measured)
	return nil
}

// remove says how many lines must go.
func remove(lines int) diag.Text {
	if lines < 2 {
		return diag.Text{FR: "retirer 1 ligne", EN: "remove 1 line"}
	}
	return diag.Text{FR: fmt.Sprintf("retirer %d lignes", lines), EN: fmt.Sprintf("remove %d lines", lines)}
}

package build

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"planblanc/internal/content"
	"planblanc/internal/diag"
	"planblanc/internal/paper"
	"planblanc/internal/site"
	"planblanc/internal/theme"
)

// Measure prints every sheet of what a build would publish for those who may read
// everything, whatever the audience of the settings, and puts what the
// browser says of their length in place of what Load estimated. On an error,
// one of package paper's or the theme's, the estimates stay.
func (l *Loaded) Measure(o Options, t *theme.Theme) error {
	s := l.Catalog.SelectAll(o.selection(l.past))
	sheets, err := o.Printing.sheets(t, s)
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
		measured[l.Catalog.Library.Ours(p.Path)] = true
		if aim := p.Meta.Pages; aim > 0 && sheet.Pages > aim {
			found = append(found, diag.New(p.At("pages"), diag.PageOverflow, p.Meta.Code, sheet.Pages, aim, remove(sheet.Lines(aim))))
		}
		if sheet.Wide > 0 {
			found = append(found, diag.New(p.At("code"), diag.PageTooWide, p.Meta.Code, int(math.Ceil(sheet.Wide))))
		}
	}
	if o.Strict {
		for i, d := range found {
			found[i] = d.As(diag.Error)
		}
	}
	onDisk(l.Catalog.Library, found)
	estimates := slices.DeleteFunc(l.Diagnostics, func(d diag.Diagnostic) bool {
		return d.Rule == diag.PageOverflow && measured[d.File]
	})
	l.Diagnostics = diag.Sort(append(estimates, found...))
	l.Measured = len(measured)
	return nil
}

// sheets measures every sheet of a site.
func (p *Printing) sheets(t *theme.Theme, s *site.Site) ([]paper.Sheet, error) {
	whole := s.Binder(string(content.WholeBinder))
	if whole == nil {
		return nil, nil
	}
	press, err := p.start(s.Settings.Paper)
	if err != nil {
		return nil, err
	}
	defer press.Close()
	files, err := pages(t, s, []*site.Binder{whole})
	if err != nil {
		return nil, err
	}
	return press.Measure(p.Context, files, whole.URL)
}

// Heights returns how high the text of each sheet is in the browser, by code,
// in millimetres: what check.Height estimates.
func (l *Loaded) Heights(o Options, t *theme.Theme) (map[string]float64, error) {
	sheets, err := o.Printing.sheets(t, l.Site(o))
	heights := make(map[string]float64, len(sheets))
	for _, s := range sheets {
		for _, part := range s.Parts {
			heights[strings.ToUpper(s.ID)] += part.Height
		}
	}
	return heights, err
}

// remove says how many lines must go.
func remove(lines int) diag.Text {
	if lines < 2 {
		return diag.Text{FR: "retirer 1 ligne", EN: "remove 1 line"}
	}
	return diag.Text{FR: fmt.Sprintf("retirer %d lignes", lines), EN: fmt.Sprintf("remove %d lines", lines)}
}

package build

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"planblanc/internal/output"
	"planblanc/internal/site"
	"planblanc/internal/theme"
)

// manifest describes a site for programs that verify or compare copies.
func manifest(s *site.Site, t *theme.Theme) output.Manifest {
	name, edition := t.Names(s)
	m := output.Manifest{
		Site:       name,
		Audience:   string(s.Audience),
		Edition:    edition,
		Exercise:   s.Exercise,
		Number:     s.Built.Unix(),
		Built:      s.Built.Format(time.DateOnly),
		ValidUntil: s.ValidUntil.String(),
		Cards:      make([]output.Card, 0, len(s.Coded)),
		Binders:    t.BinderNames(s),
	}
	for _, p := range s.Coded {
		card := output.Card{
			Code: p.Meta.Code, Title: p.Meta.Title, Type: string(p.Meta.Type), Version: p.Meta.Version, Fingerprint: p.Fingerprint,
			URL: p.URL, Audience: string(p.Meta.Audience),
			Approved: p.Meta.Approved.String(), ReviewBy: p.Meta.ReviewBy.String(), Pages: p.Meta.Pages,
			Binders: s.BindersOf(p), Parts: make([]output.Part, 0, len(p.Parts)),
		}
		for _, part := range p.Parts {
			sum := sha256.Sum256([]byte(part.Text))
			card.Parts = append(card.Parts, output.Part{Kind: string(part.Kind), Hash: hex.EncodeToString(sum[:8]), Text: part.Text})
		}
		m.Cards = append(m.Cards, card)
	}
	return m
}

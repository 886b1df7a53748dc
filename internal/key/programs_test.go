package key

import (
	"slices"
	"testing"

	"planblanc/internal/sign"
)

// A program is let alone where an allowed signer vouches for its bytes, and
// nowhere else.
func TestProgramsAreVouchedFor(t *testing.T) {
	const program, windows = "outils/linux/planblanc", "outils/windows/planblanc.exe"
	s, allowed := signer(t)
	unfinished := func(m *simulated) {
		delete(m.files, "a/"+ScriptName)
		delete(m.files, "a/"+PictureName)
	}
	for name, c := range map[string]struct {
		signer *sign.Signer
		change func(m *simulated, trust *Trust)
		doubt  []string
		want   Verdict
	}{
		"signed":             {s, func(*simulated, *Trust) {}, nil, Authentic},
		"not signed":         {nil, func(*simulated, *Trust) {}, []string{"a/" + program, "a/" + windows, "b/" + program, "b/" + windows}, Unsigned},
		"signed by nobody":   {s, func(_ *simulated, trust *Trust) { trust.Allowed = nil }, []string{"a/" + program, "a/" + windows, "b/" + program, "b/" + windows}, UnknownSigner},
		"changed":            {s, func(m *simulated, _ *Trust) { m.files["b/"+windows] = []byte("virus") }, []string{"b/" + windows}, Altered},
		"elsewhere":          {s, func(m *simulated, _ *Trust) { m.files["b/planblanc.exe"] = []byte("virus") }, []string{"b/planblanc.exe"}, Altered},
		"in a cut writing":   {s, func(m *simulated, _ *Trust) { unfinished(m) }, nil, Authentic},
		"changed in the cut": {s, func(m *simulated, _ *Trust) { unfinished(m); m.files["a/"+program] = []byte("virus") }, []string{"a/" + program}, Altered},
	} {
		t.Run(name, func(t *testing.T) {
			var signers []*sign.Signer
			if c.signer != nil {
				signers = append(signers, c.signer)
			}
			m := newSimulated(1)
			m.write(t, signed(t, built(t, "2026.12", "index.html", program, windows), signers...))
			m.write(t, signed(t, built(t, "2026.12", program, windows), signers...))
			trust := Trust{Allowed: allowed, Threshold: 1, Now: now}
			c.change(m, &trust)
			r := verify(t, m.view(m.files), trust)
			if r.Verdict != c.want || !slices.Equal(r.Executables, c.doubt) && len(r.Executables)+len(c.doubt) > 0 {
				t.Errorf("%s, programs %q, want %s, %q", r.Verdict, r.Executables, c.want, c.doubt)
			}
		})
	}
}

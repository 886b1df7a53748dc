package theme

import "testing"

// A file at the top of the site is no address of its own, whatever its name.
func TestPlacesLeadWithinTheSite(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"index.html", "a.html", "a.html"}, {"index.html", "data:a.html", "./data:a.html"}, {"fiches/a.html", "data:a b.html", "../data:a%20b.html"},
	} {
		if got := string(placeOf(c.from).to(c.to)); got != c.want {
			t.Errorf("from %s to %s: %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

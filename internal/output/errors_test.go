package output

import (
	"errors"
	"testing"
)

func TestErrorTexts(t *testing.T) {
	cause := errors.New("busy")
	tests := map[string]error{
		"another run is writing public":                                                                       &BusyError{Dir: "public"},
		"another run is writing public (pc, pid 7)":                                                           &BusyError{"public", "pc, pid 7"},
		"public is not empty and holds no site of planblanc":                                                  &NotOursError{"public"},
		"public: a.html is not planblanc's and stands where the site needs its place":                         &ConflictError{"public", "a.html"},
		"replace public, probably open in another program: busy; the former site is in place":                 &SwapError{"public", "", cause},
		"replace public: busy; the former site is in .p/old and the next run puts it back":                    &SwapError{"public", ".p/old", cause},
		"an interrupted run left the former site in .p/old, and public was made since: move one of them away": &StrandedError{"public", ".p/old"},
		"file is not a folder":                                &NotFolderError{"file"},
		"refuse to replace /: it is the top of a disk":        &RefusedError{"/", Root},
		"refuse to replace ~: it contains the home folder":    &RefusedError{"~", Home},
		"refuse to replace .: it contains the current folder": &RefusedError{".", Current},
		`illegal name "con": reserved`:                        &NameError{"con", NameReserved},
		`"A.html" and "a.html" share one place on a disk`:     &CollisionError{"A.html", "a.html"},
	}
	for want, err := range tests {
		if err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	}
	if !errors.Is(&SwapError{"public", "", cause}, cause) {
		t.Error("a SwapError hides its cause")
	}
}

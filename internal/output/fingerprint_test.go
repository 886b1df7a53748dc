package output

import "testing"

func TestFingerprint(t *testing.T) {
	sum := []byte{0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf}
	for characters, want := range map[int]string{1: "0", 4: "0123", 5: "0123-4", 8: "0123-4567", 16: "0123-4567-89AB-CDEF"} {
		if got := Fingerprint(sum, characters); got != want {
			t.Errorf("%d characters: %s instead of %s", characters, got, want)
		}
	}
}

func TestEnvelope(t *testing.T) {
	// printf '' | sha256sum: e3b0c442 98fc1c14 9afbf4c8 996fb924 27…
	if got, want := Envelope(nil), "WERC-8GMR-ZGE1-96QV-YK49-JVXS-4G"; got != want {
		t.Errorf("%s instead of %s", got, want)
	}
}

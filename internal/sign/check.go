package sign

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

// State says what a signature is worth.
type State string

// The states, from best to worst.
const (
	Good    State = "good"    // of an allowed signer, at this time
	Expired State = "expired" // of a signer who was or will be allowed, and is not now
	Unknown State = "unknown" // of a key that nobody allowed for planblanc
	Bad     State = "bad"     // not of this text, or no signature of planblanc at all
)

// Signature is what is known of one signature.
type Signature struct {
	State State `json:"state"`
	// Principal is who signed, as the list of signers names them; "" when it does
	// not.
	Principal string `json:"principal"`
	// Fingerprint is the key's, as ssh-keygen -l prints it; "" for a Bad one.
	Fingerprint string `json:"fingerprint"`
}

// Check examines an armored signature of a text at a moment. Its verdict is
// Good exactly where ssh-keygen -Y verify succeeds for one of the principals,
// certificates aside.
func (a *Allowed) Check(text, armored []byte, now time.Time) Signature {
	signature, err := sshsig.Unarmor(armored)
	if err != nil || signature.Namespace != Namespace || weak(signature) {
		return Signature{State: Bad}
	}
	if sshsig.Verify(bytes.NewReader(text), signature, signature.PublicKey, signature.HashAlgorithm, Namespace) != nil {
		return Signature{State: Bad}
	}
	found := Signature{State: Unknown, Fingerprint: ssh.FingerprintSHA256(signature.PublicKey)}
	key := signature.PublicKey.Marshal()
	for i := range a.entries {
		e := &a.entries[i]
		named, timely := e.allows(now)
		if !named || !bytes.Equal(e.key, key) {
			continue
		}
		if timely {
			found.State, found.Principal = Good, e.principals
			return found
		}
		if found.State == Unknown {
			found.State, found.Principal = Expired, e.principals
		}
	}
	return found
}

// weak reports whether a signature uses what ssh-keygen refuses: SHA-1 with RSA,
// DSA, a certificate in place of a key.
func weak(s *sshsig.Signature) bool {
	if _, certificate := s.PublicKey.(*ssh.Certificate); certificate || s.Signature == nil {
		return true
	}
	switch s.Signature.Format {
	case ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
		ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256:
		return false
	}
	return true
}

// SameKey reports whether an armored signature was made with the signer's key.
func (s *Signer) SameKey(armored []byte) bool {
	signature, err := sshsig.Unarmor(armored)
	return err == nil && bytes.Equal(signature.PublicKey.Marshal(), s.signer.PublicKey().Marshal())
}

// Canonical reports whether an armored signature is, byte for byte, what Sign or
// ssh-keygen writes. Readers of the armor pass over much that neither writes, so
// that other bytes may hold the same signature.
func Canonical(armored []byte) bool {
	signature, err := sshsig.Unarmor(armored)
	if err != nil {
		return false
	}
	body := base64.StdEncoding.EncodeToString(signature.Marshal())
	for _, width := range []int{64, 70} { // of Go's PEM, of OpenSSH
		var b strings.Builder
		b.WriteString("-----BEGIN " + sshsig.PEMType + "-----\n")
		for line := range slices.Chunk([]byte(body), width) {
			b.WriteString(string(line) + "\n")
		}
		b.WriteString("-----END " + sshsig.PEMType + "-----\n")
		if b.String() == string(armored) {
			return true
		}
	}
	return false
}

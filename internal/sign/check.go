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
// with two exceptions that are Bad here: a certificate, and a hardware key's
// signature that nobody touched the key for.
func (a *Allowed) Check(text, armored []byte, now time.Time) Signature {
	signature, err := sshsig.Unarmor(armored)
	if err != nil || !holds(text, signature) {
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

// usable reports whether a key's signatures count: not a certificate's, since
// who signs is in a list by name, nor DSA's, which ssh-keygen refuses.
func usable(key ssh.PublicKey) bool {
	return slices.Contains([]string{ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
		ssh.KeyAlgoSKECDSA256, ssh.KeyAlgoRSA}, key.Type())
}

// weak reports whether a signature is of no usable key, or made with SHA-1.
func weak(s *sshsig.Signature) bool {
	return !usable(s.PublicKey) || s.Signature == nil || s.Signature.Format == ssh.KeyAlgoRSA
}

// holds reports whether a signature is one of a text for planblanc.
func holds(text []byte, s *sshsig.Signature) bool {
	return !weak(s) && sshsig.Verify(bytes.NewReader(text), s, s.PublicKey, s.HashAlgorithm, Namespace) == nil
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

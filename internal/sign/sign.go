// Package sign makes and checks detached signatures of a text, in OpenSSH's
// format (PROTOCOL.sshsig), so that ssh-keygen makes and checks the same ones.
//
// Why not a format of our own, or a certificate: people who check a key must be
// able to do it without us, with a tool that every system has, and a hospital's
// signer often has an SSH key already, on a hardware token too.
//
// A signature proves that who holds a key has signed this text. Who that is
// comes from a list of allowed signers, which must never come from the medium
// that is checked.
package sign

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// Namespace is what signatures of planblanc are made for: one made with the same
// key for something else does not pass for one (PROTOCOL.sshsig, "namespace").
const Namespace = "planblanc"

// Signer signs with one key.
type Signer struct{ signer ssh.Signer }

// ErrPassphrase means that a private key needs a passphrase, or another one.
var ErrPassphrase = errors.New("the private key is encrypted with another passphrase")

// ErrKey means that a file holds no private key.
var ErrKey = errors.New("not a private key")

// ErrHardware means that a file stands for a key on a hardware token, which signs
// through an agent alone.
var ErrHardware = errors.New("the key is on a hardware token")

// ParseKey reads a private key as ssh-keygen writes it. The passphrase is nil
// for a key without one; ErrPassphrase asks for it.
func ParseKey(text, passphrase []byte) (*Signer, error) {
	// The public key is legible in an encrypted file too.
	if block, _ := pem.Decode(text); block != nil && (bytes.Contains(block.Bytes, []byte(ssh.KeyAlgoSKED25519)) || bytes.Contains(block.Bytes, []byte(ssh.KeyAlgoSKECDSA256))) {
		return nil, ErrHardware
	}
	signer, err := ssh.ParsePrivateKey(text)
	if _, encrypted := errors.AsType[*ssh.PassphraseMissingError](err); encrypted {
		if len(passphrase) == 0 {
			return nil, ErrPassphrase
		}
		if signer, err = ssh.ParsePrivateKeyWithPassphrase(text, passphrase); err != nil {
			return nil, ErrPassphrase
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if !usable(signer.PublicKey()) {
		return nil, fmt.Errorf("%w: %s keys no longer count", ErrKey, signer.PublicKey().Type())
	}
	return &Signer{signer}, nil
}

// Agent lists the keys of an ssh-agent, those of hardware tokens among them, and
// leaves out what Check would not accept: certificates and DSA keys. They sign
// while the connection is open.
func Agent(connection io.ReadWriter) ([]*Signer, error) {
	signers, err := agent.NewClient(connection).Signers()
	if err != nil {
		return nil, fmt.Errorf("ask the ssh-agent: %w", err)
	}
	var all []*Signer
	for _, s := range signers {
		if usable(s.PublicKey()) {
			all = append(all, &Signer{s})
		}
	}
	return all, nil
}

// Fingerprint names the key as ssh-keygen -l does: SHA256:….
func (s *Signer) Fingerprint() string { return ssh.FingerprintSHA256(s.signer.PublicKey()) }

// Public is the public key as one line of text, without a comment.
func (s *Signer) Public() string {
	return string(bytes.TrimSpace(ssh.MarshalAuthorizedKey(s.signer.PublicKey())))
}

// ErrWorthless means that what a key signed does not count: an agent signed with
// SHA-1, or a hardware key without a touch.
var ErrWorthless = errors.New("the signature does not count")

// Sign returns an armored signature of a text, or ErrWorthless.
func (s *Signer) Sign(text []byte) ([]byte, error) {
	signature, err := sshsig.Sign(bytes.NewReader(text), s.signer, sshsig.HashSHA512, Namespace)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	if !holds(text, signature) {
		return nil, ErrWorthless
	}
	return sshsig.Armor(signature), nil
}

// Generate makes an Ed25519 key and returns the text of its private file,
// encrypted unless the passphrase is empty, and its signer.
func Generate(comment string, passphrase []byte) ([]byte, *Signer, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("make a key: %w", err)
	}
	var block *pem.Block
	if len(passphrase) == 0 {
		block, err = ssh.MarshalPrivateKey(private, comment)
	} else {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(private, comment, passphrase)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("make a key: %w", err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		return nil, nil, fmt.Errorf("make a key: %w", err)
	}
	return pem.EncodeToMemory(block), &Signer{signer}, nil
}

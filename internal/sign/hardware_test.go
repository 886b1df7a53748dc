package sign

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// token signs as a hardware key does (OpenSSH's PROTOCOL.u2f).
type token struct {
	public  ssh.PublicKey
	sign    func(text []byte) []byte // returns the blob
	flags   byte                     // 1 when somebody touched it
	counter uint32
	spoil   func(*ssh.Signature)
}

const application = "ssh:planblanc"

func (t *token) PublicKey() ssh.PublicKey { return t.public }

func (t *token) Sign(_ io.Reader, data []byte) (*ssh.Signature, error) {
	app, message := sha256.Sum256([]byte(application)), sha256.Sum256(data)
	signed := ssh.Marshal(struct {
		App     []byte `ssh:"rest"`
		Flags   byte
		Counter uint32
		Message []byte `ssh:"rest"`
	}{app[:], t.flags, t.counter, message[:]})
	s := &ssh.Signature{Format: t.public.Type(), Blob: t.sign(signed), Rest: ssh.Marshal(struct {
		Flags   byte
		Counter uint32
	}{t.flags, t.counter})}
	if t.spoil != nil {
		t.spoil(s)
	}
	return s, nil
}

// tokens are one of each kind.
func tokens(t *testing.T) []*token {
	t.Helper()
	edPublic, ed, err1 := ed25519.GenerateKey(rand.Reader)
	ec, err2 := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	point, err := ec.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	parse := func(fields any) ssh.PublicKey {
		key, err := ssh.ParsePublicKey(ssh.Marshal(fields))
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	return []*token{
		{
			public: parse(struct{ Type, Key, Application string }{ssh.KeyAlgoSKED25519, string(edPublic), application}),
			sign:   func(text []byte) []byte { return ed25519.Sign(ed, text) },
		},
		{
			public: parse(struct{ Type, Curve, Key, Application string }{ssh.KeyAlgoSKECDSA256, "nistp256", string(point), application}),
			sign: func(text []byte) []byte {
				sum := sha256.Sum256(text)
				r, s, err := ecdsa.Sign(rand.Reader, ec, sum[:])
				if err != nil {
					panic(err)
				}
				return ssh.Marshal(struct{ R, S *big.Int }{r, s})
			},
		},
	}
}

// TestHardware asks ssh-keygen about signatures of hardware keys, and has an agent
// make some for us.
func TestHardware(t *testing.T) {
	tool(t, "ssh-keygen")
	dir := t.TempDir()
	text := []byte("sums\n")
	for _, key := range tokens(t) {
		for _, c := range []struct {
			name  string
			flags byte
			spoil func(*ssh.Signature)
			want  State
		}{
			{"touched", 1, nil, Good},
			{"touched and a code typed", 5, nil, Good},
			{"another counter", 1, func(s *ssh.Signature) { s.Rest[4] ^= 1 }, Bad},
			{"other flags", 1, func(s *ssh.Signature) { s.Rest[0] = 5 }, Bad},
			{"a byte more", 1, func(s *ssh.Signature) { s.Rest = append(s.Rest, 0) }, Bad},
			{"no counter", 1, func(s *ssh.Signature) { s.Rest = nil }, Bad},
			{"damaged", 1, func(s *ssh.Signature) { s.Blob[len(s.Blob)-1] ^= 1 }, Bad},
		} {
			key.flags, key.counter, key.spoil = c.flags, 7, c.spoil
			armored := raw(t, key, text)
			got := allowed(t, list(key)).Check(text, armored, now)
			out, err := askKeygen(t, dir, list(key), text, armored)
			if got.State != c.want || (err == nil) != (c.want == Good) {
				t.Errorf("%s, %s: we say %s, ssh-keygen %v\n%s", key.public.Type(), c.name, got.State, err, out)
			}
			if c.want == Good && !Canonical(armored) {
				t.Errorf("%s, %s: not canonical", key.public.Type(), c.name)
			}
			ours, err := held(t, key).Sign(text)
			if (err == nil) != (c.want == Good) || err == nil && allowed(t, list(key)).Check(text, ours, now).State != Good {
				t.Errorf("%s, %s, by an agent: %v", key.public.Type(), c.name, err)
			}
		}
		// OpenSSH takes a signature that nobody touched the key for; we do not.
		key.flags, key.spoil = 0, nil
		armored := raw(t, key, text)
		if got := allowed(t, list(key)).Check(text, armored, now); got.State != Bad {
			t.Errorf("%s, untouched: %+v", key.public.Type(), got)
		}
		if out, err := askKeygen(t, dir, list(key), text, armored); err != nil {
			t.Errorf("ssh-keygen refuses it too now, so it is no exception any more: %s", out)
		}
		if _, err := held(t, key).Sign(text); !errors.Is(err, ErrWorthless) {
			t.Errorf("%s, untouched: %v", key.public.Type(), err)
		}
	}
}

// The file of a hardware key holds a handle, with a passphrase or without.
func TestParseKeyOfHardware(t *testing.T) {
	for _, key := range tokens(t) {
		for _, cipher := range []string{"none", "aes256-ctr"} {
			body := append([]byte("openssh-key-v1\x00"), ssh.Marshal(struct {
				Cipher, KDF, Options string
				Keys                 uint32
				Public, Private      []byte
			}{cipher, "bcrypt", "", 1, key.public.Marshal(), []byte("handle")})...)
			text := pem.EncodeToMemory(&pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: body})
			if _, err := ParseKey(text, nil); !errors.Is(err, ErrHardware) {
				t.Errorf("%s, %s: %v", key.public.Type(), cipher, err)
			}
		}
	}
}

// raw signs as an agent would for anybody, right or wrong.
func raw(t *testing.T, key ssh.Signer, text []byte) []byte {
	t.Helper()
	s, err := sshsig.Sign(bytes.NewReader(text), key, sshsig.HashSHA512, Namespace)
	if err != nil {
		t.Fatal(err)
	}
	return sshsig.Armor(s)
}

func list(key ssh.Signer) string {
	return "crise@valmont namespaces=\"planblanc\" " + (&Signer{key}).Public() + "\n"
}

// askKeygen returns what OpenSSH says of a signature, now.
func askKeygen(t *testing.T, dir, list string, text, armored []byte) ([]byte, error) {
	t.Helper()
	for name, body := range map[string][]byte{"list": []byte(list), "signature": armored} {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
			t.Error(err) // Fatal is for the test's own goroutine
		}
	}
	verify := exec.Command("ssh-keygen", "-Y", "verify", "-f", filepath.Join(dir, "list"), "-I", "crise@valmont", "-n", Namespace,
		"-s", filepath.Join(dir, "signature"), "-O", "verify-time=20261125120000Z")
	verify.Stdin = bytes.NewReader(text)
	return verify.CombinedOutput()
}

// ring is an agent that holds some keys.
type ring struct {
	agent.Agent
	keys []ssh.Signer
}

func (r ring) List() ([]*agent.Key, error) {
	var all []*agent.Key
	for _, k := range r.keys {
		all = append(all, &agent.Key{Format: k.PublicKey().Type(), Blob: k.PublicKey().Marshal()})
	}
	return all, nil
}

func (r ring) Sign(public ssh.PublicKey, data []byte) (*ssh.Signature, error) {
	for _, k := range r.keys {
		if bytes.Equal(k.PublicKey().Marshal(), public.Marshal()) {
			return k.Sign(rand.Reader, data)
		}
	}
	return nil, fmt.Errorf("no such key")
}

// serve answers for an agent until the test ends.
func serve(t *testing.T, keys ...ssh.Signer) []*Signer {
	t.Helper()
	ours, theirs := net.Pipe()
	go func() { _ = agent.ServeAgent(ring{keys: keys}, theirs) }() // ends with the pipe
	t.Cleanup(func() { _ = ours.Close() })
	all, err := Agent(ours)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// held is the only key of an agent.
func held(t *testing.T, key ssh.Signer) *Signer {
	t.Helper()
	all := serve(t, key)
	if len(all) != 1 {
		t.Fatalf("%d keys", len(all))
	}
	return all[0]
}

// A certificate is not in a list of signers, so an agent's certificates are not
// offered, only their keys.
func TestAgentOffersNoCertificate(t *testing.T) {
	plain := signers(t)[0].signer
	certificate := &ssh.Certificate{Key: plain.PublicKey(), CertType: ssh.UserCert, ValidBefore: ssh.CertTimeInfinity}
	if err := certificate.SignCert(rand.Reader, plain); err != nil {
		t.Fatal(err)
	}
	certified, err := ssh.NewCertSigner(certificate, plain)
	if err != nil {
		t.Fatal(err)
	}
	all := serve(t, certified, plain)
	if len(all) != 1 || all[0].Fingerprint() != ssh.FingerprintSHA256(plain.PublicKey()) {
		t.Fatalf("%d keys", len(all))
	}
	armored, err := all[0].Sign([]byte("sums\n"))
	if err != nil {
		t.Fatal(err)
	}
	if s, err := sshsig.Unarmor(armored); err != nil || weak(s) {
		t.Errorf("%v", err)
	}
}

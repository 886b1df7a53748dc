package sign

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// signers are one of each kind that ssh-keygen knows, hardware aside.
func signers(t *testing.T) []*Signer {
	t.Helper()
	_, ed, err1 := ed25519.GenerateKey(rand.Reader)
	_, other, err2 := ed25519.GenerateKey(rand.Reader)
	ec, err3 := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	wide, err4 := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	r, err5 := rsa.GenerateKey(rand.Reader, 2048)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		t.Fatal(err)
	}
	var all []*Signer
	for _, key := range []any{ed, other, ec, wide, r} {
		s, err := ssh.NewSignerFromKey(key)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, &Signer{s})
	}
	return all
}

func allowed(t *testing.T, text string) *Allowed {
	t.Helper()
	a, err := ParseAllowed([]byte(text), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestCheck(t *testing.T) {
	all := signers(t)
	text := []byte("sums\n")
	signature, err := all[0].Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		list string
		want State
	}{
		"allowed":            {"crise@valmont " + all[0].Public() + " comment\n", Good},
		"nobody":             {"", Unknown},
		"another":            {"crise@valmont " + all[1].Public(), Unknown},
		"for something else": {`crise@valmont namespaces="git,file" ` + all[0].Public(), Unknown},
		"by pattern":         {`crise@valmont namespaces="git,plan*" ` + all[0].Public(), Good},
		"but not":            {`crise@valmont namespaces="!planblanc,*" ` + all[0].Public(), Unknown},
		"no more":            {`crise@valmont valid-before="20261125" ` + all[0].Public(), Expired},
		"not yet":            {`crise@valmont valid-after="20261126Z",namespaces="planblanc" ` + all[0].Public(), Expired},
		"again":              {"old valid-before=\"20200101\" " + all[0].Public() + "\nnew " + all[0].Public(), Good},
		"to the second":      {`crise@valmont valid-before="20261125120000Z" ` + all[0].Public(), Good},
	} {
		got := allowed(t, c.list).Check(text, signature, now)
		if got.State != c.want || got.Fingerprint != all[0].Fingerprint() {
			t.Errorf("%s: %+v", name, got)
		}
	}
	list := allowed(t, "crise@valmont "+all[0].Public())
	if got := list.Check([]byte("other\n"), signature, now); got.State != Bad {
		t.Errorf("another text: %+v", got)
	}
	foreign, err := sshsig.Sign(bytes.NewReader(text), all[0].signer, sshsig.HashSHA512, "git")
	if err != nil {
		t.Fatal(err)
	}
	if got := list.Check(text, sshsig.Armor(foreign), now); got.State != Bad {
		t.Errorf("another namespace: %+v", got)
	}
}

func TestParseAllowedNamesTheLine(t *testing.T) {
	public := signers(t)[0].Public()
	for text, line := range map[string]int{
		"# nobody\n\nwho\n":                                         3,
		"who ssh-ed25519 AAAA\n":                                    1,
		"who ssh-rsa " + public[12:] + "\n":                         1,
		"who cert-authority " + public:                              1,
		"a " + public + "\nwho later=\"x\" " + public:               2,
		"who valid-after=\"2026\" " + public:                        1,
		"who valid-after=20260101 " + public:                        1,
		"who valid-after " + public:                                 1,
		"who namespaces=\"git\",Namespaces=\"planblanc\" " + public: 1,
		`who namespaces="a\"b" ` + public:                           1,
	} {
		_, err := ParseAllowed([]byte(text), time.UTC)
		if e, ok := errors.AsType[*LineError](err); !ok || e.Line != line {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestGenerate(t *testing.T) {
	for _, passphrase := range []string{"", "très secret"} {
		text, signer, err := Generate("crise@valmont", []byte(passphrase))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseKey(text, []byte("wrong")); passphrase != "" && !errors.Is(err, ErrPassphrase) {
			t.Errorf("another passphrase: %v", err)
		}
		if _, err := ParseKey(text, nil); passphrase != "" && !errors.Is(err, ErrPassphrase) {
			t.Errorf("no passphrase: %v", err)
		}
		again, err := ParseKey(text, []byte(passphrase))
		if err != nil || again.Fingerprint() != signer.Fingerprint() {
			t.Errorf("%v", err)
		}
	}
	if _, err := ParseKey([]byte("x"), nil); !errors.Is(err, ErrKey) {
		t.Errorf("%v", err)
	}
}

// tool finds a program of OpenSSH; without it the test fails.
func tool(t *testing.T, name string) string {
	t.Helper()
	file, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("NON EXÉCUTÉ : %v (paquet openssh-client)", err)
	}
	return file
}

// question is a signature, and what we say of it.
type question struct {
	list          string
	text, armored []byte
	ours          Signature
}

// questions makes signatures that are good, damaged, of other texts, keys,
// namespaces and times.
func questions(t *testing.T, n int) []question {
	t.Helper()
	all := signers(t)
	random := mathrand.New(mathrand.NewPCG(1, 9))
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	made := make([]question, n)
	for i := range made {
		text := fmt.Appendf(nil, "%d\n", i)
		signer := all[random.IntN(len(all))]
		namespace := pick(Namespace, Namespace, Namespace, Namespace, "git")
		hash := sshsig.HashAlgorithm(pick("sha512", "sha256"))
		signature, err := sshsig.Sign(bytes.NewReader(text), signer.signer, hash, namespace)
		if err != nil {
			t.Fatal(err)
		}
		armored := sshsig.Armor(signature)
		switch random.IntN(8) {
		case 0:
			text = append(text, 'x')
		case 1:
			armored = harm(random, armored)
		case 2: // harm what the armor holds
			raw := signature.Marshal()
			raw[random.IntN(len(raw))] ^= 1 << random.IntN(8)
			if broken, err := sshsig.ParseSignature(raw); err == nil {
				armored = sshsig.Armor(broken)
			}
		}
		var list strings.Builder
		for range 1 + random.IntN(2) {
			principal := pick("crise@valmont", "crise@valmont", "*@valmont", "directeur@valmont,crise@valmont")
			options := pick("", "", "", `namespaces="planblanc" `, `namespaces="git" `, `namespaces="git,pl?nbl*" `, `valid-before="20261124Z" `,
				`valid-after="20261126Z" `, `valid-after="20261101Z",valid-before="20271101Z" `, `namespaces="!planblanc,*" `, `namespaces="planblanc",valid-before="202611251200Z" `)
			key := signer
			if random.IntN(6) == 0 {
				key = all[random.IntN(len(all))]
			}
			fmt.Fprintf(&list, "%s %s%s some words\n", principal, options, key.Public())
		}
		made[i] = question{list.String(), text, armored, allowed(t, list.String()).Check(text, armored, now)}
	}
	return made
}

// TestAgreesWithOpenSSH asks ssh-keygen for its verdict on a thousand signatures.
func TestAgreesWithOpenSSH(t *testing.T) {
	asked := questions(t, 1000)
	states := map[State]int{}
	for _, q := range asked {
		states[q.ours.State]++
	}
	for _, s := range []State{Good, Expired, Unknown, Bad} {
		if states[s] < len(asked)/50 {
			t.Errorf("only %d of %d cases are %s", states[s], len(asked), s)
		}
	}
	tool(t, "ssh-keygen")
	const workers = 4 // each waits for another program most of the time
	var group sync.WaitGroup
	for worker := range workers {
		dir := t.TempDir()
		group.Go(func() {
			for i := worker; i < len(asked); i += workers {
				q := asked[i]
				if out, err := askKeygen(t, dir, q.list, q.text, q.armored); (err == nil) != (q.ours.State == Good) {
					t.Errorf("case %d: we say %s, ssh-keygen %v\n%s%s%s", i, q.ours.State, err, out, q.list, q.armored)
				}
			}
		})
	}
	group.Wait()
}

// harm changes a byte of a text, cuts it, or adds to it.
func harm(random *mathrand.Rand, text []byte) []byte {
	text = bytes.Clone(text)
	at := random.IntN(len(text))
	switch random.IntN(3) {
	case 0:
		text[at] ^= 1 << random.IntN(8)
	case 1:
		text = text[:at]
	default:
		text = append(text[:at:at], append([]byte("A"), text[at:]...)...)
	}
	return text
}

func write(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for name, body := range files {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Both ways of writing one signature are canonical, and nothing else is.
func TestCanonical(t *testing.T) {
	dir := t.TempDir()
	private, signer, err := Generate("crise@valmont", nil)
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, map[string][]byte{"key": private, "sums": []byte("sums\n")})
	if out, err := exec.Command(tool(t, "ssh-keygen"), "-Y", "sign", "-f", filepath.Join(dir, "key"), "-n", Namespace, filepath.Join(dir, "sums")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	theirs, err := os.ReadFile(filepath.Join(dir, "sums.sig"))
	if err != nil {
		t.Fatal(err)
	}
	ours, err := signer.Sign([]byte("sums\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, armored := range [][]byte{ours, theirs} {
		if !Canonical(armored) {
			t.Errorf("not canonical:\n%s", armored)
		}
		for i := range armored {
			for _, other := range [][]byte{armored[:i], append(bytes.Clone(armored[:i]), append([]byte("\n"), armored[i:]...)...)} {
				if Canonical(other) {
					t.Fatalf("canonical:\n%s", other)
				}
			}
		}
	}
}

// A key of ours is one for OpenSSH, and its agent signs for us.
func TestAgentOfOpenSSH(t *testing.T) {
	dir := t.TempDir()
	text, signer, err := Generate("crise@valmont", nil)
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, map[string][]byte{"key": text})
	socket := filepath.Join(dir, "agent")
	daemon := exec.Command(tool(t, "ssh-agent"), "-D", "-a", socket)
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = daemon.Process.Kill(); _ = daemon.Wait() }()
	var connection net.Conn
	for range 500 {
		if connection, err = Dial(socket); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	add := exec.Command(tool(t, "ssh-add"), filepath.Join(dir, "key"))
	add.Env = append(os.Environ(), "SSH_AUTH_SOCK="+socket)
	if out, err := add.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	held, err := Agent(connection)
	if err != nil || len(held) != 1 || held[0].Fingerprint() != signer.Fingerprint() {
		t.Fatalf("%v %v", held, err)
	}
	signature, err := held[0].Sign([]byte("sums\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := allowed(t, "crise@valmont "+signer.Public()).Check([]byte("sums\n"), signature, now); got.State != Good {
		t.Errorf("%+v", got)
	}
}

func FuzzCheck(f *testing.F) {
	_, signer, err := Generate("", nil)
	if err != nil {
		f.Fatal(err)
	}
	text := []byte("sums\n")
	signature, err := signer.Sign(text)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signature)
	list, err := ParseAllowed([]byte("crise@valmont "+signer.Public()), time.UTC)
	if err != nil {
		f.Fatal(err)
	}
	body := func(armored []byte) string { return strings.Join(strings.Fields(string(armored)), "") }
	f.Fuzz(func(t *testing.T, armored []byte) {
		if got := list.Check(text, armored, now); got.State == Good && !strings.Contains(body(armored), body(signature)[:100]) {
			t.Errorf("%q is good", armored)
		}
	})
}

func FuzzParseAllowed(f *testing.F) {
	f.Add([]byte("crise@valmont namespaces=\"planblanc\",valid-after=\"20260101\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := ParseAllowed(text, time.UTC)
		if err == nil && a.Signers() > bytes.Count(text, []byte("\n"))+1 {
			t.Errorf("%d signers in %q", a.Signers(), text)
		}
	})
}

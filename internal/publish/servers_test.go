package publish

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/pkg/sftp"
	"github.com/skeema/knownhosts"
	"golang.org/x/crypto/ssh"
)

// server is one that speaks a protocol of ours on a real connection.
type server struct {
	address string
	open    func(t testing.TB, address string) Target
	// files are what readers find at the target, by name.
	files func() map[string]string
	// put makes a file that is not ours.
	put func(name, text string)
}

// s3Server is a store in memory.
func s3Server(t testing.TB) *server {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("sites"); err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server())
	t.Cleanup(h.Close)
	u, _ := url.Parse(h.URL)
	return &server{
		address: u.Host,
		open: func(t testing.TB, address string) Target {
			target, err := S3(parsed(t, "s3://sites/valmont?endpoint=http://"+address), S3Options{ID: "essai", Secret: "secret"})
			if err != nil {
				t.Fatal(err)
			}
			return target
		},
		files: func() map[string]string {
			files := map[string]string{}
			list, err := backend.ListBucket("sites", &gofakes3.Prefix{}, gofakes3.ListBucketPage{})
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range list.Contents {
				object, err := backend.GetObject("sites", o.Key, nil)
				if err != nil {
					t.Fatal(err)
				}
				text, err := io.ReadAll(object.Contents)
				if err != nil {
					t.Fatal(err)
				}
				files[o.Key[len("valmont/"):]] = string(text)
			}
			return files
		},
		put: func(name, text string) {
			target := parsed(t, "s3://sites/valmont?endpoint="+h.URL)
			s, err := S3(target, S3Options{ID: "essai", Secret: "secret"})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.(store).send(t.Context(), name, name, []byte(text)); err != nil {
				t.Fatal(err)
			}
		},
	}
}

func parsed(t testing.TB, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// sshKey makes a key and the text of its private file.
func sshKey(t testing.TB) (ssh.Signer, []byte) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	return signer, pem.EncodeToMemory(block)
}

// sftpServer is an SSH server with the sftp subsystem and nothing else, on the
// files of a temporary folder.
func sftpServer(t testing.TB) *server {
	t.Helper()
	host, _ := sshKey(t)
	mine, identity := sshKey(t)
	config := &ssh.ServerConfig{PublicKeyCallback: func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		if string(key.Marshal()) != string(mine.PublicKey().Marshal()) {
			return nil, fmt.Errorf("unknown key")
		}
		return nil, nil
	}}
	config.AddHostKey(host)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	t.Cleanup(func() { l.Close(); all.Wait() })
	all.Go(func() {
		for {
			raw, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { serveSFTP(raw, config) })
		}
	})
	root := filepath.Join(t.TempDir(), "www")
	return &server{
		address: l.Addr().String(),
		open: func(t testing.TB, address string) Target {
			known := filepath.Join(t.TempDir(), "known_hosts")
			if err := os.WriteFile(known, []byte(knownhosts.Line([]string{address}, host.PublicKey())+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			target, err := SFTP(parsed(t, "sftp://crise@"+address+filepath.ToSlash(root)), SFTPOptions{KnownHosts: []string{known}, Identity: identity})
			if err != nil {
				t.Fatal(err)
			}
			return target
		},
		files: func() map[string]string { return onDisk(t, root) },
		put: func(name, text string) {
			full := filepath.Join(root, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		},
	}
}

func serveSFTP(raw net.Conn, config *ssh.ServerConfig) {
	defer raw.Close()
	_, channels, requests, err := ssh.NewServerConn(raw, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for c := range channels {
		channel, requests, err := c.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range requests {
				_ = r.Reply(r.Type == "subsystem", nil)
			}
		}()
		s, err := sftp.NewServer(channel)
		if err != nil {
			return
		}
		_ = s.Serve()
		_ = s.Close() // else its handles stay open
	}
}

// onDisk reads a folder, which need not be there.
func onDisk(t testing.TB, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(name string, e os.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(name)
		files[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if os.IsNotExist(err) { // moved meanwhile: a server still does what it was asked before a cut
		return onDisk(t, root)
	}
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// cutter passes connections on to a server until so many bytes went to it, then
// ends them all and takes no more.
type cutter struct {
	net.Listener
	left atomic.Int64
	sent atomic.Int64
}

func newCutter(t testing.TB, address string, after int64) *cutter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{Listener: l}
	c.left.Store(after)
	var all sync.WaitGroup
	t.Cleanup(func() { l.Close(); all.Wait() })
	var mu sync.Mutex
	var lines []net.Conn
	end := func() {
		l.Close()
		mu.Lock()
		defer mu.Unlock()
		for _, line := range lines {
			line.Close()
		}
	}
	t.Cleanup(end)
	all.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", address)
			if err != nil {
				in.Close()
				continue
			}
			mu.Lock()
			lines = append(lines, in, out)
			mu.Unlock()
			all.Go(func() { _, _ = io.Copy(in, out); in.Close() })
			all.Go(func() {
				defer out.Close()
				b := make([]byte, 4096)
				for {
					n, err := in.Read(b)
					c.sent.Add(int64(n))
					left := c.left.Add(-int64(n))
					if left < 0 {
						_, _ = out.Write(b[:max(0, int64(n)+left)])
						end()
						return
					}
					if _, failed := out.Write(b[:n]); failed != nil || err != nil {
						return
					}
				}
			})
		}
	})
	return c
}

package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/pkg/sftp"
	"github.com/skeema/knownhosts"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// SFTPOptions are what a server asks for.
type SFTPOptions struct {
	// KnownHosts are files in the format of sshd(8) with the servers' keys; those
	// that are missing are left out. A server that is in none is refused.
	KnownHosts []string
	// Identity is the text of a private key of OpenSSH; nil for none. Passphrase is
	// asked when it is encrypted.
	Identity   []byte
	Passphrase func() ([]byte, error)
	// Agent is a connection to an ssh-agent; nil for none.
	Agent io.ReadWriter
	// User logs in when the address names nobody.
	User string
}

// sftpStore is a folder of a server. A broken connection is made again by the
// next call.
type sftpStore struct {
	address string
	dir     string
	config  *ssh.ClientConfig

	mu     sync.Mutex
	client *sftp.Client
	line   *ssh.Client
	made   map[string]bool // folders that are known to be there
}

// SFTP opens sftp://user@host:22/path; nothing is sent yet. A path that begins
// with /~/ is below the user's home folder.
func SFTP(u *url.URL, o SFTPOptions) (Target, error) {
	dir := path.Clean("/" + u.Path)
	if rest, home := strings.CutPrefix(dir, "/~/"); home {
		dir = rest
	}
	if _, secret := u.User.Password(); u.Hostname() == "" || secret || u.RawQuery != "" || dir == "/" || dir == "/~" {
		return nil, &AddressError{Address: u.Redacted()}
	}
	port := u.Port()
	if port == "" {
		port = "22"
	}
	s := &sftpStore{address: net.JoinHostPort(u.Hostname(), port), dir: dir, made: map[string]bool{}}
	auth, err := o.methods()
	if err != nil {
		return nil, err
	}
	if len(auth) == 0 {
		return nil, &AnswerError{s.address, NoIdentity, errors.New("neither a key nor an agent")}
	}
	var lists []string
	for _, name := range o.KnownHosts {
		if _, err := os.Stat(name); err == nil {
			lists = append(lists, name)
		}
	}
	hosts, err := knownhosts.NewDB(lists...)
	if err != nil {
		return nil, fmt.Errorf("read the list of known hosts: %w", err)
	}
	user := u.User.Username()
	if user == "" {
		user = o.User
	}
	s.config = &ssh.ClientConfig{User: user, Auth: auth, HostKeyCallback: hosts.HostKeyCallback(), HostKeyAlgorithms: hosts.HostKeyAlgorithms(s.address), Timeout: 15 * time.Second}
	return s, nil
}

// methods are the ways to log in.
func (o SFTPOptions) methods() ([]ssh.AuthMethod, error) {
	var methods []ssh.AuthMethod
	if o.Identity != nil {
		signer, err := ssh.ParsePrivateKey(o.Identity)
		if _, encrypted := errors.AsType[*ssh.PassphraseMissingError](err); encrypted && o.Passphrase != nil {
			passphrase, failed := o.Passphrase()
			if failed != nil {
				return nil, failed
			}
			signer, err = ssh.ParsePrivateKeyWithPassphrase(o.Identity, passphrase)
		}
		if err != nil {
			return nil, fmt.Errorf("read the private key: %w", err)
		}
		methods = append(methods, ssh.PublicKeys(signer))
	}
	if o.Agent != nil {
		methods = append(methods, ssh.PublicKeysCallback(agent.NewClient(o.Agent).Signers))
	}
	return methods, nil
}

// Close ends the connection.
func (s *sftpStore) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hangUp()
	return nil
}

// hangUp forgets the connection; mu is held.
func (s *sftpStore) hangUp() {
	if s.client != nil {
		_ = s.line.Close() // first: the other waits for the server
		_ = s.client.Close()
	}
	s.client, s.line = nil, nil
}

// with calls use with a connection, for at most so long; after a failure of the
// connection, or when time is up, the next call makes another.
func (s *sftpStore) with(ctx context.Context, most time.Duration, use func(*sftp.Client) error) error {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	client, err := s.connect(ctx)
	if err != nil {
		return err
	}
	drop := func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.client == client {
			s.hangUp()
		}
	}
	stop := context.AfterFunc(ctx, drop)
	err = use(client)
	stop()
	if status, answered := errors.AsType[*sftp.StatusError](err); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) &&
		(!answered || status.FxCode() == sftp.ErrSSHFxConnectionLost || status.FxCode() == sftp.ErrSSHFxNoConnection) {
		drop()
	}
	if errors.Is(err, fs.ErrPermission) {
		err = &AnswerError{s.address, Denied, err}
	}
	return err
}

// connect returns the connection, made anew where there is none.
func (s *sftpStore) connect(ctx context.Context) (*sftp.Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.client != nil {
		return s.client, nil
	}
	raw, err := (&net.Dialer{Timeout: s.config.Timeout, KeepAlive: 15 * time.Second}).DialContext(ctx, "tcp", s.address)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { raw.Close() }) // a server that says nothing
	defer stop()
	c, channels, requests, err := ssh.NewClientConn(raw, s.address, s.config)
	if err != nil {
		raw.Close()
		return nil, s.refused(err)
	}
	line := ssh.NewClient(c, channels, requests)
	client, err := sftp.NewClient(line, sftp.UseConcurrentWrites(true))
	if err != nil {
		return nil, errors.Join(err, line.Close())
	}
	s.client, s.line = client, line
	return client, nil
}

// refused gives the errors of a handshake their meaning.
func (s *sftpStore) refused(err error) error {
	switch {
	case knownhosts.IsHostKeyChanged(err):
		return &AnswerError{s.address, ChangedKey, err}
	case knownhosts.IsHostUnknown(err):
		return &AnswerError{s.address, UnknownKey, err}
	case strings.Contains(err.Error(), "unable to authenticate"): // x/crypto has no type for it
		return &AnswerError{s.address, Denied, err}
	}
	return err
}

func (s *sftpStore) at(name string) string { return path.Join(s.dir, name) }

func (s *sftpStore) read(ctx context.Context, name string, most int64) (text []byte, err error) {
	err = s.with(ctx, patience(most/64), func(c *sftp.Client) error {
		f, err := c.Open(s.at(name))
		if err != nil {
			return err
		}
		defer f.Close()
		if text, err = io.ReadAll(io.LimitReader(f, most+1)); err == nil && int64(len(text)) > most {
			err = fmt.Errorf("%s: over %d bytes", name, most)
		}
		return err
	})
	return text, err
}

func (s *sftpStore) list(ctx context.Context, folder string) (map[string]int64, error) {
	files := map[string]int64{}
	err := s.with(ctx, 10*time.Minute, func(c *sftp.Client) error {
		clear(files)
		for w := c.Walk(s.at(folder)); w.Step(); {
			if err := w.Err(); err != nil {
				return err
			}
			if name, below := strings.CutPrefix(w.Path(), path.Clean(s.dir)+"/"); below && !w.Stat().IsDir() {
				files[name] = w.Stat().Size()
			}
		}
		return nil
	})
	return files, err
}

// send writes to another name first: a file that has its name is whole.
func (s *sftpStore) send(ctx context.Context, name, _ string, body []byte) error {
	return s.with(ctx, patience(int64(len(body))), func(c *sftp.Client) error {
		if err := s.folder(c, path.Dir(name)); err != nil {
			return err
		}
		part := s.at(name) + ".part"
		f, err := c.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
		if err != nil {
			return err
		}
		_, err = f.ReadFrom(bytes.NewReader(body))
		if _, able := c.HasExtension("fsync@openssh.com"); err == nil && able {
			err = f.Sync() // the rename may reach the server's disk before the bytes
		}
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
		return rename(c, part, s.at(name))
	})
}

func (s *sftpStore) place(ctx context.Context, sent, name string) error {
	return s.with(ctx, patience(0), func(c *sftp.Client) error {
		if err := s.folder(c, path.Dir(name)); err != nil {
			return err
		}
		return rename(c, s.at(sent), s.at(name))
	})
}

// rename puts a file in the place of another, in one step where the server can:
// SFTP's own rename refuses a name that is there.
func rename(c *sftp.Client, from, to string) error {
	if _, able := c.HasExtension("posix-rename@openssh.com"); able {
		return c.PosixRename(from, to)
	}
	if _, err := c.Lstat(from); err != nil {
		return err
	}
	if err := c.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return c.Rename(from, to)
}

// folder makes a folder below the target with its parents.
func (s *sftpStore) folder(c *sftp.Client, name string) error {
	s.mu.Lock()
	made := s.made[name]
	s.mu.Unlock()
	if made {
		return nil
	}
	if err := c.MkdirAll(s.at(name)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made[name] = true
	return nil
}

func (s *sftpStore) remove(ctx context.Context, names []string) error {
	return s.with(ctx, patience(int64(len(names))<<13), func(c *sftp.Client) error {
		for _, name := range names {
			if err := c.Remove(s.at(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("remove %s: %w", name, err)
			}
		}
		for _, dir := range folders(names) {
			if left, err := c.ReadDir(s.at(dir)); err == nil && len(left) == 0 {
				if err := c.RemoveDirectory(s.at(dir)); err != nil {
					return fmt.Errorf("remove %s: %w", dir, err)
				}
				s.mu.Lock()
				delete(s.made, dir)
				s.mu.Unlock()
			}
		}
		return nil
	})
}

func (s *sftpStore) lasting(err error) bool {
	_, answered := errors.AsType[*AnswerError](err)
	return answered || errors.Is(err, fs.ErrNotExist)
}

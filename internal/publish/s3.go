package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3Options are what a store asks for.
type S3Options struct {
	// ID and Secret are the keys of an account, Token that of a session, "" where
	// there is none. Without ID requests are not signed.
	ID, Secret, Token string
	Region            string // when the address names none
}

// s3 is a bucket, or what is below a prefix of one.
type s3 struct {
	client         *minio.Client
	transport      *http.Transport
	bucket, prefix string // the prefix is "" or ends with a slash
}

// S3 opens s3://bucket/prefix?endpoint=https://host&region=name. Nothing is sent
// yet. An endpoint without a scheme is https; none is Amazon's.
func S3(u *url.URL, o S3Options) (Target, error) {
	q := u.Query()
	for name := range q {
		if name != "endpoint" && name != "region" {
			return nil, &AddressError{u.Redacted(), name}
		}
	}
	if u.Host == "" || u.User != nil {
		return nil, &AddressError{Address: u.Redacted()}
	}
	endpoint, secure := strings.CutPrefix(q.Get("endpoint"), "https://")
	if !secure {
		plain := false
		endpoint, plain = strings.CutPrefix(endpoint, "http://")
		secure = !plain
	}
	endpoint = strings.TrimSuffix(endpoint, "/")
	if endpoint == "" {
		endpoint = "s3.amazonaws.com"
	}
	s := &s3{bucket: u.Host, prefix: strings.Trim(path.Clean("/"+u.Path), "/"), transport: &http.Transport{
		Proxy:       http.ProxyFromEnvironment,
		DialContext: (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext, TLSHandshakeTimeout: 10 * time.Second,
		ResponseHeaderTimeout: time.Minute, IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: atOnce, DisableCompression: true, ForceAttemptHTTP2: true,
	}}
	if s.prefix != "" {
		s.prefix += "/"
	}
	region := q.Get("region")
	if region == "" {
		region = o.Region
	}
	var err error
	s.client, err = minio.New(endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(o.ID, o.Secret, o.Token), Secure: secure, Region: region, Transport: s.transport, MaxRetries: 1,
	})
	if err != nil {
		return nil, &AddressError{u.Redacted(), q.Get("endpoint")}
	}
	return s, nil
}

// AddressError says that a target's address cannot be used, and which part; ""
// when it has not the form of one.
type AddressError struct{ Address, Part string }

func (e *AddressError) Error() string {
	return strings.TrimSuffix("wrong address "+e.Address+": "+e.Part, ": ")
}

// Close ends connections.
func (s *s3) Close() error {
	s.transport.CloseIdleConnections()
	return nil
}

// patience is how long a request for so many bytes may take: a minute, and what a
// line of 256 kbit/s needs.
func patience(bytes int64) time.Duration {
	return time.Minute + time.Duration(bytes/(32<<10))*time.Second
}

func (s *s3) read(ctx context.Context, name string, most int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience(1<<20))
	defer cancel()
	object, err := s.client.GetObject(ctx, s.bucket, s.prefix+name, minio.GetObjectOptions{})
	if err != nil {
		return nil, s.plain(err)
	}
	defer object.Close()
	text, err := io.ReadAll(io.LimitReader(object, most+1))
	if err != nil {
		return nil, s.plain(err)
	}
	if int64(len(text)) > most {
		return nil, fmt.Errorf("%s: over %d bytes", name, most)
	}
	return text, nil
}

func (s *s3) list(ctx context.Context, folder string) (map[string]int64, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // else an error leaves a goroutine
	prefix := s.prefix
	if folder != "" {
		prefix += folder + "/"
	}
	files := map[string]int64{}
	for o := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			return nil, s.plain(o.Err)
		}
		if name := strings.TrimPrefix(o.Key, s.prefix); !strings.HasSuffix(name, "/") {
			files[name] = o.Size
		}
	}
	return files, ctx.Err()
}

// send also says what readers will be told of the file: copies keep it.
func (s *s3) send(ctx context.Context, name, site string, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, patience(int64(len(body))))
	defer cancel()
	_, err := s.client.PutObject(ctx, s.bucket, s.prefix+name, bytes.NewReader(body), int64(len(body)),
		minio.PutObjectOptions{ContentType: ContentType(site), CacheControl: CacheControl(site), SendContentMd5: true})
	return s.plain(err)
}

func (s *s3) place(ctx context.Context, sent, name string) error {
	ctx, cancel := context.WithTimeout(ctx, patience(0))
	defer cancel()
	_, err := s.client.CopyObject(ctx, minio.CopyDestOptions{Bucket: s.bucket, Object: s.prefix + name}, minio.CopySrcOptions{Bucket: s.bucket, Object: s.prefix + sent})
	return s.plain(err)
}

func (s *s3) remove(ctx context.Context, names []string) error {
	ctx, cancel := context.WithTimeout(ctx, patience(int64(len(names))<<10))
	defer cancel()
	objects := make(chan minio.ObjectInfo)
	go func() {
		defer close(objects)
		for _, name := range names {
			select {
			case objects <- minio.ObjectInfo{Key: s.prefix + name}:
			case <-ctx.Done():
				return
			}
		}
	}()
	var errs error
	for e := range s.client.RemoveObjects(ctx, s.bucket, objects, minio.RemoveObjectsOptions{}) {
		errs = errors.Join(errs, s.plain(e.Err))
	}
	return errors.Join(errs, ctx.Err())
}

// plain gives the errors of the store their usual meaning.
func (s *s3) plain(err error) error {
	if err == nil {
		return nil
	}
	answer := minio.ToErrorResponse(err)
	switch {
	case answer.Code == minio.NoSuchKey:
		return fmt.Errorf("%w: %w", fs.ErrNotExist, err)
	case answer.Code == minio.NoSuchBucket:
		return &AnswerError{s.bucket, NoBucket, err}
	case answer.StatusCode == http.StatusForbidden, answer.StatusCode == http.StatusUnauthorized:
		return &AnswerError{s.bucket, Denied, err}
	}
	return err
}

func (s *s3) lasting(err error) bool {
	_, answered := errors.AsType[*AnswerError](err)
	status := minio.ToErrorResponse(err).StatusCode
	return answered || errors.Is(err, fs.ErrNotExist) ||
		status >= 400 && status < 500 && status != http.StatusRequestTimeout && status != http.StatusTooManyRequests && status != http.StatusConflict
}

// Refusal is why a server does not let us publish.
type Refusal string

// The refusals.
const (
	Denied     Refusal = "denied"      // the account may not, or is not known
	NoBucket   Refusal = "bucket"      // there is no such bucket
	UnknownKey Refusal = "unknown-key" // the server's key is in no list of known hosts
	ChangedKey Refusal = "changed-key" // the server's key is not the one of the list
	NoIdentity Refusal = "identity"    // there is no key to log in with
)

// AnswerError says that a server refuses for good.
type AnswerError struct {
	Server  string
	Refusal Refusal
	Err     error
}

func (e *AnswerError) Error() string { return fmt.Sprintf("%s: %s: %v", e.Server, e.Refusal, e.Err) }

// Unwrap returns what the server said.
func (e *AnswerError) Unwrap() error { return e.Err }

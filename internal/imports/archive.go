package imports

import (
	"errors"
	"io"
	"io/fs"
)

// reader reads the files of a source and counts what it has read.
type reader struct {
	open func(name string) (io.ReadCloser, error)
	left int64
}

func newReader(fsys fs.FS) *reader {
	return &reader{func(name string) (io.ReadCloser, error) { return fsys.Open(name) }, MaxTotal}
}

// read returns a file's bytes, or ErrTooLarge when they exceed the limits. The
// bytes are counted as they come.
func (r *reader) read(name string) ([]byte, error) {
	f, err := r.open(name)
	if err != nil {
		return nil, err
	}
	most := min(r.left, MaxFile)
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if int64(len(text)) > most {
		return nil, ErrTooLarge
	}
	r.left -= int64(len(text))
	return text, nil
}

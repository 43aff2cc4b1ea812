package ui

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"ukey/app"
)

// source is a file to be read, once.
type source struct {
	name string
	open func() (io.ReadCloser, error)
}

func reader(file fyne.URI) source {
	return source{file.Name(), func() (io.ReadCloser, error) { return storage.Reader(file) }}
}

// fileAt is the file of that path.
func fileAt(path string) source {
	return source{filepath.Base(path), func() (io.ReadCloser, error) { return os.Open(path) }}
}

// maxFile is the largest file that is read at all: a scanner's largest
// pictures have a hundred million bytes.
const maxFile = 256 << 20

// errTooBig is what such a file comes to.
var errTooBig = errors.New("file too large to be read")

func (f source) read() ([]byte, error) {
	r, err := f.open()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if closeErr := r.Close(); err == nil {
		err = closeErr
	}
	if err == nil && len(data) > maxFile {
		err = errTooBig
	}
	return data, err
}

// unreadableError: a file could not be read from its disk.
type unreadableError struct{ err error }

func (e *unreadableError) Error() string { return "read scan: " + e.err.Error() }
func (e *unreadableError) Unwrap() error { return e.err }

// preview reads a scan and makes it small; hang is not called if that fails.
func (z *wizard) preview(path string, side int, hang func(image.Image)) {
	z.w.work.Start(func(context.Context) {
		data, err := os.ReadFile(path)
		if err != nil {
			return
		}
		small, err := z.w.desk.Preview(data, side)
		if err != nil {
			return
		}
		z.w.work.Post(func() { hang(small) })
	})
}

// describeScan says which file a scan came from, and how large it is.
func describeScan(a app.Attachment) string {
	return join(" · ", a.Name, fileSize(a.Size), fmt.Sprintf("%d × %d", a.Width, a.Height))
}

// fileSize writes a number of bytes as file managers do.
func fileSize(bytes int) string {
	if bytes >= 1<<20 {
		return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	}
	return fmt.Sprintf("%d KB", (bytes+1<<10-1)>>10)
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"ukey/app"
	"ukey/renew/cases"
)

// The largest files that are read, in bytes. A picture may be larger than what
// may be sent, if it is to be made smaller.
const (
	maxForm    = 64 << 10
	maxPicture = 64 << 20
)

// readError: a file that the person has named could not be read, or is not
// what it has to be.
type readError struct {
	path string
	err  error
}

func (e *readError) Error() string { return fmt.Sprintf("read %s: %v", e.path, e.err) }
func (e *readError) Unwrap() error { return e.err }

// formError: the file holds no form.
type formError struct{ err error }

func (e *formError) Error() string { return fmt.Sprintf("no form: %v", e.err) }
func (e *formError) Unwrap() error { return e.err }

var errTooLong = errors.New("file too large")

// readFile reads a file up to a size. The error is a *readError.
func readFile(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &readError{path, err}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = errTooLong
	}
	if err != nil {
		return nil, &readError{path, err}
	}
	return data, nil
}

// readForm reads a form in JSON, with the fields of cases.Form and no others.
func readForm(path string) (cases.Form, error) {
	text, err := readFile(path, maxForm)
	if err != nil {
		return cases.Form{}, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var form cases.Form
	if err := decoder.Decode(&form); err != nil {
		return cases.Form{}, &readError{path, &formError{err}}
	}
	return form, nil
}

// attach takes in a scan from a file, and makes it smaller if that is wanted
// and needed. The error is a *readError for one that cannot be used.
func attach(ctx context.Context, desk *app.App, draft string, kind cases.Kind, path string, shrink bool) (*app.Application, error) {
	data, err := readFile(path, maxPicture)
	if err != nil {
		return nil, err
	}
	if shrink && len(data) >= cases.MaxScan {
		if data, err = desk.Shrink(data); err != nil {
			return nil, &readError{path, err}
		}
	}
	changed, err := desk.Attach(ctx, draft, kind, filepath.Base(path), data)
	if flawed, ok := errors.AsType[*cases.ScanError](err); ok {
		return nil, &readError{path, flawed}
	}
	return changed, err
}

// saveLetter writes the letter of authority to a file that nobody else reads.
func saveLetter(ctx context.Context, desk *app.App, draft, path string) error {
	var pdf bytes.Buffer
	if err := desk.Letter(ctx, draft, &pdf); err != nil {
		return err
	}
	return saveFile(path, pdf.Bytes(), forUser)
}

package remind

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"ukey/renew/durable"
	"ukey/token"
)

const (
	fileName    = "certificates.json"
	fileVersion = 1
	damaged     = ".damaged"
	unfinished  = ".new"
	// maxFile is far more than maxEntries take, in bytes.
	maxFile = 4 << 20
)

// Why a file cannot be used.
var (
	errNewerVersion = errors.New("written by a newer version of the program")
	errNoVersion    = errors.New("without a version")
	errTooLarge     = errors.New("too large")
	errBadEntry     = errors.New("an entry makes no sense")
)

// contents are what the file says.
type contents struct {
	Version      int     `json:"version"`
	Certificates []Entry `json:"certificates"`
}

// load reads the list while the lock is held. A file that is not there is an
// empty list.
func (l *Ledger) load() ([]Entry, error) {
	path := filepath.Join(l.dir, fileName)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var text []byte
	if err == nil {
		text, err = io.ReadAll(io.LimitReader(f, maxFile+1))
		_ = f.Close() // it was only read
	}
	if err != nil {
		return nil, &LedgerError{Path: path, Err: err}
	}
	entries, err := parse(text)
	switch {
	case errors.Is(err, errNewerVersion):
		return nil, &LedgerError{Path: path, Newer: true, Err: err}
	case err != nil:
		e := &LedgerError{Path: path, Err: err}
		if aside := path + damaged; os.Rename(path, aside) == nil {
			e.SetAside = aside
		}
		return nil, e
	}
	return entries, nil
}

// change replaces the list by what edit makes of it, unless that is the same. A
// damaged list gives way to a new one; the error tells of it all the same.
func (l *Ledger) change(ctx context.Context, edit func([]Entry) []Entry) error {
	if err := os.MkdirAll(l.dir, folderMode); err != nil {
		return &LedgerError{Path: l.dir, Err: err}
	}
	unlock, err := l.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	before, err := l.load()
	if bad := new(LedgerError); errors.As(err, &bad) && bad.SetAside == "" {
		return err
	}
	after := edit(slices.Clone(before))
	if reflect.DeepEqual(before, after) {
		return err
	}
	return errors.Join(err, l.save(after))
}

func (l *Ledger) save(entries []Entry) error {
	path := filepath.Join(l.dir, fileName)
	text, err := json.MarshalIndent(contents{fileVersion, entries}, "", " ")
	if err == nil {
		err = durable.Replace(path, path+unfinished, append(text, '\n'))
	}
	if err != nil {
		return &LedgerError{Path: path, Err: err}
	}
	return nil
}

// parse reads the file's contents.
func parse(text []byte) ([]Entry, error) {
	if len(text) > maxFile {
		return nil, errTooLarge
	}
	var version struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(text, &version); err != nil {
		return nil, err
	}
	switch {
	case version.Version > fileVersion:
		return nil, errNewerVersion
	case version.Version < 1:
		return nil, errNoVersion
	}
	var c contents
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, err
	}
	for i := range c.Certificates {
		if !c.Certificates[i].sensible() {
			return nil, fmt.Errorf("%w: the %dth", errBadEntry, i+1)
		}
	}
	return c.Certificates, nil
}

// sensible tells whether the entry can have been written by this program.
func (e *Entry) sensible() bool {
	sum, err := hex.DecodeString(e.SHA256)
	return err == nil && len(sum) == 32 && !e.NotAfter.IsZero() && e.Seen.valid() &&
		(e.Later == "" || e.Later.valid()) &&
		slices.Contains([]token.Use{token.Signature, token.Encryption, token.Both}, e.Use)
}

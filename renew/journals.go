package renew

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ukey/renew/durable"
	"ukey/token"
)

// Journals is the folder of journals, a file for each renewal. Beside them lie,
// for each key, what a Lock needs. Reading may be done at any time; who renews
// a key holds its Lock.
type Journals struct {
	dir   string
	clock func() time.Time
	// Write replaces a file by way of a temporary one in the same folder, as
	// package durable does, unless a test has it fail.
	Write func(path, temporary string, content []byte) error
}

// OpenJournals uses dir, which is made with the first journal.
func OpenJournals(dir string, clock func() time.Time) *Journals {
	return &Journals{dir: dir, clock: clock, Write: durable.Replace}
}

// JournalError: a journal file cannot be used. Its contents are left as they
// are.
type JournalError struct {
	Path string
	// SetAside is where a damaged file has been moved, so that it is in nobody's
	// way; empty if it lies where it was.
	SetAside string
	// Newer is set when a later version of the program wrote the file, which
	// that version can go on with. Token is the key that it is about.
	Newer bool
	Token token.ID
	Err   error
}

func (e *JournalError) Error() string { return fmt.Sprintf("journal %s: %v", e.Path, e.Err) }

// Unwrap returns the cause.
func (e *JournalError) Unwrap() error { return e.Err }

const suffix = ".json"

// List returns all journals, the oldest first, and an error that joins a
// *JournalError for each file that cannot be used.
func (s *Journals) List() ([]*Journal, error) {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &JournalError{Path: s.dir, Err: err}
	}
	var all []*Journal
	var bad []error
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), suffix) {
			continue
		}
		path := filepath.Join(s.dir, e.Name())
		j, err := load(path)
		if err != nil {
			bad = append(bad, err)
			continue
		}
		all = append(all, j)
	}
	slices.SortFunc(all, func(a, b *Journal) int { return a.Created.Compare(b.Created) })
	return all, errors.Join(bad...)
}

// Unfinished returns the renewal of that key that still has something to do,
// or nil. The driver does not matter: a key is the same through another one.
//
// If there is none, but a file that cannot be used might be about one, that is
// the error, a *JournalError. A damaged file is set aside: it is told of once,
// and the next call begins afresh. One of a newer version of the program stays
// for that version, and is in the way of its own key alone.
func (s *Journals) Unfinished(id token.ID) (*Journal, error) {
	all, err := s.List()
	for _, j := range slices.Backward(all) {
		if sameToken(j.Token, id) && !j.State.Finished() {
			return j, nil
		}
	}
	for _, bad := range JournalErrors(err) {
		switch {
		case bad.Newer && !sameToken(bad.Token, id):
			continue
		case !bad.Newer && bad.Path != s.dir:
			aside := bad.Path + ".damaged"
			if os.Rename(bad.Path, aside) == nil {
				bad.SetAside = aside
			}
		}
		return nil, bad
	}
	return nil, nil
}

// sameToken compares what a key says of itself, not the driver that says it.
func sameToken(a, b token.ID) bool { return a.Serial == b.Serial && a.Label == b.Label }

// JournalErrors takes the error of List apart.
func JournalErrors(err error) []*JournalError {
	if bad, ok := err.(*JournalError); ok { //nolint:errorlint // the parts of a joined error are looked at one by one
		return []*JournalError{bad}
	}
	var all []*JournalError
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, part := range joined.Unwrap() {
			all = append(all, JournalErrors(part)...)
		}
	}
	return all
}

// load reads a journal. The error is a *JournalError.
func load(path string) (*Journal, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, &JournalError{Path: path, Err: err}
	}
	var head struct {
		Version int      `json:"version"`
		Token   token.ID `json:"token"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, &JournalError{Path: path, Err: err}
	}
	if head.Version > journalVersion {
		return nil, &JournalError{
			Path: path, Newer: true, Token: head.Token,
			Err: fmt.Errorf("format %d, written by a newer version of the program", head.Version),
		}
	}
	j := &Journal{path: path}
	if err := json.Unmarshal(b, j); err != nil {
		return nil, &JournalError{Path: path, Err: err}
	}
	if j.Version < 1 || j.ID == "" || j.State == "" || j.Signature.KeyID == "" {
		return nil, &JournalError{Path: path, Err: errors.New("incomplete")}
	}
	return j, nil
}

// begin gives a new journal its identity. Nothing is written yet.
func (s *Journals) begin(j *Journal) {
	j.Version, j.ID = journalVersion, hex.EncodeToString(random(8))
	j.Created = s.clock().UTC()
	j.fresh = true
	j.path = filepath.Join(s.dir, j.Created.Format("20060102T150405Z")+"-"+j.ID+suffix)
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return b
}

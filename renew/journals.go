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

	"ukey/renew/internal/durable"
	"ukey/token"
)

// Journals is the folder of journals, a file for each renewal.
type Journals struct {
	dir   string
	clock func() time.Time
}

// OpenJournals uses dir, which is made with the first journal.
func OpenJournals(dir string, clock func() time.Time) *Journals {
	return &Journals{dir: dir, clock: clock}
}

// JournalError: a journal file cannot be used. Its contents are left as they
// are.
type JournalError struct {
	Path string
	// SetAside is where a damaged file has been moved, so that it is in nobody's
	// way; empty if it lies where it was.
	SetAside string
	Err      error
}

func (e *JournalError) Error() string { return fmt.Sprintf("journal %s: %v", e.Path, e.Err) }

// Unwrap returns the cause.
func (e *JournalError) Unwrap() error { return e.Err }

// errNewerVersion: the file was written by a later version of the program.
var errNewerVersion = errors.New("written by a newer version of the program")

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
			bad = append(bad, &JournalError{Path: path, Err: err})
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
// If there is none, but a file that cannot be read might be about one, that is
// the error. A damaged file is set aside: it is told of once, and the next
// call begins afresh. One of a newer version of the program stays.
func (s *Journals) Unfinished(id token.ID) (*Journal, error) {
	all, err := s.List()
	for _, j := range slices.Backward(all) {
		if j.Token.Serial == id.Serial && j.Token.Label == id.Label && !j.State.Finished() {
			return j, nil
		}
	}
	if bad, ok := errors.AsType[*JournalError](err); ok && bad.Path != s.dir && !errors.Is(bad, errNewerVersion) {
		aside := bad.Path + ".damaged"
		if os.Rename(bad.Path, aside) == nil {
			bad.SetAside = aside
		}
		return nil, bad
	}
	return nil, err
}

// Abandon ends a renewal that cannot be continued.
func (s *Journals) Abandon(j *Journal, why string) error {
	j.State, j.LastError = Abandoned, why
	return s.save(j)
}

func load(path string) (*Journal, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	j := &Journal{path: path}
	if err := json.Unmarshal(b, j); err != nil {
		return nil, err
	}
	switch {
	case j.Version > journalVersion:
		return nil, errNewerVersion
	case j.Version < 1 || j.ID == "" || j.State == "" || j.Signature.KeyID == "":
		return nil, errors.New("incomplete")
	}
	return j, nil
}

// begin gives a new journal its identity. Nothing is written yet.
func (s *Journals) begin(j *Journal) {
	j.Version, j.ID = journalVersion, hex.EncodeToString(random(8))
	j.Created = s.clock().UTC()
	j.path = filepath.Join(s.dir, j.Created.Format("20060102T150405Z")+"-"+j.ID+suffix)
}

// save puts the journal on disk: it returns when the new contents, or after a
// power failure the old ones, are what will be read.
func (s *Journals) save(j *Journal) error {
	j.Updated = s.clock().UTC()
	b, err := json.MarshalIndent(j, "", "  ")
	if err != nil {
		return &JournalError{Path: j.path, Err: err}
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return &JournalError{Path: j.path, Err: err}
	}
	if err := durable.WriteFile(j.path, b); err != nil {
		return &JournalError{Path: j.path, Err: err}
	}
	return nil
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return b
}
